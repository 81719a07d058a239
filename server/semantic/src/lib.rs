//! *Semantics* is what the data means: which tables there are, how they join, what a measure is, what people call it.
//!
//! This package is pure: no clock, no file, no random number. The host reads the file and hands in its text;
//! `model` holds the validated meaning, `query` the engine-neutral question, `compile` turns the one into SQL by the other,
//! `write` gives a model's text back. `derive` makes a model of tables that nobody has described.

pub mod compile;
pub mod derive;
pub mod load;
pub mod model;
pub mod query;
pub mod write;

pub use compile::{CompileError, Compiled, Dialect, OutputColumn};
pub use load::{Fault, LoadError};
pub use model::{
    AttributeId, DataType, Dataset, Entity, Field, Metric, MetricKind, Model, NamedFilter,
    Relationship,
};
pub use query::{
    Aggregate, Column, Comparator, Form, Grain, Having, HavingValue, Limit, Literal, Measure,
    MeasureUse, Operand, OrderBy, Predicate, QueryPart, SemanticQuery, Window,
};
