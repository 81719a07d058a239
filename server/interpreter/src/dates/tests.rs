use jiff::civil::{Date, date};

use semantic::Window;

use super::{DatePhrase, phrase};
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
    assert_eq!(
        read("this year"),
        "2025-01-01..2025-07-01|2025-01-01..2026-01-01"
    );
    assert_eq!(
        read("this week"),
        "2025-06-30..2025-07-01|2025-06-30..2025-07-07"
    );
    assert_eq!(read("last week"), "2025-06-23..2025-06-30");
    assert_eq!(read("next week"), "2025-07-07..2025-07-14");
    assert_eq!(read("last year"), "2024-01-01..2025-01-01");
    assert_eq!(read("yesterday"), "2025-06-29..2025-06-30");
}

#[test]
fn rolling_windows_include_today() {
    assert_eq!(read("last 30 days"), "2025-06-01..2025-07-01");
    assert_eq!(read("the past 60 days"), "2025-05-02..2025-07-01");
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
    assert_eq!(read("the third quarter of 2024"), "2024-07-01..2024-10-01");
    assert_eq!(read("q4"), "2024-10-01..2025-01-01");
    assert_eq!(read("second half of 2024"), "2024-07-01..2025-01-01");
    assert_eq!(read("2024"), "2024-01-01..2025-01-01");
    assert_eq!(
        read("2025 so far"),
        "2025-01-01..2025-07-01|2025-01-01..2026-01-01"
    );
    assert_eq!(read("year to date"), "2025-01-01..2025-07-01");
}

#[test]
fn open_ranges() {
    assert_eq!(read("since January"), "2025-01-01..2025-07-01|2025-01-01..");
    assert_eq!(
        read("since the start of the year"),
        "2025-01-01..2025-07-01|2025-01-01.."
    );
    assert_eq!(read("since October"), "2024-10-01..2025-07-01|2024-10-01..");
    assert_eq!(read("by friday"), "..2025-07-05");
    assert_eq!(read("before May"), "..2025-05-01");
    assert_eq!(read("until the end of June"), "..2025-07-01");
    assert_eq!(read("by the end of next month"), "..2025-08-01");
    assert_eq!(read("after 3 June"), "2025-06-04..2025-07-01|2025-06-04..");
}

#[test]
fn closed_ranges_share_month_and_year() {
    assert_eq!(read("between 3 April and 20 May"), "2025-04-03..2025-05-21");
    assert_eq!(read("between 2 and 9 May"), "2025-05-02..2025-05-10");
    assert_eq!(read("February to April 2025"), "2025-02-01..2025-05-01");
    assert_eq!(read("from November to February"), "2024-11-01..2025-03-01");
    assert_eq!(
        read("between Jan 3 and March 15 2025"),
        "2025-01-03..2025-03-16"
    );
    assert_eq!(
        read("from 2025-05-01 to 2025-05-31"),
        "2025-05-01..2025-06-01"
    );
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
