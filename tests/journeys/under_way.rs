//! A question is *under way* while its page waits for it.

use std::sync::Arc;
use std::time::Duration;

use assistant::store::HistoryFilter;
use assistant::{Ask, Outcome};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::Home;
use tokio::sync::oneshot;
use web::under_way::UnderWay;
use web::wiring::Application;

/// A question that takes a while over many lines.
const SLOW: &str = "Top 10 products by units sold in each warehouse";

#[tokio::test(flavor = "multi_thread")]
async fn steps_come_one_by_one_and_only_to_who_asks() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 5_000, 1)?;
    let program = data::open(&home.directory(), Some(&sample), TODAY).await?;
    let under_way = UnderWay::patient_for(Duration::from_secs(10));
    let (tell, told) = oneshot::channel();
    let ask = Ask::new("anna", "Warehouse Manager", SLOW);
    let id = under_way.begin(Arc::clone(&program.assistant), ask, move |answer| {
        let _ = tell.send((answer.id.clone(), answer.outcome));
    });
    assert!(under_way.find(&id, "ben").is_none());
    assert!(under_way.find("another", "anna").is_none());
    let mut waiting = under_way
        .find(&id, "anna")
        .ok_or_else(|| anyhow::anyhow!("it is under way"))?;
    assert_eq!(waiting.asked.question, SLOW);
    let mut steps = Vec::new();
    while let Some(step) = waiting.step().await {
        steps.push(step.name.name());
    }
    assert_eq!(steps[..3], ["understood", "sql", "checked"], "{steps:?}");
    waiting.done().await;
    assert_eq!(told.await?, (id.clone(), Outcome::Answered));
    assert!(under_way.find(&id, "anna").is_none());
    assert_eq!(under_way.count(), 0);
    assert!(program.assistant.recall("anna", &id).await.is_some());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_nobody_looks_at_is_stopped() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 60_000, 1)?;
    let configuration = data::configuration(&home.directory(), Some(&sample), TODAY, "")?;
    let program = Application::open(configuration, None).await?;
    let under_way = UnderWay::patient_for(Duration::from_millis(1));
    let (tell, told) = oneshot::channel::<()>();
    let ask = Ask::new("anna", "Warehouse Manager", SLOW);
    let id = under_way.begin(Arc::clone(&program.assistant), ask, move |_| {
        let _ = tell.send(());
    });
    assert!(
        told.await.is_err(),
        "it was answered although nobody looked"
    );
    let stores = program
        .stores
        .as_ref()
        .ok_or_else(|| anyhow::anyhow!("stores"))?;
    let entry = loop {
        if let Some(entry) = stores.ledger.entry(&id, None).await? {
            break entry;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!(entry.outcome, Outcome::Failed);
    assert!(entry.message.contains("went away"), "{}", entry.message);
    let history = stores
        .ledger
        .history(&HistoryFilter {
            limit: 5,
            ..HistoryFilter::default()
        })
        .await?;
    assert_eq!(history.len(), 1);
    Ok(())
}
