//! A *request* has a number that the log and the error pages carry, and somebody who makes it.

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

/// Finds out who makes a request; handlers get it by taking a [`LoggedIn`].
pub(super) async fn find_session(
    State(state): State<WebState>,
    mut request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let Some(token) = token(request.headers()) else {
        return Ok(next.run(request).await);
    };
    let Some(logged_in) = state.sessions.find(&token, state.clock.now()).await? else {
        return Ok(next.run(request).await);
    };
    request.extensions_mut().insert(logged_in.clone());
    let mut response = next.run(request).await;
    // An error page says who is logged in.
    response.extensions_mut().insert(logged_in);
    Ok(response)
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
        Self::internal(&error)
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
