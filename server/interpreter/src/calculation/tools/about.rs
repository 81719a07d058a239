//! What a tool is *about*: what is left of a question when the words for the tool and its parameters are taken away.

use super::heads::{FILLER, Head, POINTING};
use crate::build::conditions;
use crate::decline;
use crate::interpreter::{Context, Interpreter, Parsed};
use crate::lattice::Meaning;
use crate::outcome::{Calculation, Interpretation};
use crate::text::{Token, tokens};

/// Tools over stock rows.
const OF_STOCK: [&str; 6] = [
    "calculate_reorder_point",
    "calculate_safety_stock",
    "identify_stockout_risk",
    "identify_slow_stock",
    "propose_orders",
    "propose_transfers",
];

/// Finds out what a tool is about; what stands in the way, if something does.
pub(super) fn about(
    interpreter: &Interpreter,
    rest: &str,
    head: &Head,
    context: &Context,
    calculation: &mut Calculation,
) -> Option<Interpretation> {
    let rest = without_describing(rest, head);
    let before = calculation.clone();
    let refused = things(interpreter, &rest, context, calculation)?;
    // Once more without the words that only say what the tool does, names of the data left as they are.
    calculation.clone_from(&before);
    let bare = names_only(interpreter, &rest, head, context);
    if bare != rest && things(interpreter, &bare, context, calculation).is_none() {
        return None;
    }
    *calculation = before;
    Some(refused)
}

fn describes(head: &Head, token: &Token) -> bool {
    let mut words = head
        .says
        .split_whitespace()
        .chain(FILLER.split_whitespace());
    words.any(|word| word == token.norm)
}

/// The words that are no description of the tool, and all that are part of a name or a time.
fn names_only(interpreter: &Interpreter, rest: &str, head: &Head, context: &Context) -> String {
    let parsed = interpreter.parse(rest, &alone(context));
    let kept = |at: usize| {
        let spans = parsed.spans.iter();
        let mut named = spans.filter(|span| {
            matches!(
                span.meaning,
                Meaning::Values(_) | Meaning::Key { .. } | Meaning::Date(_)
            )
        });
        let token = &parsed.tokens[at];
        named.any(|span| {
            (span.start..span.end).contains(&at)
                && !only_describes(&parsed, span.start, span.end, head)
        }) || !describes(head, token)
    };
    let words: Vec<&str> = (0..parsed.tokens.len())
        .filter(|at| kept(*at))
        .map(|at| &rest[parsed.tokens[at].start..parsed.tokens[at].end])
        .collect();
    words.join(" ")
}

/// Every word of a name describes the tool: "average" is no product here.
fn only_describes(parsed: &Parsed, start: usize, end: usize, head: &Head) -> bool {
    parsed.tokens[start..end]
        .iter()
        .all(|token| describes(head, token))
}

fn alone(context: &Context) -> Context {
    Context {
        today: context.today,
        previous: None,
        mentions: Vec::new(),
        unanswered: false,
        calculation: None,
    }
}

/// The rest of a question, or nothing when every word of it only describes what the tool does.
fn without_describing(rest: &str, head: &Head) -> String {
    if tokens(rest).iter().all(|token| describes(head, token)) {
        String::new()
    } else {
        on_record(rest)
    }
}

/// "Over everything on record" is no condition.
fn on_record(rest: &str) -> String {
    let mut rest = rest.to_owned();
    for phrase in [
        "over everything on record",
        "over everything we have",
        "on record",
        "over all time",
        "of all time",
        "over the whole history",
    ] {
        if let Some(at) = rest.to_ascii_lowercase().find(phrase) {
            rest.replace_range(at..at + phrase.len(), "");
        }
    }
    rest.trim().to_owned()
}

