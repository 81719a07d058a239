//! A *tool* is a calculation of the catalogue, asked for by name.

use assistant::Answer;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Body, Parameters};
use super::problem::{NotAllowed, NotTaken, NotThere, NotUnderstood, Refused, TooMany};
use crate::accounts::LoggedIn;
use crate::routes::ask::{log, persona_of, take_turn};
use crate::routes::error::HttpError;
use crate::routes::state::WebState;

/// The calculations that there are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tools {
    /// In the catalogue's order.
    tools: Vec<ToolDescription>,
}

/// A calculation.
#[derive(Debug, Serialize, ToSchema)]
struct ToolDescription {
    /// Name by which it is run.
    name: &'static str,
    /// Name of what it computes.
    label: &'static str,
    /// What it computes, how, and what it is not.
    description: &'static str,
    /// Specialist that it belongs to: inventory, logistics or supplier.
    #[schema(value_type = String)]
    specialist: lambda_tools::Specialist,
    /// JSON Schema of everything that it takes in any of its forms.
    #[schema(value_type = Object)]
    schema: Value,
    /// Ways in which it can be asked, the default first.
    forms: Vec<FormDescription>,
}

/// One of the ways in which a calculation can be asked.
#[derive(Debug, Serialize, ToSchema)]
struct FormDescription {
    /// Name of the method, where there are several.
    method: &'static str,
    /// JSON Schema of what it takes. `x-unit` is the unit of a number.
    #[schema(value_type = Object)]
    schema: &'static Value,
}

/// List the calculations
#[utoipa::path(
    get, path = "/api/v1/tools", tag = "Tools", operation_id = "tools",
    responses((status = 200, description = "The calculations, with what each takes.", body = Tools), Refused)
)]
pub(super) async fn list(_logged_in: LoggedIn) -> Json<Tools> {
    let tools = lambda_tools::tools().iter();
    let tools = tools.map(|tool| ToolDescription {
        name: tool.name,
        label: tool.label,
        description: tool.description,
        specialist: tool.specialist,
        schema: tool.schema(),
        forms: tool.forms.iter().map(described).collect(),
    });
    Json(Tools {
        tools: tools.collect(),
    })
}

fn described(form: &'static lambda_tools::Form) -> FormDescription {
    FormDescription {
        method: form.method,
        schema: &form.schema,
    }
}

/// What it may cost.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Cost {
    /// Its data may cost more than is spent without a word: the answer whose `confirm` says so has been read.
    #[serde(default)]
    #[param(required = false)]
    confirm_cost: bool,
}

/// Make a calculation
///
/// The body is an object of what the calculation takes. Answers with 200 when the calculation exists: `outcome` says
/// whether there is a result or a refusal, whose message names what to change.
#[utoipa::path(
    post, path = "/api/v1/tools/{name}", tag = "Tools", operation_id = "calculate",
    params(("name" = String, Path, description = "Name of the calculation."), Cost),
    request_body = Object,
    responses(
        (status = 200, description = "The answer.", body = Answer),
        Refused, NotAllowed, NotThere, NotTaken, NotUnderstood, TooMany
    )
)]
pub(super) async fn run(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    name: Result<Path<String>, PathRejection>,
    Parameters(Cost { confirm_cost }): Parameters<Cost>,
    Body(parameters): Body<Map<String, Value>>,
) -> Result<Json<Answer>, HttpError> {
    let name = name.map(|Path(name)| name).unwrap_or_default();
    let tool = lambda_tools::catalogue::named(&name)
        .map_err(|error| HttpError::not_found(format!("{error}.")))?;
    let persona = persona_of(&logged_in, None)?;
    take_turn(&state, &logged_in)?;
    let parameters = Value::Object(parameters);
    let answering = state.assistant.calculate_confirmed(
        &logged_in.username,
        &persona,
        tool.name,
        &parameters,
        confirm_cost,
    );
    let answer = answering.await;
    log(&state.metrics, &answer);
    Ok(Json(answer))
}
