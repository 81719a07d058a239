//! A *statement* on its way through the Data API: handed in, looked at until it is done, fetched page by page.

use std::time::Duration;

use aws_sdk_redshiftdata::Client;
use aws_sdk_redshiftdata::operation::describe_statement::DescribeStatementOutput;
use aws_sdk_redshiftdata::types::StatusString;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::{Place, SERVICE, Settings, USUAL_SCHEMA, reply};
use crate::aws::{Pauses, Trouble, catalogue};
use crate::engine::{QueryResult, WarehouseError};
use crate::usage::Usage;

/// Runs SQL and gathers its rows, no more than `cap`. Dropping the future cancels the statement.
pub(super) async fn rows_of(
    client: &Client,
    settings: &Settings,
    sql: &str,
    cap: usize,
) -> Result<QueryResult, WarehouseError> {
    let mut running = hand_in(client, settings, sql).await?;
    let done = running.done().await?;
    if done.has_result_set != Some(true) {
        return Err(Trouble::malformed(SERVICE, "the statement has no rows to fetch").into());
    }
    let total = usize::try_from(done.result_rows).ok();
    let mut result = reply::fetch(client, &running.result, total, cap).await?;
    result.usage = Usage::Time(Duration::from_nanos(
        u64::try_from(done.duration).unwrap_or(0),
    ));
    Ok(result)
}

/// A statement that the service knows. Dropped before it is over it is cancelled.
struct Running {
    client: Client,
    /// None when it is over.
    id: Option<String>,
    /// Where its rows are; a part of a batch has a name of its own.
    result: String,
}

/// Hands a statement in. That goes on when nobody waits any more, so that what the service has begun can be cancelled.
async fn hand_in(
    client: &Client,
    settings: &Settings,
    sql: &str,
) -> Result<Running, WarehouseError> {
    let (client, settings, sql) = (client.clone(), settings.clone(), sql.to_owned());
    let (sender, receiver) = oneshot::channel();
    tokio::spawn(async move {
        let handed = begin(client, settings, sql).await;
        // Without a receiver the running statement comes back, and is cancelled as it is dropped.
        drop(sender.send(handed));
    });
    receiver
        .await
        .map_err(|_| WarehouseError::Engine("handing the statement in broke off".to_owned()))?
}

async fn begin(client: Client, settings: Settings, sql: String) -> Result<Running, WarehouseError> {
    let (workgroup, cluster, user) = match settings.place {
        Place::Workgroup(name) => (Some(name), None, None),
        Place::Cluster { identifier, user } => (None, Some(identifier), user),
    };
    let (id, part) = if settings.schema == USUAL_SCHEMA {
        let begun = client
            .execute_statement()
            .set_workgroup_name(workgroup)
            .set_cluster_identifier(cluster)
            .set_db_user(user)
            .set_secret_arn(settings.secret_arn)
            .database(settings.database)
            .sql(sql)
            .send()
            .await
            .map_err(|error| Trouble::of(SERVICE, &error))?;
        (begun.id, "")
    } else {
        // Each call has a session of its own; the statements of a batch share one.
        let path = format!("SET search_path TO {}", catalogue::name(&settings.schema));
        let begun = client
            .batch_execute_statement()
            .set_workgroup_name(workgroup)
            .set_cluster_identifier(cluster)
            .set_db_user(user)
            .set_secret_arn(settings.secret_arn)
            .database(settings.database)
            .sqls(path)
            .sqls(sql)
            .send()
            .await
            .map_err(|error| Trouble::of(SERVICE, &error))?;
        (begun.id, ":2")
    };
    let id = id
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Trouble::malformed(SERVICE, "the statement got no id"))?;
    Ok(Running {
        client,
        result: format!("{id}{part}"),
        id: Some(id),
    })
}

impl Running {
    /// Looks at the statement until it is done.
    async fn done(&mut self) -> Result<DescribeStatementOutput, WarehouseError> {
        use StatusString::{Aborted, Failed, Finished, Picked, Started, Submitted};
        let mut pauses = Pauses::new();
        let id = self.id.clone().unwrap_or_default();
        loop {
            pauses.rest().await;
            let looked = self.client.describe_statement().id(&id).send().await;
            let looked = looked.map_err(|error| Trouble::of(SERVICE, &error))?;
            if let Some(Finished | Failed | Aborted) = &looked.status {
                // There is nothing left to cancel.
                self.id = None;
            }
            match &looked.status {
                Some(Finished) => return Ok(looked),
                Some(Failed) => return Err(failed(&looked)),
                Some(Aborted) => {
                    let reason = "it was stopped in Redshift, by an administrator or by a rule of the workgroup. Ask \
                                  again, or ask for less";
                    return Err(WarehouseError::Execution(reason.to_owned()));
                }
                Some(Submitted | Picked | Started) => {}
                other => {
                    let cause = format!("the statement's status is {other:?}");
                    return Err(Trouble::malformed(SERVICE, cause).into());
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
            match client.cancel_statement().id(&id).send().await {
                Ok(_) => tracing::info!(statement = id, "cancelled in Redshift"),
                // What is over already cannot be cancelled.
                Err(error) => {
                    let trouble = Trouble::of(SERVICE, &error);
                    tracing::info!(statement = id, %trouble, "not cancelled in Redshift");
                }
            }
        });
    }
}

/// What the database says of a statement that failed.
fn failed(looked: &DescribeStatementOutput) -> WarehouseError {
    let reason = looked
        .error()
        .or_else(|| looked.sub_statements().iter().find_map(|part| part.error()))
        .unwrap_or("no reason was given");
    let reason = reason.strip_prefix("ERROR: ").unwrap_or(reason).trim();
    let lower = reason.to_lowercase();
    if lower.contains("permission denied") {
        return WarehouseError::Denied {
            reason: reason.to_owned(),
            mend: "GRANT SELECT on the tables to the database user or role of the program."
                .to_owned(),
        };
    }
    let of_the_text = [
        "does not exist",
        "syntax error",
        "must appear in the group by",
    ];
    if of_the_text.iter().any(|words| lower.contains(words)) {
        return WarehouseError::Invalid(reason.to_owned());
    }
    WarehouseError::Execution(reason.to_owned())
}
