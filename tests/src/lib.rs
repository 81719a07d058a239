//! What the tests stand on: data to ask about, the program as a process, a browser, and banks of questions with their
//! results.

pub mod bank;
pub mod browser;
pub mod data;
pub mod program;
