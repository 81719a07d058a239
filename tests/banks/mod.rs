//! *Banks* are questions with what is right.

mod evaluation;
mod narrowed;
mod northwind;
mod questions;
mod restated;
