//! A calculation made again with other inputs.

use assistant::store::Turn;
use assistant::{Answer, Ask, Outcome, again, before};
use serde_json::{Value, json};

use crate::stage::{MANAGER, Stage, TODAY, is, stock_rows};

fn typed(inputs: &[(&str, &str)]) -> Vec<(String, String)> {
    let inputs = inputs
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    inputs.collect()
}

fn input<'a>(answer: &'a Answer, name: &str) -> &'a Value {
    let inputs = answer.tool.as_ref().unwrap()["inputs"].as_array().unwrap();
    inputs.iter().find(|input| input["name"] == name).unwrap()
}

fn result(answer: &Answer) -> f64 {
    answer.tool.as_ref().unwrap()["result"].as_f64().unwrap()
}

/// The reorder point of a product, with demand and lead time from the data.
async fn locks(stage: &Stage, safety_stock: Option<f64>) -> Answer {
    let given: Vec<(&str, f64)> = safety_stock
        .map(|units| ("safety_stock", units))
        .into_iter()
        .collect();
    let filters = json!([is("product_code", "P2")]);
    stage
        .script
        .calculate("locks", "calculate_reorder_point", &given, filters);
    let ask = Ask::new("anna", MANAGER, "locks").on(TODAY).within("c1");
    stage.assistant.ask(ask).await
}

#[tokio::test]
async fn a_changed_input_is_given_and_the_others_stay_measured() {
    let stage = Stage::new().await;
    let first = locks(&stage, Some(15.0)).await;
    assert_eq!(input(&first, "lead_time_days")["origin"], "on_file");
    assert_eq!(input(&first, "lead_time_days")["range"], "0 or more");
    assert_eq!(input(&first, "avg_daily_demand")["origin"], "measured");

    // As a form sends it: everything, most of it as it stood.
    let form = typed(&[
        ("avg_daily_demand", "0.3333"),
        ("lead_time_days", "10 days"),
        ("safety_stock", "15"),
    ]);
    let changed = again(&first, &form).unwrap().unwrap();
    assert_eq!(changed.question, "What if lead time were 10 days?");
    assert_eq!(changed.calculation.changes, ["lead_time_days"]);
    let ask = Ask::new("anna", MANAGER, changed.question)
        .on(TODAY)
        .within(first.conversation.clone().unwrap())
        .calculating(changed.calculation);
    let second = stage.assistant.ask(ask).await;
    assert_eq!(second.outcome, Outcome::Answered, "{}", second.message);
    // 30 units in 90 days, not the 0.3333 that was shown.
    assert!((result(&second) - (30.0 / 90.0 * 10.0 + 15.0)).abs() < 1e-12);
    assert_eq!(input(&second, "lead_time_days")["origin"], "given");
    assert_eq!(input(&second, "avg_daily_demand")["origin"], "measured");
    assert_eq!(second.conversation, first.conversation);
    assert_ne!(second.id, first.id);
    let said: Vec<&str> = second.statements.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(said[1..], ["lead time 10 days", "safety stock 15 units"]);
    // Both are in the ledger, each under what it was called.
    let entries = stage.shelf.entries();
    let asked: Vec<&str> = entries
        .iter()
        .map(|entry| entry.question.as_str())
        .collect();
    assert_eq!(asked, ["locks", "What if lead time were 10 days?"]);
}

#[tokio::test]
async fn what_follows_from_a_changed_input_follows_it() {
    let stage = Stage::new().await;
    let first = locks(&stage, None).await;
    assert_eq!(input(&first, "safety_stock")["origin"], "computed");
    let changed = again(&first, &typed(&[("lead_time_days", "10")]))
        .unwrap()
        .unwrap();
    let ask = Ask::new("anna", MANAGER, changed.question)
        .on(TODAY)
        .calculating(changed.calculation);
    let second = stage.assistant.ask(ask).await;
    // 1/3 × 10 + (18 × 10 − 1/3 × 10).
    assert!((result(&second) - 180.0).abs() < 1e-9, "{}", second.message);
    assert_eq!(input(&second, "safety_stock")["origin"], "computed");
}

