//! What is *computed* from measures: means per period, steps from one period to the next, a measure against another,
//! how far a change must go, days since a date.

use jiff::ToSpan;
use semantic::query::HavingValue;
use semantic::{
    Aggregate, Column, Comparator, Grain, Having, Measure, MeasureUse, MetricKind, Predicate,
    Window,
};

use super::time::Compared;
use super::{Builder, Declined};
use crate::dates::DatePhrase;
use crate::draft::{Condition, range_of};

/// Days that a daily mean is taken over when the question names no period.
const USUAL_DAYS: i32 = 90;

impl Builder<'_> {
    /// The period that each measure is spread over. A metric that is a mean per day over a period of its own gives way
    /// to what it sums where the question names the period.
    pub(super) fn rates(&self, measures: &mut [MeasureUse]) -> Vec<Option<Grain>> {
        let named = self
            .draft
            .dates
            .iter()
            .any(|d| !d.negated && range_of(&d.phrase).is_some());
        let mut all = Vec::new();
        for used in measures {
            let summed = self.summed_per_day(&used.measure).filter(|_| named);
            let daily = summed.map(|metric| {
                used.measure = Measure::Metric(metric);
                Grain::Day
            });
            let spread = self
                .draft
                .rate
                .filter(|_| self.adds_up(&used.measure) && self.happens(&used.measure));
            all.push(daily.or(spread));
        }
        all
    }

    /// What a metric sums that is a mean per day over the days before today.
    fn summed_per_day(&self, measure: &Measure) -> Option<String> {
        let Measure::Metric(name) = measure else {
            return None;
        };
        let MetricKind::Derived { expression, inputs } = &self.model.metric(name)?.kind else {
            return None;
        };
        let [input] = inputs.as_slice() else {
            return None;
        };
        let (sum, days) = expression.split_once('/')?;
        let days: f64 = days.trim().parse().ok()?;
        (sum.trim() == input.metric && (days - f64::from(input.trailing_days?)).abs() < 0.5)
            .then(|| input.metric.clone())
    }

    /// Values of several rows of the measure can be added up.
    fn adds_up(&self, measure: &Measure) -> bool {
        match measure {
            Measure::Metric(name) => self.model.metric(name).is_some_and(|m| m.additive),
            Measure::Aggregate { function, .. } => *function == Aggregate::Sum,
            Measure::Rows { .. } | Measure::Entities { .. } => true,
        }
    }

    /// The measure is of what happens, not of what there is.
    fn happens(&self, measure: &Measure) -> bool {
        self.dataset_of(measure)
            .is_some_and(|d| self.transaction(&d))
    }

    /// Columns of means per period, beside the sums that they are made of; gives back the period that was assumed.
    pub(super) fn rate_columns(
        &mut self,
        columns: &mut Vec<Column>,
        first: usize,
        rates: &[Option<Grain>],
    ) -> Result<Option<Predicate>, Declined> {
        let Some(grain) = rates.iter().flatten().next() else {
            return if self.draft.rate.is_some() {
                Err(Declined::Unused(vec!["average".to_owned()]))
            } else {
                Ok(None)
            };
        };
        let windows: Vec<Window> = self
            .draft
            .dates
            .iter()
            .filter(|d| !d.negated)
            .filter_map(|d| range_of(&d.phrase))
            .map(|r| r.happened)
            .collect();
        let (window, assumed) = match (windows.as_slice(), self.usual_days()) {
            ([window], _) if window.from.is_some() && window.until.is_some() => (*window, None),
            ([], Some(window)) if *grain == Grain::Day => {
                self.assume(
                    format!("Over the last {USUAL_DAYS} days, as the question names no period."),
                    0.04,
                );
                let attribute = None;
                (window, Some(Predicate::Within { attribute, window }))
            }
            _ => return Err(Declined::Unused(vec!["average".to_owned()])),
        };
        for (index, grain) in rates.iter().enumerate() {
            if let Some(grain) = grain {
                columns.push(Column::PerPeriod {
                    of: first + index,
                    grain: *grain,
                    window,
                });
            }
        }
        Ok(assumed)
    }

    fn usual_days(&self) -> Option<Window> {
        let until = self.today.checked_add(1.day()).ok()?;
        Some(Window {
            from: until.checked_sub(USUAL_DAYS.days()).ok(),
            until: Some(until),
        })
    }

    /// Each period is compared with the one before it: "by month with the change on the previous month".
    pub(super) fn steps(&self) -> bool {
        let draft = self.draft;
        let Some(grain) = draft.grain else {
            return false;
        };
        let relative = draft.dates.iter().find(|d| range_of(&d.phrase).is_none());
        let before = match relative.map(|d| &d.phrase) {
            Some(DatePhrase::PeriodBefore(of)) => of.is_none_or(|of| of == grain),
            Some(_) => return false,
            None => false,
        };
        let ranges = draft.dates.len() - usize::from(relative.is_some());
        let changes = draft.difference || draft.growth;
        let compares = changes || draft.versus || draft.more_than_before.is_some();
        ranges <= 1
            && draft.dimensions.is_empty()
            && self.groups.is_empty()
            && (before && compares || relative.is_none() && changes)
    }

    /// Columns with the value of the period before, the difference and the change, for each measure.
    pub(super) fn step_columns(
        &self,
        columns: &mut Vec<Column>,
        first: usize,
        having: &mut Vec<Having>,
    ) {
        for of in first..columns.len() {
            let earlier = columns.len();
            columns.push(Column::Previous { of });
            columns.push(Column::Difference { later: of, earlier });
            columns.push(Column::Change { later: of, earlier });
            if let Some(more) = self.draft.more_than_before {
                having.push(Having {
                    column: earlier + 1,
                    comparator: direction(more),
                    value: HavingValue::Number("0".to_owned()),
                });
            }
        }
    }

    /// "actual minus planned lead time", "the difference between sales and spend": the first less the second.
    pub(super) fn less_another(
        &self,
        columns: &mut Vec<Column>,
        first: usize,
        measures: &[MeasureUse],
        periods: bool,
    ) {
        if measures.len() == 2 && !periods && (self.draft.minus || self.draft.difference) {
            // "Planned and actual lead time, actual minus planned": whichever stands first.
            let turned = self
                .draft
                .taken_off
                .as_ref()
                .and_then(|what| self.measure_of(what))
                .is_some_and(|less| measures[0].measure == less);
            let (later, earlier) = if turned {
                (first + 1, first)
            } else {
                (first, first + 1)
            };
            columns.push(Column::Difference { later, earlier });
        }
    }

    /// Measures that are compared with others.
    pub(super) fn contrasts(
        &self,
        columns: &[Column],
        having: &mut Vec<Having>,
    ) -> Result<(), Declined> {
        for contrast in &self.draft.contrasts {
            let place = |what| {
                let measure = self.measure_of(what)?;
                columns
                    .iter()
                    .position(|c| matches!(c, Column::Measure(used) if used.measure == measure))
            };
            let (Some(left), Some(right)) = (place(&contrast.left), place(&contrast.right)) else {
                return Err(Declined::Unused(vec!["the comparison".to_owned()]));
            };
            having.push(Having {
                column: left,
                comparator: contrast.comparator,
                value: HavingValue::Column(right),
            });
        }
        Ok(())
    }

    /// "went up by more than 8 %", "fell by at least 500": how far the change must go. Gives back the numbers that
    /// have found their use.
    pub(super) fn change_conditions(
        &self,
        columns: &[Column],
        compared: Option<&Compared>,
        having: &mut Vec<Having>,
    ) -> Vec<usize> {
        let draft = self.draft;
        let changes = draft.more_than_before.is_some() || draft.growth || draft.difference;
        if compared.is_none() || !changes {
            return Vec::new();
        }
        let in_days = columns.iter().any(|c| match c {
            Column::Measure(used) => match &used.measure {
                Measure::Metric(name) => self
                    .model
                    .metric(name)
                    .is_some_and(|m| m.unit.as_deref() == Some("days")),
                _ => false,
            },
            _ => false,
        });
        let about_change =
            |c: &&Condition| c.target.is_none() && c.attribute.is_none() && (!c.days || in_days);
        let mut used = Vec::new();
        for condition in draft.conditions.iter().filter(about_change) {
            let column = columns.iter().position(|c| match c {
                Column::Change { .. } => condition.percent,
                Column::Difference { .. } => !condition.percent,
                _ => false,
            });
            let Some(column) = column else { continue };
            let fell = draft.more_than_before == Some(false);
            let (comparator, value) = if fell {
                let value = format!("-{}", condition.value);
                (mirrored(condition.comparator), value)
            } else {
                (condition.comparator, condition.value.clone())
            };
            having.push(Having {
                column,
                comparator,
                value: HavingValue::Number(value),
            });
            used.push(condition.at);
        }
        used
    }

    /// Days since the date that was asked for.
    pub(super) fn days_ago(&self, columns: &mut Vec<Column>) {
        let date = columns.iter().position(|c| {
            matches!(c, Column::Measure(used) if matches!(
                used.measure,
                Measure::Aggregate { function: Aggregate::Maximum | Aggregate::Minimum, .. }
            ))
        });
        if let Some(of) = date.filter(|_| self.draft.ago) {
            columns.push(Column::DaysAgo { of });
        }
    }

    /// Days since the last order: orders dated after today have not happened.
    pub(super) fn until_today(&self) -> Option<Predicate> {
        let happens = |attribute: &semantic::AttributeId| {
            let mut fields = self.model.fields_of(attribute);
            fields.next().is_some_and(|(d, _)| d.default_time.is_some())
        };
        let latest = self.draft.measures.iter().any(|m| {
            matches!(&m.what, crate::draft::What::Attribute(Aggregate::Maximum, a) if happens(a))
        });
        let until = self.today.checked_add(1.day()).ok();
        let open = self.draft.dates.is_empty();
        (self.draft.ago && latest && open).then_some(Predicate::Within {
            attribute: None,
            window: Window { from: None, until },
        })
    }

    /// What the things that are counted are worth: "how many are there, and worth how much".
    pub(super) fn worth_of_counted(&self, found: &[(usize, Measure)]) -> Option<Measure> {
        let usd = |measure: &Measure| match measure {
            Measure::Metric(name) => self
                .model
                .metric(name)
                .is_some_and(|m| m.unit.as_deref() == Some("USD")),
            _ => false,
        };
        if !self.draft.in_money || found.iter().any(|(_, m)| usd(m)) {
            return None;
        }
        found.iter().find_map(|(_, measure)| {
            let entity = self
                .model
                .entities
                .iter()
                .enumerate()
                .find(|(position, e)| e.own_dataset.is_some() && self.counts(measure, *position))?;
            let natural = entity.1.natural_metrics.iter();
            natural
                .map(|name| Measure::Metric(name.clone()))
                .find(|m| usd(m) && self.happens(m))
        })
    }
}

