//! What a calculation *takes*: its inputs, by the names that people have for them.

use std::collections::BTreeSet;

use crate::outcome::Calculation;
use crate::text::tokens;

/// The calculation before a question, in the same conversation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Before {
    /// What was asked for.
    pub calculation: Calculation,
    /// What it can be asked with, in any of its forms.
    pub takes: Vec<Takes>,
}

/// An input that a calculation takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Takes {
    /// Name by which it is given ("lead_time_days").
    pub name: String,
    /// For people ("Lead time").
    pub label: String,
    /// Unit ("days"); empty for words.
    pub unit: String,
    /// Words that it may be; empty for numbers.
    pub choices: Vec<String>,
    /// What it came to in the calculation before, in `unit`; none where that differs from row to row or is not known.
    pub value: Option<f64>,
}

/// What people call an input, beside its label: by its name, the first phrase that stands in a question being the longest.
const CALLED: [(&str, &[&str]); 24] = [
    (
        "avg_daily_demand",
        &[
            "demand",
            "daily demand",
            "average demand",
            "avg demand",
            "avg daily demand",
            "mean demand",
            "sales",
            "daily sales",
            "usage",
            "consumption",
        ],
    ),
    (
        "max_daily_demand",
        &[
            "maximum demand",
            "max demand",
            "peak demand",
            "max daily demand",
            "peak daily demand",
            "highest demand",
        ],
    ),
    (
        "demand_std_dev",
        &[
            "demand deviation",
            "demand standard deviation",
            "standard deviation of demand",
            "standard deviation of the demand",
            "std dev of demand",
            "demand variability",
        ],
    ),
    ("lead_time_days", LEAD_TIME),
    ("avg_lead_time_days", LEAD_TIME),
    (
        "max_lead_time_days",
        &["max lead time", "maximum lead time", "longest lead time"],
    ),
    (
        "lead_time_std_dev",
        &[
            "lead time deviation",
            "lead time standard deviation",
            "standard deviation of the lead time",
            "std dev of lead time",
            "lead time variability",
        ],
    ),
    (
        "safety_stock",
        &["safety stocks", "buffer stock", "buffer", "safety", "ss"],
    ),
    ("service_level", &["service level", "csl"]),
    (
        "z",
        &["z", "z value", "z factor", "z score", "safety factor"],
    ),
    (
        "days",
        &["horizon", "within", "next", "coming", "following"],
    ),
    ("window_days", &["window", "last", "past", "previous"]),
    (
        "periods",
        &["horizon", "within", "next", "coming", "following"],
    ),
    ("threshold_percent", &["threshold"]),
    ("minimum_orders", &["minimum orders", "at least"]),
    (
        "vehicles",
        &["vans", "van", "trucks", "truck", "lorries", "vehicle"],
    ),
    (
        "vehicle_capacity",
        &[
            "capacity",
            "van capacity",
            "truck capacity",
            "capacity of a vehicle",
        ],
    ),
    ("fill_rate", &["fill"]),
    ("on_time_rate", &["on time", "punctuality"]),
    ("quality_rate", &["quality"]),
    ("cost_competitiveness", &["cost", "competitiveness"]),
    (
        "fixed_cost",
        &[
            "ordering cost",
            "order cost",
            "setup cost",
            "cost per order",
            "cost of an order",
        ],
    ),
    ("holding_cost", &["carrying cost", "cost of holding"]),
    ("annual_demand", &["demand", "yearly demand"]),
];

const LEAD_TIME: &[&str] = &[
    "lead time",
    "lead times",
    "leadtime",
    "lt",
    "average lead time",
    "avg lead time",
    "mean lead time",
    "delivery time",
    "replenishment time",
];

impl Takes {
    /// Every phrase that names it, as words.
    pub(super) fn phrases(&self) -> Vec<Vec<String>> {
        let words = |text: &str| -> Vec<String> {
            let found = tokens(&text.replace('_', " "));
            found.into_iter().map(|token| token.norm).collect()
        };
        let plain = ["_days", "_percent"]
            .iter()
            .find_map(|unit| self.name.strip_suffix(unit));
        let called = CALLED.iter().filter(|(name, _)| *name == self.name);
        let called = called.flat_map(|(_, phrases)| phrases.iter().copied());
        let own = [self.label.as_str(), self.name.as_str()];
        let mut phrases: Vec<Vec<String>> = own
            .into_iter()
            .chain(plain)
            .chain(called)
            .map(words)
            .collect();
        phrases.retain(|phrase| !phrase.is_empty());
        phrases
    }

