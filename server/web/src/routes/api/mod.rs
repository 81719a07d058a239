//! The *API* answers programs in JSON, behind a token or the same session as the pages.
//!
//! Every address is described where it is handled; the description is served as OpenAPI and as a page for people. What
//! goes wrong is a [`Problem`]. Nothing of it can be had without a token or a session: the layers see to that.

mod answers;
mod conversations;
mod costs;
mod document;
mod extract;
mod history;
mod paging;
mod personas;
mod problem;
mod query;
mod question;
mod reference;
mod stream;
mod tools;

use std::sync::Arc;

use axum::routing::get;
use axum::{Extension, Router};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) use problem::Problem;

use super::state::WebState;
use document::Document;

/// The API's routes, and those of its description.
pub(super) fn routes(state: &WebState) -> Router<WebState> {
    let (router, description) = OpenApiRouter::with_openapi(document::begun())
        .routes(routes!(query::ask))
        .routes(routes!(query::ask_and_listen))
        .routes(routes!(answers::answer))
        .routes(routes!(personas::list))
        .routes(routes!(tools::list))
        .routes(routes!(tools::run))
        .routes(routes!(conversations::list))
        .routes(routes!(
            conversations::read,
            conversations::change,
            conversations::delete
        ))
        .routes(routes!(history::search))
        .routes(routes!(costs::report))
        .routes(routes!(costs::csv))
        .routes(routes!(document::openapi))
        .split_for_parts();
    let document = Document::new(description, &state.limits);
    router
        .route("/api", get(reference::page))
        .layer(Extension(Arc::new(document)))
}
