//! The *document* describes the API in OpenAPI 3.1, from what stands beside each handler and field.

use std::sync::Arc;

use app::ApiReference;
use axum::Extension;
use axum::http::header;
use axum::response::IntoResponse;
use utoipa::OpenApi;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi as Description, RefOr};

use super::problem::{Problem, Refused};
use super::reference;
use crate::accounts::{COOKIE, LoggedIn};
use crate::config::LimitsConfig;

/// Schemas of what is sent; all others are of what is answered, whose fields are always there.
const SENT: [&str; 2] = ["Query", "ConversationChange"];

/// What the description begins with.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Quartermaster",
        description = "Questions about stock, orders and demand in plain language, for programs."
    ),
    security(("token" = []), ("session" = [])),
    components(schemas(Problem)),
    tags(
        (name = "Questions", description = "Ask, and get answers."),
        (name = "Tools", description = "Supply-chain calculations by name."),
        (name = "History", description = "What was asked before."),
        (name = "Conversations", description = "Questions that lean on each other."),
        (name = "Costs", description = "What questions cost."),
        (name = "Description", description = "This description.")
    )
)]
struct Begun;

/// The description without its addresses.
pub(super) fn begun() -> Description {
    Begun::openapi()
}

/// The whole description, as programs and as people read it.
pub(super) struct Document {
    json: String,
    /// What the page shows.
    pub reference: ApiReference,
}

impl Document {
    /// Completes the description with what only the running program knows.
    pub(super) fn new(mut description: Description, limits: &LimitsConfig) -> Self {
        let components = description.components.get_or_insert_default();
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token of `quartermaster users token NAME`."))
            .build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let session =
            ApiKeyValue::with_description(COOKIE, "The session of somebody who is logged in.");
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
        for (name, schema) in &mut components.schemas {
            let RefOr::T(Schema::Object(schema)) = schema else {
                continue;
            };
            if !SENT.contains(&name.as_str()) {
                schema.required = schema.properties.keys().cloned().collect();
            }
            schema.properties.values_mut().for_each(describe_first);
            if let Some(RefOr::T(Schema::Object(question))) = schema
                .properties
                .get_mut("question")
                .filter(|_| name == "Query")
            {
                question.max_length = Some(limits.question_characters);
            }
        }
        let value = serde_json::to_value(&description).unwrap_or_default();
        Self {
            json: value.to_string(),
            reference: reference::of(&value),
        }
    }
}

/// Moves the description of a field that may be null from its one choice to the field, where readers look for it.
fn describe_first(field: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::OneOf(field)) = field {
        let choices = field.items.iter_mut();
        let mut described = choices.filter_map(|choice| match choice {
            RefOr::Ref(reference) if !reference.description.is_empty() => {
                Some(std::mem::take(&mut reference.description))
            }
            _ => None,
        });
        field.description = described.next();
    }
}

/// Get this description in OpenAPI
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "Description", operation_id = "openapi",
    responses((status = 200, description = "The description.", body = Object, content_type = "application/json"), Refused)
)]
pub(super) async fn openapi(
    _logged_in: LoggedIn,
    Extension(document): Extension<Arc<Document>>,
) -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/json")],
        document.json.clone(),
    )
}
