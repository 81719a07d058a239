//! An *error page* says what happened, what to do, and a number that the log carries, too.

use leptos::prelude::*;

use crate::components::Document;
use crate::view_model::ErrorView;

/// The page that says what went wrong.
#[component]
pub fn ErrorPage(
    /// What it shows.
    view: ErrorView,
) -> impl IntoView {
    let reference = view.reference.map(|reference| {
        view! { <p class="reference">"Reference: "<code>{reference}</code></p> }
    });
    let logout = view.user.map(|user| {
        view! {
            <form class="account" method="post" action="/logout">
                <span>{user}</span>
                <button type="submit" class="quiet">"Log out"</button>
            </form>
        }
    });
    view! {
        <Document title=format!("{} · Quartermaster", view.title)>
            <header class="top"><a class="brand" href="/">"Quartermaster"</a>{logout}</header>
            <main class="card">
                <p class="status">{view.status}</p>
                <h1>{view.title.clone()}</h1>
                <p>{view.message}</p>
                <p><a class="button" href="/">"Ask a question"</a></p>
                {reference}
            </main>
        </Document>
    }
}
