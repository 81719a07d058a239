//! The *reader* goes through the spans of a question from left to right and sorts them by role.

use semantic::{Aggregate, AttributeId, Comparator, DataType, MetricKind, Model};

use super::{
    Against, Condition, DateMention, Dimension, Draft, Existence, FilterMention, KeyMention, MeasureMention, Subject,
    Top, TopKind, ValueMention, What,
};
use crate::cues::Cue;
use crate::dates::{DatePhrase, Range};
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::numbers::Number;
use crate::text::{Gap, Token};
use crate::values::Match;

/// Sorts the spans of a question by role.
pub(crate) fn read(tokens: &[Token], spans: &[Span], model: &Model) -> Draft {
    let mut reader = Reader { tokens, spans, model, draft: Draft::default(), pending: Pending::default(), last: Last::Nothing, ordering: false };
    for position in 0..spans.len() {
        reader.step(position);
    }
    reader.finish()
}

struct Reader<'a> {
    tokens: &'a [Token],
    spans: &'a [Span],
    model: &'a Model,
    draft: Draft,
    pending: Pending,
    last: Last,
    /// An order such as "largest … first" is being read.
    ordering: bool,
}

/// Words that wait for what they belong to.
#[derive(Default)]
struct Pending {
    grouping: bool,
    each: bool,
    count: Option<usize>,
    aggregate: Option<Aggregate>,
    negation: Option<usize>,
    never: bool,
    comparator: Option<(Comparator, usize)>,
    between: Option<(usize, Option<Number>)>,
    top: Option<(TopKind, usize)>,
    number: Option<(u64, usize)>,
    factor: Option<&'static str>,
    joiner: bool,
    date_attribute: Option<AttributeId>,
}

