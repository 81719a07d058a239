//! An *HTTP error* is what went wrong with a request: a status, words for the person, a cause for the log.

use std::any::Any;
use std::fmt::Display;
use std::time::Duration;

use app::{ErrorView, Frame};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::api::Problem;
use super::state::WebState;
use super::{page, request, show};
use crate::accounts::LoggedIn;
use crate::metrics::ErrorCategory;

/// How long an error page waits for what stands around it.
const FRAME_WAIT: Duration = Duration::from_secs(1);

/// How a program is asked for a token.
const CHALLENGE: &str = "Bearer realm=\"quartermaster\"";
/// The same, when the token that it sent does not hold.
const CHALLENGE_AGAIN: &str = "Bearer realm=\"quartermaster\", error=\"invalid_token\"";

/// What went wrong.
#[derive(Debug, Clone)]
pub struct HttpError {
    status: StatusCode,
    title: &'static str,
    message: Box<str>,
    cause: Option<Box<str>>,
    /// Who can do something about it, when it counts as an error of the program.
    category: Option<ErrorCategory>,
    retry_after: Option<Duration>,
    /// What a program is asked for.
    challenge: Option<&'static str>,
    /// Go there instead, when a page is asked for.
    redirect: Option<Box<str>>,
}

impl HttpError {
    fn new(status: StatusCode, title: &'static str, message: impl Into<String>) -> Self {
        let message = message.into().into_boxed_str();
        Self {
            status,
            title,
            message,
            cause: None,
            category: None,
            retry_after: None,
            challenge: None,
            redirect: None,
        }
    }

    /// 403: it is not theirs to do.
    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Not allowed", message)
    }

    /// 404: it is not there, or not theirs to see.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", message)
    }

    /// 400: it is not written in a way that can be read.
    pub(super) fn unreadable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Not readable", message)
    }

    /// 413: it is larger than is taken.
    pub(super) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Too large",
            "What was sent is larger than is taken. Ask more shortly.",
        )
    }

    /// 415: it is not of a kind that is taken.
    pub(super) fn wrong_kind(message: impl Into<String>) -> Self {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new(status, "Not a kind that is taken", message)
    }

    /// 422: it cannot be understood.
    pub(super) fn unprocessable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Not understood", message)
    }

    /// 429: too many in too short a time.
    pub(super) fn too_many(message: impl Into<String>, wait: Duration) -> Self {
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests", message);
        error.retry_after = Some(wait);
        error
    }

    /// 408: the client did not send the body in time.
    pub(super) fn too_slow() -> Self {
        let message =
            "What was sent did not arrive in time. Look at your connection and send it again.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "Too slow", message)
    }

    /// 503: the program did not answer in time.
    pub(super) fn took_too_long() -> Self {
        let message = "The program did not answer in time. Try again in a moment; a narrower question takes less time.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let mut error = Self::new(status, "It took too long", message);
        error.category = Some(ErrorCategory::Internal);
        error.cause = Some("the time limit of a request was reached".into());
        error
    }

    /// 503: something that the program depends on does not answer.
    pub(super) fn unavailable(cause: &dyn Display) -> Self {
        let message = "The program cannot reach its own database at this moment. Try again in a moment, and give the reference number to your operator if it happens again.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let mut error = Self::new(status, "Not available", message);
        error.category = Some(ErrorCategory::Internal);
        error.cause = Some(cause.to_string().into());
        error
    }

    /// 500: something broke; the person gets a reference, the log the cause.
    pub(super) fn internal(cause: &dyn Display) -> Self {
        let message = "The program could not finish this. Nothing of yours is lost; try again, and give the reference number to your operator if it happens again.";
        let mut error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong",
            message,
        );
        error.category = Some(ErrorCategory::Internal);
        error.cause = Some(cause.to_string().into());
        error
    }

    /// 401: the token that was sent does not hold.
    pub(super) fn token_not_valid() -> Self {
        let message = "The token is wrong, has ended or was revoked, or its account may not log in any more; `quartermaster users token NAME` makes another.";
        let mut error = Self::new(StatusCode::UNAUTHORIZED, "Not logged in", message);
        error.challenge = Some(CHALLENGE_AGAIN);
        error
    }

    /// 401, or the login page when a page was asked for.
    pub(super) fn not_logged_in(method: &Method, uri: &Uri) -> Self {
        let message = "Log in, or send a token in a header `Authorization: Bearer …`; `quartermaster users token NAME` makes one.";
        let mut error = Self::new(StatusCode::UNAUTHORIZED, "Not logged in", message);
        error.challenge = Some(CHALLENGE);
        let next = uri
            .path_and_query()
            .filter(|_| method == Method::GET)
            .map_or("/", |path| path.as_str());
        error.redirect = Some(if next == "/" {
            "/login".into()
        } else {
            format!("/login?next={}", page::encoded(next)).into()
        });
        error
    }
}

