//! What a consultation *spent*: tokens, money and requests.

use language_model::{Provider, Role, Usage};

use super::Consultant;
use crate::answer::{Answer, ModelUse};

/// What a consultation took.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Spent {
    pub usage: Usage,
    /// US dollars.
    pub usd: f64,
    /// Requests that were answered.
    pub requests: u32,
    /// A request was made whose tokens nobody counted.
    pub uncounted: bool,
    /// Models that were asked, in order.
    models: Vec<String>,
}

impl Spent {
    /// A request to the model of a role begins.
    pub(crate) fn begins(&mut self, role: &Role) {
        if !self.models.contains(&role.model) {
            self.models.push(role.model.clone());
        }
        self.uncounted = true;
    }

    /// It was answered, and took so many tokens.
    pub(crate) fn took(&mut self, role: &Role, usage: Option<Usage>, counted_before: bool) {
        self.requests += 1;
        self.uncounted = !counted_before || usage.is_none();
        if let Some(usage) = usage {
            self.usage += usage;
            self.usd += role.prices.cost(&usage);
        }
    }

    /// Puts it on the answer, when a model was asked at all.
    pub(crate) fn onto(&self, consultant: &Consultant, answer: &mut Answer) {
        if self.models.is_empty() {
            return;
        }
        let provider = consultant.model.provider();
        match provider {
            Provider::Bedrock => answer.cost.bedrock_usd += self.usd,
            Provider::OpenAi => answer.cost.language_model_usd += self.usd,
        }
        answer.cost.total_usd += self.usd;
        answer.cost.input_tokens += self.usage.input_tokens;
        answer.cost.output_tokens += self.usage.output_tokens;
        answer.cost.cache_read_tokens += self.usage.cache_read_tokens;
        answer.cost.cache_write_tokens += self.usage.cache_write_tokens;
        answer.language_model = Some(ModelUse {
            provider: Some(provider),
            models: self.models.clone(),
            prompt_version: consultant.prompts.version().to_owned(),
            requests: self.requests,
        });
        if self.uncounted {
            answer.warnings.push(
                "The language model did not say how many tokens a request took; the cost leaves it out.".to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use language_model::Prices;

    use super::*;

    #[test]
    fn each_request_costs_by_its_role() {
        let role = |input, output| Role {
            model: format!("m{input}"),
            temperature: None,
            max_tokens: 1,
            prices: Prices {
                input,
                output,
                cache_read: 0.0,
                cache_write: 0.0,
                read_on: None,
            },
        };
        let usage = |input_tokens, output_tokens| {
            Some(Usage {
                input_tokens,
                output_tokens,
                ..Usage::default()
            })
        };
        let mut spent = Spent::default();
        spent.begins(&role(3.0, 15.0));
        spent.took(&role(3.0, 15.0), usage(1000, 100), true);
        spent.begins(&role(1.0, 5.0));
        spent.took(&role(1.0, 5.0), usage(400, 20), true);
        // 3,000 + 1,500 and 400 + 100 millionths of a dollar.
        assert!((spent.usd - 0.005).abs() < 1e-15);
        assert_eq!((spent.usage.total(), spent.requests), (1520, 2));
        assert!(!spent.uncounted);
        spent.begins(&role(1.0, 5.0));
        assert!(
            spent.uncounted,
            "a request that is broken off is not counted"
        );
        assert_eq!(spent.models, ["m3", "m1"]);
    }
}
