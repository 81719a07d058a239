//! The *history page* lists one's own conversations and finds questions in them.

use leptos::prelude::*;

use crate::components::{Document, Place, Shell, encoded, with_persona};
use crate::format;
use crate::view_model::{
    AskedView, ConversationView, Frame, HistoryView, OutcomeView, RenameMistake,
};

/// The page that lists what one has asked.
#[component]
pub fn HistoryPage(
    /// What it shows.
    view: HistoryView,
) -> impl IntoView {
    let HistoryView {
        frame,
        search,
        conversations,
        questions,
        before,
        older,
        mistake,
        ..
    } = view;
    let searching = !search.is_empty();
    let found = if searching {
        found(&search, questions).into_any()
    } else if conversations.is_empty() {
        nothing_yet(&frame, before.is_some()).into_any()
    } else {
        let items = conversations
            .into_iter()
            .map(|conversation| {
                let mistake = mistake
                    .clone()
                    .filter(|mistake| mistake.conversation == conversation.id);
                let back = Back {
                    before: before.clone(),
                    persona: frame.persona.clone(),
                };
                view! { <Talk conversation mistake back title_characters=view.title_characters/> }
            })
            .collect_view();
        view! { <ul class="talks">{items}</ul> }.into_any()
    };
    let pages = turning(&frame, &search, before.is_some(), older.as_deref());
    let all = searching.then(|| {
        view! { <a href=with_persona("/history", &frame)>"All conversations"</a> }
    });
    let persona = frame.persona.clone();
    view! {
        <Document title="History · Quartermaster".to_owned()>
            <Shell frame place=Place::History>
                <div class="history-page">
                    <h1>"History"</h1>
                    {view.done.map(|done| view! { <p class="notice" role="status">{done}</p> })}
                    <form class="search" method="get" action="/history" role="search">
                        <label for="q">"Search your questions"</label>
                        <div class="ask-row">
                            <input
                                id="q" type="search" name="q" value=search
                                maxlength=view.search_characters.to_string()
                            />
                            <button type="submit">"Search"</button>
                        </div>
                        <input type="hidden" name="persona" value=persona/>
                        {all}
                    </form>
                    {found}
                    {pages}
                </div>
            </Shell>
        </Document>
    }
}

/// Where a form comes back to.
#[derive(Clone)]
struct Back {
    before: Option<String>,
    persona: String,
}

/// A conversation with what can be done with it.
#[component]
fn Talk(
    conversation: ConversationView,
    mistake: Option<RenameMistake>,
    back: Back,
    title_characters: usize,
) -> impl IntoView {
    let ConversationView {
        id,
        title,
        persona,
        updated,
        questions,
        pinned,
    } = conversation;
    let whose = || view! { <span class="unseen">{format!(" “{title}”")}</span> };
    let badge = pinned.then(|| view! { <span class="badge">"pinned"</span> });
    let count = match questions {
        1 => "1 question".to_owned(),
        count => format!("{} questions", format::number(&count.to_string(), None)),
    };
    let hidden = || {
        view! {
            <input type="hidden" name="persona" value=back.persona.clone()/>
            {back.before.clone().map(|before| view! { <input type="hidden" name="before" value=before/> })}
        }
    };
    let field = format!("title-{id}");
    let explained = format!("mistake-{id}");
    let wrong = mistake.is_some();
    let typed = mistake
        .as_ref()
        .map_or(&title, |mistake| &mistake.title)
        .clone();
    let said = mistake.map(|mistake| {
        view! { <p class="error" id=explained.clone() role="alert">{mistake.message}</p> }
    });
    view! {
        <li class="talk">
            <div class="talk-what">
                <a href=format!("/c/{id}")>{title.clone()}</a>{badge}
                <p class="note">
                    {persona}" · "<time datetime=updated.clone()>{format::instant(&updated)}</time>" · "{count}
                </p>
            </div>
            <div class="talk-do">
                <form method="post" action=format!("/c/{id}/pin")>
                    {hidden()}
                    <input type="hidden" name="pinned" value=(!pinned).to_string()/>
                    <button type="submit" class="quiet">{if pinned { "Unpin" } else { "Pin" }}{whose()}</button>
                </form>
                <details open=wrong>
                    <summary>"Rename"{whose()}</summary>
                    <form method="post" action=format!("/c/{id}/rename")>
                        {hidden()}
                        {said}
                        <label for=field.clone()>"New name"</label>
                        <div class="ask-row">
                            <input
                                id=field name="title" value=typed required maxlength=title_characters.to_string()
                                aria-describedby=wrong.then_some(explained) aria-invalid=wrong.then_some("true")
                            />
                            <button type="submit">"Save"</button>
                        </div>
                    </form>
                </details>
                <details>
                    <summary>"Delete"{whose()}</summary>
                    <form method="post" action=format!("/c/{id}/delete")>
                        {hidden()}
                        <p>
                            "It leaves your history with all its questions, and cannot be brought back. The program's \
                             own record of what was asked and what it cost stays."
                        </p>
                        <button type="submit" class="danger">"Delete for good"{whose()}</button>
                    </form>
                </details>
            </div>
        </li>
    }
}

/// Questions that hold the text.
fn found(search: &str, questions: Vec<AskedView>) -> impl IntoView + use<> {
    if questions.is_empty() {
        return view! {
            <p role="status">
                {format!("None of your questions holds “{search}”. Search for a part of a word, or for another one.")}
            </p>
        }
        .into_any();
    }
    let items = questions.into_iter().map(|asked| {
        view! {
            <li class="talk">
                <div class="talk-what">
                    <a href=format!("/answers/{}", asked.answer)>{asked.question}</a>
                    <p class="note">
                        {asked.persona}" · "<time datetime=asked.at.clone()>{format::instant(&asked.at)}</time>" · "
                        {outcome(asked.outcome)}
                    </p>
                </div>
            </li>
        }
    });
    view! {
        <h2>{format!("Questions that hold “{search}”")}</h2>
        <ul class="talks">{items.collect_view()}</ul>
    }
    .into_any()
}

fn nothing_yet(frame: &Frame, later_page: bool) -> impl IntoView + use<> {
    let said = if later_page {
        "There is nothing older."
    } else {
        "You have not asked anything yet. What you ask is listed here, so that you find it again."
    };
    let ask = with_persona("/", frame);
    view! { <p>{said}</p><p><a class="button" href=ask>"Ask a question"</a></p> }
}

/// Links to the first page and to the next.
fn turning(
    frame: &Frame,
    search: &str,
    is_later: bool,
    older: Option<&str>,
) -> impl IntoView + use<> {
    let address = |before: Option<&str>| {
        let parameters: Vec<String> = [
            (!search.is_empty()).then(|| format!("q={}", encoded(search))),
            before.map(|before| format!("before={before}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let address = match parameters.as_slice() {
            [] => "/history".to_owned(),
            parameters => format!("/history?{}", parameters.join("&")),
        };
        with_persona(&address, frame)
    };
    let first = is_later.then(|| view! { <a href=address(None) rel="first">"Newest"</a> });
    let next = older.map(|older| view! { <a href=address(Some(older)) rel="next">"Older"</a> });
    (is_later || older.is_some()).then(
        || view! { <nav class="turning" aria-label="Pages of the history">{first}{next}</nav> },
    )
}

fn outcome(outcome: OutcomeView) -> &'static str {
    match outcome {
        OutcomeView::Answered => "answered",
        OutcomeView::Clarify => "asked back",
        OutcomeView::Refused => "not allowed",
        OutcomeView::Unanswerable => "cannot be answered from the data",
        OutcomeView::Failed => "failed",
    }
}
