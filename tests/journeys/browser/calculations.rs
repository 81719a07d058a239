//! Each persona's way through calculations, with scripts and without: two of them, an input changed, the new result seen;
//! and pages with inputs, maps and bars that everybody can use.

use quartermaster_tests::chromium::{Look, axe};
use quartermaster_tests::data;
use quartermaster_tests::stage::Stage;

/// A calculation and the same with another input.
struct Sum {
    question: &'static str,
    /// What its answer says.
    says: &'static [&'static str],
    /// An input and what is typed into it.
    input: (&'static str, &'static str),
    /// What the new question is called, and what its answer says.
    again: &'static str,
    then_says: &'static [&'static str],
}

const WAREHOUSE: [Sum; 2] = [
    Sum {
        question: "reorder point with average daily demand 12, lead time 7 days and safety stock 20",
        says: &["12 × 7 + 20 = 104"],
        input: ("Lead time", "10"),
        again: "What if lead time were 10 days?",
        then_says: &["12 × 10 + 20 = 140", "lead time 10 days"],
    },
    // Counted from the sample's files: 13 and 20 stock rows do not cover the demand of 14 and 30 days.
    Sum {
        question: "which products will run out within 14 days",
        says: &["At risk of running out: 13", "13 rows"],
        input: ("Days to cover", "30"),
        again: "What if days to cover were 30 days?",
        then_says: &["At risk of running out: 20", "20 rows"],
    },
];

const FIELD: [Sum; 2] = [
    // Reference value: 180.18469; 2.0537489 × √(5 × 20² + 100²) = 224.976… at 98 %.
    Sum {
        question: "safety stock with 95 % service level, demand 100 a day standard deviation 20, lead time 5 days standard deviation 1",
        says: &["180.18"],
        input: ("Cycle service level", "98 %"),
        again: "What if cycle service level were 98 %?",
        then_says: &["224.98", "cycle service level 98 %"],
    },
    Sum {
        question: "stockout risk within 30 days at OSL-MAIN",
        says: &["At risk of running out: 10"],
        input: ("Days to cover", "60"),
        again: "What if days to cover were 60 days?",
        then_says: &["At risk of running out: 13"],
    },
];

const PROCUREMENT: [Sum; 2] = [
    // 0.3 × 0.97 + 0.3 × 0.82 + 0.2 × 0.95 + 0.2 × 0.9 = 0.907; with 1 for 0.82 it is 0.961.
    Sum {
        question: "supplier score: fill 0.97, on time 82%, quality 0.95, cost 0.9",
        says: &["90.7 %"],
        input: ("On-time rate", "1"),
        again: "What if on-time rate were 100 %?",
        then_says: &["96.1 %"],
    },
    // Counted from the sample's files: 17 and 12 products.
    Sum {
        question: "cost savings above 10 %",
        says: &["17 products with more than 10 % to save"],
        input: ("Threshold", "15"),
        again: "What if threshold were 15 %?",
        then_says: &["12 products with more than 15 % to save"],
    },
];

async fn calculate(username: &str, sums: &[Sum], scripts: bool) -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    if !scripts {
        person.without_scripts().await?;
    }
    person.log_in(username).await?;
    for sum in sums {
        person.ask(sum.question).await?;
        person.reads(sum.says).await?;
        let (input, value) = sum.input;
        person.fill(input, value).await?;
        person.follow("button", "Compute again").await?;
        person.expect_answer(sum.again).await?;
        person.reads(sum.then_says).await?;
        // The first answer is above it, in the same conversation, and a way back leads to it.
        person.follow("link", sum.question).await?;
        person.reads(sum.says).await?;
    }
    // What is impossible is said beside what was typed.
    let (input, _) = sums[0].input;
    person.ask(sums[0].question).await?;
    person.fill(input, "-3").await?;
    person.follow("button", "Compute again").await?;
    person
        .reads(&["One input is impossible", "must be", "not “-3”"])
        .await?;
    let typed = person
        .evaluate("document.querySelector('[aria-invalid]').value")
        .await?;
    assert_eq!(typed, "-3");
    // The browser notes the status of the refused form, and nothing else.
    person.heard_no_complaints_but(&["status of 422"]).await?;
    stage.close().await
}

#[tokio::test]
async fn a_warehouse_manager_computes_again_with_scripts() -> anyhow::Result<()> {
    calculate("warehouse", &WAREHOUSE, true).await
}

