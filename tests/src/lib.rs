//! What the tests stand on: data to ask about, the program as a process, browsers with and without scripts, and banks of
//! questions with their results.

pub mod aws;
pub mod bank;
pub mod browser;
pub mod chromium;
pub mod client;
pub mod data;
pub mod databases;
pub mod endpoint;
pub mod person;
pub mod program;
pub mod servers;
pub mod stage;
pub mod tour;
