//! A *step* is one stage of answering a question, told to whoever waits for the answer.

use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::mpsc::UnboundedSender;

use crate::answer::AnswerStep;

/// A stage that is finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which one.
    pub name: StepName,
    /// What came out of it, for people.
    pub detail: String,
    /// How long it took.
    pub elapsed: Duration,
}

/// The stages, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// The answer was found in the cache.
    Cached,
    /// The question was understood, or not.
    Understood,
    /// A language model was asked, and called tools or not.
    Asked,
    /// What a language model asked for failed, and went back to it.
    Returned,
    /// SQL was written.
    Sql,
    /// The guard admitted the SQL, or not.
    Checked,
    /// The query ran.
    Ran,
    /// Something that a calculation needs was measured.
    Measured,
    /// A calculation was made.
    Calculated,
    /// Chart and sentences were found.
    Insight,
}

impl StepName {
    /// The name in an answer ("understood").
    pub fn name(self) -> &'static str {
        match self {
            Self::Cached => "cached",
            Self::Understood => "understood",
            Self::Asked => "asked",
            Self::Returned => "returned",
            Self::Sql => "sql",
            Self::Checked => "checked",
            Self::Ran => "ran",
            Self::Measured => "measured",
            Self::Calculated => "calculated",
            Self::Insight => "insight",
        }
    }
}

/// Measures steps, keeps them for the answer, and tells them to a listener if there is one.
#[derive(Debug)]
pub(crate) struct Steps {
    listener: Option<UnboundedSender<Step>>,
    since: Instant,
    done: Vec<AnswerStep>,
}

impl Steps {
    pub(crate) fn new(listener: Option<UnboundedSender<Step>>) -> Self {
        Self {
            listener,
            since: Instant::now(),
            done: Vec::new(),
        }
    }

    /// A stage is finished; the next one begins.
    pub(crate) fn done(&mut self, name: StepName, detail: String) {
        let elapsed = self.since.elapsed();
        self.since = Instant::now();
        self.done.push(AnswerStep {
            name: name.name().to_owned(),
            detail: detail.clone(),
            elapsed_ms: elapsed.as_secs_f64() * 1000.0,
        });
        if let Some(listener) = &self.listener {
            // Nobody listening any more is no reason to stop.
            let _ = listener.send(Step {
                name,
                detail,
                elapsed,
            });
        }
    }

    /// The steps so far.
    pub(crate) fn take(&mut self) -> Vec<AnswerStep> {
        std::mem::take(&mut self.done)
    }
}
