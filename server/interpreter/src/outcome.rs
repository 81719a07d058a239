//! An *outcome* is what the interpreter has to say about a question.

use std::collections::BTreeMap;

use semantic::{Predicate, SemanticQuery};
use serde::{Deserialize, Serialize};

use crate::restate::Statement;

/// What the interpreter has to say about a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Interpretation {
    /// It is understood.
    Answer(Box<Reading>),
    /// It asks for a calculation.
    Calculate(Box<Calculation>),
    /// It has several meanings; at most three choices.
    Clarify {
        /// One sentence.
        question: String,
        /// What it could mean, the likeliest first.
        choices: Vec<Choice>,
    },
    /// It asks for something that is not allowed: a change of data, or data outside the persona's tables.
    Refused {
        /// One sentence that says what to do instead.
        message: String,
    },
    /// The data cannot answer it.
    Unanswerable {
        /// One sentence that names the words that were not understood and what the data does hold.
        message: String,
        /// The words that were not understood.
        words: Vec<String>,
        /// Nearest questions that work, at most three.
        nearest: Vec<String>,
    },
}

/// A question that is understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// What it means.
    pub query: SemanticQuery,
    /// "Products in … whose stock is below the minimum", written from the query alone.
    pub understood: String,
    /// The same, part by part.
    pub statements: Vec<Statement>,
    /// Defaults that were used and readings that were preferred, each a sentence.
    pub assumptions: Vec<String>,
    /// Probability that the reading is the one that was meant, 0 to 1.
    pub confidence: f64,
    /// Which words became which part.
    pub used: Vec<UsedWords>,
    /// It continues the query before it.
    pub follow_up: bool,
}

/// Words of the question and the part that they became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedWords {
    /// The words, as typed.
    pub words: String,
    /// The part ("filter: delivery area is Queensland, Australia").
    pub part: String,
}

/// A possible meaning that is offered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// Written out so that it can be asked as a question of its own.
    pub text: String,
}

/// A calculation with what the question gives for it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Calculation {
    /// Name in the catalogue of `lambda_tools` ("calculate_reorder_point").
    pub tool: String,
    /// Parameters that the question gives, by the tool's own names, in the tool's units.
    pub given: BTreeMap<String, f64>,
    /// Parameters that are words, by the tool's own names ("group_by": "supplier").
    pub words: BTreeMap<String, String>,
    /// Parameters that are lists of numbers, by the tool's own names, in the tool's units.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, Vec<f64>>,
    /// Which rows the missing parameters are measured on (product, warehouse, supplier, window).
    pub filters: Vec<Predicate>,
    /// The things that it is about, where they are found by a query ("our five biggest suppliers").
    pub set: Option<SemanticQuery>,
    /// It is about many things, a row for each: of all there are where neither conditions nor a query say which.
    #[serde(default)]
    pub many: bool,
    /// "Reorder point of WB-H098": what is computed of what, without the numbers that are given.
    #[serde(default)]
    pub subject: String,
    /// Parameters that this turn changes, where it repeats the calculation before with other inputs.
    #[serde(default)]
    pub changes: Vec<String>,
    /// The parameter that was asked back: a number without a name is its value.
    #[serde(default)]
    pub awaits: Option<String>,
    /// "Reorder point of WB-H098 from …", written from the parts above.
    pub understood: String,
    /// Defaults that were used, each a sentence.
    pub assumptions: Vec<String>,
    /// Probability that the reading is the one that was meant, 0 to 1.
    pub confidence: f64,
    /// Which words became which part.
    pub used: Vec<UsedWords>,
}
