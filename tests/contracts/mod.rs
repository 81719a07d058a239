//! *Contracts* are what others rely on: which package knows which, the command line, the shape of an answer, the guard.

mod absent;
mod answer;
mod api;
mod arrows;
mod calculations;
mod checking;
mod command_line;
mod databases;
mod deployment;
mod guard;
mod load;
mod metrics;
mod openapi;
mod understanding;
mod warehouses;
