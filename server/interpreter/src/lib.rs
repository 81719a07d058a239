//! *Interpretation* is finding out what a question means: from words to a semantic query, without a language model.
//!
//! It is pure: same model, same data values, same question, same answer. The clock is an input. A question goes
//! through these stages: `text` (tokens), `spelling` (corrections), `lattice` (spans and the best chain of them),
//! `draft` (roles), `build` (the query), `account` (what the query leaves out), `restate` (its words). `followup` patches the query before it,
//! `calculation` reads what a calculation needs, `decline` words what cannot be answered.
//! A question without an answer is tried again without the `narrative` around its request.

mod account;
mod arena;
mod build;
mod calculation;
mod chat;
mod clarify;
mod cues;
mod dates;
mod decline;
mod demonyms;
mod draft;
mod followup;
mod frames;
mod interpreter;
mod lattice;
mod lexicon;
mod narrative;
mod numbers;
mod ordinary;
pub mod outcome;
mod quotients;
mod restate;
mod spelling;
mod spellings;
mod spoken;
mod text;
pub mod values;
mod verified;

pub use calculation::{Before, Takes};
pub use interpreter::{Context, Interpreter, Mention, is_restated};
pub use outcome::{Calculation, Choice, Interpretation, Reading, UsedWords};
pub use restate::{Statement, statements, window};
pub use values::{Value, ValueIndex};
pub use verified::Verified;
