//! A *report* says what became of each question, and sums it up by kind and level.

use std::collections::BTreeMap;

use assistant::{Answer, Outcome};
use serde::Serialize;

use super::bank::{Entry, Kind};
use super::calibration::{Calibration, calibration, confident};
use super::compare::Rows;
use crate::output;

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Right,
    /// Answered, and not as it should be.
    Wrong,
    /// Asked back where an answer was expected.
    AskedBack,
    /// Refused or declined where something else was expected.
    Declined,
    /// Something broke.
    Failed,
    /// No gold query runs, so nobody can tell; left out of the score.
    GoldFailed,
}

/// A question with what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Case {
    /// Identifier in the bank.
    pub id: String,
    /// What was expected.
    pub kind: Kind,
    /// How hard it is.
    pub level: String,
    /// Who asked.
    pub persona: String,
    /// The question.
    pub question: String,
    /// What became of it.
    pub verdict: Verdict,
    /// How it ended.
    pub outcome: Outcome,
    /// What was understood.
    pub understood: String,
    /// What was assumed.
    pub assumptions: Vec<String>,
    /// Probability that the reading is the one that was meant, as the interpreter saw it, 0 to 1.
    pub confidence: f64,
    /// What was said.
    pub message: String,
    /// SQL that ran.
    pub sql: Option<String>,
    /// The gold query as written.
    pub gold_sql: Option<String>,
    /// Why gold queries did not run.
    pub gold_errors: Vec<String>,
    /// Rows of the gold query.
    pub expected: Rows,
    /// Rows of the answer.
    pub given: Rows,
    /// Milliseconds from question to answer.
    pub elapsed_ms: f64,
}

impl Case {
    /// A case that is not judged yet.
    pub fn new(entry: &Entry, answer: &Answer, elapsed_ms: f64) -> Self {
        Self {
            id: entry.id.clone(),
            kind: entry.kind,
            level: entry.level.clone().unwrap_or_else(|| "none".to_owned()),
            persona: entry.persona.clone(),
            question: entry.question.clone(),
            verdict: Verdict::Failed,
            outcome: answer.outcome,
            understood: answer.understood.clone(),
            assumptions: answer.assumptions.clone(),
            confidence: answer.confidence,
            message: answer.message.clone(),
            sql: answer.sql.clone(),
            gold_sql: entry.gold_sql.clone(),
            gold_errors: Vec::new(),
            expected: Rows::default(),
            given: Rows::default(),
            elapsed_ms,
        }
    }
}

/// Judges a question that should not simply be answered.
pub fn judge_outcome(kind: Kind, answer: &Answer) -> Verdict {
    let right = match kind {
        Kind::Clarify => {
            answer.outcome == Outcome::Clarify
                || (answer.outcome == Outcome::Answered && !answer.assumptions.is_empty())
        }
        Kind::Refuse => matches!(answer.outcome, Outcome::Refused | Outcome::Unanswerable),
        Kind::Unanswerable => {
            matches!(
                answer.outcome,
                Outcome::Unanswerable | Outcome::Refused | Outcome::Clarify
            )
        }
        Kind::Sql | Kind::Followup | Kind::Tool => false,
    };
    match answer.outcome {
        _ if right => Verdict::Right,
        Outcome::Answered => Verdict::Wrong,
        Outcome::Clarify => Verdict::AskedBack,
        Outcome::Refused | Outcome::Unanswerable => Verdict::Declined,
        Outcome::Failed => Verdict::Failed,
    }
}

/// How many questions ended how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Questions.
    pub total: usize,
    /// As they should be.
    pub right: usize,
    /// Answered, and not as they should be.
    pub wrong: usize,
    /// Asked back where an answer was expected.
    pub asked_back: usize,
    /// Declined where something else was expected.
    pub declined: usize,
    /// Something broke.
    pub failed: usize,
    /// Left out because no gold query runs.
    pub gold_failed: usize,
}

impl Tally {
    fn of<'a>(cases: impl Iterator<Item = &'a Case>) -> Self {
        cases.fold(Self::default(), |mut tally, case| {
            tally.total += 1;
            *match case.verdict {
                Verdict::Right => &mut tally.right,
                Verdict::Wrong => &mut tally.wrong,
                Verdict::AskedBack => &mut tally.asked_back,
                Verdict::Declined => &mut tally.declined,
                Verdict::Failed => &mut tally.failed,
                Verdict::GoldFailed => &mut tally.gold_failed,
            } += 1;
            tally
        })
    }

    fn line(&self, name: &str) -> String {
        let scored = self.total - self.gold_failed;
        let share = (self.right * 1000 + scored / 2)
            .checked_div(scored)
            .unwrap_or(0);
        format!(
            "{name:<14} {:>5} {:>6} {:>6} {:>11} {:>9} {:>7}   {:>3}.{} %",
            self.total,
            self.right,
            self.wrong,
            self.asked_back,
            self.declined,
            self.failed,
            share / 10,
            share % 10
        )
    }
}

/// The sum of a bank.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Entries with an expected result: sql, followup, tool.
    pub answerable: Tally,
    /// All entries.
    pub all: Tally,
    /// By what was expected.
    pub by_kind: BTreeMap<&'static str, Tally>,
    /// By how hard it is, answerable entries only.
    pub by_level: BTreeMap<String, Tally>,
    /// What confidence is worth.
    pub calibration: Vec<Calibration>,
    /// The answers to rely on.
    pub confident: Calibration,
    /// Median time from question to answer, milliseconds.
    pub p50_ms: f64,
    /// 95th percentile of it, milliseconds.
    pub p95_ms: f64,
}

