//! What the engines in AWS do when all goes well: types, pages, caps, time limits, cancellation.

use std::time::Duration;

use anyhow::Context;
use serde_json::json;
use warehouse::{Limits, QueryResult, Usage, Warehouse, WarehouseError, cells, differences};

use super::{LIMITS, NUMBERS, Stage, redshift_in, run, schemas};

/// More pairs than can be counted in a moment.
const ENDLESS: &str = "SELECT COUNT(*) AS n FROM number AS a CROSS JOIN number AS b CROSS JOIN number AS c CROSS JOIN number AS d";

#[tokio::test(flavor = "multi_thread")]
async fn values_of_every_type_arrive_as_they_are() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let sql = "SELECT code, units, price, active, made, seen, CAST(units AS DOUBLE PRECISION) / 4 AS quarter, \
               price * 2 AS twice FROM thing ORDER BY code";
    for warehouse in stage.both().await {
        let dialect = warehouse.dialect();
        let sql = if dialect == "athena" {
            sql.replace("DOUBLE PRECISION", "DOUBLE")
        } else {
            sql.to_owned()
        };
        let result = run(warehouse.as_ref(), &sql, &LIMITS).await?;
        let kinds: Vec<String> = result
            .columns()
            .iter()
            .map(|(_, kind)| kind.to_string())
            .collect();
        assert_eq!(
            kinds,
            [
                "text",
                "integer",
                "decimal",
                "boolean",
                "date",
                "timestamp",
                "decimal",
                "decimal"
            ],
            "{dialect}"
        );
        assert_eq!(
            json!(cells::rows(&result)?),
            json!([
                [
                    "A-1",
                    3,
                    0.1,
                    true,
                    "2024-02-29",
                    "2024-02-29T12:44:56.500",
                    0.75,
                    0.2
                ],
                [
                    "it's; 'x'",
                    -4,
                    0.2,
                    false,
                    "1999-12-31",
                    "1999-12-31T23:59:59",
                    -1,
                    0.4
                ],
                ["none", null, null, null, null, null, null, null],
                [
                    "zz",
                    9_007_199_254_740_993_i64,
                    "123456789012345678.9012",
                    true,
                    "2025-06-30",
                    "2025-06-30T00:00:00",
                    2_251_799_813_685_248_i64,
                    "246913578024691357.8024"
                ]
            ]),
            "{dialect}"
        );
    }
    assert_eq!(stage.double.refused()?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_put_together_and_cut_at_the_cap() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let all = "SELECT n FROM number ORDER BY n";
    for warehouse in stage.both().await {
        let dialect = warehouse.dialect();
        let pages = if dialect == "redshift" {
            "GetStatementResult"
        } else {
            "GetQueryResults"
        };
        for (cap, rows, truncated) in [
            (NUMBERS, NUMBERS, false),
            (NUMBERS - 1, NUMBERS - 1, true),
            (NUMBERS + 1, NUMBERS, false),
            (1, 1, true),
        ] {
            stage.double.fail(&json!([]))?;
            let limits = Limits {
                row_cap: cap,
                ..LIMITS
            };
            let result = run(warehouse.as_ref(), all, &limits).await?;
            assert_eq!(
                (result.row_count(), result.truncated),
                (rows, truncated),
                "{dialect}, {cap}"
            );
            let values = cells::rows(&result)?;
            let last = values.last().context("a row")?;
            assert_eq!(json!(last), json!([rows]), "{dialect}, {cap}");
            // Athena's first page also has the names.
            let expected = if rows == 1 { 1 } else { 3 };
            assert_eq!(stage.double.asked(pages)?, expected, "{dialect}, {cap}");
        }
        // A query that says itself how many rows it wants keeps its own limit.
        let result = run(warehouse.as_ref(), &format!("{all} LIMIT 7"), &LIMITS).await?;
        assert_eq!((result.row_count(), result.truncated), (7, false));
        match result.usage {
            Usage::Time(time) => assert!(dialect == "redshift" && !time.is_zero()),
            // The double counts ten bytes for each value.
            usage => assert_eq!((dialect, usage), ("athena", Usage::Scanned(70))),
        }
    }
    assert_eq!(stage.double.refused()?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_takes_too_long_is_cancelled() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    for warehouse in stage.both().await {
        stage.double.fail(&json!([]))?;
        let limits = Limits {
            timeout: Duration::from_secs(1),
            ..LIMITS
        };
        let stopped = run(warehouse.as_ref(), ENDLESS, &limits).await;
        assert_eq!(
            stopped,
            Err(WarehouseError::TimedOut {
                limit: Duration::from_secs(1)
            })
        );
        stage.double.rests()?;
        assert_eq!(cancellations(&stage)?, 1, "{}", warehouse.dialect());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_whose_asker_went_away_is_cancelled() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    for warehouse in stage.both().await {
        stage.double.fail(&json!([]))?;
        let asking = tokio::spawn(async move { run(warehouse.as_ref(), ENDLESS, &LIMITS).await });
        while stage.double.told()?["running"] == json!(0) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        asking.abort();
        stage.double.rests()?;
        assert_eq!(cancellations(&stage)?, 1);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_begun_after_its_asker_went_away_is_cancelled_too() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let limits = Limits {
        timeout: Duration::from_millis(500),
        ..LIMITS
    };
    for (warehouse, operation) in stage
        .both()
        .await
        .iter()
        .zip(["ExecuteStatement", "StartQueryExecution"])
    {
        let slow = json!([{"operation": operation, "fault": "slow", "seconds": 2}]);
        stage.double.fail(&slow)?;
        let stopped = run(warehouse.as_ref(), ENDLESS, &limits).await;
        assert!(matches!(stopped, Err(WarehouseError::TimedOut { .. })));
        while cancellations(&stage)? == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stage.double.rests()?;
    }
    Ok(())
}

/// What a query that should fail says.
fn message(result: Result<QueryResult, WarehouseError>) -> anyhow::Result<String> {
    match result {
        Ok(result) => anyhow::bail!("{} rows", result.row_count()),
        Err(error) => Ok(error.to_string()),
    }
}

fn cancellations(stage: &Stage) -> anyhow::Result<u64> {
    Ok(stage.double.asked("CancelStatement")? + stage.double.asked("StopQueryExecution")?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engines_say_what_they_hold() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    for warehouse in stage.both().await {
        let dialect = warehouse.dialect();
        let tables = warehouse.tables().await?;
        let rows: Vec<_> = tables.iter().map(|t| (t.name.as_str(), t.rows)).collect();
        assert_eq!(
            rows,
            [("thing", Some(4)), ("number", Some(2_500))],
            "{dialect}"
        );
        let found = warehouse.schema().await?.context("a schema")?;
        assert_eq!(differences(&schemas(), &found), []);
        for (column, expected) in [("code", 4), ("active", 2), ("made", 3)] {
            let values = warehouse.distinct_values("thing", column).await?;
            assert_eq!(values.len(), expected, "{dialect}, {column}: {values:?}");
            let own = stage.embedded.distinct_values("thing", column).await?;
            assert_eq!(values, own, "{dialect}, {column}");
        }
        let made = warehouse.range("thing", "made").await?;
        assert_eq!(made, stage.embedded.range("thing", "made").await?);
        assert!(warehouse.distinct_values("thing", "nope").await.is_err());
        let health = warehouse.health().await;
        assert_eq!(health.fault, None, "{dialect}");
        // Asking how it is runs no query, and neither does asking again what it holds.
        stage.double.fail(&json!([]))?;
        warehouse.health().await;
        assert_eq!(warehouse.tables().await?, tables);
        let asked = stage.double.told()?["asked"].clone();
        let expected = if dialect == "redshift" {
            "ListStatements"
        } else {
            "GetWorkGroup"
        };
        assert_eq!(asked, json!({expected: 1}));
        let rights = warehouse::guard::Rights::new(["thing"]);
        let admitted = warehouse::guard::admit("SELECT code FROM thing", &rights, warehouse.sql())?;
        let plan = warehouse.explain(admitted, &LIMITS).await?;
        assert!(plan.is_some_and(|plan| plan.contains("thing")), "{dialect}");
    }
    assert_eq!(stage.double.refused()?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_the_tables_are_told() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    stage.double.admin(
        "contract",
        "DROP TABLE number; ALTER TABLE thing DROP COLUMN seen, ADD COLUMN bin text, ALTER COLUMN active TYPE text;",
    )?;
    for warehouse in stage.both().await {
        let found = warehouse.schema().await?.context("a schema")?;
        let mut told: Vec<String> = differences(&schemas(), &found)
            .iter()
            .map(ToString::to_string)
            .collect();
        told.sort();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(
            told[0].starts_with("the database has no column thing.seen"),
            "{told:?}"
        );
        assert!(
            told[1].starts_with("the database has no table number"),
            "{told:?}"
        );
        assert!(
            told[2].starts_with("thing.active is text in the database"),
            "{told:?}"
        );
        assert!(
            told[3].starts_with("thing.bin (text) is not in the semantic model"),
            "{told:?}"
        );
        let tables = warehouse.tables().await?;
        assert_eq!(tables[1].rows, None);
        assert_eq!(tables[0].missing_columns, ["seen"]);
        assert_eq!(tables[0].extra_columns, ["bin"]);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_another_schema_are_reached_through_a_batch() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    stage.double.admin(
        "contract",
        "CREATE SCHEMA supply; CREATE TABLE supply.number (n bigint); INSERT INTO supply.number VALUES (7);\
         GRANT USAGE ON SCHEMA supply TO reader;",
    )?;
    stage.double.fail(&json!([]))?;
    let warehouse = redshift_in(&stage.double, "contract", "supply", schemas()).await;
    let result = run(&warehouse, "SELECT n FROM number", &LIMITS).await?;
    assert_eq!(json!(cells::rows(&result)?), json!([[7]]));
    assert_eq!(stage.double.asked("BatchExecuteStatement")?, 1);
    let tables = warehouse.tables().await?;
    assert_eq!(tables[1].rows, Some(1));
    assert_eq!(stage.double.refused()?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_engine_says_of_a_statement_is_told() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    for warehouse in stage.both().await {
        let dialect = warehouse.dialect();
        let error = run(warehouse.as_ref(), "SELECT nope FROM thing", &LIMITS).await;
        let told = message(error)?;
        assert!(
            told.contains("\"nope\" does not exist"),
            "{dialect}: {told}"
        );
        let error = run(
            warehouse.as_ref(),
            "SELECT 1 / (n - n) AS x FROM number",
            &LIMITS,
        )
        .await;
        let told = message(error)?;
        assert!(told.contains("division by zero"), "{dialect}: {told}");
    }
    stage.double.bound_bytes(100)?;
    let athena = stage.athena().await;
    let within = run(&athena, "SELECT n FROM number LIMIT 10", &LIMITS).await?;
    assert_eq!(within.usage, Usage::Scanned(100));
    let beyond = run(&athena, "SELECT n FROM number LIMIT 11", &LIMITS).await;
    let told = message(beyond)?;
    assert!(
        told.contains("Bytes scanned limit was exceeded") && told.contains("a shorter period"),
        "{told}"
    );
    Ok(())
}
