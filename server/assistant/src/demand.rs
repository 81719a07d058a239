//! *Demand* is what was sold, day by day over a window.

use jiff::ToSpan;
use jiff::civil::Date;
use semantic::Window;

/// Days over which demand is measured when the question names no window (the glossary, "average daily demand").
const WINDOW_DAYS: i64 = 90;

/// Demand by day over a window.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Demand {
    /// Units of each day that had any.
    pub days: Vec<f64>,
    /// Days of the window.
    pub length: f64,
    /// "2025-04-02 to 2025-06-30".
    pub span: String,
}

impl Demand {
    pub(crate) fn average(&self) -> f64 {
        self.days.iter().sum::<f64>() / self.length
    }

    pub(crate) fn largest(&self) -> f64 {
        self.days.iter().copied().fold(0.0, f64::max)
    }

    /// Standard deviation of a day's units over all days of the window; days without orders count as zero.
    pub(crate) fn deviation(&self) -> f64 {
        let mean = self.average();
        let sold: f64 = self.days.iter().map(|units| (units - mean).powi(2)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a window has few days")]
        let quiet = self.length - self.days.len() as f64;
        ((sold + quiet * mean.powi(2)) / (self.length - 1.0).max(1.0)).sqrt()
    }
}

/// The window with its first and last day: the named one, capped at today, or the usual days up to and including today.
pub(crate) fn span(named: Option<Window>, today: Date) -> Option<(Window, Date, Date)> {
    let tomorrow = today.tomorrow().ok()?;
    let (from, until) = match named {
        Some(Window {
            from: Some(from),
            until,
        }) => (from, until.unwrap_or(tomorrow).min(tomorrow)),
        Some(Window { from: None, .. }) => return None,
        None => (tomorrow.checked_sub(WINDOW_DAYS.days()).ok()?, tomorrow),
    };
    let last = until.yesterday().ok()?;
    (from <= last).then_some((
        Window {
            from: Some(from),
            until: Some(until),
        },
        from,
        last,
    ))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_usual_window_is_90_days_with_today() {
        // Glossary: 2 April to 30 June 2025 are the last 90 days up to and including 30 June.
        let (window, from, last) = span(None, date(2025, 6, 30)).unwrap();
        assert_eq!((from, last), (date(2025, 4, 2), date(2025, 6, 30)));
        assert_eq!(window.until, Some(date(2025, 7, 1)));
    }

    #[test]
    fn a_named_window_ends_today_at_the_latest() {
        let named = Window {
            from: Some(date(2025, 6, 1)),
            until: Some(date(2025, 8, 1)),
        };
        let (_, from, last) = span(Some(named), date(2025, 6, 30)).unwrap();
        assert_eq!((from, last), (date(2025, 6, 1), date(2025, 6, 30)));
        assert!(
            span(
                Some(Window {
                    from: Some(date(2025, 7, 1)),
                    until: None
                }),
                date(2025, 6, 30)
            )
            .is_none()
        );
        assert!(
            span(
                Some(Window {
                    from: None,
                    until: None
                }),
                date(2025, 6, 30)
            )
            .is_none()
        );
    }

    #[test]
    fn quiet_days_count_as_zero() {
        let demand = Demand {
            days: vec![6.0, 2.0],
            length: 4.0,
            span: String::new(),
        };
        assert!((demand.average() - 2.0).abs() < 1e-12);
        assert!((demand.largest() - 6.0).abs() < 1e-12);
        // Deviations from 2: 4, 0, −2, −2; squares 16 + 0 + 4 + 4 = 24; ÷ 3 = 8.
        assert!((demand.deviation() - 8.0_f64.sqrt()).abs() < 1e-12);
    }
}
