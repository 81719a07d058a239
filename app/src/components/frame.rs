//! The *shell* is what stands around a page: head, header, sidebar.

use leptos::prelude::*;

use crate::format;
use crate::view_model::{ConversationLink, Frame};
use crate::{ICON_PATH, SCRIPT_PATH, STYLE_PATH};

/// A whole document with a title.
#[component]
pub(crate) fn Document(title: String, children: Children) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="stylesheet" href=STYLE_PATH/>
                <link rel="icon" type="image/svg+xml" href=ICON_PATH/>
                <script src=SCRIPT_PATH defer></script>
            </head>
            <body>{children()}</body>
        </html>
    }
}

/// A place to which the sidebar leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Ask,
    History,
    Data,
    Costs,
    Api,
    Status,
}

impl Place {
    /// Its address and name.
    fn link(self) -> (&'static str, &'static str) {
        match self {
            Self::Ask => ("/", "Ask"),
            Self::History => ("/history", "History"),
            Self::Data => ("/data", "Data"),
            Self::Costs => ("/costs", "Costs"),
            Self::Api => ("/api", "API"),
            Self::Status => ("/status", "Status"),
        }
    }
}

/// Header and sidebar of somebody who is logged in, with the page in the middle.
#[component]
pub(crate) fn Shell(
    frame: Frame,
    /// The place that the page belongs to.
    #[prop(optional)]
    place: Option<Place>,
    children: Children,
) -> impl IntoView {
    let new_conversation = format!("/?persona={}", encoded(&frame.persona));
    let places = places(&frame, place);
    // The data is another one for each persona; elsewhere another persona begins a conversation.
    let switch_to = match place {
        Some(Place::Data) => "/data",
        _ => "/",
    };
    let (today, before): (Vec<_>, Vec<_>) = frame.conversations.into_iter().partition(|c| c.today);
    let cost = frame.cost.map(|cost| {
        let cached = (cost.cached * 100).checked_div(cost.questions).unwrap_or(0);
        view! {
            <section class="costs" aria-label="Cost">
                <h2>"Cost"</h2>
                <dl>
                    <dt>"today"</dt><dd>{format::dollars(cost.today_usd)}</dd>
                    <dt>"month est."</dt><dd>{format::dollars(cost.month_estimate_usd)}</dd>
                    <dt>"questions this month"</dt><dd>{cost.questions}</dd>
                    <dt>"from the cache"</dt><dd>{format!("{cached} %")}</dd>
                </dl>
            </section>
        }
    });
    let several = frame.personas.len() > 1;
    let options = frame
        .personas
        .iter()
        .map(|persona| {
            let selected = *persona == frame.persona;
            view! { <option value=persona.clone() selected=selected>{persona.clone()}</option> }
        })
        .collect_view();
    view! {
        <a class="skip" href="#page">"Skip to the content"</a>
        <header class="top">
            <a class="brand" href="/">"Quartermaster"</a>
            {if several {
                view! {
                    <form class="persona" method="get" action=switch_to>
                        <label for="persona">"Persona"</label>
                        <select id="persona" name="persona" data-submit="change">{options}</select>
                        <noscript><button type="submit" class="quiet">"Switch"</button></noscript>
                    </form>
                }.into_any()
            } else {
                view! { <span class="persona">{frame.persona.clone()}</span> }.into_any()
            }}
            <form class="account" method="post" action="/logout">
                <span>{frame.user}</span>
                <button type="submit" class="quiet">"Log out"</button>
            </form>
            // Last, though it stands before the account: what is drawn already does not move when it comes.
            <span class="as-of">"as of "<time datetime=frame.as_of.clone()>{format::day(&frame.as_of)}</time></span>
        </header>
        <div class="body">
            <aside class="side">
                // On a phone this is a sheet that a link opens and another one closes; nothing has to be scripted.
                <a class="menu" href="#menu">"Menu"</a>
                <div class="sheet" id="menu">
                    <a class="menu" href="#page">"Close menu"</a>
                    {places}
                    <a class="new" href=new_conversation>"+ New conversation"</a>
                    <nav aria-label="Conversations">
                        <Conversations heading="Today" conversations=today/>
                        <Conversations heading="Earlier" conversations=before/>
                    </nav>
                    {cost}
                </div>
            </aside>
            <main id="page">{children()}</main>
        </div>
    }
}

/// The links to the places; the persona goes along.
fn places(frame: &Frame, current: Option<Place>) -> impl IntoView + use<> {
    let status = frame.operator.then_some(Place::Status);
    let everybodys = [
        Place::Ask,
        Place::History,
        Place::Data,
        Place::Costs,
        Place::Api,
    ];
    let links = everybodys.into_iter().chain(status).map(|place| {
        let (address, name) = place.link();
        let address = match place {
            Place::Status => address.to_owned(),
            _ => with_persona(address, frame),
        };
        let here = (current == Some(place)).then_some("page");
        view! { <li><a href=address aria-current=here>{name}</a></li> }
    });
    view! { <nav class="places" aria-label="Pages"><ul>{links.collect_view()}</ul></nav> }
}

/// An address with the persona in which one asks, unless it is the one that is taken without a word.
pub(crate) fn with_persona(address: &str, frame: &Frame) -> String {
    if frame.personas.first() == Some(&frame.persona) {
        return address.to_owned();
    }
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}persona={}", encoded(&frame.persona))
}

#[component]
fn Conversations(heading: &'static str, conversations: Vec<ConversationLink>) -> impl IntoView {
    (!conversations.is_empty()).then(|| {
        let links = conversations.into_iter().map(|conversation| {
            let current = conversation.current.then_some("page");
            view! {
                <li>
                    <a href=format!("/c/{}", conversation.id) aria-current=current>{conversation.title}</a>
                </li>
            }
        });
        view! { <h2>{heading}</h2><ul>{links.collect_view()}</ul> }
    })
}

/// A text as it stands in a query string.
pub fn encoded(text: &str) -> String {
    let digit = |value: u8| {
        char::from_digit(u32::from(value), 16)
            .unwrap_or('0')
            .to_ascii_uppercase()
    };
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut encoded, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    encoded.push(char::from(byte));
                }
                b' ' => encoded.push('+'),
                _ => encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]),
            }
            encoded
        })
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn texts_are_encoded_for_query_strings() {
        assert_eq!(encoded("Warehouse Manager"), "Warehouse+Manager");
        assert_eq!(encoded("a&b=ü"), "a%26b%3D%C3%BC");
    }
}
