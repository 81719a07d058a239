//! An *extractor* reads one part of a request and says what is wrong with it in words.

use std::fmt;
use std::marker::PhantomData;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use crate::routes::error::HttpError;

/// A body that is an object in JSON.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &S) -> Result<Self, HttpError> {
        let body = Json::<Object<T>>::from_request(request, state).await;
        body.map(|Json(Object(body))| Self(body)).map_err(refusal)
    }
}

/// A value that is written as an object: fields by their names, not a list of them in their order.
struct Object<T>(T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with named fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
    }
}

fn refusal(rejection: JsonRejection) -> HttpError {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            HttpError::wrong_kind("Send JSON, with a header `Content-Type: application/json`.")
        }
        JsonRejection::JsonSyntaxError(error) => {
            HttpError::unreadable(format!("The body is not JSON: {}.", cause(&error)))
        }
        JsonRejection::JsonDataError(error) => HttpError::unprocessable(format!(
            "The body is not what this address takes: {}. /api describes its fields.",
            cause(&error)
        )),
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => HttpError::too_large(),
        other => HttpError::unreadable(format!("The body cannot be read: {}.", other.body_text())),
    }
}

/// Parameters of the query string.
pub(super) struct Parameters<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, HttpError> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(error) => Err(HttpError::unprocessable(format!(
                "A parameter is not understood: {}. /api describes the parameters.",
                cause(&error)
            ))),
        }
    }
}

/// An id in the address.
pub(super) struct Id(Uuid);

impl Id {
    /// As the stores have it.
    pub(super) fn text(&self) -> String {
        self.0.to_string()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        match Path::<Uuid>::from_request_parts(parts, state).await {
            Ok(Path(id)) => Ok(Self(id)),
            Err(_) => Err(HttpError::not_found(
                "There is nothing of that id; an id is a UUID.",
            )),
        }
    }
}

/// The innermost reason: the outer ones speak of this program's types.
fn cause(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
