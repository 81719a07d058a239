//! *Logging in* opens a session; logging out ends it.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use app::{DemoAccount, LoginView};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::error::HttpError;
use super::state::WebState;
use super::{page, request};
use crate::accounts::{self, COOKIE, LoggedIn, Wait};

/// Said of an unknown name and of a wrong password alike.
const INVALID: &str = "Invalid username or password. Please try again.";

#[derive(Debug, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// The login form.
#[derive(Deserialize)]
pub(super) struct Credentials {
    username: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// The login page; somebody who is logged in goes on.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: Option<LoggedIn>,
    Query(Next { next }): Query<Next>,
) -> Response {
    if logged_in.is_some() {
        return Redirect::to(local(&next)).into_response();
    }
    let view = LoginView {
        next: local(&next).to_owned(),
        demo: demo(&state),
        ..LoginView::default()
    };
    page::login(StatusCode::OK, view).await
}

/// Opens a session, or shows the page again.
pub(super) async fn submit(
    State(state): State<WebState>,
    address: Option<Extension<ConnectInfo<SocketAddr>>>,
    Form(given): Form<Credentials>,
) -> Result<Response, HttpError> {
    let address = address.map_or(
        IpAddr::from([0, 0, 0, 0]),
        |Extension(ConnectInfo(address))| address.ip(),
    );
    let now = Instant::now();
    let username = given.username.trim().to_owned();
    // Counted before the password is looked at, so that attempts at the same time count, too.
    let waits = [
        state.by_account.take(username.clone(), now),
        state.by_address.take(address, now),
    ];
    if let Some(Wait(wait)) = waits
        .into_iter()
        .filter_map(Result::err)
        .max_by_key(|wait| wait.0)
    {
        return Err(HttpError::too_many(
            format!(
                "There were too many attempts to log in. Try again in {}.",
                minutes(wait)
            ),
            wait,
        ));
    }
    let account = state.stores.users.user(&username).await?;
    let hash = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let fits =
        tokio::task::spawn_blocking(move || accounts::verify(&given.password, hash.as_deref()));
    let fits = fits.await.map_err(|error| HttpError::internal(&error))?;
    if !(fits && account.is_some_and(|account| account.active)) {
        tracing::warn!(username, %address, "login refused");
        let view = LoginView {
            username,
            error: Some(INVALID.to_owned()),
            demo: demo(&state),
            next: local(&given.next).to_owned(),
        };
        return Ok(page::login(StatusCode::UNPROCESSABLE_ENTITY, view).await);
    }
    state.by_account.forget(&username);
    state.by_address.give_back(&address);
    let token = state.sessions.open(&username, state.clock.now()).await?;
    tracing::info!(username, "logged in");
    let mut response = Redirect::to(local(&given.next)).into_response();
    set_cookie(&mut response, &token, state.https)?;
    Ok(response)
}

/// Ends the session.
pub(super) async fn logout(
    State(state): State<WebState>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    if let Some(token) = request::token(&headers) {
        state.sessions.end(&token).await?;
    }
    let mut response = Redirect::to("/login").into_response();
    set_cookie(&mut response, "", state.https)?;
    Ok(response)
}

/// Sets the session cookie; an empty token takes it away. It has no age of its own: the server knows when it is over.
fn set_cookie(response: &mut Response, token: &str, https: bool) -> Result<(), HttpError> {
    let secure = if https { "; Secure" } else { "" };
    let over = if token.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{over}");
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| HttpError::internal(&error))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(())
}

fn demo(state: &WebState) -> Vec<DemoAccount> {
    if !state.demo.in_use() {
        return Vec::new();
    }
    accounts::demo_accounts()
        .into_iter()
        .map(|(user, password)| DemoAccount {
            personas: if user.personas.len() > 1 {
                "all personas".to_owned()
            } else {
                user.personas.join(", ")
            },
            username: user.username,
            password: password.to_owned(),
        })
        .collect()
}

/// An address within this program, whatever was asked for.
fn local(next: &str) -> &str {
    let is_local =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if is_local { next } else { "/" }
}

fn minutes(wait: Duration) -> String {
    match wait.as_secs().div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_elsewhere_after_logging_in() {
        assert_eq!(local("/answers/5?rows=all"), "/answers/5?rows=all");
        for elsewhere in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "evil",
        ] {
            assert_eq!(local(elsewhere), "/");
        }
    }
}
