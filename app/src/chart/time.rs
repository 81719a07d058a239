//! A *time axis* places periods in proportion to time and names some of them.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan};

use crate::view_model::Grain;

/// A place on a time axis that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeTick {
    /// When.
    pub(super) at: DateTime,
    /// "Jun".
    pub(super) label: String,
    /// What has changed since the tick before: "2025" under the first month of a year.
    pub(super) context: Option<String>,
}

/// Places periods from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeScale {
    from: DateTime,
    seconds: f64,
    start: f64,
    end: f64,
}

impl TimeScale {
    /// A scale over periods in ascending order; a single period stands in the middle.
    pub(super) fn over(periods: &[DateTime], start: f64, end: f64) -> Self {
        let from = periods.first().copied().unwrap_or_default();
        let until = periods.last().copied().unwrap_or_default();
        Self {
            from,
            seconds: until.duration_since(from).as_secs_f64(),
            start,
            end,
        }
    }

    /// Where a period stands.
    pub(super) fn at(self, period: DateTime) -> f64 {
        let passed = period.duration_since(self.from).as_secs_f64();
        let share = if self.seconds > 0.0 {
            (passed / self.seconds).clamp(0.0, 1.0)
        } else {
            0.5
        };
        self.start + share * (self.end - self.start)
    }
}

/// A period in words: "Jun 2025", "Q2 2025", "week of 2 Jun 2025".
pub(super) fn name(period: DateTime, grain: Grain) -> String {
    let (day, month, year) = (period.day(), month(period), period.year());
    match grain {
        Grain::Instant => format!("{day} {month} {year} {}", clock(period)),
        Grain::Day => format!("{day} {month} {year}"),
        Grain::Week => format!("week of {day} {month} {year}"),
        Grain::Month => format!("{month} {year}"),
        Grain::Quarter => format!("{} {year}", quarter(period)),
        Grain::Year => year.to_string(),
    }
}

/// At most so many ticks at even steps.
pub(super) fn ticks(periods: &[DateTime], grain: Grain, most: usize) -> Vec<TimeTick> {
    let (Some(first), Some(last)) = (periods.first().copied(), periods.last().copied()) else {
        return Vec::new();
    };
    let most = most.max(1);
    let steps = match grain {
        Grain::Instant => &STEPS[..],
        Grain::Day => &STEPS[4..],
        Grain::Week => &STEPS[6..],
        Grain::Month => &STEPS[8..],
        Grain::Quarter => &STEPS[10..],
        Grain::Year => &STEPS[12..],
    };
    let fitting = steps.iter().find_map(|step| {
        let places = step.places(first, last, grain, most);
        (places.len() <= most && !places.is_empty()).then_some((*step, places))
    });
    let (step, places) = fitting.unwrap_or((STEPS[STEPS.len() - 1], vec![first]));
    let step = if places.len() == 1 {
        // A single tick stands for what it is, not for a step.
        named_after(grain)
    } else {
        step
    };
    let mut before = None;
    places
        .into_iter()
        .map(|at| {
            let context = step.context(at);
            let changed = context.clone().filter(|_| before != Some(context.clone()));
            before = Some(context);
            TimeTick {
                at,
                label: step.label(at, grain),
                context: changed,
            }
        })
        .collect()
}

/// From one tick to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Hours(i16),
    Days(i16),
    Months(i16),
}

/// Steps, the smallest first.
const STEPS: [Step; 18] = [
    Step::Hours(1),
    Step::Hours(3),
    Step::Hours(6),
    Step::Hours(12),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(600),
    Step::Months(1200),
];

fn named_after(grain: Grain) -> Step {
    match grain {
        Grain::Instant => Step::Hours(1),
        Grain::Day | Grain::Week => Step::Days(1),
        Grain::Month | Grain::Quarter => Step::Months(1),
        Grain::Year => Step::Months(12),
    }
}

