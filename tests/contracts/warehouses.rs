//! What every engine does alike, asked of the embedded one and of real servers: limits, cancellation, types, NULL.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use quartermaster_tests::databases::{Product, Server, read_all};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use warehouse::database::{self, Settings};
use warehouse::embedded::{self, EmbeddedWarehouse};
use warehouse::guard::{self, Admitted, Rights};
use warehouse::{
    ColumnSchema, ColumnType, Limits, QueryResult, TableSchema, Warehouse, WarehouseError, cells,
};

/// Rows of the table `number`.
const NUMBERS: usize = 3_000;

/// What is asked of each engine, and whether a server is behind it.
struct Engine {
    warehouse: Arc<dyn Warehouse>,
    server: Option<Server>,
    _folder: Option<Arc<TempDir>>,
}

pub(super) fn schemas() -> Vec<TableSchema> {
    let column = |name: &str, data_type| ColumnSchema {
        name: name.to_owned(),
        data_type,
        nullable: true,
    };
    vec![
        TableSchema {
            name: "thing".into(),
            columns: vec![
                column("code", ColumnType::Text),
                column("units", ColumnType::Integer),
                column("price", ColumnType::Decimal),
                column("active", ColumnType::Boolean),
                column("made", ColumnType::Date),
                column("seen", ColumnType::Timestamp),
            ],
            primary_key: vec!["code".into()],
        },
        TableSchema {
            name: "number".into(),
            columns: vec![column("n", ColumnType::Integer)],
            primary_key: vec!["n".into()],
        },
    ]
}

/// The tables as files.
pub(super) fn files() -> anyhow::Result<TempDir> {
    let folder = TempDir::new()?;
    std::fs::write(
        folder.path().join("thing.csv"),
        "code,units,price,active,made,seen\n\
         A-1,3,0.1000,true,2024-02-29,2024-02-29T12:44:56.5\n\
         Ä\\2,-4,0.2000,false,1999-12-31,1999-12-31T23:59:59\n\
         it's,,,,,\n\
         big,9007199254740993,123456789012345678.9012,true,2025-06-30,2025-06-30T00:00:00\n",
    )?;
    let numbers: Vec<String> = (1..=NUMBERS).map(|n| n.to_string()).collect();
    std::fs::write(
        folder.path().join("number.csv"),
        format!("n\n{}\n", numbers.join("\n")),
    )?;
    Ok(folder)
}

/// The embedded engine over the tables.
pub(super) fn embedded(folder: &TempDir) -> anyhow::Result<EmbeddedWarehouse> {
    let settings = embedded::Settings::new(folder.path().join("own"));
    Ok(EmbeddedWarehouse::open(
        folder.path(),
        schemas(),
        &settings,
    )?)
}

/// A server of this product with the tables in a database `contract`.
pub(super) fn loaded(runtime: &Runtime, product: Product) -> anyhow::Result<Option<Server>> {
    let folder = files()?;
    let own = embedded(&folder)?;
    let Some(server) = Server::start(product)? else {
        return Ok(None);
    };
    let tables = runtime.block_on(read_all(&own, &schemas()))?;
    server.load("contract", &tables)?;
    Ok(Some(server))
}

/// Runs a contract on every engine that is there.
fn on_each(contract: impl Fn(&Runtime, &Engine) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let folder = Arc::new(files()?);
    let own = embedded(&folder)?;
    let mut engines = vec![Engine {
        warehouse: Arc::new(own),
        server: None,
        _folder: Some(folder),
    }];
    for product in Product::ALL {
        let Some(server) = loaded(&runtime, product)? else {
            continue;
        };
        let settings = Settings::new(server.url("contract"));
        engines.push(Engine {
            warehouse: runtime.block_on(database::open(schemas(), settings))?,
            server: Some(server),
            _folder: None,
        });
    }
    for engine in &engines {
        contract(&runtime, engine).with_context(|| engine.warehouse.dialect())?;
    }
    Ok(())
}

pub(super) fn admitted(warehouse: &dyn Warehouse, sql: &str) -> anyhow::Result<Admitted> {
    let rights = Rights::new(["thing", "number", "absent"]);
    Ok(guard::admit(sql, &rights, warehouse.sql())?)
}

