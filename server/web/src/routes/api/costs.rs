//! *Costs* are what questions cost: the caller's own, for operators everybody's.

use assistant::CostReport;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::extract::Parameters;
use super::problem::{NotUnderstood, Refused};
use crate::accounts::LoggedIn;
use crate::routes::costs::{self, Period, whose};
use crate::routes::error::HttpError;
use crate::routes::state::WebState;

/// Which month a file is of.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Month {
    /// A year and a month, such as 2026-11; without it, this month.
    #[param(value_type = String, required = false, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Option<String>,
}

/// Costs of this month
///
/// One's own; operators get everybody's. Days are those of UTC.
#[utoipa::path(
    get, path = "/api/v1/costs", tag = "Costs", operation_id = "costs",
    responses((status = 200, description = "Costs of today and of the month so far.", body = CostReport), Refused)
)]
pub(super) async fn report(
    State(state): State<WebState>,
    logged_in: LoggedIn,
) -> Result<Json<CostReport>, HttpError> {
    Ok(Json(state.assistant.costs(whose(&logged_in)).await?))
}

/// Costs of a month in CSV
///
/// One's own; operators get everybody's: a row for each day (UTC), person and persona.
#[utoipa::path(
    get, path = "/api/v1/costs.csv", tag = "Costs", operation_id = "costs_csv", params(Month),
    responses(
        (status = 200, description = "A CSV file with a row of headings (RFC 4180, UTF-8).", body = String, content_type = "text/csv"),
        Refused, NotUnderstood
    )
)]
pub(super) async fn csv(
    state: State<WebState>,
    logged_in: LoggedIn,
    Parameters(Month { month }): Parameters<Month>,
) -> Result<Response, HttpError> {
    if month.as_deref() == Some("") {
        return Err(HttpError::unprocessable(
            "month: must be a year and a month, such as 2026-11.",
        ));
    }
    costs::csv(state, logged_in, Query(Period { month })).await
}
