//! The *ends* of a range: "since March", "by Friday", "between 3 April and 20 May".

use jiff::civil::Date;
use semantic::{Grain, Window};

use super::Range;
use super::anchor::{Anchor, grain};
use super::calendar::{period, shift};
use super::grammar::{Grammar, add_months};
use crate::text::Gap;

/// What is measured in a time: "ranked by 2025 sales".
const MEASURES: &[&str] = &[
    "sales",
    "revenue",
    "revenues",
    "turnover",
    "spend",
    "spending",
    "purchases",
    "demand",
    "volume",
    "value",
    "units",
    "quantity",
    "takings",
    "business",
    "figures",
];

impl Grammar<'_> {
    /// "since March", "from 1 May on", "after 3 June".
    pub(super) fn since(&self, at: usize) -> Option<(usize, Range)> {
        let (begin, exclusive) = match self.word(at) {
            "since" | "starting" | "beginning" => (at + 1, false),
            "from" => (at + 1, false),
            "after" | "later" => (at + 1, true),
            "or" if matches!(self.word(at + 1), "after" | "since") => (at + 2, false),
            _ => return None,
        };
        let begin = self.skip(begin, &["from", "in", "on", "the", "than", "with"]);
        let (mut end, anchor) = self
            .start_of(begin)
            .or_else(|| self.end_of(begin))
            .or_else(|| {
                [
                    self.calendar(begin),
                    self.named_day(begin),
                    self.ago(begin),
                    self.week_of(begin),
                ]
                .into_iter()
                .flatten()
                .map(|(end, r)| (end, anchor_of(r.whole)))
                .max_by_key(|(end, _)| *end)
            })
            .or_else(|| self.anchor(begin, false))?;
        if self.word(at) == "from" {
            // A range with an end is `between`; alone it needs "on", "onwards".
            if !matches!(self.word(end), "on" | "onward" | "onwards" | "forward") {
                return None;
            }
        }
        // "since August began".
        if matches!(self.word(end), "on" | "onward" | "onwards" | "forward")
            || self.word(at) == "since" && matches!(self.word(end), "began" | "begun" | "started")
        {
            end += 1;
        }
        let from = if exclusive {
            anchor.window.until
        } else {
            anchor.window.from
        };
        let happened = Window {
            from,
            until: Some(shift(self.today, 1)),
        };
        let whole = Window { from, until: None };
        if from > Some(self.today) {
            return Some((
                end,
                Range {
                    ahead: true,
                    ..Range::fixed(whole)
                },
            ));
        }
        Some((
            end,
            Range {
                happened,
                whole,
                grain: None,
                ahead: false,
                assumed: anchor.assumed,
                ends: None,
                aged: false,
            },
        ))
    }

    /// "by Friday", "until end of June", "before May", "up to 3 June".
    pub(super) fn until(&self, at: usize) -> Option<(usize, Range)> {
        let (begin, inclusive) = match self.word(at) {
            "by" | "until" | "till" | "through" | "thru" | "til" => (at + 1, true),
            "before" => (at + 1, false),
            "or" if self.word(at + 1) == "before" => (at + 2, true),
            "earlier" | "older" if self.word(at + 1) == "than" => (at + 2, false),
            "up" if matches!(self.word(at + 1), "to" | "until") => (at + 2, true),
            "no" if self.word(at + 1) == "later" && self.word(at + 2) == "than" => (at + 3, true),
            "not" if self.word(at + 1) == "later" && self.word(at + 2) == "than" => (at + 3, true),
            _ => return None,
        };
        // "older than 5 days": before the day so many days ago.
        if matches!(self.word(at), "older" | "earlier")
            && let Some((behind, count, unit)) = self.counted_periods(begin)
        {
            let until = Some(self.back(count, unit));
            return Some((
                behind,
                Range {
                    aged: self.word(at) == "older",
                    ..Range::fixed(Window { from: None, until })
                },
            ));
        }
        let begin = self.skip(begin, &["the", "and", "including"]);
        let (end, anchor) = self
            .end_of(begin)
            .or_else(|| self.start_of(begin))
            .or_else(|| {
                self.calendar(begin)
                    .map(|(end, r)| (end, anchor_of(r.whole)))
            })
            .or_else(|| {
                self.named_day(begin)
                    .map(|(end, r)| (end, anchor_of(r.whole)))
            })
            .or_else(|| self.anchor(begin, true))?;
        // "Ranked by this year's sales": a measure of that time.
        let owner = self.word(at) == "by"
            && self.tokens[end - 1]
                .text
                .trim_end_matches('s')
                .ends_with(['\'', '’']);
        // "The best customer by 2025 sales": a measure of that time.
        let measured = self.word(at) == "by"
            && self
                .tokens
                .get(end)
                .is_some_and(|t| t.gap == Gap::Space && MEASURES.contains(&t.norm.as_str()));
        if owner || measured {
            return None;
        }
        // "by month" groups; only a real anchor comes here, so "by May" stays a limit.
        let until = if inclusive {
            anchor.window.until
        } else {
            anchor.window.from
        };
        // "Up to today" looks back.
        let ahead = until.is_some_and(|d| d > shift(self.today, 1));
        let mut range = Range {
            ahead,
            assumed: anchor.assumed,
            ..Range::fixed(Window { from: None, until })
        };
        if anchor.open_year {
            let nearest = self.nearest_year(anchor.window);
            range.whole.until = if inclusive {
                nearest.until
            } else {
                nearest.from
            };
        }
        Some((end, range))
    }

    /// "the end of June", "month end": the last day.
    pub(super) fn end_of(&self, at: usize) -> Option<(usize, Anchor)> {
        let at = self.skip(at, &["the"]);
        if !matches!(self.word(at), "end" | "close") {
            return None;
        }
        let inner = self.skip(at + 1, &["of", "the"]);
        let (end, window) = self.inner_period(inner)?;
        let last = shift(window.until?, -1);
        // "Until the end of July": in whichever year is meant.
        let open_year = self
            .anchor(inner, false)
            .is_some_and(|(behind, anchor)| behind == end && anchor.open_year);
        Some((
            end,
            Anchor {
                window: period(last, Grain::Day, 0),
                grain: Grain::Day,
                open_year,
                assumed: None,
            },
        ))
    }

    /// "the start of the year", "beginning of June": the first day.
    pub(super) fn start_of(&self, at: usize) -> Option<(usize, Anchor)> {
        let at = self.skip(at, &["the"]);
        let first_of_year = |end: usize| {
            let first = period(self.today, Grain::Year, 0).from?;
            Some((end, anchor_of(period(first, Grain::Day, 0))))
        };
        // "since new year", "since the turn of the year".
        match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("new", "year" | "years", "day") => return first_of_year(at + 3),
            ("new", "year" | "years", _) => return first_of_year(at + 2),
            ("turn", "of", "the") if self.word(at + 3) == "year" => return first_of_year(at + 4),
            _ => {}
        }
        if !matches!(self.word(at), "start" | "beginning" | "begin") {
            return None;
        }
        let inner = self.skip(at + 1, &["of", "the"]);
        let (end, window) = self.inner_period(inner)?;
        Some((
            end,
            Anchor {
                window: period(window.from?, Grain::Day, 0),
                grain: Grain::Day,
                open_year: false,
                assumed: None,
            },
        ))
    }

    pub(super) fn inner_period(&self, at: usize) -> Option<(usize, Window)> {
        if let Some((end, range)) = self.calendar(at) {
            return Some((end, range.whole));
        }
        if let Some((end, anchor)) = self.anchor(at, false) {
            return Some((end, anchor.window));
        }
        let grain = grain(self.word(at)).filter(|_| !self.word(at).ends_with('s'))?;
        Some((at + 1, period(self.today, grain, 0)))
    }

    /// "From last quarter to this quarter": a period by its place beside today, as an end of a range.
    fn named_period(&self, at: usize, begin: usize) -> Option<(usize, Anchor)> {
        let (end, range) = self
            .calendar(begin)
            .filter(|_| matches!(self.word(at), "from" | "between"))?;
        let anchor = Anchor {
            grain: range.grain?,
            ..anchor_of(range.whole)
        };
        Some((end, anchor))
    }

    /// "between 3 April and 20 May", "March to May 2025", "from 2 to 9 May".
    pub(super) fn between(&self, at: usize) -> Option<(usize, Range)> {
        let (begin, joiners): (usize, &[&str]) = match self.word(at) {
            "between" => (at + 1, &["and", "to", "until", "through"]),
            "from" => (at + 1, &["to", "until", "till", "through", "thru", "up"]),
            _ => (at, &["to", "until", "till", "through", "thru", "up"]),
        };
        let begin = self.skip(begin, &["the"]);
        // The first end may be a bare day number that takes its month from the second ("2 and 9 May").
        let bare_day = self.day_number(begin);
        let first = self
            .near_day(begin)
            .or_else(|| self.start_of(begin))
            .or_else(|| self.anchor(begin, false))
            .or_else(|| self.named_period(at, begin))
            .map(|(end, a)| (end, Some(a)));
        for (first_end, first_anchor) in [first, bare_day.map(|end| (end, None))]
            .into_iter()
            .flatten()
        {
            let dashed = self
                .tokens
                .get(first_end)
                .is_some_and(|t| t.gap == Gap::Comma || t.gap == Gap::Joined)
                && self.text[self.tokens[first_end - 1].end..self.tokens[first_end].start]
                    .contains(['-', '–']);
            let second_begin = if joiners.contains(&self.word(first_end)) {
                self.skip(first_end + 1, &["to", "the", "and", "including"])
            } else if dashed {
                first_end
            } else {
                continue;
            };
            // "From today until Tuesday": the one that comes.
            let ahead = first_anchor.is_some_and(|a| a.window.from >= Some(self.today));
            let Some((end, mut last)) = self
                .anchor(second_begin, ahead)
                .or_else(|| self.near_day(second_begin))
                .or_else(|| self.end_of(second_begin))
                .or_else(|| self.named_period(at, second_begin))
            else {
                continue;
            };
            let start = if let Some(anchor) = first_anchor {
                anchor
            } else {
                let day: i8 = self.tokens[first_end - 1]
                    .norm
                    .trim_end_matches(char::is_alphabetic)
                    .parse()
                    .ok()?;
                let month_of_last = last.window.from?;
                let from = Date::new(month_of_last.year(), month_of_last.month(), day).ok()?;
                Anchor {
                    window: period(from, Grain::Day, 0),
                    grain: Grain::Day,
                    open_year: last.open_year,
                    assumed: None,
                }
            };
            let start = align_years(start, &mut last, self.today);
            let window = Window {
                from: start.window.from,
                until: last.window.until,
            };
            if window.from >= window.until {
                continue;
            }
            let ahead = window.from.is_some_and(|d| d > self.today);
            let ends = first_anchor
                .filter(|first| first.grain == last.grain && first.grain != Grain::Day)
                .map(|_| (start.window, last.window));
            // "Due between 2 and 4 July": those that come, where no year is said.
            let open = start.open_year && last.open_year;
            let whole = if open && ends.is_none() {
                self.nearest_year(window)
            } else {
                window
            };
            return Some((
                end,
                Range {
                    whole,
                    ahead,
                    ends,
                    ..Range::fixed(window)
                },
            ));
        }
        None
    }
}

