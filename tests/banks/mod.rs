//! *Banks* are questions with what is right.

mod evaluation;
mod northwind;
mod questions;
