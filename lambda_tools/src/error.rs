//! A *tool error* is why a calculation cannot be made, in words that say what to change.

/// Why a calculation cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToolError {
    /// No tool of that name.
    #[error("there is no calculation named {name}; there are {known}")]
    UnknownTool {
        /// Name as given.
        name: String,
        /// Names that exist, joined.
        known: String,
    },
    /// The input came as something other than a JSON object.
    #[error("parameters must be a JSON object such as {{\"lead_time_days\": 7}}")]
    NotAnObject,
    /// A parameter that the tool does not have.
    #[error("{tool} has no parameter {name}; it takes {known}")]
    UnknownParameter {
        /// Tool.
        tool: &'static str,
        /// Name as given.
        name: String,
        /// Parameters that go together, joined.
        known: String,
    },
    /// A parameter that is needed and was not given.
    #[error("{name} is missing: {description}")]
    MissingParameter {
        /// Parameter.
        name: String,
        /// What it is, with its unit.
        description: String,
    },
    /// A value of the wrong type or outside what makes sense.
    #[error("{name} {reason}")]
    Refused {
        /// Where it stands ("lead_time_days", "rows[3].current_stock").
        name: String,
        /// What it must be and is not ("must be between 0 and 1000000000000, not -1").
        reason: String,
    },
    /// Two parameters that contradict each other.
    #[error("{greater} must not be below {lesser}")]
    Contradiction {
        /// Parameter that has to be the greater.
        greater: &'static str,
        /// Parameter that has to be the lesser.
        lesser: &'static str,
    },
    /// Values that are sound one by one and make no sense together.
    #[error("{0}")]
    Senseless(String),
}

impl ToolError {
    /// A value that the range of its type allows and this calculation does not.
    pub fn refused(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Refused {
            name: name.into(),
            reason: reason.into(),
        }
    }
}
