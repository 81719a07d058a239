//! The *reader* goes through the spans of a question from left to right and sorts them by role.

use std::collections::BTreeSet;

use semantic::{Aggregate, AttributeId, Comparator, DataType, Model};

use super::{DateMention, Draft, KeyMention, MeasureMention, TopKind, What};
use crate::dates::{DatePhrase, Range};
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::numbers::Number;
use crate::text::{Gap, Token};

/// Sorts the spans of a question by role.
pub(crate) fn read(tokens: &[Token], spans: &[Span], model: &Model) -> Draft {
    let mut reader = Reader {
        tokens,
        spans,
        model,
        draft: Draft::default(),
        pending: Pending::default(),
        last: Last::Nothing,
        ordering: false,
        consumed: BTreeSet::new(),
        denied: BTreeSet::new(),
        since_then: BTreeSet::new(),
    };
    reader.asides();
    reader.lags();
    reader.durations();
    reader.ranges_of_columns();
    reader.day_of_clause();
    reader.comes_from_whom();
    for position in 0..spans.len() {
        reader.step(position);
    }
    reader.finish()
}

pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) spans: &'a [Span],
    pub(super) model: &'a Model,
    pub(super) draft: Draft,
    pub(super) pending: Pending,
    pub(super) last: Last,
    /// An order such as "largest … first" is being read.
    pub(super) ordering: bool,
    /// Spans that were put to use before the others are read.
    pub(super) consumed: BTreeSet<usize>,
    /// Conditions that are denied by what is said behind them.
    pub(super) denied: BTreeSet<usize>,
    /// Times that are turned into those from then on.
    pub(super) since_then: BTreeSet<usize>,
}

/// Words that wait for what they belong to.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) grouping: bool,
    pub(super) each: bool,
    pub(super) count: Option<usize>,
    pub(super) aggregate: Option<Aggregate>,
    pub(super) negation: Option<usize>,
    pub(super) never: bool,
    pub(super) comparator: Option<(Comparator, usize)>,
    pub(super) between: Option<(usize, Option<Number>)>,
    pub(super) top: Option<(TopKind, usize)>,
    pub(super) number: Option<(u64, usize)>,
    pub(super) factor: Option<String>,
    pub(super) joiner: bool,
    pub(super) date_attribute: Option<AttributeId>,
    /// A part of what was asked for before is counted.
    pub(super) part: bool,
    /// What is due of it, by token.
    pub(super) part_due: Option<usize>,
}

/// What the last meaningful span was, for what follows it.
#[derive(Clone, PartialEq)]
pub(super) enum Last {
    Nothing,
    Dimension,
    Value,
    Measure(What),
    Attribute(AttributeId),
    Condition,
    Entity(usize),
    Other,
}

