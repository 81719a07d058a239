//! A *calculation request* names a formula of the planner and gives some of its parameters in words.

pub(crate) mod again;
mod amounts;
mod assign;
mod formula;
mod formulas;
mod lots;
mod phrases;
mod quantities;
mod takes;
#[cfg(test)]
mod tests;
pub(crate) mod tools;

use jiff::civil::Date;
use semantic::{Predicate, Window};

use crate::build::conditions;
use crate::decline;
use crate::draft::{Draft, ValueMention};
use crate::interpreter::{Interpreter, Parsed};
use crate::lattice::Meaning;
use crate::outcome::{Calculation, Interpretation};
use amounts::{Amount, Unit, amounts};
use formula::{Given, given};
use formulas::{FORMULAS, Formula, VOCABULARY};
use phrases::{Break, Words};
pub use takes::{Before, Takes};

/// Of calculations that new questions were read as, about seven in eight were meant.
const CONFIDENCE: f64 = 0.88;
/// Names that stand farther from their numbers, on average, were hardly meant for them.
const MOST_STRAIN: f64 = 2.6;

/// No formula is complete with fewer numbers.
const FEWEST: usize = 2;

/// Words that ask for a result rather than for what is on file.
const COMPUTES: &str = "calculate|compute|work|workout|should|determine|derive|recommended|recommend|ideal|figure|sensible|right|need|calc|suggest|propose";

/// The calculation that a question asks for by a formula and gives everything for, if it does.
pub(crate) fn complete(
    interpreter: &Interpreter,
    question: &str,
    parsed: &Parsed,
) -> Option<Interpretation> {
    const CHANGES: &str =
        "set|change|update|delete|insert|remove|overwrite|drop|adjust|raise|lower";
    let words = words(interpreter, question, parsed);
    let first = usize::from(words.is(0, "please|pls|now"));
    if words.is(first, CHANGES) {
        return None;
    }
    closed(&words)
}

/// The calculation that a question asks for by a formula, if it does; or what stands in its way.
pub(crate) fn read(
    interpreter: &Interpreter,
    question: &str,
    parsed: &Parsed,
    today: Date,
) -> Option<Interpretation> {
    let words = words(interpreter, question, parsed);
    open(interpreter, &words, parsed, today)
}

fn words<'a>(interpreter: &Interpreter, question: &'a str, parsed: &'a Parsed) -> Words<'a> {
    let known = |word: &str| interpreter.knows(word);
    let mut words = Words::new(question, &parsed.tokens, &VOCABULARY, &known);
    // "Under minimum from Safety Systems": words of a name are none of a formula.
    for span in &parsed.spans {
        if matches!(span.meaning, Meaning::Values(_)) && span.end > span.start + 1 {
            words.silence(span.start..span.end);
        }
    }
    words
}

/// The question gives a quantity of stock planning other than the service level ("safety stock 10", "12 days lead time").
fn gives_quantities(words: &Words<'_>, parsed: &Parsed) -> bool {
    let amounts = outside_names(amounts(words, false), parsed);
    let stock = FORMULAS.iter().take(2);
    stock
        .filter_map(|formula| given(words, &amounts, formula))
        .any(|given| given.arguments.keys().any(|name| name != "service_level"))
}

/// A formula with everything that it needs: nothing has to be looked up, whatever else the question tells.
fn closed(words: &Words<'_>) -> Option<Interpretation> {
    if let Some(lots) = lots::lots(words) {
        return Some(Interpretation::Calculate(Box::new(lots)));
    }
    let mut best: Option<(&Formula, Given, (bool, f64))> = None;
    for formula in FORMULAS
        .iter()
        .filter(|formula| !is_condition(words, formula))
    {
        let named = words.has(formula.heads);
        if !named && !is_hinted(words, formula) {
            continue;
        }
        let all = amounts(words, formula.shares);
        if all.len() < FEWEST {
            continue;
        }
        let found = given(words, &all, formula)
            .filter(|given| given.complete && !given.doubtful && given.strain <= MOST_STRAIN);
        let Some(found) = found else {
            continue;
        };
        let rank = (!named, found.strain);
        if best.as_ref().is_none_or(|(.., other)| rank < *other) {
            best = Some((formula, found, rank));
        }
    }
    let (formula, given, _) = best?;
    let calculation = calculation(formula, given, &[], Vec::new(), Vec::new());
    Some(Interpretation::Calculate(Box::new(calculation)))
}

