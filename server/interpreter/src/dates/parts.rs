//! A *part* of a period: its first or last days, its beginning, middle or end, the week of a day, the period before the last.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use semantic::{Grain, Window};

use super::anchor::{grain, month_number};
use super::calendar::{period, shift};
use super::grammar::{Grammar, add_months};
use super::{Assumed, Range};
use crate::numbers::number;
use crate::text::{Gap, Token};

impl Grammar<'_> {
    /// "month before last", "the week after next".
    pub(super) fn one_further(&self, at: usize) -> Option<(usize, Range)> {
        let grain = grain(self.word(at)).filter(|_| !self.word(at).ends_with('s'))?;
        let offset = match (self.word(at + 1), self.word(at + 2)) {
            ("before", "last") => -2,
            ("after", "next") => 2,
            _ => return None,
        };
        let whole = period(self.today, grain, offset);
        Some((at + 3, self.period_range(whole, grain)))
    }

    /// "the week of 5 May", "week commencing 2 June", "week ending 8 June", "week 23", "calendar week 23 of 2025".
    pub(super) fn week_of(&self, at: usize) -> Option<(usize, Range)> {
        let at = if self.word(at) == "calendar" {
            at + 1
        } else {
            at
        };
        let (number_at, weeks) = match self.word(at) {
            "week" | "wk" => (at + 1, true),
            "cw" | "kw" => (at + 1, false),
            _ => return None,
        };
        let week = |day: Date| self.period_range(period(day, Grain::Week, 0), Grain::Week);
        if weeks {
            let day_at = match self.word(number_at) {
                "of" | "commencing" | "beginning" | "starting" | "ending" | "from" | "around" => {
                    self.skip(number_at + 1, &["the", "on"])
                }
                _ => number_at,
            };
            if day_at > number_at
                && let Some((end, anchor)) = self.anchor(day_at, false)
                && anchor.grain == Grain::Day
                // "Per week from 5 May to 15 June" is a series.
                && !matches!(self.word(end), "to" | "until" | "till" | "through")
            {
                return Some((end, week(anchor.window.from?)));
            }
        }
        let number_at = self.skip(number_at, &["no", "number", "nr"]);
        // "Per week, 5 May to 15 June": the day of a month.
        let apart = self
            .tokens
            .get(number_at)
            .is_some_and(|t| matches!(t.gap, Gap::Comma | Gap::Stop));
        let of_month = month_number(self.word(number_at + 1)).is_some();
        if apart || of_month {
            return None;
        }
        let count: i8 = self.word(number_at).parse().ok()?;
        let year_at = self.skip(number_at + 1, &["of", "in"]);
        let (end, year) = match self.year(year_at) {
            Some(year) => (year_at + 1, year),
            None => (number_at + 1, self.today.year()),
        };
        let first = |year: i16| {
            ISOWeekDate::new(year, count, Weekday::Monday)
                .ok()
                .map(ISOWeekDate::date)
        };
        let mut monday = first(year)?;
        if monday > self.today && end == number_at + 1 {
            monday = first(year - 1)?;
        }
        Some((end, week(monday)))
    }

    /// "2022-2024".
    pub(super) fn years(&self, at: usize) -> Option<(usize, Range)> {
        let [first, last] = self.tokens.get(at..at + 2)? else {
            return None;
        };
        let joined = |at: usize| self.tokens.get(at).is_some_and(|t| t.gap == Gap::Joined);
        if !joined(at + 1) || joined(at) || joined(at + 2) {
            return None;
        }
        let year = |token: &Token| {
            let year: Option<i16> = token.norm.parse().ok();
            year.filter(|y| token.norm.len() == 4 && (1970..=2100).contains(y))
        };
        let (first, last) = (year(first)?, year(last)?);
        if first >= last {
            return None;
        }
        let from = Date::new(first, 1, 1).ok()?;
        let until = Date::new(last + 1, 1, 1).ok()?;
        Some((at + 2, self.fixed(from, until)))
    }

    /// "the first week of June", "last three days of May", "first ten days of this month", "first half of March".
    pub(super) fn edge_of(&self, at: usize) -> Option<(usize, Range)> {
        let first = match self.word(at) {
            "first" | "1st" | "opening" => true,
            "last" | "final" | "closing" => false,
            "second" | "2nd" if self.word(at + 1) == "half" => false,
            _ => return None,
        };
        if self.word(at + 1) == "half" {
            let (end, window) = self.outer_period(at + 2)?;
            let (from, until) = (window.from?, window.until?);
            let months = months_between(from, until);
            let middle = if months == 1 {
                shift(from, 15)
            } else if months > 0 && months % 2 == 0 {
                add_months(from, months / 2)
            } else {
                return None;
            };
            return Some((end, self.cut(from, until, middle, first, None)));
        }
        let (taken, count) = match number(self.text, self.tokens, at + 1) {
            Some((taken, value)) => (taken, value.value.parse::<i32>().ok()?),
            None => (0, 1),
        };
        if !(1..=366).contains(&count) {
            return None;
        }
        let unit_at = at + 1 + taken;
        let grain = grain(self.word(unit_at))?;
        let (end, window) = self.outer_period(unit_at + 1)?;
        let (from, until) = (window.from?, window.until?);
        let step = |day: Date, sign: i32| match grain {
            Grain::Day => shift(day, i64::from(sign * count)),
            Grain::Week => shift(day, i64::from(7 * sign * count)),
            Grain::Month => add_months(day, sign * count),
            Grain::Quarter => add_months(day, 3 * sign * count),
            Grain::Year => add_months(day, 12 * sign * count),
        };
        let cut = if first {
            step(from, 1)
        } else {
            step(until, -1)
        };
        if cut <= from || cut > until || (cut == until && !first) {
            return None;
        }
        let assumed = (grain == Grain::Week).then_some(Assumed::SevenDays);
        Some((end, self.cut(from, until, cut, first, assumed)))
    }

    /// "early June", "mid-May", "the middle of last month", "late April": ten days each, which is said.
    pub(super) fn third_of(&self, at: usize) -> Option<(usize, Range)> {
        let (third, next) = match self.word(at) {
            "early" => (0, at + 1),
            "mid" => (1, at + 1),
            // "Deliveries that came late in May", "late last month": too late, not the end of the month.
            "late"
                if super::anchor::month_number(self.word(at + 1)).is_some()
                    && (at == 0
                        || matches!(
                            self.word(at - 1),
                            "in" | "of"
                                | "since"
                                | "until"
                                | "from"
                                | "to"
                                | "by"
                                | "during"
                                | "and"
                        )) =>
            {
                (2, at + 1)
            }
            "beginning" | "start" if self.word(at + 1) == "of" => (0, at + 2),
            "middle" if self.word(at + 1) == "of" => (1, at + 2),
            "end" if self.word(at + 1) == "of" => (2, at + 2),
            _ => return None,
        };
        let (end, window) = self.inner_period(self.skip(next, &["the", "in"]))?;
        let (from, until) = (window.from?, window.until?);
        if months_between(from, until) != 1 {
            return None;
        }
        let window = match third {
            0 => (from, shift(from, 10)),
            1 => (shift(from, 10), shift(from, 20)),
            _ => (shift(from, 20), until),
        };
        let mut range = self.fixed(window.0, window.1);
        range.assumed = Some(Assumed::Third);
        Some((end, range))
    }

    /// The last `count` whole periods before the running one: "the last three complete months".
    pub(super) fn completed(&self, count: i32, grain: Grain) -> Range {
        let window = Window {
            from: period(self.today, grain, -count).from,
            until: period(self.today, grain, 0).from,
        };
        Range::fixed(window)
    }

    fn outer_period(&self, at: usize) -> Option<(usize, Window)> {
        if !matches!(self.word(at), "of" | "in") {
            return None;
        }
        self.inner_period(self.skip(at + 1, &["the"]))
    }

    fn cut(
        &self,
        from: Date,
        until: Date,
        at: Date,
        first: bool,
        assumed: Option<Assumed>,
    ) -> Range {
        let mut range = if first {
            self.fixed(from, at)
        } else {
            self.fixed(at, until)
        };
        range.assumed = assumed;
        range
    }

    fn fixed(&self, from: Date, until: Date) -> Range {
        let mut range = Range::fixed(Window {
            from: Some(from),
            until: Some(until),
        });
        range.ahead = from > self.today;
        range
    }
}

/// Whole months from one first of a month to another; 0 when they are none.
fn months_between(from: Date, until: Date) -> i32 {
    if from.day() != 1 || until.day() != 1 {
        return 0;
    }
    (i32::from(until.year()) - i32::from(from.year())) * 12 + i32::from(until.month())
        - i32::from(from.month())
}
