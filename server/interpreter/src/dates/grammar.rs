//! The grammar of date phrases.

use jiff::civil::Date;
use semantic::{Grain, Window};

use super::anchor::{grain, month_number, weekday};
use super::calendar::{month, month_start, newest_year_of_month, period, shift};
use super::{Assumed, DatePhrase, Range};
use crate::numbers::number;
use crate::text::{Gap, Token};

/// The date phrase that begins at `tokens[at]`, with the count of tokens that it takes; the longest reading wins.
pub(crate) fn phrase(
    text: &str,
    tokens: &[Token],
    at: usize,
    today: Date,
    fiscal_year_begins: Option<i8>,
) -> Option<(usize, DatePhrase)> {
    let grammar = Grammar {
        text,
        tokens,
        today,
        fiscal_year_begins,
    };
    let range = grammar
        .range(at)
        .map(|(taken, range)| (taken, DatePhrase::Range(range)));
    let relative = grammar.relative(at);
    [range, relative]
        .into_iter()
        .flatten()
        .max_by_key(|(taken, _)| *taken)
}

pub(super) struct Grammar<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) today: Date,
    /// Month with which the company's own year begins, where it has one.
    pub(super) fiscal_year_begins: Option<i8>,
}

impl Grammar<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.norm.as_str())
    }

    /// Skips articles and prepositions that say nothing.
    pub(super) fn skip(&self, mut at: usize, words: &[&str]) -> usize {
        while words.contains(&self.word(at)) {
            at += 1;
        }
        at
    }

    pub(super) fn range(&self, at: usize) -> Option<(usize, Range)> {
        let start = self.skip(
            at,
            &[
                "in", "on", "during", "within", "over", "for", "of", "the", "at", "across",
            ],
        );
        // "all of 2025", "the whole of last year".
        let whole =
            matches!(self.word(start), "all" | "whole" | "entire") && self.word(start + 1) == "of";
        let start = if whole {
            self.skip(start + 2, &["the"])
        } else {
            start
        };
        let readings = [
            self.named_day(start),
            self.between(start),
            self.since(start),
            self.until(start),
            self.to_date(start),
            self.rolling(start),
            self.short_rolling(start),
            self.short_period(start),
            self.period_so_far(start),
            self.calendar(start),
            self.ago(start),
            self.one_further(start),
            self.week_of(start),
            self.beside(start),
            self.edge_of(start),
            self.third_of(start),
            self.years(start),
            self.aged(at),
            self.within(at),
            self.fiscal(start),
            self.season(start),
            self.anchor_range(start),
        ];
        let (end, range) = readings.into_iter().flatten().max_by_key(|(end, _)| *end)?;
        if let Some((end, range)) = self.or_later(end, &range) {
            return Some((end - at, range));
        }
        let behind = self.so_far(end);
        let tomorrow = shift(self.today, 1);
        let mut range = range;
        // "April to date": from its first day until today.
        let open = matches!(self.word(end), "to" | "up") && range.grain.is_some();
        if open && behind > end && range.whole.until.is_some_and(|d| d <= self.today) {
            range.happened.until = Some(tomorrow);
            range.whole.until = Some(tomorrow);
            range.grain = None;
        }
        if behind > end && range.happened.until.is_some_and(|d| d > tomorrow) {
            range.happened.until = Some(tomorrow);
        }
        Some((behind - at, range))
    }

    pub(super) fn so_far(&self, at: usize) -> usize {
        match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("so", "far", _) | ("to", "date", _) => at + 2,
            ("up", "to", "now") => at + 3,
            ("alone" | "only", _, _) => at + 1,
            _ => at,
        }
    }

    pub(super) fn named_day(&self, at: usize) -> Option<(usize, Range)> {
        let offset = match self.word(at) {
            "today" => 0,
            "tonight" => 0,
            "yesterday" => -1,
            "tomorrow" => 1,
            "day" if self.word(at + 1) == "before" && self.word(at + 2) == "yesterday" => {
                return Some((at + 3, self.day_range(-2)));
            }
            "day" if self.word(at + 1) == "after" && self.word(at + 2) == "tomorrow" => {
                return Some((at + 3, self.day_range(2)));
            }
            _ => return None,
        };
        Some((at + 1, self.day_range(offset)))
    }

    pub(super) fn day_range(&self, offset: i32) -> Range {
        let mut range = Range::fixed(period(self.today, Grain::Day, offset));
        range.grain = Some(Grain::Day);
        range.ahead = offset > 0;
        range
    }

    /// "this month", "last quarter", "next week", "the current year".
    pub(super) fn calendar(&self, at: usize) -> Option<(usize, Range)> {
        let offset = match self.word(at) {
            "this" | "current" | "running" | "present" => 0,
            "last" | "previous" | "past" | "prior" | "preceding" => -1,
            "next" | "coming" | "upcoming" | "following" => 1,
            _ => return None,
        };
        let mut unit_at = at + 1;
        if matches!(
            self.word(unit_at),
            "calendar" | "full" | "whole" | "complete" | "completed" | "entire" | "closed"
        ) {
            unit_at += 1;
        }
        if matches!(self.word(unit_at), "weekend") {
            let week = period(self.today, Grain::Week, offset);
            let saturday = shift(week.from?, 5);
            let mut range = Range::fixed(Window {
                from: Some(saturday),
                until: week.until,
            });
            range.ahead = offset >= 0;
            return Some((unit_at + 1, range));
        }
        if let Some(weekday) = weekday(self.word(unit_at)) {
            let day = self.weekday(weekday, offset);
            let mut range = Range::fixed(period(day, Grain::Day, 0));
            range.ahead = day > self.today;
            return Some((unit_at + 1, range));
        }
        if let Some(number) = month_number(self.word(unit_at)) {
            let running = newest_year_of_month(self.today, number);
            let chosen = match offset {
                -1 if number == self.today.month() => running - 1,
                1 if number <= self.today.month() => running + 1,
                1 => self.today.year(),
                _ => running,
            };
            return Some((
                unit_at + 1,
                self.period_range(month(chosen, number)?, Grain::Month),
            ));
        }
        let grain = grain(self.word(unit_at))?;
        // "last day of …" and "last week of …" are not calendar periods before today.
        if self.word(unit_at + 1) == "of" && offset == -1 {
            return None;
        }
        let whole = period(self.today, grain, offset);
        let mut range = self.period_range(whole, grain);
        range.assumed = (self.word(at) == "past").then_some(Assumed::Past);
        Some((unit_at + 1, range))
    }

    /// A period: what has happened of it, and the whole.
    pub(super) fn period_range(&self, whole: Window, grain: Grain) -> Range {
        let tomorrow = shift(self.today, 1);
        let runs = whole.from.is_some_and(|d| d <= self.today)
            && whole.until.is_some_and(|d| d > tomorrow);
        let happened = if runs {
            Window {
                from: whole.from,
                until: Some(tomorrow),
            }
        } else {
            whole
        };
        Range {
            happened,
            whole,
            grain: Some(grain),
            ahead: whole.from.is_some_and(|d| d > self.today),
            assumed: None,
            ends: None,
            aged: false,
        }
    }

    /// "last 30 days", "the past two weeks", "next 10 days", "90 days" after "in the".
    pub(super) fn rolling(&self, at: usize) -> Option<(usize, Range)> {
        let (ahead, number_at) = match self.word(at) {
            "last" | "past" | "previous" | "trailing" | "preceding" | "prior" | "recent"
            | "latest" => (false, at + 1),
            "next" | "coming" | "following" | "upcoming" => (true, at + 1),
            _ => return None,
        };
        let whole_at = self.skip(number_at, WHOLE);
        if self.word(number_at) == "half"
            && let Some((end, count, grain)) = self.counted_periods(number_at)
        {
            return Some((end, self.rolled(ahead, count, grain)));
        }
        let (count, unit_at) = if self.word(number_at) == "fortnight" {
            return Some((number_at + 1, self.rolled(ahead, 14, Grain::Day)));
        } else if matches!(self.word(number_at), "couple") {
            (2, self.skip(number_at + 1, &["of"]))
        } else {
            let (taken, value) = number(self.text, self.tokens, whole_at)?;
            (
                value
                    .value
                    .parse::<i32>()
                    .ok()
                    .filter(|n| (1..=36_500).contains(n))?,
                whole_at + taken,
            )
        };
        let of_whole = self.skip(unit_at, WHOLE);
        let unit_at = self.skip(of_whole, &["consecutive"]);
        let unit = self.word(unit_at);
        if !ahead
            && (of_whole > whole_at.max(number_at) && WHOLE.contains(&self.word(of_whole - 1))
                || whole_at > number_at)
            && let Some(grain) = grain(unit)
        {
            return Some((unit_at + 1, self.completed(count, grain)));
        }
        if matches!(unit, "hour" | "hours") {
            return Some((
                unit_at + 1,
                self.rolled(ahead, (count + 23) / 24, Grain::Day),
            ));
        }
        let grain = grain(unit)?;
        Some((unit_at + 1, self.rolled(ahead, count, grain)))
    }

    pub(super) fn rolled(&self, ahead: bool, count: i32, grain: Grain) -> Range {
        let days = match grain {
            Grain::Day => Some(i64::from(count)),
            Grain::Week => Some(i64::from(count) * 7),
            _ => None,
        };
        let months = match grain {
            Grain::Quarter => 3 * count,
            Grain::Year => 12 * count,
            _ => count,
        };
        let window = if ahead {
            let until = match days {
                Some(days) => shift(self.today, days + 1),
                None => shift(add_months(self.today, months), 1),
            };
            Window {
                from: Some(self.today),
                until: Some(until),
            }
        } else {
            let from = match days {
                Some(days) => shift(self.today, 1 - days),
                None => shift(add_months(self.today, -months), 1),
            };
            Window {
                from: Some(from),
                until: Some(shift(self.today, 1)),
            }
        };
        Range {
            ahead,
            ..Range::fixed(window)
        }
    }

    /// "more than 45 days old", "older than two weeks" (the latter through `until`), "over a year old", "under 10 days ago".
    pub(super) fn aged(&self, at: usize) -> Option<(usize, Range)> {
        let (number_at, older) = match (self.word(at), self.word(at + 1)) {
            ("more" | "longer", "than") => (at + 2, true),
            ("over" | "above" | "beyond", _) => (at + 1, true),
            ("less" | "fewer" | "younger" | "newer", "than") => (at + 2, false),
            ("under" | "below", _) => (at + 1, false),
            ("at", "least") => (at + 2, true),
            _ => return None,
        };
        let (behind, count, grain) = self.counted_periods(number_at)?;
        let young = matches!(self.word(at), "younger" | "newer");
        let end = match self.word(behind) {
            "old" | "ago" => behind + 1,
            _ if young => behind,
            _ => return None,
        };
        let day = self.back(count, grain);
        // "at least 60 days": the day itself too.
        let limit = if self.word(at) == "at" {
            shift(day, 1)
        } else {
            day
        };
        let window = if older {
            Window {
                from: None,
                until: Some(limit),
            }
        } else {
            Window {
                from: Some(shift(day, 1)),
                until: Some(shift(self.today, 1)),
            }
        };
        Some((
            end,
            Range {
                aged: true,
                ..Range::fixed(window)
            },
        ))
    }

    /// "within 10 days": the last ones for what happened, the next ones for what is due.
    pub(super) fn within(&self, at: usize) -> Option<(usize, Range)> {
        if !matches!(self.word(at), "within" | "inside") {
            return None;
        }
        let (unit_at, count) = self.counted(self.skip(at + 1, &["the"]))?;
        let grain = grain(self.word(unit_at))?;
        let past = self.rolled(false, count, grain);
        Some((
            unit_at + 1,
            Range {
                whole: self.rolled(true, count, grain).whole,
                ..past
            },
        ))
    }

    /// So many periods: the place behind the unit, how many, and which. "Half a year" is two quarters.
    pub(super) fn counted_periods(&self, at: usize) -> Option<(usize, i32, Grain)> {
        if self.word(at) == "half" {
            let unit_at = self.skip(at + 1, &["a", "the"]);
            return (self.word(unit_at) == "year").then_some((unit_at + 1, 2, Grain::Quarter));
        }
        let (unit_at, count) = self.counted(at)?;
        Some((unit_at + 1, count, grain(self.word(unit_at))?))
    }

    /// A number, or "a", "a couple of": the place behind it and how many.
    pub(super) fn counted(&self, at: usize) -> Option<(usize, i32)> {
        match self.word(at) {
            "a" if self.word(at + 1) == "couple" => Some((self.skip(at + 2, &["of"]), 2)),
            "a" | "an" => Some((at + 1, 1)),
            "couple" => Some((self.skip(at + 1, &["of"]), 2)),
            _ => {
                let (taken, value) = number(self.text, self.tokens, at)?;
                let count = value.value.parse::<i32>().ok();
                Some((at + taken, count.filter(|n| (1..=36_500).contains(n))?))
            }
        }
    }

    /// The day so many periods before today.
    pub(super) fn back(&self, count: i32, grain: Grain) -> Date {
        match grain {
            Grain::Day => shift(self.today, -i64::from(count)),
            Grain::Week => shift(self.today, -7 * i64::from(count)),
            Grain::Month => add_months(self.today, -count),
            Grain::Quarter => add_months(self.today, count.saturating_mul(-3)),
            Grain::Year => add_months(self.today, count.saturating_mul(-12)),
        }
    }

    /// "two weeks ago": that day; "3 months ago": that month.
    pub(super) fn ago(&self, at: usize) -> Option<(usize, Range)> {
        let (taken, count) = match self.word(at) {
            "a" | "an" => (1, 1),
            _ => {
                let (taken, value) = number(self.text, self.tokens, at)?;
                (
                    taken,
                    value
                        .value
                        .parse::<i32>()
                        .ok()
                        .filter(|n| (0..=36_500).contains(n))?,
                )
            }
        };
        let grain = grain(self.word(at + taken))?;
        if self.word(at + taken + 1) != "ago" {
            return None;
        }
        let window = match grain {
            Grain::Day => period(self.today, Grain::Day, -count),
            other => period(self.today, other, -count),
        };
        Some((at + taken + 2, self.period_range(window, grain)))
    }

    /// "year to date", "ytd", "this year so far" (the last through `so_far`).
    pub(super) fn to_date(&self, at: usize) -> Option<(usize, Range)> {
        if let Some(found) = self.year_to_date(at) {
            return Some(found);
        }
        let (taken, grain) = match self.word(at) {
            "ytd" => (1, Grain::Year),
            "qtd" => (1, Grain::Quarter),
            "mtd" => (1, Grain::Month),
            "wtd" => (1, Grain::Week),
            unit if self.word(at + 1) == "to" && self.word(at + 2) == "date" => (3, grain(unit)?),
            _ => return None,
        };
        let whole = period(self.today, grain, 0);
        let window = Window {
            from: whole.from,
            until: Some(shift(self.today, 1)),
        };
        Some((
            at + taken,
            Range {
                grain: Some(grain),
                ..Range::fixed(window)
            },
        ))
    }

    /// "2025 ytd", "ytd 2024": that year up to the day and month of today.
    fn year_to_date(&self, at: usize) -> Option<(usize, Range)> {
        let ytd = |at: usize| match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("ytd", ..) => Some(at + 1),
            ("year", "to", "date") => Some(at + 3),
            _ => None,
        };
        let (end, year) = match (ytd(at), self.year(at)) {
            (Some(behind), _) => (behind + 1, self.year(behind)?),
            (None, Some(year)) => (ytd(at + 1)?, year),
            (None, None) => return None,
        };
        let back = i32::from(self.today.year() - year);
        if back < 0 {
            return None;
        }
        let window = Window {
            from: Some(Date::new(year, 1, 1).ok()?),
            until: Some(add_months(shift(self.today, 1), -12 * back)),
        };
        let range = Range {
            grain: (back == 0).then_some(Grain::Year),
            ..Range::fixed(window)
        };
        Some((end, range))
    }

    /// A single anchor as a range: "in June", "Q2 2025", "on 5 May", "2024".
    pub(super) fn anchor_range(&self, at: usize) -> Option<(usize, Range)> {
        let (end, anchor) = self.anchor(at, false)?;
        // A period by its name is the whole of it; only "this …" and "since …" end today.
        let ahead = anchor.window.from.is_some_and(|d| d > self.today);
        let mut range = Range {
            grain: Some(anchor.grain),
            ahead,
            assumed: anchor.assumed,
            ..Range::fixed(anchor.window)
        };
        if anchor.open_year {
            range.whole = self.nearest_year(anchor.window);
        }
        // "Taken on Friday": the last one, where what is said has happened.
        if weekday(self.word(at)).is_some()
            && anchor.window.from.is_some_and(|d| d > self.today)
            && self.happened_before(at)
        {
            let back = |day: Option<Date>| day.map(|d| shift(d, -7));
            let window = Window {
                from: back(anchor.window.from),
                until: back(anchor.window.until),
            };
            range = Range {
                grain: Some(Grain::Day),
                ..Range::fixed(window)
            };
        }
        Some((end, range))
    }

    /// A verb of the past stands right before the time at that place.
    fn happened_before(&self, at: usize) -> bool {
        const PAST: &str = " taken placed ordered came sold received shipped delivered booked bought went raised got arrived entered made \
            did were was picked sent dispatched put had ";
        let verb = |t: &Token| PAST.split_whitespace().any(|w| w == t.norm);
        let duty = |t: &Token| {
            matches!(
                t.norm.as_str(),
                "be" | "should" | "must" | "will" | "due" | "expected" | "supposed"
            )
        };
        let before = &self.tokens[at.saturating_sub(5)..at];
        before.iter().any(verb) && !before.iter().any(duty)
    }

    /// "the quarter before", "the previous one", "a year earlier", "same period last year".
    pub(super) fn relative(&self, at: usize) -> Option<(usize, DatePhrase)> {
        let begin = self.skip(at, &["the", "in", "to", "with", "against", "than", "a"]);
        let words = (
            self.word(begin),
            self.word(begin + 1),
            self.word(begin + 2),
            self.word(begin + 3),
        );
        let (end, phrase) = match words {
            (
                "same",
                "period" | "time" | "month" | "quarter" | "week",
                "last" | "previous",
                "year",
            ) => (begin + 4, DatePhrase::YearBefore),
            (
                "same" | "those" | "these",
                "months" | "weeks" | "days" | "quarters",
                "last" | "previous",
                "year",
            ) => (begin + 4, DatePhrase::YearBefore),
            ("same" | "those" | "these", "months" | "weeks" | "days" | "quarters", "a", "year") => {
                (begin + 5, DatePhrase::YearBefore)
            }
            ("same", "period" | "time" | "month" | "quarter" | "week", "a", "year") => {
                (begin + 5, DatePhrase::YearBefore)
            }
            // "How was it the October before?": nothing else of a time follows.
            (month, "before", _, _)
                if month_number(month).is_some()
                    && (month != "may" || begin > at)
                    && self
                        .tokens
                        .get(begin + 2)
                        .is_none_or(|t| matches!(t.gap, Gap::Comma | Gap::Stop)) =>
            {
                (begin + 2, DatePhrase::MonthBefore(month_number(month)?))
            }
            ("year", "earlier" | "ago" | "prior" | "back", _, _) => {
                (begin + 2, DatePhrase::YearBefore)
            }
            ("previous" | "prior" | "preceding", "one" | "period", _, _) => {
                (begin + 2, DatePhrase::PeriodBefore(None))
            }
            ("one" | "period", "before" | "earlier" | "prior", _, _) => {
                (begin + 2, DatePhrase::PeriodBefore(None))
            }
            (unit, "before" | "earlier" | "prior", next, _)
                if grain(unit).is_some()
                    && !unit.ends_with('s')
                    && next != "yesterday"
                    && month_number(next).is_none() =>
            {
                let end = if next == "that" || next == "it" {
                    begin + 3
                } else {
                    begin + 2
                };
                (end, DatePhrase::PeriodBefore(grain(unit)))
            }
            _ => return None,
        };
        Some((end.min(self.tokens.len()) - at, phrase))
    }
}

/// Words that ask for periods from their first day to their last.
const WHOLE: &[&str] = &[
    "calendar",
    "full",
    "complete",
    "completed",
    "whole",
    "entire",
    "closed",
];

pub(super) fn add_months(day: Date, months: i32) -> Date {
    use jiff::ToSpan;
    day.checked_add(months.months())
        .unwrap_or_else(|_| month_start(day, 0))
}
