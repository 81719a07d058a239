//! *Lambda* functions make the calculations: one function for each specialist, invoked with the event that the programs of
//! `lambda_tools` take. What Lambda does not do is done here, and said.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::operation::invoke::InvokeOutput;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::LogType;
use lambda_tools::reply::{self, ReplyFault};
use lambda_tools::{Calculation, Specialist, Tool};
use serde_json::{Map, Value, json};
use warehouse::aws::{Kind, Trouble};

use super::{Calculated, Calculator};
use crate::breaker::{Breaker, BreakerSettings, CircuitOpen, CircuitStatus};

/// Name of the service in messages.
const SERVICE: &str = "AWS Lambda";
/// Bytes that Lambda takes in one call that waits for the reply.
const LARGEST_PAYLOAD: usize = 6 * 1024 * 1024;

/// The three functions, each by name or ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Functions {
    /// `inventory_optimizer`.
    pub inventory: String,
    /// `logistics_optimizer`.
    pub logistics: String,
    /// `supplier_analyzer`.
    pub supplier: String,
}

impl Functions {
    fn of(&self, specialist: Specialist) -> &str {
        match specialist {
            Specialist::Inventory => &self.inventory,
            Specialist::Logistics => &self.logistics,
            Specialist::Supplier => &self.supplier,
        }
    }
}

/// How the functions are invoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LambdaSettings {
    /// The functions.
    pub functions: Functions,
    /// Longest time that a calculation may take, all attempts included.
    pub time_limit: Duration,
}

/// Makes calculations in AWS Lambda.
#[derive(Debug)]
pub struct Lambda {
    client: Client,
    settings: LambdaSettings,
    breaker: Breaker,
}

/// Why Lambda made no calculation.
enum Failure {
    /// It says that the parameters are wrong.
    Refused(String),
    /// It is not fit to, in a clause.
    Unfit(String),
}

/// What an invocation gave and took.
struct Invoked {
    calculation: Result<Calculation, Failure>,
    /// Requests that started the function.
    requests: u64,
    gigabyte_seconds: f64,
    /// It is out of order; what it refuses is a reply, too.
    outage: bool,
}

impl Lambda {
    /// The functions at the services of a configuration. Nothing is asked yet.
    pub fn new(config: &SdkConfig, settings: LambdaSettings, breaker: BreakerSettings) -> Self {
        // A calculation may take as long as the limit says: all of it in one attempt.
        let timeouts = TimeoutConfig::builder()
            .operation_attempt_timeout(settings.time_limit)
            .operation_timeout(settings.time_limit)
            .build();
        let config = aws_sdk_lambda::config::Builder::from(config)
            .timeout_config(timeouts)
            .build();
        Self {
            client: Client::from_conf(config),
            settings,
            breaker: Breaker::new("AWS Lambda", breaker),
        }
    }

    /// Invokes a function, unless they are left alone.
    async fn invoke(&self, specialist: Specialist, event: Vec<u8>) -> Invoked {
        let permit = match self.breaker.admit(Instant::now()) {
            Ok(permit) => permit,
            Err(CircuitOpen { wait }) => {
                let seconds = wait.as_secs_f64().ceil();
                let reason = format!(
                    "{SERVICE} failed several times in a row and is left alone for another {seconds} s"
                );
                return Invoked::unfit(reason, 0);
            }
        };
        let invoked = self.call(specialist, event).await;
        if invoked.outage {
            permit.failed(Instant::now());
        } else {
            permit.succeeded();
        }
        invoked
    }

    async fn call(&self, specialist: Specialist, event: Vec<u8>) -> Invoked {
        let sending = self
            .client
            .invoke()
            .function_name(self.settings.functions.of(specialist))
            .log_type(LogType::Tail)
            .payload(Blob::new(event))
            .send();
        match tokio::time::timeout(self.settings.time_limit, sending).await {
            Err(_) => {
                let seconds = self.settings.time_limit.as_secs_f64();
                let reason = format!("{SERVICE} took longer than {seconds} seconds");
                Invoked {
                    outage: true,
                    ..Invoked::unfit(reason, 1)
                }
            }
            Ok(Err(error)) => {
                let trouble = Trouble::of(SERVICE, &error);
                // Where no reply came, or one that cannot be read, the function may have run.
                let started = matches!(trouble.kind, Kind::Slow | Kind::Malformed);
                Invoked {
                    outage: trouble.is_outage(),
                    ..Invoked::unfit(trouble.to_string(), u64::from(started))
                }
            }
            Ok(Ok(reply)) => {
                let calculation = read(&reply);
                Invoked {
                    outage: matches!(calculation, Err(Failure::Unfit(_))),
                    requests: 1,
                    gigabyte_seconds: billed(&reply).unwrap_or(0.0),
                    calculation,
                }
            }
        }
    }
}

impl Invoked {
    fn unfit(reason: String, requests: u64) -> Self {
        Self {
            calculation: Err(Failure::Unfit(reason)),
            requests,
            gigabyte_seconds: 0.0,
            outage: false,
        }
    }
}