fn run_within(
    runtime: &Runtime,
    engine: &Engine,
    sql: &str,
    limits: &Limits,
) -> anyhow::Result<Result<QueryResult, WarehouseError>> {
    let admitted = admitted(engine.warehouse.as_ref(), sql)?;
    Ok(runtime.block_on(engine.warehouse.run(admitted, limits)))
}

fn rows(runtime: &Runtime, engine: &Engine, sql: &str) -> anyhow::Result<Vec<Vec<Value>>> {
    let result = run_within(runtime, engine, sql, &Limits::default())??;
    Ok(cells::rows(&result)?)
}

/// Pairs, threefold: far more than can be computed while anybody waits.
const ENDLESS: &str = "SELECT COUNT(*) AS n FROM number AS a CROSS JOIN number AS b CROSS JOIN number AS c \
                       WHERE a.n + b.n + c.n = 0";

/// Waits until nothing is computed any more.
fn at_rest(engine: &Engine) -> anyhow::Result<()> {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let in_server = match &engine.server {
            Some(server) => server.running()?,
            None => 0,
        };
        if in_server == 0 && engine.warehouse.running() == 0 {
            return Ok(());
        }
        anyhow::ensure!(
            Instant::now() < until,
            "still computing: {in_server} in the server, {} here",
            engine.warehouse.running()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn every_type_keeps_its_value() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        let found = rows(
            runtime,
            engine,
            "SELECT code, units, price, active, made, seen FROM thing ORDER BY code",
        )?;
        assert_eq!(
            json!(found),
            json!([
                ["A-1", 3, 0.1, true, "2024-02-29", "2024-02-29T12:44:56.500"],
                [
                    "big",
                    9_007_199_254_740_993_i64,
                    "123456789012345678.9012",
                    true,
                    "2025-06-30",
                    "2025-06-30T00:00:00"
                ],
                ["it's", null, null, null, null, null],
                ["Ä\\2", -4, 0.2, false, "1999-12-31", "1999-12-31T23:59:59"],
            ]),
        );
        let admitted = admitted(engine.warehouse.as_ref(), "SELECT * FROM thing")?;
        let result = runtime.block_on(engine.warehouse.run(admitted, &Limits::default()))?;
        let types: Vec<&str> = result.columns().iter().map(|(_, t)| t.name()).collect();
        assert_eq!(
            types,
            ["text", "integer", "decimal", "boolean", "date", "timestamp"]
        );
        Ok(())
    })
}

#[test]
fn sums_of_decimals_are_exact_and_sums_of_integers_are_integers() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        let sql = "SELECT SUM(price) AS price, SUM(units) AS units, COUNT(*) AS n FROM thing WHERE units < 100";
        // In binary floating point 0.1 + 0.2 is 0.30000000000000004.
        assert_eq!(json!(rows(runtime, engine, sql)?), json!([[0.3, -1, 2]]));
        let sql = "SELECT SUM(price) AS price, SUM(n) AS n FROM thing CROSS JOIN number WHERE number.n <= 2";
        assert_eq!(
            json!(rows(runtime, engine, sql)?),
            json!([["246913578024691358.4024", 12]])
        );
        Ok(())
    })
}

#[test]
fn columns_are_known_where_there_are_no_rows() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        let sql = "SELECT code, units, price, made FROM thing WHERE code = 'none'";
        let result = run_within(runtime, engine, sql, &Limits::default())??;
        assert_eq!(result.row_count(), 0);
        let types: Vec<(String, &str)> = result
            .columns()
            .into_iter()
            .map(|(name, data_type)| (name, data_type.name()))
            .collect();
        let expected = [
            ("code", "text"),
            ("units", "integer"),
            ("price", "decimal"),
            ("made", "date"),
        ];
        assert_eq!(types, expected.map(|(name, kind)| (name.to_owned(), kind)));
        Ok(())
    })
}

#[test]
fn the_row_cap_is_kept_and_said_to_be() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        for (sql, cap, rows, truncated) in [
            ("SELECT n FROM number", NUMBERS, NUMBERS, false),
            ("SELECT n FROM number", NUMBERS - 1, NUMBERS - 1, true),
            ("SELECT n FROM number ORDER BY n", 1, 1, true),
            ("SELECT n FROM number ORDER BY n LIMIT 50", 50, 50, false),
            ("SELECT n FROM number ORDER BY n LIMIT 50", 49, 49, true),
            (
                "SELECT n FROM number UNION ALL SELECT n FROM number",
                10,
                10,
                true,
            ),
        ] {
            let limits = Limits {
                row_cap: cap,
                ..Limits::default()
            };
            let result = run_within(runtime, engine, sql, &limits)??;
            assert_eq!(
                (result.row_count(), result.truncated),
                (rows, truncated),
                "{sql}, at most {cap}"
            );
        }
        // What was cut does not go on being computed, and the next question is answered.
        at_rest(engine)?;
        assert_eq!(rows(runtime, engine, "SELECT 1 AS one")?, [[json!(1)]]);
        Ok(())
    })
}

