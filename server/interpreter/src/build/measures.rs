//! *Measures* of a question: those it names, those it implies, each with the conditions of its own.

use semantic::{Measure, MeasureUse};

use super::grouped::draft_subject;
use super::{Builder, Declined};
use crate::draft::{TopKind, What};

impl Builder<'_> {
    /// The measures to show, each with the conditions of its own.
    pub(super) fn asked_measures(&mut self) -> Result<Vec<MeasureUse>, Declined> {
        let mut found: Vec<(usize, Measure)> = Vec::new();
        for mention in &self.draft.measures {
            // A mean of sums (orders a day, on average) is not a measure that groups have.
            let Some(measure) = self.measure_of(&mention.what) else {
                return Err(Declined::Unused(vec!["average".to_owned()]));
            };
            if !found.iter().any(|(_, m)| *m == measure) {
                found.push((mention.at, measure));
            }
        }
        for condition in &self.draft.conditions {
            if let Some(what) = &condition.target
                && let Some(measure) = self.measure_of(what)
                && !found.iter().any(|(_, m)| *m == measure)
            {
                found.push((condition.at, measure));
            }
        }
        for (attribute, at) in &self.draft.attributes {
            // "shortfall against minimum": a column that a measure is made of is no measure beside it.
            let made = found.iter().any(|(_, m)| self.is_made_of(m, attribute));
            // "The margin, with cost and price": what stands beside it is shown.
            let beside = made && self.draft.beside.contains(at);
            let part = made && !beside || found.iter().any(|(_, m)| self.names_same(m, attribute));
            if part {
                continue;
            }
            if let Some(what) = self.aggregate_of(attribute)
                && let Some(measure) = self.measure_of(&what)
                && !found.iter().any(|(_, m)| *m == measure)
            {
                found.push((*at, measure));
            }
        }
        for condition in self.draft.conditions.clone() {
            if condition.target.is_none()
                && condition.attribute.is_none()
                && let Some(measure) = self
                    .implied_target(&condition)
                    .and_then(|w| self.measure_of(&w))
                && found.is_empty()
            {
                let label = self.label(&measure).to_lowercase();
                self.assume(format!("The number is taken for the {label}."), 0.1);
                found.push((condition.at, measure));
            }
        }
        if self.draft.difference {
            for filter in &self.draft.filters {
                let degree = self
                    .choose_filter(&filter.candidates)
                    .and_then(|f| self.model.filters[f].degree.clone());
                if let Some(name) = degree.filter(|n| self.model.metric(n).is_some()) {
                    found.push((filter.at, Measure::Metric(name)));
                }
            }
        }
        // "open orders by supplier with value": how many there are comes along.
        if let Some(subject) =
            draft_subject(self.draft).filter(|_| !found.is_empty() && self.counted_along(&found))
            && self.model.entities[subject]
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d))
            && let Some(count) = self.measure_of(&What::Count(subject))
            && !found
                .iter()
                .any(|(_, m)| *m == count || self.counts(m, subject))
        {
            found.push((usize::MAX, count));
        }
        if let Some(worth) = self.worth_of_counted(&found) {
            found.push((usize::MAX, worth));
        }
        if found.is_empty() {
            found.extend(self.default_measure()?);
        }
        let mut uses = self.with_local_conditions(&found);
        uses.extend(self.parts());
        Ok(uses)
    }

    /// The things that the question begins with are counted beside their measures.
    fn counted_along(&self, found: &[(usize, Measure)]) -> bool {
        let draft = self.draft;
        let first = found.iter().map(|(at, _)| *at).min().unwrap_or(0);
        let begins = draft.subjects.first().is_some_and(|s| s.at < first);
        !draft.dimensions.is_empty() && begins || draft.bare_count && !draft.in_units
    }

    /// Figures beside the others: how many of the same things fulfil a condition.
    fn parts(&self) -> Vec<MeasureUse> {
        let counts = |what: &What| match what {
            What::Count(_) => true,
            What::Metric(candidates) => candidates.iter().all(|c| {
                matches!(
                    self.model.metrics[*c].unit.as_deref(),
                    Some("orders" | "lines")
                )
            }),
            _ => false,
        };
        let counted = self
            .draft
            .measures
            .iter()
            .map(|m| &m.what)
            .find(|w| counts(w))
            .cloned();
        let counted = counted.or_else(|| draft_subject(self.draft).map(What::Count));
        let Some(measure) = counted.and_then(|what| self.measure_of(&what)) else {
            return Vec::new();
        };
        let in_time: Vec<MeasureUse> = self
            .draft
            .parts_in_time
            .iter()
            .filter_map(|part| self.part_in_time(&measure, part))
            .collect();
        let under_condition = self.draft.parts.iter().filter_map(|mention| {
            let filter = &self.model.filters[self.choose_filter(&mention.candidates)?];
            let not = if mention.negated { "not " } else { "" };
            Some(MeasureUse {
                measure: measure.clone(),
                filters: vec![semantic::Predicate::Named {
                    filter: filter.name.clone(),
                    negated: mention.negated,
                }],
                label: Some(format!("{not}{}", filter.label)),
            })
        });
        under_condition.chain(in_time).collect()
    }

    /// How many of the counted rows lie in a time of their own.
    fn part_in_time(
        &self,
        measure: &Measure,
        part: &crate::draft::PartInTime,
    ) -> Option<MeasureUse> {
        let range = crate::draft::range_of(&part.phrase)?;
        let (attribute, window, what) = match part.due {
            Some(_) => {
                let base = self.dataset_of(measure)?;
                let attribute = self.delivery_date(&base, true)?;
                (Some(attribute), range.whole, "due ")
            }
            None => (None, range.happened, ""),
        };
        let mut filters = vec![semantic::Predicate::Within { attribute, window }];
        if part.due.is_some() {
            let base = self.dataset_of(measure);
            filters.extend(self.open_rows(base.as_deref()));
        }
        Some(MeasureUse {
            measure: measure.clone(),
            filters,
            label: Some(format!("{what}{}", crate::restate::window(&window))),
        })
    }

    /// The measure is the mean of a column of that name elsewhere: the unit cost of lines, not of products.
    fn names_same(&self, measure: &Measure, attribute: &semantic::AttributeId) -> bool {
        let Measure::Metric(name) = measure else {
            return false;
        };
        let column = self
            .model
            .metrics
            .iter()
            .position(|m| m.name == *name)
            .and_then(|m| crate::draft::row_column(self.model, m));
        let field = |a: &semantic::AttributeId| {
            let mut fields = self.model.fields_of(a);
            fields.next().map(|(_, f)| f.name.clone())
        };
        column.is_some_and(|c| field(&c).is_some() && field(&c) == field(attribute))
    }

    /// The measure is computed from that column.
    fn is_made_of(&self, measure: &Measure, attribute: &semantic::AttributeId) -> bool {
        let Measure::Metric(name) = measure else {
            return false;
        };
        let Some(semantic::MetricKind::Aggregate { expression, .. }) =
            self.model.metric(name).map(|m| &m.kind)
        else {
            return false;
        };
        self.model
            .fields_of(attribute)
            .any(|(d, f)| expression.contains(&format!("{}.{}", d.name, f.name)))
    }

    /// What a column is for a group: the total of an additive number, the mean of another, the last or first of dates.
    pub(super) fn aggregate_of(&self, attribute: &semantic::AttributeId) -> Option<What> {
        use semantic::{Aggregate, DataType};
        let (_, field) = self.model.fields_of(attribute).next()?;
        let function = match (field.data_type, self.draft.top.as_ref().map(|t| t.kind)) {
            (DataType::Date | DataType::Timestamp, Some(TopKind::Latest)) => Aggregate::Maximum,
            (DataType::Date | DataType::Timestamp, Some(TopKind::Earliest)) => Aggregate::Minimum,
            // "The last restock date by depot": of each of them.
            (DataType::Date | DataType::Timestamp, None)
                if field.name.starts_with("last") && !self.draft.dimensions.is_empty() =>
            {
                Aggregate::Maximum
            }
            (DataType::Integer | DataType::Decimal, _) if field.additive => Aggregate::Sum,
            (DataType::Integer | DataType::Decimal, _) => Aggregate::Average,
            _ => return None,
        };
        Some(What::Attribute(function, attribute.clone()))
    }

    /// Words that change the sense must find their use here; otherwise there is no answer.
    pub(super) fn nothing_lost(&self) -> Result<(), Declined> {
        let draft = self.draft;
        let ranges = draft
            .dates
            .iter()
            .filter(|d| !d.negated && crate::draft::range_of(&d.phrase).is_some())
            .count();
        let relative = draft
            .dates
            .iter()
            .filter(|d| crate::draft::range_of(&d.phrase).is_none())
            .count();
        let degree = draft.filters.iter().any(|f| {
            self.choose_filter(&f.candidates)
                .is_some_and(|f| self.model.filters[f].degree.is_some())
        });
        // "From May to June": both ends are periods.
        let ends = draft.difference
            && draft
                .dates
                .iter()
                .filter_map(|d| crate::draft::range_of(&d.phrase))
                .any(|r| r.ends.is_some());
        let compares = self.steps()
            || ranges > 1
            || ends
            || ranges == 1
                && (relative > 0
                    || draft.growth
                    || draft.versus
                    || draft.more_than_before.is_some());
        let lost = [
            (draft.how_long, "how long"),
            (draft.growth && !compares, "growth"),
            (
                draft.difference && !compares && !degree && draft.measures.len() != 2,
                "difference",
            ),
            (draft.more_than_before.is_some() && !compares, "more"),
            (relative > 0 && ranges == 0 && !self.steps(), "before"),
            (ranges > 2 && draft.grain.is_none(), "the third period"),
        ];
        let lost: Vec<String> = lost
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| (*word).to_owned())
            .collect();
        if lost.is_empty() {
            Ok(())
        } else {
            Err(Declined::Unused(lost))
        }
    }

    /// With measures of several facts, a value or time right behind one of them belongs to that one alone.
    pub(super) fn with_local_conditions(&mut self, found: &[(usize, Measure)]) -> Vec<MeasureUse> {
        let datasets: Vec<Option<String>> = found.iter().map(|(_, m)| self.dataset_of(m)).collect();
        let several = datasets.windows(2).any(|pair| pair[0] != pair[1]);
        let mut uses: Vec<MeasureUse> = found
            .iter()
            .map(|(_, measure)| MeasureUse {
                measure: measure.clone(),
                filters: Vec::new(),
                label: None,
            })
            .collect();
        // "Compare Bergen and Narvik on sales and stock": of both measures.
        let things = self.draft.values.iter().filter(|v| !v.negated).count();
        if !several || self.draft.versus && things > 1 {
            return uses;
        }
        let last = found.iter().map(|(at, _)| *at).max().unwrap_or(0);
        let owner = |at: usize| found.iter().rposition(|(measure_at, _)| *measure_at < at);
        // What stands behind all measures and fits all of them is said of all.
        let fits_all = |predicate: &semantic::Predicate| {
            super::facts::attribute_of(predicate).is_some_and(|attribute| {
                datasets
                    .iter()
                    .flatten()
                    .all(|d| self.model.resolve(d, attribute).is_some())
            })
        };
        let shared: Vec<bool> = self
            .filters
            .iter()
            .map(|(at, predicate)| *at > last && fits_all(predicate))
            .collect();
        let mut kept = Vec::new();
        for ((at, predicate), shared) in std::mem::take(&mut self.filters).into_iter().zip(shared) {
            match owner(at).filter(|_| !shared) {
                Some(index) => uses[index].filters.push(predicate),
                None => kept.push((at, predicate)),
            }
        }
        self.filters = kept;
        uses
    }

    pub(super) fn dataset_of(&self, measure: &Measure) -> Option<String> {
        match measure {
            Measure::Metric(name) => {
                let position = self.model.metrics.iter().position(|m| m.name == *name)?;
                self.metric_datasets(position).into_iter().next()
            }
            Measure::Aggregate { dataset, .. }
            | Measure::Rows { dataset }
            | Measure::Entities { dataset, .. } => Some(dataset.clone()),
        }
    }

    pub(super) fn time_attribute(&self, measures: &[MeasureUse]) -> semantic::AttributeId {
        let dataset = measures.first().and_then(|m| self.dataset_of(&m.measure));
        let metric_time = measures.first().and_then(|m| match &m.measure {
            Measure::Metric(name) => self.model.metric(name).and_then(|m| m.time.clone()),
            _ => None,
        });
        let came = (self.draft.delivered || self.draft.arrived) && !self.draft.dates.is_empty();
        let due = (self.draft.due || came)
            .then(|| {
                dataset
                    .as_deref()
                    .and_then(|d| self.delivery_date(d, self.draft.due))
            })
            .flatten();
        let usual = dataset
            .as_deref()
            .and_then(|d| self.model.dataset(d))
            .and_then(|d| d.default_time.clone());
        due.or(metric_time)
            .or(usual)
            .unwrap_or_else(|| semantic::AttributeId::new("order_date"))
    }
}
