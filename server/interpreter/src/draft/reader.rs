//! The *reader* goes through the spans of a question from left to right and sorts them by role.

use semantic::{Aggregate, AttributeId, Comparator, DataType, Model};

use super::{DateMention, Draft, KeyMention, MeasureMention, TopKind, ValueMention, What};
use crate::cues::Cue;
use crate::dates::{DatePhrase, Range};
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::numbers::Number;
use crate::text::{Gap, Token};
use crate::values::Match;

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
    };
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
            Meaning::Unknown => {
                self.draft
                    .unknown
                    .push(self.tokens[span.start].text.clone());
                self.last = Last::Other;
            }
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
                if asks && self.draft.list && matches!(lead, Some("on" | "in" | "inside")) {
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

    pub(super) fn date(&mut self, phrase: DatePhrase, position: usize) {
        let span = &self.spans[position];
        let negated = self.pending.negation.take().is_some();
        let attribute = self.pending.date_attribute.take();
        self.draft.arrived |= attribute.is_none() && self.came_then(span.start);
        // "sold less than last month": two times are compared.
        if let Some((comparator, _)) = self.pending.comparator.take() {
            let more = matches!(comparator, Comparator::Greater | Comparator::AtLeast);
            self.draft.more_than_before = Some(more);
            self.draft.versus = true;
        }
        self.draft.dates.push(DateMention {
            phrase,
            at: span.start,
            attribute,
            negated,
        });
        self.pending.grouping = false;
        self.last = Last::Other;
    }

    /// "The … customers", "suppliers called …", "with … in the name": all things whose name has the words.
    fn all_of_name(&self, matches: &[Match], position: usize) -> bool {
        let span = &self.spans[position];
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let before = span.start.checked_sub(1).map_or("", word);
        if matches!(before, "called" | "named")
            || (span.end..span.end + 4).any(|at| word(at) == "name")
        {
            return true;
        }
        let Some(next) = self.spans.get(position + 1) else {
            return false;
        };
        let plural = self.tokens[next.end - 1].norm.ends_with('s');
        plural
            && matches!(&next.meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                matches!(t, Term::Entity(e) if matches.iter().any(|m| self.belongs(*e, &m.attribute)))
            }))
    }

    /// The last word of business before the date says that something came: "came late in April", "arrived in June".
    fn came_then(&self, at: usize) -> bool {
        // "Orders came in": they were placed. What came late, or with rejects, was delivered.
        if self.draft.filters.is_empty() {
            return false;
        }
        let word = self.tokens[..at]
            .iter()
            .rev()
            .find_map(|t| match t.norm.as_str() {
                "came" | "arrived" | "turned" | "reached" => Some(true),
                "order" | "orders" | "ordered" | "placed" | "po" | "pos" | "raised" | "made" => {
                    Some(false)
                }
                _ => None,
            });
        word == Some(true)
    }

    pub(super) fn value(&mut self, matches: Vec<Match>, position: usize) {
        let span = &self.spans[position];
        let negated = self.pending.negation.is_some();
        let noun = self.apposition(&matches, position);
        let joined = self.pending.joiner && self.last == Last::Value;
        let all = self.all_of_name(&matches, position);
        // "not" in front of a list holds for the whole list; it is used up by the clause that follows.
        let words = self.words(span);
        // "for every one of the four tool groups": the values are what groups.
        let grouped = self.pending.grouping && self.pending.each;
        if grouped {
            self.pending.grouping = false;
        }
        let came = ["deliver", "receiv", "arriv"];
        if !negated
            && matches
                .iter()
                .any(|m| m.attribute.as_str().contains("status"))
            && came
                .iter()
                .any(|stem| self.tokens[span.start].norm.starts_with(stem))
        {
            self.draft.arrived = true;
        }
        self.pending.number = None;
        self.draft.values.push(ValueMention {
            matches,
            negated,
            at: span.start,
            words,
            noun,
            joined,
            grouped,
            all,
        });
        self.pending.joiner = false;
        self.pending.comparator = None;
        if negated && !self.list_continues(position) {
            self.pending.negation = None;
        }
        self.last = Last::Value;
    }

    pub(super) fn list_continues(&self, position: usize) -> bool {
        let Some(next) = self.spans.get(position + 1) else {
            return false;
        };
        match &next.meaning {
            Meaning::Cue(Cue::And | Cue::Or) => {
                matches!(
                    self.spans.get(position + 2).map(|s| &s.meaning),
                    Some(Meaning::Values(_))
                )
            }
            Meaning::Values(_) => self.tokens[next.start].gap == Gap::Comma,
            _ => false,
        }
    }

    /// The entity noun right beside a value that the value belongs to ("warehouse OSL-1", "the tools group").
    pub(super) fn apposition(&self, matches: &[Match], position: usize) -> Option<usize> {
        let neighbours = [
            position.checked_sub(1).and_then(|p| self.spans.get(p)),
            self.spans.get(position + 1),
        ];
        neighbours.into_iter().flatten().find_map(|span| {
            let Meaning::Terms(terms) = &span.meaning else {
                return None;
            };
            terms.iter().find_map(|term| match term {
                Term::Entity(entity)
                    if matches.iter().any(|m| self.belongs(*entity, &m.attribute)) =>
                {
                    Some(*entity)
                }
                _ => None,
            })
        })
    }

    pub(super) fn belongs(&self, entity: usize, attribute: &AttributeId) -> bool {
        let entity = &self.model.entities[entity];
        entity.key.contains(attribute) || entity.name_attribute.as_ref() == Some(attribute)
    }

    /// An entity noun that only names the kind of a value beside it.
    pub(super) fn is_apposition(&self, entity: usize, position: usize) -> bool {
        let beside = |span: Option<&Span>| {
            span.is_some_and(|s| match &s.meaning {
                // "WEB orders": one part of a key names no single thing.
                Meaning::Values(matches) => matches.iter().any(|m| {
                    self.belongs(entity, &m.attribute)
                        && (self.model.entities[entity].key.len() == 1
                            || !self.model.entities[entity].key.contains(&m.attribute))
                }),
                Meaning::Key { entity: of, .. } => *of == entity,
                _ => false,
            })
        };
        let before = position.checked_sub(1).and_then(|p| self.spans.get(p));
        let after = self.spans.get(position + 1);
        beside(before) || beside(after)
    }

    fn finish(mut self) -> Draft {
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
            let named = self.draft.measures.iter_mut().find(|m| match &m.what {
                What::Metric(candidates) => candidates.iter().any(|c| metrics.contains(c)) || m.by,
                _ => m.by,
            });
            match named {
                Some(measure) => measure.by = true,
                None => self.draft.measures.insert(
                    0,
                    MeasureMention {
                        what: What::Metric(metrics),
                        at,
                        by: true,
                    },
                ),
            }
        }
        // "bought in May, did not buy in June": the second time is that of what did not happen.
        if let [existence] = self.draft.existence.as_slice()
            && matches!(existence.what, What::Metric(_))
            && self.draft.dates.iter().any(|d| d.at < existence.at)
            && self.draft.dates.iter().any(|d| d.at > existence.at)
        {
            let at = existence.at;
            for date in self.draft.dates.iter_mut().filter(|d| d.at > at) {
                date.negated = true;
            }
            self.draft.existence.clear();
            self.draft.ordered = true;
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
        if let Some(at) = pending.negation {
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
