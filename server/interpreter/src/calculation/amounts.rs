//! An *amount* is a number in a question with what it counts: units a day, days, a share, money, or nothing that is said.

use std::ops::Range;

use super::phrases::{Break, Words};
use crate::numbers::{is_currency, number};
use crate::text::Gap;

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unit {
    /// Nothing that is said.
    Plain,
    /// Money.
    Money,
    /// A share of a whole; the value is a fraction.
    Share,
    /// Something in each period of so many days.
    Rate(f64),
    /// Periods of so many days.
    Time(f64),
}

/// A number with what it counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amount {
    /// Tokens of the number and of its unit.
    pub(super) tokens: Range<usize>,
    /// As it was said, in its unit.
    pub(super) value: f64,
    /// What it counts.
    pub(super) unit: Unit,
    /// Tokens that say "in each period", where they stand apart ("nine of these go out *on a typical day*").
    pub(super) marker: Range<usize>,
    /// A window in time, or another number that is no parameter.
    pub(super) window: bool,
}

/// Statistics that stand before a period: "a typical day", "the busiest week".
const DESCRIBING: &str = "typical|normal|average|usual|ordinary|busy|busiest|peak|maximum|worst|best|working|single|given|regular|standard|mean";

/// Words before a time that make it a window to look at rather than a length.
const WINDOWS: &str =
    "last|past|previous|same|recent|next|coming|following|within|during|since|these|those|trailing";
/// Words behind a time that do the same: "the 90 day average".
const OF_WINDOW: &str = "rate|window|history|average|demand|sales|basis|figure|figures|mean";

/// The amounts of a question; with `shares` a part of a whole in words is one, too ("17 of 20", "three quarters").
pub(super) fn amounts(words: &Words<'_>, shares: bool) -> Vec<Amount> {
    let mut found: Vec<Amount> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match amount(words, at, shares) {
            Some(amount) => {
                at = amount.tokens.end;
                found.push(amount);
            }
            None => at += 1,
        }
    }
    for place in 0..found.len() {
        let next = found.get(place + 1).map_or(words.len(), |a| a.tokens.start);
        let before = place.checked_sub(1).map_or(0, |p| found[p].tokens.end);
        if found[place].unit == Unit::Plain {
            apart(words, &mut found[place], before, next);
        }
        found[place].window = is_window(words, &found[place]) || is_count(words, &found[place]);
    }
    spreads(words, &mut found);
    lengths(words, &mut found);
    found
}

/// "20 ± 5 a day": what one of them counts, the other counts as well.
fn spreads(words: &Words<'_>, found: &mut [Amount]) {
    for place in 1..found.len() {
        let between = found[place - 1].tokens.end..found[place].tokens.start;
        let said = words.find("plusminus|plus minus|plus or minus|give or take");
        if !said.contains(&between) {
            continue;
        }
        match (found[place - 1].unit, found[place].unit) {
            (Unit::Plain, unit) => {
                found[place - 1].unit = unit;
                found[place - 1].marker = found[place].marker.clone();
            }
            (unit, Unit::Plain) => found[place].unit = unit,
            _ => {}
        }
    }
}

/// "15 a day over 10 days" is the length of what was asked for where no other one is said.
fn lengths(words: &Words<'_>, found: &mut [Amount]) {
    let time = |amount: &Amount| matches!(amount.unit, Unit::Time(_));
    if found.iter().any(|amount| time(amount) && !amount.window) {
        return;
    }
    for place in 1..found.len() {
        let before = &found[place - 1];
        let rate = matches!(before.unit, Unit::Rate(_));
        let start = found[place].tokens.start;
        let over =
            start == before.tokens.end.max(before.marker.end) + 1 && words.is(start - 1, "over");
        if rate && over && time(&found[place]) {
            found[place].window = false;
        }
    }
}

/// "The four figures": how many are given.
fn is_count(words: &Words<'_>, amount: &Amount) -> bool {
    const GIVEN: &str = "figures|values|numbers|inputs|rates|metrics|criteria|parameters|ratings";
    let end = amount.tokens.end;
    let whole = amount.value.fract() == 0.0 && (2.0..=9.0).contains(&amount.value);
    amount.unit == Unit::Plain
        && whole
        && words.break_before(end) == Break::None
        && words.is(end, GIVEN)
}

