//! Journeys through the assistant, over a company small enough to work out every figure by hand.

mod asking;
mod caching;
mod calculating;
mod company;
mod conversing;
mod lacking;
mod recording;
mod stage;