#[tokio::test]
async fn an_emptied_input_is_left_to_the_data() {
    let stage = Stage::new().await;
    let first = locks(&stage, Some(15.0)).await;
    let changed = again(&first, &typed(&[("safety_stock", " ")]))
        .unwrap()
        .unwrap();
    assert_eq!(
        changed.question,
        "What if safety stock were left to the data?"
    );
    let ask = Ask::new("anna", MANAGER, changed.question)
        .on(TODAY)
        .calculating(changed.calculation);
    let second = stage.assistant.ask(ask).await;
    // 1/3 × 5 + (18 × 5 − 1/3 × 5).
    assert!((result(&second) - 90.0).abs() < 1e-9);
}

#[tokio::test]
async fn nothing_changed_is_nothing_to_do_and_mistakes_are_named() {
    let stage = Stage::new().await;
    let first = locks(&stage, Some(15.0)).await;
    let same = typed(&[
        ("avg_daily_demand", "0.3333"),
        ("lead_time_days", " 5 "),
        ("safety_stock", "15"),
    ]);
    assert_eq!(again(&first, &same), Ok(None));
    assert_eq!(again(&first, &typed(&[("moon", "4")])), Ok(None));
    let wrong = typed(&[
        ("avg_daily_demand", "lots"),
        ("lead_time_days", "-3"),
        ("safety_stock", "20"),
    ]);
    let mistakes = again(&first, &wrong).unwrap_err();
    let said: Vec<String> = mistakes
        .iter()
        .map(|m| format!("{} {}", m.name, m.why))
        .collect();
    assert_eq!(
        said,
        [
            "avg_daily_demand must be a number, not “lots”",
            "lead_time_days must be 0 or more, not “-3”"
        ]
    );
}

#[tokio::test]
async fn contradictions_are_found_where_everything_is_given() {
    let stage = Stage::new().await;
    let given = json!({"max_daily_demand": 20, "avg_daily_demand": 10, "max_lead_time_days": 10, "avg_lead_time_days": 7});
    let first = stage
        .assistant
        .calculate("anna", MANAGER, "calculate_safety_stock", &given)
        .await;
    // Reference value "safety stock, max–avg": 130.
    assert!((result(&first) - 130.0).abs() < 1e-12);
    let mistakes = again(&first, &typed(&[("max_daily_demand", "9")])).unwrap_err();
    assert_eq!(mistakes[0].why, "must not be below avg daily demand");
    let mistakes = again(&first, &typed(&[("max_daily_demand", "")])).unwrap_err();
    assert!(mistakes[0].why.starts_with("is needed"), "{mistakes:?}");
    let changed = again(&first, &typed(&[("max_daily_demand", "10")]))
        .unwrap()
        .unwrap();
    let ask = Ask::new("anna", MANAGER, changed.question)
        .on(TODAY)
        .calculating(changed.calculation);
    // 10 × 10 − 10 × 7.
    assert!((result(&stage.assistant.ask(ask).await) - 30.0).abs() < 1e-12);
}

#[tokio::test]
async fn a_set_is_made_again_with_one_value_for_all_rows() {
    let stage = Stage::new().await;
    let given = json!({"warehouse_code": "EAST", "product_code": "P2", "safety_stock": 0});
    let first = stage
        .assistant
        .calculate("anna", MANAGER, "calculate_reorder_point", &given)
        .await;
    let lead_time = input(&first, "lead_time_days");
    assert_eq!(
        (&lead_time["value"], &lead_time["origin"]),
        (&Value::Null, &json!("on_file"))
    );
    assert_eq!(input(&first, "service_level")["origin"], "open");
    let changed = again(
        &first,
        &typed(&[("lead_time_days", "10"), ("safety_stock", "0")]),
    )
    .unwrap()
    .unwrap();
    let ask = Ask::new("anna", MANAGER, changed.question)
        .on(TODAY)
        .calculating(changed.calculation);
    let second = stage.assistant.ask(ask).await;
    assert_eq!(second.outcome, Outcome::Answered, "{}", second.message);
    let point = second
        .columns
        .iter()
        .position(|column| column.name == "reorder_point")
        .unwrap();
    // 27 units leave from the east in 90 days.
    assert!((second.rows[0][point].as_f64().unwrap() - 3.0).abs() < 1e-9);
    assert_eq!(input(&second, "lead_time_days")["origin"], "given");
}