/// Finds out which things words are about; what stands in the way, if something does.
fn things(
    interpreter: &Interpreter,
    rest: &str,
    context: &Context,
    calculation: &mut Calculation,
) -> Option<Interpretation> {
    let words = tokens(rest);
    if words.is_empty() {
        return None;
    }
    let points = words
        .iter()
        .any(|token| POINTING.contains(&token.norm.as_str()));
    let filler = |token: &Token| {
        POINTING.contains(&token.norm.as_str())
            || FILLER.split_whitespace().any(|word| word == token.norm)
    };
    if points && words.iter().all(filler) {
        let Some(previous) = &context.previous else {
            return Some(decline::pointing());
        };
        calculation.set = Some(previous.clone());
        calculation.understood.push_str(" of the things before");
        return None;
    }
    let alone = alone(context);
    let mut parsed = interpreter.parse(rest, &alone);
    if OF_STOCK.contains(&calculation.tool.as_str()) {
        super::super::of_stock(&mut parsed.draft);
    }
    let draft = &parsed.draft;
    if !draft.keys.is_empty() && draft.measures.is_empty() && draft.unknown.is_empty() {
        let numbers = draft.keys.iter().map(|key| key.number.clone());
        let numbers: Vec<String> = numbers.collect();
        calculation
            .understood
            .push_str(&format!(" of orders {}", numbers.join(", ")));
        let values = numbers.into_iter().map(semantic::Literal::Text);
        calculation.filters = vec![semantic::Predicate::In {
            attribute: semantic::AttributeId::new("sales_order_number"),
            values: values.collect(),
            negated: false,
        }];
        return None;
    }
    if !draft.outside.is_empty() {
        return Some(decline::outside(&draft.outside));
    }
    if !draft.unknown.is_empty() {
        return Some(decline::unknown(&draft.unknown, interpreter.model()));
    }
    let only_values = draft.measures.is_empty()
        && draft.filters.is_empty()
        && draft.attributes.is_empty()
        && draft.keys.is_empty()
        && draft.conditions.is_empty()
        && draft.against.is_empty()
        && draft.lags.is_empty()
        && draft.existence.is_empty()
        && draft.dimensions.is_empty()
        && draft.absent.is_empty()
        && draft.contrasts.is_empty();
    let restricts = !draft.values.is_empty() || !draft.dates.is_empty();
    let ranks = parsed.tokens.iter().any(|token| {
        matches!(
            token.norm.as_str(),
            "top" | "first" | "biggest" | "largest" | "best" | "worst" | "smallest"
        )
    });
    if only_values && restricts && !ranks {
        let Ok((filters, assumptions)) =
            conditions(draft, interpreter.model(), context.today, None)
        else {
            return Some(decline::unused(&[rest.to_owned()]));
        };
        let of: Vec<&str> = draft
            .values
            .iter()
            .map(|value| value.words.as_str())
            .collect();
        if !of.is_empty() {
            calculation
                .understood
                .push_str(&format!(" of {}", of.join(", ")));
        }
        for date in filters.iter().filter_map(window) {
            calculation.understood.push_str(&format!(" {date}"));
        }
        calculation.filters = filters;
        calculation.assumptions.extend(assumptions);
        return None;
    }
    match interpreter.interpret(rest, &alone) {
        Interpretation::Answer(reading) => {
            calculation
                .understood
                .push_str(&format!(" of: {}", reading.understood));
            calculation
                .assumptions
                .extend(reading.assumptions.iter().cloned());
            calculation.confidence = calculation.confidence.min(reading.confidence);
            calculation.used.clone_from(&reading.used);
            calculation.set = Some(reading.query);
            None
        }
        other => Some(other),
    }
}

/// "from 2025-04-01 to 2025-06-30" of a window.
fn window(filter: &semantic::Predicate) -> Option<String> {
    let semantic::Predicate::Within { window, .. } = filter else {
        return None;
    };
    let last = window.until.and_then(|until| until.yesterday().ok());
    Some(match (window.from, last) {
        (Some(from), Some(last)) => format!("from {from} to {last}"),
        (Some(from), None) => format!("since {from}"),
        (None, Some(last)) => format!("until {last}"),
        (None, None) => String::new(),
    })
}
