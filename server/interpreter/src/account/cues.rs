//! Words of the grammar in the *account*: what each of them must have done to the query.

use semantic::{Aggregate, Column, Comparator, Form, Measure, Predicate};

use super::Account;
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;

/// Words that may stand between "only" and what it restricts.
const LINKS: &str = " the a an of in on at to for from by with those that which who whose is are was were we i me us our ";

impl Account<'_> {
    /// The word has done its work.
    pub(super) fn cue(&self, cue: Cue, span: &Span, position: usize) -> bool {
        let seen = &self.seen;
        let word = self.parsed.tokens[span.start].norm.as_str();
        match cue {
            // "the top three together": one figure over what the limit leaves.
            Cue::Total
                if self.query.limit.is_some()
                    && matches!(word, "together" | "combined" | "altogether")
                    && self.grouped() =>
            {
                false
            }
            // "number, date, value": a column of its own.
            Cue::Count
                if word == "number"
                    && self
                        .parsed
                        .tokens
                        .get(span.end)
                        .is_none_or(|t| t.gap == Gap::Comma) =>
            {
                true
            }
            Cue::Count => {
                let units = ["units", "orders", "lines", "days", "units per day"];
                !seen.counted.is_empty()
                    || seen.days
                    || seen.aggregates.contains(&Aggregate::CountDistinct)
                    || units.iter().any(|u| seen.units.contains(*u))
                    || self.counts()
            }
            // "all lines of the order": not just some of them.
            Cue::All => {
                let next = self.next(position).map(|s| (s.start, &s.meaning));
                let Some((_, Meaning::Terms(terms))) = next else {
                    return true;
                };
                let entities: Vec<usize> = terms
                    .iter()
                    .filter_map(|t| if let Term::Entity(e) = t { Some(*e) } else { None })
                    .collect();
                let other = self
                    .draft
                    .subjects
                    .first()
                    .is_some_and(|s| !entities.is_empty() && !entities.contains(&s.entity));
                seen.figure || !other
            }
            Cue::HowMuch | Cue::Total => {
                seen.figure || self.draft.kept || seen.attributes.iter().any(|a| self.numeric(a))
            }
            Cue::Average => {
                seen.aggregates.contains(&Aggregate::Average)
                    || self.metrics().any(|m| !m.additive)
            }
            Cue::Median => seen.aggregates.contains(&Aggregate::Median),
            Cue::Most | Cue::Least | Cue::Best | Cue::Worst => {
                self.ordered(cue)
                    || !seen.comparators.is_empty()
                    || self.extreme()
                    || seen.difference
            }
            Cue::Latest | Cue::Earliest => self.dated_order(cue) || self.ends_an_order(position),
            Cue::Each => self.each(position),

            Cue::Who => word == "whose" || self.grouped() || self.names(&["customer", "supplier", "main_supplier"]),
            Cue::When => seen.date_column || !seen.grains.is_empty(),
            Cue::Where => self.draft.values.iter().any(|v| v.at < span.start) || self.names(&[
                "warehouse",
                "delivery_area",
                "delivery_state",
                "delivery_country",
                "delivery_city",
                "delivery_address",
            ]),
            Cue::OrMore => seen.comparators.contains(&Comparator::AtLeast),
            Cue::OrLess => seen.comparators.contains(&Comparator::AtMost),
            Cue::Between => seen.comparators.len() > 1 || !seen.windows.is_empty(),
            Cue::Versus => {
                self.grouped() || seen.difference || seen.change || !seen.comparators.is_empty()
                    || self.measures() > 1
            }
            Cue::Difference => {
                seen.difference || seen.change || self.draft.filters.iter().any(|f| {
                    f.candidates.iter().any(|f| {
                        self.model.filters[*f]
                            .degree
                            .as_ref()
                            .is_some_and(|d| seen.metrics.contains(d))
                    })
                })
            }
            Cue::Growth => seen.change || seen.difference,
            Cue::Fell | Cue::Rose => {
                seen.change || seen.difference || !seen.comparators.is_empty() || !seen.filters.is_empty()
            }
            Cue::Share => seen.share || seen.units.contains("fraction"),
            Cue::Rank | Cue::RankBy | Cue::Descending | Cue::Ascending => !self.query.order.is_empty(),
            Cue::Every(grain) => {
                seen.grains.contains(&grain.grain()) || self.unit_of_a_number(position)
            }
            Cue::Trend => !seen.grains.is_empty(),
            Cue::Running => seen.running,
            Cue::Distinct => self.distinct(),
            Cue::Only => self.restricts(position),
            Cue::Due => self.due(),
            Cue::InUnits => seen.units.contains("units"),
            Cue::InMoney => seen.units.contains("USD"),
            Cue::IncludingNone => matches!(
                self.query.form,
                Form::Groups {
                    keep_empty: true,
                    ..
                }
            ),
            Cue::Twice => seen.numbers.contains("2"),
            Cue::Half => seen.numbers.contains("0.5"),
            Cue::HowLong => seen.days || seen.units.contains("days"),
            Cue::Times => !seen.comparators.is_empty() || seen.figure,
            Cue::Days | Cue::Weeks => self.unit_of_a_number(position)
                || seen.days
                || self.draft.conditions.iter().any(|c| c.days) && !seen.windows.is_empty()
                || seen.units.contains("days"),
            Cue::Pronoun | Cue::Continue => {
                self.continued || !matches!(word, "same" | "again" | "instead" | "rather") && !self.says_same(span)
            }
            Cue::Ordered => self.trades(),
            Cue::Keep => seen.attributes.iter().any(|a| a.as_str() == "warehouse_code")
                || seen.datasets.iter().any(|d| {
                    self.model.entity("stock_row").and_then(|e| e.own_dataset.as_ref()) == Some(d)
                }),
            Cue::By
            | Cue::List
            | Cue::And
            | Cue::Or
            | Cue::But
            | Cue::With
            | Cue::Vague
            | Cue::Than
            | Cue::Have
            // Counted over the whole question.
            | Cue::Compare(_)
            | Cue::Not
            | Cue::Never => true,
        }
    }

    fn metrics(&self) -> impl Iterator<Item = &semantic::Metric> {
        self.seen
            .metrics
            .iter()
            .filter_map(|m| self.model.metric(m))
    }

    /// Rows or things are counted.
    fn counts(&self) -> bool {
        self.query.columns.iter().any(|c| {
            matches!(c, Column::Measure(used)
                if matches!(used.measure, Measure::Rows { .. } | Measure::Entities { .. }))
        })
    }

    fn numeric(&self, attribute: &semantic::AttributeId) -> bool {
        self.model.fields_of(attribute).any(|(_, f)| {
            matches!(
                f.data_type,
                semantic::DataType::Integer | semantic::DataType::Decimal
            )
        })
    }

    fn grouped(&self) -> bool {
        self.query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }))
    }

    fn measures(&self) -> usize {
        self.query
            .columns
            .iter()
            .filter(|c| matches!(c, Column::Measure(_)))
            .count()
    }

    /// The rows stand in the order that the word wants.
    fn ordered(&self, cue: Cue) -> bool {
        // "The top three of each month": the months come first.
        let of_time = |order: &&semantic::OrderBy| {
            !matches!(
                self.query.columns.get(order.column),
                Some(Column::Time { .. })
            )
        };
        let Some(order) = self
            .query
            .order
            .iter()
            .find(of_time)
            .or(self.query.order.first())
        else {
            return false;
        };
        if self.draft.direction.is_some() {
            return true;
        }
        let lower_is_better = match self.query.columns.get(order.column) {
            Some(Column::Measure(used)) => match &used.measure {
                Measure::Metric(name) => self.model.metric(name).is_some_and(|m| m.lower_is_better),
                _ => false,
            },
            _ => false,
        };
        match cue {
            Cue::Least => !order.descending,
            Cue::Most => order.descending,
            Cue::Best => order.descending != lower_is_better,
            _ => order.descending == lower_is_better,
        }
    }

    fn extreme(&self) -> bool {
        self.seen
            .aggregates
            .iter()
            .any(|a| matches!(a, Aggregate::Maximum | Aggregate::Minimum))
    }

    /// Newest or oldest first, or the last or first date of each.
    fn dated_order(&self, cue: Cue) -> bool {
        let dated = self.query.order.first().is_some_and(|order| {
            let column = match self.query.columns.get(order.column) {
                Some(
                    Column::Attribute(a) | Column::Time { attribute: a, .. } | Column::DaysSince(a),
                ) => Some(a),
                Some(Column::Measure(used)) => match &used.measure {
                    Measure::Aggregate { attribute, .. } => Some(attribute),
                    _ => None,
                },
                _ => None,
            };
            column.is_some_and(|a| {
                self.model.fields_of(a).any(|(_, f)| {
                    matches!(
                        f.data_type,
                        semantic::DataType::Date | semantic::DataType::Timestamp
                    )
                })
            })
        });
        let wanted = if cue == Cue::Latest {
            Aggregate::Maximum
        } else {
            Aggregate::Minimum
        };
        dated || self.seen.aggregates.contains(&wanted)
    }

    /// "largest value first": the word ends an order.
    fn ends_an_order(&self, position: usize) -> bool {
        let span = &self.parsed.spans[position];
        self.parsed.tokens[span.start].norm == "first"
            && !self.query.order.is_empty()
            && self.draft.direction.is_some()
    }

    /// Each thing once: things are counted, or listed without a measure.
    fn distinct(&self) -> bool {
        let list = matches!(self.query.form, Form::Groups { .. }) && !self.seen.figure;
        list || !self.seen.counted.is_empty()
            || self.seen.aggregates.contains(&Aggregate::CountDistinct)
    }

    /// Things one by one: figures of groups, or rows of the very thing. A list of "X in every Y" is none of that.
    fn each(&self, position: usize) -> bool {
        if self.seen.figure {
            return self.grouped() || self.query.counted.is_some();
        }
        if self.query.limit.as_ref().is_some_and(|l| !l.per.is_empty()) {
            return true;
        }
        let listed = match &self.query.form {
            Form::Rows { dataset } => Some(dataset),
            Form::Groups { .. } => None,
        };
        match self.next(position).map(|s| &s.meaning) {
            Some(Meaning::Terms(terms)) => terms.iter().any(|t| match t {
                Term::Entity(e) => {
                    let entity = &self.model.entities[*e];
                    listed.is_some() && entity.own_dataset.as_ref() == listed
                        || self.draft.subjects.first().is_some_and(|s| s.entity == *e)
                }
                _ => true,
            }),
            _ => true,
        }
    }

    /// What follows "only" restricts: a value, a time, a condition, a number; or what stands before, at the end.
    fn restricts(&self, position: usize) -> bool {
        let last = position + 1 == self.parsed.spans.len()
            || self.parsed.tokens[self.parsed.spans[position + 1].start].gap == Gap::Comma;
        if last && position > 0 {
            return self.parsed.spans[position - 1].meaning != Meaning::Ignorable;
        }
        for span in &self.parsed.spans[position + 1..] {
            if span.meaning != Meaning::Ignorable {
                return true;
            }
            let links = self.parsed.tokens[span.start..span.end]
                .iter()
                .all(|t| LINKS.contains(&format!(" {} ", t.norm)));
            if !links {
                return false;
            }
        }
        false
    }

    /// A delivery date is looked at, or what is still open.
    fn due(&self) -> bool {
        let delivery =
            |a: &semantic::AttributeId| self.model.fields_of(a).any(|(_, f)| f.delivery_date);
        self.seen.attributes.iter().any(delivery)
            || self.predicates().any(|p| {
                matches!(p, Predicate::Named { filter, .. }
                    if filter.starts_with("open_") || filter.starts_with("overdue_"))
            })
    }

    /// "40 days", "2 years": the unit of the number before.
    fn unit_of_a_number(&self, position: usize) -> bool {
        position > 0
            && self.parsed.spans[..position]
                .iter()
                .rev()
                .find(|s| s.meaning != Meaning::Ignorable)
                .is_some_and(|s| matches!(s.meaning, Meaning::Number(_)))
            && (self.seen.days || self.seen.units.contains("days"))
    }

    fn says_same(&self, span: &Span) -> bool {
        self.parsed.tokens[span.start..span.end]
            .iter()
            .any(|t| t.norm == "same")
    }

    /// A thing of one of these kinds is shown or restricted.
    fn names(&self, kinds: &[&str]) -> bool {
        kinds.iter().any(|kind| {
            self.model.entity(kind).is_some_and(|e| {
                e.key
                    .iter()
                    .chain(&e.name_attribute)
                    .any(|a| self.seen.attributes.contains(a))
            })
        })
    }

    /// Lines or orders are looked at.
    pub(super) fn trades(&self) -> bool {
        self.seen.datasets.iter().any(|d| {
            self.model
                .dataset(d)
                .is_some_and(|d| d.default_time.is_some())
        })
    }
}
