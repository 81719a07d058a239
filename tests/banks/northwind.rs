//! Northwind has no purchase orders, no unit costs, no minimum stock and no lead times: what it lacks is said in words,
//! and never with a zero, an empty table or an error.

use assistant::{Answer, Ask, Outcome};
use quartermaster_tests::data;
use quartermaster_tests::program::Home;
use serde_json::json;
use web::wiring::Application;

const TODAY: &str = "1998-05-06";
const BUYER: &str = "Procurement Specialist";
const KEEPER: &str = "Warehouse Manager";

/// What is asked, and the words that the message must hold.
const LACKING: &[(&str, &str, &[&str])] = &[
    (
        BUYER,
        "What did we spend last year?",
        &["no purchase order lines"],
    ),
    (
        BUYER,
        "Top 5 suppliers by spend",
        &["no purchase order lines"],
    ),
    (
        BUYER,
        "How many purchase orders are open?",
        &["no purchase orders"],
    ),
    (
        BUYER,
        "Which purchase orders are overdue?",
        &["no purchase orders"],
    ),
    (BUYER, "On-time rate by supplier", &["no purchase orders"]),
    (
        BUYER,
        "Average lead time by supplier",
        &["no purchase orders"],
    ),
    (
        BUYER,
        "Supplier fill rate of Exotic Liquids",
        &["no purchase order lines"],
    ),
    (
        BUYER,
        "Number of purchase orders by month",
        &["no purchase orders"],
    ),
    (BUYER, "Stock value by supplier", &["Unit cost", "empty"]),
    (
        KEEPER,
        "What is our inventory worth?",
        &["Unit cost", "empty"],
    ),
    (KEEPER, "Stock value by warehouse", &["Unit cost", "empty"]),
    (KEEPER, "Margin by product", &["Unit cost", "empty"]),
    (
        KEEPER,
        "Which products are below minimum stock?",
        &["Minimum stock", "empty"],
    ),
    (KEEPER, "Total shortage", &["Minimum stock", "empty"]),
    (
        KEEPER,
        "Which products are overstocked?",
        &["Maximum stock", "empty"],
    ),
    (
        KEEPER,
        "Capacity utilisation by warehouse",
        &["Maximum stock", "empty"],
    ),
    (
        KEEPER,
        "Planned lead time by product group",
        &["lead time", "empty"],
    ),
];

async fn ask(program: &Application, persona: &str, question: &str) -> Answer {
    program
        .assistant
        .ask(Ask::new("bank", persona, question))
        .await
}

#[tokio::test]
async fn what_is_missing_is_said_in_words() -> anyhow::Result<()> {
    let Some(folder) = data::shared("data/northwind") else {
        return Ok(());
    };
    let home = Home::new()?;
    let program = data::open(home.path(), Some(&folder), TODAY).await?;
    for (persona, question, words) in LACKING {
        let answer = ask(&program, persona, question).await;
        let said = format!(
            "{question} → {:?}: {} {:?}",
            answer.outcome, answer.message, answer.rows
        );
        assert_eq!(answer.outcome, Outcome::Unanswerable, "{said}");
        assert!(
            words.iter().all(|word| answer.message.contains(word)),
            "{said}"
        );
        assert!(
            answer.rows.is_empty() && answer.columns.is_empty(),
            "{said}"
        );
    }
    // One product's cost is a list with one empty cell, and the answer says that it is empty for all.
    let cost = ask(&program, KEEPER, "Unit cost of Chai").await;
    assert!(
        cost.rows.iter().flatten().all(|cell| !cell.is_number()),
        "{:?}",
        cost.rows
    );
    let said = cost
        .warnings
        .iter()
        .chain([&cost.message])
        .any(|text| text.contains("Unit cost is empty"));
    assert!(said, "{} {:?}", cost.message, cost.warnings);
    // What is there is answered: DuckDB counts 3,119 units, 21 pending orders and 617,085.2035 of sales in 1997.
    let there = [
        (KEEPER, "How many units are on hand?", json!(3119)),
        (KEEPER, "Sales in 1997", json!(617_085.203_5)),
        ("Field Engineer", "How many orders are pending?", json!(21)),
    ];
    for (persona, question, expected) in there {
        let answer = ask(&program, persona, question).await;
        assert_eq!(
            *answer.rows,
            [[expected]],
            "{question} → {}",
            answer.message
        );
    }
    Ok(())
}
