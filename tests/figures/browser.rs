//! What is measured in the *browser*: times by its own clock, from the key that is pressed to what is painted.

use anyhow::Context;
use quartermaster_tests::chromium::Look;
use quartermaster_tests::person::Person;
use quartermaster_tests::stage::Stage;

/// How much slower than this machine a cheap phone is taken to be.
const SLOWER: u32 = 4;

/// When the input was there, parsed and painted, in milliseconds since the navigation began.
const USABLE: &str = "(() => {
  const page = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return document.querySelector('#question') ? Math.max(page.domInteractive, paint.startTime) : null;
})()";

/// Notes when the rows of the next answer have been painted. It takes the place of the page; its document stays.
const NOTE_ROWS: &str = "delete window.rowsPainted; new MutationObserver((_, observer) => {
  if ('left' in document.documentElement?.dataset) return;
  if (!document.querySelector('[data-panel=table] tbody td, [data-panel=table] .tile-value')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.rowsPainted = performance.timeOrigin + performance.now(); }));
}).observe(document, {childList: true, subtree: true});";

/// Notes when Enter is pressed.
const NOTE_KEY: &str = "addEventListener('keydown', (event) => {
  if (event.key === 'Enter') window.pressed = performance.timeOrigin + event.timeStamp;
}, {capture: true})";

/// Seconds from opening the page to an input that can be used, everything fetched anew.
pub(crate) async fn usable_input(stage: &Stage, rounds: usize) -> anyhow::Result<f64> {
    let person = newcomer(stage).await?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        person.open("/").await?;
        person.first_contentful_paint().await?;
        let time = person.evaluate(USABLE).await?;
        times.push(time.as_f64().context("an input")? / 1000.0);
    }
    median(times)
}

/// Seconds from the Enter key to the table, for questions that were not asked before, in the browser of somebody who has
/// the page open.
pub(crate) async fn table(stage: &Stage, rounds: usize) -> anyhow::Result<f64> {
    let person = stage.stranger().await?;
    person.log_in("demo").await?;
    person.open("/?persona=Warehouse+Manager").await?;
    let mut times = Vec::new();
    for round in 0..rounds {
        let question = format!("top {} products by units sold since 2024-03-05", round + 11);
        person.fill("Your question", &question).await?;
        person.evaluate(NOTE_KEY).await?;
        person.evaluate(NOTE_ROWS).await?;
        person.leaving(async || person.press("Enter").await).await?;
        person.expect_answer(&question).await?;
        person
            .wait_until("rows", "Boolean(window.rowsPainted)")
            .await?;
        let time = person
            .evaluate("window.rowsPainted - window.pressed")
            .await?;
        times.push(time.as_f64().context("a time")? / 1000.0);
    }
    median(times)
}

/// Megabytes that travel when somebody comes for the first time: login page, login, and the page on which they ask.
pub(crate) async fn first_visit(stage: &Stage) -> anyhow::Result<f64> {
    let person = stage.stranger().await?;
    person.weight().await?;
    person.open("/").await?;
    person.log_in("demo").await?;
    Ok(person.weight().await?.bytes() / 1e6)
}

/// Seconds to the first contentful paint of the page on which one asks.
pub(crate) async fn first_paint(stage: &Stage, rounds: usize) -> anyhow::Result<f64> {
    let person = newcomer(stage).await?;
    person.slow_down(SLOWER).await?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        person.open("/").await?;
        times.push(person.first_contentful_paint().await? / 1000.0);
    }
    median(times)
}

/// The worst layout shift of login page, empty page and answer, wide and narrow.
pub(crate) async fn layout_shift(stage: &Stage) -> anyhow::Result<f64> {
    let mut worst: f64 = 0.0;
    for look in [Look::DESK, Look::NARROW] {
        let person = stage.stranger().await?;
        person.look(look).await?;
        person.without_cache().await?;
        person.slow_down(SLOWER).await?;
        person.open("/login").await?;
        worst = worst.max(person.layout_shift().await?.score);
        person.log_in("demo").await?;
        worst = worst.max(person.layout_shift().await?.score);
        person.ask("Stock value by warehouse").await?;
        worst = worst.max(person.layout_shift().await?.score);
    }
    Ok(worst)
}

/// Somebody who is logged in and whose browser keeps nothing.
async fn newcomer(stage: &Stage) -> anyhow::Result<Person> {
    let person = stage.stranger().await?;
    person.without_cache().await?;
    person.log_in("demo").await?;
    Ok(person)
}

fn median(mut values: Vec<f64>) -> anyhow::Result<f64> {
    values.sort_by(f64::total_cmp);
    values
        .get(values.len() / 2)
        .copied()
        .context("at least one round")
}
