//! A *fiscal year* begins in a month of the company's own, and has the name of the calendar year in which it ends.

use jiff::civil::Date;
use semantic::Window;

use super::calendar::{month_start, shift};
use super::grammar::Grammar;
use super::{Assumed, Range};

const FISCAL: [&str; 2] = ["fiscal", "financial"];
const YEAR_MONTHS: i32 = 12;
const QUARTER_MONTHS: i32 = 3;
const HALF_MONTHS: i32 = 6;

impl Grammar<'_> {
    /// "last fiscal year", "this fiscal quarter", "FY25", "fiscal 2025", "Q2 FY2025", "fiscal year to date".
    pub(super) fn fiscal(&self, at: usize) -> Option<(usize, Range)> {
        let begins = self.fiscal_year_begins?;
        let running = begin_of(self.today, begins);
        [
            self.fiscal_to_date(at, running),
            self.fiscal_relative(at, running),
            self.fiscal_part(at, running),
            self.fiscal_year(at, running)
                .map(|(end, first)| (end, self.months(first, YEAR_MONTHS))),
        ]
        .into_iter()
        .flatten()
        .max_by_key(|(end, _)| *end)
    }

    /// "fiscal year to date", "fiscal ytd", "fytd".
    fn fiscal_to_date(&self, at: usize, running: Date) -> Option<(usize, Range)> {
        let end = match (self.word(at), self.word(at + 1)) {
            ("fytd", _) => at + 1,
            (fiscal, "ytd") if FISCAL.contains(&fiscal) => at + 2,
            (fiscal, "year") if FISCAL.contains(&fiscal) => {
                (self.word(at + 2) == "to" && self.word(at + 3) == "date").then_some(at + 4)?
            }
            _ => return None,
        };
        Some((
            end,
            Range::fixed(Window {
                from: Some(running),
                until: Some(shift(self.today, 1)),
            }),
        ))
    }

    /// "last fiscal year", "the current financial quarter".
    fn fiscal_relative(&self, at: usize, running: Date) -> Option<(usize, Range)> {
        let offset = match self.word(at) {
            "this" | "current" | "running" | "present" => 0,
            "last" | "previous" | "past" | "prior" | "preceding" => -1,
            "next" | "coming" | "upcoming" | "following" => 1,
            _ => return None,
        };
        let (unit, end) = if FISCAL.contains(&self.word(at + 1)) {
            (self.word(at + 2), at + 3)
        } else if self.word(at + 1) == "fy" {
            ("year", at + 2)
        } else {
            return None;
        };
        let months = match unit {
            "year" => YEAR_MONTHS,
            "quarter" => QUARTER_MONTHS,
            "half" => HALF_MONTHS,
            _ => return None,
        };
        let mut first = running;
        while month_start(first, months) <= self.today {
            first = month_start(first, months);
        }
        let mut range = self.months(month_start(first, offset * months), months);
        range.ahead = offset > 0;
        if offset == 0 {
            range.happened.until = Some(shift(self.today, 1));
        }
        Some((end, range))
    }

    /// "fiscal Q2", "Q2 FY25", "second fiscal quarter of FY2025", "fiscal H1 2025".
    fn fiscal_part(&self, at: usize, running: Date) -> Option<(usize, Range)> {
        let marked = FISCAL.contains(&self.word(at));
        let start = if marked { at + 1 } else { at };
        let (months, number, end, marked) = self.part(start, marked)?;
        let first_part = |year: Date| month_start(year, (number - 1) * months);
        let year_at = self.skip(end, &["of", "in", "the"]);
        if let Some((end, year)) = self.fiscal_year(year_at, running) {
            return Some((end, self.months(first_part(year), months)));
        }
        if !marked {
            return None;
        }
        if let Some(year) = self.year(year_at) {
            let year = fiscal_year_named(year, running)?;
            return Some((year_at + 1, self.months(first_part(year), months)));
        }
        // Without a year it is the newest that has begun.
        let mut first = first_part(running);
        if first > self.today {
            first = month_start(first, -YEAR_MONTHS);
        }
        Some((end, self.months(first, months)))
    }

    /// Months, number, end and whether it was said to be fiscal: "q2", "second quarter", "second fiscal quarter".
    fn part(&self, at: usize, marked: bool) -> Option<(i32, i32, usize, bool)> {
        let word = self.word(at);
        let numbered = |letter: char| word.strip_prefix(letter).and_then(|n| n.parse().ok());
        if let Some(number) = numbered('q').filter(|n| (1..=4).contains(n)) {
            return Some((QUARTER_MONTHS, number, at + 1, marked));
        }
        if let Some(number) = numbered('h').filter(|n| (1..=2).contains(n)) {
            return Some((HALF_MONTHS, number, at + 1, marked));
        }
        let number = match word {
            "first" | "1st" => 1,
            "second" | "2nd" => 2,
            "third" | "3rd" => 3,
            "fourth" | "4th" => 4,
            _ => return None,
        };
        let between = FISCAL.contains(&self.word(at + 1));
        let unit_at = at + 1 + usize::from(between);
        match self.word(unit_at) {
            "quarter" => Some((QUARTER_MONTHS, number, unit_at + 1, marked || between)),
            "half" if number <= 2 => Some((HALF_MONTHS, number, unit_at + 1, marked || between)),
            _ => None,
        }
    }

    /// First day of a fiscal year that is named: "FY25", "FY 2025", "fiscal 2025", "financial year 2025".
    fn fiscal_year(&self, at: usize, running: Date) -> Option<(usize, Date)> {
        let word = self.word(at);
        let (end, name) = if let Some(digits) = word.strip_prefix("fy").filter(|d| !d.is_empty()) {
            (at + 1, named_year(digits, self.today)?)
        } else {
            let name_at = match (word, self.word(at + 1)) {
                ("fy", _) => at + 1,
                (fiscal, "year") if FISCAL.contains(&fiscal) => at + 2,
                (fiscal, _) if FISCAL.contains(&fiscal) => at + 1,
                _ => return None,
            };
            let name = self.year(name_at).or_else(|| {
                (word == "fy").then(|| named_year(self.word(name_at), self.today))?
            })?;
            (name_at + 1, name)
        };
        Some((end, fiscal_year_named(name, running)?))
    }

    fn months(&self, first: Date, months: i32) -> Range {
        Range {
            ahead: first > self.today,
            assumed: Some(Assumed::FiscalYear),
            ..Range::fixed(Window {
                from: Some(first),
                until: Some(month_start(first, months)),
            })
        }
    }
}

/// First day of the fiscal year of that name.
fn fiscal_year_named(name: i16, running: Date) -> Option<Date> {
    let ends = month_start(running, YEAR_MONTHS - 1).year();
    let first = month_start(running, i32::from(name - ends) * YEAR_MONTHS);
    (1900..=2200).contains(&first.year()).then_some(first)
}

/// First day of the fiscal year that holds `day`.
fn begin_of(day: Date, begins: i8) -> Date {
    let since = (i32::from(day.month()) - i32::from(begins)).rem_euclid(YEAR_MONTHS);
    month_start(day, -since)
}

/// "25" and "2025" are 2025.
fn named_year(digits: &str, today: Date) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        2 => Some(super::anchor::full_year(year, today)),
        4 => (1970..=2100).contains(&year).then_some(year),
        _ => None,
    }
}
