//! *Understood* is what the question was taken to mean, part by part; × takes a condition away and asks again.

use leptos::prelude::*;

use crate::format;
use crate::view_model::AnswerView;

/// The parts as chips; nothing when nothing was understood.
pub(super) fn chips(answer: &AnswerView) -> impl IntoView + use<> {
    (!answer.statements.is_empty()).then(|| {
        let chips = answer
            .statements
            .iter()
            .map(|statement| {
                let text = format::said(&statement.text);
                let remove = statement.removal.clone().map(|part| {
                    let label = format!("Ask without “{text}”");
                    view! {
                        <button type="submit" name="part" value=part aria-label=label title="Ask without this">"×"</button>
                    }
                });
                view! { <li class="chip"><span>{text}</span>{remove}</li> }
            })
            .collect_view();
        view! {
            <form class="understood" method="post" action=format!("/answers/{}/without", answer.id)>
                <strong id="understood">"I understood:"</strong>
                <ul aria-labelledby="understood">{chips}</ul>
            </form>
        }
    })
}
