//! Calculations in Lambda: the same results as in this process, and a calculation here where Lambda makes none.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use assistant::{BreakerSettings, Calculator, CircuitState, Functions, Lambda, LambdaSettings};
use quartermaster_tests::aws::{ACCESS_KEY, Double, REGION, SECRET_KEY};
use quartermaster_tests::program::{Home, executable};
use serde_json::{Map, Value, json};

use super::sdk;

/// Lambda is never left alone.
const BREAKER: BreakerSettings = BreakerSettings {
    failures: u32::MAX,
    open: Duration::from_mins(1),
    trials: 1,
};

/// Bytes that Lambda takes in one call.
const LARGEST: usize = 6 * 1024 * 1024;

/// Whether the three programs are built; says so when they are not, and fails where `CI` is `true`.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn programs() -> anyhow::Result<bool> {
    let folder: PathBuf = executable()?.parent().context("a folder")?.to_owned();
    let built = [
        "inventory_optimizer",
        "logistics_optimizer",
        "supplier_analyzer",
    ]
    .iter()
    .all(|program| folder.join(program).is_file());
    if !built {
        let line = "left out: the Lambda programs are not built; `cargo build -p lambda_tools --features lambda` builds them";
        anyhow::ensure!(std::env::var("CI").as_deref() != Ok("true"), "{line}");
        eprintln!("{line}");
    }
    Ok(built)
}

async fn lambda(double: &Double, seconds: u64) -> Lambda {
    lambda_with(double, seconds, BREAKER).await
}

async fn lambda_with(double: &Double, seconds: u64, breaker: BreakerSettings) -> Lambda {
    let settings = LambdaSettings {
        functions: Functions {
            inventory: "supply-inventory_optimizer".into(),
            logistics: "logistics_optimizer".into(),
            supplier: "arn:aws:lambda:eu-central-1:123456789012:function:supplier_analyzer".into(),
        },
        time_limit: Duration::from_secs(seconds),
    };
    Lambda::new(&sdk(double).await, settings, breaker)
}

fn object(value: &Value) -> anyhow::Result<&Map<String, Value>> {
    value.as_object().context("an object")
}

/// Equal but for the last binary digit of a number, which its way through text may cost.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| alike(value, other)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| alike(a, b))
        }
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64(), other.as_f64());
            one.zip(other)
                .is_some_and(|(a, b)| (a - b).abs() <= f64::EPSILON * a.abs())
        }
        (one, other) => one == other,
    }
}

fn reorder_point() -> Value {
    json!({"avg_daily_demand": 10, "lead_time_days": 7, "safety_stock": 20})
}

