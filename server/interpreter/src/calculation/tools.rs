//! *Tools over rows* are asked for by a phrase ("dead stock", "forecast demand"); what is left of the question says which
//! rows: nothing for all, values for conditions, anything else as a question of its own.

use std::collections::BTreeMap;

use super::heads::{FILLER, HEADS, Head, POINTING};
use super::parameters::{Formula, Quantity, parameters};
use crate::build::conditions;
use crate::interpreter::{Context, Interpreter, Parsed};
use crate::numbers::number;
use crate::outcome::{Calculation, Choice, Interpretation};
use crate::text::{Token, tokens};
use crate::{clarify, decline};

/// A question about a tool over rows, if it is one.
pub(crate) fn read(
    interpreter: &Interpreter,
    question: &str,
    parsed: &Parsed,
    context: &Context,
) -> Option<Interpretation> {
    // As typed first: what is read as something else may have been meant as it stands.
    let typed = tokens(question);
    let (all, (head, start, length)) = match head(&typed) {
        Some(found) => (&typed, found),
        None => (&parsed.tokens, head(&parsed.tokens)?),
    };
    let mut used = vec![false; all.len()];
    // What leads to a time is left for it: "run out in the next 14 days".
    let said = &all[start..start + length];
    let leads = said
        .iter()
        .rev()
        .take_while(|t| matches!(t.norm.as_str(), "within" | "in" | "the" | "next"))
        .count();
    used[start..start + length - leads].fill(true);
    let mut request = Request {
        question,
        tokens: all,
        used,
        given: BTreeMap::new(),
        words: BTreeMap::new(),
    };
    if head.tool == "analyze_supplier_performance" {
        request.suppliers(start, length)?;
    }
    request.parameters(head);
    let formula = matches!(
        head.tool,
        "calculate_safety_stock" | "calculate_reorder_point"
    );
    let by_numbers = parameters(question, all, &parsed.spans, Formula::Stock);
    if formula
        && by_numbers
            .iter()
            .any(|(quantity, ..)| *quantity != Quantity::ServiceLevel)
    {
        return None;
    }
    if head.tool == "identify_stockout_risk" && !request.given.contains_key("days") {
        return Some(request.ask_for_days());
    }
    let rest = request.rest();
    let rest = without_describing(&rest, head);
    let mut calculation = Calculation {
        tool: head.tool.to_owned(),
        given: request.given,
        words: request.words,
        many: true,
        understood: head.name.to_owned(),
        assumptions: parsed.corrections.clone(),
        confidence: 0.93,
        ..Calculation::default()
    };
    if let Some(refused) = about(interpreter, &rest, context, &mut calculation) {
        return Some(prefixed(refused, joined(all, start, length)));
    }
    let supplier = calculation.set.is_none() && !calculation.filters.is_empty();
    if head.tool == "analyze_supplier_performance"
        && supplier
        && joined(all, start, length).ends_with("score")
    {
        "calculate_supplier_score".clone_into(&mut calculation.tool);
        calculation.many = false;
        calculation.understood = calculation
            .understood
            .replacen(head.name, "Supplier score", 1);
    }
    calculation.subject.clone_from(&calculation.understood);
    for (name, value) in &calculation.given {
        calculation
            .understood
            .push_str(&format!(" · {} {value}", name.replace('_', " ")));
    }
    for (name, value) in &calculation.words {
        calculation.understood.push_str(&format!(
            " · {} {}",
            name.replace('_', " "),
            value.replace('_', " ")
        ));
    }
    Some(Interpretation::Calculate(Box::new(calculation)))
}

/// The longest phrase of a tool in a question, with where it stands; a forecast only where it is asked for.
fn head(all: &[Token]) -> Option<(&'static Head, usize, usize)> {
    let mut best: Option<(&'static Head, usize, usize)> = None;
    for head in &HEADS {
        for phrase in head.phrases {
            let words: Vec<&str> = phrase.split(' ').collect();
            let place = all.windows(words.len()).position(|window| {
                window
                    .iter()
                    .zip(&words)
                    .all(|(token, word)| token.norm == *word)
            });
            if let Some(place) = place
                && best.is_none_or(|(_, _, length)| words.len() > length)
            {
                best = Some((head, place, words.len()));
            }
        }
    }
    best
}

fn joined(all: &[Token], start: usize, length: usize) -> String {
    let words: Vec<&str> = all[start..start + length]
        .iter()
        .map(|token| token.norm.as_str())
        .collect();
    words.join(" ")
}

/// A question while its words become parameters.
struct Request<'a> {
    question: &'a str,
    tokens: &'a [Token],
    used: Vec<bool>,
    given: BTreeMap<String, f64>,
    words: BTreeMap<String, String>,
}

