//! What only a database server can do to the program: go away, be full, give too many rights, hold other tables.

use std::sync::Arc;
use std::time::{Duration, Instant};

use quartermaster_tests::databases::{Product, Server};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use warehouse::database::{self, Excess, OpenError, Settings};
use warehouse::{ColumnType, Limits, Warehouse, WarehouseError, cells, differences};

use super::warehouses::{admitted, loaded, schemas};

/// Runs a contract on every server that can be started.
fn on_each(contract: impl Fn(&Runtime, &mut Server) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    for product in Product::ALL {
        if let Some(mut server) = loaded(&runtime, product)? {
            contract(&runtime, &mut server)?;
        }
    }
    Ok(())
}

fn settings(server: &Server) -> Settings {
    Settings {
        freshness: Duration::from_millis(200),
        ..Settings::new(server.url("contract"))
    }
}

async fn count(warehouse: &dyn Warehouse) -> Result<Value, WarehouseError> {
    let sql = "SELECT COUNT(*) AS n FROM thing";
    let admitted = admitted(warehouse, sql).map_err(|e| WarehouseError::Invalid(e.to_string()))?;
    let result = warehouse.run(admitted, &Limits::default()).await?;
    Ok(json!(cells::rows(&result)?))
}

#[test]
fn questions_are_answered_again_after_the_server_has_restarted() -> anyhow::Result<()> {
    on_each(|runtime, server| {
        let warehouse = runtime.block_on(database::open(schemas(), settings(server)))?;
        assert_eq!(runtime.block_on(count(warehouse.as_ref()))?, json!([[4]]));
        server.restart()?;
        assert_eq!(runtime.block_on(count(warehouse.as_ref()))?, json!([[4]]));
        assert_eq!(runtime.block_on(warehouse.health()).fault, None);
        Ok(())
    })
}

#[test]
fn a_server_that_is_gone_is_said_to_be() -> anyhow::Result<()> {
    on_each(|runtime, server| {
        let warehouse = runtime.block_on(database::open(schemas(), settings(server)))?;
        server.stop();
        let error = runtime.block_on(count(warehouse.as_ref())).err();
        assert!(
            matches!(error, Some(WarehouseError::Unreachable(_))),
            "{error:?}"
        );
        assert!(runtime.block_on(warehouse.health()).fault.is_some());
        Ok(())
    })
}

#[test]
fn a_full_pool_says_so_and_connections_stay_bounded() -> anyhow::Result<()> {
    on_each(|runtime, server| {
        let settings = Settings {
            connections: 2,
            wait: Duration::from_millis(300),
            ..settings(server)
        };
        let warehouse = runtime.block_on(database::open(schemas(), settings))?;
        let slow = "SELECT COUNT(*) AS n FROM number AS a CROSS JOIN number AS b CROSS JOIN number AS c \
                    WHERE a.n + b.n + c.n = 0";
        let mut asking = Vec::new();
        for _ in 0..2 {
            let slow = admitted(warehouse.as_ref(), slow)?;
            let warehouse = Arc::clone(&warehouse);
            asking.push(runtime.spawn(async move {
                let limits = Limits {
                    timeout: Duration::from_mins(1),
                    ..Limits::default()
                };
                warehouse.run(slow, &limits).await
            }));
        }
        let until = Instant::now() + Duration::from_secs(10);
        while server.running()? < 2 {
            anyhow::ensure!(Instant::now() < until, "they were not begun");
        }
        let error = runtime.block_on(count(warehouse.as_ref())).err();
        let expected = "All 2 connections to the data were in use for 0.3 seconds. Ask again in a moment; if this happens \
                        often, whoever runs the program can raise data.connections.";
        assert_eq!(error.map(|e| e.to_string()).as_deref(), Some(expected));
        assert!(server.connections()? <= 2, "{}", server.connections()?);
        for one in &asking {
            one.abort();
        }
        // Their places are free again once their statements have been stopped.
        loop {
            match runtime.block_on(count(warehouse.as_ref())) {
                Ok(counted) => {
                    assert_eq!(counted, json!([[4]]));
                    break;
                }
                Err(error) => anyhow::ensure!(Instant::now() < until, "{error}"),
            }
        }
        Ok(())
    })
}

#[test]
fn an_account_that_may_write_is_warned_of_or_refused() -> anyhow::Result<()> {
    on_each(|runtime, server| {
        let opened = |url: String, excess| {
            let settings = Settings {
                url,
                excess,
                ..settings(server)
            };
            runtime.block_on(database::open(schemas(), settings))
        };
        let reader = opened(server.url("contract"), Excess::Refuse)?;
        assert!(runtime.block_on(reader.health()).warnings.is_empty());
        let writer = opened(server.writer_url("contract"), Excess::Warn)?;
        let warnings = runtime.block_on(writer.health()).warnings;
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        let error = opened(server.writer_url("contract"), Excess::Refuse).err();
        let Some(OpenError::Excess { grants, .. }) = &error else {
            panic!("{error:?}");
        };
        // What is advised can be run as it is, apart from the password.
        let script = grants.join("\n").replace('…', "secret");
        server.admin("contract", &script)?;
        let advised = server
            .url("contract")
            .replace("reader:", "quartermaster_reader:");
        let advised = opened(advised, Excess::Refuse)?;
        assert_eq!(runtime.block_on(count(advised.as_ref()))?, json!([[4]]));
        assert!(error.is_some_and(|e| !e.to_string().contains("secret")));
        Ok(())
    })
}

