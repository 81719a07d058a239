//! A *draft* is an answer in the making.

use std::sync::Arc;

use jiff::civil::Date;

use crate::answer::{Answer, Cost, Engine, Insight, Intent, Outcome};
use crate::failure::{AnswerError, FailureCategory};
use crate::store::Turn;

/// An answer in the making, with what the conversation will remember of it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub answer: Answer,
    pub turn: Option<Turn>,
}

impl Draft {
    /// An answer without rows that says why.
    pub(crate) fn says(answer: Answer, outcome: Outcome, message: impl Into<String>) -> Self {
        Self {
            answer: Answer {
                outcome,
                message: message.into(),
                ..answer
            },
            turn: None,
        }
    }
}

impl Draft {
    /// An answer that did not come about: with a sentence of its own, or with that of the category.
    pub(crate) fn fails(
        answer: Answer,
        category: FailureCategory,
        message: Option<String>,
    ) -> Self {
        let reference = answer.id.clone();
        let message = message.unwrap_or_else(|| category.sentence(&reference));
        let error = Some(AnswerError {
            category,
            reference,
            is_outage: false,
        });
        Self::says(Answer { error, ..answer }, Outcome::Failed, message)
    }
}

impl Answer {
    /// An answer about which nothing is known yet but who asks and when.
    pub(crate) fn begun(
        id: String,
        persona: &str,
        conversation: Option<String>,
        today: Date,
    ) -> Self {
        Self {
            id,
            outcome: Outcome::Failed,
            persona: persona.to_owned(),
            intent: Intent::SqlQuery,
            understood: String::new(),
            statements: Vec::new(),
            used: Vec::new(),
            query: None,
            calculation: None,
            assumptions: Vec::new(),
            message: String::new(),
            choices: Vec::new(),
            sql: None,
            dialect: None,
            columns: Vec::new(),
            rows: Arc::default(),
            row_count: 0,
            truncated: false,
            tool: None,
            insight: Insight::default(),
            engine: Engine::Interpreter,
            confidence: 0.0,
            cached: false,
            elapsed_ms: 0.0,
            cost: Cost::default(),
            language_model: None,
            saved_usd: 0.0,
            confirm: None,
            error: None,
            stale: None,
            warnings: Vec::new(),
            conversation,
            definitions: Vec::new(),
            as_of: today.to_string(),
            tables: Vec::new(),
            data_version: String::new(),
            steps: Vec::new(),
        }
    }
}
