//! A *calculation request* names a formula of the planner and gives some of its parameters in words.

pub(crate) mod again;
mod heads;
mod parameters;
mod takes;
pub(crate) mod tools;
mod unused;

use std::collections::BTreeMap;

use jiff::civil::Date;
use semantic::Model;

use crate::build::conditions;
use crate::interpreter::Parsed;
use crate::outcome::Calculation;
use parameters::{Formula, Quantity, Statistic, parameters};
pub use takes::{Before, Takes};
pub(crate) use unused::unused_numbers;

/// The calculation that a question asks for, if it does.
pub(crate) fn read(
    question: &str,
    parsed: &Parsed,
    model: &Model,
    today: Date,
) -> Option<Calculation> {
    let words: Vec<&str> = parsed.tokens.iter().map(|t| t.norm.as_str()).collect();
    let says = |phrase: &[&str]| words.windows(phrase.len()).any(|w| w == phrase);
    let score = says(&["supplier", "score"]) || says(&["vendor", "score"]);
    let formula = if score {
        Formula::Score
    } else {
        Formula::Stock
    };
    let given = parameters(question, &parsed.tokens, &parsed.spans, formula);
    let has = |quantity: Quantity, statistic: Statistic| {
        given
            .iter()
            .find(|(q, s, _)| *q == quantity && *s == statistic)
            .map(|(_, _, v)| *v)
    };
    // "Stock below the reorder point" is a condition.
    let condition = ["below", "under", "above", "beneath", "over"]
        .iter()
        .any(|w| says(&[w, "reorder", "point"]) || says(&[w, "the", "reorder", "point"]));
    let points = says(&["reorder", "points"]) || says(&["reorder", "point"]);
    let reorder = !condition && points
        || says(&["rop"])
        || says(&["reordering", "point"])
        || says(&["reorder", "level"]);
    let computes = [
        "calculate",
        "compute",
        "work",
        "workout",
        "should",
        "determine",
        "derive",
        "recommended",
        "recommend",
        "ideal",
        "figure",
    ]
    .iter()
    .any(|w| words.contains(w));
    let mut arguments: BTreeMap<String, f64> = BTreeMap::new();
    let mut put = |name: &str, value: Option<f64>| {
        if let Some(value) = value {
            arguments.insert(name.to_owned(), value);
        }
    };
    // "Safety stock" names no product that has one of the words; beside numbers, neither does "service level".
    let mut draft = parsed.draft.clone();
    draft.values.retain(|value| {
        let words = value.words.to_lowercase();
        let plain = ["safety", "stock", "reorder", "point", "demand"].contains(&words.as_str());
        !plain && (given.is_empty() || !parameters::names_quantity(&words))
    });
    let about_data = !draft.values.is_empty();
    let (tool, name) =
        if reorder && (computes || !given.is_empty()) && (about_data || !given.is_empty()) {
            put(
                "avg_daily_demand",
                has(Quantity::Demand, Statistic::Average),
            );
            put(
                "lead_time_days",
                has(Quantity::LeadTime, Statistic::Average)
                    .or(has(Quantity::LeadTime, Statistic::Maximum)),
            );
            put(
                "safety_stock",
                has(Quantity::SafetyStock, Statistic::Average),
            );
            ("calculate_reorder_point", "Reorder point")
        } else if says(&["safety", "stock"]) && (!given.is_empty() || computes || about_data) {
            put(
                "avg_daily_demand",
                has(Quantity::Demand, Statistic::Average),
            );
            put(
                "avg_lead_time_days",
                has(Quantity::LeadTime, Statistic::Average),
            );
            let level = has(Quantity::ServiceLevel, Statistic::Average);
            let factor = has(Quantity::Factor, Statistic::Average);
            if level.or(factor).is_some() {
                put("service_level", level.filter(|_| factor.is_none()));
                put("z", factor);
                put(
                    "demand_std_dev",
                    has(Quantity::Demand, Statistic::Deviation),
                );
                put(
                    "lead_time_std_dev",
                    has(Quantity::LeadTime, Statistic::Deviation),
                );
            } else {
                put(
                    "max_daily_demand",
                    has(Quantity::Demand, Statistic::Maximum),
                );
                put(
                    "max_lead_time_days",
                    has(Quantity::LeadTime, Statistic::Maximum),
                );
            }
            ("calculate_safety_stock", "Safety stock")
        } else if scores(parsed, &words) || score && given.len() >= 2 {
            put("fill_rate", has(Quantity::FillRate, Statistic::Average));
            put(
                "on_time_rate",
                has(Quantity::OnTimeRate, Statistic::Average),
            );
            put(
                "quality_rate",
                has(Quantity::QualityRate, Statistic::Average),
            );
            put(
                "cost_competitiveness",
                has(Quantity::CostCompetitiveness, Statistic::Average),
            );
            ("calculate_supplier_score", "Supplier score")
        } else {
            return None;
        };
    let (filters, assumptions) = match conditions(&draft, model, today, None) {
        Ok(found) => found,
        // Numbers that are parameters are no conditions.
        Err(_) if draft.values.is_empty() && !arguments.is_empty() => (Vec::new(), Vec::new()),
        Err(_) => return None,
    };
    let filters = filters
        .into_iter()
        .filter(|p| matches!(p, semantic::Predicate::In { .. }))
        .collect::<Vec<_>>();
    let from: Vec<String> = arguments
        .iter()
        .map(|(n, v)| format!("{} {v}", n.replace('_', " ")))
        .collect();
    let of: Vec<String> = draft.values.iter().map(|v| v.words.clone()).collect();
    let mut understood = name.to_owned();
    if !of.is_empty() {
        understood.push_str(&format!(" of {}", of.join(", ")));
    }
    let subject = understood.clone();
    if !from.is_empty() {
        understood.push_str(&format!(" from {}", from.join(", ")));
    }
    Some(Calculation {
        tool: tool.to_owned(),
        given: arguments,
        filters,
        subject,
        understood,
        assumptions,
        confidence: 0.93,
        ..Calculation::default()
    })
}

/// The score of a supplier that is named: "supplier score of …", "how does … score".
fn scores(parsed: &Parsed, words: &[&str]) -> bool {
    let says = words
        .iter()
        .any(|w| matches!(*w, "score" | "scores" | "scorecard" | "scoring"));
    let supplier = parsed.draft.values.iter().any(|v| {
        v.matches
            .iter()
            .any(|m| m.attribute.as_str().starts_with("supplier"))
    });
    says && supplier && parsed.draft.values.len() == 1
}
