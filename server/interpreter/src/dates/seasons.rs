//! *Seasons*: three whole months each, spring from March, as meteorologists of the northern half count them.

use jiff::civil::Date;
use semantic::Window;

use super::calendar::month_start;
use super::grammar::Grammar;
use super::{Assumed, Range};

/// First month of a season.
fn first_month(word: &str) -> Option<i8> {
    Some(match word {
        "spring" => 3,
        "summer" => 6,
        "autumn" | "fall" => 9,
        "winter" => 12,
        _ => return None,
    })
}

impl Grammar<'_> {
    /// "last autumn", "this summer", "the fall of 2024", "winter 2024".
    pub(super) fn season(&self, at: usize) -> Option<(usize, Range)> {
        let begins = |year: i16, month: i8| Date::new(year, month, 1).ok();
        if let Some(month) = first_month(self.word(at)) {
            let year_at = self.skip(at + 1, &["of", "in"]);
            let year = self.year(year_at)?;
            return Some((year_at + 1, self.three_months(begins(year, month)?)));
        }
        let offset = match self.word(at) {
            "last" | "past" | "previous" => -1,
            "this" | "current" => 0,
            "next" | "coming" => 1,
            _ => return None,
        };
        let month = first_month(self.word(at + 1))?;
        let this_year = begins(self.today.year(), month)?;
        let before = begins(self.today.year() - 1, month)?;
        let after = begins(self.today.year() + 1, month)?;
        let first = match offset {
            -1 if month_start(this_year, 3) <= self.today => this_year,
            -1 => before,
            // January lies in the winter of the year before.
            0 if month_start(before, 3) > self.today => before,
            0 => this_year,
            _ if this_year > self.today => this_year,
            _ => after,
        };
        Some((at + 2, self.three_months(first)))
    }

    fn three_months(&self, first: Date) -> Range {
        let window = Window {
            from: Some(first),
            until: Some(month_start(first, 3)),
        };
        let mut range = Range::fixed(window);
        range.ahead = first > self.today;
        range.assumed = Some(Assumed::Season);
        let tomorrow = super::calendar::shift(self.today, 1);
        if first <= self.today && window.until > Some(tomorrow) {
            range.happened.until = Some(tomorrow);
        }
        range
    }
}
