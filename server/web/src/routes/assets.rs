//! *Assets* are the style sheet, the script and the mark in the tab.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::state::WebState;

/// The assets' routes.
pub(super) fn routes() -> Router<WebState> {
    let fixed = |kind: &'static str, text: &'static str| {
        get(move || async move {
            (
                [
                    (header::CONTENT_TYPE, kind),
                    (header::CACHE_CONTROL, "public, max-age=300"),
                ],
                text,
            )
                .into_response()
        })
    };
    Router::new()
        .route(
            app::STYLE_PATH,
            fixed("text/css; charset=utf-8", app::STYLE),
        )
        .route(
            app::SCRIPT_PATH,
            fixed("text/javascript; charset=utf-8", app::SCRIPT),
        )
        .route(app::ICON_PATH, fixed("image/svg+xml", app::ICON))
        .route("/favicon.ico", fixed("image/svg+xml", app::ICON))
}
