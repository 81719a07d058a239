//! An *engine* runs admitted statements and says what data it holds; all engines look the same from outside.

use std::time::{Duration, SystemTime};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;

use crate::aws::Trouble;
use crate::guard::{Admitted, Dialect};
use crate::schema::{ColumnType, FoundTable};
use crate::usage::{Billing, Usage};

/// Bounds on one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest time that a query may take, waiting included.
    pub timeout: Duration,
    /// Most rows that a result may hold; what is beyond is cut off and said to be.
    pub row_cap: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            row_cap: 10_000,
        }
    }
}

/// Rows of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryResult {
    /// Columns of the result.
    pub schema: SchemaRef,
    /// The rows, in order; no more than the row cap.
    pub batches: Vec<RecordBatch>,
    /// There were more rows than the cap allows.
    pub truncated: bool,
    /// What it took of a service that charges for it.
    pub usage: Usage,
}

impl QueryResult {
    /// Number of rows.
    pub fn row_count(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Name and type of each column, in order.
    pub fn columns(&self) -> Vec<(String, ColumnType)> {
        self.schema
            .fields()
            .iter()
            .map(|f| (f.name().clone(), ColumnType::of(f.data_type())))
            .collect()
    }
}

/// What the warehouse holds of one declared table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableStatus {
    /// Name of the table.
    pub name: String,
    /// Number of rows; none when the data does not have the table.
    pub rows: Option<u64>,
    /// Declared columns that the data lacks; they are NULL in every row.
    pub missing_columns: Vec<String>,
    /// Columns of the data that nobody declared; they are not read.
    pub extra_columns: Vec<String>,
    /// Where the rows come from, for people: a file's path.
    pub source: Option<String>,
    /// When the source last changed.
    pub modified: Option<SystemTime>,
}

/// Smallest and largest value of a date or timestamp column, as ISO text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnRange {
    /// Earliest.
    pub oldest: String,
    /// Latest.
    pub newest: String,
}

/// Why a warehouse did not answer. Each message is a sentence that a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WarehouseError {
    /// A declared table that the data does not have.
    #[error("The data has no table {table}: there is no file {table}.csv or {table}.parquet.")]
    MissingTable {
        /// Its name.
        table: String,
    },
    /// A declared table that the database does not have.
    #[error("The database has no table {table} that the program's account may read.")]
    NoTable {
        /// Its name.
        table: String,
    },
    /// A table or column that nobody declared.
    #[error("There is no column {table}.{column}.")]
    UnknownColumn {
        /// Table asked for.
        table: String,
        /// Column asked for.
        column: String,
    },
    /// The statement does not fit the tables or the engine's SQL.
    #[error("The SQL cannot be run: {0}")]
    Invalid(String),
    /// The time limit was reached.
    #[error("The query was stopped after {} seconds, the time limit. A narrower question (fewer tables, a shorter period) takes less time.", .limit.as_secs_f64())]
    TimedOut {
        /// The limit.
        limit: Duration,
    },
    /// The memory limit was reached, and writing to disk did not help.
    #[error("The query was stopped because it needs more than {} MB of memory, the limit for queries. A narrower question (fewer tables, a shorter period) needs less.", .limit_bytes / (1024 * 1024))]
    OutOfMemory {
        /// The limit for all running queries together, in bytes.
        limit_bytes: usize,
    },
    /// A value could not be computed: a division by zero, an overflow, text that is no number.
    #[error("The query failed while it ran: {0}")]
    Execution(String),
    /// The engine cannot be reached, or does not let the program in.
    #[error("The data cannot be reached: {0}")]
    Unreachable(String),
    /// Everything that may be asked of the engine at once is being asked already.
    #[error("All {limit} connections to the data were in use for {} seconds. Ask again in a moment; if this happens often, whoever runs the program can raise data.connections.", .waited.as_secs_f64())]
    Busy {
        /// How many there may be.
        limit: u32,
        /// How long one was waited for.
        waited: Duration,
    },
    /// The program's account in the engine may not read what was asked for.
    #[error(
        "The program's account may not read this: {reason}. Whoever runs the database can allow it: {mend}"
    )]
    Denied {
        /// What the engine says.
        reason: String,
        /// A statement that allows it.
        mend: String,
    },
    /// The service behind the engine did not do what it was asked.
    #[error(transparent)]
    Service(#[from] Trouble),
    /// The engine itself is at fault; the log has the cause.
    #[error("The data engine failed: {0}")]
    Engine(String),
}

impl WarehouseError {
    /// The engine is out of order, or did not answer in time: another question may well fare no better.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Engine(_) | Self::TimedOut { .. } | Self::Unreachable(_) => true,
            Self::Service(trouble) => trouble.is_outage(),
            _ => false,
        }
    }
}

/// How an engine is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// Product and version, as it names itself; empty when it did not say.
    pub version: String,
    /// Why it does not answer, in a sentence; none when it does.
    pub fault: Option<String>,
    /// Time that it took to say so.
    pub latency: Duration,
    /// Connections to it, where there are any.
    pub connections: Option<Connections>,
    /// What should be mended although it works: rights that the program does not need.
    pub warnings: Vec<String>,
}

/// Connections to an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// Open ones, in use or not.
    pub open: u32,
    /// Those in use.
    pub busy: u32,
    /// How many there may be.
    pub limit: u32,
}

/// A place where data lives.
#[async_trait]
pub trait Warehouse: Send + Sync {
    /// The SQL that it understands, by which the guard has to read what it is to run.
    fn sql(&self) -> Dialect;

    /// Name of the SQL dialect that it understands (`embedded`).
    fn dialect(&self) -> &'static str {
        self.sql().name()
    }

    /// It is a service outside this process, which can be out of order while the program itself is well.
    fn is_outside(&self) -> bool {
        self.dialect() != "embedded"
    }

    /// What it charges for.
    fn billing(&self) -> Billing {
        Billing::Free
    }

    /// Runs an admitted statement. Dropping the future stops the query.
    async fn run(
        &self,
        statement: Admitted,
        limits: &Limits,
    ) -> Result<QueryResult, WarehouseError>;

    /// A text that changes whenever the data may have changed.
    fn data_version(&self) -> String;

    /// What it holds of each declared table, the missing ones included, in the order of declaration.
    async fn tables(&self) -> Result<Vec<TableStatus>, WarehouseError>;

    /// Distinct values of a column as text, with the number of rows that hold each, sorted by value; NULL is left
    /// out. For the host's own use: nobody's rights are asked.
    async fn distinct_values(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Vec<(String, u64)>, WarehouseError>;

    /// Range of a date or timestamp column; none when it has no values. For the host's own use.
    async fn range(&self, table: &str, column: &str)
    -> Result<Option<ColumnRange>, WarehouseError>;

    /// Number of queries that are being computed.
    fn running(&self) -> usize {
        0
    }

    /// How the engine is, asked of it now.
    async fn health(&self) -> Health {
        Health::default()
    }

    /// The declared tables as the engine has them, with its own types; none where rows are read by the declared types,
    /// so that there is nothing to compare.
    async fn schema(&self) -> Result<Option<Vec<FoundTable>>, WarehouseError> {
        Ok(None)
    }

    /// How it would compute an admitted statement, in its own words; none where it does not say.
    async fn explain(
        &self,
        _statement: Admitted,
        _limits: &Limits,
    ) -> Result<Option<String>, WarehouseError> {
        Ok(None)
    }
}
