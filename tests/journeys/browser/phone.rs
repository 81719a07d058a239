//! On a phone the answer comes first: its first number is on the first screen, with scripts and without; the menu is
//! a press away.

use quartermaster_tests::chromium::Look;
use quartermaster_tests::stage::Stage;

/// Whether the first number of the answer is seen without scrolling, above the input that stays at the bottom.
const FIRST_NUMBER: &str = "(() => {
  const article = document.querySelector('article.answer');
  const words = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const outside = '.steps, .understood, .assumptions';
  while (words.nextNode()) {
    const node = words.currentNode;
    if (!/[0-9]/.test(node.data) || node.parentElement.closest(outside) || !node.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getClientRects()[0];
    const floor = Math.min(innerHeight, document.querySelector('form.ask').getBoundingClientRect().top);
    return box.top >= 0 && box.bottom <= floor;
  }
  return false;
})()";

/// How far one has scrolled where something lies over the input, in pixels; nothing when it is free everywhere.
const COVERED: &str = "(() => {
  const covered = [];
  for (let top = 0; top <= 600; top += 10) {
    scrollTo(0, top);
    const input = document.querySelector('#question');
    const box = input.getBoundingClientRect();
    const places = [[.1, .2], [.5, .5], [.9, .8]]
      .map(([x, y]) => document.elementFromPoint(box.x + box.width * x, box.y + box.height * y));
    if (places.some((place) => place !== input)) covered.push(top);
  }
  scrollTo(0, 0);
  return covered;
})()";

/// Answers with many rows, with a figure, with a few rows, with much to read before the rows.
const QUESTIONS: [&str; 4] = [
    "Which products are below minimum stock?",
    "Sales this month",
    "Stock value by warehouse",
    "reorder point with average daily demand 12, lead time 7 days and safety stock 20",
];

async fn answers_come_first(scripts: bool) -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.look(Look::PHONE).await?;
    if !scripts {
        person.without_scripts().await?;
    }
    person.log_in("demo").await?;
    for question in QUESTIONS {
        person.open("/?persona=Warehouse+Manager").await?;
        person.ask(question).await?;
        assert_eq!(person.evaluate(FIRST_NUMBER).await?, true, "{question}");
        assert!(person.sideways().await?.is_empty(), "{question}");
        assert_eq!(
            person.evaluate(COVERED).await?,
            serde_json::json!([]),
            "{question}: something lies over the input"
        );
    }
    assert_eq!(
        person.evaluate(SEES_HISTORY).await?,
        false,
        "the menu is closed"
    );
    person.click_on(".side > .menu").await?;
    person.wait_until("the menu", SEES_HISTORY).await?;
    person.follow("link", "History").await?;
    assert!(person.path().await?.starts_with("/history"));
    person.heard_no_complaints().await?;
    stage.close().await
}

/// Whether the menu's link to the history is seen.
const SEES_HISTORY: &str = "(() => {
  const link = document.querySelector(\"nav a[href^='/history']\");
  return link.checkVisibility({contentVisibilityAuto: true}) && link.getClientRects().length > 0;
})()";

#[tokio::test]
async fn answers_come_first_on_a_phone_with_scripts() -> anyhow::Result<()> {
    answers_come_first(true).await
}

#[tokio::test]
async fn answers_come_first_on_a_phone_without_scripts() -> anyhow::Result<()> {
    answers_come_first(false).await
}
