//! What the *costs page* shows: one's own costs of this month, or everybody's.

use super::Frame;

/// The costs page. Amounts are US dollars.
#[derive(Debug, Clone, Default)]
pub struct CostsView {
    /// What stands around it.
    pub frame: Frame,
    /// It shows everybody's costs, not only one's own.
    pub everybody: bool,
    /// The day that the report is of, ISO.
    pub today: String,
    /// That day.
    pub today_usd: f64,
    /// The month so far.
    pub month_usd: f64,
    /// The month, if it goes on like this.
    pub month_estimate_usd: f64,
    /// Questions of the month.
    pub questions: u64,
    /// Of those, answered from the cache.
    pub cached: u64,
    /// Of those, answered without a language model.
    pub without_model: u64,
    /// What the cached answers would have cost.
    pub saved_by_cache_usd: f64,
    /// What language models would have charged for what the interpreter understood; none when no model was used this
    /// month, so that nothing is known about its charge.
    pub saved_by_interpreter_usd: Option<f64>,
    /// The month by service.
    pub by_service: Vec<(String, f64)>,
    /// Part of what Redshift charged for that is allocated to the questions that woke it.
    pub allocated_usd: f64,
    /// How much may be spent.
    pub limits: Vec<LimitView>,
    /// The month by day, newest first; names are ISO days.
    pub by_day: Vec<CostShare>,
    /// The month by persona.
    pub by_persona: Vec<CostShare>,
    /// The month by person; empty unless it shows everybody's.
    pub by_person: Vec<CostShare>,
    /// This month, as the CSV file's address has it ("2026-11").
    pub month: String,
    /// The month before.
    pub last_month: String,
}

/// How much may be spent on something.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitView {
    /// On what ("one question").
    pub name: String,
    /// The most.
    pub limit_usd: f64,
    /// What has been spent against it, when that is for its reader to know.
    pub spent_usd: Option<f64>,
    /// Above it the person is asked; else it is refused.
    pub confirm: bool,
}

/// Part of a month's costs.
#[derive(Debug, Clone, PartialEq)]
pub struct CostShare {
    /// Whose, or of when.
    pub name: String,
    /// Questions.
    pub questions: u64,
    /// US dollars.
    pub usd: f64,
}
