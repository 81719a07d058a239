//! A *time limit* ends what takes too long: a client that sends a request's body, and the program that works on it.
//!
//! An answer that streams has begun in time; how long it goes on is its own concern.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt;
use futures::stream;
use tokio::time::{Instant, timeout, timeout_at};

use super::error::HttpError;

/// Time for everything beside a query: logins that wait for their turn, the state database, writing a page.
const BESIDE_QUERY: Duration = Duration::from_secs(15);

/// How long a request may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeLimit {
    body: Duration,
    work: Duration,
}

impl TimeLimit {
    /// A client gets `body` to send the body; a handler that runs a query gets `query` for it.
    pub(super) fn new(body: Duration, query: Duration) -> Self {
        Self {
            body,
            work: query.saturating_add(BESIDE_QUERY),
        }
    }
}

/// Ends a request that takes too long.
pub(super) async fn keep(
    State(limit): State<TimeLimit>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let late = Arc::new(AtomicBool::new(false));
    let request = if request.body().is_end_stream() {
        request
    } else {
        let deadline = Instant::now() + limit.body;
        request.map(|body| until(deadline, body, Arc::clone(&late)))
    };
    let response = timeout(limit.body.saturating_add(limit.work), next.run(request)).await;
    match response {
        // What the handler made of half a body is of no interest.
        _ if late.load(Ordering::Relaxed) => Err(HttpError::too_slow()),
        Ok(response) => Ok(response),
        Err(_) => Err(HttpError::took_too_long()),
    }
}

/// The body, which fails and sets `late` when it is not whole at the deadline.
fn until(deadline: Instant, body: Body, late: Arc<AtomicBool>) -> Body {
    let parts = body.into_data_stream();
    Body::from_stream(stream::try_unfold(parts, move |mut parts| {
        let late = Arc::clone(&late);
        async move {
            match timeout_at(deadline, parts.next()).await {
                Ok(part) => Ok(part.transpose()?.map(|part: Bytes| (part, parts))),
                Err(elapsed) => {
                    late.store(true, Ordering::Relaxed);
                    Err(axum::Error::new(elapsed))
                }
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    /// Sends a body whose parts come at these intervals to a handler that takes `work` after the body.
    async fn status(parts: &[u64], work: u64) -> StatusCode {
        let limit = TimeLimit {
            body: Duration::from_secs(1),
            work: Duration::from_millis(500),
        };
        let router = Router::new()
            .route(
                "/",
                post(move |body: String| async move {
                    tokio::time::sleep(Duration::from_millis(work)).await;
                    body
                }),
            )
            .layer(from_fn_with_state(limit, keep));
        let parts = stream::iter(parts.to_vec()).then(|wait| async move {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            Ok::<_, std::io::Error>("part")
        });
        let request = Request::post("/").body(Body::from_stream(parts)).unwrap();
        router.oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_body_has_its_time_however_often_a_part_of_it_comes() {
        assert_eq!(status(&[], 0).await, StatusCode::OK);
        assert_eq!(status(&[100, 100, 100], 0).await, StatusCode::OK);
        assert_eq!(status(&[300; 5], 0).await, StatusCode::REQUEST_TIMEOUT);
        assert_eq!(status(&[1_500], 0).await, StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_handler_has_its_time_after_the_body() {
        assert_eq!(status(&[300], 200).await, StatusCode::OK);
        assert_eq!(status(&[300], 2_000).await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
