//! Words of the grammar in the *account*: what each of them must have done to the query.

use semantic::{Aggregate, Column, Comparator, Form, Measure, MetricKind, Predicate};

use super::Account;
use crate::cues::Cue;
use crate::draft::TopKind;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;

/// Words that may stand between "only" and what it restricts.
const LINKS: &str = " the a an of in on at to for from by with those that which who whose is are was were we i me us our ";

impl Account<'_> {
    /// The word has done its work.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each word class, read as a table"
    )]
    pub(super) fn cue(&self, cue: Cue, span: &Span, position: usize) -> bool {
        let seen = &self.seen;
        let word = self.parsed.tokens[span.start].norm.as_str();
        match cue {
            // "Today's new orders": those that were placed then.
            Cue::New if self.draft.verbs.contains(&span.start) => !seen.windows.is_empty(),
            Cue::New => seen.negations > 0,
            // "total and average order value": two figures.
            Cue::Total if self.averaged_too(position) => self.measures() > 1,
            // "the top three together": one figure over what the limit leaves.
            Cue::Total
                if self.query.limit.as_ref().is_some_and(|l| !l.together)
                    && matches!(word, "together" | "combined" | "altogether")
                    && self.grouped() =>
            {
                false
            }
            // "July and August together": no comparison of the two.
            Cue::Total if matches!(word, "together" | "combined" | "altogether") && seen.change => {
                self.over_things(position)
            }
            // "number, date, value": a column of its own.
            Cue::Count
                if matches!(word, "number" | "nr")
                    && self
                        .parsed
                        .tokens
                        .get(span.end)
                        .is_none_or(|t| t.gap == Gap::Comma) =>
            {
                true
            }
            Cue::Count if self.draft.number_columns.contains(&span.start) => {
                matches!(self.query.form, Form::Rows { .. })
            }
            Cue::Count => {
                let units = ["units", "orders", "lines", "days", "units per day"];
                !seen.counted.is_empty()
                    || seen.days
                    || seen.aggregates.contains(&Aggregate::CountDistinct)
                    || units.iter().any(|u| seen.units.contains(*u))
                    || self.counts()
            }
            // "Anything below its minimum": things are wanted, not a figure over them.
            // "All lines fulfilled": there is none that is not.
            Cue::All | Cue::Each if self.draft.every.is_some() => seen.negations > 0,
            // "since they last ordered anything".
            Cue::All
                if matches!(word, "anything" | "something")
                    && position > 0
                    && self.parsed.spans[position - 1].meaning == Meaning::Cue(Cue::Ordered) =>
            {
                self.trades()
            }
            Cue::All if matches!(word, "anything" | "something") && seen.figure => {
                self.things_shown() || seen.units.contains("USD") && self.measures() == 1
            }
            // "All their lines": not just some of them.
            Cue::All => {
                let their = |s: &&Span| {
                    s.meaning == Meaning::Cue(Cue::Pronoun)
                        && matches!(self.parsed.tokens[s.start].norm.as_str(), "their" | "its")
                };
                let step = usize::from(self.next(position).is_some_and(|s| their(&s)));
                let next = self
                    .parsed
                    .spans[position + 1..]
                    .iter()
                    .filter(|s| s.meaning != Meaning::Ignorable)
                    .nth(step)
                    .map(|s| (s.start, &s.meaning));
                let Some((start, Meaning::Terms(terms))) = next else {
                    return true;
                };
                if self.draft.everywhere.contains(&start) {
                    return true;
                }
                let entities: Vec<usize> = terms
                    .iter()
                    .filter_map(|t| if let Term::Entity(e) = t { Some(*e) } else { None })
                    .collect();
                let other = self
                    .draft
                    .subjects
                    .first()
                    .is_some_and(|s| !entities.is_empty() && !entities.contains(&s.entity));
                // "All lines fulfilled" is no line that is not.
                seen.figure || !other || seen.negations > 0
            }
            Cue::HowMuch | Cue::Total => {
                seen.figure || self.draft.kept || seen.attributes.iter().any(|a| self.numeric(a))
            }
            Cue::Average => {
                seen.aggregates.contains(&Aggregate::Average)
                    || self.metrics().any(|m| !m.additive)
                    || !seen.rates.is_empty()
            }
            Cue::Median => seen.aggregates.contains(&Aggregate::Median),
            Cue::Most | Cue::Least | Cue::Best | Cue::Worst => {
                self.ordered(cue)
                    || !seen.comparators.is_empty()
                    || self.extreme()
                    || seen.difference
            }
            Cue::Latest | Cue::Earliest => {
                self.dated_order(cue) && !self.each_date()
                    || self.first_of_an_order(span)
                    || self.ends_an_order(position)
                    || self.draft.chronological && self.ordered_by_date()
            }
            Cue::Each => self.each(position) && self.each_of_named(position),

            Cue::Who => word == "whose" || self.open_person(),
            Cue::When => {
                seen.date_column || !seen.grains.is_empty() || seen.units.contains("days")
            }
            Cue::Where => self.draft.relatives.contains(&span.start) || self.draft.values.iter().any(|v| v.at < span.start) || self.names(&[
                "warehouse",
                "delivery_area",
                "delivery_state",
                "delivery_country",
                "delivery_city",
                "delivery_address",
            ]),
            Cue::OrMore => seen.comparators.contains(&Comparator::AtLeast) || self.includes(" >= "),
            Cue::OrLess => seen.comparators.contains(&Comparator::AtMost) || self.includes(" <= "),
            Cue::Between => {
                seen.comparators.len() > 1
                    || !seen.windows.is_empty()
                    || seen.difference
                    || self.draft.difference && seen.days
            }
            // "Compared with the average of all": a whole beside the part.
            Cue::Versus if self.beside_the_whole(span) => {
                seen.difference || seen.change || seen.share || self.measures() > 1
            }
            Cue::Versus => self.two_sides(word),
            Cue::Difference => {
                seen.difference || seen.change || seen.days || self.continued && self.degree_shown() || self.draft.filters.iter().any(|f| {
                    f.candidates.iter().any(|f| {
                        self.model.filters[*f]
                            .degree
                            .as_ref()
                            .is_some_and(|d| seen.metrics.contains(d))
                    })
                })
            }
            Cue::Growth => seen.change || seen.difference,
            Cue::Fell if self.draft.verbs.contains(&span.start) => !seen.windows.is_empty(),
            Cue::Fell | Cue::Rose => {
                seen.change || seen.difference || !seen.comparators.is_empty() || !seen.filters.is_empty()
            }
            Cue::Share => seen.share || seen.units.contains("fraction"),
            Cue::Rank
            | Cue::RankBy
            | Cue::Descending
            | Cue::Ascending
            | Cue::WorstFirst
            | Cue::BestFirst => !self.query.order.is_empty(),
            Cue::Every(grain) => {
                seen.grains.contains(&grain.grain())
                    || grain.grain() == semantic::Grain::Day && seen.units.contains("units per day")
                    || seen.rates.contains(&grain.grain())
                    || self.unit_of_a_number(position)
                    || self.compared_periods(grain.grain())
                    || self.draft.from_today && grain.grain() == semantic::Grain::Day && self.due()
            }
            Cue::Trend => !seen.grains.is_empty(),
            Cue::Running => seen.running,
            Cue::Distinct => self.distinct() || self.groups_next(position),
            // "Sold only in Bergen": nowhere else.
            Cue::Only if self.draft.exclusive == Some(span.start) => seen.negations > 0,
            Cue::Only => self.restricts(position),
            // "Incoming orders": those that were placed.
            Cue::Due if self.draft.verbs.contains(&span.start) => true,
            Cue::Due => self.due() || matches!(word, "going" | "goes" | "go" | "what" | "ships" | "leaves") && self.over(),
            Cue::InUnits => seen.units.contains("units"),
            Cue::InMoney => seen.units.contains("USD"),
            Cue::IncludingNone => matches!(
                self.query.form,
                Form::Groups {
                    keep_empty: true,
                    ..
                }
            ),
            Cue::Twice => seen.numbers.contains("2") || seen.numbers.contains("1") && seen.change,
            Cue::Half => seen.numbers.contains("0.5") || seen.numbers.contains("-0.5"),
            Cue::HowLong => seen.days || seen.units.contains("days"),
            Cue::Times => !seen.comparators.is_empty() || seen.figure || self.query.limit.is_some(),
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
            Cue::Or => self.alternative(position),
            // "Everywhere but Bergen": the value right behind is left out.
            Cue::But => {
                let value = self.parsed.spans.get(position + 1).is_some_and(|s| {
                    matches!(s.meaning, Meaning::Values(_)) && s.start == span.end
                });
                word != "but" || !value || self.continued || seen.negations > 0
            }
            Cue::By
            | Cue::List
            | Cue::And
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

    /// "All areas together, this year and last year", "July and August together, this year and last": one sum for each of
    /// the times that are compared, over things or over parts of the times.
    fn over_things(&self, position: usize) -> bool {
        let times = |spans: &[Span]| {
            let times = spans
                .iter()
                .filter(|s| matches!(s.meaning, Meaning::Date(_)));
            times.count()
        };
        let spans = &self.parsed.spans;
        let behind_time = spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| matches!(s.meaning, Meaning::Date(_)));
        !self.grouped() && (!behind_time || times(spans) > 2)
    }

    /// The figure that another one takes the place of is not shown.
    pub(super) fn unmeasured(&self, span: &Span) -> bool {
        match &span.meaning {
            Meaning::Cue(Cue::InMoney) => !self.seen.units.contains("USD"),
            Meaning::Cue(Cue::InUnits) => !self.seen.units.contains("units"),
            Meaning::Cue(_) | Meaning::Ignorable => true,
            Meaning::Terms(terms) => {
                let mut metrics = terms.iter().filter_map(|t| match t {
                    Term::Metric(m) => Some(self.model.metrics[*m].name.as_str()),
                    _ => None,
                });
                let shown = |name: &str| self.seen.metrics.contains(name);
                terms.iter().any(|t| matches!(t, Term::Metric(_))) && !metrics.any(shown)
            }
            _ => false,
        }
    }

    /// "Ranked by sales, the first three": the first of that order.
    fn first_of_an_order(&self, span: &Span) -> bool {
        let ranked = self.draft.top.as_ref().is_some_and(|t| {
            t.at == span.start && !matches!(t.kind, TopKind::Latest | TopKind::Earliest)
        });
        ranked && self.query.limit.is_some() && !self.query.order.is_empty()
    }

    /// "Quarter on quarter, Q1 and Q2", "both months": the two periods that stand side by side.
    fn compared_periods(&self, grain: semantic::Grain) -> bool {
        let periods =
            self.draft.dates.iter().filter(|d| {
                crate::draft::range_of(&d.phrase).is_some_and(|r| r.grain == Some(grain))
            });
        let ends = self
            .draft
            .dates
            .iter()
            .any(|d| crate::draft::range_of(&d.phrase).is_some_and(|r| r.ends.is_some()));
        self.compared_times() > 0 && (periods.count() == 2 || ends)
    }

    /// "total and average …".
    fn averaged_too(&self, position: usize) -> bool {
        let mut after = self.parsed.spans[position + 1..]
            .iter()
            .filter(|s| s.meaning != Meaning::Ignorable);
        let joined = after
            .next()
            .is_some_and(|s| s.meaning == Meaning::Cue(Cue::And));
        joined
            && after.next().is_some_and(|s| {
                matches!(
                    self.parsed.tokens[s.start].norm.as_str(),
                    "average" | "mean" | "avg"
                )
            })
    }

    pub(super) fn metrics(&self) -> impl Iterator<Item = &semantic::Metric> {
        self.seen
            .metrics
            .iter()
            .filter_map(|m| self.model.metric(m))
    }

    /// The rows stand in the order of a date.
    fn ordered_by_date(&self) -> bool {
        self.query
            .order
            .first()
            .is_some_and(|o| match self.query.columns.get(o.column) {
                Some(Column::Time { .. }) => true,
                Some(Column::Attribute(a)) => self.model.fields_of(a).any(|(_, f)| {
                    matches!(
                        f.data_type,
                        semantic::DataType::Date | semantic::DataType::Timestamp
                    )
                }),
                _ => false,
            })
    }

    /// Things are listed, one by one or counted.
    fn things_shown(&self) -> bool {
        !matches!(self.query.form, Form::Groups { .. })
            || !self.seen.counted.is_empty()
            || self.names(&["product", "sales_order", "purchase_order"]) && self.grouped()
    }

    /// "without a supplier or without a cost": conditions of different kinds are alternatives in the query, too.
    fn alternative(&self, position: usize) -> bool {
        let spans = &self.parsed.spans;
        let condition = |span: &Span| match &span.meaning {
            Meaning::Terms(_) => {
                let at = span.start;
                self.draft.filters.iter().any(|f| f.at == at)
                    || self.draft.missing.iter().any(|(_, place)| *place == at)
            }
            Meaning::Values(found) => found
                .iter()
                .any(|m| m.attribute.as_str().contains("status")),
            _ => false,
        };
        let passed = |s: &&Span| {
            !matches!(
                s.meaning,
                Meaning::Ignorable | Meaning::Cue(Cue::Not | Cue::With | Cue::Never)
            )
        };
        let (left, right) = (
            spans[..position]
                .iter()
                .rev()
                .find(|s| s.meaning != Meaning::Ignorable),
            spans[position + 1..].iter().find(passed),
        );
        let (Some(left), Some(right)) = (left, right) else {
            return true;
        };
        let both_values = matches!(
            (&left.meaning, &right.meaning),
            (Meaning::Values(_), Meaning::Values(_))
        );
        if both_values && !self.continued && !self.of_one_column(left, right) {
            return self.seen.alternatives;
        }
        if both_values || !condition(left) || !condition(right) || self.continued {
            return true;
        }
        // "not cancelled or rejected" denies both.
        let again = spans[position + 1..]
            .iter()
            .take_while(|s| s.start < right.start)
            .any(|s| matches!(s.meaning, Meaning::Cue(Cue::Not | Cue::Never)));
        let denied = |span: &Span| {
            self.draft
                .filters
                .iter()
                .any(|f| f.at == span.start && f.negated)
                || self.draft.missing.iter().any(|(_, at)| *at == span.start)
        };
        self.seen.alternatives || denied(left) && denied(right) && !again
    }

    /// "Bergen or Narvik": values of one column. "Bergen or Norway" are of two, which a query would ask for at once.
    fn of_one_column(&self, left: &Span, right: &Span) -> bool {
        let column = |span: &Span| {
            let Meaning::Values(matches) = &span.meaning else {
                return None;
            };
            let held = self.seen.values.iter().find(|(attribute, values, _)| {
                matches.iter().any(|m| {
                    m.attribute == *attribute && m.values.iter().any(|v| values.contains(v))
                })
            });
            held.map(|(attribute, ..)| attribute.clone())
        };
        match (column(left), column(right)) {
            (Some(left), Some(right)) => left == right,
            _ => true,
        }
    }

    /// A condition that holds has that sign: "at the reorder point or less".
    fn includes(&self, sign: &str) -> bool {
        let filters = self
            .seen
            .filters
            .iter()
            .filter_map(|f| self.model.filter(f));
        filters.into_iter().any(|f| f.expression.contains(sign))
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

    /// Each thing once: things are counted, or listed without a measure.
    fn distinct(&self) -> bool {
        let list = matches!(self.query.form, Form::Groups { .. }) && !self.seen.figure;
        list || !self.seen.counted.is_empty()
            || self.seen.aggregates.contains(&Aggregate::CountDistinct)
    }

    /// "What do different suppliers charge": each of them is a group.
    fn groups_next(&self, position: usize) -> bool {
        self.next(position).is_some_and(|s| match &s.meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| match t {
                Term::Entity(e) => self.model.entities[*e]
                    .key
                    .iter()
                    .all(|k| self.seen.shown.contains(k)),
                Term::Attribute(a) => self.seen.shown.contains(a),
                _ => false,
            }),
            _ => false,
        })
    }

    /// Things one by one: figures of groups, or rows of the very thing. A list of "X in every Y" is none of that.
    fn each(&self, position: usize) -> bool {
        // "The best three products each": of each of what was named, not of all together.
        let ranked =
            self.query.limit.as_ref().is_some_and(|l| l.per.is_empty()) && position > 1 && {
                let before = &self.parsed.spans[position - 2..position];
                matches!(before[0].meaning, Meaning::Number(_))
                    && matches!(&before[1].meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Entity(_))))
            };
        if ranked {
            return false;
        }
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

    /// "From each of the two Labcraft firms": each of those that the words name.
    fn each_of_named(&self, position: usize) -> bool {
        let after = self.parsed.spans[position + 1..].iter().find(|s| {
            !matches!(
                s.meaning,
                Meaning::Ignorable | Meaning::Number(_) | Meaning::Cue(Cue::All)
            )
        });
        let Some(Meaning::Values(matches)) = after.map(|s| &s.meaning) else {
            return true;
        };
        let several = matches.iter().any(|m| {
            self.seen
                .values
                .iter()
                .any(|(a, v, out)| *a == m.attribute && !out && v.len() > 1)
        });
        let shown = matches.iter().any(|m| {
            self.seen.shown.contains(&m.attribute)
                || self.model.entities.iter().any(|e| {
                    e.name_attribute.as_ref() == Some(&m.attribute)
                        && e.key.iter().any(|k| self.seen.shown.contains(k))
                })
        });
        !several || shown
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
    /// All times of the query are over.
    fn over(&self) -> bool {
        let tomorrow = self.today.tomorrow().ok();
        let mut windows = self.predicates().filter_map(|p| match p {
            Predicate::Within { window, .. } => Some(window),
            _ => None,
        });
        windows
            .next()
            .is_some_and(|w| w.until.is_some() && w.until <= tomorrow)
            && windows.all(|w| w.until.is_some() && w.until <= tomorrow)
    }

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

    /// How far a condition of the rows holds is shown.
    fn degree_shown(&self) -> bool {
        self.seen.filters.iter().any(|name| {
            self.model
                .filter(name)
                .and_then(|f| f.degree.as_ref())
                .is_some_and(|degree| self.seen.metrics.contains(degree))
        })
    }

    /// Two things stand side by side: measures, times, values, columns. "Compare the depots" has its sides in the rows.
    /// What follows is the mean or the rest of all the others.
    fn beside_the_whole(&self, span: &Span) -> bool {
        let word = |at: usize| self.parsed.tokens.get(at).map_or("", |t| t.norm.as_str());
        let at = span.end
            + usize::from(matches!(
                word(span.end),
                "the" | "our" | "an" | "their" | "its"
            ));
        match word(at) {
            "average" | "mean" | "avg" => matches!(word(at + 1), "" | "of" | "across" | "over"),
            "overall" | "company" => matches!(word(at + 1), "average" | "mean"),
            "rest" | "others" | "everyone" | "everybody" => true,
            _ => false,
        }
    }

    fn two_sides(&self, word: &str) -> bool {
        let seen = &self.seen;
        let rows = matches!(
            word,
            "compare" | "comparison" | "comparing" | "compares" | "contrast" | "side"
        );
        let values = seen.values.iter().any(|(_, v, out)| !out && v.len() > 1);
        let pair = seen.metrics.iter().any(|name| {
            self.model.metric(name).is_some_and(|m| {
                matches!(&m.kind, MetricKind::Derived { inputs, .. } if inputs.len() > 1)
                    || matches!(&m.kind, MetricKind::Aggregate { expression, .. }
                        if expression.matches('.').count() > 1
                            && (expression.contains(" - ") || expression.contains('/') || expression.contains('<')))
            })
        });
        seen.difference
            || seen.change
            || !seen.comparators.is_empty()
            || self.measures() > 1
            || seen.shown.iter().filter(|a| self.numeric(a)).count() > 1
            || seen.windows.len() > 1
            || values
            || pair
            || seen.alternatives
            // "Compare with last year" compares two times, whatever the rows are.
            || rows && self.grouped() && self.draft.dates.is_empty()
    }

    /// A person or company is asked for, not the one that the question names already.
    fn open_person(&self) -> bool {
        // "Who has it on the shelf": a place answers too.
        let kinds = ["customer", "supplier", "main_supplier", "warehouse"];
        let held = !self.trades();
        kinds
            .iter()
            .filter(|kind| held || **kind != "warehouse")
            .any(|kind| {
                self.model.entity(kind).is_some_and(|e| {
                    let own = |a: &semantic::AttributeId| {
                        e.key.contains(a) || e.name_attribute.as_ref() == Some(a)
                    };
                    let named = self
                        .seen
                        .values
                        .iter()
                        .any(|(a, v, out)| !out && v.len() == 1 && own(a));
                    let shown = |c: &Column| matches!(c, Column::Attribute(a) if own(a));
                    self.query.columns.iter().any(shown) && !named
                })
            })
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
