//! An *anchor* is a point or period that can open or close a range: "5 May", "March 2025", "Q2", "Friday".

use jiff::civil::{Date, Weekday};
use semantic::{Grain, Window};

use super::Assumed;
use super::calendar::{half, month, newest_year_of_month, period, quarter, shift, year};
use super::grammar::{Grammar, add_months};
use crate::text::{Gap, Token};

/// A point or period that can open or close a range: "5 May", "March 2025", "Q2", "Friday".
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    pub(super) window: Window,
    pub(super) grain: Grain,
    /// The year was not said; it may come from the other end of the range.
    pub(super) open_year: bool,
    /// What was assumed about it.
    pub(super) assumed: Option<Assumed>,
}

/// Years around today that two digits alone are read as.
const NEAR_YEARS: i16 = 15;

/// "'97" is the year nearest to today that ends so.
pub(crate) fn full_year(short: i16, today: Date) -> i16 {
    let century = today.year() / 100 * 100;
    [century - 100, century, century + 100]
        .into_iter()
        .map(|c| c + short)
        .min_by_key(|year| (year - today.year()).abs())
        .unwrap_or(century + short)
}

impl Grammar<'_> {
    pub(super) fn day_number(&self, at: usize) -> Option<usize> {
        let word = self
            .word(at)
            .trim_end_matches("st")
            .trim_end_matches("nd")
            .trim_end_matches("rd")
            .trim_end_matches("th");
        let day: i8 = word.parse().ok()?;
        ((1..=31).contains(&day)).then_some(at + 1)
    }

    pub(super) fn anchor(&self, at: usize, ahead: bool) -> Option<(usize, Anchor)> {
        let at = self.skip(at, &["the"]);
        [
            self.iso_date(at),
            self.year_month(at),
            self.dated_weekday(at),
            self.day_month(at),
            self.month_day(at),
            self.quarter_anchor(at),
            self.month_anchor(at),
            self.year_anchor(at),
            self.weekday_anchor(at, ahead),
        ]
        .into_iter()
        .flatten()
        .max_by_key(|(end, _)| *end)
    }

    fn iso_date(&self, at: usize) -> Option<(usize, Anchor)> {
        let parts: Vec<&Token> = self.tokens.get(at..at + 3)?.iter().collect();
        if parts[1].gap != Gap::Joined || parts[2].gap != Gap::Joined {
            return None;
        }
        let numbers: Vec<i16> = parts
            .iter()
            .map(|t| t.norm.parse().ok())
            .collect::<Option<_>>()?;
        let mut assumed = None;
        let day = match (parts[0].norm.len(), parts[2].norm.len()) {
            (4, _) => Date::new(
                numbers[0],
                i8::try_from(numbers[1]).ok()?,
                i8::try_from(numbers[2]).ok()?,
            )
            .ok()?,
            // 30.06.2025 is day first; 6/30/2025 month first unless that is impossible.
            (_, 4 | 2) if parts[0].norm.len() <= 2 => {
                let dotted = self.text[parts[0].end..parts[1].start].contains('.');
                // Of dashed dates only those with a whole year are told from ranges and codes.
                let slashed = self.text[parts[0].end..parts[1].start].contains('/');
                if parts[2].norm.len() == 2 && !dotted && !slashed {
                    return None;
                }
                let (a, b) = (
                    i8::try_from(numbers[0]).ok()?,
                    i8::try_from(numbers[1]).ok()?,
                );
                let (day, month) = if dotted || a > 12 { (a, b) } else { (b, a) };
                assumed = (!dotted && a <= 12 && b <= 12 && a != b).then_some(Assumed::MonthFirst);
                let year = if numbers[2] < 100 {
                    full_year(numbers[2], self.today)
                } else {
                    numbers[2]
                };
                Date::new(year, month, day).ok()?
            }
            _ => return None,
        };
        Some((
            at + 3,
            Anchor {
                window: period(day, Grain::Day, 0),
                grain: Grain::Day,
                open_year: false,
                assumed,
            },
        ))
    }

    /// "2025-05", "05/2025", "2025 Q1" stays with the quarters.
    fn year_month(&self, at: usize) -> Option<(usize, Anchor)> {
        let pair: Vec<&Token> = self.tokens.get(at..at + 2)?.iter().collect();
        let joined = |at: usize| self.tokens.get(at).is_some_and(|t| t.gap == Gap::Joined);
        if joined(at) || !joined(at + 1) || joined(at + 2) {
            return None;
        }
        let (year_part, month_part) = if pair[0].norm.len() == 4 {
            (pair[0], pair[1])
        } else {
            (pair[1], pair[0])
        };
        if year_part.norm.len() != 4 || month_part.norm.len() > 2 {
            return None;
        }
        let year: i16 = year_part.norm.parse().ok()?;
        let number: i8 = month_part.norm.parse().ok()?;
        if !(1970..=2100).contains(&year) || !(1..=12).contains(&number) {
            return None;
        }
        Some((
            at + 2,
            Anchor {
                window: month(year, number)?,
                grain: Grain::Month,
                open_year: false,
                assumed: None,
            },
        ))
    }

    /// "Friday 4 July", "Mon, 2 June 2025": where the year is left out, the nearest one with that weekday.
    fn dated_weekday(&self, at: usize) -> Option<(usize, Anchor)> {
        let weekday = weekday(self.word(at)).or_else(|| short_weekday(self.word(at)))?;
        let date_at = self.skip(at + 1, &["the", "on"]);
        let (end, mut anchor) = [
            self.iso_date(date_at),
            self.day_month(date_at),
            self.month_day(date_at),
        ]
        .into_iter()
        .flatten()
        .max_by_key(|(end, _)| *end)?;
        if anchor.open_year {
            let day = anchor.window.from?;
            let fitting = (-6..=6)
                .map(|years| add_months(day, 12 * years))
                .filter(|d| d.weekday() == weekday && d.day() == day.day())
                .min_by_key(|d| self.days_away(*d));
            if let Some(fitting) = fitting {
                anchor.window = period(fitting, Grain::Day, 0);
                anchor.open_year = false;
            }
        }
        Some((end, anchor))
    }

    fn days_away(&self, day: Date) -> i32 {
        self.today
            .until(day)
            .map_or(i32::MAX, |s| s.get_days().abs())
    }

    /// The same days in the year in which they lie nearest to today: for what is due.
    pub(super) fn nearest_year(&self, window: Window) -> Window {
        let moved = |years: i32| Window {
            from: window.from.map(|d| add_months(d, 12 * years)),
            until: window.until.map(|d| add_months(d, 12 * years)),
        };
        let away = |w: &Window| {
            let (Some(from), Some(until)) = (w.from, w.until) else {
                return i32::MAX;
            };
            if from <= self.today && self.today < until {
                return 0;
            }
            self.days_away(from).min(self.days_away(shift(until, -1)))
        };
        [moved(0), moved(1)]
            .into_iter()
            .min_by_key(away)
            .unwrap_or(window)
    }

    fn day_month(&self, at: usize) -> Option<(usize, Anchor)> {
        let after_day = self.day_number(at)?;
        let month_at = self.skip(after_day, &["of"]);
        let month = month_number(self.word(month_at))?;
        let day: i8 = self
            .word(at)
            .trim_end_matches(char::is_alphabetic)
            .parse()
            .ok()?;
        self.day_of(month_at + 1, month, day)
    }

    fn month_day(&self, at: usize) -> Option<(usize, Anchor)> {
        let month = month_number(self.word(at))?;
        let day_at = self.skip(at + 1, &["the"]);
        let end = self.day_number(day_at)?;
        let day: i8 = self
            .word(day_at)
            .trim_end_matches(char::is_alphabetic)
            .parse()
            .ok()?;
        self.day_of(end, month, day)
    }

    fn day_of(&self, at: usize, month: i8, day: i8) -> Option<(usize, Anchor)> {
        let (end, year, open_year) = match self.year(at) {
            Some(year) => (at + 1, year, false),
            None => (at, newest_year_of_month(self.today, month), true),
        };
        let day = Date::new(year, month, day).ok()?;
        Some((
            end,
            Anchor {
                window: period(day, Grain::Day, 0),
                grain: Grain::Day,
                open_year,
                assumed: None,
            },
        ))
    }

    fn month_anchor(&self, at: usize) -> Option<(usize, Anchor)> {
        let number = month_number(self.word(at))?;
        let year_at = self.skip(at + 1, &["of", "in"]);
        let (end, chosen, open_year) = match (
            self.year(year_at),
            self.word(year_at),
            self.word(year_at + 1),
        ) {
            (Some(year), _, _) => (year_at + 1, year, false),
            (None, "last", "year") => (year_at + 2, self.today.year() - 1, false),
            (None, "this", "year") => (year_at + 2, self.today.year(), false),
            (None, "next", "year") => (year_at + 2, self.today.year() + 1, false),
            (None, "the", "year") if self.word(year_at + 2) == "before" => {
                (year_at + 3, self.year_before_that(at), false)
            }
            _ => (at + 1, newest_year_of_month(self.today, number), true),
        };
        Some((
            end,
            Anchor {
                window: month(chosen, number)?,
                grain: Grain::Month,
                open_year,
                assumed: None,
            },
        ))
    }

    fn quarter_anchor(&self, at: usize) -> Option<(usize, Anchor)> {
        let word = self.word(at);
        let (number, unit, next) = if let Some(number) = word
            .strip_prefix(['q', 'h'])
            .and_then(|d| d.parse::<i8>().ok())
        {
            (
                number,
                if word.starts_with('q') {
                    "quarter"
                } else {
                    "half"
                },
                at + 1,
            )
        } else {
            let number = match word {
                "first" | "1st" => 1,
                "second" | "2nd" => 2,
                "third" | "3rd" => 3,
                "fourth" | "4th" | "final" => 4,
                "last"
                    if matches!(self.word(at + 1), "quarter" | "half")
                        && self.word(at + 2) == "of" =>
                {
                    if self.word(at + 1) == "half" {
                        2
                    } else {
                        4
                    }
                }
                _ => return None,
            };
            (
                number,
                match self.word(at + 1) {
                    "quarter" => "quarter",
                    "half" => "half",
                    _ => return None,
                },
                at + 2,
            )
        };
        if !(1..=if unit == "quarter" { 4 } else { 2 }).contains(&number) {
            return None;
        }
        let year_at = self.skip(next, &["of", "in", "the"]);
        let (end, chosen, open_year) = match (
            self.year(year_at).or_else(|| self.joined_year(year_at)),
            self.word(year_at),
            self.word(year_at + 1),
        ) {
            (Some(year), _, _) => (year_at + 1, year, false),
            (None, "last" | "previous", "year") => (year_at + 2, self.today.year() - 1, false),
            (None, "this" | "current", "year") => (year_at + 2, self.today.year(), false),
            (None, "year", "before") => (year_at + 2, self.year_before_that(at), false),
            (None, "year", _) => (year_at + 1, self.today.year(), true),
            _ => {
                let first_month = (number - 1) * if unit == "quarter" { 3 } else { 6 } + 1;
                (next, newest_year_of_month(self.today, first_month), true)
            }
        };
        let window = if unit == "quarter" {
            quarter(chosen, number)?
        } else {
            half(chosen, number)?
        };
        Some((
            end,
            Anchor {
                window,
                grain: Grain::Quarter,
                open_year,
                assumed: None,
            },
        ))
    }

    /// "The year before": the one before last year where that was named already.
    fn year_before_that(&self, at: usize) -> i16 {
        let last = (1..at).any(|place| {
            self.word(place) == "year" && matches!(self.word(place - 1), "last" | "previous")
        });
        let named = (0..at).rev().find_map(|place| self.year(place));
        match named {
            Some(year) => year - 1,
            None => self.today.year() - 1 - i16::from(last),
        }
    }

    pub(super) fn year_anchor(&self, at: usize) -> Option<(usize, Anchor)> {
        let at = if self.word(at) == "year" { at + 1 } else { at };
        let chosen = self.year(at)?;
        Some((
            at + 1,
            Anchor {
                window: year(chosen),
                grain: Grain::Year,
                open_year: false,
                assumed: None,
            },
        ))
    }

    pub(super) fn year(&self, at: usize) -> Option<i16> {
        let token = self.tokens.get(at)?;
        // "'25" is 2025.
        if token.norm.len() == 2 && self.text[..token.start].ends_with(['\'', '’']) {
            let short = token.norm.parse::<i16>().ok();
            return short.map(|y| full_year(y, self.today));
        }
        // "in 97", "since 98": no quantity follows.
        if token.norm.len() == 2 && at > 0 {
            const LEADS: [&str; 4] = ["in", "since", "during", "until"];
            let ends = self.tokens.get(at + 1).is_none_or(|t| {
                matches!(t.gap, Gap::Stop | Gap::Comma)
                    || matches!(
                        t.norm.as_str(),
                        "by" | "per" | "and" | "or" | "but" | "than" | "vs" | "versus" | "so"
                    )
            });
            let whole = token
                .norm
                .parse::<i16>()
                .ok()
                .map(|y| full_year(y, self.today));
            return whole.filter(|y| {
                ends && token.gap == Gap::Space
                    && LEADS.contains(&self.word(at - 1))
                    && (y - self.today.year()).abs() <= NEAR_YEARS
            });
        }
        if token.norm.len() != 4
            || token.gap == Gap::Joined
            || self
                .tokens
                .get(at + 1)
                .is_some_and(|t| t.gap == Gap::Joined)
            || self.text[..token.start]
                .trim_end()
                .ends_with(['$', '€', '£'])
        {
            return None;
        }
        token
            .norm
            .parse::<i16>()
            .ok()
            .filter(|y| (1970..=2100).contains(y))
    }

    /// The year of "Q1/2025".
    fn joined_year(&self, at: usize) -> Option<i16> {
        let token = self.tokens.get(at)?;
        let year: i16 = token.norm.parse().ok()?;
        (token.gap == Gap::Joined && (1970..=2100).contains(&year)).then_some(year)
    }

    fn weekday_anchor(&self, at: usize, ahead: bool) -> Option<(usize, Anchor)> {
        // "On a Monday", "Mondays": a day of every week, no date.
        let before = at.checked_sub(1).map_or("", |before| self.word(before));
        if matches!(before, "a" | "any" | "every" | "each") || self.word(at).ends_with("days") {
            return None;
        }
        let spoken = at > 0 && matches!(self.word(at - 1), "on" | "by" | "until" | "since" | "for");
        let weekday =
            weekday(self.word(at)).or_else(|| short_weekday(self.word(at)).filter(|_| spoken))?;
        let day = self.weekday(weekday, if ahead { 2 } else { 3 });
        Some((
            at + 1,
            Anchor {
                window: period(day, Grain::Day, 0),
                grain: Grain::Day,
                open_year: false,
                assumed: None,
            },
        ))
    }

    /// `offset` −1: the last one before today; 0: of this week; 1: of next week; 2: the next one from today on;
    /// 3: the one of the running week.
    pub(super) fn weekday(&self, weekday: Weekday, offset: i32) -> Date {
        let monday = shift(
            self.today,
            -i64::from(self.today.weekday().since(Weekday::Monday)),
        );
        let this_week = shift(monday, i64::from(weekday.since(Weekday::Monday)));
        match offset {
            -1 if this_week < self.today => this_week,
            -1 => shift(this_week, -7),
            1 => shift(this_week, 7),
            2 if this_week < self.today => shift(this_week, 7),
            _ => this_week,
        }
    }
}

