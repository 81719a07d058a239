//! The *Ask page* is where one asks and reads the answer.

use leptos::prelude::*;

use crate::components::{Answer, AskButtons, AskForm, Document, Pending, Place, Shell};
use crate::view_model::{AskView, EarlierTurn, PendingView};

/// The page on which one asks.
#[component]
pub fn AskPage(
    /// What it shows.
    view: AskView,
    /// A question that is being answered; it stands in the answer's place.
    pending: Option<PendingView>,
) -> impl IntoView {
    let question = match (&view.answer, &pending) {
        (Some(answer), _) => Some(answer.question.clone()),
        (None, Some(pending)) => Some(pending.question.clone()),
        (None, None) => None,
    };
    let title = match &question {
        Some(question) => format!("{question} · Quartermaster"),
        None => "Quartermaster".to_owned(),
    };
    let heading = question.map(|question| view! { <h1 id="asked">{question}</h1> });
    let persona = view.frame.persona.clone();
    let conversation = view.conversation.clone();
    let earlier = (!view.earlier.is_empty()).then(|| earlier_turns(view.earlier));
    let middle = match (view.answer, pending) {
        (Some(answer), _) => view! { <Answer persona=persona.clone() answer/> }.into_any(),
        (None, Some(pending)) => view! { <Pending persona=persona.clone() pending/> }.into_any(),
        (None, None) => view! {
            <section class="welcome">
                <h1>"What would you like to know?"</h1>
                <p>"Ask in your own words. These work on your data right now:"</p>
                <AskButtons
                    label="Suggestions" persona=persona.clone() conversation=None questions=view.suggestions
                />
            </section>
        }
        .into_any(),
    };
    view! {
        <Document title>
            <Shell frame=view.frame place=Place::Ask>
                <div class="conversation">{earlier}{heading}{middle}</div>
                <AskForm
                    persona conversation question=view.question most_characters=view.question_characters
                    error=view.error
                />
            </Shell>
        </Document>
    }
}

fn earlier_turns(turns: Vec<EarlierTurn>) -> impl IntoView {
    let links = turns.into_iter().map(|turn| {
        view! {
            <li>
                <a href=format!("/answers/{}", turn.answer)>{turn.question}</a>
                <span>{turn.message}</span>
            </li>
        }
    });
    view! { <ol class="earlier" aria-label="Earlier in this conversation">{links.collect_view()}</ol> }
}
