//! A *period* is a calendar day, week (from Monday), month, quarter or year.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use semantic::{Grain, Window};

/// First day of the month `months` after that of `day`.
pub(crate) fn month_start(day: Date, months: i32) -> Date {
    let first = day.first_of_month();
    first.checked_add(months.months()).unwrap_or(first)
}

/// Day `days` after `day`.
pub(crate) fn shift(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// The period of that grain `offset` after the one that holds `day`.
pub(crate) fn period(day: Date, grain: Grain, offset: i32) -> Window {
    let (from, until) = match grain {
        Grain::Day => (
            shift(day, i64::from(offset)),
            shift(day, i64::from(offset) + 1),
        ),
        Grain::Week => {
            let since_monday = i64::from(day.weekday().since(Weekday::Monday));
            let monday = shift(day, i64::from(offset) * 7 - since_monday);
            (monday, shift(monday, 7))
        }
        Grain::Month => (month_start(day, offset), month_start(day, offset + 1)),
        Grain::Quarter => {
            let first = i32::from((day.month() - 1) % 3);
            (
                month_start(day, offset * 3 - first),
                month_start(day, offset * 3 - first + 3),
            )
        }
        Grain::Year => {
            let first = i32::from(day.month() - 1);
            (
                month_start(day, offset * 12 - first),
                month_start(day, offset * 12 - first + 12),
            )
        }
    };
    Window {
        from: Some(from),
        until: Some(until),
    }
}

/// The month of a year.
pub(crate) fn month(year: i16, month: i8) -> Option<Window> {
    let first = Date::new(year, month, 1).ok()?;
    Some(period(first, Grain::Month, 0))
}

/// The quarter of a year, 1 to 4.
pub(crate) fn quarter(year: i16, number: i8) -> Option<Window> {
    let first = Date::new(year, (number - 1) * 3 + 1, 1).ok()?;
    Some(period(first, Grain::Quarter, 0))
}

/// The half of a year, 1 or 2.
pub(crate) fn half(year: i16, number: i8) -> Option<Window> {
    let from = Date::new(year, (number - 1) * 6 + 1, 1).ok()?;
    Some(Window {
        from: Some(from),
        until: Some(month_start(from, 6)),
    })
}

/// The calendar year.
pub(crate) fn year(year: i16) -> Window {
    period(date(year, 1, 1), Grain::Year, 0)
}

/// The newest year in which that month has begun by `today`.
pub(crate) fn newest_year_of_month(today: Date, month: i8) -> i16 {
    if month <= today.month() {
        today.year()
    } else {
        today.year() - 1
    }
}
