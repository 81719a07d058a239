//! *Written* SQL comes from somebody, or from a language model; nothing is known of its columns but names and types.

use std::sync::Arc;

use insight::Table;
use warehouse::cells;
use warehouse::guard::{self, Admitted};

use crate::answer::{Answer, Engine, Insight, Outcome};
use crate::draft::Draft;
use crate::inquiry::{Inquiry, cut, failed};
use crate::shape;

impl Inquiry<'_> {
    /// Runs SQL that somebody wrote.
    pub(crate) async fn sql(&self, sql: &str, answer: Answer) -> Draft {
        let answer = Answer {
            engine: Engine::Sql,
            confidence: 1.0,
            sql: Some(sql.to_owned()),
            dialect: Some(self.assistant.warehouse.dialect().to_owned()),
            ..answer
        };
        let admitted = match guard::admit(sql, &self.desk.rights, self.guard()) {
            Ok(admitted) => admitted,
            Err(refusal) => return failed(answer, &refusal.into()),
        };
        self.rows_of(admitted, answer).await
    }

    /// The answer that consists of what admitted SQL finds; nothing is known of its columns but names and types.
    pub(crate) async fn rows_of(&self, admitted: Admitted, answer: Answer) -> Draft {
        let tables: Vec<String> = admitted.reads().iter().cloned().collect();
        let result = match self.query(admitted, &self.assistant.limits()).await {
            Ok(result) => result,
            Err(failure) => return failed(answer, &failure),
        };
        let rows = match cells::rows(&result) {
            Ok(rows) => rows,
            Err(error) => return failed(answer, &error.into()),
        };
        let (columns, shown) = shape::guessed_columns(&result.columns());
        let table = Table {
            columns: &shown,
            rows: &rows,
            truncated: result.truncated,
            noun: None,
        };
        let insight = Insight {
            chart: insight::chart(&table).and_then(|chart| serde_json::to_value(chart).ok()),
            sentences: insight::sentences(&table),
            ..Insight::default()
        };
        let message = insight
            .sentences
            .first()
            .cloned()
            .unwrap_or_else(|| "There are no rows.".to_owned());
        let warnings = if result.truncated {
            vec![cut(rows.len())]
        } else {
            Vec::new()
        };
        let answer = Answer {
            outcome: Outcome::Answered,
            message,
            insight,
            columns,
            row_count: rows.len(),
            truncated: result.truncated,
            rows: Arc::new(rows),
            tables,
            warnings,
            ..answer
        };
        Draft { answer, turn: None }
    }
}
