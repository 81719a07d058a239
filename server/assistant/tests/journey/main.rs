//! Journeys through the assistant, over a company small enough to work out every figure by hand.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that fails"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "`json!` makes values where they are passed"
)]

mod again;
mod asking;
mod caching;
mod calculating;
mod charging;
mod company;
mod consulting;
mod conversing;
mod counsel;
mod data_tools;
mod describing;
mod estimating;
mod failing;
mod injecting;
mod lacking;
mod leaving_alone;
mod recording;
mod redis;
mod sampling;
mod sharing;
mod spending;
mod stage;
