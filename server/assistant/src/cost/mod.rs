//! A *cost* is what answering one question is charged for by the services that were used, in US dollars.
//!
//! [`PriceList`] says what units cost and since when, [`Spending`] adds up what a question takes, [`SpendingLimits`] say
//! how much may be spent, and [`CostReport`] sums a month up.

mod capacity;
mod consulted;
mod limit;
mod price;
mod report;
mod spending;

use crate::answer::Answer;

pub(crate) use limit::Objection;
pub use limit::{Above, Confirmation, LimitKind, SpendingLimit, SpendingLimits};
pub use price::{Price, PriceError, PriceList, PricedUnit};
pub use report::{CostReport, SERVICES, Share};
pub(crate) use spending::Meter;
pub use spending::{Spending, SpendingSettings};

/// Writes the line that the cost log keeps of an answer (tracing target `cost`).
pub(crate) fn log(answer: &Answer, user: &str) {
    let cost = &answer.cost;
    tracing::info!(
        target: "cost",
        query_id = %answer.id,
        user,
        persona = %answer.persona,
        cached = answer.cached,
        total_usd = cost.total_usd,
        bedrock_usd = cost.bedrock_usd,
        language_model_usd = cost.language_model_usd,
        redshift_usd = cost.redshift_usd,
        redshift_allocated_usd = cost.allocated_usd,
        athena_usd = cost.athena_usd,
        lambda_usd = cost.lambda_usd,
        glue_usd = cost.glue_usd,
        saved_usd = answer.saved_usd,
        input_tokens = cost.input_tokens,
        output_tokens = cost.output_tokens,
        cache_read_tokens = cost.cache_read_tokens,
        cache_write_tokens = cost.cache_write_tokens,
        "query cost"
    );
}
