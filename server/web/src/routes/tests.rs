//! What the layers make of requests that go wrong.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ::state::State;
use assistant::store::Account;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::routing::get;
use jiff::Timestamp;
use tower::ServiceExt;

use super::error::HttpError;
use super::{WebState, behind_layers};
use crate::accounts::{COOKIE, SessionKeeper, UsersFile, demo_accounts};
use crate::config;
use crate::metrics::ErrorCategory;
use crate::wiring::Application;

/// The state of a program over a small sample company, and the session cookie of an operator.
async fn stage(folder: &Path) -> (WebState, String) {
    let folder = serde_json::to_string(folder).unwrap();
    let configuration = config::from_yaml(&format!(
        "data:\n  directory: {folder}\n  sample_lines: 1000\nstate:\n  url: null\n"
    ));
    let application = Application::open(configuration.unwrap(), None)
        .await
        .unwrap();
    let stores = application.stores.clone().unwrap();
    let state = WebState::new(&application, stores, Arc::new(assistant::SystemClock));
    let users = UsersFile {
        path: folder.clone().into(),
        is_example: true,
        users: demo_accounts().into_iter().map(|(user, _)| user).collect(),
    };
    let now = Timestamp::now();
    state.take_over(&users, now).await.unwrap();
    let token = state.sessions.open("demo", now).await.unwrap();
    (state, format!("{COOKIE}={token}"))
}

/// Pages that go wrong, behind the layers of all pages.
fn broken(state: WebState) -> Router {
    async fn panics() -> &'static str {
        panic!("the cause")
    }
    let pages = Router::new()
        .route("/panics", get(panics))
        .route("/forbidden", get(|| async { HttpError::forbidden("No.") }))
        .route("/bare", get(|| async { StatusCode::BAD_GATEWAY }));
    behind_layers(pages, state)
}

/// Status, reference header and text of a page.
async fn fetch(router: &Router, path: &str, cookie: Option<&str>) -> (StatusCode, String, String) {
    let mut request = Request::get(path);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let reference = response.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, reference, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn whatever_is_wrong_about_a_login_costs_one_comparison() {
    let folder = tempfile::tempdir().unwrap();
    let (state, _) = stage(folder.path()).await;
    let account = state.stores.users.user("field").await.unwrap().unwrap();
    let shut_out = Account {
        active: false,
        ..account
    };
    assert!(state.stores.users.change_user(&shut_out).await.unwrap());
    let router = super::router(state.clone());
    for (username, password) in [
        ("nobody", "quartermaster"),
        ("warehouse", "wrong"),
        ("field", "quartermaster"),
        ("", ""),
    ] {
        let before = state.passwords.compared();
        let request = Request::post("/login")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!(
                "username={username}&password={password}"
            )))
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 422, "{username}");
        assert_eq!(state.passwords.compared() - before, 1, "{username}");
    }
}

#[tokio::test]
async fn errors_keep_the_shell_and_say_their_reference() {
    let folder = tempfile::tempdir().unwrap();
    let (state, cookie) = stage(folder.path()).await;
    let router = broken(state.clone());
    for (path, expected, words) in [
        ("/panics", 500, "Something went wrong"),
        ("/bare", 500, "Something went wrong"),
        ("/forbidden", 403, "Not allowed"),
        ("/nowhere", 404, "Not found"),
    ] {
        let (status, reference, text) = fetch(&router, path, Some(&cookie)).await;
        assert_eq!(status, expected, "{path}");
        for part in [
            words,
            reference.as_str(),
            "href=\"/\"",
            "/logout",
            "Conversations",
        ] {
            assert!(text.contains(part), "{part} in {path}: {text}");
        }
        assert!(!text.contains("the cause"), "{path}");
        // Trying again helps when the program was at fault.
        let again = format!("href=\"{path}\"");
        assert_eq!(text.contains(&again), expected == 500, "{path}: {text}");
        // Whoever is not logged in gets the same words without the shell.
        let (status, _, text) = fetch(&router, path, None).await;
        assert_eq!(status, expected, "{path}");
        assert!(
            text.contains(words) && !text.contains("/logout"),
            "{path}: {text}"
        );
    }
    // What was seen twice, by somebody and by nobody.
    let errors = state.metrics.errors_by_category();
    assert!(errors.contains(&(ErrorCategory::Internal, 4)), "{errors:?}");
    assert!(
        errors.contains(&(ErrorCategory::DataService, 0)),
        "{errors:?}"
    );
    let recent = state.metrics.recent_errors();
    assert_eq!(recent[0].place, "/bare");
}

#[tokio::test]
async fn without_the_state_database_a_bare_card_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (mut state, cookie) = stage(folder.path()).await;
    let closed = Arc::new(State::memory().await.unwrap());
    closed.close().await;
    // What stands around the page cannot be had.
    state.stores.conversations = Arc::clone(&closed) as _;
    let router = broken(state.clone());
    let (status, _, text) = fetch(&router, "/forbidden", Some(&cookie)).await;
    assert_eq!(status, 403, "{text}");
    assert!(
        text.contains("Not allowed") && !text.contains("/logout"),
        "{text}"
    );
    // Nor can be found out who asks.
    state.sessions = SessionKeeper::new(
        Arc::clone(&closed) as _,
        Arc::clone(&closed) as _,
        [],
        Duration::from_mins(1),
    );
    let router = broken(state.clone());
    let (status, reference, text) = fetch(&router, "/forbidden", Some(&cookie)).await;
    assert_eq!(status, 503, "{text}");
    assert!(
        text.contains("Not available") && text.contains(&reference),
        "{text}"
    );
    let recent = state.metrics.recent_errors();
    assert_eq!(recent[0].category, ErrorCategory::Internal);
    // Whether the program can answer is told to everybody, and nothing more.
    state.stores.users = closed;
    let (status, _, text) = fetch(&broken(state), "/readyz", None).await;
    assert_eq!(status, 503);
    assert_eq!(text, r#"{"status":"not ready","parts":["state database"]}"#);
}