impl Reader<'_> {
    fn step(&mut self, position: usize) {
        if self.consumed.contains(&position) {
            self.last = Last::Other;
            return;
        }
        if self.denied.contains(&position) {
            self.pending.negation = Some(self.spans[position].start);
        }
        let span = &self.spans[position];
        let comma = matches!(self.tokens[span.start].gap, Gap::Comma | Gap::Stop) && span.start > 0;
        if comma {
            self.pending.joiner = true;
            if self.tokens[span.start].gap == Gap::Stop {
                self.pending.grouping = false;
            }
        }
        match span.meaning.clone() {
            Meaning::Ignorable => {}
            _ if self.blank(position) || self.not_recorded(position) => {}
            _ if self.since_that_time(position) => {}
            Meaning::Unknown if self.only_stresses(position) => {}
            Meaning::Unknown if self.so_many_left(position) => {}
            Meaning::Unknown if self.has_left(position) => {}
            Meaning::Unknown if self.next_due(position) => {}
            Meaning::Unknown if self.delivered_last(position) => {}
            Meaning::Unknown | Meaning::Number(_) if self.hyphened_count(position) => {}
            Meaning::Unknown => {
                self.draft
                    .unknown
                    .push(self.tokens[span.start].text.clone());
                self.last = Last::Other;
            }
            Meaning::Outside if self.customers_spend(position) => {}
            Meaning::Outside => {
                self.draft.outside.push(self.words(span));
                self.last = Last::Other;
            }
            Meaning::Cue(cue) => self.cue(cue, position),
            Meaning::Terms(terms) => self.terms(&terms, position),
            Meaning::Values(matches) => self.value(matches, position),
            Meaning::Key {
                entity,
                prefix,
                number,
            } => {
                // "what does SO-12 hold", "lines in SO-12".
                let lead = span
                    .start
                    .checked_sub(1)
                    .map(|t| self.tokens[t].norm.as_str());
                let asks = self.draft.subjects.is_empty() && self.draft.measures.is_empty();
                // "Whats on SO-12".
                let whats = self
                    .tokens
                    .first()
                    .is_some_and(|t| matches!(t.norm.as_str(), "whats" | "what's"));
                if asks
                    && (self.draft.list || whats)
                    && matches!(lead, Some("on" | "in" | "inside"))
                {
                    self.draft.inside = true;
                }
                self.draft.keys.push(KeyMention {
                    entity,
                    prefix,
                    number,
                    at: span.start,
                });
                self.pending.negation = None;
                self.last = Last::Value;
            }
            Meaning::Number(number) => self.number(number, position),
            Meaning::Date(phrase) => self.date(phrase, position),
        }
    }

    /// "How much money customers spent": what was sold to them.
    fn customers_spend(&mut self, position: usize) -> bool {
        let span = &self.spans[position];
        let spends = self.tokens[span.start..span.end].iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "spend" | "spends" | "spent" | "spending" | "paid" | "pay"
            )
        }) && self.tokens[span.start..span.end]
            .iter()
            .all(|t| t.norm.len() < 9);
        let Some(customer) = self.model.entity("customer").filter(|_| spends) else {
            return false;
        };
        let of = |a: &AttributeId| {
            customer.key.contains(a) || customer.name_attribute.as_ref() == Some(a)
        };
        let spoken = self.spans.iter().any(|s| match &s.meaning {
            Meaning::Terms(terms) => terms.iter().any(
                |t| matches!(t, Term::Entity(e) if self.model.entities[*e].name == customer.name),
            ),
            Meaning::Values(matches) => matches.first().is_some_and(|m| of(&m.attribute)),
            // "How much did he spend": somebody who was spoken of.
            Meaning::Cue(crate::cues::Cue::Pronoun) => {
                matches!(self.tokens[s.start].norm.as_str(), "he" | "she")
            }
            _ => false,
        });
        let sales = customer
            .natural_metrics
            .first()
            .and_then(|name| self.model.metrics.iter().position(|m| m.name == *name));
        let Some(metric) = sales.filter(|_| spoken) else {
            return false;
        };
        let what = What::Metric(vec![metric]);
        let at = span.start;
        if self.draft.measures.iter().all(|m| m.what != what) {
            let by = self.pending.top.take().is_some();
            self.measure(what, at, by);
        }
        self.draft.in_money = false;
        true
    }

    /// "Has order 12 left yet": where it stands is asked for.
    fn has_left(&mut self, position: usize) -> bool {
        let word = self.tokens[self.spans[position].start].norm.as_str();
        let asks = self
            .tokens
            .first()
            .is_some_and(|t| matches!(t.norm.as_str(), "has" | "have" | "did" | "when" | "hasnt"));
        let one = self.draft.keys.len() == 1;
        let leaves = matches!(word, "left" | "departed" | "leave");
        self.draft.due |= asks && one && leaves;
        asks && one && leaves
    }

    /// "Fewer than 80 left": of what there is on the shelf.
    fn so_many_left(&mut self, position: usize) -> bool {
        let word = self.tokens[self.spans[position].start].norm.as_str();
        let said = matches!(word, "left" | "remaining" | "leftover");
        let number = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| {
                matches!(
                    s.meaning,
                    Meaning::Number(_)
                        | Meaning::Cue(
                            crate::cues::Cue::InUnits
                                | crate::cues::Cue::OrLess
                                | crate::cues::Cue::OrMore
                        )
                )
            });
        let Some(column) = self.shelf_column().filter(|_| said && number) else {
            return false;
        };
        if !self.last_was_condition() {
            return false;
        }
        for condition in self.waiting_conditions() {
            condition.attribute = Some(column.clone());
        }
        self.last = Last::Other;
        true
    }

    pub(super) fn words(&self, span: &Span) -> String {
        self.tokens[span.start..span.end]
            .iter()
            .map(|t| t.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The next span that is not ignorable.
    pub(super) fn next(&self, position: usize) -> Option<&Span> {
        self.spans[position + 1..]
            .iter()
            .find(|s| s.meaning != Meaning::Ignorable)
    }

    pub(super) fn numeric(&self, attribute: &AttributeId) -> bool {
        self.model
            .fields_of(attribute)
            .any(|(_, f)| matches!(f.data_type, DataType::Integer | DataType::Decimal))
    }

    pub(super) fn date_like(&self, attribute: &AttributeId) -> bool {
        self.model
            .fields_of(attribute)
            .any(|(_, f)| matches!(f.data_type, DataType::Date | DataType::Timestamp))
    }

    pub(super) fn date(&mut self, mut phrase: DatePhrase, position: usize) {
        if self.part_in_time(&phrase, self.spans[position].start) {
            return;
        }
        if self.as_of_today(position) {
            self.draft.everywhere.push(self.spans[position].start);
            self.last = Last::Other;
            return;
        }
        let span = &self.spans[position];
        if self.since_then.contains(&position)
            && let DatePhrase::Range(range) = &mut phrase
        {
            let from = range.happened.until;
            *range = Range::fixed(semantic::Window { from, until: None });
            self.draft.until_then.push(span.start);
        }
        let negation = self.pending.negation.take();
        let excluded = negation.is_some_and(|at| self.leaves_out(at));
        let not_since = self.not_since(span.start);
        let since = not_since.is_some();
        let attribute = not_since
            .or_else(|| self.pending.date_attribute.take())
            .or_else(|| self.date_said(span.start));
        let of_thing = attribute.as_ref().is_some_and(|a| self.dates_things(a));
        let left_out = excluded || since || negation.is_some() && of_thing;
        self.draft.reversed += usize::from(left_out);
        let negated = negation.is_some() || left_out;
        self.draft.arrived |= attribute.is_none() && self.came_then(span.start);
        // "sold less than last month": two times are compared.
        if self.pending.factor.is_none()
            && let Some((comparator, _)) = self.pending.comparator.take()
        {
            let more = matches!(comparator, Comparator::Greater | Comparator::AtLeast);
            self.draft.more_than_before = Some(more);
            self.draft.versus = true;
        }
        let role = self.role_of(span.start);
        // What should have come then is still open.
        self.draft.due |= role == Some(super::Moment::Due) && attribute.is_none();
        self.draft.dates.push(DateMention {
            phrase,
            at: span.start,
            attribute,
            negated,
            role,
            left_out,
        });
        self.pending.grouping = false;
        self.last = Last::Other;
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one role after another, in the order in which they are settled"
    )]
    fn finish(mut self) -> Draft {
        self.lags_of_rows();
        self.settle_every();
        // "which country orders the most": what there is most of was named before.
        if let (Some((_, at)), [_, .., last], true) = (
            self.pending.top,
            self.draft.subjects.as_slice(),
            self.draft.measures.is_empty(),
        ) {
            let what = What::Count(last.entity);
            self.draft.subjects.pop();
            self.draft
                .measures
                .push(MeasureMention { what, at, by: true });
        }
        // "most expensive by unit cost": the column that is named decides.
        let named = self.draft.attributes.iter().any(|(a, _)| self.numeric(a));
        if let Some((metrics, at)) = self.draft.ranked_by.take().filter(|_| !named) {
            let named = self.draft.measures.iter().position(|m| match &m.what {
                What::Metric(candidates) => candidates.iter().any(|c| metrics.contains(c)) || m.by,
                _ => m.by,
            });
            // "Our slowest month for sales": the measure that is named, at the end that the word stands for.
            let pace = match self.tokens[at].norm.as_str() {
                "slowest" | "slow" => Some(TopKind::Least),
                "fastest" | "quickest" => Some(TopKind::Most),
                _ => None,
            };
            let traded = matches!(self.draft.measures.as_slice(), [MeasureMention { what: What::Metric(all), .. }]
                if all.iter().all(|m| self.model.metrics[*m].additive));
            let other = (named.is_none() && pace.is_some() && traded).then_some(0);
            match (named, other) {
                (Some(place), _) => self.draft.measures[place].by = true,
                (None, Some(place)) => {
                    self.draft.measures[place].by = true;
                    self.draft.everywhere.push(at);
                    if let (Some(top), Some(kind)) = (&mut self.draft.top, pace) {
                        top.kind = kind;
                    }
                }
                (None, None) => self.draft.measures.insert(
                    0,
                    MeasureMention {
                        what: What::Metric(metrics),
                        at,
                        by: true,
                    },
                ),
            }
        }
        self.cheapest_supplier();
        // "bought in May, did not buy in June": the second time is that of what did not happen.
        let order = |entity: usize| {
            let own = self.model.entities[entity].own_dataset.as_deref();
            own.and_then(|d| self.model.dataset(d))
                .is_some_and(|d| d.default_time.is_some())
        };
        if let [existence] = self.draft.existence.as_slice()
            && match existence.what {
                What::Metric(_) => true,
                What::Count(entity) => order(entity) && self.draft.but,
                _ => false,
            }
            && self.draft.dates.iter().any(|d| d.at < existence.at)
            && self.draft.dates.iter().any(|d| d.at > existence.at)
        {
            let at = existence.at;
            for date in self.draft.dates.iter_mut().filter(|d| d.at > at) {
                date.negated = true;
            }
            if let Some(denied) = self.draft.existence.pop() {
                self.draft.covered.push(denied.at);
            }
            self.draft.ordered = true;
            // "Customers with orders in 2024 but …": the orders are what they did.
            if let [first, others @ ..] = self.draft.subjects.as_slice()
                && self.model.entities[first.entity].key.len() == 1
                && others.iter().all(|s| order(s.entity))
            {
                let others: Vec<usize> = others.iter().map(|s| s.at).collect();
                self.draft.verbs.extend(others);
                self.draft.subjects.truncate(1);
            }
        }
        // "without sales in 2024 but with sales in 2023": the first time is that of what did not happen.
        let again = match self.draft.existence.as_slice() {
            [existence] => self
                .draft
                .measures
                .iter()
                .find(|m| m.at > existence.at && m.what == existence.what)
                .map(|m| (existence.at, m.at)),
            _ => None,
        };
        if let Some((not, but)) = again
            && self.draft.dates.iter().any(|d| d.at > but)
            && self.draft.dates.iter().any(|d| d.at > not && d.at < but)
        {
            for date in self
                .draft
                .dates
                .iter_mut()
                .filter(|d| d.at > not && d.at < but)
            {
                date.negated = true;
            }
            self.draft.existence.clear();
        }
        self.compute_roles();
        self.stock_lines();
        let mut pending = std::mem::take(&mut self.pending);
        if pending.count.is_some() {
            self.draft.bare_count = true;
        }
        // "ordered exactly twice": how many orders there are.
        let order = self.model.entities.iter().position(|e| {
            e.key.len() == 2
                && e.own_dataset.as_deref().is_some_and(|d| {
                    self.model
                        .dataset(d)
                        .is_some_and(|d| d.default_time.is_some())
                })
        });
        match (pending.factor, order) {
            (Some(value), Some(order)) if self.draft.ordered && value == "2" => {
                let (comparator, at) = pending.comparator.take().unwrap_or((Comparator::Equal, 0));
                self.draft.conditions.push(super::Condition {
                    comparator,
                    value,
                    percent: false,
                    money: false,
                    days: false,
                    target: Some(What::Count(order)),
                    attribute: None,
                    at,
                });
            }
            (Some(_), _) => self.draft.unused.push("times".to_owned()),
            (None, _) => {}
        }
        if let Some((_, at)) = pending.comparator
            && self.draft.more_than_before.is_none()
        {
            self.draft.unused.push(self.tokens[at].text.clone());
        }
        if let Some(at) = pending.negation
            && !self.deny_value_before(at)
        {
            self.draft.unused.push(self.tokens[at].text.clone());
        }
        if let Some((count, at)) = pending.number {
            self.draft.plain_number = Some(count);
            if matches!(self.last, Last::Entity(_) | Last::Value) {
                self.draft.stray_number = Some(self.tokens[at].text.clone());
            }
        }
        if let Some(aggregate) = pending.aggregate
            && self.draft.measures.is_empty()
            && aggregate != Aggregate::Sum
        {
            self.draft.unused.push("average".to_owned());
        }
        if let Some((at, first)) = pending.between
            && (first.is_some() || !self.draft.dates.iter().any(|d| d.at >= at))
        {
            self.draft.unused.push("between".to_owned());
        }
        self.each_once_counted();
        self.rate_of_a_day();
        self.contents_of_it();
        self.price_of_it();
        self.biggest_by_size();
        self.part_of_capacity();
        self.something_on_orders();
        self.contents_of_last();
        self.described_by();
        self.rates_beside();
        self.rate_of_orders();
        self.pieces_and_worth();
        self.listed_with();
        self.things_measured();
        self.settle_contrast();
        self.settle_asides();
        self.state_of_one();
        self.some_of_it();
        self.comes_from();
        self.draft
    }
}

pub(super) fn pick<T>(terms: &[Term], choose: impl Fn(&Term) -> Option<T>) -> Vec<T> {
    terms.iter().filter_map(choose).collect()
}

pub(super) fn opposite(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::Equal => Comparator::NotEqual,
        Comparator::NotEqual => Comparator::Equal,
        Comparator::Less => Comparator::AtLeast,
        Comparator::AtMost => Comparator::Greater,
        Comparator::Greater => Comparator::AtMost,
        Comparator::AtLeast => Comparator::Less,
    }
}

/// The range of a date phrase that stands for itself.
pub(crate) fn range_of(phrase: &DatePhrase) -> Option<&Range> {
    if let DatePhrase::Range(range) = phrase {
        Some(range)
    } else {
        None
    }
}
