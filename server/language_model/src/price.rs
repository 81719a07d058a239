//! A *price* is what a model's provider charges for tokens of one kind.

use jiff::civil::Date;

use crate::reply::Usage;

/// Tokens that prices are given for.
const PRICED: f64 = 1_000_000.0;

/// US dollars for a million tokens of each kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prices {
    /// Read.
    pub input: f64,
    /// Written.
    pub output: f64,
    /// Read from the provider's cache.
    pub cache_read: f64,
    /// Read and put into the provider's cache.
    pub cache_write: f64,
    /// Day on which somebody read them in the provider's price list.
    pub read_on: Option<Date>,
}

impl Prices {
    /// What these tokens cost, in US dollars.
    #[expect(
        clippy::cast_precision_loss,
        reason = "tokens of one question are far below 2^52"
    )]
    pub fn cost(&self, usage: &Usage) -> f64 {
        (usage.input_tokens as f64 * self.input
            + usage.output_tokens as f64 * self.output
            + usage.cache_read_tokens as f64 * self.cache_read
            + usage.cache_write_tokens as f64 * self.cache_write)
            / PRICED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_token_has_its_price() {
        let prices = Prices {
            input: 3.0,
            output: 15.0,
            cache_read: 0.3,
            cache_write: 3.75,
            read_on: None,
        };
        let usage = Usage {
            input_tokens: 1_200,
            output_tokens: 340,
            cache_read_tokens: 5_000,
            cache_write_tokens: 800,
        };
        // 1,200 × 3 + 340 × 15 + 5,000 × 0.3 + 800 × 3.75 = 3,600 + 5,100 + 1,500 + 3,000 = 13,200 millionths.
        assert!((prices.cost(&usage) - 0.0132).abs() < 1e-15);
        assert_eq!(usage.total(), 7_340);
        assert!(prices.cost(&Usage::default()).abs() < f64::EPSILON);
    }
}
