//! *Banks* are questions with what is right.

mod differential;
mod evaluation;
mod narrowed;
mod northwind;
mod questions;
mod restated;
