//! *Rendering* turns a page's view into a response: it streams from top to bottom and holds no script of its own.

use app::{
    ApiPage, ApiView, AskPage, AskView, CostsPage, CostsView, DataPage, DataTablePage,
    DataTableView, DataView, ErrorPage, ErrorView, HistoryPage, HistoryView, LoginPage, LoginView,
    PendingView, StatusPage, StatusView,
};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use leptos::prelude::*;

/// The Ask page.
pub(super) async fn ask(
    status: StatusCode,
    view: AskView,
    pending: Option<PendingView>,
) -> Response {
    render(status, move || view! { <AskPage view pending/> }).await
}

/// The login page.
pub(super) async fn login(status: StatusCode, view: LoginView) -> Response {
    render(status, move || view! { <LoginPage view/> }).await
}

/// The page that describes the API.
pub(super) async fn api(status: StatusCode, view: ApiView) -> Response {
    render(status, move || view! { <ApiPage view/> }).await
}

/// The history page.
pub(super) async fn history(status: StatusCode, view: HistoryView) -> Response {
    render(status, move || view! { <HistoryPage view/> }).await
}

/// The costs page.
pub(super) async fn costs(status: StatusCode, view: CostsView) -> Response {
    render(status, move || view! { <CostsPage view/> }).await
}

/// The page of all tables.
pub(super) async fn data(status: StatusCode, view: DataView) -> Response {
    render(status, move || view! { <DataPage view/> }).await
}

/// The page of one table.
pub(super) async fn data_table(status: StatusCode, view: DataTableView) -> Response {
    render(status, move || view! { <DataTablePage view/> }).await
}

/// The status page.
pub(super) async fn status(status: StatusCode, view: StatusView) -> Response {
    render(status, move || view! { <StatusPage view/> }).await
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