impl Request<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .filter(|_| !self.used[at])
            .map_or("", |token| token.norm.as_str())
    }

    /// "Score" alone is a verb, and only of suppliers; rates that are given make it another calculation.
    fn suppliers(&self, start: usize, length: usize) -> Option<()> {
        let says = |words: &[&str]| {
            self.tokens
                .iter()
                .any(|token| words.contains(&token.norm.as_str()))
        };
        if says(&["quality", "fill"]) {
            return None;
        }
        let alone = length == 1 && self.tokens[start].norm == "score";
        let verb = start == 0 || start == 1 && self.tokens[0].norm == "please";
        (!alone || verb && says(&["suppliers", "vendors", "supplier", "vendor"])).then_some(())
    }

    fn parameters(&mut self, head: &Head) {
        match head.tool {
            "identify_stockout_risk" => {
                if let Some((count, period)) = self.horizon() {
                    self.given.insert("days".to_owned(), count * days(period));
                }
            }
            "forecast_demand" => {
                if let Some((count, period)) = self.horizon() {
                    self.given.insert(
                        "periods".to_owned(),
                        if period == "quarter" {
                            count * 3.0
                        } else {
                            count
                        },
                    );
                    self.words.insert(
                        "period".to_owned(),
                        if period == "quarter" { "month" } else { period }.to_owned(),
                    );
                }
                self.by(
                    &[
                        ("by day", "day"),
                        ("daily", "day"),
                        ("by week", "week"),
                        ("weekly", "week"),
                        ("by month", "month"),
                        ("monthly", "month"),
                    ],
                    "period",
                );
            }
            "identify_cost_savings" | "watch_price_changes" => {
                self.percent("threshold_percent", 100.0);
            }
            "calculate_safety_stock" | "calculate_reorder_point" => self.percent_of_service(),
            "analyze_purchase_trends" => self.by(
                &[
                    ("by product group", "product_group"),
                    ("by group", "product_group"),
                    ("by category", "product_group"),
                    ("by supplier", "supplier"),
                    ("by vendor", "supplier"),
                    ("by product", "product"),
                    ("by item", "product"),
                    ("by week", "week"),
                    ("weekly", "week"),
                    ("by month", "month"),
                    ("monthly", "month"),
                    ("by quarter", "quarter"),
                    ("quarterly", "quarter"),
                ],
                "group_by",
            ),
            _ => {}
        }
    }

    /// "Within two weeks", "the next 3 months", "next month": how many of which period. Its words are used up.
    fn horizon(&mut self) -> Option<(f64, &'static str)> {
        for at in 0..self.tokens.len() {
            let leads = matches!(
                self.word(at),
                "within" | "in" | "over" | "for" | "next" | "coming" | "following"
            );
            if !leads {
                continue;
            }
            let mut from = at + 1;
            while matches!(self.word(from), "the" | "next" | "coming" | "following") {
                from += 1;
            }
            let counted =
                number(self.question, self.tokens, from).filter(|_| !self.word(from).is_empty());
            let article = matches!(self.word(from), "a" | "an");
            let next = from > at + 1 || matches!(self.word(at), "next" | "coming" | "following");
            let (count, unit) = match counted {
                Some((taken, number)) => (number.value.parse().ok()?, from + taken),
                None if article => (1.0, from + 1),
                None if next => (1.0, from),
                None => continue,
            };
            let period = match self.word(unit) {
                "day" | "days" => "day",
                "week" | "weeks" => "week",
                "fortnight" | "fortnights" => "fortnight",
                "month" | "months" => "month",
                "quarter" | "quarters" => "quarter",
                "year" | "years" => "year",
                _ => continue,
            };
            self.used[at..=unit].fill(true);
            return Some(match period {
                "fortnight" => (2.0 * count, "week"),
                "year" => (12.0 * count, "month"),
                period => (count, period),
            });
        }
        None
    }

    /// A percentage, with the comparator before it.
    fn percent(&mut self, name: &str, times: f64) {
        for at in 0..self.tokens.len() {
            if self.word(at).is_empty() {
                continue;
            }
            let Some((taken, said)) =
                number(self.question, self.tokens, at).filter(|(_, number)| number.percent)
            else {
                continue;
            };
            if let Ok(value) = said.value.parse::<f64>() {
                // What hundredths lose in binary is nothing that somebody typed.
                self.given
                    .insert(name.to_owned(), (value * times * 1e9).round() / 1e9);
                self.used[at..at + taken].fill(true);
                let mut before = at;
                while before > 0
                    && matches!(
                        self.word(before - 1),
                        "than"
                            | "more"
                            | "over"
                            | "above"
                            | "at"
                            | "least"
                            | "by"
                            | "of"
                            | "exceeding"
                            | "threshold"
                    )
                {
                    before -= 1;
                    self.used[before] = true;
                }
            }
            return;
        }
    }

    /// "95 % service level".
    fn percent_of_service(&mut self) {
        let Some(at) = (0..self.tokens.len())
            .find(|at| self.word(*at) == "service" && self.word(at + 1) == "level")
        else {
            return;
        };
        self.percent("service_level", 1.0);
        self.used[at..at + 2].fill(true);
        for lead in ["at", "with", "a", "an"] {
            if at > 0 && self.word(at - 1) == lead {
                self.used[at - 1] = true;
            }
        }
    }

    /// One of the phrases as a parameter that is a word.
    fn by(&mut self, phrases: &[(&str, &str)], name: &str) {
        for (phrase, value) in phrases {
            let words: Vec<&str> = phrase.split(' ').collect();
            let starts = 0..self.tokens.len();
            let place = starts.into_iter().find(|at| {
                words
                    .iter()
                    .enumerate()
                    .all(|(n, word)| self.word(at + n) == *word)
            });
            if let Some(place) = place {
                self.used[place..place + words.len()].fill(true);
                self.words.insert(name.to_owned(), (*value).to_owned());
                return;
            }
        }
    }

    /// The question without the words that are used up.
    fn rest(&self) -> String {
        let mut rest = String::new();
        let mut last = 0;
        for (token, used) in self.tokens.iter().zip(&self.used) {
            if *used {
                rest.push_str(&self.question[last..token.start]);
                rest.push(' ');
                last = token.end;
            }
        }
        rest.push_str(&self.question[last..]);
        // The sign of a percentage stands outside its number.
        let rest = rest.replace('%', " ");
        let edge = |c: char| {
            c.is_whitespace() || matches!(c, ':' | ',' | '.' | ';' | '?' | '!' | '%' | '-' | '—')
        };
        rest.trim_matches(edge).to_owned()
    }

    fn ask_for_days(&self) -> Interpretation {
        let question = self.question.trim_end_matches(['?', '.', ' ']);
        let choices = ["7", "14", "30"].map(|days| Choice {
            text: format!("{question} within {days} days"),
        });
        Interpretation::Clarify {
            question: "Over how many days?".to_owned(),
            choices: choices.to_vec(),
        }
    }
}

