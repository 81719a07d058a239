//! The *runtime* takes events from AWS Lambda and hands back replies.

use std::time::Instant;

use lambda_runtime::{Error, LambdaEvent, run, service_fn, tracing};
use serde_json::{Value, json};

use crate::catalogue::Specialist;
use crate::event;

/// Answers events in the name of a specialist until Lambda stops the program.
pub async fn serve(specialist: Specialist) -> Result<(), Error> {
    tracing::init_default_subscriber();
    run(service_fn(async |event: LambdaEvent<Value>| {
        let started = Instant::now();
        let mut reply = event::answer(specialist, &event.payload);
        let elapsed = started.elapsed().as_secs_f64() * 1e3;
        if let Value::Object(metadata) = &mut reply.metadata {
            metadata.insert("request_id".to_owned(), json!(event.context.request_id));
            metadata.insert("elapsed_ms".to_owned(), json!(elapsed));
        }
        // Payloads are a company's figures: the log has none of them.
        tracing::info!(
            action = %reply.metadata["action"],
            status = reply.status_code,
            elapsed_ms = elapsed,
            "answered"
        );
        Ok::<_, Error>(reply)
    }))
    .await
}
