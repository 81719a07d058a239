//! A *quotient* is a measure that is said by its parts: "stock divided by the maximum", "what part of its capacity is
//! used". Where the model has a measure that is computed so, that measure is meant.

use semantic::{MetricKind, Model};

use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::{Gap, Token};

/// Words that say of a limit how far it is reached.
const USING: &str = " used using use taken takes taking up occupied occupies filled fills full hold holds holding held ";
/// Words between a share, or a number, and what it is of.
const ARTICLES: &str = " of the its their his our all total overall whole entire sum ";

/// Reads measures that are said by their parts as what they are.
pub(crate) fn pass(text: &str, tokens: &[Token], spans: Vec<Span>, model: &Model) -> Vec<Span> {
    let mut quotients = Quotients {
        text,
        tokens,
        spans,
        model,
    };
    for limit in 0..quotients.spans.len() {
        if quotients.divided(limit) || quotients.used_up(limit) || quotients.done(limit) {
            break;
        }
    }
    quotients.expressed();
    quotients.spans
}

struct Quotients<'a> {
    text: &'a str,
    tokens: &'a [Token],
    spans: Vec<Span>,
    model: &'a Model,
}

/// A ratio of two sums as the model writes it: the sum above, and the sum below.
fn parts(expression: &str) -> Option<(&str, &str)> {
    let (above, below) = expression.split_once("/ NULLIF(")?;
    let above = above.trim().strip_suffix("* 1.0")?.trim();
    Some((above, below.trim().strip_suffix(", 0)")?))
}

fn among(words: &str, word: &str) -> bool {
    !word.is_empty() && words.split_whitespace().any(|other| other == word)
}

