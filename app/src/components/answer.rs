//! An *answer* on the page: the question as heading, what was understood, the finding, the rows, and what is behind them.

use leptos::prelude::*;

use super::{AskButtons, ResultTable};
use crate::format;
use crate::view_model::{AnswerView, OutcomeView};

/// An answer.
#[component]
pub(crate) fn Answer(persona: String, answer: AnswerView) -> impl IntoView {
    let tone = match answer.outcome {
        OutcomeView::Answered => "answered",
        OutcomeView::Clarify => "clarify",
        OutcomeView::Refused | OutcomeView::Unanswerable => "declined",
        OutcomeView::Failed => "failed",
    };
    let steps = steps(&answer);
    let understood = (!answer.understood.is_empty()).then(|| {
        view! {
            <p class="understood"><strong>"I understood: "</strong>{answer.understood.clone()}</p>
        }
    });
    let assumptions = (!answer.assumptions.is_empty()).then(|| {
        view! {
            <ul class="assumptions" aria-label="Assumptions">
                {answer.assumptions.iter().map(|a| view! { <li>{a.clone()}</li> }).collect_view()}
            </ul>
        }
    });
    let warnings = answer
        .warnings
        .iter()
        .map(|w| view! { <p class="warning">{w.clone()}</p> })
        .collect_view();
    let sentences = answer
        .sentences
        .iter()
        .filter(|s| !answer.message.contains(s.as_str()))
        .map(|s| view! { <p class="sentence">{s.clone()}</p> })
        .collect_view();
    let choices_label = if answer.outcome == OutcomeView::Clarify {
        "Which one?"
    } else {
        "Questions that work"
    };
    let behind = view! { <Behind answer=answer.clone()/> };
    let id = answer.id.clone();
    view! {
        <article class=format!("answer {tone}")>
            <h1>{answer.question.clone()}</h1>
            {steps}
            {understood}
            {assumptions}
            <p class="message">{answer.message.clone()}</p>
            {sentences}
            {warnings}
            <AskButtons
                label=choices_label persona=persona.clone() conversation=answer.conversation.clone()
                questions=answer.choices.clone()
            />
            {answer.result.clone().map(|result| view! { <ResultTable answer=id result/> })}
            {behind}
            <AskButtons
                label="Ask next" persona conversation=answer.conversation.clone() questions=answer.follow_ups.clone()
            />
        </article>
    }
}

/// The steps in one line with time, cost and engine.
fn steps(answer: &AnswerView) -> impl IntoView + use<> {
    let mut done: Vec<String> = Vec::new();
    if answer.outcome == OutcomeView::Answered {
        done.push("✓ understood".to_owned());
        if answer.sql.is_some() {
            done.push("✓ SQL".to_owned());
        }
        if let Some(result) = &answer.result {
            let rows = if result.row_count == 1 { "row" } else { "rows" };
            done.push(format!(
                "✓ {} {rows}",
                format::number(&result.row_count.to_string(), None)
            ));
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
    let cached = answer
        .cached
        .then(|| view! { <span class="badge">"cached"</span> });
    view! {
        <p class="steps">
            <span>{done.join("  ")}</span>
            <span class="facts">
                {format::seconds(answer.elapsed_ms)}" · "{format::dollars(answer.cost_usd)}" · "{answer.engine.clone()}
                {cached}
            </span>
        </p>
    }
}

/// The SQL and how it was computed.
#[component]
fn Behind(answer: AnswerView) -> impl IntoView {
    let sql = answer.sql.map(|sql| {
        view! {
            <details class="behind">
                <summary>{format!("SQL ({})", answer.dialect)}</summary>
                <pre tabindex="0"><code id="sql">{sql}</code></pre>
            </details>
        }
    });
    let definitions = answer
        .definitions
        .iter()
        .map(|d| {
            let owner = (!d.owner.is_empty())
                .then(|| view! { <small>{format!(" Owner: {}.", d.owner)}</small> });
            view! { <dt>{d.label.clone()}</dt><dd>{d.definition.clone()}{owner}</dd> }
        })
        .collect_view();
    let inputs = answer
        .calculation
        .iter()
        .map(|(name, value)| view! { <dt>{name.clone()}</dt><dd>{value.clone()}</dd> })
        .collect_view();
    let computed = (answer.outcome == OutcomeView::Answered).then(|| {
        view! {
            <details class="behind">
                <summary>"How computed"</summary>
                <dl>
                    {inputs}
                    {definitions}
                    <dt>"Reading"</dt><dd>{answer.understood.clone()}</dd>
                    <dt>"As of"</dt><dd>{format::day(&answer.as_of)}</dd>
                </dl>
            </details>
        }
    });
    view! { {sql}{computed} }
}
