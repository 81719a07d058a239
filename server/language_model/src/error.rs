//! A *model error* says why there is no reply: a sentence for people, and the cause for the log alone.

use std::fmt;

/// Why there is no reply.
///
/// Shown, it is a sentence that a person can act on; it holds nothing that the provider said, because that can name
/// accounts and keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ModelError {
    /// What kind of failure it is.
    pub kind: ModelErrorKind,
    /// What the provider said, for the log.
    pub cause: String,
}

impl ModelError {
    /// An error with its cause.
    pub fn new(kind: ModelErrorKind, cause: impl Into<String>) -> Self {
        Self {
            kind,
            cause: cause.into(),
        }
    }
}

impl ModelError {
    /// The provider is out of order, or does not reply as it should; what it refuses is a reply, too.
    pub fn is_outage(&self) -> bool {
        matches!(
            self.kind,
            ModelErrorKind::Throttled
                | ModelErrorKind::Unreachable
                | ModelErrorKind::TimedOut
                | ModelErrorKind::Unavailable
                | ModelErrorKind::Malformed
        )
    }
}

/// Kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelErrorKind {
    /// Too many requests, several times in a row.
    Throttled,
    /// The conversation does not fit into what the model can read.
    ContextOverflow,
    /// The credentials are missing, expired or wrong.
    Credentials,
    /// The credentials do not allow the model.
    Denied,
    /// There is no such model.
    UnknownModel,
    /// The request is not as the provider wants it.
    Rejected,
    /// No connection.
    Unreachable,
    /// No reply in time.
    TimedOut,
    /// The provider failed.
    Unavailable,
    /// The reply cannot be read.
    Malformed,
}

impl fmt::Display for ModelErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Throttled => {
                "The language model has too many requests at the moment. Ask again in a minute."
            }
            Self::ContextOverflow => {
                "This is more than the language model can read at once. Ask a shorter question in a new conversation."
            }
            Self::Credentials => {
                "The language model does not accept the program's credentials; they may have expired. The operator can renew them."
            }
            Self::Denied => {
                "The program may not use the language model that is configured. The operator can allow it."
            }
            Self::UnknownModel => {
                "The language model that is configured does not exist. The operator can name another one."
            }
            Self::Rejected => {
                "The language model did not take the request. The operator finds the reason in the log."
            }
            Self::Unreachable => "The language model cannot be reached.",
            Self::TimedOut => "The language model took too long.",
            Self::Unavailable => "The language model is out of order at the moment.",
            Self::Malformed => "The language model's reply could not be read.",
        })
    }
}