/// The formula is asked for by words that alone mean something else.
fn is_hinted(words: &Words<'_>, formula: &Formula) -> bool {
    words.has(formula.hints)
        || formula.tool == "calculate_reorder_point" && asks_when_to_order(words)
}

/// "At how many units do I need to place the next order", "how low may the stock get before we must reorder".
fn asks_when_to_order(words: &Words<'_>) -> bool {
    const ORDERS: &str =
        "order|reorder|ordered|reordered|reordering|ordering|replenish|replenished";
    const LEVEL: &str = "level|levels|point|units|pieces|stock|many|quantity";
    let within = |from: usize, to: usize, said: &dyn Fn(usize) -> bool| {
        (from..to.min(words.len()))
            .take_while(|at| *at == from || words.break_before(*at) < Break::Stop)
            .any(said)
    };
    (0..words.len()).any(|at| {
        let level = words.is(at, "at")
            && words.is(at + 1, "what|which|how")
            && within(at + 2, at + 5, &|p| words.is(p, LEVEL));
        let low = words.is(at, "how") && words.is(at + 1, "low|far");
        let left = words.is(at, "how")
            && words.is(at + 1, "many|much")
            && within(at + 2, at + 6, &|p| words.is(p, "left|remain|remaining"));
        let when = words.is(at, "when");
        (level || low || left || when) && within(at + 1, at + 16, &|p| words.is(p, ORDERS))
    })
}

/// "Stock below the reorder point" is a condition.
fn is_condition(words: &Words<'_>, formula: &Formula) -> bool {
    formula.tool == "calculate_reorder_point"
        && words
            .find("reorder point|reorder points|reorder level")
            .iter()
            .any(|found| {
                let before = found.start.checked_sub(1);
                let before = before.map(|at| {
                    if words.is(at, "the|its|their") {
                        at.wrapping_sub(1)
                    } else {
                        at
                    }
                });
                before.is_some_and(|at| words.is(at, "below|under|above|beneath|over|at"))
            })
}

