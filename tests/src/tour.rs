//! A *tour* leads past every page that there is, in every state that people meet.

use serde_json::json;

use crate::chromium::Look;
use crate::data;
use crate::person::Person;
use crate::stage::Stage;

/// Where a Warehouse Manager begins.
const START: &str = "/?persona=Warehouse+Manager";

/// Questions by the name of what they lead to.
const ANSWERS: [(&str, &str); 7] = [
    ("answer-table", "Stock value by warehouse"),
    ("answer-long", "Which products are below minimum stock?"),
    ("answer-tile", "Sales this month"),
    ("answer-clarify", "performance of warehouses"),
    ("answer-refused", "Show me purchase orders"),
    ("answer-unanswerable", "What is the weather like?"),
    (
        "answer-calculation",
        "reorder point with average daily demand 12, lead time 7 days and safety stock 20",
    ),
];

/// Tabs of an answer by name, with a question whose answer has them.
const TABS: [(&str, &str, &str); 7] = [
    ("answer-bars", "Stock value by warehouse", "Chart"),
    ("answer-line", "Units sold by month last year", "Chart"),
    (
        "answer-lines",
        "Sales by month and warehouse this year",
        "Chart",
    ),
    ("answer-sql", "Stock value by warehouse", "SQL"),
    ("answer-how", "Stock value by warehouse", "How computed"),
    (
        "answer-forecast",
        "forecast demand for the next 3 months",
        "Chart",
    ),
    (
        "answer-set",
        "reorder points for everything below minimum in OSL-MAIN",
        "Table",
    ),
];

/// Pages of somebody who is logged in, by name and address.
const PAGES: [(&str, &str); 7] = [
    ("history", "/history"),
    ("history-found", "/history?q=stock"),
    ("history-nothing", "/history?q=unicorns"),
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

/// Wrong passwords after which an account has to wait.
const ATTEMPTS: usize = 6;

/// Leads a stranger past every page, and lets `see` look at each. Pages that could not be reached are left out and
/// given back, each with the reason.
pub async fn tour(
    stage: &Stage,
    look: Look,
    see: impl AsyncFnMut(&str, &Person) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<String>> {
    let person = stage.stranger().await?;
    person.look(look).await?;
    let mut tour = Tour {
        person,
        see,
        missed: Vec::new(),
    };
    tour.log_in().await?;
    tour.ask().await?;
    for (name, address) in PAGES {
        tour.stop(name, async |person| arrive(person, address, 200).await)
            .await?;
    }
    tour.stop("history-unfolded", async |person| {
        person.open("/history").await?;
        for what in ["Rename", "Delete"] {
            let unfold = format!(
                "[...document.querySelectorAll('main summary')]\
                 .find((summary) => summary.textContent.startsWith('{what}')).click()"
            );
            person.evaluate(&unfold).await?;
        }
        person.wait_for("main details[open] input").await
    })
    .await?;
    tour.stop("data-table", async |person| {
        person.open("/data").await?;
        person.follow_on("main a[href^='/data/']").await
    })
    .await?;
    for (name, address, status) in TROUBLES {
        tour.stop(name, async |person| arrive(person, address, status).await)
            .await?;
    }
    tour.stop("login-waiting", async |person| {
        person.open(START).await?;
        person.fill("Your question", "Stock by warehouse").await?;
        person.forget_cookies().await?;
        person.follow("button", "Ask").await
    })
    .await?;
    tour.stop("too-many", too_many).await?;
    Ok(tour.missed)
}

struct Tour<S> {
    person: Person,
    see: S,
    missed: Vec<String>,
}

impl<S: AsyncFnMut(&str, &Person) -> anyhow::Result<()>> Tour<S> {
    /// Goes to a page and looks at it.
    async fn stop(
        &mut self,
        name: &str,
        reach: impl AsyncFnOnce(&Person) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        match reach(&self.person).await {
            Ok(()) => (self.see)(name, &self.person).await,
            Err(fault) => {
                self.missed.push(format!("{name}: {fault:#}"));
                Ok(())
            }
        }
    }

    async fn log_in(&mut self) -> anyhow::Result<()> {
        self.stop("login", async |person| person.open("/").await)
            .await?;
        self.stop("login-refused", async |person| {
            person.fill("Username", "demo").await?;
            person.fill("Password", "wrong").await?;
            person.follow("button", "Log in").await
        })
        .await?;
        self.person.log_in("demo").await
    }

    async fn ask(&mut self) -> anyhow::Result<()> {
        self.stop("ask", async |person| person.open(START).await)
            .await?;
        self.stop("ask-mistaken", async |person| {
            person.fill("Your question", " ").await?;
            person.follow("button", "Ask").await
        })
        .await?;
        for (name, question) in ANSWERS {
            self.stop(name, async |person| ask_anew(person, question).await)
                .await?;
        }
        self.stop("answer-follow-up", async |person| {
            ask_anew(person, "Stock value by warehouse").await?;
            person.ask("by product").await
        })
        .await?;
        self.stop("answer-inputs-refused", async |person| {
            ask_anew(person, ANSWERS[6].1).await?;
            person.fill("Lead time", "-3").await?;
            person.follow("button", "Compute again").await
        })
        .await?;
        self.stop("answer-map", async |person| {
            person.calculate("optimize_route", &data::route()).await?;
            person.open_tab("Chart").await
        })
        .await?;
        self.stop("answer-score", async |person| {
            let rates = json!({"fill_rate": 0.97, "on_time_rate": 0.82, "quality_rate": 0.95, "cost_competitiveness": 0.9});
            person.calculate("calculate_supplier_score", &rates).await?;
            person.open_tab("Chart").await
        })
        .await?;
        for (name, question, tab) in TABS {
            self.stop(name, async |person| {
                ask_anew(person, question).await?;
                person.open_tab(tab).await
            })
            .await?;
        }
        Ok(())
    }
}

async fn ask_anew(person: &Person, question: &str) -> anyhow::Result<()> {
    person.open(START).await?;
    person.ask(question).await
}

async fn arrive(person: &Person, address: &str, expected: u64) -> anyhow::Result<()> {
    person.open(address).await?;
    let status = person.status().await?;
    anyhow::ensure!(status == expected, "{address} answers with {status}");
    Ok(())
}

/// Tries wrong passwords until one has to wait.
async fn too_many(person: &Person) -> anyhow::Result<()> {
    person.open("/login").await?;
    for _ in 0..ATTEMPTS {
        person.fill("Username", "nobody").await?;
        person.fill("Password", "wrong").await?;
        person.follow("button", "Log in").await?;
        if person.status().await? == 429 {
            return Ok(());
        }
    }
    anyhow::bail!("{ATTEMPTS} wrong passwords were taken")
}
