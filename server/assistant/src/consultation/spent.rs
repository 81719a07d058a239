//! What a consultation *spent*: tokens and requests; what they cost is charged as it is spent.

use language_model::{Role, Usage};

use super::Consultant;
use crate::answer::{Answer, ModelUse};

/// What a consultation took.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Spent {
    pub usage: Usage,
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
    pub(crate) fn took(&mut self, usage: Option<Usage>, counted_before: bool) {
        self.requests += 1;
        self.uncounted = !counted_before || usage.is_none();
        if let Some(usage) = usage {
            self.usage += usage;
        }
    }

    /// Says on the answer who was asked, when a model was asked at all.
    pub(crate) fn onto(&self, consultant: &Consultant, answer: &mut Answer) {
        if self.models.is_empty() {
            return;
        }
        answer.language_model = Some(ModelUse {
            provider: Some(consultant.model.provider()),
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
    fn requests_and_models_are_counted() {
        let role = |model: &str| Role {
            model: model.to_owned(),
            temperature: None,
            max_tokens: 1,
            prices: Prices {
                input: 0.0,
                output: 0.0,
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
        spent.begins(&role("m3"));
        spent.took(usage(1000, 100), true);
        spent.begins(&role("m1"));
        spent.took(usage(400, 20), true);
        assert_eq!((spent.usage.total(), spent.requests), (1520, 2));
        assert!(!spent.uncounted);
        spent.begins(&role("m1"));
        assert!(
            spent.uncounted,
            "a request that is broken off is not counted"
        );
        assert_eq!(spent.models, ["m3", "m1"]);
    }
}
