//! *Lot sizes* are planned from what is needed in each period: numbers that stand one behind the other.

use std::ops::Range;

use super::amounts::{Amount, Unit, amounts};
use super::formula::given;
use super::formulas::LOT_SIZES;
use super::phrases::Words;
use super::{MOST_STRAIN, calculation};
use crate::outcome::Calculation;

/// Numbers that make a list; two may as well be the two costs.
const FEWEST: usize = 3;

/// The lot sizes that a question asks for, when it gives everything for them.
pub(super) fn lots(words: &Words<'_>) -> Option<Calculation> {
    if !words.has(LOT_SIZES.heads) {
        return None;
    }
    let mut others = amounts(words, false);
    let list = longest_list(words, &others)?;
    let demand: Vec<f64> = others.drain(list).map(|amount| amount.value).collect();
    let costs = given(words, &others, &LOT_SIZES)
        .filter(|given| given.complete && !given.doubtful && given.strain <= MOST_STRAIN)?;
    let said: Vec<String> = demand.iter().map(ToString::to_string).collect();
    let mut lots = calculation(&LOT_SIZES, costs, &[], Vec::new(), Vec::new());
    lots.subject = format!("Lot sizes for demands of {}", said.join(", "));
    lots.understood = lots.understood.replacen(LOT_SIZES.name, &lots.subject, 1);
    lots.lists.insert("demand".to_owned(), demand);
    Some(lots)
}

/// The longest run of plain numbers with nothing but "and" between them.
fn longest_list(words: &Words<'_>, amounts: &[Amount]) -> Option<Range<usize>> {
    let follows = |pair: &[Amount]| {
        let mut between = pair[0].tokens.end..pair[1].tokens.start;
        between.all(|at| words.is(at, "and|then"))
    };
    let plain = |amount: &Amount| amount.unit == Unit::Plain && !amount.window;
    let mut best = 0..0;
    let mut from = 0;
    for at in 0..amounts.len() {
        let goes_on = at > from && follows(&amounts[at - 1..=at]);
        if !plain(&amounts[at]) {
            from = at + 1;
        } else if !goes_on {
            from = at;
        }
        if at + 1 > from && at + 1 - from > best.len() {
            best = from..at + 1;
        }
    }
    (best.len() >= FEWEST).then_some(best)
}
