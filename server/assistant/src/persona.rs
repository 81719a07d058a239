//! A *persona* is a role in which somebody asks: which tables it reads, which specialist answers it. Personas are data.

use serde::{Deserialize, Serialize};

use crate::consultation::Policy;

/// A role in which somebody asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    /// Name as shown ("Warehouse Manager").
    pub name: String,
    /// What the role does, in one sentence.
    pub description: String,
    /// Tables that it may read.
    pub tables: Vec<String>,
    /// Which specialist calculates for it ("inventory", "logistics", "supplier").
    pub specialist: String,
    /// Questions that it is offered; the cache is warmed with them at start.
    pub suggestions: Vec<String>,
    /// When a language model is asked, where it differs from what holds for all.
    #[serde(default)]
    pub language_model: Option<Policy>,
}
