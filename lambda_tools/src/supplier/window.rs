//! A *window* is the days that purchases are looked at over.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::error::ToolError;
use crate::quantity::WholeDays;

/// The last days up to and including today; all days without them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window(Option<(Date, Date)>);

impl Window {
    /// From the parameters `days` and `today`, which go together.
    pub(super) fn new(days: Option<WholeDays>, today: Option<Date>) -> Result<Self, ToolError> {
        let (Some(days), today) = (days, today) else {
            return Ok(Self(None));
        };
        let today = today.ok_or_else(|| {
            ToolError::refused(
                "today",
                "is needed with days: the day that the window ends on",
            )
        })?;
        #[expect(clippy::cast_possible_truncation, reason = "at most ten years of days")]
        let before = days.get() as i64 - 1;
        match today.checked_sub(before.days()) {
            Ok(first) => Ok(Self(Some((first, today)))),
            Err(_) => Err(ToolError::refused("today", "is too early for so many days")),
        }
    }

    /// Whether a day lies in it; what has no day lies in the window of all days only.
    pub(super) fn holds(self, day: Option<Date>) -> bool {
        self.0
            .is_none_or(|(first, last)| day.is_some_and(|day| (first..=last).contains(&day)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_days_include_today() {
        let window = Window::new(Some(WholeDays::QUARTER), Some(date(2025, 6, 30))).unwrap();
        // The glossary: 2 April to 30 June are 90 days.
        assert!(window.holds(Some(date(2025, 4, 2))) && window.holds(Some(date(2025, 6, 30))));
        assert!(!window.holds(Some(date(2025, 4, 1))) && !window.holds(Some(date(2025, 7, 1))));
        assert!(!window.holds(None));
        assert!(Window::new(None, None).unwrap().holds(None));
        assert!(Window::new(Some(WholeDays::QUARTER), None).is_err());
    }
}
