//! Why an endpoint gave no reply.

use async_openai::error::{ApiError, OpenAIError};

use crate::error::{ModelError, ModelErrorKind};

pub(super) fn of(error: &OpenAIError) -> ModelError {
    let kind = match error {
        OpenAIError::ApiError(response) => kind(response.status_code.as_u16(), &response.api_error),
        OpenAIError::Reqwest(error) if error.is_timeout() => ModelErrorKind::TimedOut,
        OpenAIError::Reqwest(error) if error.is_decode() => ModelErrorKind::Malformed,
        OpenAIError::Reqwest(_) => ModelErrorKind::Unreachable,
        OpenAIError::JSONDeserialize(..) => ModelErrorKind::Malformed,
        OpenAIError::StreamError(_) => ModelErrorKind::Unreachable,
        _ => ModelErrorKind::Rejected,
    };
    let cause = match error {
        // Where it went wrong is enough; the reply itself may hold anything.
        OpenAIError::JSONDeserialize(error, _) => format!("the reply is not as expected: {error}"),
        other => other.to_string(),
    };
    ModelError::new(kind, cause)
}

fn kind(status: u16, error: &ApiError) -> ModelErrorKind {
    let code = error.code.as_deref().unwrap_or_default();
    let message = error.message.to_lowercase();
    let too_long = code == "context_length_exceeded"
        || ["context length", "context window", "maximum context"]
            .iter()
            .any(|words| message.contains(words));
    match status {
        400 | 413 | 422 if too_long => ModelErrorKind::ContextOverflow,
        401 => ModelErrorKind::Credentials,
        403 => ModelErrorKind::Denied,
        404 => ModelErrorKind::UnknownModel,
        408 | 504 => ModelErrorKind::TimedOut,
        429 => ModelErrorKind::Throttled,
        500.. => ModelErrorKind::Unavailable,
        _ => ModelErrorKind::Rejected,
    }
}
