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
        if quotients.divided(limit) || quotients.used_up(limit) {
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

    /// The measures that divide by what a span names: of a state, not of what happened in a time.
    fn over(&self, limit: usize) -> Vec<(usize, &str)> {
        let sums = self.sums(limit);
        let metrics = self.model.metrics.iter().enumerate();
        let quotients = metrics.filter_map(|(place, metric)| {
            let MetricKind::Aggregate {
                expression,
                dataset,
                ..
            } = &metric.kind
            else {
                return None;
            };
            let (above, below) = parts(expression.trim())?;
            let state = self.model.dataset(dataset)?.default_time.is_none();
            (state && sums.iter().any(|sum| sum == below)).then_some((place, above))
        });
        quotients.collect()
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
        let Some(joined) = joined.or((named && against).then(|| begin - 1)) else {
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