fn amount(words: &Words<'_>, at: usize, shares: bool) -> Option<Amount> {
    let plain = |tokens: Range<usize>, value: f64, unit: Unit| Amount {
        tokens,
        value,
        unit,
        marker: 0..0,
        window: false,
    };
    if let Some((end, days)) = lone(words, at) {
        let half = words.is(end, "and") && words.is(end + 1, "a") && words.is(end + 2, "half");
        let (end, value) = if half { (end + 3, 1.5) } else { (end, 1.0) };
        return Some(plain(at..end, value, Unit::Time(days)));
    }
    if let Some((end, value, unit)) = fraction(words, at, shares) {
        return Some(plain(at..end, value, unit));
    }
    if is_part_of_code(words, at) || is_preposition(words, at) {
        return None;
    }
    if let Some((value, days)) = with_period(words.at(at)) {
        return Some(plain(at..at + 1, value, Unit::Time(days)));
    }
    let (mut end, value, percent, mut money) = counted(words, at)?;
    let value = if is_negative(words, at) {
        -value
    } else {
        value
    };
    if percent {
        return Some(plain(at..end, value, Unit::Share));
    }
    if shares && let Some((end, whole)) = out_of(words, end) {
        return (value <= whole && whole > 0.0).then(|| plain(at..end, value / whole, Unit::Share));
    }
    if is_money_word(words.at(end)) && words.break_before(end) == Break::None {
        end += 1;
        money = true;
    }
    let (unit, end) = unit(words, end);
    let unit = match unit {
        Unit::Plain if money => Unit::Money,
        unit => unit,
    };
    // "One" is mostly a pronoun or an article: "one of them", "one box".
    let counts = unit != Unit::Plain || words.is(at.wrapping_sub(1), "is|of|exactly|equals|stock");
    (words.at(at) != "one" || end > at + 1 || counts).then(|| plain(at..end, value, unit))
}

/// "35d", "4wks": a length of time in one word.
fn with_period(word: &str) -> Option<(f64, f64)> {
    let letters = word.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = word.split_at(letters);
    Some((number.parse().ok()?, period(unit)?))
}

/// A number with its end; whether it is a percentage, or money.
fn counted(words: &Words<'_>, at: usize) -> Option<(usize, f64, bool, bool)> {
    if let Some((taken, said)) = number(words.question, words.tokens, at) {
        let value = said.value.parse().ok()?;
        return Some((at + taken, value, said.percent, said.money));
    }
    // "A dozen", "a hundred".
    if words.is(at, "a|an")
        && words.is(at + 1, "dozen|hundred|thousand|million")
        && let Some((taken, said)) = number(words.question, words.tokens, at + 1)
    {
        return Some((
            at + 1 + taken,
            said.value.parse().ok()?,
            said.percent,
            said.money,
        ));
    }
    // What no calculation can take is refused by it, by name.
    let norm = words.at(at).replace(',', "");
    let digits = norm.starts_with(|c: char| c.is_ascii_digit());
    let known = digits
        && norm
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e'));
    if known || matches!(norm.as_str(), "nan" | "infinity") {
        return Some((at + 1, norm.parse().ok()?, false, false));
    }
    None
}

/// "Half a week", "three quarters", "a tenth", "half of the time", "perfect".
fn fraction(words: &Words<'_>, at: usize, shares: bool) -> Option<(usize, f64, Unit)> {
    if words.is(at, "half") {
        let article = usize::from(words.is(at + 1, "a|an"));
        if let Some(days) = period(words.at(at + 1 + article)) {
            return Some((at + 2 + article, 0.5, Unit::Time(days)));
        }
        if article == 1 && words.is(at + 2, "dozen") {
            return Some((at + 3, 6.0, Unit::Plain));
        }
        let of_time = usize::from(words.is(at + 1, "of"));
        return shares.then_some((at + 1 + of_time, 0.5, Unit::Share));
    }
    if !shares {
        return None;
    }
    if words.is(at, "perfect|flawless") {
        return Some((at + 1, 1.0, Unit::Share));
    }
    let parts = |word: &str| match word {
        "third" | "thirds" => Some(3.0),
        "quarter" | "quarters" => Some(4.0),
        "fifth" | "fifths" => Some(5.0),
        "tenth" | "tenths" => Some(10.0),
        "twentieth" | "twentieths" => Some(20.0),
        _ => None,
    };
    if words.is(at, "a|one") {
        return parts(words.at(at + 1)).map(|whole| (at + 2, 1.0 / whole, Unit::Share));
    }
    let (taken, said) = number(words.question, words.tokens, at)?;
    let count: f64 = said.value.parse().ok()?;
    let whole = parts(words.at(at + taken)).filter(|whole| count < *whole)?;
    Some((at + taken + 1, count / whole, Unit::Share))
}

