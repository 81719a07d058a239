//! Periods of one kind lie end to end over the calendar, whatever day is today and however they are named.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use semantic::Window;

use super::{DatePhrase, Range, phrase};
use crate::text::tokens;

/// Days on which the questions are asked: two years with a leap day, and the turn of a year with 53 weeks.
fn days() -> impl Iterator<Item = Date> {
    let spans = [
        (date(2023, 12, 20), date(2025, 1, 10)),
        (date(2020, 12, 25), date(2021, 1, 10)),
    ];
    // Every fifth day: all days of the week and of the month come up.
    let all = spans.into_iter().flat_map(|(first, last)| {
        std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |d| *d < last)
    });
    all.step_by(5)
}

fn range(text: &str, today: Date) -> Range {
    let all = tokens(text);
    match phrase(text, &all, 0, today, None) {
        Some((taken, DatePhrase::Range(range))) if taken == all.len() => range,
        other => panic!("{text} on {today}: {other:?}"),
    }
}

fn whole(text: &str, today: Date) -> Window {
    range(text, today).whole
}

fn from(window: Window) -> Date {
    window.from.unwrap_or(Date::MIN)
}

fn until(window: Window) -> Date {
    window.until.unwrap_or(Date::MAX)
}

/// The periods lie end to end and cover `cover`.
fn tile(names: &[String], cover: Window, today: Date) {
    let windows: Vec<Window> = names.iter().map(|name| whole(name, today)).collect();
    for (pair, names) in windows.windows(2).zip(names.windows(2)) {
        assert_eq!(pair[0].until, pair[1].from, "{names:?} on {today}");
    }
    assert_eq!(
        windows.first().and_then(|w| w.from),
        cover.from,
        "{names:?}"
    );
    assert_eq!(
        windows.last().and_then(|w| w.until),
        cover.until,
        "{names:?}"
    );
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[test]
fn named_periods_tile_their_year() {
    let today = date(2025, 6, 30);
    for year in 2019..=2026 {
        let cover = Window {
            from: Some(date(year, 1, 1)),
            until: Some(date(year + 1, 1, 1)),
        };
        assert_eq!(whole(&year.to_string(), today), cover);
        let named = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| format!("{name} {year}")).collect()
        };
        tile(&named(&MONTHS), cover, today);
        tile(&named(&["Q1", "Q2", "Q3", "Q4"]), cover, today);
        tile(&named(&["H1", "H2"]), cover, today);
        tile(&named(&["first half of", "second half of"]), cover, today);
        let days: Vec<String> = std::iter::successors(cover.from, |day| day.tomorrow().ok())
            .take_while(|day| Some(*day) < cover.until)
            .map(|day| day.to_string())
            .collect();
        tile(&days, cover, today);
        for month in named(&MONTHS) {
            let halves = [
                format!("first half of {month}"),
                format!("second half of {month}"),
            ];
            tile(&halves, whole(&month, today), today);
            let thirds = ["early", "mid", "late"].map(|third| format!("{third} {month}"));
            tile(&thirds, whole(&month, today), today);
        }
        // A week belongs to the year that has its Thursday.
        let last = if date(year, 1, 1).weekday() == Weekday::Thursday
            || date(year, 12, 31).weekday() == Weekday::Thursday
        {
            53
        } else {
            52
        };
        let weeks: Vec<String> = (1..=last)
            .map(|week| format!("calendar week {week} of {year}"))
            .collect();
        let next = whole(&format!("calendar week 1 of {}", year + 1), today);
        let first = whole(&weeks[0], today);
        assert_eq!(from(first).weekday(), Weekday::Monday);
        let covered = Window {
            from: first.from,
            until: next.from,
        };
        tile(&weeks, covered, today);
    }
}

#[test]
fn running_periods_lie_between_the_one_before_and_the_next() {
    for today in days() {
        for triple in [
            ["yesterday", "today", "tomorrow"],
            ["last week", "this week", "next week"],
            ["last month", "this month", "next month"],
            ["last quarter", "this quarter", "next quarter"],
            ["last year", "this year", "next year"],
        ] {
            let [before, this, next] = triple.map(|name| whole(name, today));
            assert_eq!(before.until, this.from, "{triple:?} on {today}");
            assert_eq!(this.until, next.from, "{triple:?} on {today}");
            assert!(
                from(this) <= today && today < until(this),
                "{triple:?} on {today}"
            );
        }
        assert_eq!(whole("today", today), whole(&today.to_string(), today));
        let before_last = whole("month before last", today);
        assert_eq!(
            before_last.until,
            whole("last month", today).from,
            "{today}"
        );
    }
}

#[test]
fn the_last_so_many_end_today() {
    for today in days() {
        let tomorrow = today.tomorrow().ok();
        let mut shorter = None;
        for count in 2..=60 {
            let window = range(&format!("last {count} days"), today).happened;
            assert_eq!(window.until, tomorrow, "{count} days on {today}");
            let held = from(window)
                .until(until(window))
                .map(|span| span.get_days());
            assert_eq!(held.ok(), Some(count), "{count} days on {today}");
            // One day more begins one day earlier.
            let longer = shorter.replace(from(window));
            assert!(longer.is_none_or(|day| day == from(window).saturating_add(1.day())));
        }
        for unit in ["weeks", "months", "quarters", "years"] {
            let mut begins = today;
            for count in 2..=8 {
                let window = range(&format!("last {count} {unit}"), today).happened;
                assert_eq!(window.until, tomorrow, "{count} {unit} on {today}");
                assert!(from(window) < begins, "{count} {unit} on {today}");
                begins = from(window);
                // The whole ones before and the running one lie end to end.
                let complete = whole(&format!("last {count} complete {unit}"), today);
                let running = whole(&format!("this {}", unit.trim_end_matches('s')), today);
                assert_eq!(complete.until, running.from, "{count} {unit} on {today}");
            }
        }
        for count in 2..=30 {
            let window = whole(&format!("next {count} days"), today);
            assert_eq!(window.from, Some(today));
            let last = today.checked_add((count + 1).days()).ok();
            assert_eq!(window.until, last, "next {count} days on {today}");
        }
    }
}