/// The calculation that a reply carries.
fn read(reply: &InvokeOutput) -> Result<Calculation, Failure> {
    let payload = reply.payload().map(AsRef::as_ref).unwrap_or_default();
    if reply.function_error().is_some() {
        let said: Value = serde_json::from_slice(payload).unwrap_or_default();
        let reason = said["errorMessage"].as_str().unwrap_or("no reason given");
        return Err(Failure::Unfit(format!("the function broke off ({reason})")));
    }
    reply::read(payload).map_err(|fault| match fault {
        ReplyFault::Refused(reason) => Failure::Refused(reason),
        fault @ ReplyFault::Unreadable(_) => Failure::Unfit(fault.to_string()),
    })
}

/// Gigabyte-seconds by the report at the end of the function's log; none when there is no report.
fn billed(reply: &InvokeOutput) -> Option<f64> {
    let log = aws_smithy_types::base64::decode(reply.log_result()?).ok()?;
    let log = String::from_utf8_lossy(&log);
    let report = log.lines().rev().find(|line| line.starts_with("REPORT"))?;
    let figure = |label: &str| -> Option<f64> {
        let (_, rest) = report.split_once(label)?;
        rest.split_whitespace().next()?.parse().ok()
    };
    Some(figure("Billed Duration: ")? / 1_000.0 * figure("Memory Size: ")? / 1_024.0)
}

#[async_trait]
impl Calculator for Lambda {
    async fn calculate(
        &self,
        tool: &'static Tool,
        parameters: &Map<String, Value>,
        query_id: &str,
    ) -> Calculated {
        let event = json!({
            "agent": tool.specialist,
            "action": tool.name,
            "payload": parameters,
            "context": {"query_id": query_id},
        });
        let event = event.to_string().into_bytes();
        let Invoked {
            calculation,
            requests,
            gigabyte_seconds,
            ..
        } = if event.len() > LARGEST_PAYLOAD {
            let reason = format!(
                "its {:.1} MB are more than the {} MB that {SERVICE} takes at once",
                megabytes(event.len()),
                LARGEST_PAYLOAD >> 20
            );
            Invoked::unfit(reason, 0)
        } else {
            self.invoke(tool.specialist, event).await
        };
        let made = |calculation, warning| Calculated {
            calculation,
            warning,
            lambda_requests: requests,
            lambda_gigabyte_seconds: gigabyte_seconds,
        };
        let failure = match calculation {
            Ok(calculation) => return made(Ok(calculation), None),
            Err(failure) => failure,
        };
        // Parameters that are refused there are refused here, by name and in the asker's words.
        let calculation = tool.run(parameters);
        if calculation.is_err() {
            return made(calculation, None);
        }
        let reason = match failure {
            Failure::Unfit(reason) => reason,
            Failure::Refused(reason) => format!(
                "the function does not take what this version gives ({reason}); an operator has to deploy the current one"
            ),
        };
        tracing::warn!(
            query_id,
            tool = tool.name,
            reason,
            "calculated here and not in Lambda"
        );
        let warning = format!(
            "This was calculated in the program itself and not in AWS Lambda: {}.",
            reason.trim_end_matches('.')
        );
        made(calculation, Some(warning))
    }

    fn circuit(&self) -> Option<CircuitStatus> {
        Some(self.breaker.status(Instant::now()))
    }
}

fn megabytes(bytes: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "shown to one digit")]
    let bytes = bytes as f64;
    bytes / f64::from(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output() -> aws_sdk_lambda::operation::invoke::builders::InvokeOutputBuilder {
        InvokeOutput::builder()
    }

    #[test]
    fn what_is_billed_is_read_from_the_report() {
        let log = "START RequestId: 1 Version: $LATEST\nEND RequestId: 1\nREPORT RequestId: 1\tDuration: 12.30 ms\t\
                   Billed Duration: 500 ms\tMemory Size: 2048 MB\tMax Memory Used: 20 MB\n";
        let reply = output()
            .log_result(aws_smithy_types::base64::encode(log))
            .build();
        // Half a second of two gigabytes.
        assert_eq!(billed(&reply), Some(1.0));
        assert_eq!(billed(&output().build()), None);
        assert_eq!(billed(&output().log_result("?").build()), None);
    }

    #[test]
    fn a_function_that_breaks_off_is_not_fit() {
        let reply = output()
            .function_error("Unhandled")
            .payload(Blob::new(
                r#"{"errorMessage": "Task timed out after 3.00 seconds"}"#,
            ))
            .build();
        match read(&reply) {
            Err(Failure::Unfit(reason)) => assert_eq!(
                reason,
                "the function broke off (Task timed out after 3.00 seconds)"
            ),
            _ => panic!("not read as a failure"),
        }
        assert!(matches!(read(&output().build()), Err(Failure::Unfit(_))));
    }

    #[test]
    fn each_specialist_has_its_function() {
        let functions = Functions {
            inventory: "i".into(),
            logistics: "l".into(),
            supplier: "s".into(),
        };
        let of = |specialist| functions.of(specialist);
        assert_eq!(
            [
                of(Specialist::Inventory),
                of(Specialist::Logistics),
                of(Specialist::Supplier)
            ],
            ["i", "l", "s"]
        );
    }
}
