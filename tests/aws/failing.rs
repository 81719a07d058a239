//! What happens when a service fails: what passes is tried again, what does not says who has to do what, nothing hangs
//! longer than its limit, and no part of a result is taken for the whole.

use std::time::Duration;

use serde_json::{Value, json};
use warehouse::aws::{ATTEMPTS, Kind, Trouble};
use warehouse::{Limits, Warehouse, WarehouseError, cells};

use super::{LIMITS, NUMBERS, Stage, run};

const ALL: &str = "SELECT n FROM number ORDER BY n";

/// The calls that one query makes, in order.
fn operations(dialect: &str) -> [&'static str; 3] {
    if dialect == "redshift" {
        [
            "ExecuteStatement",
            "DescribeStatement",
            "GetStatementResult",
        ]
    } else {
        [
            "StartQueryExecution",
            "GetQueryExecution",
            "GetQueryResults",
        ]
    }
}

fn fault(operation: &str, fault: &str, times: u32) -> Value {
    json!([{"operation": operation, "fault": fault, "times": times}])
}

/// The trouble of a query that should fail.
async fn trouble(warehouse: &dyn Warehouse) -> anyhow::Result<Trouble> {
    match run(warehouse, ALL, &LIMITS).await {
        Err(WarehouseError::Service(trouble)) => Ok(trouble),
        other => anyhow::bail!("{:?}", other.map(|result| result.row_count())),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_is_tried_three_times() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    for warehouse in stage.both().await {
        for operation in operations(warehouse.dialect()) {
            for kind in ["throttle", "internal", "disconnect"] {
                let place = format!("{operation}, {kind}");
                stage.double.fail(&fault(operation, kind, ATTEMPTS - 1))?;
                let result = run(warehouse.as_ref(), ALL, &LIMITS).await;
                match result {
                    Ok(result) => assert_eq!(result.row_count(), NUMBERS, "{place}"),
                    Err(error) => anyhow::bail!("{place}: {error}"),
                }
            }
        }
    }
    assert_eq!(stage.double.refused()?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_on_is_told_with_what_to_do() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let cases = [
        ("throttle", Kind::Busy, 3, "Ask again in a minute"),
        (
            "internal",
            Kind::Unreachable,
            3,
            "look at the network and at the service",
        ),
        (
            "expired",
            Kind::Credentials,
            1,
            "An operator has to renew them",
        ),
        (
            "denied",
            Kind::Rights,
            1,
            "add the action to its IAM policy",
        ),
        (
            "not json",
            Kind::Malformed,
            1,
            "check the configured endpoint",
        ),
        ("empty", Kind::Malformed, 1, "check the configured endpoint"),
    ];
    for warehouse in stage.both().await {
        for operation in operations(warehouse.dialect()) {
            for (name, kind, calls, advice) in cases {
                let place = format!("{operation}, {name}");
                stage.double.fail(&fault(operation, name, 100))?;
                let trouble = trouble(warehouse.as_ref()).await?;
                assert_eq!(trouble.kind, kind, "{place}: {trouble}");
                assert!(trouble.to_string().contains(advice), "{place}: {trouble}");
                assert_eq!(stage.double.asked(operation)?, calls, "{place}");
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_the_middle_that_fails_costs_nothing_or_everything() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    for warehouse in stage.both().await {
        let [_, _, pages] = operations(warehouse.dialect());
        let second = |times: u32| json!([{"operation": pages, "fault": "internal", "after": 1, "times": times}]);
        stage.double.fail(&second(ATTEMPTS - 1))?;
        let result = run(warehouse.as_ref(), ALL, &LIMITS).await?;
        let rows: Vec<Value> = cells::rows(&result)?.into_iter().flatten().collect();
        let expected: Vec<Value> = (1..=NUMBERS).map(|n| json!(n)).collect();
        assert_eq!(rows, expected);
        assert_eq!(stage.double.asked(pages)?, 5);
        stage.double.fail(&second(ATTEMPTS))?;
        assert_eq!(trouble(warehouse.as_ref()).await?.kind, Kind::Unreachable);
        // The next query is not touched by it.
        stage.double.fail(&json!([]))?;
        let result = run(warehouse.as_ref(), ALL, &LIMITS).await?;
        assert_eq!(result.row_count(), NUMBERS);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_that_lack_something_are_no_results() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let redshift = stage.redshift().await;
    let column = json!({"name": "n", "label": "n", "typeName": "int8"});
    let page = |records: Value, columns: Value| json!({"Records": records, "ColumnMetadata": columns, "TotalNumRows": NUMBERS});
    let one = json!([{"longValue": 1}]);
    let faulty = [
        (page(json!([one]), json!([column])), "1 rows came of 2500"),
        (
            page(json!([[]]), json!([column])),
            "a row has 0 values and there are 1 columns",
        ),
        (
            page(json!([[{"stringValue": "x"}]]), json!([column])),
            "the column n is int8 and holds",
        ),
        (
            page(json!([[{"blobValue": "eA=="}]]), json!([column])),
            "a value is BlobValue",
        ),
        (page(json!([one]), json!([])), "the rows have no columns"),
        (
            page(json!([one]), json!([{"name": "n"}])),
            "no name or no type",
        ),
    ];
    for (reply, expected) in faulty {
        let fault = json!([{"operation": "GetStatementResult", "fault": "reply", "reply": reply}]);
        stage.double.fail(&fault)?;
        let trouble = trouble(&redshift).await?;
        assert_eq!(trouble.kind, Kind::Malformed, "{trouble}");
        assert!(
            trouble.cause.contains(expected),
            "{trouble}, not {expected}"
        );
    }
    // A page that is followed by itself would never end.
    let again = json!({"Records": [one], "ColumnMetadata": [column], "TotalNumRows": 9, "NextToken": "again"});
    let fault =
        json!([{"operation": "GetStatementResult", "fault": "reply", "reply": again, "times": 9}]);
    stage.double.fail(&fault)?;
    let trouble = trouble(&redshift).await?;
    assert!(trouble.cause.contains("followed by itself"), "{trouble}");
    for (reply, expected) in [
        (
            json!({"Id": "x", "Status": "PONDERING"}),
            "the statement's status is",
        ),
        (json!({"Id": "x"}), "the statement's status is None"),
    ] {
        let fault = json!([{"operation": "DescribeStatement", "fault": "reply", "reply": reply}]);
        stage.double.fail(&fault)?;
        let trouble = self::trouble(&redshift).await?;
        assert!(trouble.cause.contains(expected), "{trouble}");
        stage.double.rests()?;
    }
    let athena = stage.athena().await;
    let info = json!({"Name": "n", "Type": "bigint"});
    for (reply, expected) in [
        (
            json!({"ResultSet": {"Rows": [{"Data": []}], "ResultSetMetadata": {"ColumnInfo": [info]}}}),
            "a row has 0 values",
        ),
        (
            json!({"ResultSet": {"Rows": []}}),
            "the rows have no columns",
        ),
        (json!({}), "a page has no rows and no columns"),
        (
            json!({"ResultSet": {"Rows": [{"Data": [{"VarCharValue": "x"}]}], "ResultSetMetadata": {"ColumnInfo": [info]}}}),
            "the column n is bigint and holds",
        ),
    ] {
        let fault = json!([{"operation": "GetQueryResults", "fault": "reply", "reply": reply}]);
        stage.double.fail(&fault)?;
        let trouble = self::trouble(&athena).await?;
        assert_eq!(trouble.kind, Kind::Malformed, "{trouble}");
        assert!(
            trouble.cause.contains(expected),
            "{trouble}, not {expected}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_hangs_is_waited_for_no_longer_than_the_limit() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let limits = Limits {
        timeout: Duration::from_secs(1),
        ..LIMITS
    };
    for warehouse in stage.both().await {
        for operation in operations(warehouse.dialect()) {
            stage.double.fail(&fault(operation, "hang", 100))?;
            let stopped = run(warehouse.as_ref(), ALL, &limits).await;
            assert_eq!(
                stopped.map(|result| result.row_count()),
                Err(WarehouseError::TimedOut {
                    limit: limits.timeout
                }),
                "{operation}"
            );
        }
    }
    stage.double.fail(&json!([]))?;
    let health = stage.redshift().await.health().await;
    assert_eq!(health.fault, None);
    stage.double.fail(&fault("ListStatements", "denied", 1))?;
    let health = stage.redshift().await.health().await;
    assert!(
        health
            .fault
            .is_some_and(|fault| fault.contains("IAM policy"))
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_there_is_told() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let redshift = stage.redshift().await;
    drop(stage);
    let trouble = trouble(&redshift).await?;
    assert_eq!(trouble.kind, Kind::Unreachable, "{trouble}");
    Ok(())
}
