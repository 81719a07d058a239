//! A *lag* is a condition on the days between two moments: "promised more than 12 days after the order date", "delivered
//! at least 3 days late", "not restocked for 90 days".

use semantic::{AttributeId, Comparator, Grain, MetricKind};

use super::reader::{Reader, opposite};
use super::roles::verb;
use super::{Lag, MeasureMention, Moment, What};
use crate::cues::Cue;
use crate::dates::DatePhrase;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;

/// A number of days with its comparator, and the spans that it takes.
struct Duration {
    comparator: Option<Comparator>,
    count: i64,
    unit: Grain,
    first: usize,
    /// Span behind the unit; the unit's own where it is part of a longer name ("days late").
    behind: usize,
}

impl Reader<'_> {
    /// Finds the lags of the question; their spans say nothing else.
    pub(super) fn lags(&mut self) {
        let mut position = 0;
        while position < self.spans.len() {
            let found = self.duration(position).and_then(|d| self.lag(&d));
            let found = found.or_else(|| self.date_against_date(position));
            let Some((mut lag, taken)) = found else {
                position += 1;
                continue;
            };
            let cues = |of: &dyn Fn(&Meaning) -> bool| {
                taken
                    .iter()
                    .filter(|p| of(&self.spans[**p].meaning))
                    .count()
            };
            let negations = cues(&|m| matches!(m, Meaning::Cue(Cue::Not | Cue::Never)));
            let compared =
                cues(&|m| matches!(m, Meaning::Cue(Cue::Compare(_) | Cue::OrMore | Cue::OrLess)));
            self.draft.reversed += negations;
            if lag.to == Moment::Today {
                self.draft.idle += compared;
            }
            position = position.max(taken.iter().copied().max().unwrap_or(position)) + 1;
            lag.covers = taken.iter().map(|p| self.spans[*p].start).collect();
            self.consumed.extend(taken);
            self.draft.lags.push(lag);
        }
    }

    /// "deliveries with a lead time over 14 days": of each order that is listed.
    pub(super) fn lags_of_rows(&mut self) {
        let draft = &self.draft;
        let listed = draft.subjects.first().is_some_and(|s| {
            let entity = &self.model.entities[s.entity];
            let own = entity.own_dataset.as_deref();
            entity.key.len() == 2
                && own
                    .and_then(|d| self.model.dataset(d))
                    .is_some_and(|d| d.default_time.is_some())
        });
        let figures = draft.bare_count || draft.top.is_some() || draft.grain.is_some();
        if !listed || figures || !draft.dimensions.is_empty() {
            return;
        }
        let mut kept = Vec::new();
        for condition in std::mem::take(&mut self.draft.conditions) {
            let ends = match &condition.target {
                Some(What::Metric(candidates)) => candidates.iter().find_map(|metric| {
                    let (from, to) = days_of(&self.model.metrics[*metric].kind)?;
                    Some((self.date_column(&from)?, self.date_column(&to)?))
                }),
                _ => None,
            };
            let (Some((from, to)), Ok(count)) = (ends, condition.value.parse()) else {
                kept.push(condition);
                continue;
            };
            let measured = |m: &MeasureMention| Some(&m.what) == condition.target.as_ref();
            let named = self
                .draft
                .measures
                .iter()
                .find(|m| measured(m))
                .map(|m| m.at);
            let at = named.unwrap_or(condition.at);
            self.draft.measures.retain(|m| !measured(m));
            let (first, last) = (at.min(condition.at), at.max(condition.at) + 3);
            let said = |span: &&Span| {
                span.start >= first
                    && span.start <= last
                    && matches!(
                        span.meaning,
                        Meaning::Number(_) | Meaning::Cue(_) | Meaning::Terms(_)
                    )
            };
            self.draft.lags.push(Lag {
                from,
                to,
                comparator: condition.comparator,
                count,
                unit: Grain::Day,
                at: condition.at,
                covers: self.spans.iter().filter(said).map(|s| s.start).collect(),
            });
        }
        self.draft.conditions = kept;
    }

    fn word_at(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| t.norm.as_str())
    }

    fn span_at(&self, token: usize) -> Option<usize> {
        self.spans
            .iter()
            .position(|s| s.start <= token && token < s.end)
    }

    /// "more than 10 days", "at least 3 weeks", "90 days or more", "over a week", "within 2 days".
    fn duration(&self, position: usize) -> Option<Duration> {
        let span = &self.spans[position];
        let (mut comparator, count, unit, mut behind) = match &span.meaning {
            Meaning::Number(number) if !number.percent && !number.money => {
                let count: i64 = number.value.parse().ok()?;
                let mut unit_at = position + 1;
                let mut widened = None;
                if let Some(Meaning::Cue(cue @ (Cue::OrMore | Cue::OrLess))) =
                    self.spans.get(unit_at).map(|s| &s.meaning)
                {
                    widened = Some(*cue);
                    unit_at += 1;
                }
                let next = self.spans.get(unit_at)?;
                let unit = unit_of(self.word_at(next.start))?;
                let whole = matches!(next.meaning, Meaning::Cue(_) | Meaning::Ignorable);
                let behind = if whole { unit_at + 1 } else { unit_at };
                (widened.map(widening), count, unit, behind)
            }
            Meaning::Cue(Cue::Every(_) | Cue::Days | Cue::Weeks)
                if matches!(self.word_at(span.start), "a" | "one")
                    || span
                        .start
                        .checked_sub(1)
                        .is_some_and(|t| matches!(self.word_at(t), "a" | "one")) =>
            {
                let unit = unit_of(self.word_at(span.end - 1))?;
                (None, 1, unit, position + 1)
            }
            Meaning::Date(DatePhrase::Range(range))
                if matches!(self.word_at(span.start), "within" | "inside") =>
            {
                let (from, until) = (range.happened.from?, range.happened.until?);
                let days = i64::from(from.until(until).ok()?.get_days());
                return Some(Duration {
                    comparator: Some(Comparator::AtMost),
                    count: days,
                    unit: Grain::Day,
                    first: position,
                    behind: position + 1,
                });
            }
            _ => return None,
        };
        if let Some(Meaning::Cue(cue @ (Cue::OrMore | Cue::OrLess))) =
            self.spans.get(behind).map(|s| &s.meaning)
        {
            comparator = Some(widening(*cue));
            behind += 1;
        }
        let mut first = position;
        if comparator.is_none()
            && let Some(before) = self.before(position)
            && let Meaning::Cue(Cue::Compare(word)) = self.spans[before].meaning
        {
            comparator = Some(word.comparator());
            first = before;
            if let Some(not) = self.before(before)
                && self.spans[not].meaning == Meaning::Cue(Cue::Not)
                && self.spans[not].end == self.spans[before].start
            {
                comparator = comparator.map(opposite);
                first = not;
            }
        }
        Some(Duration {
            comparator,
            count,
            unit,
            first,
            behind,
        })
    }

    /// The span before, articles and prepositions passed over.
    fn before(&self, position: usize) -> Option<usize> {
        self.spans[..position]
            .iter()
            .rposition(|s| s.meaning != Meaning::Ignorable)
    }

    fn lag(&self, duration: &Duration) -> Option<(Lag, Vec<usize>)> {
        let days = match duration.unit {
            Grain::Day => Some(duration.count),
            Grain::Week => Some(7 * duration.count),
            _ => None,
        };
        let at = self.spans[duration.first].start;
        let made =
            |from: Moment, to: Moment, comparator: Comparator, count: i64, unit: Grain| Lag {
                from,
                to,
                comparator,
                count,
                unit,
                at,
                covers: Vec::new(),
            };
        let until = |behind: usize| (duration.first..behind).collect::<Vec<usize>>();
        if let (Some(days), Some((from, to, behind))) = (days, self.apart(duration)) {
            let comparator = duration.comparator.unwrap_or(Comparator::Equal);
            let mut taken = until(behind);
            taken.extend(self.due_verb(duration.first, &to));
            taken.extend(self.needing(duration.first));
            return Some((made(from, to, comparator, days, Grain::Day), taken));
        }
        if let Some(from) = self.state_since(duration.first) {
            let comparator = duration.comparator.unwrap_or(Comparator::AtLeast);
            let taken = until(duration.behind);
            let lag = made(
                from,
                Moment::Today,
                comparator,
                duration.count,
                duration.unit,
            );
            return Some((lag, taken));
        }
        let (from, first) = self.last_time(duration.first)?;
        let comparator = duration.comparator.unwrap_or(Comparator::AtLeast);
        let mut taken = until(duration.behind);
        taken.extend(first);
        let lag = made(
            from,
            Moment::Today,
            comparator,
            duration.count,
            duration.unit,
        );
        Some((lag, taken))
    }

    /// The two moments that lie apart, and the span behind what names them.
    fn apart(&self, duration: &Duration) -> Option<(Moment, Moment, usize)> {
        let token = self.spans.get(duration.behind.saturating_sub(1))?.end;
        let left = || self.moment_before(self.spans[duration.first].start);
        if let Some(span) = self.spans.get(duration.behind)
            && let Some((from, to)) = self.pair_of(span)
        {
            return Some((from, to, duration.behind + 1));
        }
        let (lead, follows) = match (self.word_at(token), self.word_at(token + 1)) {
            ("after" | "past" | "behind" | "from" | "of" | "beyond", _) => (1, true),
            ("later", "than") => (2, true),
            ("before" | "sooner" | "earlier", "than") | ("ahead", "of") | ("prior", "to") => {
                (2, false)
            }
            ("before", _) => (1, false),
            _ => (0, true),
        };
        if lead > 0
            && let Some((reference, behind)) = self.moment_after(token + lead)
        {
            let left = left().filter(|l| *l != reference).unwrap_or(Moment::Came);
            if left == reference {
                return None;
            }
            // "more than 7 days from order to delivery".
            if self.word_at(self.spans[behind - 1].end) == "to"
                && let Some((other, end)) = self.moment_after(self.spans[behind - 1].end + 1)
            {
                return Some((reference, other, end));
            }
            return Some(if follows {
                (reference, left, behind)
            } else {
                (left, reference, behind)
            });
        }
        if self.word_at(token) == "between"
            && let Some((first, behind)) = self.moment_after(token + 1)
            && self.word_at(self.spans[behind - 1].end) == "and"
            && let Some((second, end)) = self.moment_after(self.spans[behind - 1].end + 1)
        {
            return Some((first, second, end));
        }
        // "took longer than 10 days to arrive".
        let start = self.spans[duration.first].start;
        let took = (1..=3).filter_map(|n| start.checked_sub(n)).find(|t| {
            matches!(
                self.word_at(*t),
                "took"
                    | "take"
                    | "takes"
                    | "taken"
                    | "taking"
                    | "needed"
                    | "need"
                    | "needs"
                    | "required"
                    | "requires"
            )
        });
        took?;
        let mut behind = duration.behind;
        if matches!(self.word_at(token), "to" | "until" | "for") {
            let arrives = (token + 1..token + 6).find(|t| {
                matches!(
                    self.word_at(*t),
                    "arrive"
                        | "come"
                        | "delivered"
                        | "deliver"
                        | "delivery"
                        | "receive"
                        | "received"
                        | "land"
                        | "fulfil"
                        | "fulfill"
                        | "there"
                        | "here"
                        | "reach"
                        | "through"
                        | "customer"
                        | "customers"
                )
            })?;
            behind = self.span_at(arrives)? + 1;
        }
        Some((Moment::Ordered, Moment::Came, behind))
    }

    /// "late", "early", "days late": the two dates that the words compare.
    fn pair_of(&self, span: &Span) -> Option<(Moment, Moment)> {
        let Meaning::Terms(terms) = &span.meaning else {
            return None;
        };
        terms.iter().find_map(|term| match term {
            Term::Filter(filter) => {
                let filter = &self.model.filters[*filter];
                let words: Vec<&str> = filter.expression.split_whitespace().collect();
                let [left, sign, right] = words.as_slice() else {
                    return None;
                };
                let (left, right) = (self.date_column(left)?, self.date_column(right)?);
                match *sign {
                    ">" | ">=" => Some((right, left)),
                    "<" | "<=" => Some((left, right)),
                    _ => None,
                }
            }
            Term::Metric(metric) if unit_of(self.word_at(span.start)).is_some() => {
                let (from, to) = days_of(&self.model.metrics[*metric].kind)?;
                Some((self.date_column(&from)?, self.date_column(&to)?))
            }
            _ => None,
        })
    }

    fn date_column(&self, qualified: &str) -> Option<Moment> {
        let (dataset, column) = qualified.split_once('.')?;
        let field = self
            .model
            .dataset(dataset)?
            .fields
            .iter()
            .find(|f| f.name == column)?;
        let attribute = field.attributes.first()?;
        self.date_like(attribute)
            .then(|| Moment::Column(attribute.clone()))
    }

    /// "promised", "delivered", "a promised date": the moment that was named nearest before a token.
    fn moment_before(&self, token: usize) -> Option<Moment> {
        for place in (token.saturating_sub(6)..token).rev() {
            if let Some(position) = self.span_at(place)
                && let Some(attribute) = self.date_of(&self.spans[position])
                && self.spans[position].end == place + 1
                && verb(self.word_at(place)).is_none()
            {
                return Some(Moment::Column(attribute));
            }
            if let Some(moment) = verb(self.word_at(place)).or_else(|| noun(self.word_at(place))) {
                return Some(moment);
            }
        }
        None
    }

    /// "that needed more than 30 days": the verb says no more than that it took so long.
    fn needing(&self, first: usize) -> Option<usize> {
        let start = self.spans[first].start;
        (0..first).rev().find(|p| {
            let span = &self.spans[*p];
            span.start + 3 >= start
                && span.meaning == Meaning::Unknown
                && matches!(
                    self.word_at(span.start),
                    "needed" | "need" | "needs" | "required" | "requires"
                )
        })
    }

    /// The verb of what is due beside a lag says no more than that: "promised more than …" asks for no open order.
    fn due_verb(&self, first: usize, to: &Moment) -> Option<usize> {
        if *to != Moment::Due {
            return None;
        }
        let start = self.spans[first].start;
        (0..first).rev().find(|p| {
            let span = &self.spans[*p];
            span.start + 6 >= start && span.meaning == Meaning::Cue(Cue::Due)
        })
    }

    fn date_of(&self, span: &Span) -> Option<AttributeId> {
        let Meaning::Terms(terms) = &span.meaning else {
            return None;
        };
        terms.iter().find_map(|t| match t {
            Term::Attribute(a) if self.date_like(a) => Some(a.clone()),
            _ => None,
        })
    }

    /// "the order date", "ordering", "it was promised": the moment that begins at a token, and the span behind it.
    fn moment_after(&self, mut token: usize) -> Option<(Moment, usize)> {
        while matches!(
            self.word_at(token),
            "the"
                | "their"
                | "its"
                | "our"
                | "they"
                | "it"
                | "was"
                | "were"
                | "being"
                | "had"
                | "been"
                | "having"
                | "we"
                | "on"
                | "is"
        ) {
            token += 1;
        }
        let position = self.span_at(token)?;
        let span = &self.spans[position];
        if matches!(span.meaning, Meaning::Date(_) | Meaning::Number(_)) {
            return None;
        }
        if let Some(attribute) = self.date_of(span) {
            return Some((Moment::Column(attribute), position + 1));
        }
        let word = self.word_at(token);
        let moment = verb(word).or_else(|| noun(word))?;
        let dated = matches!(self.word_at(span.end), "date" | "day");
        Some((moment, position + 1 + usize::from(dated)))
    }

    /// "has not been restocked", "without a restock", "haven't ordered": what has not happened for that long.
    fn last_time(&self, first: usize) -> Option<(Moment, Vec<usize>)> {
        let mut named = None;
        for position in (0..first).rev() {
            let span = &self.spans[position];
            match &span.meaning {
                Meaning::Ignorable | Meaning::Values(_) | Meaning::Cue(Cue::List | Cue::All) => {}
                Meaning::Terms(_) if named.is_none() => {
                    let attribute = self.date_of(span).filter(|a| !self.dates_orders(a));
                    match attribute {
                        Some(attribute) => {
                            named = Some((Moment::Column(attribute), vec![position]));
                        }
                        None => named = Some((Moment::Ordered, Vec::new())),
                    }
                }
                Meaning::Cue(Cue::Ordered) if named.is_none() => {
                    named = Some((Moment::Ordered, Vec::new()));
                }
                Meaning::Cue(Cue::Not | Cue::Never) => {
                    let (moment, mut taken) = named?;
                    if moment != Moment::Ordered {
                        taken.push(position);
                    }
                    return Some((moment, taken));
                }
                _ => return None,
            }
            if self.spans[first].start > span.start + 8 {
                return None;
            }
        }
        None
    }

    /// "open for more than two weeks", "pending for 10 days": an order is open from the day on which it was placed.
    fn state_since(&self, first: usize) -> Option<Moment> {
        let start = self.spans[first].start;
        let for_it = (1..=3).any(|n| start >= n && self.word_at(start - n) == "for");
        let before = self.before(first)?;
        let open = |filter: &usize| self.model.filters[*filter].name.starts_with("open_");
        let dataset = match &self.spans[before].meaning {
            Meaning::Terms(terms) => terms.iter().find_map(|t| match t {
                Term::Filter(f) if open(f) => Some(self.model.filters[*f].dataset.clone()),
                _ => None,
            }),
            Meaning::Values(matches) => matches.iter().find_map(|m| {
                let pending = |f: &&semantic::NamedFilter| {
                    f.name.starts_with("open_")
                        && m.values
                            .iter()
                            .all(|v| f.expression.contains(&format!("'{v}'")))
                };
                let state = m.attribute.as_str().ends_with("status");
                let found = self.model.filters.iter().find(pending)?;
                state.then(|| found.dataset.clone())
            }),
            _ => None,
        }?;
        let date = self.model.dataset(&dataset)?.default_time.clone()?;
        for_it.then_some(Moment::Column(date))
    }

    /// The attribute dates orders, not what is kept.
    fn dates_orders(&self, attribute: &AttributeId) -> bool {
        self.model
            .fields_of(attribute)
            .any(|(d, _)| d.default_time.is_some())
    }

    /// "a promised date before the order date".
    fn date_against_date(&self, position: usize) -> Option<(Lag, Vec<usize>)> {
        let span = &self.spans[position];
        // "received on the expected date": the name of a date ends in the preposition.
        if let Some(attribute) = self.date_of(span)
            && self.word_at(span.end - 1) == "on"
            && let Some((reference, behind)) = self.moment_after(span.end)
            && matches!(&reference, Moment::Column(other) if *other != attribute)
            && !matches!(
                self.spans.get(behind).map(|s| &s.meaning),
                Some(Meaning::Date(_))
            )
        {
            let lag = Lag {
                from: reference,
                to: Moment::Column(attribute),
                comparator: Comparator::Equal,
                count: 0,
                unit: Grain::Day,
                at: span.start,
                covers: Vec::new(),
            };
            return Some((lag, (position..behind).collect()));
        }
        if matches!(span.meaning, Meaning::Terms(_) | Meaning::Date(_)) {
            return None;
        }
        let (lead, comparator) = match (self.word_at(span.start), self.word_at(span.start + 1)) {
            ("before", _) => (1, Comparator::Less),
            ("after", _) => (1, Comparator::Greater),
            // "Received on the expected date".
            ("on", "the") if span.start > 0 && verb(self.word_at(span.start - 1)).is_some() => {
                (1, Comparator::Equal)
            }
            ("later", "than") => (2, Comparator::Greater),
            ("earlier" | "sooner", "than") | ("prior", "to") | ("ahead", "of") => {
                (2, Comparator::Less)
            }
            _ => return None,
        };
        let (reference, behind) = self.moment_after(span.start + lead)?;
        let left = self.moment_before(span.start)?;
        let named = matches!(reference, Moment::Column(_));
        let dated = matches!(
            self.spans.get(behind).map(|s| &s.meaning),
            Some(Meaning::Date(_))
        );
        if !named || left == reference || comparator == Comparator::Equal && dated {
            return None;
        }
        let lag = Lag {
            from: reference,
            to: left.clone(),
            comparator,
            count: 0,
            unit: Grain::Day,
            at: span.start,
            covers: Vec::new(),
        };
        let mut taken: Vec<usize> = (position..behind).collect();
        taken.extend(self.due_verb(position, &left));
        Some((lag, taken))
    }
}