#[test]
fn what_would_write_behind_a_view_is_stopped_by_the_session() -> anyhow::Result<()> {
    // The guard sees a table and nothing else; the session is read-only all the same.
    on_each(|runtime, server| {
        let scribble = match server.product() {
            Product::Postgres => {
                "CREATE FUNCTION scribble() RETURNS int LANGUAGE sql SECURITY DEFINER \
                 AS 'INSERT INTO number VALUES (-5); SELECT 1'; \
                 CREATE VIEW absent AS SELECT scribble() AS x; GRANT SELECT ON absent TO reader;"
            }
            Product::Maria => {
                "DELIMITER //\n\
                 CREATE FUNCTION scribble() RETURNS int MODIFIES SQL DATA \
                 BEGIN INSERT INTO `number` VALUES (-5); RETURN 1; END//\n\
                 DELIMITER ;\n\
                 CREATE VIEW absent AS SELECT scribble() AS x;"
            }
        };
        server.admin("contract", scribble)?;
        for url in [server.url("contract"), server.writer_url("contract")] {
            let settings = Settings {
                url,
                ..settings(server)
            };
            let warehouse = runtime.block_on(database::open(schemas(), settings))?;
            let statement = admitted(warehouse.as_ref(), "SELECT x FROM absent")?;
            let ran = runtime.block_on(warehouse.run(statement, &Limits::default()));
            assert!(ran.is_err(), "{ran:?}");
        }
        let number = server.product().dialect().quoted("number");
        let written = format!("SELECT COUNT(*) FROM {number} WHERE n < 0;");
        assert_eq!(server.admin("contract", &written)?.trim(), "0");
        Ok(())
    })
}

#[test]
fn changed_data_is_noticed() -> anyhow::Result<()> {
    on_each(|runtime, server| {
        let warehouse = runtime.block_on(database::open(schemas(), settings(server)))?;
        // Loading may still be told of for a moment.
        let mut before = warehouse.data_version();
        loop {
            std::thread::sleep(Duration::from_millis(2_500));
            let now = warehouse.data_version();
            if now == before {
                break;
            }
            before = now;
        }
        let quoted = server.product().dialect().quoted("number");
        server.admin("contract", &format!("INSERT INTO {quoted} VALUES (-1);"))?;
        let until = Instant::now() + Duration::from_secs(20);
        while warehouse.data_version() == before {
            anyhow::ensure!(Instant::now() < until, "it was not noticed");
            std::thread::sleep(Duration::from_millis(50));
        }
        let tables = runtime.block_on(warehouse.tables())?;
        assert_eq!(tables[1].rows, Some(3_001));
        Ok(())
    })
}

#[test]
fn the_schema_is_compared_with_what_is_declared() -> anyhow::Result<()> {
    on_each(|runtime, server| {
        let quote = |name: &str| server.product().dialect().quoted(name);
        server.admin(
            "contract",
            &format!(
                "ALTER TABLE {0} ADD COLUMN colour varchar(20); ALTER TABLE {0} DROP COLUMN seen;",
                quote("thing")
            ),
        )?;
        let mut declared = schemas();
        declared[0].columns[1].data_type = ColumnType::Text;
        let mut gone = declared[1].clone();
        gone.name = "gone".into();
        declared.push(gone);
        let warehouse = runtime.block_on(database::open(declared.clone(), settings(server)))?;
        let found = runtime.block_on(warehouse.schema())?.unwrap_or_default();
        let told: Vec<String> = differences(&declared, &found)
            .iter()
            .map(ToString::to_string)
            .collect();
        let integer = match server.product() {
            Product::Postgres => "bigint",
            Product::Maria => "bigint(20)",
        };
        let text = match server.product() {
            Product::Postgres => "character varying(20)",
            Product::Maria => "varchar(20)",
        };
        assert_eq!(
            told,
            [
                format!("thing.units is {integer} in the database and text in the semantic model; change one of them"),
                "the database has no column thing.seen; add it, or take the field out of the semantic model".to_owned(),
                format!("thing.colour ({text}) is not in the semantic model; add a field for it if people are to ask about it"),
                "the database has no table gone that the program's account may read; create it, grant SELECT on it, or take the dataset out of the semantic model".to_owned(),
            ]
        );
        // What is missing is known to be, and has no values.
        let tables = runtime.block_on(warehouse.tables())?;
        assert_eq!(tables[0].missing_columns, ["seen"]);
        assert_eq!(tables[0].extra_columns, ["colour"]);
        assert_eq!(tables[2].rows, None);
        assert!(
            runtime
                .block_on(warehouse.distinct_values("thing", "seen"))?
                .is_empty()
        );
        Ok(())
    })
}

#[test]
fn plans_are_told() -> anyhow::Result<()> {
    on_each(|runtime, server| {
        let warehouse = runtime.block_on(database::open(schemas(), settings(server)))?;
        let statement = admitted(warehouse.as_ref(), "SELECT COUNT(*) AS n FROM thing")?;
        let plan = runtime.block_on(warehouse.explain(statement, &Limits::default()))?;
        let plan = plan.unwrap_or_default();
        assert!(plan.contains("thing"), "{plan}");
        Ok(())
    })
}

#[test]
fn what_is_wrong_with_a_url_is_said_without_its_password() {
    let runtime = Runtime::new().unwrap();
    for url in [
        "postgres://reader:hunter22@127.0.0.1:1/none",
        "mysql://reader:hunter22@127.0.0.1:1/none",
        "mysql://reader:hunter22@127.0.0.1:1",
        "sqlite://reader:hunter22@x",
        "postgres://reader:hunter22@[bad",
    ] {
        let settings = Settings {
            wait: Duration::from_millis(500),
            ..Settings::new(url)
        };
        assert!(!format!("{settings:?}").contains("hunter22"));
        let error = runtime.block_on(database::open(schemas(), settings)).err();
        let text = error.map(|e| e.to_string()).unwrap_or_default();
        assert!(
            !text.is_empty() && !text.contains("hunter22"),
            "{url}: {text}"
        );
    }
}
