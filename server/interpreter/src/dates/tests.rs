use jiff::civil::{Date, date};

use semantic::Window;

use super::{DatePhrase, phrase};
use crate::text::tokens;

/// "from..until" of what happened, "|" the whole where it differs.
fn read(text: &str) -> String {
    read_with(text, None)
}

fn read_with(text: &str, fiscal_year_begins: Option<i8>) -> String {
    let show = |w: Window| {
        let day = |d: Option<Date>| d.map_or_else(String::new, |d| d.to_string());
        format!("{}..{}", day(w.from), day(w.until))
    };
    let all = tokens(text);
    match phrase(text, &all, 0, date(2025, 6, 30), fiscal_year_begins) {
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
    // What is due in December is due in the nearest one.
    assert_eq!(
        read("december"),
        "2024-12-01..2025-01-01|2025-12-01..2026-01-01"
    );
    assert_eq!(read("March 2024"), "2024-03-01..2024-04-01");
    assert_eq!(read("Q2 2025"), "2025-04-01..2025-07-01");
    assert_eq!(read("the third quarter of 2024"), "2024-07-01..2024-10-01");
    assert_eq!(read("q4"), "2024-10-01..2025-01-01|2025-10-01..2026-01-01");
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
fn ages_and_limits() {
    assert_eq!(read("more than 45 days old"), "..2025-05-16");
    assert_eq!(read("over a year old"), "..2024-06-30");
    assert_eq!(read("older than two weeks"), "..2025-06-16");
    assert_eq!(read("at least 30 days old"), "..2025-06-01");
    assert_eq!(read("less than 10 days old"), "2025-06-21..2025-07-01");
    assert_eq!(read("until yesterday"), "..2025-06-30");
    assert_eq!(read("up to and including June"), "..2025-07-01");
    assert_eq!(read("on or before 5 July"), "..2024-07-06|..2025-07-06");
    assert_eq!(
        read("on or after 15 June"),
        "2025-06-15..2025-07-01|2025-06-15.."
    );
    assert_eq!(
        read("since last week"),
        "2025-06-23..2025-07-01|2025-06-23.."
    );
    assert_eq!(
        read("since yesterday"),
        "2025-06-29..2025-07-01|2025-06-29.."
    );
    assert_eq!(
        read("within 10 days"),
        "2025-06-21..2025-07-01|2025-06-30..2025-07-11"
    );
}

#[test]
fn parts_of_periods() {
    assert_eq!(read("month before last"), "2025-04-01..2025-05-01");
    assert_eq!(read("the week after next"), "2025-07-14..2025-07-21");
    assert_eq!(read("mid-May"), "2025-05-11..2025-05-21");
    assert_eq!(read("early june"), "2025-06-01..2025-06-11");
    assert_eq!(read("the end of last month"), "2025-05-21..2025-06-01");
    assert_eq!(read("first half of 2025"), "2025-01-01..2025-07-01");
    assert_eq!(read("H1 2025"), "2025-01-01..2025-07-01");
    assert_eq!(read("first half of May"), "2025-05-01..2025-05-16");
    assert_eq!(read("second half of April"), "2025-04-16..2025-05-01");
    assert_eq!(read("first ten days of June"), "2025-06-01..2025-06-11");
    assert_eq!(read("last week of May"), "2025-05-25..2025-06-01");
    assert_eq!(read("first three months of 2024"), "2024-01-01..2024-04-01");
    assert_eq!(read("last day of the month"), "2025-06-30..2025-07-01");
    assert_eq!(read("the week of 5 May"), "2025-05-05..2025-05-12");
    assert_eq!(read("week 23"), "2025-06-02..2025-06-09");
    assert_eq!(read("calendar week 1 of 2025"), "2024-12-30..2025-01-06");
    assert_eq!(
        read("the last three complete months"),
        "2025-03-01..2025-06-01"
    );
    assert_eq!(read("last two full weeks"), "2025-06-16..2025-06-30");
    assert_eq!(read("the last fortnight"), "2025-06-17..2025-07-01");
}

#[test]
fn dates_as_they_are_written() {
    assert_eq!(read("Friday 4 July"), "2025-07-04..2025-07-05");
    assert_eq!(read("Fri, 27 June"), "2025-06-27..2025-06-28");
    assert_eq!(
        read("4 july"),
        "2024-07-04..2024-07-05|2025-07-04..2025-07-05"
    );
    assert_eq!(read("5 may"), "2025-05-05..2025-05-06");
    assert_eq!(read("16.06.25"), "2025-06-16..2025-06-17");
    assert_eq!(read("6/13/2025"), "2025-06-13..2025-06-14");
    assert_eq!(read("2025-05"), "2025-05-01..2025-06-01");
    assert_eq!(read("05/2025"), "2025-05-01..2025-06-01");
    assert_eq!(read("May '24"), "2024-05-01..2024-06-01");
    assert_eq!(read("1-15 June"), "2025-06-01..2025-06-16");
    assert_eq!(read("March-May 2025"), "2025-03-01..2025-06-01");
    assert_eq!(read("2022-2024"), "2022-01-01..2025-01-01");
    assert_eq!(read("Q1/2025"), "2025-01-01..2025-04-01");
    assert_eq!(
        read("from 16.06.2025 to 20.06.2025"),
        "2025-06-16..2025-06-21"
    );
}

/// For any day and each period word: the one before, the running one and the next lie end to end, and what has
/// happened of the running one ends today.
#[test]
fn windows_tile_the_calendar() {
    let mut today = date(2023, 12, 25);
    while today < date(2026, 3, 5) {
        for unit in ["week", "month", "quarter", "year"] {
            let window = |word: &str| {
                let all = tokens(&format!("{word} {unit}"));
                match phrase(&format!("{word} {unit}"), &all, 0, today, None) {
                    Some((_, DatePhrase::Range(range))) => range,
                    other => panic!("{word} {unit} on {today}: {other:?}"),
                }
            };
            let (last, this, next) = (window("last"), window("this"), window("next"));
            assert_eq!(last.whole.until, this.whole.from, "{unit} on {today}");
            assert_eq!(this.whole.until, next.whole.from, "{unit} on {today}");
            assert_eq!(this.happened.from, this.whole.from, "{unit} on {today}");
            assert_eq!(
                this.happened.until,
                today.tomorrow().ok(),
                "{unit} on {today}"
            );
            assert_eq!(this.whole.before(), Some(last.whole), "{unit} on {today}");
        }
        today = today.tomorrow().unwrap();
    }
}

#[test]
fn words_that_are_no_dates() {
    assert_eq!(read("helmets"), "none");
    assert_eq!(read("by month"), "none");
    assert_eq!(read("31 February"), "none");
    assert_eq!(read("sun"), "none");
    assert_eq!(read("early"), "none");
    assert_eq!(read("over 60 days"), "none");
}

#[test]
fn fiscal_years_begin_when_the_model_says() {
    for (text, april, october) in [
        ("fy2025", "2024-04-01..2025-04-01", "2024-10-01..2025-10-01"),
        ("FY 25", "2024-04-01..2025-04-01", "2024-10-01..2025-10-01"),
        (
            "in fiscal year 2025",
            "2024-04-01..2025-04-01",
            "2024-10-01..2025-10-01",
        ),
        (
            "last fiscal year",
            "2024-04-01..2025-04-01",
            "2023-10-01..2024-10-01",
        ),
        (
            "next financial year",
            "2026-04-01..2027-04-01",
            "2025-10-01..2026-10-01",
        ),
        (
            "this fiscal year",
            "2025-04-01..2025-07-01|2025-04-01..2026-04-01",
            "2024-10-01..2025-07-01|2024-10-01..2025-10-01",
        ),
        (
            "fiscal year to date",
            "2025-04-01..2025-07-01",
            "2024-10-01..2025-07-01",
        ),
        (
            "last fiscal quarter",
            "2025-01-01..2025-04-01",
            "2025-01-01..2025-04-01",
        ),
        (
            "Q2 FY25",
            "2024-07-01..2024-10-01",
            "2025-01-01..2025-04-01",
        ),
        (
            "fiscal q1",
            "2025-04-01..2025-07-01",
            "2024-10-01..2025-01-01",
        ),
        (
            "fiscal q4",
            "2025-01-01..2025-04-01",
            "2024-07-01..2024-10-01",
        ),
        (
            "the second half of fiscal 2024",
            "2023-10-01..2024-04-01",
            "2024-04-01..2024-10-01",
        ),
        (
            "third fiscal quarter of 2024",
            "2023-10-01..2024-01-01",
            "2024-04-01..2024-07-01",
        ),
    ] {
        assert_eq!(read_with(text, Some(4)), april, "{text}");
        assert_eq!(read_with(text, Some(10)), october, "{text}");
        // A year that begins in January is the calendar year.
        if text == "fy2025" {
            assert_eq!(read_with(text, Some(1)), read("2025"));
        }
    }
    // Nobody has said when the year begins.
    assert_eq!(read("fy2025"), "none");
    assert_eq!(read("fiscal q1"), "none");
}

#[test]
fn days_beside_a_day() {
    assert_eq!(read("30 days before 1 May 2025"), "2025-04-01..2025-05-01");
    assert_eq!(
        read("in the two weeks after 3 May"),
        "2025-05-04..2025-05-18"
    );
    assert_eq!(read("the 10 days up to 31 May"), "2025-05-22..2025-06-01");
    assert_eq!(read("the week before 15 May"), "2025-05-08..2025-05-15");
}

#[test]
fn ranges_that_begin_or_end_near_today() {
    assert_eq!(read("from today until sunday"), "2025-06-30..2025-07-07");
    assert_eq!(read("between today and friday"), "2025-06-30..2025-07-05");
    assert_eq!(
        read("from tomorrow until the end of next month"),
        "2025-07-01..2025-08-01"
    );
    assert_eq!(read("from march until now"), "2025-03-01..2025-07-01");
    assert_eq!(read("from 1 june to today"), "2025-06-01..2025-07-01");
}

#[test]
fn a_day_of_every_week_is_no_date() {
    assert_eq!(read("mondays"), "none");
    assert_eq!(read("on sunday"), "2025-07-06..2025-07-07");
}