/// What the last meaningful span was, for what follows it.
#[derive(Clone, PartialEq)]
enum Last {
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
                self.draft.unknown.push(self.tokens[span.start].text.clone());
                self.last = Last::Other;
            }
            Meaning::Outside => {
                self.draft.outside.push(self.words(span));
                self.last = Last::Other;
            }
            Meaning::Cue(cue) => self.cue(cue, position),
            Meaning::Terms(terms) => self.terms(&terms, position),
            Meaning::Values(matches) => self.value(matches, position),
            Meaning::Key { entity, prefix, number } => {
                self.draft.keys.push(KeyMention { entity, prefix, number, at: span.start });
                self.pending.negation = None;
                self.last = Last::Value;
            }
            Meaning::Number(number) => self.number(number, position),
            Meaning::Date(phrase) => self.date(phrase, position),
        }
    }

    fn words(&self, span: &Span) -> String {
        self.tokens[span.start..span.end].iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The next span that is not ignorable.
    fn next(&self, position: usize) -> Option<&Span> {
        self.spans[position + 1..].iter().find(|s| s.meaning != Meaning::Ignorable)
    }

    fn before(&self, position: usize) -> Option<&Span> {
        self.spans[..position].iter().rev().find(|s| s.meaning != Meaning::Ignorable)
    }

    fn cue(&mut self, cue: Cue, position: usize) {
        let span = &self.spans[position];
        let at = span.start;
        let draft = &mut self.draft;
        match cue {
            Cue::Count => self.pending.count = Some(at),
            Cue::HowMuch => draft.how_much = true,
            Cue::Total => {
                draft.total = true;
                self.pending.aggregate = Some(Aggregate::Sum);
            }
            Cue::Average => self.pending.aggregate = Some(Aggregate::Average),
            Cue::Median => self.pending.aggregate = Some(Aggregate::Median),
            Cue::Most | Cue::Least | Cue::Best | Cue::Worst | Cue::Latest | Cue::Earliest => self.superlative(cue, position),
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
                let single = matches!(self.tokens[at].norm.as_str(), "fewer" | "lower" | "higher" | "greater") && span.end == at + 1;
                let than = self.spans[position..].iter().any(|s| s.meaning == Meaning::Cue(Cue::Than));
                if single && than {
                    // "fewer units than last quarter": two times are compared.
                    draft.more_than_before = Some(matches!(word.comparator(), Comparator::Greater | Comparator::AtLeast));
                    draft.versus = true;
                } else {
                    self.pending.comparator = Some((word.comparator(), at));
                }
            }
            Cue::OrMore => self.widen(Comparator::AtLeast),
            Cue::OrLess => self.widen(Comparator::AtMost),
            Cue::Between => self.pending.between = Some((at, None)),
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
                return;
            }
            Cue::But => {}
            Cue::Versus => draft.versus = true,
            Cue::Difference => draft.difference = true,
            Cue::Growth => draft.growth = true,
            Cue::Share => draft.share = draft.share.or(Some(at)),
            Cue::Rank => draft.rank = true,
            Cue::RankBy => {
                draft.rank = true;
                self.pending.grouping = true;
                self.pending.each = false;
            }
            Cue::Ordered => {
                let traded = self.traded();
                if self.pending.negation.take().is_some() {
                    self.pending.never = false;
                    if let Some(metric) = traded {
                        self.draft.existence.push(Existence { what: What::Metric(vec![metric]), at });
                    }
                } else {
                    self.draft.ordered = true;
                }
                return;
            }
            Cue::Times => {
                let order = self.model.entities.iter().position(|e| e.key.len() > 1 && e.own_dataset.is_some());
                if let (Last::Condition, Some(entity)) = (&self.last, order)
                    && let Some(condition) = draft.conditions.last_mut()
                {
                    condition.target = Some(What::Count(entity));
                }
                return;
            }
            Cue::Have => {
                draft.have = true;
                return;
            }
            Cue::Descending => draft.direction = Some(true),
            Cue::Ascending => draft.direction = Some(false),
            Cue::Every(grain) => {
                draft.grain = Some(grain.grain());
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
                draft.pronoun = true;
                return;
            }
            Cue::Continue => draft.continues = true,
            Cue::Only => draft.only = true,
            Cue::Due => draft.due = true,
            Cue::InUnits => self.units(position),
            Cue::InMoney => {
                draft.in_money = true;
                if let Last::Condition = self.last
                    && let Some(condition) = draft.conditions.last_mut()
                {
                    condition.money = true;
                }
            }
            Cue::Days | Cue::Weeks => {
                if let Some(condition) = draft.conditions.last_mut().filter(|_| self.last == Last::Condition) {
                    condition.days = true;
                    if cue == Cue::Weeks && let Ok(weeks) = condition.value.parse::<u32>() {
                        condition.value = (weeks * 7).to_string();
                    }
                }
                return;
            }
            Cue::IncludingNone => draft.keep_empty = true,
            Cue::With | Cue::All => return,
            Cue::Vague => draft.vague = true,
            Cue::Write => {}
            Cue::Twice => self.pending.factor = Some("2"),
            Cue::Half => self.pending.factor = Some("0.5"),
            Cue::HowLong => draft.how_long = true,
            Cue::Than => {}
        }
        if !matches!(
            cue,
            Cue::List | Cue::Than | Cue::InUnits | Cue::InMoney | Cue::Compare(_) | Cue::Between | Cue::Not | Cue::Twice
                | Cue::Half | Cue::Only
        ) {
            self.last = Last::Other;
        }
    }

    /// The metric that counts pieces on the lines of orders.
    fn traded(&self) -> Option<usize> {
        self.model.metrics.iter().position(|m| {
            m.additive
                && m.unit.as_deref() == Some("units")
                && matches!(&m.kind, MetricKind::Aggregate { dataset, filters, .. }
                    if !filters.is_empty() && self.model.dataset(dataset).is_some_and(|d| d.primary_key.len() > 2))
        })
    }

    fn units(&mut self, position: usize) {
        self.draft.in_units = true;
        if self.pending.count.is_some() {
            self.pending.count = None;
            self.draft.bare_count = true;
        }
        if self.last == Last::Condition
            && !matches!(self.next(position).map(|s| &s.meaning), Some(Meaning::Terms(_)))
            && let Some(condition) = self.draft.conditions.last_mut()
        {
            condition.money = false;
        }
    }

    fn widen(&mut self, comparator: Comparator) {
        if let Some(condition) = self.draft.conditions.last_mut() {
            condition.comparator = comparator;
        } else if let Some((value, at)) = self.pending.number.take() {
            self.condition(comparator, Number { value: value.to_string(), percent: false, money: false }, at);
        }
    }

    fn superlative(&mut self, cue: Cue, position: usize) {
        let span = &self.spans[position];
        let kind = match cue {
            Cue::Most => TopKind::Most,
            Cue::Least => TopKind::Least,
            Cue::Best => TopKind::Best,
            Cue::Worst => TopKind::Worst,
            Cue::Latest => TopKind::Latest,
            _ => TopKind::Earliest,
        };
        let word = self.tokens[span.start].norm.as_str();
        // "more units than last month": a comparison of two times, not a ranking.
        if matches!(word, "more" | "less") {
            let than = self.spans[position..].iter().any(|s| s.meaning == Meaning::Cue(Cue::Than));
            if than {
                self.draft.more_than_before = Some(word == "more");
                self.draft.versus = true;
            } else if self.spans[position..].len() > 1 {
                self.pending.top = Some((kind, span.start));
            }
            return;
        }
        // "average of the maximum": an aggregate of the number that follows.
        if matches!(word, "maximum" | "max" | "minimum" | "min" | "peak" | "highest" | "lowest" | "largest" | "smallest")
            && self.draft.subjects.is_empty()
            && self.pending.number.is_none()
            && let Some(Span { meaning: Meaning::Terms(terms), .. }) = self.next(position)
            && terms.iter().any(|t| matches!(t, Term::Attribute(a) if self.numeric(a)))
            && matches!(word, "maximum" | "max" | "minimum" | "min" | "peak")
        {
            self.pending.aggregate =
                Some(if matches!(word, "minimum" | "min") { Aggregate::Minimum } else { Aggregate::Maximum });
            return;
        }
        // "largest amount first": an order, not a ranking.
        let after: Vec<&Span> = self.spans[position + 1..].iter().filter(|s| s.meaning != Meaning::Ignorable).take(2).collect();
        if let [named, first] = after.as_slice()
            && matches!(named.meaning, Meaning::Terms(_))
            && first.meaning == Meaning::Cue(Cue::Earliest)
            && self.tokens[first.start].norm == "first"
        {
            self.draft.direction = Some(matches!(kind, TopKind::Most | TopKind::Best | TopKind::Latest));
            self.ordering = true;
            return;
        }
        if kind == TopKind::Earliest && self.ordering {
            self.ordering = false;
            return;
        }
        self.pending.top = Some((kind, span.start));
        let count = self.pending.number.take().map(|(n, _)| n);
        let per_group = self.pending.each;
        if self.draft.top.is_none() || count.is_some() {
            self.draft.top = Some(Top { count, kind, at: span.start });
        }
        if per_group {
            self.draft.per_group = true;
        }
    }

    fn numeric(&self, attribute: &AttributeId) -> bool {
        self.model
            .fields_of(attribute)
            .any(|(_, f)| matches!(f.data_type, DataType::Integer | DataType::Decimal))
    }

    fn date_like(&self, attribute: &AttributeId) -> bool {
        self.model.fields_of(attribute).any(|(_, f)| matches!(f.data_type, DataType::Date | DataType::Timestamp))
    }

    fn number(&mut self, number: Number, position: usize) {
        let span = &self.spans[position];
        if let Some((at, first)) = self.pending.between.clone() {
            match first {
                None => self.pending.between = Some((at, Some(number))),
                Some(first) => {
                    self.pending.between = None;
                    self.condition(Comparator::AtLeast, first, at);
                    self.condition(Comparator::AtMost, number, at);
                }
            }
            return;
        }
        if let Some((comparator, at)) = self.pending.comparator.take() {
            let comparator = if self.pending.negation.take().is_some() { opposite(comparator) } else { comparator };
            self.condition(comparator, number, at);
            return;
        }
        let whole = number.value.parse::<u64>().ok();
        if number.percent || number.money {
            self.condition(Comparator::Equal, number, span.start);
            return;
        }
        if let (Some(top), Some(count)) = (self.draft.top.as_mut(), whole)
            && top.count.is_none()
            && self.pending.top.is_some()
        {
            top.count = Some(count);
            return;
        }
        let Some(count) = whole else {
            self.condition(Comparator::Equal, number, span.start);
            return;
        };
        // "stock of 0", "exactly": a number right behind a measure or attribute is compared with it.
        let behind = matches!(self.last, Last::Attribute(_) | Last::Measure(_));
        let unit_follows = matches!(
            self.next(position).map(|s| &s.meaning),
            Some(Meaning::Terms(_) | Meaning::Cue(_) | Meaning::Values(_) | Meaning::Number(_))
        );
        if behind && !unit_follows {
            self.condition(Comparator::Equal, number, span.start);
            return;
        }
        self.pending.number = Some((count, span.start));
    }

    fn condition(&mut self, comparator: Comparator, number: Number, at: usize) {
        let fraction = |what: &What| match what {
            What::Metric(candidates) => candidates.iter().any(|c| self.model.metrics[*c].unit.as_deref() == Some("fraction")),
            _ => false,
        };
        let (target, attribute) = match &self.last {
            Last::Measure(what) if number.percent && !fraction(what) => (None, None),
            Last::Attribute(_) if number.percent => (None, None),
            Last::Measure(what) => (Some(what.clone()), None),
            Last::Attribute(attribute) => (None, Some(attribute.clone())),
            _ => (None, None),
        };
        self.draft.conditions.push(Condition {
            comparator,
            value: number.value,
            percent: number.percent,
            money: number.money,
            days: false,
            target,
            attribute,
            at,
        });
        self.last = Last::Condition;
    }

    fn date(&mut self, phrase: DatePhrase, position: usize) {
        let span = &self.spans[position];
        let negated = self.pending.negation.take().is_some();
        let attribute = self.pending.date_attribute.take();
        self.pending.comparator = None;
        self.draft.dates.push(DateMention { phrase, at: span.start, attribute, negated });
        self.pending.grouping = false;
        self.last = Last::Other;
    }

    fn value(&mut self, matches: Vec<Match>, position: usize) {
        let span = &self.spans[position];
        let negated = self.pending.negation.is_some();
        let noun = self.apposition(&matches, position);
        let joined = self.pending.joiner && self.last == Last::Value;
        // "not" in front of a list holds for the whole list; it is used up by the clause that follows.
        let words = self.words(span);
        // "for each of the three tool groups": the values are what groups.
        let grouped = self.pending.grouping && self.pending.each;
        if grouped {
            self.pending.grouping = false;
        }
        self.pending.number = None;
        self.draft.values.push(ValueMention { matches, negated, at: span.start, words, noun, joined, grouped });
        self.pending.joiner = false;
        self.pending.comparator = None;
        if negated && !self.list_continues(position) {
            self.pending.negation = None;
        }
        self.last = Last::Value;
    }

    fn list_continues(&self, position: usize) -> bool {
        let Some(next) = self.spans.get(position + 1) else { return false };
        match &next.meaning {
            Meaning::Cue(Cue::And | Cue::Or) => {
                matches!(self.spans.get(position + 2).map(|s| &s.meaning), Some(Meaning::Values(_)))
            }
            Meaning::Values(_) => self.tokens[next.start].gap == Gap::Comma,
            _ => false,
        }
    }

    /// The entity noun right beside a value that the value belongs to ("warehouse OSL-1", "the tools group").
    fn apposition(&self, matches: &[Match], position: usize) -> Option<usize> {
        let neighbours = [position.checked_sub(1).and_then(|p| self.spans.get(p)), self.spans.get(position + 1)];
        neighbours.into_iter().flatten().find_map(|span| {
            let Meaning::Terms(terms) = &span.meaning else { return None };
            terms.iter().find_map(|term| match term {
                Term::Entity(entity) if matches.iter().any(|m| self.belongs(*entity, &m.attribute)) => Some(*entity),
                _ => None,
            })
        })
    }

    fn belongs(&self, entity: usize, attribute: &AttributeId) -> bool {
        let entity = &self.model.entities[entity];
        entity.key.contains(attribute) || entity.name_attribute.as_ref() == Some(attribute)
    }

    /// An entity noun that only names the kind of a value beside it.
    fn is_apposition(&self, entity: usize, position: usize) -> bool {
        let beside = |span: Option<&Span>| {
            span.is_some_and(|s| match &s.meaning {
                Meaning::Values(matches) => matches.iter().any(|m| self.belongs(entity, &m.attribute)),
                Meaning::Key { entity: of, .. } => *of == entity,
                _ => false,
            })
        };
        let before = position.checked_sub(1).and_then(|p| self.spans.get(p));
        let after = self.spans.get(position + 1);
        beside(before) || beside(after)
    }

    fn terms(&mut self, terms: &[Term], position: usize) {
        let entities: Vec<usize> = pick(terms, |t| if let Term::Entity(e) = t { Some(*e) } else { None });
        let metrics: Vec<usize> = pick(terms, |t| if let Term::Metric(m) = t { Some(*m) } else { None });
        let filters: Vec<usize> = pick(terms, |t| if let Term::Filter(f) = t { Some(*f) } else { None });
        let attributes: Vec<AttributeId> =
            pick(terms, |t| if let Term::Attribute(a) = t { Some(a.clone()) } else { None });
        let rankings: Vec<(usize, bool)> =
            pick(terms, |t| if let Term::Ranking(m, highest) = t { Some((*m, *highest)) } else { None });
        if let [(_, highest), ..] = rankings.as_slice()
            && metrics.is_empty()
            && filters.is_empty()
            && entities.is_empty()
        {
            self.ranking(&rankings, *highest, position);
            return;
        }
        let numeric = attributes.iter().find(|a| self.numeric(a)).cloned();
        let dated = attributes.iter().find(|a| self.date_like(a)).cloned();
        let at = self.spans[position].start;

        let span = &self.spans[position];
        if span.end - span.start == 3 && self.tokens[span.start + 1].norm == "by" && !entities.is_empty() {
            self.dimension(Dimension::Entity(entities[0]));
            return;
        }
        if self.percent_base(&metrics, numeric.is_some()) {
            return;
        }
        if self.possessive(position) && !entities.is_empty() {
            return;
        }
        if self.pending.grouping {
            if let Some(entity) = entities.first() {
                self.dimension(Dimension::Entity(*entity));
                return;
            }
            if !metrics.is_empty() {
                self.pending.grouping = false;
                self.metric(metrics, None, position);
                if let Some(measure) = self.draft.measures.iter_mut().find(|m| m.at == at) {
                    measure.by = true;
                }
                return;
            }
            if let Some(attribute) = attributes.first() {
                if numeric.is_some() && (self.draft.rank || self.draft.top.is_some()) {
                    self.pending.grouping = false;
                    self.attribute(attribute.clone(), position);
                } else {
                    self.dimension(Dimension::Attribute(attribute.clone()));
                }
                return;
            }
        }
        if let Some((comparator, _)) = self.pending.comparator
            && let Some(right) = numeric.clone().or_else(|| attributes.first().cloned())
            && self.next(position).is_none_or(|s| !matches!(s.meaning, Meaning::Number(_)))
            && entities.is_empty()
            && filters.is_empty()
        {
            self.pending.comparator = None;
            let negated = self.pending.negation.take().is_some();
            let left = match &self.last {
                Last::Attribute(attribute) => Some(attribute.clone()),
                Last::Measure(what) => self.column_of(what),
                _ => None,
            };
            let comparator = if negated { opposite(comparator) } else { comparator };
            let factor = self.pending.factor.take();
            self.draft.against.push(Against { left, comparator, right, factor });
            self.last = Last::Other;
            return;
        }
        if self.pending.aggregate.is_some() && filters.is_empty() && (numeric.is_some() || !metrics.is_empty()) {
            self.aggregated(metrics, numeric, at);
            return;
        }
        if self.pending.count.is_some() && !entities.is_empty() && metrics.is_empty() {
            self.entity(entities[0], position);
            return;
        }
        if self.pending.top.is_some() && filters.is_empty() && entities.is_empty() && !metrics.is_empty() {
            self.pending.top = None;
            self.measure(What::Metric(metrics), at, true);
            return;
        }
        if !filters.is_empty() && (metrics.is_empty() || self.pending.negation.is_none()) {
            self.filter(filters, position);
        } else if !entities.is_empty() && (metrics.is_empty() || self.pending.negation.is_some()) {
            self.entity(entities[0], position);
        } else if !metrics.is_empty() {
            self.metric(metrics, dated, position);
        } else if let Some(attribute) = dated.or(numeric).or_else(|| attributes.first().cloned()) {
            self.attribute(attribute, position);
        }
    }

    /// "busiest", "slowest", "best selling": the end of a ranking by a metric.
    fn ranking(&mut self, rankings: &[(usize, bool)], highest: bool, position: usize) {
        let at = self.spans[position].start;
        let kind = if highest { TopKind::Most } else { TopKind::Least };
        let count = self.pending.number.take().map(|(n, _)| n);
        let metrics: Vec<usize> = rankings.iter().filter(|(_, h)| *h == highest).map(|(m, _)| *m).collect();
        // A measure that is named later ("… by their lead time") decides by which one.
        self.draft.top = Some(Top { count, kind, at });
        self.draft.ranked_by = Some((metrics, at));
        self.pending.top = None;
    }

    /// "98 % of the quantity": what the percentage is of, not a measure.
    fn percent_base(&self, metrics: &[usize], numeric: bool) -> bool {
        let units = metrics.iter().any(|m| self.model.metrics[*m].unit.as_deref() == Some("units"));
        self.last == Last::Condition && self.draft.conditions.last().is_some_and(|c| c.percent) && (units || numeric)
    }

    /// "the product's main supplier": the owner of what follows.
    fn possessive(&self, position: usize) -> bool {
        let last = &self.tokens[self.spans[position].end - 1].text;
        (last.ends_with("'s") || last.ends_with("’s"))
            && matches!(self.spans.get(position + 1).map(|s| &s.meaning), Some(Meaning::Terms(_)))
    }

    fn dimension(&mut self, dimension: Dimension) {
        if !self.draft.dimensions.contains(&dimension) {
            self.draft.dimensions.push(dimension);
        }
        self.pending.grouping = false;
        self.pending.number = None;
        self.last = Last::Dimension;
    }

    /// The plain column that a metric sums, if it is one.
    fn column_of(&self, what: &What) -> Option<AttributeId> {
        let (What::Metric(candidates) | What::Of(_, candidates)) = what else {
            return if let What::Attribute(_, attribute) = what { Some(attribute.clone()) } else { None };
        };
        candidates.iter().find_map(|m| summed_column(self.model, *m))
    }

    fn aggregated(&mut self, metrics: Vec<usize>, numeric: Option<AttributeId>, at: usize) {
        let Some(aggregate) = self.pending.aggregate.take() else { return };
        self.pending.number = None;
        let sums = metrics.iter().any(|m| self.model.metrics[*m].additive);
        let what = match (aggregate, numeric) {
            (Aggregate::Sum, _) if !metrics.is_empty() => What::Metric(metrics),
            (_, Some(attribute)) if sums || metrics.is_empty() => What::Attribute(aggregate, attribute),
            (Aggregate::Average, _) if !sums => What::Metric(metrics),
            _ => What::Of(aggregate, metrics),
        };
        let by = self.pending.top.take().is_some();
        self.measure(what, at, by);
    }

    fn measure(&mut self, what: What, at: usize, by: bool) {
        self.last = Last::Measure(what.clone());
        if let Some(condition) = self.unit_of_condition() {
            condition.target = Some(what.clone());
            condition.attribute = None;
            self.last = Last::Condition;
        }
        if !self.draft.measures.iter().any(|m| m.what == what) {
            let thing = matches!(what, What::Count(_));
            self.draft.measures.push(MeasureMention { what, at, by });
            // "how many did we sell": pieces, not money.
            if self.pending.count.is_some() && !thing {
                self.draft.bare_count = true;
            }
        }
        self.pending.count = None;
    }

    /// The last condition, when the number was said just now and waits for what it counts.
    fn unit_of_condition(&mut self) -> Option<&mut Condition> {
        if self.last_was_condition() { self.draft.conditions.last_mut() } else { None }
    }

    fn last_was_condition(&self) -> bool {
        self.draft.conditions.last().is_some_and(|c| c.target.is_none() && c.attribute.is_none())
    }

    fn metric(&mut self, metrics: Vec<usize>, dated: Option<AttributeId>, position: usize) {
        let at = self.spans[position].start;
        if self.pending.negation.take().is_some() {
            self.pending.never = false;
            // "without stock": nothing of what the rows hold.
            let state = metrics.iter().find_map(|m| summed_column(self.model, *m)).filter(|a| {
                self.model.fields_of(a).any(|(d, _)| d.primary_key.len() == 2 && d.default_time.is_none())
            });
            if let Some(attribute) = state {
                self.draft.conditions.push(Condition {
                    comparator: Comparator::Equal,
                    value: "0".to_owned(),
                    percent: false,
                    money: false,
                    days: false,
                    target: None,
                    attribute: Some(attribute),
                    at,
                });
                self.last = Last::Other;
                return;
            }
            self.draft.existence.push(Existence { what: What::Metric(metrics), at });
            self.last = Last::Other;
            return;
        }
        self.pending.date_attribute = dated;
        self.pending.number = None;
        // "counting only orders placed in …": a noun of the restriction, not a measure.
        let counts = metrics.iter().all(|m| matches!(self.model.metrics[*m].unit.as_deref(), Some("orders" | "lines")));
        if self.draft.only && counts && !self.draft.measures.is_empty() {
            return;
        }
        let words = &self.tokens[self.spans[position].start..self.spans[position].end];
        if words.iter().any(|t| matches!(t.norm.as_str(), "soon" | "soonest" | "first")) && self.draft.direction.is_none() {
            self.draft.direction = Some(false);
        }
        self.measure(What::Metric(metrics), at, false);
    }

    fn filter(&mut self, candidates: Vec<usize>, position: usize) {
        let span = &self.spans[position];
        let at = span.start;
        let negated = self.pending.negation.take().is_some();
        self.pending.never = false;
        // "who has more on the shelf": ranked by the column that the condition is about.
        if let (Some(_), false) = (self.pending.top, negated)
            && let [only] = self.model.filters[candidates[0]].show.as_slice()
            && let Some(metric) = (0..self.model.metrics.len()).find(|m| summed_column(self.model, *m).as_ref() == Some(only))
        {
            self.pending.top = None;
            self.measure(What::Metric(vec![metric]), at, true);
            return;
        }
        let noun = self.noun_inside(&candidates, span.end - 1);
        let several = span.end - span.start > 1;
        self.draft.filters.push(FilterMention { candidates, negated, at });
        if let Some(entity) = noun.filter(|_| several) {
            self.entity(entity, position);
        } else if self.last != Last::Condition {
            self.last = Last::Other;
        }
    }

    /// The thing that the last word of a filter's phrase names ("open *orders*").
    fn noun_inside(&self, candidates: &[usize], token: usize) -> Option<usize> {
        let dataset = &self.model.filters[*candidates.first()?].dataset;
        let word = &self.tokens[token].fold;
        self.model.entities.iter().position(|e| {
            e.own_dataset.as_ref() == Some(dataset)
                && (e.noun.singular.ends_with(word.as_str()) || e.synonyms.iter().any(|s| s == word))
        })
    }

    fn attribute(&mut self, attribute: AttributeId, position: usize) {
        let at = self.spans[position].start;
        if self.date_like(&attribute)
            && matches!(self.next(position).map(|s| &s.meaning), Some(Meaning::Date(_)))
        {
            self.pending.date_attribute = Some(attribute);
            return;
        }
        if self.pending.negation.take().is_some() {
            if let Some(left) = self.aliased(&attribute) {
                self.draft.against.push(Against { left: Some(left), comparator: Comparator::NotEqual, right: attribute, factor: None });
            } else {
                self.draft.unused.push(self.words(&self.spans[position]));
            }
            self.last = Last::Other;
            return;
        }
        self.pending.number = None;
        self.draft.attributes.push((attribute.clone(), at));
        self.last = Last::Attribute(attribute);
    }

    /// The attribute that `attribute` is a special case of: the supplier of an order for the main supplier.
    fn aliased(&self, attribute: &AttributeId) -> Option<AttributeId> {
        self.model.fields_of(attribute).find_map(|(_, field)| {
            let first = field.attributes.first()?;
            (first != attribute).then(|| first.clone())
        })
    }

    fn entity(&mut self, entity: usize, position: usize) {
        let span = &self.spans[position];
        let at = span.start;
        if self.is_apposition(entity, position) && self.pending.count.is_none() {
            self.pending.number = None;
            return;
        }
        if self.pending.count.take().is_some() {
            self.measure(What::Count(entity), at, false);
            self.last = Last::Entity(entity);
            return;
        }
        if self.last == Last::Condition
            && let Some(condition) = self.draft.conditions.last_mut()
            && condition.target.is_none()
            && condition.attribute.is_none()
            && !condition.percent
        {
            condition.target = Some(What::Count(entity));
            return;
        }
        if self.pending.negation.is_some() {
            self.pending.negation = None;
            self.pending.never = false;
            if let Some(left) = self.model.entities[entity].key.first().and_then(|key| self.aliased(key)) {
                let right = self.model.entities[entity].key[0].clone();
                self.draft.against.push(Against { left: Some(left), comparator: Comparator::NotEqual, right, factor: None });
            } else {
                self.draft.existence.push(Existence { what: What::Count(entity), at });
            }
            self.last = Last::Other;
            return;
        }
        if self.tokens[span.start].norm.starts_with("bestsell") && self.draft.top.is_none() {
            self.draft.top = Some(Top { count: self.pending.number.take().map(|(n, _)| n), kind: TopKind::Best, at });
        }
        let word = self.tokens[span.end - 1].fold.as_str();
        if matches!(word, "delivery" | "drop" | "arrival" | "shipment") || word.starts_with("drop") {
            self.draft.delivered = true;
        }
        let plural = self.tokens[span.end - 1].norm.ends_with('s');
        // "most orders": what ranks is how many there are, when something else is the subject already.
        if self.pending.top.take().is_some() && !self.draft.subjects.is_empty() {
            self.measure(What::Count(entity), at, true);
            return;
        }
        if let (Some((count, _)), None) = (self.pending.number, self.draft.top.as_ref()) {
            // "the three helmets": the number only repeats how many there are, unless nothing else limits.
            self.draft.plain_number = Some(count);
        }
        self.pending.number = None;
        if !self.draft.subjects.iter().any(|s| s.entity == entity) {
            self.draft.subjects.push(Subject { entity, at, plural });
        }
        self.last = Last::Entity(entity);
    }

    fn finish(mut self) -> Draft {
        if let Some((metrics, at)) = self.draft.ranked_by.take() {
            let named = self.draft.measures.iter_mut().find(|m| match &m.what {
                What::Metric(candidates) => candidates.iter().any(|c| metrics.contains(c)) || m.by,
                _ => m.by,
            });
            match named {
                Some(measure) => measure.by = true,
                None => self.draft.measures.insert(0, MeasureMention { what: What::Metric(metrics), at, by: true }),
            }
        }
        let pending = std::mem::take(&mut self.pending);
        if pending.count.is_some() {
            self.draft.bare_count = true;
        }
        if let Some((_, at)) = pending.comparator
            && self.draft.more_than_before.is_none()
        {
            self.draft.unused.push(self.tokens[at].text.clone());
        }
        if let Some(at) = pending.negation {
            self.draft.unused.push(self.tokens[at].text.clone());
        }
        if let Some((count, _)) = pending.number {
            self.draft.plain_number = Some(count);
        }
        if let Some(aggregate) = pending.aggregate
            && self.draft.measures.is_empty()
            && aggregate != Aggregate::Sum
        {
            self.draft.unused.push("average".to_owned());
        }
        if let Some((at, first)) = pending.between {
            if first.is_some() || !self.draft.dates.iter().any(|d| d.at >= at) {
                self.draft.unused.push("between".to_owned());
            }
        }
        self.draft
    }
}

