//! What was asked before: conversations, history and costs, each for whom they are.

use anyhow::Context;
use quartermaster_tests::client::Client;
use serde_json::{Value, json};

use super::{Stage, ask, assert_problem};
use crate::contracts::answer::assert_shape;

#[test]
fn conversations_are_for_those_who_asked() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let (keeper, engineer) = (stage.program("warehouse")?, stage.program("field")?);
    let ids = [
        "00000000-0000-4000-8000-000000000001",
        "00000000-0000-4000-8000-000000000002",
        "00000000-0000-4000-8000-000000000003",
    ];
    for id in ids {
        let answer = ask(
            &keeper,
            &json!({"question": "Stock by warehouse", "conversation": id}),
        )?;
        assert_eq!(answer["conversation"], id);
    }
    let last = ask(
        &keeper,
        &json!({"question": "only GOT-PORT", "conversation": ids[0]}),
    )?;
    assert_eq!(last["row_count"], 1, "{last}");

    // A page at a time, the last asked in first.
    let listed = |client: &Client, query: &str| -> anyhow::Result<(Vec<String>, Value)> {
        let page = client
            .get(&format!("/api/v1/conversations{query}"))?
            .json()?;
        let ids = page["conversations"].as_array().context("a list")?.iter();
        let ids = ids.filter_map(|c| c["id"].as_str().map(str::to_owned));
        Ok((ids.collect(), page["next"].clone()))
    };
    let (first, next) = listed(&keeper, "?limit=2")?;
    assert_eq!(first, [ids[0], ids[2]]);
    assert_eq!(next, ids[2]);
    let (second, next) = listed(&keeper, &format!("?limit=2&before={}", ids[2]))?;
    assert_eq!(second, [ids[1]]);
    assert_eq!(next, Value::Null);
    assert!(listed(&engineer, "")?.0.is_empty());

    let own = format!("/api/v1/conversations/{}", ids[0]);
    let read = keeper.get(&own)?.json()?;
    assert_eq!(read["conversation"]["title"], "Stock by warehouse");
    let questions = read["questions"].as_array().context("questions")?;
    let questions: Vec<&Value> = questions.iter().map(|q| &q["question"]).collect();
    assert_eq!(questions, ["only GOT-PORT", "Stock by warehouse"]);
    let page = keeper.get(&format!("{own}?limit=1"))?.json()?;
    assert_eq!(page["next"], last["id"]);

    let patch = |client: &Client, body: &Value| {
        client.send("PATCH", &own, Some(("application/json", &body.to_string())))
    };
    let changed = patch(&keeper, &json!({"title": "  Ports ", "pinned": true}))?.json()?;
    assert_eq!(
        (&changed["title"], &changed["pinned"]),
        (&json!("Ports"), &json!(true))
    );
    let unpinned = patch(&keeper, &json!({"pinned": false}))?.json()?;
    assert_eq!(
        (&unpinned["title"], &unpinned["pinned"]),
        (&json!("Ports"), &json!(false))
    );
    assert_eq!(patch(&keeper, &json!({}))?.json()?, unpinned);
    for (body, expected) in [
        (json!({"title": "x".repeat(200)}), 200),
        (json!({"title": "x".repeat(201)}), 422),
        (json!({"title": ""}), 422),
        (json!({"title": " "}), 422),
        (json!({"title": "two\nlines"}), 422),
        (json!({"pinned": "yes"}), 422),
        (json!({"user": "field"}), 422),
    ] {
        assert_eq!(patch(&keeper, &body)?.status, expected, "{body}");
    }

    // Nobody else's: not to read, not to change, not to delete, not to continue.
    assert_problem(&engineer.get(&own)?, 404);
    assert_problem(&patch(&engineer, &json!({"title": "mine"}))?, 404);
    assert_problem(&engineer.send("DELETE", &own, None)?, 404);
    let elsewhere = ask(
        &engineer,
        &json!({"question": "Stock by warehouse", "conversation": ids[0]}),
    )?;
    assert_ne!(elsewhere["conversation"], ids[0]);
    let answer = format!("/api/v1/answers/{}", last["id"].as_str().context("an id")?);
    let again = keeper.get(&answer)?.json()?;
    assert_shape(&again);
    assert_eq!(again["rows"], last["rows"]);
    let detail = assert_problem(&engineer.get(&answer)?, 404);
    assert!(detail.contains("12 hours"), "{detail}");

    assert_eq!(keeper.send("DELETE", &own, None)?.status, 204);
    assert_problem(&keeper.send("DELETE", &own, None)?, 404);
    assert_problem(&keeper.get(&own)?, 404);
    assert_eq!(listed(&keeper, "")?.0, [ids[2], ids[1]]);
    Ok(())
}

