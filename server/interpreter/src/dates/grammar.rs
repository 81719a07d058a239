//! The grammar of date phrases.

use jiff::civil::{Date, Weekday};
use semantic::{Grain, Window};

use super::calendar::{half, month, month_start, newest_year_of_month, period, quarter, shift, year};
use super::{DatePhrase, Range};
use crate::numbers::number;
use crate::text::{Gap, Token};

/// The date phrase that begins at `tokens[at]`, with the count of tokens that it takes; the longest reading wins.
pub(crate) fn phrase(text: &str, tokens: &[Token], at: usize, today: Date) -> Option<(usize, DatePhrase)> {
    let grammar = Grammar { text, tokens, today };
    let range = grammar.range(at).map(|(taken, range)| (taken, DatePhrase::Range(range)));
    let relative = grammar.relative(at);
    [range, relative].into_iter().flatten().max_by_key(|(taken, _)| *taken)
}

struct Grammar<'a> {
    text: &'a str,
    tokens: &'a [Token],
    today: Date,
}

/// A point or period that can open or close a range: "5 May", "March 2025", "Q2", "Friday".
#[derive(Clone, Copy)]
struct Anchor {
    window: Window,
    grain: Grain,
    /// The year was not said; it may come from the other end of the range.
    open_year: bool,
}

