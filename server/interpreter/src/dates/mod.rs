//! A *date phrase* is what people say about time ("last quarter", "since March", "between 3 April and 20 May"), read
//! with today as an input into half-open ranges of days.

mod anchor;
mod calendar;
mod ends;
mod fiscal;
mod grammar;
mod parts;
mod seasons;
mod shorthand;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tiling;

pub(crate) use anchor::full_year;
pub(crate) use calendar::period;
pub(crate) use grammar::phrase;

use semantic::{Grain, Window};

/// What a date phrase means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DatePhrase {
    /// A range of days.
    Range(Range),
    /// The period before the other one in the question ("the quarter before", "the previous one").
    PeriodBefore(Option<Grain>),
    /// The same period a year before the other one.
    YearBefore,
    /// The newest such month, 1 to 12, that ends where the other period begins ("the October before").
    MonthBefore(i8),
}

/// A range of days in its two meanings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    /// Up to and including today where the phrase speaks of a period that is still running: for what has happened.
    pub(crate) happened: Window,
    /// The whole calendar period: for what is due or expected.
    pub(crate) whole: Window,
    /// Period that it is made of, when it is exactly one.
    pub(crate) grain: Option<Grain>,
    /// It looks ahead ("next week", "by Friday").
    pub(crate) ahead: bool,
    /// What was assumed about it.
    pub(crate) assumed: Option<Assumed>,
    /// The periods at both ends, where it was said as "from one to the other".
    pub(crate) ends: Option<(Window, Window)>,
    /// It was said as an age ("more than 45 days old").
    pub(crate) aged: bool,
}

/// What a date phrase leaves open and was settled here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assumed {
    /// The first number of 3/4/2025 is the month.
    MonthFirst,
    /// "Early", "mid" and "late" are ten days each.
    Third,
    /// "The past year" is the calendar year before.
    Past,
    /// Seasons are three whole months.
    Season,
    /// The first or last week of a period is its first or last seven days.
    SevenDays,
    /// A fiscal year is named by the year in which it ends.
    FiscalYear,
}

impl Assumed {
    /// It as a sentence.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::MonthFirst => "The first number of the date is read as the month.",
            Self::Third => {
                "The beginning of a month is its first ten days, its middle the next ten, its end the rest."
            }
            Self::Past => "The past week, month, quarter or year is the whole calendar one before.",
            Self::FiscalYear => {
                "A fiscal year begins in the month that the semantic model gives, and is named by the year in which it ends."
            }
            Self::Season => {
                "A season is three whole months: spring from March, summer from June, autumn from September, winter from December."
            }
            Self::SevenDays => "A week at the edge of a period is its first or last seven days.",
        }
    }
}

impl Range {
    /// A range that means the same for what happened and for what is due.
    pub(crate) fn fixed(window: Window) -> Self {
        Self {
            happened: window,
            whole: window,
            grain: None,
            ahead: false,
            assumed: None,
            ends: None,
            aged: false,
        }
    }
}
