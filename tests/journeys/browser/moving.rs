//! Answers have addresses: back, reload and several tabs do what they do everywhere, and a session that ends in the
//! middle of a question loses nothing.

use quartermaster_tests::stage::Stage;

#[tokio::test]
async fn back_and_reload_show_the_same_answers() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("warehouse").await?;
    person.ask("Stock by warehouse").await?;
    let first = person.path().await?;
    person.ask("only GOT-PORT").await?;
    let second = person.path().await?;
    assert_ne!(first, second);
    person.back().await?;
    assert_eq!(person.path().await?, first);
    person.expect_answer("Stock by warehouse").await?;
    person.reads(&["OSL-MAIN", "13,142"]).await?;
    person.reload().await?;
    assert_eq!(person.path().await?, first, "a reload asks nothing");
    person.reads(&["OSL-MAIN", "13,142"]).await?;
    // The address is enough: somebody who comes with it and logs in sees the answer.
    let elsewhere = stage.stranger().await?;
    elsewhere.open(&second).await?;
    elsewhere.log_in("warehouse").await?;
    assert_eq!(elsewhere.path().await?, second);
    elsewhere.expect_answer("only GOT-PORT").await?;
    elsewhere.reads(&["9,780"]).await?;
    person.heard_no_complaints().await?;
    elsewhere.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn two_tabs_hold_two_conversations() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let (left, right) = (stage.person().await?, stage.person().await?);
    left.log_in("warehouse").await?;
    right.open("/").await?;
    left.ask("Stock by warehouse").await?;
    right.ask("Units sold by month last year").await?;
    left.ask("only GOT-PORT").await?;
    right.ask("by warehouse").await?;
    left.reads(&["9,780"]).await?;
    let understood = right.text_of("main").await?;
    assert!(
        understood.to_lowercase().contains("units sold"),
        "{understood}"
    );
    assert!(!understood.contains("GOT-PORT ×"), "{understood}");
    left.ask("by supplier").await?;
    let understood = left.text_of("main").await?;
    assert!(
        understood.contains("GOT-PORT"),
        "the follow-up kept the condition: {understood}"
    );
    for person in [&left, &right] {
        person.heard_no_complaints().await?;
    }
    stage.close().await
}

/// The session ends while somebody writes; scripts may run or not.
async fn lose_the_session(scripts: bool) -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    if !scripts {
        person.without_scripts().await?;
    }
    person.log_in("warehouse").await?;
    person.ask("Stock by warehouse").await?;
    person.fill("Your question", "only GOT-PORT").await?;
    person.forget_cookies().await?;
    person.follow("button", "Ask").await?;
    person.wait_for("input[type=password]").await?;
    person.reads(&["only GOT-PORT"]).await?;
    person.log_in("warehouse").await?;
    person.expect_answer("only GOT-PORT").await?;
    person.reads(&["9,780"]).await?;
    // The answer continues the conversation, so that it is about the stock.
    person.reads(&["Stock"]).await?;
    person.heard_no_complaints_but(&["status of 401"]).await?;
    stage.close().await
}

#[tokio::test]
async fn a_session_that_ends_in_mid_question_loses_nothing() -> anyhow::Result<()> {
    lose_the_session(true).await
}

#[tokio::test]
async fn a_session_that_ends_in_mid_question_loses_nothing_without_scripts() -> anyhow::Result<()> {
    lose_the_session(false).await
}
