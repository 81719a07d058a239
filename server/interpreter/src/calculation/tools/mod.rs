//! *Tools over rows* are asked for by a phrase ("dead stock", "forecast demand"); what is left of the question says which
//! rows: nothing for all, values for conditions, anything else as a question of its own.

mod about;
pub(super) mod heads;
mod request;

use super::phrases::Words;
use crate::interpreter::{Context, Interpreter, Parsed};
use crate::outcome::{Calculation, Choice, Interpretation};
use crate::text::tokens;
use crate::{clarify, decline};
use about::about;
use heads::{HEADS, Head};
use request::Request;

/// A question about a tool over rows, if it is one.
pub(crate) fn read(
    interpreter: &Interpreter,
    question: &str,
    parsed: &Parsed,
    context: &Context,
) -> Option<Interpretation> {
    // As typed first: what is read as something else may have been meant as it stands.
    let typed = tokens(question);
    let known = |word: &str| interpreter.knows(word);
    let as_typed = Words::new(question, &typed, &super::VOCABULARY, &known);
    let as_meant = super::words(interpreter, question, parsed);
    let (words, (head, start, length)) = if let Some(found) = head(&as_typed) {
        (as_typed, found)
    } else {
        let found = head(&as_meant)?;
        (as_meant, found)
    };
    let formula = matches!(
        head.tool,
        "calculate_safety_stock" | "calculate_reorder_point"
    );
    if formula && super::gives_quantities(&super::words(interpreter, question, parsed), parsed) {
        return None;
    }
    let asked_for = (start..start + length)
        .map(|at| words.at(at))
        .collect::<Vec<_>>()
        .join(" ");
    let mut request = Request::new(&words, start, length);
    if head.tool == "analyze_supplier_performance" {
        request.suppliers(start, length)?;
    }
    request.parameters(head);
    let timed = ["periods", "days"]
        .iter()
        .any(|name| request.given.contains_key(*name));
    if head.ahead && !timed {
        return None;
    }
    if head.tool == "identify_stockout_risk" && !request.given.contains_key("days") {
        return Some(ask_for_days(question));
    }
    let mut calculation = Calculation {
        tool: head.tool.to_owned(),
        given: request.given.clone(),
        words: request.named.clone(),
        many: true,
        understood: head.name.to_owned(),
        assumptions: parsed.corrections.clone(),
        confidence: super::CONFIDENCE,
        ..Calculation::default()
    };
    if let Some(refused) = about(
        interpreter,
        &request.rest(),
        head,
        context,
        &mut calculation,
    ) {
        // Words that may as well ask for rows are left to them.
        let rows_as_well = head.ahead
            || matches!(
                head.tool,
                "supplier_concentration" | "compare_supplier_costs"
            );
        if rows_as_well && !matches!(refused, Interpretation::Clarify { .. }) {
            return None;
        }
        return Some(prefixed(refused, asked_for));
    }
    let supplier = calculation.set.is_none()
        && !calculation.filters.is_empty()
        && !super::names_several(&calculation.filters);
    if head.tool == "analyze_supplier_performance" && supplier && asked_for.ends_with("score") {
        "calculate_supplier_score".clone_into(&mut calculation.tool);
        calculation.many = false;
        calculation.understood = calculation
            .understood
            .replacen(head.name, "Supplier score", 1);
    }
    calculation.subject.clone_from(&calculation.understood);
    for (name, value) in &calculation.given {
        calculation
            .understood
            .push_str(&format!(" · {} {value}", name.replace('_', " ")));
    }
    for (name, value) in &calculation.words {
        calculation.understood.push_str(&format!(
            " · {} {}",
            name.replace('_', " "),
            value.replace('_', " ")
        ));
    }
    Some(Interpretation::Calculate(Box::new(calculation)))
}

/// The longest phrase of a tool in a question, with where it stands; without one, the tool all of whose words are there.
/// What names a tool goes before what only asks for one beside a time to come.
fn head(words: &Words<'_>) -> Option<(&'static Head, usize, usize)> {
    let find = |ahead: bool| {
        let heads = || HEADS.iter().filter(move |head| head.ahead == ahead);
        let mut longest: Option<(&'static Head, usize, usize)> = None;
        for head in heads() {
            for phrase in head.phrases {
                if let Some(found) = words.find(phrase).into_iter().next()
                    && longest.is_none_or(|(_, _, length)| found.len() > length)
                {
                    longest = Some((head, found.start, found.len()));
                }
            }
        }
        longest.or_else(|| {
            heads().find_map(|head| {
                let (first, others) = head.signature.split_first()?;
                let place = words.find(first).into_iter().next()?;
                let all = others.iter().all(|group| words.has(group));
                all.then_some((head, place.start, place.len()))
            })
        })
    };
    find(false).or_else(|| find(true))
}

fn ask_for_days(question: &str) -> Interpretation {
    let question = question.trim_end_matches(['?', '.', ' ']);
    let choices = ["7", "14", "30"].map(|days| Choice {
        text: format!("{question} within {days} days"),
    });
    Interpretation::Clarify {
        question: "Over how many days?".to_owned(),
        choices: choices.to_vec(),
    }
}

/// Choices of a question back say again what was asked for.
fn prefixed(interpretation: Interpretation, phrase: String) -> Interpretation {
    match interpretation {
        Interpretation::Clarify { question, choices } => Interpretation::Clarify {
            question,
            choices: choices
                .into_iter()
                .take(clarify::MOST_CHOICES)
                .map(|choice| Choice {
                    text: format!("{phrase} for {}", choice.text),
                })
                .collect(),
        },
        Interpretation::Calculate(_) | Interpretation::Answer(_) => decline::unused(&[phrase]),
        other => other,
    }
}
