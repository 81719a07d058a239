//! An *export's address* gives one's own answer as a file, as long as its rows are kept.

use assistant::store::Entry;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answers;
use super::error::HttpError;
use super::state::WebState;
use crate::accounts::LoggedIn;
use crate::export::{Export, ExportError, FileName, Format};

/// The rows of an answer as a CSV file.
pub(super) async fn csv(
    state: State<WebState>,
    logged_in: LoggedIn,
    id: Path<String>,
) -> Result<Response, HttpError> {
    answer(state, logged_in, id, Format::Csv).await
}

/// The rows of an answer, and what is behind them, as an Excel workbook.
pub(super) async fn xlsx(
    state: State<WebState>,
    logged_in: LoggedIn,
    id: Path<String>,
) -> Result<Response, HttpError> {
    answer(state, logged_in, id, Format::Xlsx).await
}

async fn answer(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
    format: Format,
) -> Result<Response, HttpError> {
    let entry = answers::own_entry(&state, &logged_in, &id).await?;
    let Some(answer) = state.assistant.recall(&logged_in.username, &id).await else {
        return gone(state, logged_in, &entry).await;
    };
    if !logged_in.personas.contains(&answer.persona) {
        return Err(HttpError::forbidden(
            "Your account may no longer ask in the persona of this answer, so its rows cannot be taken away. Ask your operator if you should.",
        ));
    }
    if answer.columns.is_empty() {
        return Err(HttpError::not_found(
            "This answer has no rows that could be taken away.",
        ));
    }
    let export = Export {
        question: entry.question,
        answer,
        at: state.clock.now(),
    };
    let name = export.file_name(format);
    let written = tokio::task::spawn_blocking(move || export.write(format)).await;
    let file = written.map_err(|error| HttpError::internal(&error))??;
    download(file, format.media_type(), &name)
}

/// The answer's page without its rows, which offers to ask again.
async fn gone(state: WebState, logged_in: LoggedIn, entry: &Entry) -> Result<Response, HttpError> {
    let (id, shown) = (Path(entry.id.clone()), Query::default());
    let mut response = answers::page(State(state), logged_in, id, shown).await?;
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

/// A file that the browser saves.
pub(super) fn download(
    file: Vec<u8>,
    media_type: &'static str,
    name: &FileName,
) -> Result<Response, HttpError> {
    let disposition = HeaderValue::from_str(&name.disposition());
    let disposition = disposition.map_err(|error| HttpError::internal(&error))?;
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, file).into_response())
}

impl From<ExportError> for HttpError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::TooLarge(message) => Self::unprocessable(message),
            ExportError::Writer(_) => Self::internal(&error),
        }
    }
}
