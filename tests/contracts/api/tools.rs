//! Calculations over HTTP: the list with what each takes, and one run.

use anyhow::Context;
use serde_json::json;

use super::super::answer::assert_shape;
use super::{Stage, assert_problem};

#[test]
fn calculations_are_listed_and_run() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let program = stage.program("warehouse")?;
    let listed = program.get("/api/v1/tools")?.json()?;
    let tools = listed["tools"].as_array().context("tools")?;
    let eoq = tools.iter().find(|tool| tool["name"] == "calculate_eoq");
    let eoq = eoq.context("calculate_eoq")?;
    assert_eq!(eoq["specialist"], "inventory");
    assert_eq!(eoq["forms"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        eoq["schema"]["required"],
        json!(["fixed_cost", "annual_demand"])
    );
    let unit = &eoq["forms"][0]["schema"]["properties"]["holding_cost"]["x-unit"];
    assert_eq!(unit, "USD/unit/year");

    let run =
        |name: &str, body: &serde_json::Value| program.post(&format!("/api/v1/tools/{name}"), body);
    let given = json!({"fixed_cost": 8, "holding_cost": 0.225, "annual_demand": 1300});
    let reply = run("calculate_eoq", &given)?;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let answer = reply.json()?;
    assert_shape(&answer);
    assert_eq!(
        (&answer["outcome"], &answer["engine"]),
        (&json!("answered"), &json!("tool"))
    );
    // stockpyl: 304.04678 units at 68.41053 USD a year.
    let quantity = answer["rows"][0][0].as_f64().context("a number")?;
    let cost = answer["rows"][0][1].as_f64().context("a number")?;
    assert!((quantity - 304.046_78).abs() < 1e-5 && (cost - 68.410_53).abs() < 1e-5);

    let stock = json!([{"warehouse_code": "W", "product_code": "A", "current_stock": 1, "minimum_stock": 3}]);
    let answer = run("identify_low_stock", &json!({"stock": stock}))?.json()?;
    assert_shape(&answer);
    assert_eq!(answer["columns"][5]["name"], "shortage");
    assert_eq!(answer["rows"][0][5], 2);
    let history = program.get("/api/v1/history?text=identify_low_stock")?;
    assert!(
        history.text.contains("1 rows"),
        "rows are counted: {}",
        history.text
    );

    let refused = run(
        "calculate_eoq",
        &json!({"fixed_cost": -8, "holding_cost": 1, "annual_demand": 1}),
    )?;
    let refused = refused.json()?;
    assert_shape(&refused);
    assert_eq!(refused["outcome"], "refused");
    let message = refused["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("fixed_cost must be above 0"),
        "{message}"
    );

    let detail = assert_problem(&run("calculate_luck", &given)?, 404);
    assert!(
        detail.contains("there is no calculation named calculate_luck"),
        "{detail}"
    );
    assert_problem(&run("%FF", &given)?, 404);
    assert_problem(&run("calculate_eoq", &json!([1]))?, 422);
    let stranger = stage.client().get("/api/v1/tools")?;
    assert_problem(&stranger, 401);
    Ok(())
}