impl HttpError {
    /// It is not there.
    pub(super) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// The same request may do better later.
    fn may_pass(&self) -> bool {
        self.status.is_server_error()
            || matches!(
                self.status,
                StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
            )
    }
}

impl IntoResponse for HttpError {
    /// A bare response that carries the error; [`show`] makes a page or a problem of it.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Shows errors: as problems to programs, as pages to people, each with the request's number.
pub(super) async fn show(
    State(state): State<WebState>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let reference = request::number_of(&request);
    // Asking for a page again changes nothing.
    let again = (request.method() == Method::GET)
        .then(|| request.uri().path_and_query().map(ToString::to_string))
        .flatten()
        .filter(|address| !address.starts_with("//"));
    let for_programs = request::is_for_programs(request.uri().path());
    let mut response = next.run(request).await;
    let logged_in = response.extensions_mut().remove::<LoggedIn>();
    let error = match response.extensions_mut().remove::<HttpError>() {
        Some(error) => error,
        None => match bare(&response) {
            Some(error) => error,
            None => return response,
        },
    };
    if let Some(cause) = &error.cause {
        tracing::error!(status = error.status.as_u16(), cause, "request failed");
    } else if error.status != StatusCode::UNAUTHORIZED {
        tracing::info!(
            status = error.status.as_u16(),
            message = error.message,
            "request refused"
        );
    }
    if let Some(category) = error.category {
        let place = route.as_ref().map_or("other", MatchedPath::as_str);
        state
            .metrics
            .error(category, place, reference.as_deref().unwrap_or_default());
    }
    let mut shown = match &error.redirect {
        Some(target) if !for_programs => Redirect::to(target).into_response(),
        _ if for_programs => {
            Problem::new(error.status, error.message, reference.as_deref()).into_response()
        }
        _ => {
            let view = ErrorView {
                status: error.status.as_u16(),
                title: error.title.to_owned(),
                message: error.message.to_string(),
                reference,
                again: again.filter(|_| error.may_pass()),
                frame: frame(&state, logged_in.as_ref()).await,
            };
            page::error(error.status, view).await
        }
    };
    if let Some(wait) = error.retry_after {
        shown.headers_mut().insert(
            header::RETRY_AFTER,
            HeaderValue::from(wait.as_secs().max(1)),
        );
    }
    if let Some(challenge) = error.challenge.filter(|_| for_programs) {
        shown.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(challenge),
        );
    }
    shown
}

/// What stands around the page of somebody who is logged in; nothing when it cannot be had in time.
async fn frame(state: &WebState, logged_in: Option<&LoggedIn>) -> Option<Frame> {
    let logged_in = logged_in?;
    let persona = logged_in.personas.first().map_or("", String::as_str);
    let frame = show::frame(state, logged_in, persona, None, state.assistant.today());
    match tokio::time::timeout(FRAME_WAIT, frame).await {
        Ok(Ok(frame)) => Some(frame),
        Ok(Err(error)) => {
            tracing::warn!(?error, "an error page stands without its frame");
            None
        }
        Err(_) => {
            tracing::warn!("an error page stands without its frame, which took too long");
            None
        }
    }
}

/// The error of a response that axum itself made, such as one for a body that is too large.
fn bare(response: &Response) -> Option<HttpError> {
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Some(HttpError::too_large()),
        StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::BAD_REQUEST
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
            if !is_html_or_json(response) =>
        {
            Some(HttpError::unprocessable(
                "What was sent is not what this address takes.",
            ))
        }
        status if status.is_server_error() && !is_html_or_json(response) => Some(
            HttpError::internal(&format_args!("a handler answered {status}")),
        ),
        _ => None,
    }
}

fn is_html_or_json(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/json")
}

/// 404 for any other address.
pub(super) async fn no_such_page(uri: Uri) -> HttpError {
    HttpError::not_found(if request::is_for_programs(uri.path()) {
        "There is nothing at this address; /api describes what there is."
    } else {
        "There is no page at this address. It may have been deleted, or the link may be incomplete."
    })
}

/// 405 for an address that takes another method.
pub(super) async fn no_such_method() -> HttpError {
    HttpError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "Not possible",
        "This address does not take that kind of request.",
    )
}

/// 500 for a handler that panicked.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer hands the panic over by value"
)]
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let cause = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a handler panicked");
    HttpError::internal(&cause).into_response()
}
