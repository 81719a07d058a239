//! What is tested across packages, in one program: banks of questions, contracts, journeys.

mod aws;
mod banks;
mod contracts;
mod journeys;
