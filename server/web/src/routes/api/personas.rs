//! A *persona* is a role in which the caller may ask.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::Refused;
use crate::accounts::LoggedIn;
use crate::routes::state::WebState;

/// The personas in which the caller may ask.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Personas {
    /// The first one is used when a question names none.
    personas: Vec<Persona>,
}

/// A role in which somebody asks.
#[derive(Debug, Serialize, ToSchema)]
struct Persona {
    /// Name, by which a question chooses it.
    name: String,
    /// What the role does, in one sentence.
    description: String,
    /// Questions that work.
    suggestions: Vec<String>,
}

/// List one's own personas
#[utoipa::path(
    get, path = "/api/v1/personas", tag = "Questions", operation_id = "personas",
    responses((status = 200, description = "The personas in which the caller may ask.", body = Personas), Refused)
)]
pub(super) async fn list(State(state): State<WebState>, logged_in: LoggedIn) -> Json<Personas> {
    let personas = state.personas.iter();
    let personas = personas.filter(|persona| logged_in.personas.contains(&persona.name));
    Json(Personas {
        personas: personas
            .map(|persona| Persona {
                name: persona.name.clone(),
                description: persona.description.clone(),
                suggestions: persona.suggestions.clone(),
            })
            .collect(),
    })
}
