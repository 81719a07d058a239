//! *Understanding* is the port through which the assistant asks what a question means.

use interpreter::{Interpretation, Reading, Verified};
use jiff::civil::Date;
use semantic::SemanticQuery;

use crate::store::Turn;

/// Finds out what a question means, for one persona.
pub trait Understand: Send + Sync {
    /// What `question` means on the day `today` after the turns before it, the newest last. Only the newest turn with a
    /// query, and whether one without came behind it, may make a difference: answers are cached by them.
    fn understand(&self, question: &str, today: Date, turns: &[Turn]) -> Interpretation;

    /// The reading of a query that is given as such.
    fn given(&self, query: SemanticQuery) -> Reading;

    /// The verified query that has the question's words, if there is one.
    fn verified(&self, question: &str, today: Date) -> Option<Verified>;
}
