//! A *bank with results* is a bank of questions that carries the right rows themselves, worked out by another engine.

use anyhow::Context;
use assistant::{Answer, Outcome};
use serde::Deserialize;
use serde_json::Value;
use web::eval::bank::Entry;
use web::eval::compare::{self, Rows};
use web::eval::report::{Verdict, judge_outcome};
use web::eval::{answer_rows, gold};

use crate::data::package;

/// Rows of cells.
pub type Table = Vec<Vec<Value>>;

/// A question with its right rows.
#[derive(Debug, Deserialize)]
pub struct Question {
    /// The question as in any bank.
    #[serde(flatten)]
    pub entry: Entry,
    /// The rows that DuckDB gives for the entry's gold query.
    pub expected: Table,
    /// Rows of further right readings.
    #[serde(default)]
    pub alt_expected: Vec<Table>,
    /// Why the program does not answer it rightly yet; the test fails when it does, so that this goes.
    #[serde(default)]
    pub known_wrong: Option<String>,
}

impl Question {
    /// The answer holds the right rows; or, where none is expected, it asks back, refuses or declines as it should.
    pub fn is_right(&self, answer: &Answer) -> anyhow::Result<bool> {
        if !self.entry.kind.is_answerable() {
            return Ok(judge_outcome(self.entry.kind, answer) == Verdict::Right);
        }
        if answer.outcome != Outcome::Answered {
            return Ok(false);
        }
        let given = answer_rows(answer);
        let queries = self
            .entry
            .gold_sql
            .iter()
            .chain(self.entry.alt_sql.iter().flatten());
        for (sql, expected) in
            queries.zip(std::iter::once(&self.expected).chain(&self.alt_expected))
        {
            let order = gold::reword(sql)?.order;
            let width = expected.first().map_or(0, Vec::len);
            let expected = Rows {
                columns: vec![String::new(); width],
                rows: expected.clone(),
            };
            if compare::matches(
                &expected,
                &given,
                self.entry.ordered.then_some(order.as_slice()),
            ) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Reads a bank of this package.
pub fn read(name: &str) -> anyhow::Result<Vec<Question>> {
    let file = package().join("banks").join(name);
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let questions = text.lines().enumerate().map(|(number, line)| {
        serde_json::from_str(line).with_context(|| format!("{}:{}", file.display(), number + 1))
    });
    questions.collect()
}
