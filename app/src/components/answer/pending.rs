//! *Pending* is a question that is being answered: the page streams its steps as they finish, and then the answer. It
//! needs no script; the style sheet folds the steps away once the answer stands below them.

use std::pin::Pin;

use futures::{Stream, StreamExt};
use leptos::prelude::*;

use super::{Answer, steps};
use crate::view_model::{PendingView, StepView};

type Steps = Pin<Box<dyn Stream<Item = StepView> + Send>>;

/// The steps as they finish, then the answer.
#[component]
pub(crate) fn Pending(persona: String, pending: PendingView) -> impl IntoView {
    let PendingView {
        steps,
        answer,
        question: _,
    } = pending;
    view! {
        <section class="live" role="status" aria-label="Steps">
            <p>"Working on it …"</p>
            <ul>{rest(steps)}</ul>
        </section>
        {Suspend::new(async move {
            let answer = answer.await;
            view! { <Answer persona answer/> }
        })}
    }
}

/// The next step and those after it.
fn rest(mut steps: Steps) -> AnyView {
    Suspend::new(async move {
        let step = steps.next().await;
        step.map(|step| view! { {steps::live(&step)}{rest(steps)} })
    })
    .into_any()
}
