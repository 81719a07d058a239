//! *Cues* in a draft: what each word of the grammar does to the parts around it.

use semantic::{Aggregate, Comparator, MetricKind};

use super::reader::{Last, Reader};
use super::{Existence, TopKind, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::numbers::Number;
use crate::text::Gap;

impl Reader<'_> {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each word class, read as a table"
    )]
    pub(super) fn cue(&mut self, cue: Cue, position: usize) {
        let span = &self.spans[position];
        let at = span.start;
        if matches!(cue, Cue::Compare(_)) && self.preposition(position) {
            self.draft.idle += 1;
            return;
        }
        let factor = self.last == Last::Condition
            && self.next(position).is_some_and(|s| {
                matches!(&s.meaning, Meaning::Terms(t)
                    if t.iter().any(|t| matches!(t, Term::Attribute(a) if self.numeric(a))))
            });
        if cue == Cue::Who && self.whose(position) {
            return;
        }
        if cue == Cue::Where && self.relative(position) {
            self.draft.relatives.push(at);
            return;
        }
        if cue == Cue::Ordered && self.contrasted_with_trade(position) {
            return;
        }
        // "What exactly is on it": no number is compared.
        let stress = matches!(cue, Cue::Compare(_))
            && matches!(self.tokens[at].norm.as_str(), "exactly" | "precisely")
            && !self.spans[position + 1..]
                .iter()
                .take(2)
                .any(|s| matches!(s.meaning, Meaning::Number(_) | Meaning::Cue(Cue::Twice)));
        if stress {
            self.draft.idle += 1;
            return;
        }
        if cue == Cue::List && self.of_which(position) {
            self.pending.grouping = true;
            self.pending.each = false;
            return;
        }
        if cue == Cue::By && self.only_splits(position) {
            return;
        }
        if cue == Cue::Each && self.counts_each(position) {
            self.last = Last::Other;
            return;
        }
        if cue == Cue::Fell && self.falls_in(position) {
            return;
        }
        if cue == Cue::Each && self.each_of_ranked(position) {
            self.draft.share_of_each |= self.draft.share.is_some();
            return;
        }
        let incoming = cue == Cue::Due && self.orders_that_come_in(position);
        let fresh = cue == Cue::New && self.new_orders(position);
        // "Just the number": how many there are.
        let only_number = cue == Cue::Count
            && span.end == self.tokens.len()
            && self.draft.attributes.is_empty()
            && (at.saturating_sub(2)..at)
                .any(|t| matches!(self.tokens[t].norm.as_str(), "just" | "only" | "give"));
        let number_column = cue == Cue::Count && self.number_beside(position);
        let than = self.than_behind(position).is_some();
        let all_but = cue == Cue::But && self.all_but(position);
        let draft = &mut self.draft;
        match cue {
            // "number, date, value": the number is a column of its own.
            Cue::Count
                if matches!(self.tokens[at].norm.as_str(), "number" | "nr")
                    && !only_number
                    && span.end == at + 1
                    && self
                        .tokens
                        .get(span.end)
                        .is_none_or(|t| t.gap == Gap::Comma) => {}
            Cue::Count if number_column => draft.number_columns.push(at),
            Cue::Count => {
                self.pending.count = Some(at);
                self.pending.part = self.counts_part(position);
            }
            Cue::HowMuch => {
                draft.how_much = true;
                // "from whom, and for how much": money.
                draft.in_money |= at > 0 && self.tokens[at - 1].norm == "for";
            }
            Cue::New if fresh => draft.verbs.push(at),
            Cue::New => draft.newcomers = Some(at),
            // "Products …, with their total stock": of each of them.
            Cue::Total
                if at > 0
                    && matches!(self.tokens[at - 1].norm.as_str(), "their" | "with")
                    && draft.subjects.iter().any(|s| s.plural)
                    && matches!(
                        self.spans.get(position + 1).map(|s| &s.meaning),
                        Some(Meaning::Terms(_))
                    ) =>
            {
                self.pending.aggregate = Some(Aggregate::Sum);
            }
            Cue::Total => {
                draft.total = true;
                // "In Bergen and Narvik together": the places, not what the ranking leaves.
                let of_values = self.last == Last::Value && draft.values.len() > 1;
                draft.together |= !of_values
                    && matches!(
                        self.tokens[span.end - 1].norm.as_str(),
                        "together" | "combined" | "altogether"
                    );
                // "Lead time overall": what was measured, over everything.
                let behind =
                    self.tokens[at].norm == "overall" && matches!(self.last, Last::Measure(_));
                if !behind {
                    self.pending.aggregate = Some(Aggregate::Sum);
                }
            }
            Cue::Average => self.pending.aggregate = Some(Aggregate::Average),
            Cue::Median => self.pending.aggregate = Some(Aggregate::Median),
            Cue::Most | Cue::Least | Cue::Best | Cue::Worst | Cue::Latest | Cue::Earliest => {
                self.superlative(cue, position);
            }
            Cue::By => {
                self.pending.grouping = true;
                self.pending.each = false;
            }
            Cue::Each => {
                self.pending.grouping = true;
                self.pending.each = true;
                draft.per_group = true;
            }
            Cue::Who => {
                draft.who = true;
                draft.list = true;
            }
            Cue::Where => draft.place = true,
            Cue::When => draft.when = true,
            Cue::List => draft.list = true,
            Cue::Compare(word) => {
                draft.in_money |= self.tokens[at].norm == "worth";
                // "Cheaper than 20": the word says what is compared.
                let priced = ["cheaper", "expensive", "dearer", "pricier", "costlier"];
                let says = |t: &crate::text::Token| priced.contains(&t.norm.as_str());
                if self.tokens[at..span.end].iter().any(says)
                    && let Some(metric) = self
                        .model
                        .metrics
                        .iter()
                        .position(|m| m.lowest.iter().any(|w| w == "cheapest"))
                {
                    self.last = Last::Measure(What::Metric(vec![metric]));
                }
                let single = matches!(
                    self.tokens[at].norm.as_str(),
                    "fewer" | "lower" | "higher" | "greater"
                ) && span.end == at + 1;
                if single && than {
                    // "fewer units than last quarter": two times are compared.
                    draft.more_than_before = Some(matches!(
                        word.comparator(),
                        Comparator::Greater | Comparator::AtLeast
                    ));
                    draft.versus = true;
                } else {
                    self.pending.comparator = Some((word.comparator(), at));
                }
            }
            Cue::OrMore => self.widen(Comparator::AtLeast, position),
            Cue::OrLess => self.widen(Comparator::AtMost, position),
            // "The difference between the expected and the actual date".
            Cue::Between
                if draft.difference
                    && position > 0
                    && self.spans[position - 1].meaning == Meaning::Cue(Cue::Difference) => {}
            Cue::Between => self.pending.between = Some((at, None)),
            // "Groups missing more than 60": how much is missing.
            Cue::Not
                if matches!(self.tokens[at].norm.as_str(), "missing" | "lacking")
                    && matches!(
                        self.spans.get(position + 1).map(|s| &s.meaning),
                        Some(Meaning::Cue(Cue::Compare(_)) | Meaning::Number(_))
                    )
                    && draft
                        .measures
                        .iter()
                        .any(|m| is_degree(self.model, &m.what)) =>
            {
                draft.reversed += 1;
            }
            Cue::Not => self.pending.negation = Some(at),
            Cue::Never => {
                self.pending.negation = Some(at);
                self.pending.never = true;
            }
            Cue::And | Cue::Or => {
                self.pending.joiner = true;
                if self.last == Last::Dimension {
                    self.pending.grouping = true;
                }
                draft.either |= cue == Cue::Or && self.last == Last::Value;
                return;
            }
            Cue::But if all_but => self.pending.negation = Some(at),
            Cue::But => draft.but = true,
            Cue::Versus => {
                draft.versus = true;
                if self.last == Last::Value {
                    self.pending.joiner = true;
                    return;
                }
            }
            Cue::Difference => draft.difference = true,
            Cue::Growth => draft.growth = true,
            // "margin in percent": the measure as a rate.
            Cue::Share
                if at > 0
                    && (matches!(self.tokens[at - 1].norm.as_str(), "in" | "as" | "a")
                        || position > 0
                            && draft
                                .measures
                                .last()
                                .is_some_and(|m| m.at == self.spans[position - 1].start))
                    && draft.measures.iter().any(|m| match &m.what {
                        What::Metric(candidates) => candidates
                            .iter()
                            .any(|c| self.model.metrics[*c].unit.as_deref() == Some("fraction")),
                        _ => false,
                    }) =>
            {
                draft.in_percent = true;
            }
            Cue::Share => {
                draft.ratio |= self.tokens[at].norm == "ratio";
                let of_each = self.share_of_each(position);
                let beside = (1..=3).any(|back| {
                    at.checked_sub(back).is_some_and(|t| {
                        matches!(
                            self.norm(t),
                            "with" | "and" | "plus" | "including" | "each" | "add"
                        )
                    })
                });
                let draft = &mut self.draft;
                draft.share_of_each |= beside && draft.top.is_some();
                draft.within_groups |= of_each;
                draft.share = draft.share.or(Some(at));
            }
            Cue::Rank => draft.rank = true,
            Cue::RankBy => {
                draft.rank = true;
                self.pending.grouping = true;
                self.pending.each = false;
            }
            Cue::Ordered => {
                let word = self.tokens[at].norm.as_str();
                self.draft.bought |= ["buy", "bought", "purchas"]
                    .iter()
                    .any(|w| word.starts_with(w));
                let traded = self.traded();
                if self.pending.negation.take().is_some() {
                    self.pending.never = false;
                    if let Some(metric) = traded {
                        self.draft.existence.push(Existence {
                            what: What::Metric(vec![metric]),
                            at,
                        });
                    }
                } else {
                    self.draft.ordered = true;
                }
                return;
            }
            // "more than five times the minimum".
            Cue::Times if factor => {
                if let Some(condition) = self.draft.conditions.pop() {
                    self.pending.comparator = Some((condition.comparator, condition.at));
                    self.pending.factor = Some(condition.value);
                    self.last = match (condition.attribute, condition.target) {
                        (Some(attribute), _) => Last::Attribute(attribute),
                        (None, Some(what)) => Last::Measure(what),
                        (None, None) => Last::Other,
                    };
                }
                return;
            }
            // "the last five times we bought it": the lines of what was bought, newest first.
            Cue::Times
                if draft
                    .top
                    .as_ref()
                    .is_some_and(|t| matches!(t.kind, TopKind::Latest | TopKind::Earliest)) =>
            {
                self.last_times(position);
                return;
            }
            Cue::Times => {
                let order = self
                    .model
                    .entities
                    .iter()
                    .position(|e| e.key.len() > 1 && e.own_dataset.is_some());
                if let (Last::Condition, Some(entity)) = (&self.last, order)
                    && let Some(condition) = draft.conditions.last_mut()
                {
                    condition.target = Some(What::Count(entity));
                }
                return;
            }
            Cue::Fell | Cue::Rose => {
                // "fallen (furthest) below the minimum", "risen above 90 %" is a level; "fell over 50 %" and "fell" alone
                // compare two times.
                let far = self.tokens.get(span.end).is_some_and(|t| {
                    matches!(
                        t.norm.as_str(),
                        "furthest" | "farthest" | "deepest" | "far" | "most" | "well"
                    )
                });
                let behind = span.end + usize::from(far);
                let percent = self.spans.iter().any(|s| {
                    s.start == behind + 1 && matches!(&s.meaning, Meaning::Number(n) if n.percent)
                });
                let next = self.tokens.get(behind).map_or("", |t| t.norm.as_str());
                let level = match next {
                    "below" | "beneath" | "under" => cue == Cue::Fell || !percent,
                    "above" | "to" => true,
                    "over" => cue == Cue::Rose && !percent,
                    _ => false,
                };
                if !level {
                    draft.more_than_before = Some(cue == Cue::Rose);
                }
                return;
            }
            Cue::Have => {
                draft.have = true;
                return;
            }
            Cue::Keep => {
                draft.kept = true;
                // "not kept anywhere": there is no row of stock for it.
                if let Some(not) = self.pending.negation.take() {
                    self.pending.never = false;
                    if self.deny_value_before(not) {
                        return;
                    }
                    let row = self
                        .model
                        .entities
                        .iter()
                        .position(|e| e.name == "stock_row");
                    if let Some(entity) = row {
                        self.draft.existence.push(Existence {
                            what: What::Count(entity),
                            at,
                        });
                    }
                }
                return;
            }
            Cue::Descending => draft.direction = Some(true),
            Cue::Ascending => draft.direction = Some(false),
            Cue::WorstFirst | Cue::BestFirst => {
                draft.direction = Some(true);
                draft.best_first = Some(cue == Cue::BestFirst);
            }
            Cue::Every(grain) => {
                draft.grain = Some(grain.grain());
                let bare = ["by", "which", "what", "month", "quarter", "year"];
                let plain = |t: &crate::text::Token| bare.contains(&t.fold.as_str());
                draft.single_period = !self.tokens[at..span.end].iter().all(plain)
                    && !self.tokens[at..span.end]
                        .iter()
                        .any(|t| matches!(t.norm.as_str(), "by" | "which" | "what"));
                let word = self.tokens[at..span.end]
                    .iter()
                    .any(|t| matches!(t.norm.as_str(), "each" | "every" | "per"));
                draft.per_period |= word;
                self.pending.grouping = false;
                self.last = Last::Dimension;
                return;
            }
            Cue::Trend => {
                draft.grain = draft.grain.or(Some(semantic::Grain::Month));
            }
            Cue::Running => draft.running = true,
            Cue::Distinct => draft.distinct = true,
            Cue::Pronoun => {
                draft.list |= self.tokens[at].norm == "which";
                draft.pronoun = true;
                return;
            }
            Cue::Continue => draft.continues = true,
            Cue::Only => {
                if self.excludes_others(position) {
                    self.draft.exclusive = Some(at);
                } else {
                    self.draft.only = true;
                }
            }
            Cue::Due if incoming => {}
            Cue::Due if self.pending.part => self.pending.part_due = Some(at),
            Cue::Due => {
                draft.due = true;
                let way = way_of(&self.tokens[at..span.end]);
                draft.due_as = match (draft.due_as, way) {
                    (None, way) => Some(way),
                    (Some(before), way) if before == way => Some(way),
                    _ => Some(super::DueAs::Due),
                };
            }
            Cue::InUnits => self.units(position),
            Cue::InMoney => {
                draft.in_money = true;
                draft.how_much |= self.tokens[at].norm == "how";
                if let Last::Condition = self.last
                    && let Some(condition) = draft.conditions.last_mut()
                {
                    condition.money = true;
                }
            }
            Cue::Days | Cue::Weeks => {
                if let Some(condition) = draft
                    .conditions
                    .last_mut()
                    .filter(|_| self.last == Last::Condition)
                {
                    condition.days = true;
                    if cue == Cue::Weeks
                        && let Ok(weeks) = condition.value.parse::<u32>()
                    {
                        condition.value = (weeks * 7).to_string();
                    }
                }
                return;
            }
            Cue::IncludingNone => draft.keep_empty = true,
            Cue::All => {
                if self.pending.negation.is_none() {
                    self.takes_all_before(position);
                }
                return;
            }
            Cue::With => return,
            Cue::Vague => draft.vague = true,
            Cue::Twice => {
                self.pending.factor = Some("2".to_owned());
                if self.tokens[at].norm == "doubled" {
                    draft.more_than_before = Some(true);
                }
            }
            // "On time in more than half of them": a rate above 50 %.
            Cue::Half
                if self.pending.comparator.is_some()
                    && draft.filters.iter().any(|f| {
                        f.candidates
                            .iter()
                            .any(|f| self.model.filters[*f].rate.is_some())
                    }) =>
            {
                let half = Number {
                    value: "0.5".to_owned(),
                    percent: true,
                    money: false,
                };
                self.number(half, position);
                return;
            }
            Cue::Half => {
                self.pending.factor = Some("0.5".to_owned());
                if self.tokens[at].norm == "halved" {
                    draft.more_than_before = Some(false);
                }
            }
            Cue::HowLong => draft.how_long = true,
            Cue::Than => {}
        }
        if !matches!(
            cue,
            Cue::List
                | Cue::Than
                | Cue::InUnits
                | Cue::InMoney
                | Cue::Compare(_)
                | Cue::Between
                | Cue::OrMore
                | Cue::OrLess
                | Cue::Not
                | Cue::Twice
                | Cue::Half
                | Cue::Only
                | Cue::Distinct
        ) {
            self.last = Last::Other;
        }
    }

    /// "what part of its revenue", "a percentage of each area's sales", "in the sales of every depot": a whole for each
    /// group.
    fn share_of_each(&self, position: usize) -> bool {
        let one = |t: &crate::text::Token| {
            matches!(
                t.norm.as_str(),
                "its" | "their" | "each" | "every" | "his" | "her"
            )
        };
        let span = &self.spans[position];
        let behind = &self.tokens[span.end.min(self.tokens.len())..];
        // "For every area, what percentage of sales is wine".
        let each = self.spans[..position]
            .iter()
            .any(|s| s.meaning == Meaning::Cue(Cue::Each));
        let said = |words: &str| {
            behind
                .iter()
                .any(|t| words.split_whitespace().any(|w| w == t.norm))
        };
        if each
            && said(" is was were are come comes came goes went made ")
            && !said(" total all overall whole altogether ")
        {
            return true;
        }
        let of = self.tokens[span.end - 1].norm == "of"
            || behind.first().is_some_and(|t| t.norm == "of");
        of && behind
            .iter()
            .take(3)
            .take_while(|t| t.gap != Gap::Stop)
            .any(one)
            || behind
                .windows(2)
                .take(8)
                .any(|pair| matches!(pair[0].norm.as_str(), "of" | "in") && one(&pair[1]))
                && (said(" is was were come comes came goes went made ")
                    || behind.iter().take(8).any(|t| t.norm == "in"))
    }

    /// "over all warehouses", "over the depots": no number and no column follows.
    fn preposition(&self, position: usize) -> bool {
        self.tokens[self.spans[position].start].norm == "over"
            && self.next(position).is_some_and(|s| match &s.meaning {
                Meaning::Cue(Cue::All | Cue::Each) => true,
                Meaning::Terms(terms) => {
                    let whole = self
                        .next(position + 1)
                        .is_some_and(|n| matches!(n.meaning, Meaning::Terms(_) | Meaning::Date(_)));
                    terms.iter().all(|t| matches!(t, Term::Entity(_)))
                        || whole && terms.iter().any(|t| matches!(t, Term::Entity(_)))
                }
                _ => false,
            })
    }

    /// "Whose creation date falls in this year": where the date lies, no change.
    fn falls_in(&mut self, position: usize) -> bool {
        let span = &self.spans[position];
        let lies = self.tokens.get(span.end).is_some_and(|t| {
            matches!(
                t.norm.as_str(),
                "in" | "within" | "on" | "between" | "into" | "before" | "after"
            )
        });
        let Last::Attribute(date) = self.last.clone() else {
            return false;
        };
        if !lies || !self.date_like(&date) {
            return false;
        }
        self.draft.verbs.push(span.start);
        self.draft.attributes.retain(|(a, _)| *a != date);
        self.pending.date_attribute = Some(date);
        true
    }

    /// "Number and date", "number, date and status": the number of the order is one of its columns.
    fn number_beside(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let bare = span.end == span.start + 1
            && matches!(
                self.tokens[span.start].norm.as_str(),
                "number" | "nr" | "numbers"
            );
        let mut after = self.spans[position + 1..]
            .iter()
            .filter(|s| !matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::And)));
        let column = after.next().is_some_and(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().all(|t| {
                matches!(t, Term::Attribute(a) if self.date_like(a) || a.as_str().contains("status"))
            }))
        });
        let of = self
            .tokens
            .get(span.end)
            .is_some_and(|t| matches!(t.norm.as_str(), "of" | "for"));
        let orders = self
            .draft
            .subjects
            .iter()
            .any(|s| self.model.entities[s.entity].key.len() > 1);
        bare && column && !of && orders
    }

    /// "What share of the value sits in which depot", "how many orders went to which area": what groups.
    fn of_which(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let which = matches!(self.tokens[span.start].norm.as_str(), "which" | "what");
        let preposition = span.start.checked_sub(1).is_some_and(|before| {
            matches!(
                self.tokens[before].norm.as_str(),
                "in" | "at" | "from" | "to" | "by" | "for" | "with" | "of"
            )
        });
        let thing = self.next(position).is_some_and(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| match t {
                Term::Entity(e) => self.model.entities[*e].own_dataset.is_none()
                    || self.model.entities[*e].key.len() == 1,
                _ => false,
            }))
        });
        let measured = self.draft.share.is_some()
            || self.draft.measures.iter().any(|m| !m.by)
            || self.draft.how_much;
        let free = self.draft.dimensions.is_empty() && self.draft.top.is_none();
        which && preposition && thing && measured && free
    }

    /// "Split the open orders by status": what is split does not group.
    fn only_splits(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let verb = span.end == span.start + 1 && self.tokens[span.start].norm == "split";
        let object = self.tokens.get(span.end).is_some_and(|t| {
            matches!(
                t.norm.as_str(),
                "the" | "our" | "all" | "those" | "these" | "my" | "open" | "that" | "this"
            )
        });
        let into = self.tokens[span.end..].iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "into" | "by" | "across" | "between" | "per" | "over" | "among" | "according"
            )
        });
        verb && object && into
    }

    /// The metric that counts pieces on the lines of orders.
    pub(super) fn traded(&self) -> Option<usize> {
        self.model.metrics.iter().position(|m| {
            m.additive
                && m.unit.as_deref() == Some("units")
                && matches!(&m.kind, MetricKind::Aggregate { dataset, filters, .. }
                    if !filters.is_empty() && self.model.dataset(dataset).is_some_and(|d| d.primary_key.len() > 2))
        })
    }

    pub(super) fn units(&mut self, position: usize) {
        self.draft.in_units = true;
        if self.pending.count.is_some() {
            self.pending.count = None;
            self.draft.bare_count = true;
        }
        if self.last == Last::Condition
            && !matches!(
                self.next(position).map(|s| &s.meaning),
                Some(Meaning::Terms(_))
            )
            && let Some(condition) = self.draft.conditions.last_mut()
        {
            condition.money = false;
        }
    }

    /// "5 or more": the number that went before is a limit.
    pub(super) fn widen(&mut self, comparator: Comparator, position: usize) {
        if let Some((value, at)) = self.pending.number.take() {
            self.condition(
                comparator,
                Number {
                    value: value.to_string(),
                    percent: false,
                    money: false,
                },
                at,
            );
            return;
        }
        if self.last != Last::Condition && self.counted_before(comparator, position) {
            return;
        }
        // "at the reorder point or less": the condition holds that already.
        let met = self.draft.filters.last().is_some_and(|f| {
            let sign = if comparator == Comparator::AtMost {
                "<="
            } else {
                ">="
            };
            f.candidates.iter().any(|c| {
                self.model.filters[*c]
                    .expression
                    .contains(&format!(" {sign} "))
            })
        });
        let part = self
            .draft
            .against
            .last_mut()
            .filter(|a| a.factor.is_some() && a.comparator == Comparator::Equal);
        if let Some(against) = part {
            against.comparator = comparator;
        } else if met && self.last == Last::Other {
            self.draft.idle += 1;
        } else if let Some(condition) = self.draft.conditions.last_mut() {
            condition.comparator = comparator;
        }
    }
}

/// What is measured is by how far a condition holds.
pub(super) fn is_degree(model: &semantic::Model, what: &What) -> bool {
    let What::Metric(candidates) = what else {
        return false;
    };
    model.filters.iter().any(|f| {
        f.degree
            .as_ref()
            .is_some_and(|d| candidates.iter().any(|m| model.metrics[*m].name == *d))
    })
}

/// Whether words say that something is due, where it goes, or name deliveries.
fn way_of(words: &[crate::text::Token]) -> super::DueAs {
    let says = |all: &[&str]| words.iter().any(|t| all.contains(&t.norm.as_str()));
    if says(&["must", "has", "have", "need", "needs", "to"]) {
        super::DueAs::Due
    } else if says(&["deliveries", "drops", "drop"]) {
        super::DueAs::Deliveries
    } else if says(&["going", "goes", "go", "ships", "leaves"]) {
        super::DueAs::Goes
    } else {
        super::DueAs::Due
    }
}
