//! Everybody can use every page: no rule of WCAG 2.2 AA that a program can judge is broken, in light and in dark, and no
//! page scrolls sideways on a phone.

use quartermaster_tests::chromium::{Look, axe};
use quartermaster_tests::person::Person;
use quartermaster_tests::stage::Stage;
use quartermaster_tests::tour::tour;

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

/// Looks at every page in light and in dark, and says everything that is wrong at the end.
async fn look_at_all(look: Look) -> anyhow::Result<()> {
    let Some(axe) = axe() else { return Ok(()) };
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let mut wrong: Vec<String> = Vec::new();
    let mut see = async |name: &str, person: &Person| {
        for look in [look, look.dark()] {
            person.look(look).await?;
            let findings = person.findings(&axe).await?;
            wrong.extend(
                findings
                    .iter()
                    .map(|finding| format!("{name} {}: {finding}", look.name())),
            );
        }
        person.look(look).await?;
        let sideways = person.sideways().await?;
        if !sideways.is_empty() {
            wrong.push(format!(
                "{name} {}: scrolls sideways: {sideways:?}",
                look.name()
            ));
        }
        // An error page is an error to the console, too.
        let complaints = person.complaints().await?;
        let complaints = complaints.iter().filter(|c| !c.contains("status of 4"));
        wrong.extend(complaints.map(|complaint| format!("{name}: the browser complained: {complaint}")));
        let with_number = ["answer-table", "answer-tile", "answer-long"].contains(&name);
        if look.phone && with_number && person.evaluate(FIRST_NUMBER).await? != true {
            wrong.push(format!(
                "{name} {}: the first number is not on the first screen",
                look.name()
            ));
        }
        Ok(())
    };
    let toured = tour(&stage, look, &mut see).await;
    if let Err(fault) = toured {
        wrong.push(format!("the tour ended early: {fault:#}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    stage.close().await
}

#[tokio::test]
async fn every_page_is_accessible_at_a_desk() -> anyhow::Result<()> {
    look_at_all(Look::DESK).await
}

#[tokio::test]
async fn every_page_is_accessible_on_a_phone() -> anyhow::Result<()> {
    look_at_all(Look::PHONE).await
}
