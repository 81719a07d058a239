//! A *chart's address* gives the picture of one's own answer as a file, as long as its rows are kept.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::error::HttpError;
use super::state::WebState;
use super::{answers, exports, show};
use crate::accounts::LoggedIn;
use crate::export::FileName;

/// A picture brings its own style and may do nothing else.
const CONTENT_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

/// The chart of an answer as an SVG file.
pub(super) async fn svg(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let entry = answers::own_entry(&state, &logged_in, &id).await?;
    let Some(answer) = state.assistant.recall(&logged_in.username, &id).await else {
        return Err(HttpError::not_found(
            "The rows of this answer are not kept any more. Ask again to draw them.",
        ));
    };
    if !logged_in.personas.contains(&answer.persona) {
        return Err(HttpError::forbidden(
            "Your account may no longer ask in the persona of this answer, so its chart cannot be taken away. Ask your operator if you should.",
        ));
    }
    let Some(chart) = show::chart(&answer) else {
        return Err(HttpError::not_found(format!(
            "The answer to “{}” has no chart; its table says as much.",
            entry.question
        )));
    };
    let name = FileName::new(&chart.title, "", "svg");
    let drawn = tokio::task::spawn_blocking(move || app::chart_svg(&chart)).await;
    let drawn = drawn.map_err(|error| HttpError::internal(&error))?;
    let mut response = exports::download(drawn.into_bytes(), "image/svg+xml", &name)?;
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    Ok(response)
}
