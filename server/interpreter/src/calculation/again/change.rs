//! A *change* gives an input of the calculation before another value: the number that was said, a part more or less, or a word.

use super::super::takes::{Before, Takes};
use super::scan::{Item, Said, Scanned};
use super::unit::Unit;

/// Another value of an input.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// Name of the input.
    pub(super) name: String,
    pub(super) value: Value,
}

/// What an input becomes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Word(String),
}

/// What a turn changes.
#[derive(Debug, PartialEq)]
pub(super) enum Changed<'a> {
    /// These inputs.
    To(Vec<Change>),
    /// A number, as it was said, that could be any of these inputs.
    Which(String, Vec<&'a Takes>),
    /// An input by a part of what is not known as one number.
    Unknown(Takes),
    /// Nothing.
    Nothing,
}

/// What a turn changes, all of whose words are known.
pub(super) fn of<'a>(scanned: &Scanned, before: &'a Before) -> Changed<'a> {
    let takes = before.takes.as_slice();
    if let Some(relative) = relative(scanned, takes) {
        return relative;
    }
    let mut changes: Vec<Change> = Vec::new();
    // A name waits for its number, or a number for its name.
    let mut named: Option<usize> = None;
    let mut open: Option<&Said> = None;
    let mut alone: Vec<&Said> = Vec::new();
    for item in &scanned.items {
        match item {
            Item::Name(place) => {
                let input = &takes[*place];
                if named.is_some() {
                    return Changed::Nothing;
                }
                match open.take_if(|said| number_of(said, input).is_some()) {
                    Some(said) => push(&mut changes, input, said),
                    None => named = Some(*place),
                }
            }
            Item::Number(said) if said.is_past => {}
            Item::Number(said) => {
                if let Some(place) = named.take() {
                    let input = &takes[place];
                    if number_of(said, input).is_none() {
                        return Changed::Nothing;
                    }
                    push(&mut changes, input, said);
                } else {
                    alone.extend(open.replace(said));
                }
            }
            Item::Word(place, word) => changes.push(Change {
                name: takes[*place].name.clone(),
                value: Value::Word(word.clone()),
            }),
            // "20 % more demand" and its like were read before; "no more than" is nothing of ours.
            Item::Times(_) => return Changed::Nothing,
            Item::Direction(_) | Item::Link => {}
        }
    }
    if named.is_some_and(|_| {
        !changes
            .iter()
            .any(|change| matches!(change.value, Value::Word(_)))
    }) {
        return Changed::Nothing;
    }
    alone.extend(open);
    for said in alone {
        match unnamed(said, before) {
            Unnamed::One(input) => push(&mut changes, input, said),
            Unnamed::Several(inputs) => return Changed::Which(said.text.clone(), inputs),
            Unnamed::None => return Changed::Nothing,
        }
    }
    if changes.is_empty() {
        Changed::Nothing
    } else {
        Changed::To(changes)
    }
}

fn push(changes: &mut Vec<Change>, input: &Takes, said: &Said) {
    let Some(value) = number_of(said, input) else {
        return;
    };
    // "For the next 3 months": the count, and what is counted.
    if input.name == "periods" && !said.period.is_empty() {
        let period = if said.period == "quarter" {
            "month"
        } else {
            &said.period
        };
        changes.push(Change {
            name: "period".to_owned(),
            value: Value::Word(period.to_owned()),
        });
    }
    changes.push(Change {
        name: input.name.clone(),
        value: Value::Number(value),
    });
}

/// The number in the input's unit; none where it counts something else.
fn number_of(said: &Said, input: &Takes) -> Option<f64> {
    if !input.choices.is_empty() {
        return None;
    }
    let value = said.value;
    match (input.unit.as_str(), said.unit) {
        ("fraction", Unit::None) if said.percent => Some(value),
        // People say 95 for 95 %.
        ("fraction", Unit::None) if input.name == "service_level" && value >= 50.0 => {
            Some(value / 100.0)
        }
        // What hundredths lose in binary is nothing that somebody typed.
        ("%", Unit::None) if said.percent => Some((value * 100.0 * 1e9).round() / 1e9),
        _ if said.percent => None,
        ("days", Unit::Time(factor)) | ("units/day", Unit::Rate(factor)) => Some(value * factor),
        ("periods", _) => Some(if said.period == "quarter" {
            3.0 * value
        } else {
            value
        }),
        (_, Unit::None) if said.period.is_empty() => Some(value),
        _ => None,
    }
}

enum Unnamed<'a> {
    One(&'a Takes),
    Several(Vec<&'a Takes>),
    None,
}

/// The input that a number without a name is for: the one that was asked for, or the only one of its unit.
fn unnamed<'a>(said: &Said, before: &'a Before) -> Unnamed<'a> {
    let awaited = before.calculation.awaits.as_ref();
    let awaited = awaited.and_then(|name| before.takes.iter().find(|input| input.name == *name));
    if let Some(input) = awaited.filter(|input| number_of(said, input).is_some()) {
        return Unnamed::One(input);
    }
    let mut fitting: Vec<&Takes> = Vec::new();
    for input in &before.takes {
        if number_of(said, input).is_some() && fitting.iter().all(|own| own.name != input.name) {
            fitting.push(input);
        }
    }
    // What was given or measured as one number is meant rather than what could be given.
    if fitting.iter().any(|input| input.value.is_some()) {
        fitting.retain(|input| input.value.is_some());
    }
    match fitting.as_slice() {
        [] => Unnamed::None,
        [only] => Unnamed::One(only),
        _ => Unnamed::Several(fitting),
    }
}

/// "Demand 20 % higher", "double the lead time", "3 days longer": one input, changed by a part of what it was.
fn relative<'a>(scanned: &Scanned, takes: &'a [Takes]) -> Option<Changed<'a>> {
    let (mut place, mut said, mut direction, mut times) = (None, None, None, None);
    let mut several = false;
    for item in &scanned.items {
        match item {
            Item::Name(found) => several |= place.replace(*found).is_some(),
            Item::Number(found) => several |= said.replace(found).is_some(),
            Item::Direction(found) => direction = Some(*found),
            Item::Times(found) => several |= times.replace(*found).is_some(),
            Item::Word(..) => several = true,
            Item::Link => {}
        }
    }
    let by_part = match (times, said, direction) {
        (Some(_), None, _) => true,
        (None, Some(said), Some(_)) => !said.is_target,
        _ => false,
    };
    if several || !by_part {
        return None;
    }
    let input = match (place, said) {
        (Some(place), _) => &takes[place],
        // "3 days longer": the only input in days.
        (None, Some(said)) if !said.percent => {
            let mut fitting = takes
                .iter()
                .filter(|input| input.value.is_some() && number_of(said, input).is_some());
            let only = fitting.next()?;
            fitting.next().is_none().then_some(only)?
        }
        (None, _) => return None,
    };
    let Some(was) = input.value else {
        return Some(Changed::Unknown(input.clone()));
    };
    let value = match (times, said, direction) {
        (Some(times), ..) => was * times,
        // A share of a share would be misread.
        (None, Some(said), Some(_)) if said.percent && input.unit == "fraction" => {
            return Some(Changed::Unknown(input.clone()));
        }
        (None, Some(said), Some(direction)) if said.percent => was * (1.0 + direction * said.value),
        (None, Some(said), Some(direction)) => was + direction * number_of(said, input)?,
        _ => return None,
    };
    Some(Changed::To(vec![Change {
        name: input.name.clone(),
        value: Value::Number(value),
    }]))
}
