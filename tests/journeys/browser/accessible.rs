//! Everybody can use every page: no rule of WCAG 2.2 AA that a program can judge is broken, in light and in dark, and no
//! page scrolls sideways on a phone.

use quartermaster_tests::chromium::{Look, axe};
use quartermaster_tests::person::Person;
use quartermaster_tests::stage::Stage;
use quartermaster_tests::tour::tour;

/// Looks at every page in light and in dark, and says everything that is wrong at the end.
async fn look_at_all(look: Look) -> anyhow::Result<()> {
    let Some(axe) = axe() else { return Ok(()) };
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let mut wrong: Vec<String> = Vec::new();
    let mut see = async |name: &str, person: &Person| {
        for look in [look, look.dark()] {
            // So high that nothing of the page lies under the input that stays at the bottom.
            let high = Look {
                height: 4_000,
                ..look
            };
            person.look(high).await?;
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
        wrong.extend(
            complaints.map(|complaint| format!("{name}: the browser complained: {complaint}")),
        );
        Ok(())
    };
    let missed = tour(&stage, look, &mut see).await?;
    wrong.extend(missed.iter().map(|page| format!("not seen: {page}")));
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
