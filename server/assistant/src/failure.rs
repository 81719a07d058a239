//! A *failure* is an answer that did not come about: whose fault it is, what the person can do, and the number under
//! which the log has the cause.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::breaker::BreakerSettings;

/// What the program does when services fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureSettings {
    /// The circuit breakers before outside services.
    pub breaker: BreakerSettings,
    /// How old an answer may be that is given because the data service does not answer; zero for none.
    pub stale: Duration,
}

impl Default for FailureSettings {
    fn default() -> Self {
        Self {
            breaker: BreakerSettings::default(),
            stale: Duration::from_hours(24),
        }
    }
}

/// Whose fault a failure is: of the `data_service`, the `language_model`, the `calculation_service`, or of the program
/// itself (`internal`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureCategory {
    /// The engine that holds the data.
    DataService,
    /// The language model.
    LanguageModel,
    /// The service that makes calculations.
    CalculationService,
    /// The program itself.
    Internal,
}

/// What failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnswerError {
    /// Whose fault it is.
    pub category: FailureCategory,
    /// Number under which the log has the cause: the answer's own id.
    pub reference: String,
    /// The service is out of order or did not answer in time, so that an earlier answer is better than none.
    #[serde(skip)]
    pub(crate) is_outage: bool,
}

/// An earlier answer is given in place of one of now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stale {
    /// When it was answered.
    #[schema(value_type = String, format = DateTime)]
    pub answered_at: Timestamp,
    /// How old it is, seconds.
    pub age_seconds: u64,
}

impl FailureCategory {
    /// What a person is told who can do nothing about the cause: what happened, what still works, what to do.
    pub(crate) fn sentence(self, reference: &str) -> String {
        let said = match self {
            Self::DataService => {
                "The data service does not answer at this moment. History, exports and answers of before can still be read. Ask again in a minute"
            }
            Self::LanguageModel => {
                "The language model does not answer at this moment. What is understood without it still works: put the question in other words, or ask again in a minute"
            }
            Self::CalculationService => {
                "The calculation service does not answer at this moment, so this could not be computed. Lists and figures still work. Ask again in a minute"
            }
            Self::Internal => {
                "This could not be finished because of a mistake in the program. Nothing of yours is lost. Put the question in other words"
            }
        };
        format!("{said}; if it stays so, give your operator the reference {reference}.")
    }
}

impl Stale {
    /// An answer of `answered_at`, looked at `now`.
    pub(crate) fn at(answered_at: Timestamp, now: Timestamp) -> Self {
        Self {
            answered_at,
            age_seconds: u64::try_from(now.as_second() - answered_at.as_second()).unwrap_or(0),
        }
    }

    /// How old it is, in words.
    pub(crate) fn age(&self) -> String {
        let (number, unit) = match self.age_seconds {
            seconds @ 0..120 => (seconds, "second"),
            seconds @ 120..7_200 => (seconds / 60, "minute"),
            seconds @ 7_200..172_800 => (seconds / 3_600, "hour"),
            seconds => (seconds / 86_400, "day"),
        };
        let s = if number == 1 { "" } else { "s" };
        format!("{number} {unit}{s}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_said_in_the_unit_that_fits() {
        let age = |seconds: i64| {
            let answered_at = Timestamp::from_second(1_000_000).unwrap();
            let now = Timestamp::from_second(1_000_000 + seconds).unwrap();
            Stale::at(answered_at, now).age()
        };
        assert_eq!(age(1), "1 second");
        assert_eq!(age(119), "119 seconds");
        assert_eq!(age(120), "2 minutes");
        assert_eq!(age(7_199), "119 minutes");
        assert_eq!(age(7_200), "2 hours");
        assert_eq!(age(172_799), "47 hours");
        assert_eq!(age(172_800), "2 days");
        assert_eq!(age(-5), "0 seconds");
    }

    #[test]
    fn each_category_says_what_to_do_and_names_the_reference() {
        for category in [
            FailureCategory::DataService,
            FailureCategory::LanguageModel,
            FailureCategory::CalculationService,
            FailureCategory::Internal,
        ] {
            let said = category.sentence("r-17");
            assert!(
                said.ends_with("give your operator the reference r-17."),
                "{said}"
            );
        }
    }
}