#[tokio::test(flavor = "multi_thread")]
async fn every_specialist_calculates_the_same_there_as_here() -> anyhow::Result<()> {
    if !programs()? {
        return Ok(());
    }
    let Some(double) = Double::start()? else {
        return Ok(());
    };
    let lambda = lambda(&double, 60).await;
    let references = include_str!("../../lambda_tools/tests/reference_values.json");
    let references: Vec<Value> = serde_json::from_str(references)?;
    let mut cases: Vec<(String, Value)> = references
        .iter()
        .map(|r| {
            let action = r["action"].as_str().unwrap_or_default();
            (action.to_owned(), r["payload"].clone())
        })
        .collect();
    cases.push((
        "identify_low_stock".into(),
        json!({"stock": [{"warehouse_code": "EAST", "product_code": "P1", "product_name": "Pump", "current_stock": 3, "minimum_stock": 5}]}),
    ));
    cases.push((
        "calculate_warehouse_capacity".into(),
        json!({"stock": [{"warehouse_code": "EAST", "product_code": "P1", "current_stock": 3, "maximum_stock": 5}]}),
    ));
    for (name, payload) in &cases {
        let tool = lambda_tools::find(name).with_context(|| name.clone())?;
        let here = tool.run(object(payload)?)?;
        let there = lambda.calculate(tool, object(payload)?, "q-1").await;
        let here = serde_json::to_value(here)?;
        let made = serde_json::to_value(there.calculation?)?;
        assert!(alike(&made, &here), "{name}: {made}, not {here}");
        assert_eq!(there.warning, None, "{name}");
        // A quarter of a second of 1,536 MB.
        assert_eq!(
            (there.lambda_requests, there.lambda_gigabyte_seconds),
            (1, 0.375)
        );
    }
    assert_eq!(double.asked("Invoke")?, u64::try_from(cases.len())?);
    assert_eq!(double.refused()?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_are_refused_there_are_refused_in_the_same_words() -> anyhow::Result<()> {
    if !programs()? {
        return Ok(());
    }
    let Some(double) = Double::start()? else {
        return Ok(());
    };
    let lambda = lambda(&double, 60).await;
    let tool = lambda_tools::find("calculate_reorder_point").context("the tool")?;
    let wrong = json!({"avg_daily_demand": -1, "lead_time_days": 7, "safety_stock": 20});
    let there = lambda.calculate(tool, object(&wrong)?, "q-1").await;
    let here = tool.run(object(&wrong)?);
    assert!(here.is_err());
    assert_eq!(there.calculation, here);
    // It ran all the same.
    assert_eq!(
        (there.lambda_requests, there.lambda_gigabyte_seconds),
        (1, 0.375)
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lambda_does_not_do_is_done_here_with_a_warning() -> anyhow::Result<()> {
    let Some(double) = Double::start()? else {
        return Ok(());
    };
    let patient = lambda(&double, 60).await;
    let hasty = lambda(&double, 1).await;
    let tool = lambda_tools::find("calculate_reorder_point").context("the tool")?;
    // What Lambda refused did not run, so it is not charged for; what gave no answer may have run.
    for (fault, expected, charged) in [
        (
            json!({"fault": "throttle", "times": 9}),
            "has too much to do",
            0,
        ),
        (
            json!({"fault": "denied"}),
            "add the action to its IAM policy",
            0,
        ),
        (
            json!({"fault": "expired"}),
            "An operator has to renew them",
            0,
        ),
        (
            json!({"fault": "hang", "times": 9}),
            "did not reply in time",
            1,
        ),
        (json!({"fault": "not json"}), "cannot be read", 1),
        (json!({"fault": "empty"}), "cannot be read", 1),
        (
            json!({"fault": "reply", "reply": {"statusCode": 200, "result": {"tool": "x"}}}),
            "cannot be read",
            1,
        ),
        (
            json!({"fault": "reply", "reply": {"statusCode": 400, "result": {"error": "there is no action x."}}}),
            "deploy the current one",
            1,
        ),
    ] {
        let mut fault = fault;
        fault["operation"] = json!("Invoke");
        double.fail(&json!([&fault]))?;
        let lambda = if fault["fault"] == "hang" {
            &hasty
        } else {
            &patient
        };
        let made = lambda
            .calculate(tool, object(&reorder_point())?, "q-1")
            .await;
        assert_eq!(made.calculation?.result, Some(90.0));
        assert_eq!(made.lambda_requests, charged, "{fault}");
        let warning = made.warning.context("a warning")?;
        assert!(warning.contains(expected), "{fault}: {warning}");
        assert!(
            warning.starts_with("This was calculated in the program itself and not in AWS Lambda"),
            "{warning}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_beyond_what_lambda_takes_are_calculated_here() -> anyhow::Result<()> {
    if !programs()? {
        return Ok(());
    }
    let Some(double) = Double::start()? else {
        return Ok(());
    };
    let lambda = lambda(&double, 60).await;
    let tool = lambda_tools::find("identify_low_stock").context("the tool")?;
    let sized = |padding: usize| json!({"stock": [{"warehouse_code": "EAST", "product_code": "P1", "product_name": "x".repeat(padding), "current_stock": 3, "minimum_stock": 5}]});
    let event = |payload: &Value| {
        let event = json!({"agent": "inventory", "action": tool.name, "payload": payload, "context": {"query_id": "q-1"}});
        event.to_string().len()
    };
    let rest = LARGEST - event(&sized(0));
    // One byte within, and one beyond.
    for (padding, calls) in [(rest, 1), (rest + 1, 0)] {
        let payload = sized(padding);
        assert_eq!(event(&payload), LARGEST + 1 - usize::from(calls == 1));
        double.fail(&json!([]))?;
        let made = lambda.calculate(tool, object(&payload)?, "q-1").await;
        assert_eq!(double.asked("Invoke")?, calls);
        assert_eq!(made.lambda_requests, calls);
        assert_eq!(made.calculation, tool.run(object(&payload)?));
        let large = made
            .warning
            .is_some_and(|w| w.contains("more than the 6 MB"));
        assert_eq!(large, calls == 0);
        assert_eq!(double.refused()?, Vec::<String>::new());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn lambda_that_fails_three_times_in_a_row_is_left_alone() -> anyhow::Result<()> {
    let Some(double) = Double::start()? else {
        return Ok(());
    };
    let breaker = BreakerSettings {
        failures: 3,
        ..BREAKER
    };
    let lambda = lambda_with(&double, 60, breaker).await;
    let state = || lambda.circuit().map(|circuit| circuit.state);
    let tool = lambda_tools::find("calculate_reorder_point").context("the tool")?;
    let given = reorder_point();
    let calculate = async || -> anyhow::Result<String> {
        let made = lambda.calculate(tool, object(&given)?, "q-1").await;
        assert_eq!(made.calculation?.result, Some(90.0));
        made.warning.context("a warning")
    };
    // What Lambda refuses is a reply.
    double.fail(&json!([{"operation": "Invoke", "fault": "denied", "times": 9}]))?;
    for _ in 0..4 {
        calculate().await?;
    }
    assert_eq!(state(), Some(CircuitState::Closed));
    double.fail(&json!([{"operation": "Invoke", "fault": "not json", "times": 9}]))?;
    calculate().await?;
    calculate().await?;
    assert_eq!(state(), Some(CircuitState::Closed));
    calculate().await?;
    assert_eq!(state(), Some(CircuitState::Open));
    assert_eq!(double.asked("Invoke")?, 3);
    let warning = calculate().await?;
    assert_eq!(double.asked("Invoke")?, 3, "it is not asked");
    assert_eq!(
        warning,
        "This was calculated in the program itself and not in AWS Lambda: AWS Lambda failed several times in a row and is left alone for another 60 s."
    );
    Ok(())
}

/// Asks the built program, which calculates in Lambda; its answer.
fn asked(double: &Double, home: &Home, arguments: &[&str]) -> anyhow::Result<Value> {
    let mut command = home.command(arguments)?;
    command.envs([
        ("QUARTERMASTER__CALCULATIONS__PLACE", "lambda"),
        ("QUARTERMASTER__AWS__REGION", REGION),
        ("QUARTERMASTER__AWS__ENDPOINT_URL", &double.url()),
        ("QUARTERMASTER__DATA__SAMPLE_LINES", "1000"),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ]);
    let ended = command.output()?;
    let said = String::from_utf8_lossy(&ended.stderr);
    serde_json::from_slice(&ended.stdout).with_context(|| format!("no answer: {said}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_question_is_charged_for_the_calculations_that_it_takes() -> anyhow::Result<()> {
    if !programs()? {
        return Ok(());
    }
    let Some(double) = Double::start()? else {
        return Ok(());
    };
    let home = Home::new()?;
    let question = "reorder point with avg daily demand 10, lead time 7 days and safety stock 20";
    for arguments in [
        vec!["ask", "--json", question],
        vec![
            "tool",
            "--json",
            "identify_stockout_risk",
            r#"{"days": 14}"#,
        ],
    ] {
        double.fail(&json!([]))?;
        let answer = asked(&double, &home, &arguments)?;
        assert_eq!(answer["outcome"], "answered", "{answer}");
        assert_eq!(answer["warnings"], json!([]), "{answer}");
        assert_eq!(double.asked("Invoke")?, 1);
        // A request at $0.20 a million, and 0.375 GB-s at $0.0000133334: 0.0000002 + 0.000005000025.
        let usd = answer["cost"]["lambda_usd"].as_f64().context("a number")?;
        assert!((usd - 0.000_005_200_025).abs() < 1e-15, "{usd}");
        assert_eq!(answer["cost"]["total_usd"], answer["cost"]["lambda_usd"]);
    }
    Ok(())
}