/// A formula whose missing parameters are to be measured, or asked for.
fn open(
    interpreter: &Interpreter,
    words: &Words<'_>,
    parsed: &Parsed,
    today: Date,
) -> Option<Interpretation> {
    let named = |formula: &&Formula| words.has(formula.heads) && !is_condition(words, formula);
    let hinted =
        |formula: &&Formula| formula.tool == "calculate_safety_stock" && words.has(formula.hints);
    let reorders = |formula: &&Formula| formula.tool == "calculate_reorder_point";
    let when = |formula: &&Formula| reorders(formula) && is_hinted(words, formula);
    // "Reorder at what level, with a safety stock of 20": what is given is not what is asked for.
    let from_stock = FORMULAS.iter().filter(reorders).find(|formula| {
        let all = outside_names(amounts(words, formula.shares), parsed);
        let stock = || given(words, &all, formula);
        asks_when_to_order(words)
            && stock().is_some_and(|given| given.arguments.contains_key("safety_stock"))
    });
    let scored = FORMULAS
        .iter()
        .find(|formula| formula.tool == "calculate_supplier_score" && scores(words, parsed));
    let formula = FORMULAS
        .iter()
        .find(named)
        .filter(|formula| formula.tool != "calculate_safety_stock" || from_stock.is_none())
        .or(from_stock)
        .or(scored)
        .or_else(|| FORMULAS.iter().find(when))
        .or_else(|| FORMULAS.iter().find(hinted))?;
    let all = outside_names(amounts(words, formula.shares), parsed);
    let given = given(words, &all, formula)?;
    let mut draft = parsed.draft.clone();
    // "Safety stock" names no product that has one of the words; beside numbers, neither does "service level".
    draft.values.retain(|value| {
        let count = value.words.split_whitespace().count();
        let mut said = (value.at..value.at + count).map(|at| words.at(at));
        let plain = count == 1
            && ["safety", "stock", "reorder", "point", "demand"].contains(&words.at(value.at));
        let of_formula = said.all(|word| VOCABULARY.contains(word));
        !plain && (given.arguments.is_empty() || !of_formula)
    });
    if formula.tool != "calculate_supplier_score" {
        of_stock(&mut draft);
        // "Orders that Oslo shipped": what a warehouse does, no state of an order.
        draft.values.retain(|value| !is_shipping(words, value));
    }
    let about_data = !draft.values.is_empty();
    let computes = (0..words.len()).any(|at| words.is(at, COMPUTES));
    let asked = match formula.tool {
        "calculate_reorder_point" => {
            // What is on file has no safety stock and no method.
            let parts = words.has("safety stock|safety|ss|service level|method");
            let asks = computes || parts || !given.arguments.is_empty();
            let named = words.has(formula.heads) || !given.arguments.is_empty();
            named && asks && (about_data || !given.arguments.is_empty())
        }
        "calculate_safety_stock" => !given.arguments.is_empty() || computes || about_data,
        "calculate_supplier_score" => scores(words, parsed) || given.arguments.len() >= 2,
        _ => true,
    };
    if !asked {
        return None;
    }
    if !given.unused.is_empty() {
        return Some(decline::unused(&given.unused));
    }
    if given.doubtful {
        let said = all
            .iter()
            .map(|amount| said(parsed, amount))
            .collect::<Vec<_>>();
        return Some(decline::unused(&said));
    }
    let (mut filters, assumptions) = match conditions(&draft, interpreter.model(), today, None) {
        Ok(found) => found,
        // Numbers that are parameters are no conditions.
        Err(_) if draft.values.is_empty() && !given.arguments.is_empty() => {
            (Vec::new(), Vec::new())
        }
        Err(_) => return None,
    };
    let windows = dates_are_windows(parsed);
    filters.retain(|filter| match filter {
        Predicate::In { .. } => true,
        Predicate::Within { .. } => windows,
        _ => false,
    });
    if !filters
        .iter()
        .any(|f| matches!(f, Predicate::Within { .. }))
    {
        filters.extend(last_days(&all, today));
    }
    let of: Vec<String> = draft.values.iter().map(|v| v.words.clone()).collect();
    let alone = given.arguments.is_empty();
    let mut calculation = calculation(formula, given, &of, filters, assumptions);
    if formula.tool == "calculate_supplier_score" && alone && names_several(&calculation.filters) {
        "analyze_supplier_performance".clone_into(&mut calculation.tool);
        calculation.many = true;
    }
    Some(Interpretation::Calculate(Box::new(calculation)))
}

fn calculation(
    formula: &Formula,
    given: Given,
    of: &[String],
    filters: Vec<Predicate>,
    mut assumptions: Vec<String>,
) -> Calculation {
    let from: Vec<String> = given
        .arguments
        .iter()
        .map(|(name, value)| format!("{} {value}", name.replace('_', " ")))
        .collect();
    let mut understood = formula.name.to_owned();
    if !of.is_empty() {
        understood.push_str(&format!(" of {}", of.join(", ")));
    }
    let subject = understood.clone();
    if !from.is_empty() {
        understood.push_str(&format!(" from {}", from.join(", ")));
    }
    assumptions.extend(given.assumptions);
    Calculation {
        tool: formula.tool.to_owned(),
        given: given.arguments,
        filters,
        subject,
        understood,
        assumptions,
        confidence: CONFIDENCE,
        ..Calculation::default()
    }
}

/// Amounts that are no part of a name in the data ("Filter Tips 200 ul") and of no time that is looked at.
fn outside_names(mut amounts: Vec<Amount>, parsed: &Parsed) -> Vec<Amount> {
    amounts.retain(|amount| {
        let taken = parsed
            .spans
            .iter()
            .filter(|span| span.start <= amount.tokens.start && amount.tokens.start < span.end);
        !taken.into_iter().any(|span| match span.meaning {
            Meaning::Values(_) | Meaning::Key { .. } => true,
            Meaning::Date(_) => is_window(parsed, span.start, span.end),
            _ => false,
        })
    });
    amounts
}

/// "Last 90 days", "since March": a window in time and not a length of it.
fn is_window(parsed: &Parsed, start: usize, end: usize) -> bool {
    const WORDS: [&str; 14] = [
        "last", "past", "previous", "since", "next", "this", "from", "between", "in", "during",
        "within", "until", "to", "over",
    ];
    let says = |word: &str| WORDS.contains(&word);
    let word = |at: usize| {
        parsed
            .tokens
            .get(at)
            .map_or("", |token| token.norm.as_str())
    };
    let before = start.checked_sub(1).map_or("", &word);
    says(before)
        || (start..end)
            .map(word)
            .any(|word| says(word) || word.len() == 4 && word.starts_with("20"))
}