impl Summary {
    /// Sums up.
    pub fn of(cases: &[Case]) -> Self {
        let mut by_kind: BTreeMap<&'static str, Tally> = BTreeMap::new();
        for kind in cases.iter().map(|c| c.kind) {
            by_kind
                .entry(kind.name())
                .or_insert_with(|| Tally::of(cases.iter().filter(|c| c.kind == kind)));
        }
        let answerable = || cases.iter().filter(|c| c.kind.is_answerable());
        let mut by_level: BTreeMap<String, Tally> = BTreeMap::new();
        for level in answerable().map(|c| &c.level) {
            if !by_level.contains_key(level) {
                by_level.insert(
                    level.clone(),
                    Tally::of(answerable().filter(|c| c.level == *level)),
                );
            }
        }
        let mut times: Vec<f64> = cases.iter().map(|c| c.elapsed_ms).collect();
        times.sort_by(f64::total_cmp);
        Self {
            answerable: Tally::of(answerable()),
            all: Tally::of(cases.iter()),
            by_kind,
            by_level,
            calibration: calibration(cases),
            confident: confident(cases),
            p50_ms: percentile(&times, 50),
            p95_ms: percentile(&times, 95),
        }
    }
}

/// The smallest value that `percent` of the sorted values do not exceed.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

/// Rows of each side that are printed of a wrong answer.
const SHOWN_ROWS: usize = 6;

/// Prints the sums, then the wrong answers with both results, then what was not answered.
pub fn print(cases: &[Case]) {
    let summary = Summary::of(cases);
    print_wrong(cases);
    let missed = |verdict| cases.iter().filter(move |c| c.verdict == verdict);
    for (verdict, heading) in [
        (Verdict::AskedBack, "asked back"),
        (Verdict::Declined, "declined"),
        (Verdict::Failed, "failed"),
        (Verdict::GoldFailed, "gold does not run"),
    ] {
        if missed(verdict).next().is_none() {
            continue;
        }
        output::line(&format!("── {heading}"));
        for case in missed(verdict) {
            output::line(&format!(
                "{} [{} {}] {}",
                case.id,
                case.kind.name(),
                case.level,
                case.question
            ));
            let reason = if verdict == Verdict::GoldFailed {
                case.gold_errors.join("; ")
            } else {
                case.message.clone()
            };
            output::line(&format!("    {reason}"));
        }
        output::line("");
    }
    output::line("                total  right  wrong  asked back  declined  failed     right");
    output::line(&summary.answerable.line("answerable"));
    for (kind, tally) in &summary.by_kind {
        output::line(&tally.line(&format!("  {kind}")));
    }
    for (level, tally) in &summary.by_level {
        output::line(&tally.line(&format!("  level {level}")));
    }
    output::line(&summary.all.line("all"));
    if summary.all.gold_failed > 0 {
        output::line(&format!(
            "left out because no gold query runs: {}",
            summary.all.gold_failed
        ));
    }
    output::line("confidence     answered  right     right");
    for range in calibration(cases) {
        output::line(&range.line());
    }
    output::line(&format!("{}   to rely on", confident(cases).line()));
    output::line(&format!(
        "question to answer: p50 {:.1} ms, p95 {:.1} ms",
        summary.p50_ms, summary.p95_ms
    ));
}

fn print_wrong(cases: &[Case]) {
    for case in cases.iter().filter(|c| c.verdict == Verdict::Wrong) {
        output::line(&format!(
            "── wrong: {} [{} {}] {}",
            case.id,
            case.kind.name(),
            case.level,
            case.question
        ));
        output::line(&format!("   understood: {}", case.understood));
        for assumption in &case.assumptions {
            output::line(&format!("   assumed: {assumption}"));
        }
        if let Some(sql) = &case.sql {
            output::line(&format!(
                "   sql:  {}",
                sql.split_whitespace().collect::<Vec<_>>().join(" ")
            ));
        }
        if let Some(gold) = &case.gold_sql {
            output::line(&format!("   gold: {gold}"));
            let left = side("expected", &case.expected);
            let right = side("answered", &case.given);
            let width = left.iter().map(|l| l.chars().count()).max().unwrap_or(0);
            for place in 0..left.len().max(right.len()) {
                let at = |lines: &[String]| lines.get(place).cloned().unwrap_or_default();
                output::line(&format!("   {:<width$} │ {}", at(&left), at(&right)));
            }
        }
        output::line("");
    }
}

fn side(name: &str, rows: &Rows) -> Vec<String> {
    let mut lines = vec![format!("{name}: {} rows", rows.rows.len())];
    lines.extend(output::table_lines(&rows.columns, &rows.rows, SHOWN_ROWS));
    lines
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let times: Vec<f64> = (1..=20).map(f64::from).collect();
        assert!((percentile(&times, 50) - 10.0).abs() < f64::EPSILON);
        assert!((percentile(&times, 95) - 19.0).abs() < f64::EPSILON);
        assert!(percentile(&[], 50).abs() < f64::EPSILON);
    }
}
