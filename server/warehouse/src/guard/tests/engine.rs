//! What the guard assumes of the embedded engine, asked of the engine itself.

use std::collections::BTreeSet;

use datafusion::execution::SessionStateDefaults;
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::{DFParser, Statement};

use super::admitted;
use super::admitted::QUERIES;
use crate::guard::{Dialect, functions, read};

#[test]
fn the_engine_reads_what_was_checked() {
    for sql in QUERIES {
        let printed = admitted(sql);
        let mut statements = DFParser::parse_sql(printed.sql()).unwrap();
        let Some(Statement::Statement(statement)) = statements.pop_front() else {
            panic!("{sql}")
        };
        assert!(statements.is_empty(), "{sql}");
        assert_eq!(
            *statement,
            read::read(printed.sql(), Dialect::Embedded)
                .unwrap()
                .statement,
            "{sql}"
        );
    }
}

#[test]
fn the_engine_has_each_function_of_the_list() {
    let mut known = BTreeSet::new();
    for function in SessionStateDefaults::default_scalar_functions() {
        known.insert(function.name().to_owned());
        known.extend(function.aliases().iter().cloned());
    }
    for function in SessionStateDefaults::default_aggregate_functions() {
        known.insert(function.name().to_owned());
        known.extend(function.aliases().iter().cloned());
    }
    for function in SessionStateDefaults::default_window_functions() {
        known.insert(function.name().to_owned());
        known.extend(function.aliases().iter().cloned());
    }
    let functions::Functions {
        scalar,
        aggregate,
        window,
        bare,
        padding,
        handed: _,
    } = functions::EMBEDDED;
    for name in functions::EVERYWHERE
        .iter()
        .chain(scalar)
        .chain(aggregate)
        .chain(window)
        .chain(bare)
        .chain(padding)
    {
        assert!(known.contains(*name), "{name}");
    }
}

/// On a thread with the stack that runtimes give by default.
fn plan(sql: &str) -> Result<(), String> {
    let sql = admitted(sql).sql().to_owned();
    let planned = std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            runtime.block_on(async {
                let frame = SessionContext::new()
                    .sql(&sql)
                    .await
                    .map_err(|error| error.to_string())?;
                frame
                    .create_physical_plan()
                    .await
                    .map(drop)
                    .map_err(|error| error.to_string())
            })
        });
    planned.unwrap().join().unwrap()
}

#[test]
fn the_engine_can_plan_what_is_just_within_the_limits() {
    let source = "(SELECT 1 AS x, 'y' AS y) AS t";
    let chain: Vec<_> = (0..230).map(|number| format!("x = {number}")).collect();
    let chain = chain.join(" OR ");
    let list = "1,".repeat(9_000);
    let union = " UNION ALL SELECT 1".repeat(140);
    let steps: Vec<_> = (1..90)
        .map(|step| format!("t{step} AS (SELECT x + 1 AS x FROM t{})", step - 1))
        .collect();
    let steps = steps.join(", ");
    for sql in [
        format!("SELECT * FROM {source} WHERE {chain}"),
        format!("SELECT * FROM {source} WHERE x IN ({list} 1)"),
        format!("SELECT 1{union}"),
        format!("WITH t0 AS (SELECT 1 AS x), {steps} SELECT * FROM t89"),
        format!("SELECT {}1{}", "(".repeat(20), ")".repeat(20)),
    ] {
        assert_eq!(plan(&sql), Ok(()), "{}", &sql[..sql.len().min(200)]);
    }
}