fn widening(cue: Cue) -> Comparator {
    if cue == Cue::OrMore {
        Comparator::AtLeast
    } else {
        Comparator::AtMost
    }
}

fn unit_of(word: &str) -> Option<Grain> {
    Some(match word {
        "day" | "days" => Grain::Day,
        "week" | "weeks" => Grain::Week,
        "month" | "months" => Grain::Month,
        "year" | "years" => Grain::Year,
        _ => return None,
    })
}

/// What a noun of business says.
fn noun(word: &str) -> Option<Moment> {
    Some(match word {
        "order" | "ordering" | "orders" | "purchase" => Moment::Ordered,
        "promise" | "schedule" | "deadline" => Moment::Due,
        "delivery" | "deliveries" | "arrival" | "receipt" | "delivering" => Moment::Came,
        _ => return None,
    })
}

/// The two columns of a metric that is the mean number of days between them: the earlier, the later.
fn days_of(kind: &MetricKind) -> Option<(String, String)> {
    let MetricKind::Aggregate { expression, .. } = kind else {
        return None;
    };
    let inner = expression
        .trim()
        .strip_prefix("AVG(DATE_DIFF_DAYS(")?
        .strip_suffix("))")?;
    let (later, earlier) = inner.split_once(',')?;
    Some((earlier.trim().to_owned(), later.trim().to_owned()))
}