fn pick<T>(terms: &[Term], choose: impl Fn(&Term) -> Option<T>) -> Vec<T> {
    terms.iter().filter_map(choose).collect()
}

fn opposite(comparator: Comparator) -> Comparator {
    match comparator {
        Comparator::Equal => Comparator::NotEqual,
        Comparator::NotEqual => Comparator::Equal,
        Comparator::Less => Comparator::AtLeast,
        Comparator::AtMost => Comparator::Greater,
        Comparator::Greater => Comparator::AtMost,
        Comparator::AtLeast => Comparator::Less,
    }
}

/// The column `c` of a metric that is `SUM(dataset.c)`.
pub(crate) fn summed_column(model: &Model, metric: usize) -> Option<AttributeId> {
    plain_column(model, metric, "SUM(")
}

/// The column `c` of a metric that is `SUM(dataset.c)` or `AVG(dataset.c)`: what it is for a single row.
pub(crate) fn row_column(model: &Model, metric: usize) -> Option<AttributeId> {
    summed_column(model, metric).or_else(|| plain_column(model, metric, "AVG("))
}

fn plain_column(model: &Model, metric: usize, function: &str) -> Option<AttributeId> {
    let MetricKind::Aggregate { expression, dataset, .. } = &model.metrics.get(metric)?.kind else { return None };
    let inner = expression.trim().strip_prefix(function)?.strip_suffix(')')?.trim();
    let column = inner.strip_prefix(dataset.as_str())?.strip_prefix('.')?;
    let field = model.dataset(dataset)?.fields.iter().find(|f| f.name == column)?;
    field.attributes.first().cloned()
}

/// The range of a date phrase that stands for itself.
pub(crate) fn range_of(phrase: &DatePhrase) -> Option<&Range> {
    if let DatePhrase::Range(range) = phrase { Some(range) } else { None }
}
