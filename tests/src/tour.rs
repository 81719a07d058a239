//! A *tour* leads past every page that there is, in every state that people meet.

use anyhow::Context;

use crate::chromium::Look;
use crate::person::Person;
use crate::stage::Stage;

/// Pages of somebody who is logged in, by name and address.
const PAGES: [(&str, &str); 5] = [
    ("history", "/history"),
    ("costs", "/costs"),
    ("data", "/data"),
    ("status", "/status"),
    ("api", "/api"),
];

/// Pages on which something went wrong, by name, address and status.
const TROUBLES: [(&str, &str, u64); 2] = [
    ("not-found", "/nowhere", 404),
    ("forbidden", "/?persona=Nobody", 403),
];

/// Questions by the name of what they lead to.
const ANSWERS: [(&str, &str); 5] = [
    ("answer-tile", "Stock value this month"),
    ("answer-clarify", "performance of warehouses"),
    ("answer-refused", "Show me purchase orders"),
    ("answer-unanswerable", "What is the weather like?"),
    ("answer-long", "Which products are below minimum stock?"),
];

/// Wrong passwords after which an account has to wait.
const ATTEMPTS: usize = 6;

/// Leads a stranger past every page, and lets `see` look at each.
pub async fn tour(
    stage: &Stage,
    look: Look,
    see: &mut impl AsyncFnMut(&str, &Person) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let person = stage.stranger().await?;
    person.look(look).await?;
    person.open("/").await?;
    see("login", &person).await?;
    person.fill("Username", "demo").await?;
    person.fill("Password", "wrong").await?;
    person.follow("button", "Log in").await?;
    see("login-refused", &person).await?;
    person.log_in("demo").await?;

    person.open("/?persona=Warehouse+Manager").await?;
    see("ask", &person).await?;
    person.fill("Your question", " ").await?;
    person.follow("button", "Ask").await?;
    see("ask-mistaken", &person).await?;
    person.ask("Stock value by warehouse").await?;
    see("answer-table", &person).await?;
    for (name, tab) in [("chart", "Chart"), ("sql", "SQL"), ("how", "How computed")] {
        person.open_tab(tab).await?;
        see(&format!("answer-{name}"), &person).await?;
    }
    person.ask("by product").await?;
    see("answer-follow-up", &person).await?;
    for (name, question) in ANSWERS {
        person.open("/?persona=Warehouse+Manager").await?;
        person.ask(question).await?;
        see(name, &person).await?;
    }
    person.ask("Units sold by month last year").await?;
    person.open_tab("Chart").await?;
    see("answer-line", &person).await?;

    for (name, address) in PAGES {
        person.open(address).await?;
        let status = person.status().await?;
        anyhow::ensure!(status == 200, "{address}: {status}");
        see(name, &person).await?;
    }
    person.open("/data").await?;
    person.follow_on("main a[href^='/data/']").await?;
    see("data-table", &person).await?;
    for (name, address, expected) in TROUBLES {
        person.open(address).await?;
        let status = person.status().await?;
        anyhow::ensure!(status == expected, "{address}: {status}");
        see(name, &person).await?;
    }
    person.log_out().await?;

    for _ in 0..ATTEMPTS {
        if person.count("input[type=password]").await? == 0 {
            break;
        }
        person.fill("Username", "nobody").await?;
        person.fill("Password", "wrong").await?;
        person.follow("button", "Log in").await?;
    }
    let status = person.status().await?;
    (status == 429)
        .then_some(())
        .with_context(|| format!("{status} after {ATTEMPTS} wrong passwords"))?;
    see("too-many", &person).await
}