#[tokio::test]
async fn the_next_turn_knows_what_was_computed() {
    let stage = Stage::new().await;
    let first = locks(&stage, Some(15.0)).await;
    stage.script.mean("next", stock_rows(json!([])));
    let conversation = first.conversation.unwrap();
    stage
        .assistant
        .ask(
            Ask::new("anna", MANAGER, "next")
                .on(TODAY)
                .within(conversation),
        )
        .await;
    let turns: Vec<Turn> = stage.script.seen.lock().unwrap().clone();
    let before = before(&turns).unwrap();
    assert_eq!(before.calculation.tool, "calculate_reorder_point");
    let known = |name: &str| {
        let input = before.takes.iter().find(|input| input.name == name);
        input.map(|input| (input.unit.as_str(), input.value))
    };
    assert_eq!(known("lead_time_days"), Some(("days", Some(5.0))));
    assert_eq!(known("safety_stock"), Some(("units", Some(15.0))));
    assert_eq!(known("service_level"), Some(("fraction", None)));
    assert_eq!(known("products"), None);
}

#[tokio::test]
async fn what_was_asked_back_is_awaited() {
    let stage = Stage::new().await;
    let filters = json!([is("product_code", "P3")]);
    stage.script.calculate(
        "pumps",
        "calculate_reorder_point",
        &[("safety_stock", 5.0)],
        filters,
    );
    let back = stage
        .assistant
        .ask(Ask::new("anna", MANAGER, "pumps").on(TODAY).within("c1"))
        .await;
    assert_eq!(back.outcome, Outcome::Clarify);
    stage.script.mean("next", stock_rows(json!([])));
    stage
        .assistant
        .ask(
            Ask::new("anna", MANAGER, "next")
                .on(TODAY)
                .within(back.conversation.unwrap()),
        )
        .await;
    let turns: Vec<Turn> = stage.script.seen.lock().unwrap().clone();
    assert_eq!(
        before(&turns).unwrap().calculation.awaits.as_deref(),
        Some("lead_time_days")
    );
}

#[tokio::test]
async fn a_service_level_takes_the_place_of_a_safety_stock() {
    let stage = Stage::new().await;
    let filters = json!([is("product_code", "P2"), is("warehouse_code", "EAST")]);
    let given = [("safety_stock", 15.0), ("lead_time_days", 10.0)];
    stage
        .script
        .calculate("locks", "calculate_reorder_point", &given, filters);
    let first = stage.ask("locks").await;
    // 27 units in 90 days.
    assert!((result(&first) - (27.0 / 90.0 * 10.0 + 15.0)).abs() < 1e-9);
    let mut calculation = first.calculation.clone().unwrap();
    calculation.given.insert("service_level".to_owned(), 0.975);
    calculation.changes = vec!["service_level".to_owned()];
    let ask = Ask::new("anna", MANAGER, "with a service level")
        .on(TODAY)
        .calculating(calculation);
    let second = stage.assistant.ask(ask).await;
    assert_eq!(second.outcome, Outcome::Answered, "{}", second.message);
    assert_eq!(input(&second, "service_level")["value"], json!(0.975));
    assert_eq!(input(&second, "lead_time_days")["origin"], "given");
    let cell = |name: &str| {
        let place = second
            .columns
            .iter()
            .position(|column| column.name == name)
            .unwrap();
        second.rows[0][place].as_f64().unwrap()
    };
    // Squares of 18 and 9 are 405; minus 90 × 0.3² = 8.1; ÷ 89; z = 1.959964 of 97.5 %.
    let deviation = (396.9_f64 / 89.0).sqrt();
    let safety = 1.959_963_984_540_054 * 10.0_f64.sqrt() * deviation;
    assert!(
        (cell("safety_stock") - safety).abs() < 1e-6,
        "{}",
        cell("safety_stock")
    );
    assert!((cell("reorder_point") - (3.0 + safety)).abs() < 1e-6);
}