#[tokio::test]
async fn a_warehouse_manager_computes_again_without_scripts() -> anyhow::Result<()> {
    calculate("warehouse", &WAREHOUSE, false).await
}

#[tokio::test]
async fn a_field_engineer_computes_again_with_scripts() -> anyhow::Result<()> {
    calculate("field", &FIELD, true).await
}

#[tokio::test]
async fn a_field_engineer_computes_again_without_scripts() -> anyhow::Result<()> {
    calculate("field", &FIELD, false).await
}

#[tokio::test]
async fn a_procurement_specialist_computes_again_with_scripts() -> anyhow::Result<()> {
    calculate("procurement", &PROCUREMENT, true).await
}

#[tokio::test]
async fn a_procurement_specialist_computes_again_without_scripts() -> anyhow::Result<()> {
    calculate("procurement", &PROCUREMENT, false).await
}

/// In words: the same conversation, each turn with the inputs of the one before.
#[tokio::test]
async fn what_if_in_words() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("warehouse").await?;
    person.ask(WAREHOUSE[0].question).await?;
    person.ask("what if lead time were 10 days?").await?;
    person.reads(&["12 × 10 + 20 = 140"]).await?;
    person.ask("make the safety stock 25").await?;
    person.reads(&["12 × 10 + 25 = 145"]).await?;
    person.ask("what if the moon were 3?").await?;
    person
        .reads(&[
            "is no input of this calculation",
            "average daily demand, lead time, safety stock",
        ])
        .await?;
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn a_route_is_a_map() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("field").await?;
    // A route is a picture before it is a table.
    person.calculate("optimize_route", &data::route()).await?;
    let described = "document.querySelector(\"[data-panel='chart'] .wide svg desc\").textContent";
    let described = person.evaluate(described).await?;
    let described = described.as_str().unwrap_or_default();
    assert!(
        described.starts_with("Map of 2 tours from OSL-MAIN. "),
        "{described}"
    );
    assert!(described.ends_with("1 stop is left."), "{described}");
    // A way for each vehicle, a mark for each stop that is served, a cross for the one that is left.
    assert_eq!(
        person.count("[data-panel='chart'] .wide path.line").await?,
        2
    );
    assert_eq!(
        person.count("[data-panel='chart'] .wide path.left").await?,
        1
    );
    person.open_tab("Table").await?;
    person.reads(&["Lillestrøm", "5 rows"]).await?;
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn a_score_has_bars_of_its_parts() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("procurement").await?;
    person.ask(PROCUREMENT[0].question).await?;
    person.open_tab("Chart").await?;
    assert_eq!(
        person.count("[data-panel='chart'] .wide rect.bar").await?,
        5
    );
    person.ask("score our five biggest suppliers").await?;
    person.open_tab("Chart").await?;
    // Five suppliers with the score and its four parts.
    assert_eq!(
        person
            .count("[data-panel='chart'] .wide .row rect.bar")
            .await?,
        25
    );
    person.heard_no_complaints().await?;
    stage.close().await
}

/// Everybody can use these pages, in light and dark, at a desk and on a phone.
#[tokio::test]
async fn calculations_are_accessible() -> anyhow::Result<()> {
    let Some(axe) = axe() else { return Ok(()) };
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.stranger().await?;
    person.log_in("demo").await?;
    let mut wrong: Vec<String> = Vec::new();
    let mut see = async |name: &str| -> anyhow::Result<()> {
        for look in [
            Look::DESK,
            Look::DESK.dark(),
            Look::PHONE,
            Look::PHONE.dark(),
        ] {
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
            let sideways = person.sideways().await?;
            if !sideways.is_empty() {
                wrong.push(format!(
                    "{name} {}: scrolls sideways: {sideways:?}",
                    look.name()
                ));
            }
        }
        person.look(Look::DESK).await
    };
    person.open("/?persona=Warehouse+Manager").await?;
    person.ask(WAREHOUSE[0].question).await?;
    see("inputs").await?;
    person.fill("Lead time", "-3").await?;
    person.follow("button", "Compute again").await?;
    person.reads(&["One input is impossible"]).await?;
    see("inputs refused").await?;
    person.ask("forecast demand for the next 3 months").await?;
    person
        .evaluate("document.querySelector('details.more-inputs').open = true")
        .await?;
    see("forecast").await?;
    // A route is a picture before it is a table.
    person.calculate("optimize_route", &data::route()).await?;
    see("map").await?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    stage.close().await
}
