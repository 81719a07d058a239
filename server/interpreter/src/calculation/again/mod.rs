//! *Again*: a turn that repeats the calculation before it with another input ("what if lead time were 10 days?", "and with
//! a service level of 98 %", "make the safety stock 25"), or for another thing ("and for BER-NORTH?").

mod change;
mod scan;
#[cfg(test)]
mod tests;
mod unit;

use jiff::civil::Date;
use semantic::{Literal, Model, Predicate};

use super::takes::{Before, Takes};
use crate::build::conditions;
use crate::interpreter::Parsed;
use crate::outcome::{Calculation, Choice, Interpretation};
use change::Changed;
use scan::{Item, Scanned};

/// Inputs that a question back names; with more it names the first of them.
const NAMED: usize = 8;

/// What a turn means after a calculation, when it changes that calculation; none when it is a question of its own.
pub(crate) fn read(
    question: &str,
    parsed: &Parsed,
    before: &Before,
    model: &Model,
    today: Date,
) -> Option<Interpretation> {
    let scanned = scan::scan(question, &parsed.tokens, &parsed.spans, &before.takes);
    if scanned.is_all_known() {
        return match change::of(&scanned, before) {
            Changed::To(changes) => Some(calculate(before, changes)),
            Changed::Which(value, inputs) => Some(which(&value, &inputs)),
            Changed::Unknown(input) => Some(say_itself(&input)),
            Changed::Nothing => None,
        };
    }
    if scanned.supposes() && scanned.has_number() {
        return Some(lacks(&scanned, before));
    }
    for_another(parsed, &scanned, before, model, today)
}

/// A turn that nothing else could read, though it asks for a change: the calculation has no such input.
pub(crate) fn lacking(question: &str, parsed: &Parsed, before: &Before) -> Option<Interpretation> {
    let scanned = scan::scan(question, &parsed.tokens, &parsed.spans, &before.takes);
    (scanned.commands() && scanned.has_number()).then(|| lacks(&scanned, before))
}

fn calculate(before: &Before, changes: Vec<change::Change>) -> Interpretation {
    let mut again = Calculation {
        changes: Vec::new(),
        awaits: None,
        assumptions: Vec::new(),
        used: Vec::new(),
        ..before.calculation.clone()
    };
    for change in changes {
        match change.value {
            change::Value::Number(value) => {
                again.given.insert(change.name.clone(), value);
            }
            change::Value::Word(word) => {
                again.words.insert(change.name.clone(), word);
            }
        }
        again.changes.push(change.name);
    }
    again.understood = again.parts(&before.takes).join(" · ");
    Interpretation::Calculate(Box::new(again))
}

/// A number that could be any of several inputs.
fn which(value: &str, inputs: &[&Takes]) -> Interpretation {
    let choices = inputs.iter().take(crate::clarify::MOST_CHOICES);
    Interpretation::Clarify {
        question: format!("Which input should be {value}?"),
        choices: choices
            .map(|input| Choice {
                text: format!("make the {} {value}", input.noun()),
            })
            .collect(),
    }
}

/// A change by a part of what is not known as one number.
fn say_itself(input: &Takes) -> Interpretation {
    let noun = input.noun();
    Interpretation::Clarify {
        question: format!(
            "The {noun} is not one number here, so it cannot be changed by a part of it. Say the {noun} itself."
        ),
        choices: Vec::new(),
    }
}

/// The calculation has not what should change; what it has is named.
fn lacks(scanned: &Scanned, before: &Before) -> Interpretation {
    let mut names: Vec<String> = Vec::new();
    for input in &before.takes {
        if !names.contains(&input.noun()) {
            names.push(input.noun());
        }
    }
    let more = names.len() > NAMED;
    names.truncate(NAMED);
    let list = match names.as_slice() {
        [] => "no inputs that can be changed".to_owned(),
        [only] => only.clone(),
        [rest @ .., last] if more => format!("{}, {last} and others", rest.join(", ")),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    };
    let strange = scanned.strange_words();
    let what = if strange.is_empty() {
        String::new()
    } else {
        format!("“{strange}” is no input of this calculation. ")
    };
    Interpretation::Clarify {
        question: format!("{what}It takes: {list}. Which of them should change, and to what?"),
        choices: Vec::new(),
    }
}

/// "And for BER-NORTH?": the same of another thing, in the place of what was there of its kind.
fn for_another(
    parsed: &Parsed,
    scanned: &Scanned,
    before: &Before,
    model: &Model,
    today: Date,
) -> Option<Interpretation> {
    let draft = &parsed.draft;
    let of_values = |at: usize| {
        let spans = parsed.spans.iter();
        let mut spans = spans.filter(|span| (span.start..span.end).contains(&at));
        spans.any(|span| matches!(span.meaning, crate::lattice::Meaning::Values(_)))
    };
    let named = !draft.values.is_empty() && scanned.strange().all(of_values);
    let asks = scanned.items.iter().any(|item| !matches!(item, Item::Link));
    if !named || asks || before.calculation.set.is_some() {
        return None;
    }
    let (filters, assumptions) = conditions(draft, model, today, None).ok()?;
    let mut again = Calculation {
        changes: Vec::new(),
        awaits: None,
        used: Vec::new(),
        assumptions,
        ..before.calculation.clone()
    };
    for filter in filters {
        let Predicate::In {
            attribute,
            negated: false,
            ..
        } = &filter
        else {
            return None;
        };
        let kind = kind(attribute.as_str()).to_owned();
        again.filters.retain(|old| match old {
            Predicate::In { attribute, .. } => self::kind(attribute.as_str()) != kind,
            _ => true,
        });
        again.filters.push(filter);
    }
    let head = again.subject.split(" of ").next().unwrap_or_default();
    let things: Vec<String> = again.filters.iter().filter_map(things).collect();
    again.subject = format!("{head} of {}", things.join(", "));
    again.understood = again.parts(&before.takes).join(" · ");
    Some(Interpretation::Calculate(Box::new(again)))
}

/// "product" of a product's code and of its name.
fn kind(attribute: &str) -> &str {
    let plain = attribute.rsplit('.').next().unwrap_or(attribute);
    let plain = plain.strip_prefix("main_").unwrap_or(plain);
    ["_code", "_name"]
        .iter()
        .find_map(|end| plain.strip_suffix(end))
        .unwrap_or(plain)
}

fn things(filter: &Predicate) -> Option<String> {
    let Predicate::In { values, .. } = filter else {
        return None;
    };
    let texts = values.iter().filter_map(|value| match value {
        Literal::Text(text) | Literal::Number(text) => Some(text.as_str()),
        _ => None,
    });
    Some(texts.collect::<Vec<_>>().join(", "))
}
