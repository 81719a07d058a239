//! A *calendar* numbers the days of the sample and knows each one's date, weekday and season.

use jiff::civil::{Date, Weekday};
use jiff::{Error, ToSpan};

/// A day's number in the calendar.
pub(super) type Day = usize;

/// Days of sales history, the as-of date included: three years and a day, so that leap years fit.
pub(super) const HISTORY_DAYS: usize = 1_096;
/// Days before the history, in which older products were created and stock was counted.
const DAYS_BEFORE: usize = 4_000;
/// Days after the as-of date, on which deliveries are promised or expected.
const DAYS_AFTER: usize = 150;

/// The days on which next to nobody orders, as month and day.
const HOLIDAYS: [(i8, i8); 7] = [
    (1, 1),
    (5, 1),
    (12, 24),
    (12, 25),
    (12, 26),
    (12, 30),
    (12, 31),
];

/// The days of the sample, from years before its history to some months after it.
#[derive(Debug)]
pub(super) struct Calendar {
    days: Vec<CalendarDay>,
}

#[derive(Debug)]
struct CalendarDay {
    date: Date,
    text: [u8; 10],
    weekend: bool,
    /// How lively the weekday is, per mille of an ordinary one.
    rhythm: u64,
    month: usize,
    next_month: usize,
    /// How far the month has gone, per mille.
    through_month: u64,
    half_year: i32,
}

impl Calendar {
    /// The calendar around an as-of date; an error where the date lies at the edge of what dates can be.
    pub(super) fn new(as_of: Date) -> Result<Self, Error> {
        let before = i32::try_from(DAYS_BEFORE + HISTORY_DAYS).unwrap_or(i32::MAX) - 1;
        let mut date = as_of.checked_sub(before.days())?;
        let mut days = Vec::with_capacity(DAYS_BEFORE + HISTORY_DAYS + DAYS_AFTER);
        loop {
            days.push(CalendarDay::new(date));
            if days.len() == DAYS_BEFORE + HISTORY_DAYS + DAYS_AFTER {
                return Ok(Self { days });
            }
            date = date.tomorrow()?;
        }
    }

    /// The first day of the history.
    pub(super) const fn first() -> Day {
        DAYS_BEFORE
    }

    /// The as-of date, the last day of the history.
    pub(super) const fn as_of() -> Day {
        DAYS_BEFORE + HISTORY_DAYS - 1
    }

    /// The last day that the calendar knows.
    pub(super) const fn last() -> Day {
        DAYS_BEFORE + HISTORY_DAYS + DAYS_AFTER - 1
    }

    pub(super) fn date(&self, day: Day) -> Date {
        self.days[day].date
    }

    /// The date as `YYYY-MM-DD`.
    pub(super) fn text(&self, day: Day) -> &[u8] {
        &self.days[day].text
    }

    pub(super) fn is_weekend(&self, day: Day) -> bool {
        self.days[day].weekend
    }

    /// How lively a day is by weekday and holiday, per mille of an ordinary working day.
    pub(super) fn rhythm(&self, day: Day) -> u64 {
        self.days[day].rhythm
    }

    /// Whether a day is the first of its month.
    pub(super) fn begins_month(&self, day: Day) -> bool {
        self.days[day].date.day() == 1
    }

    /// The half-year of a day, counted from that of the history's first day (0 for all days before it).
    pub(super) fn half_year(&self, day: Day) -> usize {
        usize::try_from(self.days[day].half_year - self.days[Self::first()].half_year).unwrap_or(0)
    }

    /// A yearly curve of twelve monthly values on one day. Each month's value holds on its first day and slides to
    /// the next month's, so that seasons have no steps.
    pub(super) fn season(&self, curve: &[u64; 12], day: Day) -> u64 {
        let at = &self.days[day];
        (curve[at.month] * (1_000 - at.through_month) + curve[at.next_month] * at.through_month)
            / 1_000
    }

    /// The day itself or, on a weekend, the Monday after it.
    pub(super) fn working_day(&self, mut day: Day) -> Day {
        while day < Self::last() && self.days[day].weekend {
            day += 1;
        }
        day
    }
}

impl CalendarDay {
    fn new(date: Date) -> Self {
        let mut text = [0; 10];
        for (place, byte) in text.iter_mut().zip(date.to_string().bytes()) {
            *place = byte;
        }
        let rhythm = match date.weekday() {
            Weekday::Monday => 1_180,
            Weekday::Tuesday => 1_120,
            Weekday::Wednesday => 1_050,
            Weekday::Thursday => 1_020,
            Weekday::Friday => 900,
            Weekday::Saturday => 240,
            Weekday::Sunday => 110,
        };
        let closed = HOLIDAYS.contains(&(date.month(), date.day()));
        let month = usize::try_from(date.month() - 1).unwrap_or(0);
        let passed = u64::try_from(date.day() - 1).unwrap_or(0);
        let length = u64::try_from(date.days_in_month()).unwrap_or(30);
        Self {
            date,
            text,
            weekend: matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
            rhythm: if closed { rhythm / 10 } else { rhythm },
            month,
            next_month: (month + 1) % 12,
            through_month: passed * 1_000 / length,
            half_year: i32::from(date.year()) * 2 + i32::from(date.month() > 6),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn spans_three_years_to_the_as_of_date() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        assert_eq!(calendar.date(Calendar::as_of()), date(2025, 6, 30));
        assert_eq!(calendar.date(Calendar::first()), date(2022, 7, 1));
        assert_eq!(calendar.text(Calendar::as_of()), b"2025-06-30");
        // 184 days lead from 1 July to 1 January.
        assert_eq!(calendar.half_year(Calendar::first() + 183), 0);
        assert_eq!(calendar.half_year(Calendar::first() + 184), 1);
        assert_eq!(calendar.half_year(0), 0);
    }

    #[test]
    fn a_weekend_is_quiet_and_moves_to_monday() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        let saturday = Calendar::as_of() - 2;
        assert!(calendar.is_weekend(saturday));
        assert!(calendar.rhythm(saturday) < calendar.rhythm(saturday - 1));
        assert_eq!(calendar.working_day(saturday), Calendar::as_of());
    }

    #[test]
    fn a_season_slides_from_month_to_month() {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        let mut curve = [1_000; 12];
        curve[5] = 2_000;
        // 16 June is 15 of 30 days into the month: half the way from 2,000 down to 1,000.
        assert_eq!(calendar.season(&curve, Calendar::as_of() - 14), 1_500);
        assert_eq!(calendar.season(&curve, Calendar::as_of() - 29), 2_000);
    }
}