impl Grammar<'_> {
    /// "today", "now", "tomorrow" as one end of a range.
    fn near_day(&self, at: usize) -> Option<(usize, Anchor)> {
        if matches!(self.word(at), "now" | "today") {
            return Some((at + 1, anchor_of(period(self.today, Grain::Day, 0))));
        }
        let (end, range) = self.named_day(at)?;
        Some((end, anchor_of(range.whole)))
    }

    /// "on 1 September or later", "May or before".
    pub(super) fn or_later(&self, end: usize, range: &Range) -> Option<(usize, Range)> {
        range.grain?;
        if !matches!(self.word(end), "or" | "and") {
            return None;
        }
        let (from, until) = match self.word(end + 1) {
            "later" | "after" | "afterwards" | "onwards" => (range.whole.from, None),
            "earlier" | "before" => (None, range.whole.until),
            _ => return None,
        };
        let whole = Window { from, until };
        let tomorrow = shift(self.today, 1);
        let happened = Window {
            from,
            until: until.or(Some(tomorrow)),
        };
        let ahead = from.is_some_and(|d| d > self.today);
        Some((
            end + 2,
            Range {
                happened: if ahead { whole } else { happened },
                whole,
                grain: None,
                ahead,
                ..*range
            },
        ))
    }

    /// "the 30 days before 1 September", "in the two weeks after 3 May", "in the 30 days up to 31 August".
    pub(super) fn beside(&self, at: usize) -> Option<(usize, Range)> {
        let (unit_at, count) = match self.counted(self.skip(at, &["last", "first", "final"])) {
            Some(counted) => counted,
            // "The week before 3 May", not "by week from 3 May".
            None if at > 0 && self.word(at - 1) == "the" => (at, 1),
            None => return None,
        };
        let unit = grain(self.word(unit_at))?;
        let (begin, earlier, inclusive) = match (self.word(unit_at + 1), self.word(unit_at + 2)) {
            ("before" | "preceding", _) => (unit_at + 2, true, false),
            ("prior" | "leading", "to") => (unit_at + 3, true, false),
            ("leading", "up") if self.word(unit_at + 3) == "to" => (unit_at + 4, true, false),
            ("up", "to") | ("ending", "on") => (unit_at + 3, true, true),
            ("until" | "till" | "ending" | "to", _) => (unit_at + 2, true, true),
            ("after" | "following", _) => (unit_at + 2, false, false),
            ("from" | "starting", _) => (unit_at + 2, false, true),
            _ => return None,
        };
        let begin = self.skip(begin, &["and", "including", "on"]);
        let (end, anchor) = self
            .near_day(begin)
            .or_else(|| self.end_of(begin))
            .or_else(|| self.start_of(begin))
            .or_else(|| self.anchor(begin, false))?;
        let (first, behind) = (anchor.window.from?, anchor.window.until?);
        let (from, until) = if earlier {
            let until = if inclusive { behind } else { first };
            (moved(until, unit, -count), until)
        } else {
            let from = if inclusive { first } else { behind };
            (from, moved(from, unit, count))
        };
        let range = Range::fixed(Window {
            from: Some(from),
            until: Some(until),
        });
        Some((
            end,
            Range {
                ahead: from > self.today,
                assumed: anchor.assumed,
                ..range
            },
        ))
    }
}

/// The day so many periods away.
fn moved(day: Date, unit: Grain, count: i32) -> Date {
    match unit {
        Grain::Day => shift(day, i64::from(count)),
        Grain::Week => shift(day, 7 * i64::from(count)),
        Grain::Month => add_months(day, count),
        Grain::Quarter => add_months(day, count.saturating_mul(3)),
        Grain::Year => add_months(day, count.saturating_mul(12)),
    }
}

fn anchor_of(window: Window) -> Anchor {
    Anchor {
        window,
        grain: Grain::Day,
        open_year: false,
        assumed: None,
    }
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
        start.window = moved(
            first.window,
            i32::from(year_of(last.window)) - i32::from(year_of(first.window)),
        );
    } else if last.open_year && !first.open_year {
        last.window = moved(
            last.window,
            i32::from(year_of(first.window)) - i32::from(year_of(last.window)),
        );
        if last.window.until <= start.window.from {
            last.window = moved(last.window, 1);
        }
    }
    if first.open_year && start.window.from >= last.window.until {
        start.window = moved(start.window, -1);
    }
    start
}