#[test]
fn the_history_is_searched_and_paged() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let (keeper, engineer) = (stage.program("warehouse")?, stage.program("field")?);
    for question in [
        "Stock by warehouse",
        "Sales in 2023",
        "stock value",
        "Sales in 2024",
    ] {
        ask(&keeper, &json!({"question": question}))?;
    }
    ask(&engineer, &json!({"question": "Stock by product"}))?;
    let page = |query: &str| -> anyhow::Result<(Vec<String>, Option<String>)> {
        let page = keeper.get(&format!("/api/v1/history{query}"))?.json()?;
        let questions = page["questions"].as_array().context("a list")?.iter();
        let questions = questions.filter_map(|q| q["question"].as_str().map(str::to_owned));
        Ok((
            questions.collect(),
            page["next"].as_str().map(str::to_owned),
        ))
    };
    let all = page("")?;
    assert_eq!(
        all.0,
        [
            "Sales in 2024",
            "stock value",
            "Sales in 2023",
            "Stock by warehouse"
        ]
    );
    assert_eq!(all.1, None);
    assert_eq!(
        page("?text=STOCK")?.0,
        ["stock value", "Stock by warehouse"]
    );
    assert!(page("?text=100%25")?.0.is_empty(), "% stands for itself");
    let (first, next) = page("?text=sales&limit=1")?;
    assert_eq!(first, ["Sales in 2024"]);
    let next = next.context("there is more")?;
    assert_eq!(
        page(&format!("?text=sales&limit=1&before={next}"))?,
        (vec!["Sales in 2023".to_owned()], None)
    );
    Ok(())
}

#[test]
fn costs_are_ones_own_and_everybodys_for_operators() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let (keeper, engineer, operator) = (
        stage.program("warehouse")?,
        stage.program("field")?,
        stage.program("demo")?,
    );
    ask(&keeper, &json!({"question": "Stock by warehouse"}))?;
    ask(&keeper, &json!({"question": "Stock by warehouse"}))?;
    ask(&engineer, &json!({"question": "Sales in 2024"}))?;
    let costs = |client: &Client| client.get("/api/v1/costs")?.json();
    let own = costs(&keeper)?;
    assert_eq!(
        (&own["questions"], &own["cached"]),
        (&json!(2), &json!(1)),
        "{own}"
    );
    let names = |report: &Value| -> Vec<String> {
        report["by_user"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    };
    assert_eq!(names(&own), ["warehouse"]);
    let all = costs(&operator)?;
    assert_eq!(all["questions"], 3, "{all}");
    assert_eq!(names(&all), ["field", "warehouse"]);

    // The same in CSV: a row of headings, then one for each day, person and persona.
    let csv = |client: &Client, query: &str| client.get(&format!("/api/v1/costs.csv{query}"));
    let file = csv(&keeper, "")?;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(lines.len(), 2, "{}", file.text);
    assert!(
        lines[1].contains("\"warehouse\",\"Warehouse Manager\",2,1,2,"),
        "{}",
        lines[1]
    );
    assert_eq!(csv(&operator, "")?.text.lines().count(), 3);
    assert_eq!(csv(&operator, "?month=2020-02")?.text.lines().count(), 1);
    for wrong in ["?month=", "?month=2020-13", "?month=2020-2", "?year=2020"] {
        assert_problem(&csv(&operator, wrong)?, 422);
    }
    Ok(())
}
