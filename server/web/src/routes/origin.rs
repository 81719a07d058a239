//! The *origin check* refuses what another site makes a browser send: only pages of this program change anything.
//!
//! A browser sends cookies by itself, but never a token: what comes with a token is not checked.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use super::error::HttpError;
use super::request::ByToken;
use super::state::WebState;

/// Refuses requests that change something and come from another site.
pub(super) async fn check(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let by_token = request.extensions().get::<ByToken>().is_some();
    if by_token
        || request.method().is_safe()
        || is_own(request.headers(), state.public_url.as_deref())
    {
        return Ok(next.run(request).await);
    }
    Err(HttpError::forbidden(
        "This was sent from another site. Open the page here and send it again.",
    ))
}

/// The request comes from this program's pages, or from something that is no browser.
fn is_own(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.to_str(), Ok("same-origin" | "none"));
    }
    // Browsers that do not say where a request comes from send an origin with every form.
    let Some(origin) = text(header::ORIGIN) else {
        return true;
    };
    if public_url == Some(origin) {
        return true;
    }
    let host = text(header::HOST);
    origin
        .split_once("://")
        .is_some_and(|(_, authority)| Some(authority) == host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| {
                (
                    header::HeaderName::from_static(n),
                    HeaderValue::from_static(v),
                )
            })
            .collect()
    }

    #[test]
    fn only_own_pages_and_programs_may_change_something() {
        assert!(is_own(&headers(&[("sec-fetch-site", "same-origin")]), None));
        assert!(!is_own(&headers(&[("sec-fetch-site", "cross-site")]), None));
        assert!(!is_own(&headers(&[("sec-fetch-site", "same-site")]), None));
        assert!(is_own(
            &headers(&[
                ("origin", "http://127.0.0.1:8501"),
                ("host", "127.0.0.1:8501")
            ]),
            None
        ));
        assert!(!is_own(
            &headers(&[
                ("origin", "http://evil.example"),
                ("host", "127.0.0.1:8501")
            ]),
            None
        ));
        assert!(!is_own(
            &headers(&[("origin", "null"), ("host", "127.0.0.1:8501")]),
            None
        ));
        assert!(is_own(
            &headers(&[("origin", "https://stock.example"), ("host", "10.0.0.1")]),
            Some("https://stock.example")
        ));
        assert!(is_own(&headers(&[("host", "127.0.0.1:8501")]), None));
    }
}