impl Step {
    /// Its ticks from the first to the last period; one more than the most when there are more.
    fn places(self, first: DateTime, last: DateTime, grain: Grain, most: usize) -> Vec<DateTime> {
        let Some(mut at) = self.begin(first, grain) else {
            return Vec::new();
        };
        let mut places = Vec::new();
        while at <= last && places.len() <= most {
            places.push(at);
            let Ok(next) = at.checked_add(self.span()) else {
                break;
            };
            at = next;
        }
        places
    }

    fn span(self) -> Span {
        match self {
            Self::Hours(hours) => hours.hours(),
            Self::Days(days) => days.days(),
            Self::Months(months) => months.months(),
        }
    }

    /// The first tick at or after a period.
    fn begin(self, first: DateTime, grain: Grain) -> Option<DateTime> {
        match self {
            Self::Hours(hours) => {
                let midnight = first.date().to_datetime(Time::midnight());
                let passed = first.duration_since(midnight).as_secs();
                let length = i64::from(hours) * 3600;
                let steps = (passed + length - 1) / length;
                midnight.checked_add((steps * length).seconds()).ok()
            }
            Self::Days(_) if grain == Grain::Week => Some(first),
            Self::Days(days) => {
                let day = at_midnight(first)?;
                let weekday = day.date().weekday().to_monday_zero_offset();
                let ahead = if days < 7 { 0 } else { (7 - weekday) % 7 };
                day.checked_add(ahead.days()).ok()
            }
            Self::Months(months) => {
                let day = at_midnight(first)?.date();
                let day = if day.day() == 1 {
                    day
                } else {
                    day.first_of_month().checked_add(1.month()).ok()?
                };
                let months = i32::from(months);
                let count = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
                let count = count + (months - count.rem_euclid(months)) % months;
                let year = i16::try_from(count.div_euclid(12)).ok()?;
                let month = i8::try_from(count.rem_euclid(12) + 1).ok()?;
                let start = Date::new(year, month, 1).ok()?;
                Some(start.to_datetime(Time::midnight()))
            }
        }
    }

    fn label(self, at: DateTime, grain: Grain) -> String {
        match self {
            Self::Hours(_) => clock(at),
            Self::Days(_) => format!("{} {}", at.day(), month(at)),
            Self::Months(12..) => at.year().to_string(),
            Self::Months(_) if grain == Grain::Quarter => quarter(at).to_owned(),
            Self::Months(_) => month(at).to_owned(),
        }
    }

    fn context(self, at: DateTime) -> Option<String> {
        match self {
            Self::Hours(_) => Some(format!("{} {}", at.day(), month(at))),
            Self::Months(12..) => None,
            Self::Days(_) | Self::Months(_) => Some(at.year().to_string()),
        }
    }
}

/// The day's beginning, or the next one's when it has passed.
fn at_midnight(period: DateTime) -> Option<DateTime> {
    let midnight = period.date().to_datetime(Time::midnight());
    if midnight == period {
        Some(midnight)
    } else {
        midnight.checked_add(1.day()).ok()
    }
}

fn month(period: DateTime) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    usize::try_from(period.month() - 1)
        .ok()
        .and_then(|month| MONTHS.get(month))
        .copied()
        .unwrap_or("")
}

fn quarter(period: DateTime) -> &'static str {
    match period.month() {
        ..=3 => "Q1",
        4..=6 => "Q2",
        7..=9 => "Q3",
        _ => "Q4",
    }
}

