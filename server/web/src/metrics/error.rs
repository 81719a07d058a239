//! An *error's category* says who can do something about it; the latest errors are kept with their number in the log.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use assistant::FailureCategory;
use jiff::Timestamp;

/// Errors that are kept.
const KEPT: usize = 20;

/// Who can do something about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCategory {
    /// The question was not understood, or the data cannot answer it: ask differently, or teach the model.
    Understanding,
    /// The query failed, or the engine that holds the data did not answer: look at that service, the data, the limits.
    DataService,
    /// The language model did not answer.
    LanguageModel,
    /// The service that makes calculations did not answer.
    CalculationService,
    /// The program itself is at fault, or its own database.
    Internal,
}

impl ErrorCategory {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Understanding,
        Self::DataService,
        Self::LanguageModel,
        Self::CalculationService,
        Self::Internal,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Understanding => "understanding",
            Self::DataService => "data_service",
            Self::LanguageModel => "language_model",
            Self::CalculationService => "calculation_service",
            Self::Internal => "internal",
        }
    }

    /// The same for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Understanding => "question not understood",
            Self::DataService => "data service",
            Self::LanguageModel => "language model",
            Self::CalculationService => "calculation service",
            Self::Internal => "our own",
        }
    }
}

impl From<FailureCategory> for ErrorCategory {
    fn from(category: FailureCategory) -> Self {
        match category {
            FailureCategory::DataService => Self::DataService,
            FailureCategory::LanguageModel => Self::LanguageModel,
            FailureCategory::CalculationService => Self::CalculationService,
            FailureCategory::Internal => Self::Internal,
        }
    }
}

/// An error that happened not long ago; what exactly happened stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentError {
    /// When.
    pub at: Timestamp,
    /// Who can do something about it.
    pub category: ErrorCategory,
    /// Where: a route's pattern, or "answer".
    pub place: String,
    /// Number that the log carries: of the request, or of the answer.
    pub reference: String,
}

/// Keeps the latest errors.
#[derive(Debug, Default)]
pub(super) struct RecentErrors(Mutex<VecDeque<RecentError>>);

impl RecentErrors {
    pub(super) fn keep(&self, error: RecentError) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(KEPT - 1);
        kept.push_front(error);
    }

    pub(super) fn newest_first(&self) -> Vec<RecentError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_errors_are_forgotten() {
        let recent = RecentErrors::default();
        for number in 0..=KEPT {
            recent.keep(RecentError {
                at: Timestamp::UNIX_EPOCH,
                category: ErrorCategory::DataService,
                place: "answer".to_owned(),
                reference: number.to_string(),
            });
        }
        let kept = recent.newest_first();
        assert_eq!(kept.len(), 20);
        assert_eq!(kept[0].reference, "20");
        assert_eq!(kept[19].reference, "1");
    }
}
