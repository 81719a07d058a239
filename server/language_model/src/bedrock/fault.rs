//! Why Bedrock gave no reply.

use std::error::Error;
use std::fmt::Debug;

use aws_sdk_bedrockruntime::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_smithy_types::event_stream::RawMessage;

use crate::error::{ModelError, ModelErrorKind};

/// Why a request got no reply.
pub(super) fn of<E, R>(error: &SdkError<E, R>) -> ModelError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: Debug,
{
    with_code(error, E::code)
}

/// Why a stream broke off. Its exceptions have no code but are known by their type.
pub(super) fn of_stream(error: &SdkError<ConverseStreamOutputError, RawMessage>) -> ModelError {
    with_code(error, |exception| match exception {
        ConverseStreamOutputError::InternalServerException(_) => Some("InternalServerException"),
        ConverseStreamOutputError::ModelStreamErrorException(_) => {
            Some("ModelStreamErrorException")
        }
        ConverseStreamOutputError::ValidationException(_) => Some("ValidationException"),
        ConverseStreamOutputError::ThrottlingException(_) => Some("ThrottlingException"),
        ConverseStreamOutputError::ServiceUnavailableException(_) => {
            Some("ServiceUnavailableException")
        }
        other => other.code(),
    })
}

fn with_code<E, R>(error: &SdkError<E, R>, code: impl Fn(&E) -> Option<&str>) -> ModelError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: Debug,
{
    let kind = match error {
        SdkError::TimeoutError(_) => ModelErrorKind::TimedOut,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => ModelErrorKind::TimedOut,
        // Missing and expired credentials fail before anything is sent.
        SdkError::DispatchFailure(failure) if failure.is_other() => ModelErrorKind::Credentials,
        SdkError::DispatchFailure(_) => ModelErrorKind::Unreachable,
        SdkError::ServiceError(failure) => {
            let failure = failure.err();
            kind(code(failure), failure.message())
        }
        SdkError::ResponseError(_) => ModelErrorKind::Malformed,
        _ => ModelErrorKind::Rejected,
    };
    ModelError::new(kind, cause(error))
}

fn kind(code: Option<&str>, message: Option<&str>) -> ModelErrorKind {
    let message = message.unwrap_or_default().to_lowercase();
    match code {
        Some(
            "ThrottlingException" | "TooManyRequestsException" | "ServiceQuotaExceededException",
        ) => ModelErrorKind::Throttled,
        Some(
            "ExpiredTokenException"
            | "ExpiredToken"
            | "UnrecognizedClientException"
            | "InvalidSignatureException"
            | "IncompleteSignature"
            | "MissingAuthenticationTokenException",
        ) => ModelErrorKind::Credentials,
        Some("AccessDeniedException") => ModelErrorKind::Denied,
        Some("ResourceNotFoundException") => ModelErrorKind::UnknownModel,
        Some("ModelTimeoutException") => ModelErrorKind::TimedOut,
        Some("ValidationException") if is_too_long(&message) => ModelErrorKind::ContextOverflow,
        Some("ValidationException") if message.contains("model identifier is invalid") => {
            ModelErrorKind::UnknownModel
        }
        Some("ValidationException") => ModelErrorKind::Rejected,
        Some(
            "InternalServerException"
            | "ServiceUnavailableException"
            | "ModelErrorException"
            | "ModelNotReadyException"
            | "ModelStreamErrorException",
        ) => ModelErrorKind::Unavailable,
        Some(_) => ModelErrorKind::Rejected,
        // A response without a code is none of the service's own.
        None => ModelErrorKind::Malformed,
    }
}

/// The service has one code for every fault of a request; only its words tell this one apart.
fn is_too_long(message: &str) -> bool {
    [
        "input is too long",
        "prompt is too long",
        "too many input tokens",
        "maximum context",
        "context window",
        "context length",
        "exceeds the maximum number of tokens",
    ]
    .iter()
    .any(|words| message.contains(words))
}

fn cause<E, R>(error: &SdkError<E, R>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
    R: Debug,
{
    match error {
        SdkError::ServiceError(failure) => {
            let failure = failure.err();
            format!(
                "{}: {}",
                failure.code().unwrap_or("no code"),
                failure.message().unwrap_or("no message")
            )
        }
        other => DisplayErrorContext(other).to_string(),
    }
}
