//! A *spending limit* is how much may be spent on a question, by a person in a day, by everybody in a month; above it the
//! person confirms, or is told why not.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happens above a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Above {
    /// The person is asked whether it is worth it.
    #[default]
    Confirm,
    /// It is not done.
    Refuse,
}

/// A limit in US dollars, with what happens above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpendingLimit {
    /// The most that may be spent without further ado.
    pub usd: f64,
    /// What happens above it.
    pub above: Above,
}

/// All limits; where there is none, nothing is limited.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SpendingLimits {
    /// For one question.
    pub question: Option<SpendingLimit>,
    /// For one person's day (UTC).
    pub user_day: Option<SpendingLimit>,
    /// For everybody's month (UTC).
    pub month: Option<SpendingLimit>,
}

/// Which limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// For one question.
    Question,
    /// For one person's day.
    UserDay,
    /// For everybody's month.
    Month,
}

/// What has been spent already, in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Spent {
    /// On this question.
    pub question: f64,
    /// By this person today, this question left out.
    pub user_day: f64,
    /// By everybody this month, this question left out.
    pub month: f64,
}

/// What a person has to confirm before it is spent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Confirmation {
    /// What it is expected to cost, US dollars.
    pub estimate_usd: f64,
    /// The limit, US dollars.
    pub limit_usd: f64,
    /// Which limit.
    pub limit: LimitKind,
}

/// Why something is not done yet, or not at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Objection {
    /// What is above which limit.
    pub confirmation: Confirmation,
    /// What had been spent against that limit.
    pub spent: f64,
    /// Whether confirming helps.
    pub above: Above,
}

impl SpendingLimits {
    /// There is nothing to keep.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Why spending `estimate` more needs a word; the widest limit speaks first. What is spent for nothing needs none.
    pub(crate) fn objection(
        &self,
        estimate: f64,
        spent: Spent,
        confirmed: bool,
    ) -> Option<Objection> {
        if estimate <= 0.0 {
            return None;
        }
        let so_far = spent.question;
        let limits = [
            (LimitKind::Month, self.month, spent.month + so_far),
            (LimitKind::UserDay, self.user_day, spent.user_day + so_far),
            (LimitKind::Question, self.question, so_far),
        ];
        limits.into_iter().find_map(|(kind, limit, spent)| {
            let SpendingLimit { usd, above } = limit?;
            // A hundredth of a cent's millionth lies within the rounding of a sum.
            let exceeded = spent + estimate > usd + 1e-12;
            let settled = confirmed && above == Above::Confirm;
            (exceeded && !settled).then_some(Objection {
                confirmation: Confirmation {
                    estimate_usd: estimate,
                    limit_usd: usd,
                    limit: kind,
                },
                spent,
                above,
            })
        })
    }
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Confirmation {
            estimate_usd,
            limit_usd,
            limit,
        } = self.confirmation;
        let (estimate, most, spent) = (
            dollars(estimate_usd),
            dollars(limit_usd),
            dollars(self.spent),
        );
        match limit {
            LimitKind::Question if self.spent > 0.0 => write!(
                f,
                "Going on would cost about {estimate} on top of {spent}; above {most} a question"
            ),
            LimitKind::Question => {
                write!(
                    f,
                    "This would cost about {estimate}; above {most} a question"
                )
            }
            LimitKind::UserDay => write!(
                f,
                "This would cost about {estimate}, and your questions of today have cost {spent}; above {most} a day a question"
            ),
            LimitKind::Month => write!(
                f,
                "This would cost about {estimate}, and everybody's questions of this month have cost {spent}; above {most} a month a question"
            ),
        }?;
        match self.above {
            Above::Confirm => f.write_str(" is asked only when you say so."),
            Above::Refuse => f.write_str(
                " is not asked. What is free still works: questions that were answered a moment ago, history and exports. Your operator can raise the limit.",
            ),
        }
    }
}

/// Money in words: cents, or as many digits as it takes to see that it is something.
pub(super) fn dollars(usd: f64) -> String {
    let digits = if usd == 0.0 || usd >= 0.01 {
        2
    } else if usd >= 0.0001 {
        4
    } else {
        6
    };
    // Half a cent more than two digits hold is worth a third and a fourth.
    let digits = if digits == 2 && ((usd * 100.0).round() / 100.0 - usd).abs() > 1e-9 {
        4
    } else {
        digits
    };
    format!("${usd:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> SpendingLimits {
        let limit = |usd, above| Some(SpendingLimit { usd, above });
        SpendingLimits {
            question: limit(0.05, Above::Confirm),
            user_day: limit(1.0, Above::Confirm),
            month: limit(20.0, Above::Refuse),
        }
    }

    fn kind(estimate: f64, spent: Spent, confirmed: bool) -> Option<LimitKind> {
        let objection = limits().objection(estimate, spent, confirmed)?;
        Some(objection.confirmation.limit)
    }

    #[test]
    fn each_limit_holds_to_the_cent() {
        let spent = |question, user_day, month| Spent {
            question,
            user_day,
            month,
        };
        let nothing = Spent::default();
        assert_eq!(kind(0.05, nothing, false), None);
        assert_eq!(kind(0.0501, nothing, false), Some(LimitKind::Question));
        assert_eq!(kind(0.0501, nothing, true), None);
        // What the question has cost so far counts.
        assert_eq!(kind(0.02, spent(0.03, 0.0, 0.0), false), None);
        assert_eq!(
            kind(0.02, spent(0.031, 0.0, 0.0), false),
            Some(LimitKind::Question)
        );
        assert_eq!(kind(0.04, spent(0.0, 0.96, 0.0), false), None);
        assert_eq!(
            kind(0.04, spent(0.0, 0.961, 0.0), false),
            Some(LimitKind::UserDay)
        );
        assert_eq!(kind(0.04, spent(0.0, 0.961, 0.0), true), None);
        assert_eq!(kind(0.04, spent(0.0, 0.0, 19.96), true), None);
        assert_eq!(
            kind(0.04, spent(0.0, 0.0, 19.961), true),
            Some(LimitKind::Month)
        );
        // What costs nothing is always done.
        assert_eq!(kind(0.0, spent(9.0, 9.0, 99.0), false), None);
        assert_eq!(
            SpendingLimits::default().objection(1e9, nothing, false),
            None
        );
        assert!(SpendingLimits::default().is_empty() && !limits().is_empty());
    }

    #[test]
    fn the_person_is_told_how_much_and_why() {
        let spent = Spent {
            month: 19.99,
            ..Spent::default()
        };
        let said = limits().objection(0.048, spent, true).unwrap().to_string();
        assert!(
            said.starts_with("This would cost about $0.0480, and everybody's questions of this month have cost $19.99; above $20.00 a month a question is not asked."),
            "{said}"
        );
        let said = limits()
            .objection(0.06, Spent::default(), false)
            .unwrap()
            .to_string();
        assert_eq!(
            said,
            "This would cost about $0.06; above $0.05 a question is asked only when you say so."
        );
    }

    #[test]
    fn small_amounts_are_seen() {
        assert_eq!(dollars(0.0), "$0.00");
        assert_eq!(dollars(0.000_047_7), "$0.000048");
        assert_eq!(dollars(0.0047), "$0.0047");
        assert_eq!(dollars(0.048), "$0.0480");
        assert_eq!(dollars(1.5), "$1.50");
    }
}
