//! What was asked is found again, named, kept at the top, and deleted.

use quartermaster_tests::stage::Stage;

async fn keep_house(scripts: bool) -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    if !scripts {
        person.without_scripts().await?;
    }
    person.log_in("warehouse").await?;
    for question in ["Stock by warehouse", "Which products are out of stock?"] {
        person.follow("link", "New conversation").await?;
        person.ask(question).await?;
    }
    person.follow("link", "History").await?;
    person.follow("button", "Pin “Stock by warehouse”").await?;
    person.reads(&["pinned"]).await?;
    let first = person.text_of("main .talks li a").await?;
    assert_eq!(first, "Stock by warehouse", "what is pinned comes first");

    person.click_on("main .talks li details summary").await?;
    person.fill("New name", "Monday’s stock <b>").await?;
    person.follow("button", "Save").await?;
    person.reads(&["Monday’s stock <b>"]).await?;

    person.fill("Search your questions", "out of stock").await?;
    person.leaving(async || person.press("Enter").await).await?;
    person
        .follow("link", "Which products are out of stock?")
        .await?;
    person
        .expect_answer("Which products are out of stock?")
        .await?;

    person.follow("link", "History").await?;
    person
        .click_on("main .talks li:nth-child(2) details:last-of-type summary")
        .await?;
    person
        .follow(
            "button",
            "Delete for good “Which products are out of stock?”",
        )
        .await?;
    let left = person.text_of("main .talks").await?;
    assert!(!left.contains("out of stock"), "{left}");
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn the_history_is_kept_in_order_with_scripts() -> anyhow::Result<()> {
    keep_house(true).await
}

#[tokio::test]
async fn the_history_is_kept_in_order_without_scripts() -> anyhow::Result<()> {
    keep_house(false).await
}