fn clock(period: DateTime) -> String {
    format!("{:02}:{:02}", period.hour(), period.minute())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn day(year: i16, month: i8, day: i8) -> DateTime {
        date(year, month, day).at(0, 0, 0, 0)
    }

    fn named(periods: &[DateTime], grain: Grain, most: usize) -> Vec<String> {
        ticks(periods, grain, most)
            .into_iter()
            .map(|tick| match tick.context {
                Some(context) => format!("{}/{context}", tick.label),
                None => tick.label,
            })
            .collect()
    }

    #[test]
    fn every_period_has_its_name_while_there_is_room() {
        let months = [day(2024, 11, 1), day(2025, 2, 1)];
        assert_eq!(
            named(&months, Grain::Month, 8),
            ["Nov/2024", "Dec", "Jan/2025", "Feb"]
        );
        let quarters = [day(2024, 7, 1), day(2025, 4, 1)];
        assert_eq!(
            named(&quarters, Grain::Quarter, 8),
            ["Q3/2024", "Q4", "Q1/2025", "Q2"]
        );
        assert_eq!(
            named(&[day(2022, 1, 1), day(2025, 1, 1)], Grain::Year, 8),
            ["2022", "2023", "2024", "2025"]
        );
        assert_eq!(
            named(&[day(2025, 6, 2), day(2025, 6, 23)], Grain::Week, 8),
            ["2 Jun/2025", "9 Jun", "16 Jun", "23 Jun"]
        );
    }

    #[test]
    fn with_less_room_the_steps_are_round() {
        let months = [day(2022, 7, 1), day(2025, 6, 1)];
        assert_eq!(
            named(&months, Grain::Month, 8),
            ["Jul/2022", "Jan/2023", "Jul", "Jan/2024", "Jul", "Jan/2025"]
        );
        assert_eq!(
            named(&[day(2025, 3, 5), day(2025, 6, 20)], Grain::Day, 5),
            ["Apr/2025", "May", "Jun"]
        );
        // Mondays.
        assert_eq!(
            named(&[day(2025, 6, 4), day(2025, 6, 30)], Grain::Day, 5),
            ["9 Jun/2025", "16 Jun", "23 Jun", "30 Jun"]
        );
        assert_eq!(
            named(&[day(1990, 1, 1), day(2025, 1, 1)], Grain::Year, 8),
            [
                "1990", "1995", "2000", "2005", "2010", "2015", "2020", "2025"
            ]
        );
    }

    #[test]
    fn hours_have_their_day_below() {
        let instants = [
            date(2025, 6, 30).at(20, 15, 0, 0),
            date(2025, 7, 1).at(3, 0, 0, 0),
        ];
        assert_eq!(
            named(&instants, Grain::Instant, 4),
            ["21:00/30 Jun", "00:00/1 Jul", "03:00"]
        );
    }

    #[test]
    fn a_single_period_is_named_in_the_middle() {
        let only = [day(2025, 2, 1)];
        assert_eq!(named(&only, Grain::Month, 8), ["Feb/2025"]);
        assert_eq!(named(&[day(2025, 2, 4)], Grain::Day, 8), ["4 Feb/2025"]);
        let scale = TimeScale::over(&only, 100.0, 300.0);
        assert!((scale.at(only[0]) - 200.0).abs() < 1e-9);
    }

    #[test]
    fn periods_stand_in_proportion_to_time() {
        // 31 + 28 days of 59.
        let periods = [day(2025, 1, 1), day(2025, 2, 1), day(2025, 3, 1)];
        let scale = TimeScale::over(&periods, 0.0, 590.0);
        let places = periods.map(|period| scale.at(period).round());
        assert!(
            places
                .iter()
                .zip([0.0, 310.0, 590.0])
                .all(|(a, b)| (a - b).abs() < 1e-9)
        );
    }

    #[test]
    fn periods_have_names() {
        let period = date(2025, 4, 1).at(14, 5, 0, 0);
        assert_eq!(
            [
                Grain::Instant,
                Grain::Day,
                Grain::Week,
                Grain::Month,
                Grain::Quarter,
                Grain::Year
            ]
            .map(|grain| name(period, grain)),
            [
                "1 Apr 2025 14:05",
                "1 Apr 2025",
                "week of 1 Apr 2025",
                "Apr 2025",
                "Q2 2025",
                "2025"
            ]
        );
    }

    #[test]
    fn the_ends_of_time_are_no_trouble() {
        let all = [DateTime::MIN, DateTime::MAX];
        assert!(ticks(&all, Grain::Day, 8).len() <= 8);
        let scale = TimeScale::over(&all, 0.0, 1.0);
        assert!((scale.at(DateTime::MAX) - 1.0).abs() < 1e-9);
    }
}