    /// Its label within a sentence: "lead time", "ABC class".
    pub fn noun(&self) -> String {
        let mut letters = self.label.chars();
        let (first, second) = (letters.next(), letters.next());
        match (first, second) {
            (Some(first), Some(second)) if !second.is_uppercase() => {
                let rest: String = std::iter::once(second).chain(letters).collect();
                format!("{}{rest}", first.to_lowercase())
            }
            _ => self.label.clone(),
        }
    }

    /// A value of it for people: "lead time 10 days", "service level 98 %".
    pub fn said(&self, value: f64) -> String {
        format!("{} {}", self.noun(), self.measured(value))
    }

    /// The value with its unit: "10 days", "98 %".
    pub fn measured(&self, value: f64) -> String {
        match self.unit.as_str() {
            "fraction" => format!("{} %", written(value * 100.0)),
            "%" => format!("{} %", written(value)),
            "count" | "periods" | "" => written(value),
            "units/day" => format!("{} a day", written(value)),
            unit => format!("{} {unit}", written(value)),
        }
    }
}

impl Calculation {
    /// What was asked for, part by part: what is computed of what, then each input that was given.
    pub fn parts(&self, takes: &[Takes]) -> Vec<String> {
        let subject = if self.subject.is_empty() {
            &self.understood
        } else {
            &self.subject
        };
        let mut parts = vec![subject.clone()];
        // An input that several forms take is one input.
        let mut told = BTreeSet::new();
        for input in takes {
            if !told.insert(input.name.as_str()) {
                continue;
            }
            if let Some(value) = self.given.get(&input.name) {
                parts.push(input.said(*value));
            }
            if let Some(word) = self.words.get(&input.name) {
                parts.push(format!("{}: {}", input.noun(), word.replace('_', " ")));
            }
        }
        parts
    }
}

/// A number as people write it: at most four decimals, no trailing zeros.
pub(super) fn written(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn takes(name: &str, label: &str, unit: &str) -> Takes {
        Takes {
            name: name.to_owned(),
            label: label.to_owned(),
            unit: unit.to_owned(),
            ..Takes::default()
        }
    }

    #[test]
    fn inputs_are_said_with_their_units() {
        assert_eq!(
            takes("lead_time_days", "Lead time", "days").said(10.0),
            "lead time 10 days"
        );
        assert_eq!(
            takes("service_level", "Cycle service level", "fraction").said(0.975),
            "cycle service level 97.5 %"
        );
        assert_eq!(
            takes("z", "Z factor", "times").said(1.65),
            "z factor 1.65 times"
        );
        assert_eq!(
            takes("abc", "ABC cut", "").said(0.333_333),
            "ABC cut 0.3333"
        );
    }

    #[test]
    fn an_input_is_known_by_label_name_and_custom() {
        let phrases = takes("lead_time_days", "Lead time", "days").phrases();
        let phrases: Vec<String> = phrases.into_iter().map(|words| words.join(" ")).collect();
        for phrase in ["lead time", "lead time days", "delivery time", "lt"] {
            assert!(phrases.iter().any(|own| own == phrase), "{phrase}");
        }
    }

    #[test]
    fn parts_are_the_subject_and_what_is_given() {
        let takes = [
            takes("avg_daily_demand", "Average daily demand", "units/day"),
            takes("lead_time_days", "Lead time", "days"),
            takes("lead_time_days", "Lead time", "days"),
        ];
        let calculation = Calculation {
            subject: "Reorder point of P1".to_owned(),
            given: BTreeMap::from([("lead_time_days".to_owned(), 10.0)]),
            ..Calculation::default()
        };
        assert_eq!(
            calculation.parts(&takes),
            ["Reorder point of P1", "lead time 10 days"]
        );
    }
}
