//! *Unused numbers* are those that a calculation leaves out although it has all that it needs: one that was corrected
//! ("twelve, no, fourteen"), a half, one that it has no place for. It would be another figure than the one that was said.

use crate::cues::Cue;
use crate::interpreter::Parsed;
use crate::lattice::{Meaning, Span};
use crate::outcome::Calculation;

/// Parameters that make a calculation complete.
const COMPLETE: usize = 3;

/// The words of numbers that the calculation leaves out.
pub(crate) fn unused_numbers(parsed: &Parsed, calculation: &Calculation) -> Vec<String> {
    if calculation.filters.is_empty() && calculation.given.len() < COMPLETE {
        return Vec::new();
    }
    let halved = parsed
        .spans
        .iter()
        .any(|s| s.meaning == Meaning::Cue(Cue::Half));
    let half = |given: &f64| (given.fract() - 0.5).abs() < 1e-9;
    // A number may be said in percent, in weeks, a week, or with a half behind it.
    let used = |value: f64| {
        calculation.given.values().any(|given| {
            [1.0, 100.0, 7.0, 1.0 / 7.0]
                .iter()
                .any(|factor| (given * factor - value).abs() < 1e-9)
                || halved && half(given) && (given - value - 0.5).abs() < 1e-9
        })
    };
    let words = |span: &Span| {
        parsed.tokens[span.start..span.end]
            .iter()
            .map(|t| t.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let left_out = |span: &&Span| match &span.meaning {
        Meaning::Number(number) => {
            let value = number.value.parse::<f64>().ok();
            value.is_some_and(|v| !used(v)) && parsed.tokens[span.start].norm != "one"
        }
        Meaning::Cue(Cue::Half) => !calculation.given.values().any(half),
        _ => false,
    };
    parsed.spans.iter().filter(left_out).map(words).collect()
}