impl Quotients<'_> {
    fn norm(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.norm.as_str())
    }

    fn says(&self, at: usize, words: &str) -> bool {
        among(words, self.norm(at))
    }

    /// The sums that a span names.
    fn sums(&self, position: usize) -> Vec<String> {
        let Some(Meaning::Terms(terms)) = self.spans.get(position).map(|span| &span.meaning) else {
            return Vec::new();
        };
        let mut sums = Vec::new();
        for term in terms {
            match term {
                Term::Metric(metric) => {
                    if let MetricKind::Aggregate { expression, .. } =
                        &self.model.metrics[*metric].kind
                    {
                        sums.push(expression.trim().to_owned());
                    }
                }
                Term::Attribute(attribute) => {
                    let fields = self.model.fields_of(attribute);
                    sums.extend(
                        fields.map(|(dataset, field)| {
                            format!("SUM({}.{})", dataset.name, field.name)
                        }),
                    );
                }
                _ => {}
            }
        }
        sums
    }

    /// The measures that divide by what a span names.
    fn over(&self, limit: usize) -> Vec<(usize, &str)> {
        let sums = self.sums(limit);
        let metrics = self.model.metrics.iter().enumerate();
        let quotients = metrics.filter_map(|(place, metric)| {
            let MetricKind::Aggregate {
                expression,
                filters,
                ..
            } = &metric.kind
            else {
                return None;
            };
            let (above, below) = parts(expression.trim())?;
            // Of what happened, only where the part alone is summed over the same orders.
            let alike = || {
                self.model.metrics.iter().any(|m| {
                    matches!(&m.kind, MetricKind::Aggregate { expression, filters: of, .. }
                        if expression.trim() == above && of == filters)
                })
            };
            let found = sums.iter().any(|sum| sum == below) && (self.of_state(place) || alike());
            found.then_some((place, above))
        });
        quotients.collect()
    }

    /// The measure is one of a state, not of what happened in a time.
    fn of_state(&self, metric: usize) -> bool {
        match &self.model.metrics[metric].kind {
            MetricKind::Aggregate { dataset, .. } => self
                .model
                .dataset(dataset)
                .is_some_and(|d| d.default_time.is_none()),
            MetricKind::Derived { .. } => false,
        }
    }

    /// "What part of the quantity ordered has been fulfilled", "of the units ordered, what share did we send".
    fn done(&mut self, limit: usize) -> bool {
        const DONE: &str = " fulfilled fulfil fulfill filled fill supplied supply delivered deliver shipped ship sent send received receive ";
        const SAID: &str =
            " been was were is be did do we they has have actually really get got to ";
        const HOW: &str = " late early on within before after in partly partially only ";
        let over = self.over(limit);
        let [(metric, _)] = over.as_slice() else {
            return false;
        };
        let metric = *metric;
        let (start, end) = (self.spans[limit].start, self.spans[limit].end);
        let share = self
            .spans
            .iter()
            .position(|s| s.meaning == Meaning::Cue(Cue::Share));
        let mut from = start;
        while from > 0 && self.says(from - 1, ARTICLES) {
            from -= 1;
        }
        let of = (from..start).any(|at| self.says(at, "of"))
            || share.is_some_and(|s| {
                self.spans[s].end == from && self.norm(from.wrapping_sub(1)) == "of"
            });
        let (Some(share), true, false) = (share, of, self.of_state(metric)) else {
            return false;
        };
        let behind = end.max(self.spans[share].end);
        let verb = (behind..self.tokens.len()).find(|at| {
            self.says(*at, DONE)
                && self.says(at - 1, SAID)
                && (!self.says(at + 1, HOW)
                    || self.says(at + 1, "in") && !self.says(at + 2, "full time"))
        });
        let Some(verb) = verb else { return false };
        self.spans[limit].meaning = self.meaning(metric);
        self.spans[share].meaning = Meaning::Ignorable;
        let auxiliary = |at: usize| (verb.saturating_sub(3)..verb).contains(&at);
        for position in 0..self.spans.len() {
            let span = &self.spans[position];
            let said = span.start <= verb && verb < span.end;
            let leads = auxiliary(span.start) && span.end <= verb && self.says(span.start, SAID);
            let of = (from..start).contains(&span.start) && span.end <= start;
            if position != limit && (said || leads || of) {
                self.spans[position].meaning = Meaning::Ignorable;
            }
        }
        true
    }

    /// "Stock divided by the maximum", "stock / maximum stock", "stock over the total maximum".
    fn divided(&mut self, limit: usize) -> bool {
        let over = self.over(limit);
        if over.is_empty() {
            return false;
        }
        let begin = self.spans[limit].start;
        let named = over.iter().any(|(metric, _)| self.names(*metric));
        let against = begin > 0 && self.says(begin - 1, "against versus vs to by");
        let joined = self.divides_before(begin);
        // "Units sent over units ordered": where the sum above is named right before.
        let sums = |position: usize| {
            let sums = self.sums(position);
            over.iter()
                .any(|(m, above)| !self.of_state(*m) && sums.iter().any(|sum| sum == above))
        };
        let beside = begin > 0
            && self.says(begin - 1, "over")
            && (0..limit).any(|p| self.spans[p].end == begin - 1 && sums(p));
        let joined = joined.or((named && against || beside).then(|| begin - 1));
        let Some(joined) = joined else {
            return false;
        };
        let found = (0..limit).rev().find_map(|position| {
            let sums = self.sums(position);
            let quotient = over
                .iter()
                .find(|(_, above)| sums.iter().any(|sum| sum == above));
            quotient.map(|(metric, _)| (position, *metric))
        });
        let Some((part, metric)) = found.filter(|(part, _)| self.spans[*part].end <= joined) else {
            return false;
        };
        self.spans[part].meaning = self.meaning(metric);
        let summed = self.spans[part].start;
        for span in &mut self.spans {
            let of_division = (joined..begin).contains(&span.start) || span.start == begin;
            let total = span.end == summed && span.meaning == Meaning::Cue(Cue::Total);
            // "How full, measured as …": the same once more.
            let measured = named
                && (summed.saturating_sub(2)..summed).contains(&span.start)
                && among(" measured as ie in ", &self.tokens[span.start].norm);
            if of_division || total || measured {
                span.meaning = Meaning::Ignorable;
            }
        }
        true
    }

    /// The measure; nothing where it was named besides.
    fn meaning(&self, metric: usize) -> Meaning {
        if self.names(metric) {
            Meaning::Ignorable
        } else {
            Meaning::Terms(vec![Term::Metric(metric)])
        }
    }

    fn names(&self, metric: usize) -> bool {
        self.spans.iter().any(|span| {
            matches!(&span.meaning, Meaning::Terms(terms) if terms.contains(&Term::Metric(metric)))
        })
    }

    /// "To what degree is the capacity used", "the utilisation as a ratio": a fraction is one anyway.
    fn expressed(&mut self) {
        let fraction = self.spans.iter().any(|span| match &span.meaning {
            Meaning::Terms(terms) => terms.iter().any(|term| {
                matches!(term, Term::Metric(metric)
                    if self.model.metrics[*metric].unit.as_deref() == Some("fraction"))
            }),
            _ => false,
        });
        if !fraction {
            return;
        }
        for at in 0..self.tokens.len() {
            let asked = self.says(at, "to")
                && self.says(at + 1, "what which")
                && self.says(at + 2, "degree extent");
            let ratio =
                self.says(at, "as") && self.says(at + 1, "a the") && self.says(at + 2, "ratio");
            if !asked && !ratio {
                continue;
            }
            for span in &mut self.spans {
                if (at..at + 3).contains(&span.start) && span.end <= at + 3 {
                    span.meaning = Meaning::Ignorable;
                }
            }
        }
    }

    /// Where the words for the division begin that end right before a token.
    fn divides_before(&self, begin: usize) -> Option<usize> {
        let mut at = begin;
        while at > 0 && self.says(at - 1, ARTICLES) && !self.says(at - 1, "of") {
            at -= 1;
        }
        if self.says(at.wrapping_sub(1), "of") && self.says(at.wrapping_sub(2), "sum total all") {
            at -= 2;
            at -= usize::from(at > 0 && self.says(at - 1, "the"));
        }
        let sign = |at: usize| {
            let between = at
                .checked_sub(1)
                .map(|before| self.tokens[before].end..self.tokens[at].start);
            between.is_some_and(|between| matches!(self.text[between].trim(), "/" | "÷"))
                // "On hand / min / max": a list.
                && self.text.matches('/').count() < 2
        };
        if at < self.tokens.len() && sign(at) {
            return Some(at);
        }
        let total = (at..begin).any(|place| self.says(place, "total all overall whole entire sum"));
        let word = |back: usize| at.checked_sub(back).map_or("", |place| self.norm(place));
        match (word(4), word(3), word(2), word(1)) {
            ("and", "divide", "it", "by") => Some(at - 4),
            (_, "in", "relation" | "proportion" | "ratio", "to") => Some(at - 3),
            (_, "divide", "it" | "that", "by") => Some(at - 3),
            (_, _, "divided", "by") | (_, _, "relative", "to") => Some(at - 2),
            (
                "as" | "in",
                _,
                "share" | "part" | "fraction" | "percentage" | "proportion" | "percent" | "%",
                "of",
            ) => Some(at - 4),
            (
                _,
                "as" | "in",
                "share" | "part" | "fraction" | "percentage" | "proportion" | "percent" | "%",
                "of",
            ) => Some(at - 3),
            (_, _, _, "over") if total => Some(at - 1),
            _ => None,
        }
    }

    /// "What share of its maximum does it hold", "how much of the capacity is used", "over 70 % of the capacity is taken".
    fn used_up(&mut self, limit: usize) -> bool {
        let over = self.over(limit);
        let [(metric, above)] = over.as_slice() else {
            return false;
        };
        let metric = *metric;
        if !self.of_state(metric) {
            return false;
        }
        let (start, end) = (self.spans[limit].start, self.spans[limit].end);
        let clause = |at: usize| self.tokens[at].gap != Gap::Stop;
        let after: Vec<usize> = (end..self.tokens.len())
            .take_while(|at| clause(*at))
            .collect();
        let used = after.iter().any(|at| self.says(*at, USING));
        let filled = (0..start).any(|at| self.says(at, "filled full"));
        let mut from = start;
        while from > 0 && self.says(from - 1, ARTICLES) {
            from -= 1;
        }
        let own = (from..start).any(|at| self.says(at, "its their"))
            || start > 0 && self.tokens[start - 1].text.ends_with("'s");
        let of = (from..start).any(|at| self.says(at, "of"));
        let share = self
            .spans
            .iter()
            .position(|s| s.meaning == Meaning::Cue(Cue::Share));
        let asked = (0..start).find(|at| {
            self.says(*at, "how") && self.says(at + 1, "much") && self.says(at + 2, "of")
                || self.says(*at, "to")
                    && self.says(at + 1, "what which")
                    && self.says(at + 2, "degree extent")
        });
        let numbered = of
            && self
                .spans
                .iter()
                .any(|s| s.end == from && matches!(s.meaning, Meaning::Number(_)));
        let shared = share.is_some() || asked.is_some();
        let numerator = (0..self.spans.len())
            .find(|position| self.sums(*position).iter().any(|sum| sum == above));
        let part = numerator.is_some_and(|part| part < limit);
        if !(shared && (own || used) || numbered && (used || filled || part && share.is_some())) {
            return false;
        }
        self.spans[limit].meaning = self.meaning(metric);
        for position in 0..self.spans.len() {
            let at = self.spans[position].start;
            let between = (from..start).contains(&at);
            let using = after.contains(&at) && self.says(at, USING)
                || numbered && at < start && self.says(at, "filled full");
            let part = Some(position) == numerator
                && (numbered || self.says(at.wrapping_sub(1), "the by current"));
            let leads = asked.is_some_and(|asked| (asked..asked + 3).contains(&at));
            if between || using || part || leads || share == Some(position) {
                self.spans[position].meaning = Meaning::Ignorable;
            }
        }
        true
    }
}
