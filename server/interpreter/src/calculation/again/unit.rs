//! The *unit* of a number in a turn.

use crate::text::{Gap, Token};

/// What a number counts, by the words behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unit {
    None,
    /// Units a day; times the factor.
    Rate(f64),
    /// Days; times the factor.
    Time(f64),
}

fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.norm.as_str())
}

/// The number is written with a minus sign.
pub(super) fn is_negative(question: &str, start: usize) -> bool {
    let before = &question[..start];
    let Some(rest) = before.strip_suffix(['-', '−']) else {
        return false;
    };
    rest.is_empty() || rest.ends_with([' ', '=', ':', '(', ','])
}

/// What the number before counts, and where its unit ends.
pub(super) fn unit(tokens: &[Token], at: usize) -> (Unit, usize) {
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
