//! An *answer* on the page: the steps that led to it, what was understood, the finding, the rows, what is behind them.

mod behind;
mod inputs;
mod pending;
mod result;
mod steps;
mod understood;
mod working;

use leptos::prelude::*;

use super::AskButtons;
use crate::format;
use crate::view_model::{AnswerView, OutcomeView};

pub(crate) use pending::Pending;

/// An answer; the question stands above it.
#[component]
pub(crate) fn Answer(persona: String, answer: AnswerView) -> impl IntoView {
    let tone = match answer.outcome {
        OutcomeView::Answered => "answered",
        OutcomeView::Clarify => "clarify",
        OutcomeView::Refused | OutcomeView::Unanswerable => "declined",
        OutcomeView::Failed => "failed",
    };
    let assumptions = (!answer.assumptions.is_empty()).then(|| {
        view! {
            <ul class="assumptions" aria-label="Assumptions">
                {answer
                    .assumptions
                    .iter()
                    .map(|a| view! { <li><span class="badge">"assumed"</span>{format::said(a)}</li> })
                    .collect_view()}
            </ul>
        }
    });
    let warnings = answer
        .warnings
        .iter()
        .map(|w| view! { <p class="warning">{format::said(w)}</p> })
        .collect_view();
    // What a calculation does not say stands beside its formula.
    let caveats = answer
        .calculation
        .as_ref()
        .map_or(&[][..], |c| c.caveats.as_slice());
    let sentences = answer
        .sentences
        .iter()
        .filter(|s| !answer.message.contains(s.as_str()) && !caveats.contains(s))
        .map(|s| view! { <p class="sentence">{format::said(s)}</p> })
        .collect_view();
    let confirm = answer.confirm_usd.map(|usd| {
        view! {
            <form class="buttons" method="post" action=format!("/answers/{}/confirm", answer.id)>
                <button type="submit">{format!("Ask anyway, for about {}", format::dollars(usd))}</button>
            </form>
        }
    });
    let choices_label = if answer.outcome == OutcomeView::Clarify {
        "Which one?"
    } else {
        "Questions that work"
    };
    let role = (answer.outcome == OutcomeView::Failed).then_some("alert");
    view! {
        <article class=format!("answer {tone}") aria-labelledby="asked">
            {steps::folded(&answer)}
            {understood::chips(&answer)}
            {assumptions}
            <p class="message" role=role>{format::said(&answer.message)}</p>
            {confirm}
            {sentences}
            {warnings}
            <AskButtons
                label=choices_label persona=persona.clone() conversation=answer.conversation.clone()
                questions=answer.choices.clone()
            />
            {result::tabs(&answer, &persona)}
            {answer.calculation.as_ref().map(working::shown)}
            {answer.calculation.as_ref().map(|calculation| inputs::form(&answer.id, calculation))}
            <AskButtons
                label="Ask next" persona conversation=answer.conversation.clone() questions=answer.follow_ups.clone()
            />
        </article>
    }
}
