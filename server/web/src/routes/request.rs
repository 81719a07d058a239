//! A *request* has a number that the log and the error pages carry, and somebody who makes it: a person by the cookie of
//! a session, a program by a token.

use std::time::Duration;

use assistant::store::StoreError;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::request_id::RequestId;
use tracing::Span;
use uuid::Uuid;

use super::error::HttpError;
use super::state::WebState;
use crate::accounts::{COOKIE, LoggedIn};

/// Header that carries the number.
pub(super) const ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Where addresses for programs begin.
const API: &str = "/api/";
/// Where the program's figures are, for programs, too.
const METRICS: &str = "/metrics";
/// How a token is announced.
const SCHEME: &[u8] = b"bearer";

/// Numbers a request. A number that came with it is not trusted.
pub(super) async fn number(mut request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().to_string();
    if let Ok(value) = HeaderValue::from_str(&id) {
        request.headers_mut().insert(ID_HEADER, value.clone());
        request.extensions_mut().insert(RequestId::new(value));
    }
    next.run(request).await
}

/// The number of a request.
pub(super) fn number_of(request: &Request) -> Option<String> {
    let id = request.extensions().get::<RequestId>()?;
    id.header_value().to_str().ok().map(str::to_owned)
}

/// The span in which a request is worked on.
pub(super) fn span(request: &Request) -> Span {
    let id = number_of(request).unwrap_or_default();
    tracing::info_span!("request", request_id = id, method = %request.method(), path = request.uri().path())
}

/// Logs how a request ended.
pub(super) fn log_response(response: &Response, latency: Duration, _span: &Span) {
    let milliseconds = latency.as_secs_f64() * 1000.0;
    tracing::info!(status = response.status().as_u16(), milliseconds, "request");
}

/// A request that was made with a token: nothing but the program's own will has sent it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByToken;

/// Whether an address is for programs: they show tokens there, get problems instead of pages, and find nothing open.
pub(super) fn is_for_programs(path: &str) -> bool {
    path.starts_with(API) || path == METRICS
}

/// Finds out who makes a request; handlers get it by taking a [`LoggedIn`]. Addresses for programs are closed to
/// everybody else, so that a handler that forgets to ask is closed, too.
pub(super) async fn find_session(
    State(state): State<WebState>,
    mut request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let for_programs = is_for_programs(request.uri().path());
    let now = state.clock.now();
    let logged_in = match bearer(request.headers()).filter(|_| for_programs) {
        Some(token) => {
            let holder = state.tokens.find(&token, now).await?;
            request.extensions_mut().insert(ByToken);
            Some(holder.ok_or_else(HttpError::token_not_valid)?)
        }
        None => match token(request.headers()) {
            Some(token) => state.sessions.find(&token, now).await?,
            None => None,
        },
    };
    let Some(logged_in) = logged_in else {
        if for_programs {
            return Err(HttpError::not_logged_in(request.method(), request.uri()));
        }
        return Ok(next.run(request).await);
    };
    request.extensions_mut().insert(logged_in.clone());
    let mut response = next.run(request).await;
    // An error page says who is logged in.
    response.extensions_mut().insert(logged_in);
    Ok(response)
}

/// The token of an `Authorization: Bearer …` header; an empty one when the header names none.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let (scheme, token) = value.split_at_checked(SCHEME.len())?;
    let is_bearer =
        scheme.eq_ignore_ascii_case(SCHEME) && token.first().is_none_or(u8::is_ascii_whitespace);
    is_bearer.then(|| String::from_utf8_lossy(token.trim_ascii()).into_owned())
}

/// The session token of a request.
pub(super) fn token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(|cookies| {
            cookies.split(';').find_map(|cookie| {
                let (name, value) = cookie.trim().split_once('=')?;
                (name == COOKIE && !value.is_empty()).then(|| value.to_owned())
            })
        })
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::unavailable(&error),
            StoreError::Unreadable(_) | StoreError::Exists(_) => Self::internal(&error),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LoggedIn {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, HttpError> {
        match parts.extensions.get::<Self>() {
            Some(logged_in) => Ok(logged_in.clone()),
            None => Err(HttpError::not_logged_in(&parts.method, &parts.uri)),
        }
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for LoggedIn {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_is_known_in_any_case_and_nothing_else_is_one() {
        let of = |value: &'static str| {
            let headers =
                HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
            bearer(&headers)
        };
        assert_eq!(bearer(&HeaderMap::new()), None);
        assert_eq!(of("Bearer qm_1"), Some("qm_1".to_owned()));
        assert_eq!(of("bEARER   qm_1 "), Some("qm_1".to_owned()));
        assert_eq!(of("Bearer"), Some(String::new()));
        assert_eq!(of("Bearers qm_1"), None);
        assert_eq!(of("Basic cWw6MQ=="), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn pages_are_not_for_programs() {
        for path in ["/api/v1/query", "/api/nothing", "/api/", "/metrics"] {
            assert!(is_for_programs(path), "{path}");
        }
        for path in ["/", "/api", "/apis/1", "/metrics/1", "/ask"] {
            assert!(!is_for_programs(path), "{path}");
        }
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        assert_eq!(token(&headers), None);
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=b; quartermaster_session=xyz; c=d"),
        );
        assert_eq!(token(&headers), Some("xyz".to_owned()));
    }
}
