//! A *role* is what a model is asked for; each has a model of its own, so that a cheap one checks and a strong one mends.

use crate::price::Prices;

/// A model as it is used for something.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Name of the model; on Bedrock also the ARN of an inference profile.
    pub model: String,
    /// 0 to 1; none where the model does not take one.
    pub temperature: Option<f32>,
    /// Most tokens of a reply.
    pub max_tokens: u32,
    /// What its tokens cost.
    pub prices: Prices,
}

/// Which model is asked for what.
#[derive(Debug, Clone, PartialEq)]
pub struct Roles {
    /// Writes the queries.
    pub default: Role,
    /// Takes over when the default one's query failed or is in doubt.
    pub high_accuracy: Option<Role>,
    /// Checks SQL that the default one wrote.
    pub fast_validation: Option<Role>,
}