impl Grammar<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.norm.as_str())
    }

    /// Skips articles and prepositions that say nothing.
    fn skip(&self, mut at: usize, words: &[&str]) -> usize {
        while words.contains(&self.word(at)) {
            at += 1;
        }
        at
    }

    fn range(&self, at: usize) -> Option<(usize, Range)> {
        let start = self.skip(at, &["in", "on", "during", "within", "over", "for", "of", "the", "at", "across"]);
        let readings = [
            self.named_day(start),
            self.between(start),
            self.since(start),
            self.until(start),
            self.to_date(start),
            self.rolling(start),
            self.calendar(start),
            self.ago(start),
            self.anchor_range(start),
        ];
        let (end, range) = readings.into_iter().flatten().max_by_key(|(end, _)| *end)?;
        let end = self.so_far(end);
        Some((end - at, range))
    }

    fn so_far(&self, at: usize) -> usize {
        match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("so", "far", _) | ("to", "date", _) => at + 2,
            ("up", "to", "now") => at + 3,
            ("alone" | "only", _, _) => at + 1,
            _ => at,
        }
    }

    fn named_day(&self, at: usize) -> Option<(usize, Range)> {
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

    fn day_range(&self, offset: i32) -> Range {
        let mut range = Range::fixed(period(self.today, Grain::Day, offset));
        range.grain = Some(Grain::Day);
        range.ahead = offset > 0;
        range
    }

    /// "this month", "last quarter", "next week", "the current year".
    fn calendar(&self, at: usize) -> Option<(usize, Range)> {
        let offset = match self.word(at) {
            "this" | "current" | "running" | "present" => 0,
            "last" | "previous" | "past" | "prior" | "preceding" => -1,
            "next" | "coming" | "upcoming" | "following" => 1,
            _ => return None,
        };
        let mut unit_at = at + 1;
        if matches!(self.word(unit_at), "calendar" | "full" | "whole" | "complete") {
            unit_at += 1;
        }
        if matches!(self.word(unit_at), "weekend") {
            let week = period(self.today, Grain::Week, offset);
            let saturday = shift(week.from?, 5);
            let mut range = Range::fixed(Window { from: Some(saturday), until: week.until });
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
            return Some((unit_at + 1, self.period_range(month(chosen, number)?, Grain::Month)));
        }
        let grain = grain(self.word(unit_at))?;
        // "last day of …" and "last week of …" are not calendar periods before today.
        if self.word(unit_at + 1) == "of" && offset == -1 {
            return None;
        }
        let whole = period(self.today, grain, offset);
        Some((unit_at + 1, self.period_range(whole, grain)))
    }

    /// A period: what has happened of it, and the whole.
    fn period_range(&self, whole: Window, grain: Grain) -> Range {
        let tomorrow = shift(self.today, 1);
        let runs = whole.from.is_some_and(|d| d <= self.today) && whole.until.is_some_and(|d| d > tomorrow);
        let happened = if runs { Window { from: whole.from, until: Some(tomorrow) } } else { whole };
        Range { happened, whole, grain: Some(grain), ahead: whole.from.is_some_and(|d| d > self.today) }
    }

    /// "last 30 days", "the past two weeks", "next 10 days", "90 days" after "in the".
    fn rolling(&self, at: usize) -> Option<(usize, Range)> {
        let (ahead, number_at) = match self.word(at) {
            "last" | "past" | "previous" | "trailing" | "preceding" | "prior" | "recent" => (false, at + 1),
            "next" | "coming" | "following" | "upcoming" => (true, at + 1),
            _ => return None,
        };
        let (count, unit_at) = if self.word(number_at) == "fortnight" {
            return Some((number_at + 1, self.rolled(ahead, 14, Grain::Day)));
        } else if matches!(self.word(number_at), "couple") {
            (2, self.skip(number_at + 1, &["of"]))
        } else {
            let (taken, value) = number(self.text, self.tokens, number_at)?;
            (value.value.parse::<i32>().ok().filter(|n| (1..=36_500).contains(n))?, number_at + taken)
        };
        let unit_at = self.skip(unit_at, &["calendar", "full", "consecutive"]);
        let unit = self.word(unit_at);
        if matches!(unit, "hour" | "hours") {
            return Some((unit_at + 1, self.rolled(ahead, (count + 23) / 24, Grain::Day)));
        }
        let grain = grain(unit)?;
        Some((unit_at + 1, self.rolled(ahead, count, grain)))
    }

    fn rolled(&self, ahead: bool, count: i32, grain: Grain) -> Range {
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
            Window { from: Some(self.today), until: Some(until) }
        } else {
            let from = match days {
                Some(days) => shift(self.today, 1 - days),
                None => shift(add_months(self.today, -months), 1),
            };
            Window { from: Some(from), until: Some(shift(self.today, 1)) }
        };
        Range { ahead, ..Range::fixed(window) }
    }

    /// "two weeks ago": that day; "3 months ago": that month.
    fn ago(&self, at: usize) -> Option<(usize, Range)> {
        let (taken, count) = match self.word(at) {
            "a" | "an" => (1, 1),
            _ => {
                let (taken, value) = number(self.text, self.tokens, at)?;
                (taken, value.value.parse::<i32>().ok().filter(|n| (0..=36_500).contains(n))?)
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
    fn to_date(&self, at: usize) -> Option<(usize, Range)> {
        let (taken, grain) = match self.word(at) {
            "ytd" => (1, Grain::Year),
            "qtd" => (1, Grain::Quarter),
            "mtd" => (1, Grain::Month),
            "wtd" => (1, Grain::Week),
            unit if self.word(at + 1) == "to" && self.word(at + 2) == "date" => (3, grain(unit)?),
            _ => return None,
        };
        let whole = period(self.today, grain, 0);
        let window = Window { from: whole.from, until: Some(shift(self.today, 1)) };
        Some((at + taken, Range { grain: Some(grain), ..Range::fixed(window) }))
    }

    /// "since March", "from 1 May on", "after 3 June".
    fn since(&self, at: usize) -> Option<(usize, Range)> {
        let (begin, exclusive) = match self.word(at) {
            "since" | "starting" | "beginning" => (at + 1, false),
            "from" => (at + 1, false),
            "after" | "later" => (at + 1, true),
            _ => return None,
        };
        let begin = self.skip(begin, &["from", "in", "on", "the", "than", "with"]);
        let (mut end, anchor) = self.start_of(begin).or_else(|| self.anchor(begin, false))?;
        if self.word(at) == "from" {
            // A range with an end is `between`; alone it needs "on", "onwards".
            if !matches!(self.word(end), "on" | "onward" | "onwards" | "forward") {
                return None;
            }
        }
        if matches!(self.word(end), "on" | "onward" | "onwards" | "forward") {
            end += 1;
        }
        let from = if exclusive { anchor.window.until } else { anchor.window.from };
        let happened = Window { from, until: Some(shift(self.today, 1)) };
        let whole = Window { from, until: None };
        if from > Some(self.today) {
            return Some((end, Range { ahead: true, ..Range::fixed(whole) }));
        }
        Some((end, Range { happened, whole, grain: None, ahead: false }))
    }

    /// "by Friday", "until end of June", "before May", "up to 3 June".
    fn until(&self, at: usize) -> Option<(usize, Range)> {
        let (begin, inclusive) = match self.word(at) {
            "by" | "until" | "till" | "through" | "thru" => (at + 1, true),
            "before" => (at + 1, false),
            "earlier" | "older" if self.word(at + 1) == "than" => (at + 2, false),
            "up" if matches!(self.word(at + 1), "to" | "until") => (at + 2, true),
            "no" if self.word(at + 1) == "later" && self.word(at + 2) == "than" => (at + 3, true),
            "not" if self.word(at + 1) == "later" && self.word(at + 2) == "than" => (at + 3, true),
            _ => return None,
        };
        let begin = self.skip(begin, &["the", "and", "including"]);
        let (end, anchor) = self
            .end_of(begin)
            .or_else(|| self.start_of(begin))
            .or_else(|| self.calendar(begin).map(|(end, r)| (end, anchor_of(r.whole))))
            .or_else(|| self.named_day(begin).map(|(end, r)| (end, anchor_of(r.whole))))
            .or_else(|| self.anchor(begin, true))?;
        // "by month" groups; only a real anchor comes here, so "by May" stays a limit.
        let until = if inclusive { anchor.window.until } else { anchor.window.from };
        let ahead = until.is_some_and(|d| d > self.today);
        Some((end, Range { ahead, ..Range::fixed(Window { from: None, until }) }))
    }

    /// "the end of June", "month end": the last day.
    fn end_of(&self, at: usize) -> Option<(usize, Anchor)> {
        let at = self.skip(at, &["the"]);
        if !matches!(self.word(at), "end" | "close") {
            return None;
        }
        let inner = self.skip(at + 1, &["of", "the"]);
        let (end, window) = self.inner_period(inner)?;
        let last = shift(window.until?, -1);
        Some((end, Anchor { window: period(last, Grain::Day, 0), grain: Grain::Day, open_year: false }))
    }

    /// "the start of the year", "beginning of June": the first day.
    fn start_of(&self, at: usize) -> Option<(usize, Anchor)> {
        let at = self.skip(at, &["the"]);
        if !matches!(self.word(at), "start" | "beginning" | "begin") {
            return None;
        }
        let inner = self.skip(at + 1, &["of", "the"]);
        let (end, window) = self.inner_period(inner)?;
        Some((end, Anchor { window: period(window.from?, Grain::Day, 0), grain: Grain::Day, open_year: false }))
    }

    fn inner_period(&self, at: usize) -> Option<(usize, Window)> {
        if let Some((end, range)) = self.calendar(at) {
            return Some((end, range.whole));
        }
        if let Some((end, anchor)) = self.anchor(at, false) {
            return Some((end, anchor.window));
        }
        let grain = grain(self.word(at)).filter(|_| !self.word(at).ends_with('s'))?;
        Some((at + 1, period(self.today, grain, 0)))
    }

    /// "between 5 May and 15 June", "January to March 2025", "from 1 to 15 May".
    fn between(&self, at: usize) -> Option<(usize, Range)> {
        let (begin, joiners): (usize, &[&str]) = match self.word(at) {
            "between" => (at + 1, &["and", "to", "until", "through"]),
            "from" => (at + 1, &["to", "until", "till", "through", "thru", "up"]),
            _ => (at, &["to", "until", "till", "through", "thru"]),
        };
        let begin = self.skip(begin, &["the"]);
        // The first end may be a bare day number that takes its month from the second ("1 and 15 May").
        let bare_day = self.day_number(begin);
        let first = self.anchor(begin, false).map(|(end, a)| (end, Some(a)));
        for (first_end, first_anchor) in [first, bare_day.map(|end| (end, None))].into_iter().flatten() {
            let dashed = self.tokens.get(first_end).is_some_and(|t| t.gap == Gap::Comma || t.gap == Gap::Joined)
                && self.text[self.tokens[first_end - 1].end..self.tokens[first_end].start].contains(['-', '–']);
            let second_begin = if joiners.contains(&self.word(first_end)) {
                self.skip(first_end + 1, &["to", "the", "and", "including"])
            } else if dashed {
                first_end
            } else {
                continue;
            };
            let Some((end, mut last)) = self
                .anchor(second_begin, false)
                .or_else(|| self.named_day(second_begin).map(|(end, r)| (end, anchor_of(r.whole))))
            else {
                continue;
            };
            let start = match first_anchor {
                Some(anchor) => anchor,
                None => {
                    let day: i8 = self.tokens[first_end - 1].norm.trim_end_matches(char::is_alphabetic).parse().ok()?;
                    let month_of_last = last.window.from?;
                    let from = Date::new(month_of_last.year(), month_of_last.month(), day).ok()?;
                    Anchor { window: period(from, Grain::Day, 0), grain: Grain::Day, open_year: last.open_year }
                }
            };
            let start = align_years(start, &mut last, self.today);
            let window = Window { from: start.window.from, until: last.window.until };
            if window.from >= window.until {
                continue;
            }
            let ahead = window.from.is_some_and(|d| d > self.today);
            return Some((end, Range { ahead, ..Range::fixed(window) }));
        }
        None
    }

    fn day_number(&self, at: usize) -> Option<usize> {
        let word = self.word(at).trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
        let day: i8 = word.parse().ok()?;
        ((1..=31).contains(&day)).then_some(at + 1)
    }

    /// A single anchor as a range: "in June", "Q2 2025", "on 5 May", "2024".
    fn anchor_range(&self, at: usize) -> Option<(usize, Range)> {
        let (end, anchor) = self.anchor(at, false)?;
        Some((end, self.period_range(anchor.window, anchor.grain)))
    }

    fn anchor(&self, at: usize, ahead: bool) -> Option<(usize, Anchor)> {
        let at = self.skip(at, &["the"]);
        [self.iso_date(at), self.day_month(at), self.month_day(at), self.quarter_anchor(at), self.month_anchor(at),
         self.year_anchor(at), self.weekday_anchor(at, ahead)]
            .into_iter()
            .flatten()
            .max_by_key(|(end, _)| *end)
    }

    fn iso_date(&self, at: usize) -> Option<(usize, Anchor)> {
        let parts: Vec<&Token> = self.tokens.get(at..at + 3)?.iter().collect();
        if parts[1].gap != Gap::Joined || parts[2].gap != Gap::Joined {
            return None;
        }
        let numbers: Vec<i16> = parts.iter().map(|t| t.norm.parse().ok()).collect::<Option<_>>()?;
        let day = match (parts[0].norm.len(), parts[2].norm.len()) {
            (4, _) => Date::new(numbers[0], i8::try_from(numbers[1]).ok()?, i8::try_from(numbers[2]).ok()?).ok()?,
            // 30.06.2025 is day first; 6/30/2025 month first unless that is impossible.
            (_, 4) => {
                let dotted = self.text[parts[0].end..parts[1].start].contains('.');
                let (a, b) = (i8::try_from(numbers[0]).ok()?, i8::try_from(numbers[1]).ok()?);
                let (day, month) = if dotted || a > 12 { (a, b) } else { (b, a) };
                Date::new(numbers[2], month, day).ok()?
            }
            _ => return None,
        };
        Some((at + 3, Anchor { window: period(day, Grain::Day, 0), grain: Grain::Day, open_year: false }))
    }

    fn day_month(&self, at: usize) -> Option<(usize, Anchor)> {
        let after_day = self.day_number(at)?;
        let month_at = self.skip(after_day, &["of"]);
        let month = month_number(self.word(month_at))?;
        let day: i8 = self.word(at).trim_end_matches(char::is_alphabetic).parse().ok()?;
        self.day_of(month_at + 1, month, day)
    }

    fn month_day(&self, at: usize) -> Option<(usize, Anchor)> {
        let month = month_number(self.word(at))?;
        let day_at = self.skip(at + 1, &["the"]);
        let end = self.day_number(day_at)?;
        let day: i8 = self.word(day_at).trim_end_matches(char::is_alphabetic).parse().ok()?;
        self.day_of(end, month, day)
    }

    fn day_of(&self, at: usize, month: i8, day: i8) -> Option<(usize, Anchor)> {
        let (end, year, open_year) = match self.year(at) {
            Some(year) => (at + 1, year, false),
            None => (at, newest_year_of_month(self.today, month), true),
        };
        let day = Date::new(year, month, day).ok()?;
        Some((end, Anchor { window: period(day, Grain::Day, 0), grain: Grain::Day, open_year }))
    }

    fn month_anchor(&self, at: usize) -> Option<(usize, Anchor)> {
        let number = month_number(self.word(at))?;
        let year_at = self.skip(at + 1, &["of", "in"]);
        let (end, chosen, open_year) = match (self.year(year_at), self.word(year_at), self.word(year_at + 1)) {
            (Some(year), _, _) => (year_at + 1, year, false),
            (None, "last", "year") => (year_at + 2, self.today.year() - 1, false),
            (None, "this", "year") => (year_at + 2, self.today.year(), false),
            (None, "next", "year") => (year_at + 2, self.today.year() + 1, false),
            _ => (at + 1, newest_year_of_month(self.today, number), true),
        };
        Some((end, Anchor { window: month(chosen, number)?, grain: Grain::Month, open_year }))
    }

    fn quarter_anchor(&self, at: usize) -> Option<(usize, Anchor)> {
        let word = self.word(at);
        let (number, unit, next) = match word.strip_prefix(['q', 'h']).and_then(|d| d.parse::<i8>().ok()) {
            Some(number) => (number, if word.starts_with('q') { "quarter" } else { "half" }, at + 1),
            None => {
                let number = match word {
                    "first" | "1st" => 1,
                    "second" | "2nd" => 2,
                    "third" | "3rd" => 3,
                    "fourth" | "4th" | "final" => 4,
                    "last" if matches!(self.word(at + 1), "quarter" | "half") && self.word(at + 2) == "of" => {
                        if self.word(at + 1) == "half" { 2 } else { 4 }
                    }
                    _ => return None,
                };
                (number, match self.word(at + 1) { "quarter" => "quarter", "half" => "half", _ => return None }, at + 2)
            }
        };
        if !(1..=if unit == "quarter" { 4 } else { 2 }).contains(&number) {
            return None;
        }
        let year_at = self.skip(next, &["of", "in", "the"]);
        let (end, chosen, open_year) = match (self.year(year_at), self.word(year_at), self.word(year_at + 1)) {
            (Some(year), _, _) => (year_at + 1, year, false),
            (None, "last" | "previous", "year") => (year_at + 2, self.today.year() - 1, false),
            (None, "this" | "current", "year") => (year_at + 2, self.today.year(), false),
            (None, "year", _) => (year_at + 1, self.today.year(), true),
            _ => {
                let first_month = (number - 1) * if unit == "quarter" { 3 } else { 6 } + 1;
                (next, newest_year_of_month(self.today, first_month), true)
            }
        };
        let window = if unit == "quarter" { quarter(chosen, number)? } else { half(chosen, number)? };
        Some((end, Anchor { window, grain: Grain::Quarter, open_year }))
    }

    fn year_anchor(&self, at: usize) -> Option<(usize, Anchor)> {
        let at = if self.word(at) == "year" { at + 1 } else { at };
        let chosen = self.year(at)?;
        Some((at + 1, Anchor { window: year(chosen), grain: Grain::Year, open_year: false }))
    }

    fn year(&self, at: usize) -> Option<i16> {
        let token = self.tokens.get(at)?;
        if token.norm.len() != 4 || token.gap == Gap::Joined
            || self.tokens.get(at + 1).is_some_and(|t| t.gap == Gap::Joined)
            || self.text[..token.start].trim_end().ends_with(['$', '€', '£'])
        {
            return None;
        }
        token.norm.parse::<i16>().ok().filter(|y| (1970..=2100).contains(y))
    }

    fn weekday_anchor(&self, at: usize, ahead: bool) -> Option<(usize, Anchor)> {
        let weekday = weekday(self.word(at))?;
        let day = self.weekday(weekday, if ahead { 2 } else { 3 });
        Some((at + 1, Anchor { window: period(day, Grain::Day, 0), grain: Grain::Day, open_year: false }))
    }

    /// `offset` −1: the last one before today; 0: of this week; 1: of next week; 2: the next one from today on;
    /// 3: the one of the running week.
    fn weekday(&self, weekday: Weekday, offset: i32) -> Date {
        let monday = shift(self.today, -i64::from(self.today.weekday().since(Weekday::Monday)));
        let this_week = shift(monday, i64::from(weekday.since(Weekday::Monday)));
        match offset {
            -1 if this_week < self.today => this_week,
            -1 => shift(this_week, -7),
            1 => shift(this_week, 7),
            2 if this_week < self.today => shift(this_week, 7),
            _ => this_week,
        }
    }

    /// "the quarter before", "the previous one", "a year earlier", "same period last year".
    fn relative(&self, at: usize) -> Option<(usize, DatePhrase)> {
        let begin = self.skip(at, &["the", "in", "to", "with", "against", "than", "a"]);
        let words = (self.word(begin), self.word(begin + 1), self.word(begin + 2), self.word(begin + 3));
        let (end, phrase) = match words {
            ("same", "period" | "time" | "month" | "quarter" | "week", "last" | "previous", "year") => {
                (begin + 4, DatePhrase::YearBefore)
            }
            ("same", "period" | "time" | "month" | "quarter" | "week", "a", "year") => (begin + 5, DatePhrase::YearBefore),
            ("year", "earlier" | "ago" | "prior" | "back", _, _) => (begin + 2, DatePhrase::YearBefore),
            ("previous" | "prior" | "preceding", "one" | "period", _, _) => (begin + 2, DatePhrase::PeriodBefore(None)),
            ("one" | "period", "before" | "earlier" | "prior", _, _) => (begin + 2, DatePhrase::PeriodBefore(None)),
            (unit, "before" | "earlier" | "prior", next, _)
                if grain(unit).is_some() && !unit.ends_with('s') && next != "yesterday" && month_number(next).is_none() =>
            {
                let end = if next == "that" || next == "it" { begin + 3 } else { begin + 2 };
                (end, DatePhrase::PeriodBefore(grain(unit)))
            }
            _ => return None,
        };
        Some((end.min(self.tokens.len()) - at, phrase))
    }
}

fn anchor_of(window: Window) -> Anchor {
    Anchor { window, grain: Grain::Day, open_year: false }
}

/// When one end of a range says its year and the other does not, both have it; the first end never lies behind the last.
fn align_years(first: Anchor, last: &mut Anchor, today: Date) -> Anchor {
    let moved = |window: Window, years: i32| Window {
        from: window.from.map(|d| add_months(d, 12 * years)),
        until: window.until.map(|d| add_months(d, 12 * years)),
    };
    let year_of = |window: Window| window.from.map_or(today.year(), Date::year);
    let mut start = first;
    if first.open_year && !last.open_year {
        start.window = moved(first.window, i32::from(year_of(last.window)) - i32::from(year_of(first.window)));
    } else if last.open_year && !first.open_year {
        last.window = moved(last.window, i32::from(year_of(first.window)) - i32::from(year_of(last.window)));
        if last.window.until <= start.window.from {
            last.window = moved(last.window, 1);
        }
    }
    if first.open_year && start.window.from >= last.window.until {
        start.window = moved(start.window, -1);
    }
    start
}

fn add_months(day: Date, months: i32) -> Date {
    use jiff::ToSpan;
    day.checked_add(months.months()).unwrap_or_else(|_| month_start(day, 0))
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

fn month_number(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ];
    let position = MONTHS
        .iter()
        .position(|m| *m == word || (word.len() == 3 && m.starts_with(word)) || (word == "sept" && *m == "september"))?;
    i8::try_from(position + 1).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::text::tokens;

    /// "from..until" of what happened, "|" the whole where it differs.
    fn read(text: &str) -> String {
        let show = |w: Window| {
            let day = |d: Option<Date>| d.map_or_else(String::new, |d| d.to_string());
            format!("{}..{}", day(w.from), day(w.until))
        };
        let all = tokens(text);
        match phrase(text, &all, 0, date(2025, 6, 30)) {
            Some((taken, DatePhrase::Range(range))) => {
                assert_eq!(taken, all.len(), "{text} is read whole");
                if range.happened == range.whole {
                    show(range.happened)
                } else {
                    format!("{}|{}", show(range.happened), show(range.whole))
                }
            }
            Some((_, other)) => format!("{other:?}"),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn calendar_periods() {
        assert_eq!(read("last month"), "2025-05-01..2025-06-01");
        assert_eq!(read("this quarter"), "2025-04-01..2025-07-01");
        assert_eq!(read("last quarter"), "2025-01-01..2025-04-01");
        assert_eq!(read("this year"), "2025-01-01..2025-07-01|2025-01-01..2026-01-01");
        assert_eq!(read("this week"), "2025-06-30..2025-07-01|2025-06-30..2025-07-07");
        assert_eq!(read("last week"), "2025-06-23..2025-06-30");
        assert_eq!(read("next week"), "2025-07-07..2025-07-14");
        assert_eq!(read("last year"), "2024-01-01..2025-01-01");
        assert_eq!(read("yesterday"), "2025-06-29..2025-06-30");
    }

    #[test]
    fn rolling_windows_include_today() {
        assert_eq!(read("last 30 days"), "2025-06-01..2025-07-01");
        assert_eq!(read("the past 90 days"), "2025-04-02..2025-07-01");
        assert_eq!(read("the past two weeks"), "2025-06-17..2025-07-01");
        assert_eq!(read("next 10 days"), "2025-06-30..2025-07-11");
        assert_eq!(read("last 12 months"), "2024-07-01..2025-07-01");
    }

    #[test]
    fn named_periods_take_the_newest_year() {
        assert_eq!(read("in june"), "2025-06-01..2025-07-01");
        assert_eq!(read("december"), "2024-12-01..2025-01-01");
        assert_eq!(read("March 2024"), "2024-03-01..2024-04-01");
        assert_eq!(read("Q2 2025"), "2025-04-01..2025-07-01");
        assert_eq!(read("the first quarter of 2025"), "2025-01-01..2025-04-01");
        assert_eq!(read("q4"), "2024-10-01..2025-01-01");
        assert_eq!(read("second half of 2024"), "2024-07-01..2025-01-01");
        assert_eq!(read("2024"), "2024-01-01..2025-01-01");
        assert_eq!(read("2025 so far"), "2025-01-01..2025-07-01|2025-01-01..2026-01-01");
        assert_eq!(read("year to date"), "2025-01-01..2025-07-01");
    }

    #[test]
    fn open_ranges() {
        assert_eq!(read("since January"), "2025-01-01..2025-07-01|2025-01-01..");
        assert_eq!(read("since the start of the year"), "2025-01-01..2025-07-01|2025-01-01..");
        assert_eq!(read("since October"), "2024-10-01..2025-07-01|2024-10-01..");
        assert_eq!(read("by friday"), "..2025-07-05");
        assert_eq!(read("before May"), "..2025-05-01");
        assert_eq!(read("until the end of June"), "..2025-07-01");
        assert_eq!(read("by the end of next month"), "..2025-08-01");
        assert_eq!(read("after 3 June"), "2025-06-04..2025-07-01|2025-06-04..");
    }

    #[test]
    fn closed_ranges_share_month_and_year() {
        assert_eq!(read("between 5 May and 15 June"), "2025-05-05..2025-06-16");
        assert_eq!(read("between 1 and 15 May"), "2025-05-01..2025-05-16");
        assert_eq!(read("January to March 2025"), "2025-01-01..2025-04-01");
        assert_eq!(read("from November to February"), "2024-11-01..2025-03-01");
        assert_eq!(read("between Jan 3 and March 15 2025"), "2025-01-03..2025-03-16");
        assert_eq!(read("from 2025-05-01 to 2025-05-31"), "2025-05-01..2025-06-01");
        assert_eq!(read("30.06.2025"), "2025-06-30..2025-07-01");
    }

    #[test]
    fn relative_to_another_period() {
        assert_eq!(read("the quarter before"), "PeriodBefore(Some(Quarter))");
        assert_eq!(read("the previous one"), "PeriodBefore(None)");
        assert_eq!(read("same period last year"), "YearBefore");
    }

    #[test]
    fn words_that_are_no_dates() {
        assert_eq!(read("helmets"), "none");
        assert_eq!(read("by month"), "none");
        assert_eq!(read("31 February"), "none");
    }
}