/// "Out of 20", "of the 500".
fn out_of(words: &Words<'_>, at: usize) -> Option<(usize, f64)> {
    let out = usize::from(words.is(at, "out"));
    let within = out == 0 && words.is(at, "in");
    if !within && !words.is(at + out, "of") {
        return None;
    }
    let mut from = at + out + 1;
    if words.is(from, "the|every|our|all") {
        from += 1;
    }
    let (end, whole, percent, money) = counted(words, from)?;
    let time = period(words.at(end)).is_some();
    (!percent && !money && !time).then_some((end, whole))
}

/// "A week", "one fortnight": a length of time without a number.
fn lone(words: &Words<'_>, at: usize) -> Option<(usize, f64)> {
    if !words.is(at, "a|an") || words.is(at.wrapping_sub(1), "half|per|on|once|in|for|times") {
        return None;
    }
    let days = period(words.at(at + 1))?;
    // Behind a name of time, not behind what is counted: "lead time a week", "delivery takes a week".
    let begins = at.saturating_sub(5);
    let led = (begins..at)
        .rev()
        .take_while(|place| words.break_before(place + 1) <= Break::Comma);
    let led = led.into_iter().any(|place| {
        words.is(
            place,
            "lead|time|times|leadtime|lt|delivery|takes|take|needs|need|replenishment",
        )
    });
    let counts = (begins..at)
        .rev()
        .take_while(|place| words.break_before(place + 1) == Break::None)
        .any(|place| counted(words, place).is_some());
    (led && !counts).then_some((at + 2, days))
}

/// Days of a period.
pub(super) fn period(word: &str) -> Option<f64> {
    Some(match word {
        "day" | "days" | "d" => 1.0,
        "week" | "weeks" | "wk" | "wks" => 7.0,
        "fortnight" | "fortnights" => 14.0,
        "month" | "months" | "mo" => 30.0,
        "quarter" | "quarters" => 91.25,
        "year" | "years" | "yr" | "yrs" | "annum" | "pa" => 365.0,
        _ => return None,
    })
}

/// Days of the period of an adverb or adjective.
pub(super) fn periodic(word: &str) -> Option<f64> {
    Some(match word {
        "daily" => 1.0,
        "weekly" => 7.0,
        "fortnightly" => 14.0,
        "monthly" => 30.0,
        "quarterly" => 91.25,
        "yearly" | "annual" | "annually" => 365.0,
        _ => return None,
    })
}

/// The unit right behind a number, with its end.
fn unit(words: &Words<'_>, at: usize) -> (Unit, usize) {
    if words.break_before(at) > Break::None {
        return (Unit::Plain, at);
    }
    if let Some((end, days)) = each(words, at) {
        return (Unit::Rate(days), end);
    }
    // "42 boxes/day".
    let noun = words.between(at + 1).contains('/') && period(words.at(at)).is_none();
    let at = at + usize::from(noun && period(words.at(at + 1)).is_some());
    let slash = words.between(at).contains('/');
    // "K=30 D=2400": the letter is the next variable.
    let variable = words.is(at + 1, "exactly");
    match period(words.at(at)).filter(|_| !variable) {
        Some(days) if slash => (Unit::Rate(days), at + 1),
        Some(days) => (Unit::Time(days), at + 1),
        None => (Unit::Plain, at),
    }
}

/// "Per day", "a week", "on a typical day", "daily": in each period of so many days; with its end.
fn each(words: &Words<'_>, at: usize) -> Option<(usize, f64)> {
    if let Some(days) = periodic(words.at(at)) {
        // "12 weekly deliveries" counts something else; "140 weekly demand" does not.
        return Some((at + 1, days));
    }
    let mut from = at;
    if words.is(from, "on|in|during|over") && words.is(from + 1, "a|an|the|one|each|every") {
        from += 1;
    }
    let per = words.is(from, "per|a|an|each|every") || from > at;
    if !per {
        return None;
    }
    from += 1;
    // "Per unit and year".
    if words.is(from, "unit|piece|item") && words.is(from + 1, "and|per|a") {
        from += 2;
    }
    if words.is(from, DESCRIBING) {
        from += 1;
    }
    period(words.at(from)).map(|days| (from + 1, days))
}