fn dates_are_windows(parsed: &Parsed) -> bool {
    let mut dates = parsed
        .spans
        .iter()
        .filter(|span| matches!(span.meaning, Meaning::Date(_)));
    dates.all(|span| is_window(parsed, span.start, span.end))
}

/// "The same 90 days": so many days up to and including today.
fn last_days(amounts: &[Amount], today: Date) -> Option<Predicate> {
    let window = amounts.iter().find(|amount| amount.window)?;
    let Unit::Time(days) = window.unit else {
        return None;
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole days; what is too many is no date"
    )]
    let days = (window.value * days) as i64;
    let tomorrow = today.tomorrow().ok()?;
    let back = jiff::Span::new().try_days(days).ok()?;
    let from = tomorrow.checked_sub(back).ok()?;
    (days > 0).then_some(Predicate::Within {
        attribute: None,
        window: Window {
            from: Some(from),
            until: Some(tomorrow),
        },
    })
}

/// Names that fit several attributes are those of products, warehouses and suppliers: "Vantaa" is where stock lies, not
/// where orders go.
fn of_stock(draft: &mut Draft) {
    const ATTRIBUTES: [&str; 8] = [
        "warehouse_code",
        "product_code",
        "product_name",
        "product_group",
        "main_supplier_code",
        "main_supplier_name",
        "supplier_code",
        "supplier_name",
    ];
    narrowest(draft);
    for value in &mut draft.values {
        let kept = value
            .matches
            .iter()
            .filter(|found| ATTRIBUTES.contains(&found.attribute.as_str()));
        let kept: Vec<_> = kept.cloned().collect();
        if !kept.is_empty() {
            value.matches = kept;
        }
    }
}

/// "Oslo … OSL-1": a name that covers more than another one for the same is that place, said again.
fn narrowest(draft: &mut Draft) {
    const PLACE: &str = "warehouse_code";
    let places: Vec<Vec<String>> = draft
        .values
        .iter()
        .flat_map(|value| &value.matches)
        .filter(|found| found.attribute.as_str() == PLACE)
        .map(|found| found.values.clone())
        .collect();
    let covers = |wide: &[String]| {
        let mut narrower = places.iter().filter(|narrow| narrow.len() < wide.len());
        narrower.any(|narrow| narrow.iter().all(|value| wide.contains(value)))
    };
    draft.values.retain(|value| {
        let mut own = value
            .matches
            .iter()
            .filter(|found| found.attribute.as_str() == PLACE);
        !own.any(|found| covers(&found.values))
    });
}

/// The status is a verb: "the orders shipped there", not "shipped orders".
fn is_shipping(words: &Words<'_>, value: &ValueMention) -> bool {
    let status = value
        .matches
        .iter()
        .all(|found| found.attribute.as_str().ends_with("status"));
    let before = value.at.wrapping_sub(1);
    status
        && words.is(value.at, "shipped|ships|shipping")
        && !words.is(value.at + 1, "order|orders|one|ones|status")
        && !words.is(before, "status|only|is|are|as|not")
}

fn said(parsed: &Parsed, amount: &Amount) -> String {
    let tokens = parsed.tokens.get(amount.tokens.clone()).unwrap_or_default();
    let text: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    text.join(" ")
}

/// The score of a supplier that is named: "supplier score of …", "how does … score".
fn scores(words: &Words<'_>, parsed: &Parsed) -> bool {
    let supplier = parsed.draft.values.iter().all(|v| {
        v.matches
            .iter()
            .any(|m| m.attribute.as_str().starts_with("supplier"))
    });
    let named = supplier && !parsed.draft.values.is_empty();
    words.has("score|scores|scorecard|scoring") && named
}

/// Several suppliers are named, each of which has its own score.
fn names_several(filters: &[Predicate]) -> bool {
    filters.iter().any(|filter| {
        matches!(filter, Predicate::In { attribute, values, negated: false }
            if attribute.as_str().starts_with("supplier") && values.len() > 1)
    })
}
