//! An *HTTP error* is what went wrong with a request: a status, words for the person, a cause for the log.

use std::any::Any;
use std::fmt::Display;
use std::time::Duration;

use app::ErrorView;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;

use super::{page, request};
use crate::accounts::LoggedIn;

/// Where addresses for programs begin; they get JSON.
pub(super) const API: &str = "/api/";

/// What went wrong.
#[derive(Debug, Clone)]
pub struct HttpError {
    status: StatusCode,
    title: String,
    message: String,
    cause: Option<String>,
    retry_after: Option<Duration>,
    /// Go there instead, when a page is asked for.
    redirect: Option<String>,
}

impl HttpError {
    fn new(status: StatusCode, title: &str, message: impl Into<String>) -> Self {
        let (title, message) = (title.to_owned(), message.into());
        Self {
            status,
            title,
            message,
            cause: None,
            retry_after: None,
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

    /// 500: something broke; the person gets a reference, the log the cause.
    pub(super) fn internal(cause: &dyn Display) -> Self {
        let message = "The program could not finish this. Nothing of yours is lost; try again, and give the reference below to your operator if it happens again.";
        let mut error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong",
            message,
        );
        error.cause = Some(cause.to_string());
        error
    }

    /// 401, or the login page when a page was asked for.
    pub(super) fn not_logged_in(method: &Method, uri: &Uri) -> Self {
        let mut error = Self::new(StatusCode::UNAUTHORIZED, "Not logged in", "Log in first.");
        let next = uri
            .path_and_query()
            .filter(|_| method == Method::GET)
            .map_or("/", |path| path.as_str());
        error.redirect = Some(if next == "/" {
            "/login".to_owned()
        } else {
            format!("/login?next={}", page::encoded(next))
        });
        error
    }
}

impl IntoResponse for HttpError {
    /// A bare response that carries the error; [`show`] makes a page or JSON of it.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Shows errors: as JSON to programs, as a page to people, each with the request's number.
pub(super) async fn show(request: Request, next: Next) -> Response {
    let reference = request::number_of(&request);
    let is_api = request.uri().path().starts_with(API);
    let mut response = next.run(request).await;
    let user = response
        .extensions()
        .get::<LoggedIn>()
        .map(|logged_in| logged_in.username.clone());
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
    let mut shown = match &error.redirect {
        Some(target) if !is_api => Redirect::to(target).into_response(),
        _ if is_api => {
            let body = json!({"status": error.status.as_u16(), "message": error.message, "reference": reference});
            (error.status, Json(json!({"error": body}))).into_response()
        }
        _ => {
            let view = ErrorView {
                status: error.status.as_u16(),
                title: error.title.clone(),
                message: error.message.clone(),
                reference,
                user,
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
    shown
}

/// The error of a response that axum itself made, such as one for a body that is too large.
fn bare(response: &Response) -> Option<HttpError> {
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Some(HttpError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Too large",
            "What was sent is larger than is taken. Ask more shortly.",
        )),
        StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::BAD_REQUEST
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
            if !is_html_or_json(response) =>
        {
            Some(HttpError::unprocessable(
                "What was sent is not what this address takes.",
            ))
        }
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
pub(super) async fn no_such_page() -> HttpError {
    HttpError::not_found(
        "There is no page at this address. It may have been deleted, or the link may be incomplete.",
    )
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