impl Builder<'_> {
    /// "new customers this year": those without an order before.
    pub(super) fn newcomers(&mut self) -> Result<(), Declined> {
        let Some(at) = self.draft.newcomers else {
            return Ok(());
        };
        let unused = || Declined::Unused(vec!["new".to_owned()]);
        let ranges: Vec<Window> = self
            .draft
            .dates
            .iter()
            .filter_map(|d| range_of(&d.phrase))
            .map(|r| r.happened)
            .collect();
        let counted = self.draft.measures.iter().find_map(|m| match m.what {
            crate::draft::What::Count(entity) if !m.by => Some(entity),
            _ => None,
        });
        let entity = counted
            .or(self.draft.subjects.first().map(|s| s.entity))
            .map(|e| &self.model.entities[e])
            .filter(|e| e.own_dataset.is_none() && e.key.len() == 1)
            .ok_or_else(unused)?;
        let dataset = entity
            .datasets
            .iter()
            .find(|d| self.transaction(d))
            .ok_or_else(unused)?;
        let ([window], None) = (ranges.as_slice(), self.draft.grain) else {
            return Err(unused());
        };
        let from = window.from.ok_or_else(unused)?;
        let before = Predicate::Within {
            attribute: None,
            window: Window {
                from: None,
                until: Some(from),
            },
        };
        self.filters.push((
            at,
            Predicate::Related {
                dataset: dataset.clone(),
                on: entity.key.clone(),
                filters: vec![before],
                negated: true,
            },
        ));
        Ok(())
    }

    /// The condition that an order has come, where orders are counted as deliveries.
    pub(super) fn come(&self, measure: &Measure) -> Option<Predicate> {
        let Measure::Entities { dataset, .. } = measure else {
            return None;
        };
        let filters = self.model.filters.iter();
        filters
            .filter(|f| self.draft.counts_deliveries && f.dataset == *dataset)
            .find(|f| f.label == "delivered")
            .map(|f| Predicate::Named {
                filter: f.name.clone(),
                negated: false,
            })
    }
}

fn direction(more: bool) -> Comparator {
    if more {
        Comparator::Greater
    } else {
        Comparator::Less
    }
}

/// The comparator for the negative of both sides.
fn mirrored(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::Greater => Comparator::Less,
        Comparator::AtLeast => Comparator::AtMost,
        Comparator::Less => Comparator::Greater,
        Comparator::AtMost => Comparator::AtLeast,
        other => other,
    }
}