/// The period of a number that stands apart from it: behind ("2.5 rolls of tape per day") or before ("busiest day twelve").
fn apart(words: &Words<'_>, amount: &mut Amount, before: usize, next: usize) {
    let names = "lead|leadtime|lt|delivery|holding|hold|carrying|carry|order|cost|costs|and|but|plus|while|when|if|where|given";
    let behind = (amount.tokens.end..next.min(amount.tokens.end + 7))
        .take_while(|place| words.break_before(*place) == Break::None && !words.is(*place, names));
    for place in behind {
        if let Some((end, days)) = each(words, place) {
            amount.unit = Unit::Rate(days);
            amount.marker = place..end;
            return;
        }
    }
    let mut end = amount.tokens.start;
    while end > before && words.is(end - 1, "is|about|around|of|exactly|at|with") {
        end -= 1;
    }
    if (end..=amount.tokens.start).any(|place| words.break_before(place) > Break::None) || end == 0
    {
        return;
    }
    let place = end - 1;
    if place < before {
        return;
    }
    let described = place > before && words.is(place - 1, DESCRIBING);
    let said = place > before && words.is(place - 1, "per|each|every");
    let days = period(words.at(place)).filter(|_| described || said);
    if let Some(days) = days.filter(|_| words.at(place) != "d") {
        amount.unit = Unit::Rate(days);
        amount.marker = place..end;
    }
}

/// Part of a code ("NV17-0022") rather than a number.
fn is_part_of_code(words: &Words<'_>, at: usize) -> bool {
    let joined = words.gap(at) == Gap::Joined && !words.between(at).contains('/');
    let letters = |place: usize| {
        words.at(place).contains(|c: char| c.is_ascii_alphabetic()) && !words.is(place, "plusminus")
    };
    let numeric = |place: usize| words.at(place).starts_with(|c: char| c.is_ascii_digit());
    let equal = at > 0 && words.is(at - 1, "exactly");
    joined && at > 0 && !equal && numeric(at) && (letters(at - 1) || is_part_of_code(words, at - 1))
}

/// "4 ninety-nine percent", "2 order": a digit that is written for a word.
fn is_preposition(words: &Words<'_>, at: usize) -> bool {
    let digit = words.is(at, "4|2");
    let next = words.at(at + 1);
    let spelt = next.bytes().all(|b| b.is_ascii_lowercase())
        && number(words.question, words.tokens, at + 1).is_some()
        && !matches!(
            next,
            "dozen" | "hundred" | "thousand" | "million" | "k" | "m"
        );
    digit && words.gap(at + 1) == Gap::Space && spelt
}

/// Written with a minus sign, or said so.
fn is_negative(words: &Words<'_>, at: usize) -> bool {
    let said =
        words.is(at.wrapping_sub(1), "minus|negative") && !words.is(at.wrapping_sub(2), "plus|or");
    let Some(token) = words.tokens.get(at) else {
        return said;
    };
    let before = &words.question[..token.start];
    let signed = before
        .strip_suffix(['-', '−'])
        .is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '=', ':', '(', ',']));
    said || signed
}

fn is_money_word(word: &str) -> bool {
    is_currency(word)
        || matches!(
            word,
            "pound" | "pounds" | "crown" | "crowns" | "mark" | "marks" | "cent" | "cents"
        )
}

fn is_window(words: &Words<'_>, amount: &Amount) -> bool {
    if !matches!(amount.unit, Unit::Time(_)) {
        return false;
    }
    let before = |back: usize| {
        amount
            .tokens
            .start
            .checked_sub(back)
            .map_or("", |p| words.at(p))
    };
    let among = |list: &str, word: &str| !word.is_empty() && list.split('|').any(|w| w == word);
    let article = usize::from(matches!(before(1), "the" | "our" | "all"));
    let led = among(WINDOWS, before(1 + article))
        || matches!(before(1 + article), "over" | "of") && article == 1
        || before(1) == "over";
    let end = amount.tokens.end;
    // "The 90 day average"; "14 days average" is an average of lengths.
    let one = words.is(end.wrapping_sub(1), "day|week|month|quarter|year");
    let named = words.break_before(end) == Break::None
        && words.is(end, OF_WINDOW)
        && (one || !words.is(end, "average|mean"));
    // "90 days of actual sales", "the 90 days to today".
    let described = end + 1 + usize::from(words.is(end + 1, "real|actual|past|recent|true|daily"));
    let of = words.is(end, "of")
        && words.is(
            described,
            "demand|sales|history|data|orders|usage|consumption",
        );
    let until = end + usize::from(words.is(end, "up"));
    let until =
        words.is(until, "to|until|till|ending") && words.is(until + 1, "today|now|yesterday");
    led || named || of || until
}
