//! *Logging in* opens a session; logging out ends it.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use app::{DemoAccount, LoginView, WaitingQuestion};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::ask::{self, QuestionForm};
use super::error::HttpError;
use super::state::WebState;
use super::{page, request};
use crate::accounts::{self, COOKIE, LoggedIn, Wait};
use crate::metrics::LoginResult;

/// Said of an unknown name and of a wrong password alike.
const INVALID: &str = "Invalid username or password. Please try again.";
/// When to come again, when too many people log in at once.
const BUSY: Duration = Duration::from_secs(10);

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
    /// A question that was asked when the session had ended.
    question: Option<String>,
    persona: Option<String>,
    conversation: Option<String>,
}

impl Credentials {
    /// The question that waits for the login.
    fn waiting(&self) -> Option<QuestionForm> {
        let question = self.question.clone().filter(|q| !q.trim().is_empty())?;
        Some(QuestionForm {
            question,
            persona: self.persona.clone(),
            conversation: self.conversation.clone(),
        })
    }
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

/// The login page in the place of an answer: whoever logs in has the question answered.
pub(super) async fn ask_to_log_in(state: &WebState, form: QuestionForm) -> Response {
    let view = LoginView {
        waiting: Some(waiting_view(form)),
        demo: demo(state),
        ..LoginView::default()
    };
    page::login(StatusCode::UNAUTHORIZED, view).await
}

fn waiting_view(form: QuestionForm) -> WaitingQuestion {
    WaitingQuestion {
        question: form.question,
        persona: form.persona.unwrap_or_default(),
        conversation: form.conversation.unwrap_or_default(),
    }
}

/// Opens a session, or shows the page again. A question that waits for it is asked.
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
        state.metrics.login(LoginResult::Throttled);
        return Err(HttpError::too_many(
            format!(
                "There were too many attempts to log in. Try again in {}.",
                minutes(wait)
            ),
            wait,
        ));
    }
    let waiting = given.waiting();
    let account = state.stores.users.user(&username).await?;
    let hash = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let Ok(fits) = state.passwords.fits(given.password, hash).await else {
        state.by_account.give_back(&username);
        state.by_address.give_back(&address);
        state.metrics.login(LoginResult::Busy);
        let message = "Too many people are logging in at this moment. Try again in a few seconds.";
        return Err(HttpError::too_many(message, BUSY));
    };
    if !(fits && account.is_some_and(|account| account.active)) {
        tracing::warn!(username, %address, "login refused");
        state.metrics.login(LoginResult::Refused);
        let view = LoginView {
            username,
            error: Some(INVALID.to_owned()),
            waiting: waiting.map(waiting_view),
            demo: demo(&state),
            next: local(&given.next).to_owned(),
        };
        return Ok(page::login(StatusCode::UNPROCESSABLE_ENTITY, view).await);
    }
    state.by_account.forget(&username);
    state.by_address.give_back(&address);
    let token = state.sessions.open(&username, state.clock.now()).await?;
    tracing::info!(username, "logged in");
    state.metrics.login(LoginResult::Accepted);
    let mut response = match waiting {
        Some(question) => asked(&state, &token, question).await?,
        None => Redirect::to(local(&given.next)).into_response(),
    };
    set_cookie(&mut response, &token, state.https)?;
    Ok(response)
}

/// Asks the question that waited; when it cannot be asked like this, it stands in the input of the page that opens.
async fn asked(state: &WebState, token: &str, form: QuestionForm) -> Result<Response, HttpError> {
    let opening = format!("/?question={}", page::encoded(&form.question));
    let logged_in = state.sessions.find(token, state.clock.now()).await?;
    if let Some(logged_in) = logged_in
        && let Ok(response) = ask::begin(state, &logged_in, form).await
        && response.status().is_redirection()
    {
        return Ok(response);
    }
    Ok(Redirect::to(&opening).into_response())
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
