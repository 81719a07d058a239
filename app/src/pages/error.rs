//! An *error page* says what happened, what to do, and a number that the log carries, too.

use leptos::prelude::*;

use crate::components::{Document, Shell};
use crate::view_model::ErrorView;

/// The page that says what went wrong: within the shell for somebody who is logged in, else as a card.
#[component]
pub fn ErrorPage(
    /// What it shows.
    view: ErrorView,
) -> impl IntoView {
    let title = format!("{} · Quartermaster", view.title);
    let reference = view.reference.map(|reference| {
        view! { <p class="reference">"Reference: "<code>{reference}</code></p> }
    });
    // The first button is the one that helps most.
    let ask = match view.again {
        Some(_) => "button quiet",
        None => "button",
    };
    let again = view
        .again
        .map(|address| view! { <a class="button" href=address>"Try again"</a>" " });
    let said = view! {
        <p class="status">{view.status}</p>
        <h1>{view.title}</h1>
        <p>{view.message}</p>
        <p>{again}<a class=ask href="/">"Ask a question"</a></p>
        {reference}
    };
    match view.frame {
        Some(frame) => view! {
            <Document title><Shell frame><section class="card trouble">{said}</section></Shell></Document>
        }
        .into_any(),
        None => view! {
            <Document title>
                <header class="top"><a class="brand" href="/">"Quartermaster"</a></header>
                <main class="card">{said}</main>
            </Document>
        }
        .into_any(),
    }
}
