//! *Rendering* turns a page's view into a response: it streams from top to bottom and holds no script of its own.

use app::{AskPage, AskView, ErrorPage, ErrorView, LoginPage, LoginView};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// The Ask page.
pub(super) async fn ask(status: StatusCode, view: AskView) -> Response {
    render(status, move || view! { <AskPage view/> }).await
}

/// The login page.
pub(super) async fn login(status: StatusCode, view: LoginView) -> Response {
    render(status, move || view! { <LoginPage view/> }).await
}

/// An error page.
pub(super) async fn error(status: StatusCode, view: ErrorView) -> Response {
    render(status, move || view! { <ErrorPage view/> }).await
}

async fn render<V: IntoView + 'static>(
    status: StatusCode,
    page: impl FnOnce() -> V + Send + 'static,
) -> Response {
    // Pages get everything as view models, so the request itself is of no interest to them. The second argument of the
    // stream builder would append data for hydration, which there is none of.
    let streamed = leptos_axum::handle_response_inner(
        || {},
        page,
        Request::default(),
        |page, _data, _| Box::pin(async move { Box::pin(page.to_html_stream_in_order()) as _ }),
    );
    let mut response = streamed.await;
    *response.status_mut() = status;
    response
}

/// A text as it stands in a query string.
pub(super) fn encoded(text: &str) -> String {
    app::encoded(text)
}
