//! An *execution* is a query on its way through Athena: started, looked at until it is done, fetched page by page.

use aws_sdk_athena::Client;
use aws_sdk_athena::types::{
    AthenaError, QueryExecution, QueryExecutionContext, QueryExecutionState,
    QueryExecutionStatistics, QueryExecutionStatus, ResultConfiguration,
};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::{SERVICE, Settings, reply};
use crate::aws::{Pauses, Trouble};
use crate::engine::{QueryResult, WarehouseError};
use crate::retry::{Failed, attempts};
use crate::usage::Usage;

/// Runs SQL and gathers its rows, no more than `cap`. Dropping the future stops the query.
pub(super) async fn rows_of(
    client: &Client,
    settings: &Settings,
    sql: &str,
    cap: usize,
) -> Result<QueryResult, WarehouseError> {
    let (done, id) = attempts(|| async {
        let mut running = start(client, settings, sql).await?;
        let id = running.id.clone().unwrap_or_default();
        Ok((running.done().await?, id))
    })
    .await?;
    let mut result = reply::fetch(client, &id, cap).await?;
    let scanned = done
        .statistics()
        .and_then(QueryExecutionStatistics::data_scanned_in_bytes);
    result.usage = Usage::Scanned(scanned.map_or(0, i64::unsigned_abs));
    Ok(result)
}

/// A query that the service knows. Dropped before it is over it is stopped.
struct Running {
    client: Client,
    /// None when it is over.
    id: Option<String>,
}

/// Starts a query. That goes on when nobody waits any more, so that what the service has begun can be stopped.
async fn start(client: &Client, settings: &Settings, sql: &str) -> Result<Running, WarehouseError> {
    let (client, settings, sql) = (client.clone(), settings.clone(), sql.to_owned());
    let (sender, receiver) = oneshot::channel();
    tokio::spawn(async move {
        let started = begin(client, settings, sql).await;
        // Without a receiver the running query comes back, and is stopped as it is dropped.
        drop(sender.send(started));
    });
    receiver
        .await
        .map_err(|_| WarehouseError::Engine("starting the query broke off".to_owned()))?
}

async fn begin(client: Client, settings: Settings, sql: String) -> Result<Running, WarehouseError> {
    let context = QueryExecutionContext::builder()
        .catalog(settings.catalog)
        .database(settings.database)
        .build();
    let output = settings.output_location.map(|location| {
        ResultConfiguration::builder()
            .output_location(location)
            .build()
    });
    let started = client
        .start_query_execution()
        .query_string(sql)
        .work_group(settings.workgroup)
        .query_execution_context(context)
        .set_result_configuration(output)
        .send()
        .await
        .map_err(|error| Trouble::of(SERVICE, &error))?;
    let id = started
        .query_execution_id
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Trouble::malformed(SERVICE, "the query got no id"))?;
    Ok(Running {
        client,
        id: Some(id),
    })
}

impl Running {
    /// Looks at the query until it is done.
    async fn done(&mut self) -> Result<QueryExecution, Failed> {
        use QueryExecutionState::{Cancelled, Failed as Broken, Queued, Running, Succeeded};
        let mut pauses = Pauses::new();
        let id = self.id.clone().unwrap_or_default();
        loop {
            pauses.rest().await;
            let looked = self
                .client
                .get_query_execution()
                .query_execution_id(&id)
                .send()
                .await
                .map_err(|error| WarehouseError::from(Trouble::of(SERVICE, &error)))?;
            let execution = looked.query_execution;
            let status = execution.as_ref().and_then(QueryExecution::status);
            let state = status.and_then(QueryExecutionStatus::state);
            if let Some(Succeeded | Broken | Cancelled) = state {
                // There is nothing left to stop.
                self.id = None;
            }
            match (state, status) {
                (Some(Succeeded), _) => {
                    let gone = || Trouble::malformed(SERVICE, "there is no execution");
                    return Ok(execution.ok_or_else(|| WarehouseError::from(gone()))?);
                }
                (Some(Queued | Running), _) => {}
                (Some(Broken | Cancelled), Some(status)) => return Err(failed(status)),
                (other, _) => {
                    let cause = format!("the query's state is {other:?}");
                    return Err(WarehouseError::from(Trouble::malformed(SERVICE, cause)).into());
                }
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let (Some(id), Ok(runtime)) = (self.id.take(), Handle::try_current()) else {
            return;
        };
        let client = self.client.clone();
        runtime.spawn(async move {
            let stopping = client.stop_query_execution().query_execution_id(&id);
            match stopping.send().await {
                Ok(_) => tracing::info!(query = id, "stopped in Athena"),
                // What is over already cannot be stopped.
                Err(error) => {
                    let trouble = Trouble::of(SERVICE, &error);
                    tracing::info!(query = id, %trouble, "not stopped in Athena");
                }
            }
        });
    }
}

/// What Athena says of a query that did not succeed.
fn failed(status: &QueryExecutionStatus) -> Failed {
    let error = status.athena_error();
    let reason = status
        .state_change_reason()
        .or_else(|| error.and_then(|error| error.error_message()))
        .unwrap_or("no reason was given")
        .trim();
    let lower = reason.to_lowercase();
    let refused = [
        "syntax_error",
        "type_mismatch",
        "column_not_found",
        "table_not_found",
        "function_not_found",
    ];
    let meant = if lower.contains("bytes scanned limit") {
        WarehouseError::Execution(format!(
            "{reason}. The workgroup bounds what a query may read; a shorter period or fewer columns read less"
        ))
    } else if lower.contains("insufficient permissions") || lower.contains("access denied") {
        WarehouseError::Denied {
            reason: reason.to_owned(),
            mend: "give the program's role s3:GetObject on the data, s3:PutObject on the output location, and SELECT \
                   in Lake Formation where that is used."
                .to_owned(),
        }
    } else if refused.iter().any(|words| lower.contains(words)) {
        WarehouseError::Invalid(reason.to_owned())
    } else if status.state() == Some(&QueryExecutionState::Cancelled) {
        WarehouseError::Execution(format!(
            "it was stopped in Athena ({reason}). Ask again, or ask for less"
        ))
    } else {
        WarehouseError::Execution(reason.to_owned())
    };
    Failed {
        error: meant,
        transient: error.is_some_and(AthenaError::retryable),
    }
}
