//! *Parameters* of a formula in words: each number belongs to a quantity, by its unit, by what is named right behind it, or
//! by what was named before it.

use crate::lattice::{Meaning, Span};
use crate::numbers::number;
use crate::text::{Gap, Token};

/// A quantity that a planner's formula knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    Demand,
    LeadTime,
    SafetyStock,
    ServiceLevel,
    /// Standard normal quantile of the service level.
    Factor,
    FillRate,
    OnTimeRate,
    QualityRate,
    CostCompetitiveness,
}

/// Which figure of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statistic {
    Average,
    Maximum,
    Deviation,
}

/// What the formula that is asked for takes: words that are short for a quantity count only there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formula {
    /// Reorder point, safety stock.
    Stock,
    /// Supplier score.
    Score,
}

/// A value of a quantity.
pub(super) type Given = (Quantity, Statistic, f64);

/// What a number counts, by the words behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unit {
    None,
    /// Units a day; times the factor.
    Rate(f64),
    /// Days; times the factor.
    Time(f64),
}

/// Words that name a quantity; a value of the data that is called so is not meant beside numbers.
pub(super) fn names_quantity(words: &str) -> bool {
    let short = [
        "service", "level", "safety", "stock", "ss", "lead", "time", "lt", "z", "sd", "std", "dev",
        "demand",
    ];
    words
        .to_lowercase()
        .split_whitespace()
        .all(|word| short.contains(&word))
}

/// Parameters with their values.
pub(super) fn parameters(
    question: &str,
    tokens: &[Token],
    spans: &[Span],
    formula: Formula,
) -> Vec<Given> {
    let taken_by = |at: usize| {
        spans
            .iter()
            .find(|s| (s.start..s.end).contains(&at))
            .is_some_and(|s| match s.meaning {
                Meaning::Values(_) => true,
                // "Lead time 14 days" is a time only where it stands for a window: "last 14 days".
                Meaning::Date(_) => is_window(tokens, s),
                _ => false,
            })
    };
    let mut found: Vec<Given> = Vec::new();
    let mut named: Option<Quantity> = None;
    // Nothing has been counted in the quantity that was named.
    let mut fresh = false;
    let mut statistic: Option<Statistic> = None;
    // The statistic of the number before, and whether that number's unit said what it was of.
    let mut spoken: Option<Statistic> = None;
    let mut shared = false;
    let mut at = 0;
    while at < tokens.len() {
        let counted = number(question, tokens, at)
            .filter(|_| !taken_by(at))
            .or_else(|| lone(tokens, at, named, fresh, formula));
        if let Some((taken, said)) = counted
            && let Ok(value) = said.value.parse::<f64>()
        {
            let value = if is_negative(question, tokens[at].start) {
                -value
            } else {
                value
            };
            let (unit, mut end) = unit(tokens, at + taken, formula);
            // "12 days lead", and not "a day, lead time …".
            let beside = tokens.get(end).is_some_and(|token| token.gap == Gap::Space);
            let behind = (!fresh && beside)
                .then(|| quantity(tokens, end, formula))
                .flatten();
            let level = quantity(tokens, end, formula)
                .filter(|(quantity, _)| *quantity == Quantity::ServiceLevel);
            let level = level.filter(|(_, taken)| {
                tokens
                    .get(end + taken)
                    .is_none_or(|token| !token.is_numeric())
            });
            let percent = said.percent && formula == Formula::Stock;
            let behind = level.or(behind);
            let of = match (unit, behind, named) {
                (_, None, _) if percent => Some(Quantity::ServiceLevel),
                (_, Some((quantity, taken)), _) if !matches!(unit, Unit::Rate(_)) => {
                    end += taken;
                    Some(quantity)
                }
                (Unit::Rate(_), ..) => Some(Quantity::Demand),
                (Unit::Time(_), _, Some(Quantity::SafetyStock | Quantity::Demand))
                    if formula == Formula::Stock && fresh =>
                {
                    named
                }
                (Unit::Time(_), ..) => Some(Quantity::LeadTime),
                (Unit::None, _, named) => named,
            };
            if let Some(of) = of {
                // "Normally 30 a day and 8 days": the word holds for both.
                let told = named != Some(of);
                let which = statistic
                    .take()
                    .or(spoken.filter(|_| told || shared))
                    .unwrap_or(Statistic::Average);
                spoken = Some(which);
                shared = told;
                let value = match unit {
                    Unit::Rate(factor) | Unit::Time(factor) => value * factor,
                    // People say 95 for 95 %.
                    Unit::None if of == Quantity::ServiceLevel && value >= 50.0 => value / 100.0,
                    Unit::None => value,
                };
                if !found.iter().any(|(q, s, _)| *q == of && *s == which) {
                    found.push((of, which, value));
                }
                named = Some(of);
                fresh = false;
                at = end;
                continue;
            }
            at += taken;
            continue;
        }
        if let Some((which, taken)) = self::statistic(tokens, at) {
            statistic = which.or(statistic);
            at += taken;
        } else if let Some((quantity, taken)) = quantity(tokens, at, formula) {
            named = Some(quantity);
            fresh = true;
            at += taken;
        } else {
            at += 1;
        }
    }
    found
}

fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.norm.as_str())
}

/// "Last 90 days", "since March": a window in time and not a length of it.
fn is_window(tokens: &[Token], span: &Span) -> bool {
    let mut words = tokens[span.start..span.end]
        .iter()
        .map(|token| token.norm.as_str());
    let before = span.start.checked_sub(1).map_or("", |at| word(tokens, at));
    let says = |word: &str| {
        matches!(
            word,
            "last"
                | "past"
                | "previous"
                | "since"
                | "next"
                | "this"
                | "from"
                | "between"
                | "in"
                | "during"
                | "within"
                | "until"
                | "to"
        )
    };
    says(before) || words.any(|word| says(word) || word.len() == 4 && word.starts_with("20"))
}

/// The number is written with a minus sign.
pub(super) fn is_negative(question: &str, start: usize) -> bool {
    let before = &question[..start];
    let Some(rest) = before.strip_suffix(['-', '−']) else {
        return false;
    };
    rest.is_empty() || rest.ends_with([' ', '=', ':', '(', ','])
}

/// "A week", "a fortnight": one of them, where a lead time was named and not yet counted.
fn lone(
    tokens: &[Token],
    at: usize,
    named: Option<Quantity>,
    fresh: bool,
    formula: Formula,
) -> Option<(usize, crate::numbers::Number)> {
    let one = matches!(word(tokens, at), "a" | "an");
    let period = matches!(word(tokens, at + 1), "day" | "week" | "month" | "fortnight");
    let wanted = named == Some(Quantity::LeadTime) && fresh && formula == Formula::Stock;
    let number = crate::numbers::Number {
        value: "1".to_owned(),
        percent: false,
        money: false,
    };
    (one && period && wanted).then_some((1, number))
}

/// What the number before counts, and where its unit ends.
pub(super) fn unit(tokens: &[Token], at: usize, formula: Formula) -> (Unit, usize) {
    if formula == Formula::Score {
        return (Unit::None, at);
    }
    let skip = usize::from(matches!(
        word(tokens, at),
        "units" | "unit" | "pieces" | "pcs" | "pc"
    ));
    let per = matches!(
        word(tokens, at + skip),
        "per" | "a" | "each" | "every" | "an"
    );
    let slash = tokens
        .get(at + skip)
        .is_some_and(|token| token.gap == Gap::Joined);
    let period = word(tokens, at + skip + usize::from(per));
    let days = match period {
        "day" | "days" | "daily" | "d" => 1.0,
        "week" | "weeks" | "weekly" | "wk" | "wks" => 7.0,
        "fortnight" | "fortnights" => 14.0,
        "month" | "months" | "monthly" => 30.0,
        _ => return (Unit::None, at + skip),
    };
    let end = at + skip + usize::from(per) + 1;
    let rate = per || slash || matches!(period, "daily" | "weekly" | "monthly");
    if rate {
        (Unit::Rate(1.0 / days), end)
    } else {
        (Unit::Time(days), end)
    }
}

