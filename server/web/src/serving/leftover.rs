//! A *leftover* is what a request's body still holds when its answer is ready: the next request on the connection begins
//! behind it, so it is read to its end, or the answer says that the connection closes.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use hyper::body::{Body as _, Bytes, Frame, Incoming, SizeHint};
use tokio::sync::oneshot;

/// Bytes that are read for nothing; who sends more has to connect again.
const BYTES: usize = 64 * 1024;
/// How long they may take.
const TIME: Duration = Duration::from_secs(1);

/// A request's body, given back when whoever was to read it is done.
pub(super) struct Lent {
    body: Option<Incoming>,
    back: Option<oneshot::Sender<Incoming>>,
}

/// Where the body comes back to.
pub(super) struct Leftover {
    body: oneshot::Receiver<Incoming>,
    /// The client waits to be told that its body is wanted; so nothing of it is under way.
    waits: bool,
}

/// Lends the body of a request with those headers.
pub(super) fn lend(body: Incoming, headers: &HeaderMap) -> (Lent, Leftover) {
    let (back, returned) = oneshot::channel();
    let lent = Lent {
        body: Some(body),
        back: Some(back),
    };
    let leftover = Leftover {
        body: returned,
        waits: headers.contains_key(header::EXPECT),
    };
    (lent, leftover)
}

impl Leftover {
    /// Makes the connection fit for another request, or says in the answer that there will be none.
    pub(super) async fn clear(mut self, mut answer: Response<Body>) -> Response<Body> {
        if let Ok(body) = self.body.try_recv()
            && (self.waits || !read_away(body).await)
        {
            let headers = answer.headers_mut();
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }
}

/// Reads a body to its end; false when it is too long or too slow, or broken.
async fn read_away(body: Incoming) -> bool {
    let all = to_bytes(Body::new(body), BYTES);
    matches!(tokio::time::timeout(TIME, all).await, Ok(Ok(_)))
}

impl hyper::body::Body for Lent {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Incoming::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(SizeHint::default, Incoming::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take()
            && !body.is_end_stream()
            && let Some(back) = self.back.take()
        {
            // Nobody waits for it when the connection has ended.
            let _ = back.send(body);
        }
    }
}
