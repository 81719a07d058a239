//! A *calibration* says what confidence is worth: of the answers that were so sure, how many are right.

use assistant::Outcome;
use serde::Serialize;

use super::report::{Case, Verdict};

/// Answers whose confidence lies in one range, and how many of them are right.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibration {
    /// Least confidence of the range.
    pub from: f64,
    /// Confidence that the range ends before.
    pub below: f64,
    /// Answers.
    pub answered: usize,
    /// As they should be.
    pub right: usize,
}

/// Ends of the ranges of confidence.
const CONFIDENCES: [f64; 7] = [0.0, 0.6, 0.8, CONFIDENT, 0.93, 0.96, 1.01];

/// An answer of this confidence is one to rely on: at least 98 of 100 such answers are to be right.
pub const CONFIDENT: f64 = 0.9;

/// For each range of confidence that has answers, how many of them are right. Questions that should not have been
/// answered and those whose gold query does not run are left out.
pub fn calibration(cases: &[Case]) -> Vec<Calibration> {
    CONFIDENCES
        .windows(2)
        .map(|ends| between(cases, ends[0], ends[1]))
        .filter(|range| range.answered > 0)
        .collect()
}

/// The answers to rely on.
pub fn confident(cases: &[Case]) -> Calibration {
    between(cases, CONFIDENT, 1.01)
}

fn between(cases: &[Case], from: f64, below: f64) -> Calibration {
    let within = |c: &&Case| {
        c.outcome == Outcome::Answered
            && matches!(c.verdict, Verdict::Right | Verdict::Wrong)
            && c.kind.is_answerable()
            && (from..below).contains(&c.confidence)
    };
    let answered = || cases.iter().filter(within);
    Calibration {
        from,
        below,
        answered: answered().count(),
        right: answered().filter(|c| c.verdict == Verdict::Right).count(),
    }
}

impl Calibration {
    /// A line of the table.
    pub(super) fn line(&self) -> String {
        let tenths = (self.right * 1000 + self.answered / 2)
            .checked_div(self.answered)
            .unwrap_or(0);
        format!(
            "{:.2} to {:.2}   {:>8} {:>6}   {:>3}.{} %",
            self.from,
            self.below.min(1.0),
            self.answered,
            self.right,
            tenths / 10,
            tenths % 10
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::bank::Kind;
    use crate::eval::compare::Rows;

    fn case(kind: Kind, outcome: Outcome, verdict: Verdict, confidence: f64) -> Case {
        Case {
            id: String::new(),
            kind,
            level: String::new(),
            persona: String::new(),
            question: String::new(),
            verdict,
            outcome,
            understood: String::new(),
            assumptions: Vec::new(),
            confidence,
            message: String::new(),
            sql: None,
            gold_sql: None,
            gold_errors: Vec::new(),
            expected: Rows::default(),
            given: Rows::default(),
            elapsed_ms: 0.0,
        }
    }

    fn answered(verdict: Verdict, confidence: f64) -> Case {
        case(Kind::Sql, Outcome::Answered, verdict, confidence)
    }

    #[test]
    fn answers_are_counted_by_their_confidence() {
        let cases = [
            answered(Verdict::Right, 0.97),
            answered(Verdict::Wrong, 1.0),
            answered(Verdict::Right, 0.9),
            answered(Verdict::Right, 0.929),
            answered(Verdict::Wrong, 0.899),
        ];
        let found: Vec<(f64, usize, usize)> = calibration(&cases)
            .iter()
            .map(|c| (c.from, c.answered, c.right))
            .collect();
        assert_eq!(found, [(0.8, 1, 0), (0.9, 2, 2), (0.96, 2, 1)]);
        let sure = confident(&cases);
        assert_eq!((sure.answered, sure.right), (4, 3));
        assert_eq!(sure.line(), "0.90 to 1.00          4      3    75.0 %");
    }

    #[test]
    fn what_nobody_can_judge_is_left_out() {
        let cases = [
            case(Kind::Sql, Outcome::Clarify, Verdict::AskedBack, 0.95),
            case(Kind::Clarify, Outcome::Answered, Verdict::Right, 0.95),
            case(Kind::Refuse, Outcome::Answered, Verdict::Wrong, 0.95),
            answered(Verdict::GoldFailed, 0.95),
        ];
        assert_eq!(calibration(&cases), []);
        assert_eq!(
            confident(&cases).line(),
            "0.90 to 1.00          0      0     0.0 %"
        );
    }
}
