//! A *stream* tells the steps of an answer as they finish, then the answer, as server-sent events.

use std::pin::Pin;
use std::time::Duration;

use assistant::{Answer, AnswerStep, Step};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use futures::stream;
use serde::Serialize;
use tokio::sync::mpsc::UnboundedReceiver;
use utoipa::ToSchema;

/// How often a quiet stream says that it is still there; proxies give up after about a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Keeps proxies from collecting the stream before they pass it on.
const NO_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// An event of the stream.
#[derive(ToSchema)]
#[schema(as = Event)]
#[expect(dead_code, reason = "it describes what the stream writes")]
pub(super) struct Described {
    /// What it tells.
    event: Kind,
    /// In JSON: an `AnswerStep` of a step, an `Answer` of the answer.
    #[schema(content_media_type = "application/json")]
    data: String,
}

/// What an event tells: a step that is finished, or the answer, which comes last.
#[derive(Clone, Copy, ToSchema)]
#[schema(as = EventKind, rename_all = "lowercase")]
enum Kind {
    Step,
    Answer,
}

/// What is left to tell.
enum Telling<F> {
    /// Steps come while the question is being answered.
    Steps(UnboundedReceiver<Step>, Pin<Box<F>>),
    /// The answer is there; these steps come first.
    Answer(UnboundedReceiver<Step>, Box<Answer>),
    /// Everything is told.
    Nothing,
}

/// The steps, then the answer. Dropping the stream drops `answering`, which stops the query.
pub(super) fn events<F>(
    steps: UnboundedReceiver<Step>,
    answering: F,
) -> impl Stream<Item = Result<Event, axum::Error>> + Send + 'static
where
    F: Future<Output = Answer> + Send + 'static,
{
    stream::unfold(
        Telling::Steps(steps, Box::pin(answering)),
        async move |telling| match telling {
            Telling::Steps(mut steps, mut answering) => {
                tokio::select! {
                    biased;
                    Some(step) = steps.recv() => {
                        Some((event(Kind::Step, &told(step)), Telling::Steps(steps, answering)))
                    }
                    answer = &mut answering => Some(rest(steps, Box::new(answer))),
                }
            }
            Telling::Answer(steps, answer) => Some(rest(steps, answer)),
            Telling::Nothing => None,
        },
    )
}

/// The next step that is waiting, or the answer when there is none.
fn rest<F>(
    mut steps: UnboundedReceiver<Step>,
    answer: Box<Answer>,
) -> (Result<Event, axum::Error>, Telling<F>) {
    match steps.try_recv() {
        Ok(step) => (
            event(Kind::Step, &told(step)),
            Telling::Answer(steps, answer),
        ),
        Err(_) => (event(Kind::Answer, &answer), Telling::Nothing),
    }
}

/// The response that carries the events.
pub(super) fn response(
    events: impl Stream<Item = Result<Event, axum::Error>> + Send + 'static,
) -> Response {
    let mut response = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store, no-transform"),
    );
    headers.insert(NO_BUFFERING, HeaderValue::from_static("no"));
    response
}

fn event(kind: Kind, data: &impl Serialize) -> Result<Event, axum::Error> {
    let name = match kind {
        Kind::Step => "step",
        Kind::Answer => "answer",
    };
    Event::default().event(name).json_data(data)
}

/// A step as the answer lists it.
fn told(step: Step) -> AnswerStep {
    AnswerStep {
        name: step.name.name().to_owned(),
        detail: step.detail,
        elapsed_ms: step.elapsed.as_secs_f64() * 1000.0,
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use assistant::StepName;
    use futures::StreamExt;
    use tokio::sync::mpsc;

    use super::*;

    /// Says when it is dropped.
    struct Guard(Arc<AtomicBool>);

    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn whoever_goes_away_stops_the_query() {
        let stopped = Arc::new(AtomicBool::new(false));
        let (sender, steps) = mpsc::unbounded_channel();
        let guard = Guard(Arc::clone(&stopped));
        let answering = async move {
            let _guard = guard;
            let step = Step {
                name: StepName::Understood,
                detail: "Stock".to_owned(),
                elapsed: Duration::from_millis(2),
            };
            sender.send(step).unwrap();
            pending::<Answer>().await
        };
        let mut events = Box::pin(events(steps, answering));
        let first = events.next().await.unwrap().unwrap();
        assert!(format!("{first:?}").contains("understood"), "{first:?}");
        assert!(!stopped.load(Ordering::Relaxed));
        drop(events);
        assert!(stopped.load(Ordering::Relaxed));
    }
}