fn days(period: &str) -> f64 {
    match period {
        "week" => 7.0,
        "month" => 30.0,
        "quarter" => 90.0,
        _ => 1.0,
    }
}

/// The rest of a question, or nothing when every word of it only describes what the tool does.
fn without_describing(rest: &str, head: &Head) -> String {
    let known = |token: &Token| {
        let mut words = head
            .says
            .split_whitespace()
            .chain(FILLER.split_whitespace());
        words.any(|word| word == token.norm)
    };
    if tokens(rest).iter().all(known) {
        String::new()
    } else {
        on_record(rest)
    }
}

/// "Over everything on record" is no condition.
fn on_record(rest: &str) -> String {
    let mut rest = rest.to_owned();
    for phrase in [
        "over everything on record",
        "over everything we have",
        "on record",
        "over all time",
        "of all time",
        "over the whole history",
    ] {
        if let Some(at) = rest.to_ascii_lowercase().find(phrase) {
            rest.replace_range(at..at + phrase.len(), "");
        }
    }
    rest.trim().to_owned()
}

/// Finds out what the rest is about; what stands in the way, if something does.
fn about(
    interpreter: &Interpreter,
    rest: &str,
    context: &Context,
    calculation: &mut Calculation,
) -> Option<Interpretation> {
    let words = tokens(rest);
    if words.is_empty() {
        return None;
    }
    let points = words
        .iter()
        .any(|token| POINTING.contains(&token.norm.as_str()));
    let filler = |token: &Token| {
        POINTING.contains(&token.norm.as_str())
            || FILLER.split_whitespace().any(|word| word == token.norm)
    };
    if points && words.iter().all(filler) {
        let Some(previous) = &context.previous else {
            return Some(decline::pointing());
        };
        calculation.set = Some(previous.clone());
        calculation.understood.push_str(" of the things before");
        return None;
    }
    let alone = Context {
        today: context.today,
        previous: None,
        mentions: Vec::new(),
        unanswered: false,
        calculation: None,
    };
    let parsed = interpreter.parse(rest, &alone);
    let draft = &parsed.draft;
    if !draft.keys.is_empty() && draft.measures.is_empty() && draft.unknown.is_empty() {
        let numbers = draft.keys.iter().map(|key| key.number.clone());
        let numbers: Vec<String> = numbers.collect();
        calculation
            .understood
            .push_str(&format!(" of orders {}", numbers.join(", ")));
        let values = numbers.into_iter().map(semantic::Literal::Text);
        calculation.filters = vec![semantic::Predicate::In {
            attribute: semantic::AttributeId::new("sales_order_number"),
            values: values.collect(),
            negated: false,
        }];
        return None;
    }
    if !draft.outside.is_empty() {
        return Some(decline::outside(&draft.outside));
    }
    if !draft.unknown.is_empty() {
        return Some(decline::unknown(&draft.unknown, interpreter.model()));
    }
    let only_values = draft.measures.is_empty()
        && draft.filters.is_empty()
        && draft.attributes.is_empty()
        && draft.keys.is_empty()
        && draft.conditions.is_empty()
        && draft.against.is_empty()
        && draft.lags.is_empty()
        && draft.existence.is_empty()
        && draft.dimensions.is_empty()
        && draft.absent.is_empty()
        && draft.contrasts.is_empty();
    let restricts = !draft.values.is_empty() || !draft.dates.is_empty();
    let ranks = parsed.tokens.iter().any(|token| {
        matches!(
            token.norm.as_str(),
            "top" | "first" | "biggest" | "largest" | "best" | "worst" | "smallest"
        )
    });
    if only_values && restricts && !ranks {
        let Ok((filters, assumptions)) =
            conditions(draft, interpreter.model(), context.today, None)
        else {
            return Some(decline::unused(&[rest.to_owned()]));
        };
        let of: Vec<&str> = draft
            .values
            .iter()
            .map(|value| value.words.as_str())
            .collect();
        if !of.is_empty() {
            calculation
                .understood
                .push_str(&format!(" of {}", of.join(", ")));
        }
        for date in filters.iter().filter_map(window) {
            calculation.understood.push_str(&format!(" {date}"));
        }
        calculation.filters = filters;
        calculation.assumptions.extend(assumptions);
        return None;
    }
    match interpreter.interpret(rest, &alone) {
        Interpretation::Answer(reading) => {
            calculation
                .understood
                .push_str(&format!(" of: {}", reading.understood));
            calculation
                .assumptions
                .extend(reading.assumptions.iter().cloned());
            calculation.confidence = calculation.confidence.min(reading.confidence);
            calculation.used.clone_from(&reading.used);
            calculation.set = Some(reading.query);
            None
        }
        other => Some(other),
    }
}

