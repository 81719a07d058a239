//! A *what-if* is offered after a calculation: the same with another input. Each has been understood in a trial.

use std::panic::{AssertUnwindSafe, catch_unwind};

use interpreter::{Interpretation, Takes};

use crate::answer::Answer;
use crate::follow_up;
use crate::inputs;
use crate::inquiry::Inquiry;
use crate::store::Turn;

impl Inquiry<'_> {
    /// The answer with what one may ask next, where a conversation can go on from it.
    pub(crate) fn with_what_ifs(&self, mut answer: Answer, turn: &Turn) -> Answer {
        let (Some(asked), Some(_)) = (&turn.calculation, &answer.conversation) else {
            return answer;
        };
        let takes = inputs::takes(asked, &turn.inputs);
        let given = |input: &Takes| asked.given.contains_key(&input.name);
        let proposals = takes
            .iter()
            .filter_map(|input| proposal(input, given(input)));
        let works = |proposal: &String| {
            let turns = std::slice::from_ref(turn);
            let understood = catch_unwind(AssertUnwindSafe(|| {
                self.desk.understand.understand(proposal, self.today, turns)
            }));
            matches!(understood, Ok(Interpretation::Calculate(_)))
        };
        let found = proposals.filter(works).take(follow_up::MOST).collect();
        answer.insight.follow_ups = found;
        answer
    }
}

/// What one may ask of an input.
fn proposal(input: &Takes, given: bool) -> Option<String> {
    let twice = input.value.map(|value| input.measured(2.0 * value));
    match input.name.as_str() {
        "service_level" if !given => Some("with a service level of 98 %".to_owned()),
        "avg_daily_demand" | "annual_demand" if input.value.is_some() => {
            Some("what if demand were 20 % higher?".to_owned())
        }
        "lead_time_days" | "avg_lead_time_days" => Some(match twice {
            Some(_) => "what if the lead time doubled?".to_owned(),
            None => "what if the lead time were 14 days?".to_owned(),
        }),
        "days" if given => Some(format!("within {}", twice?)),
        "periods" => Some("and for the next 6 months?".to_owned()),
        "threshold_percent" => Some(format!("what if the threshold were {}?", twice?)),
        "on_time_rate" => Some("what if the on-time rate were 100 %?".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_speak_of_what_is_known() {
        let input = |name: &str, unit: &str, value: Option<f64>| Takes {
            name: name.to_owned(),
            label: name.to_owned(),
            unit: unit.to_owned(),
            value,
            ..Takes::default()
        };
        let days = input("days", "days", Some(14.0));
        assert_eq!(proposal(&days, true).as_deref(), Some("within 28 days"));
        assert_eq!(proposal(&days, false), None);
        let lead_time = input("lead_time_days", "days", None);
        assert_eq!(
            proposal(&lead_time, false).as_deref(),
            Some("what if the lead time were 14 days?")
        );
        let threshold = input("threshold_percent", "%", Some(5.0));
        assert_eq!(
            proposal(&threshold, false).as_deref(),
            Some("what if the threshold were 10 %?")
        );
    }
}
