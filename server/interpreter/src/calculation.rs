//! A *calculation request* names a formula of the planner and gives some of its parameters in words.

use std::collections::BTreeMap;

use jiff::civil::Date;
use semantic::Model;

use crate::build::conditions;
use crate::interpreter::Parsed;
use crate::lattice::{Meaning, Span};
use crate::numbers::number;
use crate::outcome::Calculation;
use crate::text::{Gap, Token};

/// A quantity that a planner's formula knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    Demand,
    LeadTime,
    SafetyStock,
    ServiceLevel,
    FillRate,
    OnTimeRate,
    QualityRate,
    CostCompetitiveness,
}

/// Which figure of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statistic {
    Average,
    Maximum,
    Deviation,
}

/// The calculation that a question asks for, if it does.
pub(crate) fn read(
    question: &str,
    parsed: &Parsed,
    model: &Model,
    today: Date,
) -> Option<Calculation> {
    let words: Vec<&str> = parsed.tokens.iter().map(|t| t.norm.as_str()).collect();
    let says = |phrase: &[&str]| words.windows(phrase.len()).any(|w| w == phrase);
    let given = parameters(question, &parsed.tokens, &parsed.spans);
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
    let reorder = !condition && says(&["reorder", "point"])
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
    // "Safety stock" names no product that has one of the words.
    let mut draft = parsed.draft.clone();
    draft.values.retain(|v| {
        !matches!(
            v.words.to_lowercase().as_str(),
            "safety" | "stock" | "reorder" | "point" | "demand"
        )
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
            if level.is_some() {
                put("service_level", level);
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
        } else if scores(parsed, &words)
            || (says(&["supplier", "score"]) || says(&["vendor", "score"])) && given.len() >= 2
        {
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
    let (filters, assumptions) = conditions(&draft, model, today, None).ok()?;
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
    if !from.is_empty() {
        understood.push_str(&format!(" from {}", from.join(", ")));
    }
    Some(Calculation {
        tool: tool.to_owned(),
        given: arguments,
        filters,
        understood,
        assumptions,
        confidence: 0.93,
        used: Vec::new(),
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

/// The share of a normal distribution below `z` standard deviations above its mean (series by odd powers).
fn share_below(z: f64) -> f64 {
    let mut term = z;
    let mut sum = z;
    let mut odd = 1.0;
    while term.abs() > 1e-17 && odd < 400.0 {
        odd += 2.0;
        term *= z * z / odd;
        sum += term;
    }
    0.5 + sum * (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

/// Parameters with their values: each number belongs to the quantity and statistic named last before it.
fn parameters(question: &str, tokens: &[Token], spans: &[Span]) -> Vec<(Quantity, Statistic, f64)> {
    let in_date = |at: usize| {
        spans
            .iter()
            .any(|s| matches!(s.meaning, Meaning::Date(_)) && (s.start..s.end).contains(&at))
    };
    let in_value = |at: usize| {
        spans
            .iter()
            .any(|s| matches!(s.meaning, Meaning::Values(_)) && (s.start..s.end).contains(&at))
    };
    let mut found: Vec<(Quantity, Statistic, f64)> = Vec::new();
    let mut quantity: Option<Quantity> = None;
    let mut statistic: Option<Statistic> = None;
    // The statistic of the number before, and whether that number's unit said what it was of.
    let mut spoken: Option<Statistic> = None;
    let mut shared = false;
    let mut z = false;
    let mut at = 0;
    while at < tokens.len() {
        let word = tokens[at].norm.as_str();
        let next = tokens.get(at + 1).map_or("", |t| t.norm.as_str());
        if let Some((taken, said)) =
            number(question, tokens, at).filter(|_| !in_date(at) && !in_value(at))
        {
            let of_unit = quantity_of_unit(tokens, at + taken, quantity, &found);
            if let (Some(of), Ok(value)) = (of_unit, said.value.parse::<f64>()) {
                let (end, factor) = unit(tokens, at + taken, of);
                // "Normally 30 a day and 8 days": the word holds for both.
                let which = statistic
                    .take()
                    .or(spoken.filter(|_| of_unit != quantity || shared))
                    .unwrap_or(Statistic::Average);
                spoken = Some(which);
                shared = of_unit != quantity;
                quantity = of_unit;
                let value = match of {
                    Quantity::ServiceLevel if z && value < 5.0 => share_below(value),
                    Quantity::ServiceLevel if value > 1.0 => value / 100.0,
                    _ => value * factor,
                };
                if !found.iter().any(|(q, s, _)| *q == of && *s == which) {
                    found.push((of, which, value));
                }
                at = end;
                continue;
            }
            at += taken;
            continue;
        }
        match (word, next) {
            // "max-average method" names a method, not a parameter.
            (_, "method") => at += 1,
            ("max" | "maximum", "average" | "avg") => at += 1,
            (
                "average" | "avg" | "mean" | "normal" | "usual" | "typical" | "usually"
                | "normally" | "expected",
                _,
            ) => statistic = Some(Statistic::Average),
            ("max" | "maximum" | "peak" | "longest" | "highest" | "worst", _) => {
                statistic = Some(Statistic::Maximum);
            }
            ("deviation" | "sigma" | "stdev" | "std", _) => statistic = Some(Statistic::Deviation),
            ("safety", "stock") => {
                quantity = Some(Quantity::SafetyStock);
                at += 1;
            }
            // "z of 1.65", "a z-score of 1.28".
            ("z", _) => {
                z = true;
                quantity = Some(Quantity::ServiceLevel);
            }
            ("service", "level") => {
                z = false;
                quantity = Some(Quantity::ServiceLevel);
                at += 1;
            }
            ("lead", "time" | "times") => {
                quantity = Some(Quantity::LeadTime);
                at += 1;
            }
            ("fill", "rate") => {
                quantity = Some(Quantity::FillRate);
                at += 1;
            }
            ("on", "time") | ("ontime", _) => {
                quantity = Some(Quantity::OnTimeRate);
                at += 1;
            }
            ("quality", _) => quantity = Some(Quantity::QualityRate),
            ("cost", "competitiveness") => {
                quantity = Some(Quantity::CostCompetitiveness);
                at += 1;
            }
            (
                "demand" | "sales" | "usage" | "consumption" | "sell" | "sells" | "selling"
                | "sold" | "use" | "uses" | "using" | "consume" | "consumes" | "offtake" | "moves",
                _,
            ) => quantity = Some(Quantity::Demand),
            // "lead time a week"
            ("a" | "one", "week")
                if quantity == Some(Quantity::LeadTime)
                    && !found.iter().any(|(q, _, _)| *q == Quantity::LeadTime) =>
            {
                found.push((
                    Quantity::LeadTime,
                    statistic.take().unwrap_or(Statistic::Average),
                    7.0,
                ));
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// What a number is of: what was named before it, unless its unit says otherwise. "48 a day" is no lead time, and where
/// the demand was given already "8 days" is no demand.
fn quantity_of_unit(
    tokens: &[Token],
    at: usize,
    named: Option<Quantity>,
    found: &[(Quantity, Statistic, f64)],
) -> Option<Quantity> {
    let word = |n: usize| tokens.get(at + n).map_or("", |t| t.norm.as_str());
    let skip = usize::from(matches!(word(0), "units" | "unit" | "pieces" | "pcs"));
    let period = |w: &str| matches!(w, "day" | "days" | "week" | "weeks" | "month" | "months");
    let rate = matches!(
        word(skip),
        "per" | "a" | "each" | "every" | "daily" | "weekly"
    ) && (period(word(skip + 1)) || matches!(word(skip), "daily" | "weekly"));
    // "12/day" is a rate, "12 days" a time.
    let joined = tokens.get(at).is_some_and(|t| t.gap == Gap::Joined);
    let rate = rate || joined && period(word(0));
    let time = skip == 0 && period(word(0)) && !joined;
    match named {
        Some(Quantity::LeadTime | Quantity::SafetyStock) | None if rate => Some(Quantity::Demand),
        Some(Quantity::Demand) | None
            if time && found.iter().any(|(q, ..)| *q == Quantity::Demand) =>
        {
            Some(Quantity::LeadTime)
        }
        other => other,
    }
}

/// The unit behind a number: where it ends and the factor to days or units a day.
fn unit(tokens: &[Token], at: usize, of: Quantity) -> (usize, f64) {
    let word = |n: usize| tokens.get(at + n).map_or("", |t| t.norm.as_str());
    let skip = usize::from(matches!(word(0), "units" | "unit" | "pieces" | "pcs"));
    let per = usize::from(matches!(word(skip), "per" | "a" | "each" | "every"));
    let behind = at + skip + per + 1;
    match (word(skip + per), of) {
        ("week" | "weeks", Quantity::LeadTime) => (behind, 7.0),
        ("month" | "months", Quantity::LeadTime) => (behind, 30.0),
        ("week" | "weeks" | "weekly", Quantity::Demand) => (behind, 1.0 / 7.0),
        ("day" | "days" | "daily", _) => (behind, 1.0),
        _ => (at + skip, 1.0),
    }
}