/// "from 2025-04-01 to 2025-06-30" of a window.
fn window(filter: &semantic::Predicate) -> Option<String> {
    let semantic::Predicate::Within { window, .. } = filter else {
        return None;
    };
    let last = window.until.and_then(|until| until.yesterday().ok());
    Some(match (window.from, last) {
        (Some(from), Some(last)) => format!("from {from} to {last}"),
        (Some(from), None) => format!("since {from}"),
        (None, Some(last)) => format!("until {last}"),
        (None, None) => String::new(),
    })
}

/// Choices of a question back say again what was asked for.
fn prefixed(interpretation: Interpretation, phrase: String) -> Interpretation {
    match interpretation {
        Interpretation::Clarify { question, choices } => Interpretation::Clarify {
            question,
            choices: choices
                .into_iter()
                .take(clarify::MOST_CHOICES)
                .map(|choice| Choice {
                    text: format!("{phrase} for {}", choice.text),
                })
                .collect(),
        },
        Interpretation::Calculate(_) | Interpretation::Answer(_) => decline::unused(&[phrase]),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_describe_the_tool_are_no_condition() {
        let question = "savings potential: which products would save more than 15% per unit";
        let typed = tokens(question);
        let (head, start, length) = head(&typed).unwrap();
        let mut used = vec![false; typed.len()];
        used[start..start + length].fill(true);
        let mut request = Request {
            question,
            tokens: &typed,
            used,
            given: BTreeMap::new(),
            words: BTreeMap::new(),
        };
        request.parameters(head);
        assert_eq!(request.given["threshold_percent"].to_string(), "15");
        assert_eq!(without_describing(&request.rest(), head), "");
    }

    #[test]
    fn horizons() {
        let horizon = |question: &str| {
            let typed = tokens(question);
            let mut request = Request {
                question,
                tokens: &typed,
                used: vec![false; typed.len()],
                given: BTreeMap::new(),
                words: BTreeMap::new(),
            };
            let found = request.horizon();
            found.map(|(count, period)| (count.to_string(), period, request.rest()))
        };
        let is = |question: &str, count: &str, period: &'static str, rest: &str| {
            assert_eq!(
                horizon(question),
                Some((count.to_owned(), period, rest.to_owned()))
            );
        };
        is("run out within two weeks", "2", "week", "run out");
        is("helmets for the next 3 months", "3", "month", "helmets");
        is("next month", "1", "month", "");
        is("in a fortnight", "2", "week", "");
        assert_eq!(horizon("helmets in oslo"), None);
    }
}
