//! What can be done with an answer: take a condition away, ask on about a thing in it, sort it, see all of it, copy it.

use quartermaster_tests::person::Person;
use quartermaster_tests::stage::Stage;

const LOW_STOCK: &str = "Which products are below minimum stock?";

/// Somebody who has asked for the 62 stock rows below minimum.
async fn with_low_stock(stage: &Stage, scripts: bool) -> anyhow::Result<Person> {
    let person = stage.person().await?;
    if !scripts {
        person.without_scripts().await?;
    }
    person.log_in("warehouse").await?;
    person.ask_by_button(LOW_STOCK).await?;
    person.reads(&["62 rows"]).await?;
    Ok(person)
}

async fn ask_on(scripts: bool) -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = with_low_stock(&stage, scripts).await?;
    // The first fifty rows are there, the rest a link away.
    let rows = "[data-panel='table'] tbody tr";
    person.reads(&["Showing the first 50 of 62"]).await?;
    assert_eq!(person.count(rows).await?, 50);
    person.follow("link", "Show all").await?;
    assert_eq!(person.count(rows).await?, 62);

    // A code asks what one asks next about the thing, with all that it says in its name.
    let code = person.text_of("button.thing").await?;
    person.follow_on("button.thing").await?;
    person.reads(&["I understood:", &code]).await?;
    person.back().await?;
    person.reads(&["62 rows"]).await?;

    // Without its condition, the question is about all stock rows.
    let condition = person.text_of(".chip:has(button) span").await?;
    person
        .follow("button", &format!("Ask without “{condition}”"))
        .await?;
    person.reads(&["I understood:", "1,550 rows"]).await?;
    assert_eq!(
        person.count(".chip button").await?,
        0,
        "no condition is left"
    );
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn an_answer_leads_on_with_scripts() -> anyhow::Result<()> {
    ask_on(true).await
}

#[tokio::test]
async fn an_answer_leads_on_without_scripts() -> anyhow::Result<()> {
    ask_on(false).await
}

/// Texts of the cells of a column, from the top.
async fn column(person: &Person, place: u32) -> anyhow::Result<Vec<String>> {
    let cells = format!(
        "[...document.querySelectorAll('[data-panel=table] tbody td:nth-child({place})')].map((cell) => cell.innerText)"
    );
    Ok(serde_json::from_value(person.evaluate(&cells).await?)?)
}

#[tokio::test]
async fn a_table_is_sorted_by_its_headings() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("warehouse").await?;
    person.ask("Stock by warehouse").await?;
    // DuckDB: 13,142 units at OSL-MAIN are the most, 5,839 at BGO-WEST the fewest.
    let stock = [
        "13,142", "9,780", "9,199", "8,990", "8,199", "7,379", "5,839",
    ];
    assert_eq!(column(&person, 2).await?, stock);
    person.click("columnheader", "Stock").await?;
    let mut turned = stock;
    turned.reverse();
    assert_eq!(
        column(&person, 2).await?,
        turned,
        "by value, not by letters"
    );
    assert_eq!(person.count("th[aria-sort=ascending]").await?, 1);
    person.click("columnheader", "Warehouse").await?;
    let names = column(&person, 1).await?;
    assert!(names.is_sorted(), "{names:?}");
    // The keyboard sorts, too, and turns the order.
    person.press("Enter").await?;
    assert_eq!(person.count("th[aria-sort=descending]").await?, 1);
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn an_answer_is_copied() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("warehouse").await?;
    person.ask("Stock by warehouse").await?;
    let copied = "navigator.clipboard.readText()";
    person.click("button", "Copy").await?;
    person.wait_for_role("button", "Copied").await?;
    let rows = person.evaluate(copied).await?;
    let lines: Vec<&str> = rows.as_str().unwrap_or_default().lines().collect();
    assert_eq!(lines.len(), 8, "a heading and seven warehouses: {rows}");
    assert_eq!(lines.get(1), Some(&"OSL-MAIN\t13,142"));
    person.click("button", "Link").await?;
    person
        .wait_until(
            "the link",
            &format!("{copied}.then((text) => text === location.href)"),
        )
        .await?;
    person.heard_no_complaints().await?;

    // Without scripts there is no button that would do nothing.
    person.without_scripts().await?;
    person.reload().await?;
    assert!(
        !person
            .names("button")
            .await?
            .iter()
            .any(|name| name == "Copy")
    );
    stage.close().await
}

#[tokio::test]
async fn a_chart_is_taken_along() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("warehouse").await?;
    person.ask("Stock by warehouse").await?;
    person.open_tab("Chart").await?;
    person.click("link", "SVG").await?;
    let (_, svg) = stage.chromium.download(".svg").await?;
    let svg = String::from_utf8(svg)?;
    assert!(svg.contains("OSL-MAIN") && svg.contains("13,142"), "{svg}");
    person.click("button", "PNG").await?;
    let (name, png) = stage.chromium.download(".png").await?;
    assert!(
        png.starts_with(b"\x89PNG") && png.len() > 5_000,
        "{name}: {} bytes",
        png.len()
    );
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn a_page_is_printed_without_its_frame() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = with_low_stock(&stage, true).await?;
    person.print_look(true).await?;
    let seen = "['.side', 'form.ask', '.exports'].filter((s) => document.querySelector(s)?.checkVisibility())";
    assert_eq!(person.evaluate(seen).await?, serde_json::json!([]));
    let cut = "(() => { const box = document.querySelector('.rows'); return box.scrollHeight > box.clientHeight + 1; })()";
    assert_eq!(person.evaluate(cut).await?, false, "all rows are printed");
    stage.close().await
}
