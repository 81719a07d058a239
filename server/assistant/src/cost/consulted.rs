//! What asking a language model will be charged for, *estimated* before it is asked: the tokens of a request from its bytes,
//! those of the reply from the replies before.

use std::collections::{BTreeMap, VecDeque};

use language_model::{Role, Usage};

use super::spending::{Estimate, count, learned, mean, remember};

/// Bytes of a prompt that make a token, before any was measured: English has about four, JSON and SQL about three, and too
/// many tokens are better expected than too few.
const BYTES_PER_TOKEN: f64 = 3.0;

/// What the last requests to each model took, by its name.
#[derive(Debug, Default)]
pub(super) struct Consulted {
    models: BTreeMap<String, Measured>,
}

#[derive(Debug, Default)]
struct Measured {
    /// Bytes of requests, and the tokens that they were.
    requests: VecDeque<(u64, u64)>,
    /// Tokens of replies.
    replies: VecDeque<u64>,
}

impl Consulted {
    /// What a request of so many bytes to the model of a role will be charged for. What it reads is taken for as dear as what
    /// goes into the provider's cache, if that is dearer; a reply is taken for as long as it may be before any was measured.
    pub(super) fn estimate(&self, role: &Role, bytes: u64) -> Estimate {
        let measured = self.models.get(&role.model);
        let (sent, read) = measured
            .into_iter()
            .flat_map(|measured| &measured.requests)
            .fold((0, 0), |(bytes, tokens), (b, t)| (bytes + b, tokens + t));
        let per_token = if read > 0 {
            count(sent) / count(read)
        } else {
            BYTES_PER_TOKEN
        };
        let input = (count(bytes) / per_token).ceil();
        let replies = measured.map(|measured| &measured.replies);
        let known = replies.map_or(0, VecDeque::len);
        let output = replies
            .and_then(|replies| mean(replies.iter().map(|tokens| count(*tokens))))
            .map_or(f64::from(role.max_tokens), f64::ceil);
        let prices = &role.prices;
        let usd = (input * prices.input.max(prices.cache_write) + output * prices.output) / 1e6;
        Estimate {
            usd,
            basis: format!(
                "{input} tokens to read and {output} to write, {}",
                learned(known)
            ),
        }
    }

    /// A request of so many bytes took these tokens.
    pub(super) fn took(&mut self, role: &Role, bytes: u64, usage: &Usage) {
        let measured = self.models.entry(role.model.clone()).or_default();
        let read = usage.total().saturating_sub(usage.output_tokens);
        remember(&mut measured.requests, (bytes, read));
        remember(&mut measured.replies, usage.output_tokens);
    }
}

#[cfg(test)]
mod tests {
    use language_model::Prices;

    use super::*;

    fn role(model: &str) -> Role {
        Role {
            model: model.to_owned(),
            temperature: None,
            max_tokens: 2_000,
            prices: Prices {
                input: 3.0,
                output: 15.0,
                cache_read: 0.3,
                cache_write: 3.75,
                read_on: None,
            },
        }
    }

    fn usage(input: u64, output: u64, cache_read: u64, cache_write: u64) -> Usage {
        Usage {
            input_tokens: input,
            output_tokens: output,
            cache_read_tokens: cache_read,
            cache_write_tokens: cache_write,
        }
    }

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-12
    }

    #[test]
    fn an_estimate_begins_with_a_ratio_and_the_longest_reply() {
        let estimate = Consulted::default().estimate(&role("m"), 30_001);
        // 10,001 tokens at $3.75 and 2,000 at $15 a million.
        assert!(close(estimate.usd, 0.037_503_75 + 0.03), "{estimate:?}");
        assert_eq!(
            estimate.said().unwrap(),
            "Expected to cost $0.0675: 10001 tokens to read and 2000 to write, assumed because none was measured yet."
        );
        let free = Role {
            prices: Prices {
                input: 0.0,
                output: 0.0,
                cache_read: 0.0,
                cache_write: 0.0,
                read_on: None,
            },
            ..role("m")
        };
        assert!(close(Consulted::default().estimate(&free, 30_001).usd, 0.0));
    }

    #[test]
    fn it_goes_on_with_what_the_last_twenty_took() {
        let mut consulted = Consulted::default();
        // The first of 21 is forgotten.
        consulted.took(&role("m"), 1_000_000, &usage(1, 2_000, 0, 0));
        for _ in 0..10 {
            consulted.took(&role("m"), 8_000, &usage(500, 100, 1_000, 500));
            consulted.took(&role("m"), 4_000, &usage(1_000, 301, 0, 0));
        }
        // 12,000 bytes were 3,000 tokens; a reply had 200.5.
        let estimate = consulted.estimate(&role("m"), 4_004);
        let expected = 1_001.0 * 3.75 / 1e6 + 201.0 * 15.0 / 1e6;
        assert!(close(estimate.usd, expected), "{estimate:?}");
        assert!(
            estimate.basis.ends_with("the mean of the last 20"),
            "{estimate:?}"
        );
        // Another model is measured for itself.
        let other = consulted.estimate(&role("n"), 3_000);
        assert!(close(other.usd, 0.003_75 + 0.03), "{other:?}");
    }
}
