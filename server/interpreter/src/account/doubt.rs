//! The *doubt* about a reading grows with what a question says beside a plain request, and with what the reading is made of.
//!
//! The signs and their weights are those of a logistic regression over 1,900 answers to questions that the interpreter had
//! not seen, right ones and wrong ones. It is lowered so that 0.9 stands where, in parts left out of the fit and with what
//! the answer turned out to be among the signs, 98 of 100 were right: below that a confidence is cautious.

use semantic::{Column, Form, Predicate, SemanticQuery};

use crate::interpreter::Parsed;
use crate::lattice::Meaning;
use crate::text::Gap;

/// Log-odds of a reading that has none of the signs.
const PLAIN: f64 = 2.8;

/// Words that say nothing anywhere.
const LIGHT: &str = " the a an of in on at to for from into out off is are was were be been am do does did can could will \
would should shall may might must let us we our i my me you your he she his her there here it its this that please and or \
with by per have has had as so than then which what how whats hows theres those them their all any each other thanks hi ";

/// How likely a reading is the right one, between 0 and 1; `built` is what was sure before its words were weighed.
pub(crate) fn confidence(parsed: &Parsed, query: &SemanticQuery, built: f64) -> f64 {
    let signs =
        of_words(parsed) + of_query(parsed, query) - 1.45 * ((0.97 - built) * 10.0).max(0.0);
    1.0 / (1.0 + (-(PLAIN + signs)).exp())
}

/// What the question says.
fn of_words(parsed: &Parsed) -> f64 {
    let (tokens, spans, draft) = (&parsed.tokens, &parsed.spans, &parsed.draft);
    let of_kind = |kind: fn(&Meaning) -> bool| spans.iter().filter(|s| kind(&s.meaning)).count();
    let commas = tokens.iter().skip(1).filter(|t| t.gap == Gap::Comma);
    let passed_over = spans
        .iter()
        .filter(|s| s.meaning == Meaning::Ignorable)
        .filter(|s| !LIGHT.contains(&format!(" {} ", tokens[s.start].norm)));
    let cues = of_kind(|m| matches!(m, Meaning::Cue(_)));
    let terms = of_kind(|m| matches!(m, Meaning::Terms(_)));
    -0.75 * part(tokens.len().saturating_sub(6), 25)
        - 0.40 * part(commas.count(), 3)
        - 1.41 * part(passed_over.count(), 5)
        - 0.86 * part(cues, 8)
        - 1.90 * part(terms, 8)
        - 0.70 * part(draft.values.len(), 4)
        + 0.66 * part(draft.dates.len(), 3)
        + 1.69 * part(draft.dimensions.len(), 3)
        - 0.28 * part(usize::from(draft.top.is_some()), 1)
        - 0.59 * part(usize::from(draft.share.is_some()), 1)
        - 1.62 * part(usize::from(!draft.keys.is_empty()), 1)
}

/// What the reading is made of.
fn of_query(parsed: &Parsed, query: &SemanticQuery) -> f64 {
    let mut parts = Parts::default();
    parts.count(&query.filters);
    let measures = query
        .columns
        .iter()
        .filter(|c| matches!(c, Column::Measure(_)));
    let rows = matches!(query.form, Form::Rows { .. });
    let unlimited = parsed.draft.top.is_some() && query.limit.is_none();
    -1.26 * part(parts.values, 6) - 1.10 * part(measures.count(), 4) - 1.48 * part(parts.named, 3)
        + 0.45 * part(parts.windows, 2)
        - 0.53 * part(parts.other_dates, 1)
        + 1.65 * part(query.having.len(), 2)
        + 1.29 * part(usize::from(rows), 1)
        - 1.57 * part(usize::from(unlimited), 1)
}

/// Conditions of a query by kind.
#[derive(Default)]
struct Parts {
    named: usize,
    windows: usize,
    /// Windows of another date than the default one.
    other_dates: usize,
    /// Values that may stand in a column, at most five for each condition.
    values: usize,
}

impl Parts {
    fn count(&mut self, predicates: &[Predicate]) {
        for predicate in predicates {
            match predicate {
                Predicate::Named { .. } => self.named += 1,
                Predicate::Within { attribute, .. } => {
                    self.windows += 1;
                    self.other_dates += usize::from(attribute.is_some());
                }
                Predicate::In { values, .. } => self.values += values.len().clamp(1, 5),
                Predicate::Any(inner) | Predicate::Related { filters: inner, .. } => {
                    self.count(inner);
                }
                _ => {}
            }
        }
    }
}

/// A count as a part of the most that counts.
fn part(count: usize, most: u8) -> f64 {
    f64::from(u8::try_from(count).unwrap_or(u8::MAX).min(most)) / f64::from(most)
}