/// The statistic that is named at a token, with the tokens that name it; a word that only names a method has none.
fn statistic(tokens: &[Token], at: usize) -> Option<(Option<Statistic>, usize)> {
    let next = word(tokens, at + 1);
    let found = match word(tokens, at) {
        // "Max-average method" names a method, not a parameter.
        "max" | "maximum" if matches!(next, "average" | "avg") && !tokens[at + 1..].is_empty() => {
            return Some((None, 2));
        }
        "average" | "avg" | "mean" | "normal" | "usual" | "typical" | "usually" | "normally"
        | "expected" | "ordinary" => (Some(Statistic::Average), 1),
        "max" | "maximum" | "peak" | "longest" | "highest" | "worst" | "most" | "busiest"
        | "biggest" | "largest" => (Some(Statistic::Maximum), 1),
        "std" | "standard" if matches!(next, "dev" | "deviation") => {
            (Some(Statistic::Deviation), 2)
        }
        "deviation" | "sigma" | "stdev" | "std" | "sd" | "stddev" => {
            (Some(Statistic::Deviation), 1)
        }
        _ => return None,
    };
    Some(found)
}

/// The quantity that is named at a token, with the tokens that name it.
fn quantity(tokens: &[Token], at: usize, formula: Formula) -> Option<(Quantity, usize)> {
    let (this, next) = (word(tokens, at), word(tokens, at + 1));
    // "Service level method" names a method.
    let method = |taken: usize| word(tokens, at + taken) == "method";
    let found = match (formula, this, next) {
        (_, "safety" | "buffer", "stock") => (Quantity::SafetyStock, 2),
        (Formula::Stock, "safety" | "ss" | "buffer", _) => (Quantity::SafetyStock, 1),
        (_, "service", "level") if !method(2) => (Quantity::ServiceLevel, 2),
        (Formula::Stock, "z", "score" | "factor" | "value") => (Quantity::Factor, 2),
        (Formula::Stock, "z", _) => (Quantity::Factor, 1),
        (_, "lead", "time" | "times") => (Quantity::LeadTime, 2),
        (Formula::Stock, "lead" | "lt" | "leadtime", _) => (Quantity::LeadTime, 1),
        (_, "fill", "rate") => (Quantity::FillRate, 2),
        (Formula::Score, "fill" | "fillrate", _) => (Quantity::FillRate, 1),
        (_, "on", "time") => (
            Quantity::OnTimeRate,
            2 + usize::from(word(tokens, at + 2) == "rate"),
        ),
        (_, "ontime", _) | (Formula::Score, "otd" | "punctuality", _) => (Quantity::OnTimeRate, 1),
        (_, "quality", "rate") => (Quantity::QualityRate, 2),
        (_, "quality", _) => (Quantity::QualityRate, 1),
        (_, "cost", "competitiveness") => (Quantity::CostCompetitiveness, 2),
        (Formula::Score, "cost" | "costs" | "price", _) => (Quantity::CostCompetitiveness, 1),
        (_, "demand" | "sales" | "usage" | "consumption", _)
        | (
            Formula::Stock,
            "sell" | "sells" | "selling" | "sold" | "use" | "uses" | "using" | "consume"
            | "consumes" | "offtake" | "moves",
            _,
        ) => (Quantity::Demand, 1),
        _ => return None,
    };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn given(question: &str, formula: Formula) -> Vec<Given> {
        parameters(question, &tokens(question), &[], formula)
    }

    fn has(found: &[Given], quantity: Quantity, statistic: Statistic, value: f64) {
        assert!(
            found
                .iter()
                .any(|(q, s, v)| (*q, *s) == (quantity, statistic) && (v - value).abs() < 1e-9),
            "{quantity:?} {statistic:?} {value} is not in {found:?}"
        );
    }

    #[test]
    fn units_tell_what_a_number_is() {
        let found = given(
            "reorder point: 7.5 a day, 12 days lead, 40 safety",
            Formula::Stock,
        );
        has(&found, Quantity::Demand, Statistic::Average, 7.5);
        has(&found, Quantity::LeadTime, Statistic::Average, 12.0);
        has(&found, Quantity::SafetyStock, Statistic::Average, 40.0);
        let found = given(
            "selling 120 a week, lead time three weeks, safety stock sixty",
            Formula::Stock,
        );
        has(&found, Quantity::Demand, Statistic::Average, 120.0 / 7.0);
        has(&found, Quantity::LeadTime, Statistic::Average, 21.0);
        has(&found, Quantity::SafetyStock, Statistic::Average, 60.0);
        let found = given(
            "avg demand 10 a day, lead time a week, safety stock twenty",
            Formula::Stock,
        );
        has(&found, Quantity::LeadTime, Statistic::Average, 7.0);
        has(&found, Quantity::SafetyStock, Statistic::Average, 20.0);
        let found = given(
            "ROP: demand seven/day, lead time 3 weeks, SS fifty",
            Formula::Stock,
        );
        has(&found, Quantity::Demand, Statistic::Average, 7.0);
        has(&found, Quantity::SafetyStock, Statistic::Average, 50.0);
    }

    #[test]
    fn a_deviation_is_of_the_quantity_before_it() {
        let found = given(
            "z 1.65, lead time 14 days (std dev 2 days), demand 20 a day (std dev 4)",
            Formula::Stock,
        );
        has(&found, Quantity::Factor, Statistic::Average, 1.65);
        has(&found, Quantity::LeadTime, Statistic::Average, 14.0);
        has(&found, Quantity::LeadTime, Statistic::Deviation, 2.0);
        has(&found, Quantity::Demand, Statistic::Average, 20.0);
        has(&found, Quantity::Demand, Statistic::Deviation, 4.0);
    }

    #[test]
    fn peaks_and_averages() {
        let found = given(
            "safety stock max avg: peak 18 a day avg 11, longest lead 16 days normal 12",
            Formula::Stock,
        );
        has(&found, Quantity::Demand, Statistic::Maximum, 18.0);
        has(&found, Quantity::Demand, Statistic::Average, 11.0);
        has(&found, Quantity::LeadTime, Statistic::Maximum, 16.0);
        has(&found, Quantity::LeadTime, Statistic::Average, 12.0);
    }

    #[test]
    fn rates_of_a_score() {
        let found = given(
            "supplier score: fill 0.97, on time 82%, quality 0.95, cost 0.9",
            Formula::Score,
        );
        has(&found, Quantity::FillRate, Statistic::Average, 0.97);
        has(&found, Quantity::OnTimeRate, Statistic::Average, 0.82);
        has(&found, Quantity::QualityRate, Statistic::Average, 0.95);
        has(
            &found,
            Quantity::CostCompetitiveness,
            Statistic::Average,
            0.9,
        );
    }

    #[test]
    fn a_percentage_is_a_service_level() {
        for question in [
            "safety stock with 95% service level, demand 20 a day",
            "safety stock at a 0.95 service level, demand 20 a day",
            "safety stock at 95 %, demand 20 a day",
        ] {
            let found = given(question, Formula::Stock);
            has(&found, Quantity::ServiceLevel, Statistic::Average, 0.95);
            has(&found, Quantity::Demand, Statistic::Average, 20.0);
        }
    }

    #[test]
    fn what_is_impossible_is_kept_for_the_tool_to_refuse() {
        has(
            &given(
                "reorder point: demand 5 a day, lead time -3 days, safety stock 1",
                Formula::Stock,
            ),
            Quantity::LeadTime,
            Statistic::Average,
            -3.0,
        );
        has(
            &given("safety stock with service level 1.2", Formula::Stock),
            Quantity::ServiceLevel,
            Statistic::Average,
            1.2,
        );
        has(
            &given("safety stock at 95 service level", Formula::Stock),
            Quantity::ServiceLevel,
            Statistic::Average,
            0.95,
        );
    }
}
