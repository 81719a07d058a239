//! The *ask form* is the input at the bottom; a button that asks is the same form with its question given.

use leptos::prelude::*;

/// The input.
#[component]
pub(crate) fn AskForm(
    persona: String,
    conversation: Option<String>,
    question: String,
    most_characters: usize,
    error: Option<String>,
) -> impl IntoView {
    let described = error.is_some().then_some("question-error");
    let invalid = error.is_some().then_some("true");
    view! {
        <form class="ask" method="post" action="/ask">
            <Hidden persona conversation/>
            {error.map(|error| view! { <p class="error" id="question-error" role="alert">{error}</p> })}
            <div class="ask-row">
                <label class="unseen" for="question">"Your question"</label>
                <textarea
                    id="question" name="question" rows="1" required maxlength=most_characters.to_string()
                    placeholder="Ask about stock, orders, demand …"
                    aria-describedby=described aria-invalid=invalid
                >{question}</textarea>
                <button type="submit">"Ask"</button>
            </div>
        </form>
    }
}

/// Buttons that each ask a question.
#[component]
pub(crate) fn AskButtons(
    label: &'static str,
    persona: String,
    conversation: Option<String>,
    questions: Vec<String>,
) -> impl IntoView {
    (!questions.is_empty()).then(|| {
        let buttons = questions
            .into_iter()
            .map(|question| view! { <button type="submit" name="question" value=question.clone()>{question.clone()}</button> })
            .collect_view();
        view! {
            <form class="buttons" method="post" action="/ask" aria-label=label>
                <Hidden persona conversation/>
                {buttons}
            </form>
        }
    })
}

/// What every form that asks sends along.
#[component]
pub(super) fn Hidden(persona: String, conversation: Option<String>) -> impl IntoView {
    view! {
        <input type="hidden" name="persona" value=persona/>
        {conversation.map(|id| view! { <input type="hidden" name="conversation" value=id/> })}
    }
}
