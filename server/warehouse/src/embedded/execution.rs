//! *Execution* computes a query on threads of its own, within its limits, and stops it when nobody waits for it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::error::DataFusionError;
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::{LogicalPlanBuilder, ScalarUDF};
use datafusion::physical_plan::execute_stream;
use futures::StreamExt;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use super::functions::ScalarFunction;
use super::stop::{StopSign, stoppable};
use super::{OpenError, Settings};
use crate::engine::{Limits, QueryResult, WarehouseError};
use crate::usage::Usage;

/// Computes queries.
pub(super) struct Executor {
    /// Threads that only compute, so that long queries do not keep others waiting for pages. Some until dropped.
    threads: Option<Runtime>,
    environment: Arc<RuntimeEnv>,
    memory_limit: usize,
    partitions: usize,
    running: Arc<AtomicUsize>,
    /// Functions that were handed over.
    functions: Vec<Arc<ScalarUDF>>,
}

impl Executor {
    pub(super) fn new(settings: &Settings) -> Result<Self, OpenError> {
        let spill = settings.data_dir.join("spill");
        clear(&spill).map_err(|error| OpenError::file(&spill, &error))?;
        let disk = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![spill]))
            .with_max_temp_directory_size(settings.spill_limit);
        let environment = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(settings.memory_limit)))
            .with_disk_manager_builder(disk)
            .build_arc()
            .map_err(|error| OpenError::Engine(error.strip_backtrace()))?;
        let threads = Builder::new_multi_thread()
            .worker_threads(settings.threads.max(1))
            .thread_name("warehouse")
            .enable_time()
            .build()
            .map_err(|error| OpenError::Engine(error.to_string()))?;
        Ok(Self {
            threads: Some(threads),
            environment,
            memory_limit: settings.memory_limit,
            partitions: settings.partitions.max(1),
            running: Arc::default(),
            functions: Vec::new(),
        })
    }

    /// Offers further functions, in sessions that are made from now on.
    pub(super) fn offer(&mut self, functions: impl IntoIterator<Item = ScalarFunction>) {
        let functions = functions.into_iter().map(ScalarFunction::registered);
        self.functions.extend(functions);
    }

    pub(super) fn functions(&self) -> &[Arc<ScalarUDF>] {
        &self.functions
    }

    pub(super) fn environment(&self) -> Arc<RuntimeEnv> {
        self.environment.clone()
    }

    pub(super) fn partitions(&self) -> usize {
        self.partitions
    }

    pub(super) fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }

    /// Runs SQL in a session. Dropping the future stops the computation.
    pub(super) async fn run(
        &self,
        session: SessionContext,
        sql: String,
        limits: Limits,
    ) -> Result<QueryResult, WarehouseError> {
        let Some(threads) = &self.threads else {
            return Err(WarehouseError::Engine(
                "the engine has been shut down".to_owned(),
            ));
        };
        let memory_limit = self.memory_limit;
        let counted = Counted::new(self.running.clone());
        let sign = StopSign::default();
        let _stop_on_return = sign.up_when_dropped();
        // A set of one: it aborts the task when it is dropped.
        let mut task = JoinSet::new();
        task.spawn_on(
            async move {
                let _counted = counted;
                let computed = compute(&session, &sql, limits.row_cap, memory_limit, &sign).await;
                computed.map_err(|error| explain(&error, memory_limit))
            },
            threads.handle(),
        );
        match tokio::time::timeout(limits.timeout, task.join_next()).await {
            Err(_) => Err(WarehouseError::TimedOut {
                limit: limits.timeout,
            }),
            Ok(Some(Ok(result))) => result,
            Ok(Some(Err(error))) => {
                tracing::error!(%error, "a query broke off");
                Err(WarehouseError::Engine("the query broke off".to_owned()))
            }
            Ok(None) => Err(WarehouseError::Engine(
                "the query was not started".to_owned(),
            )),
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // Waiting for the threads is not allowed where a warehouse may be dropped, inside another runtime.
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

/// Empties the folder for intermediate results, which a killed program leaves full. Folders in use by another running
/// program cannot be told from abandoned ones by name, so only those that have rested for a day are removed.
fn clear(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        let rested = metadata
            .modified()?
            .elapsed()
            .is_ok_and(|age| age.as_secs() > 24 * 3600);
        if rested && metadata.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Counts a query as long as it exists.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(count: Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn compute(
    session: &SessionContext,
    sql: &str,
    row_cap: usize,
    memory_limit: usize,
    sign: &StopSign,
) -> Result<QueryResult, DataFusionError> {
    let state = session.state();
    let plan = state.create_logical_plan(sql).await?;
    // The guard has let only queries through; this is the second fence.
    SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false)
        .verify_plan(&plan)?;
    // One row more than the cap tells whether there are more; knowing the bound lets the engine sort with less memory.
    let plan = LogicalPlanBuilder::new(plan)
        .limit(0, Some(row_cap.saturating_add(1)))?
        .build()?;
    let plan = stoppable(state.create_physical_plan(&plan).await?, sign)?;
    let mut stream = execute_stream(plan, state.task_ctx())?;
    let schema = stream.schema();
    let mut batches = Vec::new();
    let mut rows = 0;
    let mut bytes = 0;
    let mut truncated = false;
    while let Some(batch) = stream.next().await {
        let mut batch = batch?;
        if batch.num_rows() > row_cap - rows {
            truncated = true;
            batch = batch.slice(0, row_cap - rows);
        }
        rows += batch.num_rows();
        bytes += batch.get_array_memory_size();
        if bytes > memory_limit {
            return Err(DataFusionError::ResourcesExhausted(
                "the result itself".to_owned(),
            ));
        }
        if batch.num_rows() > 0 {
            batches.push(batch);
        }
        if truncated {
            break;
        }
    }
    Ok(QueryResult {
        schema,
        batches,
        truncated,
        usage: Usage::Free,
    })
}

fn explain(error: &DataFusionError, memory_limit: usize) -> WarehouseError {
    let root = error.find_root();
    let text = root.strip_backtrace();
    // A full disk quota comes as an error of input and output that is known by the setting it names.
    if matches!(root, DataFusionError::ResourcesExhausted(_))
        || text.contains("max_temp_directory_size")
    {
        tracing::warn!(error = text, "a query was stopped at the memory limit");
        return WarehouseError::OutOfMemory {
            limit_bytes: memory_limit,
        };
    }
    match root {
        DataFusionError::SQL(..)
        | DataFusionError::Plan(_)
        | DataFusionError::SchemaError(..)
        | DataFusionError::NotImplemented(_)
        | DataFusionError::Configuration(_)
        | DataFusionError::Diagnostic(..)
        | DataFusionError::Collection(_) => WarehouseError::Invalid(text),
        DataFusionError::ArrowError(..) | DataFusionError::Execution(_) => {
            WarehouseError::Execution(text)
        }
        _ => {
            tracing::error!(error = text, "the data engine failed");
            WarehouseError::Engine(text)
        }
    }
}