#[test]
fn order_survives_the_cap() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        let limits = Limits {
            row_cap: 2,
            ..Limits::default()
        };
        let sql = "SELECT n FROM number ORDER BY n DESC";
        let result = run_within(runtime, engine, sql, &limits)??;
        assert_eq!(
            json!(cells::rows(&result)?),
            json!([[NUMBERS], [NUMBERS - 1]])
        );
        Ok(())
    })
}

#[test]
fn a_query_that_takes_too_long_is_stopped_and_said_to_be() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        let limits = Limits {
            timeout: Duration::from_millis(400),
            ..Limits::default()
        };
        let error = run_within(runtime, engine, ENDLESS, &limits)?.err();
        assert_eq!(
            error,
            Some(WarehouseError::TimedOut {
                limit: limits.timeout
            })
        );
        at_rest(engine)
    })
}

#[test]
fn a_query_that_nobody_waits_for_is_stopped() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        let admitted = admitted(engine.warehouse.as_ref(), ENDLESS)?;
        let warehouse = Arc::clone(&engine.warehouse);
        let asking =
            runtime.spawn(async move { warehouse.run(admitted, &Limits::default()).await });
        let until = Instant::now() + Duration::from_secs(10);
        while engine.warehouse.running() == 0 {
            anyhow::ensure!(Instant::now() < until, "it was not begun");
            std::thread::sleep(Duration::from_millis(10));
        }
        if let Some(server) = &engine.server {
            while server.running()? == 0 {
                anyhow::ensure!(Instant::now() < until, "it was not begun in the server");
            }
        }
        asking.abort();
        at_rest(engine)?;
        assert_eq!(rows(runtime, engine, "SELECT 1 AS one")?, [[json!(1)]]);
        Ok(())
    })
}

#[test]
fn faults_are_told_by_kind() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        let fault = |sql: &str| -> anyhow::Result<WarehouseError> {
            run_within(runtime, engine, sql, &Limits::default())?
                .err()
                .context("no fault")
        };
        let absent = fault("SELECT * FROM absent")?;
        assert!(
            matches!(
                &absent,
                WarehouseError::NoTable { table } | WarehouseError::MissingTable { table }
                    if table == "absent"
            ),
            "{absent:?}"
        );
        let column = fault("SELECT nonsense FROM thing")?;
        assert!(matches!(column, WarehouseError::Invalid(_)), "{column:?}");
        assert_eq!(rows(runtime, engine, "SELECT 1 AS one")?, [[json!(1)]]);
        Ok(())
    })
}

#[test]
fn tables_values_and_ranges_are_told_alike() -> anyhow::Result<()> {
    on_each(|runtime, engine| {
        let warehouse = engine.warehouse.as_ref();
        let tables = runtime.block_on(warehouse.tables())?;
        let counted: Vec<(&str, Option<u64>)> =
            tables.iter().map(|t| (t.name.as_str(), t.rows)).collect();
        assert_eq!(
            counted,
            [("thing", Some(4)), ("number", Some(NUMBERS as u64))]
        );
        let values = runtime.block_on(warehouse.distinct_values("thing", "code"))?;
        let names: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).collect();
        assert_eq!(names, ["A-1", "big", "it's", "Ä\\2"]);
        assert!(values.iter().all(|(_, rows)| *rows == 1));
        let range = runtime.block_on(warehouse.range("thing", "made"))?;
        let range = range.context("a range")?;
        assert_eq!(
            (range.oldest.as_str(), range.newest.as_str()),
            ("1999-12-31", "2025-06-30")
        );
        assert_eq!(runtime.block_on(warehouse.range("thing", "code"))?, None);
        assert!(
            runtime
                .block_on(warehouse.distinct_values("thing", "nonsense"))
                .is_err()
        );
        assert!(!warehouse.data_version().is_empty());
        assert_eq!(runtime.block_on(warehouse.health()).fault, None);
        Ok(())
    })
}
