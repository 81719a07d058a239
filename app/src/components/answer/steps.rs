//! The *steps* that led to an answer, folded into one line with time, cost and engine.

use leptos::prelude::*;

use crate::format;
use crate::view_model::{AnswerView, OutcomeView, StepView};

/// The steps of a finished answer; they stay open when something went wrong.
pub(super) fn folded(answer: &AnswerView) -> impl IntoView + use<> {
    let kept = match (answer.stale, answer.cached) {
        (true, _) => Some("stale"),
        (false, true) => Some("cached"),
        (false, false) => None,
    };
    let cached = kept.map(|kept| view! { <span class="badge">{kept}</span> });
    let facts = view! {
        <span class="facts">
            {format::seconds(answer.elapsed_ms)}" · "{format::dollars(answer.cost_usd)}" · "{answer.engine.clone()}
            {cached}
        </span>
    };
    let line = line(answer);
    if answer.steps.is_empty() {
        return view! { <p class="steps"><span>{line}</span>{facts}</p> }.into_any();
    }
    let rows = answer
        .steps
        .iter()
        .map(|step| {
            view! {
                <tr>
                    <th scope="row">{label(&step.name).to_owned()}</th>
                    <td>{format::said(&step.detail)}</td>
                    <td class="number">{format::seconds(step.elapsed_ms)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details class="steps" open=answer.outcome == OutcomeView::Failed>
            <summary><span>{line}</span>{facts}</summary>
            <table><caption class="unseen">"Steps"</caption><tbody>{rows}</tbody></table>
        </details>
    }
    .into_any()
}

/// A step on the page of somebody who waits.
pub(super) fn live(step: &StepView) -> impl IntoView + use<> {
    view! {
        <li>
            <strong>"✓ "{label(&step.name).to_owned()}</strong>
            " "<span>{format::said(&step.detail)}</span>
        </li>
    }
}

fn line(answer: &AnswerView) -> String {
    let mut done: Vec<String> = Vec::new();
    if answer.outcome == OutcomeView::Answered {
        done.push("✓ understood".to_owned());
        if !answer.sql.is_empty() {
            done.push("✓ SQL".to_owned());
        }
        if let Some(result) = &answer.result {
            let rows = if result.row_count == 1 { "row" } else { "rows" };
            let count = format::number(&result.row_count.to_string(), None);
            done.push(format!("✓ {count} {rows}"));
        }
        if answer.chart.is_some() {
            done.push("✓ chart".to_owned());
        }
    } else {
        let said = match answer.outcome {
            OutcomeView::Clarify => "? question back",
            OutcomeView::Refused => "✗ not allowed",
            OutcomeView::Failed => "✗ failed",
            OutcomeView::Unanswerable | OutcomeView::Answered => {
                "✗ cannot be answered from this data"
            }
        };
        done.push(said.to_owned());
    }
    done.join("  ")
}

/// A step's name for people.
fn label(name: &str) -> &str {
    match name {
        "cached" => "found in the cache",
        "asked" => "asked the language model",
        "returned" => "sent back",
        "sql" => "SQL",
        "checked" => "checked",
        "ran" => "run",
        "insight" => "summed up",
        other => other,
    }
}
