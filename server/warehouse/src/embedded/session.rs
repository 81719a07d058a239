//! A *session* is what one asker's SQL can see: the readable tables and the functions of the engine. There are no files,
//! no settings, no statements other than queries in it.

use std::sync::Arc;

use datafusion::catalog::CatalogProvider;
use datafusion::catalog::{MemTable, MemoryCatalogProvider, MemorySchemaProvider, SchemaProvider};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateDefaults;
use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionConfig;

use super::execution::Executor;
use super::intake::BATCH_ROWS;
use crate::engine::WarehouseError;

/// Functions of the engine that are not offered: they tell of the program or its files (`version`, …), give another
/// answer each time (`random`, `uuid`), or make values of any size out of nothing (`repeat`).
const WITHHELD: [&str; 8] = [
    "version",
    "input_file_name",
    "file_row_index",
    "arrow_metadata",
    "with_metadata",
    "random",
    "uuid",
    "repeat",
];

/// Makes a session over these tables.
pub(super) fn over<'a>(
    tables: impl Iterator<Item = (&'a str, Arc<MemTable>)>,
    executor: &Executor,
) -> Result<SessionContext, WarehouseError> {
    let failed = |error: DataFusionError| WarehouseError::Engine(error.strip_backtrace());
    let mut config = SessionConfig::new()
        .with_target_partitions(executor.partitions())
        .with_batch_size(BATCH_ROWS)
        .with_information_schema(false)
        .with_create_default_catalog_and_schema(false);
    config.options_mut().execution.enable_recursive_ctes = false;
    let catalog_name = config.options().catalog.default_catalog.clone();
    let schema_name = config.options().catalog.default_schema.clone();
    let functions = SessionStateDefaults::default_scalar_functions();
    let functions = functions
        .into_iter()
        .filter(|f| !WITHHELD.contains(&f.name()))
        .chain(executor.functions().iter().cloned())
        .collect();
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(executor.environment())
        .with_expr_planners(SessionStateDefaults::default_expr_planners())
        .with_scalar_functions(functions)
        .with_aggregate_functions(SessionStateDefaults::default_aggregate_functions())
        .with_window_functions(SessionStateDefaults::default_window_functions())
        .build();
    let schema = MemorySchemaProvider::new();
    for (name, table) in tables {
        schema
            .register_table(name.to_owned(), table)
            .map_err(failed)?;
    }
    let catalog = MemoryCatalogProvider::new();
    catalog
        .register_schema(&schema_name, Arc::new(schema))
        .map_err(failed)?;
    let session = SessionContext::new_with_state(state);
    // The rule mistypes a decimal sum beside a distinct count, so that comparing the sum fails.
    session.remove_optimizer_rule("single_distinct_aggregation_to_group_by");
    session.register_catalog(catalog_name, Arc::new(catalog));
    Ok(session)
}