/// The period that a word names.
pub(super) fn grain(word: &str) -> Option<Grain> {
    Some(match word {
        "day" | "days" => Grain::Day,
        "week" | "weeks" | "wk" | "wks" => Grain::Week,
        "month" | "months" | "mth" | "mths" => Grain::Month,
        "quarter" | "quarters" | "qtr" | "qtrs" => Grain::Quarter,
        "year" | "years" | "yr" | "yrs" => Grain::Year,
        _ => return None,
    })
}

pub(super) fn month_number(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let position = MONTHS.iter().position(|m| {
        *m == word
            || (word.len() == 3 && m.starts_with(word))
            || (word == "sept" && *m == "september")
    })?;
    i8::try_from(position + 1).ok()
}

/// Abbreviations, which are other words too: only beside a date or a preposition.
fn short_weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" => Weekday::Monday,
        "tue" | "tues" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" | "thur" | "thurs" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mondays" => Weekday::Monday,
        "tuesday" | "tuesdays" => Weekday::Tuesday,
        "wednesday" | "wednesdays" => Weekday::Wednesday,
        "thursday" | "thursdays" => Weekday::Thursday,
        "friday" | "fridays" => Weekday::Friday,
        "saturday" | "saturdays" => Weekday::Saturday,
        "sunday" | "sundays" => Weekday::Sunday,
        _ => return None,
    })
}
