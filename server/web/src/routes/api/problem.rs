//! A *problem* says to a program what went wrong, in the form of RFC 9457.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

/// What went wrong, in the form of RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::routes) struct Problem {
    /// Kind of problem; always `about:blank`: the status says it.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What the status is called.
    #[schema(examples("Unprocessable Content"))]
    title: &'static str,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened, and what to do about it.
    detail: String,
    /// `urn:uuid:` and the number of the request, which the program's log carries, too.
    #[schema(format = "uri")]
    instance: Option<String>,
}

impl Problem {
    /// The media type of problems.
    pub(in crate::routes) const MEDIA_TYPE: &'static str = "application/problem+json";

    /// The problem of a request that has that number.
    pub(in crate::routes) fn new(
        status: StatusCode,
        detail: impl Into<String>,
        number: Option<&str>,
    ) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            instance: number.map(|number| format!("urn:uuid:{number}")),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(Self::MEDIA_TYPE),
        );
        response
    }
}

/// What any address may say instead of its answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes answers that the layers give")]
pub(super) enum Refused {
    /// There is neither a login nor a token, or the token does not hold.
    #[response(status = 401, content_type = "application/problem+json", headers(("WWW-Authenticate" = String, description = "`Bearer`, with `error=\"invalid_token\"` when a token was sent.")))]
    NotLoggedIn(Problem),
    /// The request did not arrive in time.
    #[response(status = 408, content_type = "application/problem+json")]
    TooSlow(Problem),
    /// Something broke; the log has the cause under the number of the request.
    #[response(status = 500, content_type = "application/problem+json")]
    Broken(Problem),
    /// The answer, or something that it depends on, took too long; try again in a moment.
    #[response(status = 503, content_type = "application/problem+json")]
    NotAvailable(Problem),
}

/// What an address may say of what is not the caller's to do.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes answers that the layers give")]
pub(super) enum NotAllowed {
    /// It is not the caller's to do, or a browser sent it from another site.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
}

/// What any address with parameters may say instead of its answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes answers that the extractors give")]
pub(super) enum NotUnderstood {
    /// A parameter or field is unknown or outside its bounds; the detail says which one.
    #[response(status = 422, content_type = "application/problem+json")]
    Unprocessable(Problem),
}

/// What any address that takes a body may say instead of its answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes answers that the extractors give")]
pub(super) enum NotTaken {
    /// The body is not JSON.
    #[response(status = 400, content_type = "application/problem+json")]
    Unreadable(Problem),
    /// The body is larger than is taken.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is not announced as `application/json`.
    #[response(status = 415, content_type = "application/problem+json")]
    WrongKind(Problem),
}

/// What an address of something with an id may say instead of its answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes answers that the extractors give")]
pub(super) enum NotThere {
    /// It is not there, or not the caller's.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
}

/// What an address that takes questions may say instead of its answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it describes answers that the handlers give")]
pub(super) enum TooMany {
    /// The account has asked as many questions within a minute as are taken.
    #[response(status = 429, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds to wait.")))]
    TooMany(Problem),
}
