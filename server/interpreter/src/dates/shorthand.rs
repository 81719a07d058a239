//! *Shorthand* for times, as it is typed in a hurry or used as column heads: "L30D", "last 7d", "LTM", "LY", "month so far".

use jiff::civil::Date;
use semantic::{Grain, Window};

use super::Range;
use super::anchor::grain;
use super::calendar::{period, shift};
use super::grammar::Grammar;

impl Grammar<'_> {
    /// "L30D", "l6m", "last 30d", "next 7d", "LTM".
    pub(super) fn short_rolling(&self, at: usize) -> Option<(usize, Range)> {
        let word = self.word(at);
        if matches!(word, "ltm" | "ttm") {
            return Some((at + 1, self.rolled(false, 12, Grain::Month)));
        }
        let (code, end, ahead) = match word {
            "last" | "past" | "previous" | "trailing" | "prior" => {
                (self.word(at + 1), at + 2, false)
            }
            "next" | "coming" => (self.word(at + 1), at + 2, true),
            _ => (word.strip_prefix('l')?, at + 1, false),
        };
        let split = code.find(|c: char| !c.is_ascii_digit())?;
        let (digits, unit) = code.split_at(split);
        let count = digits
            .parse::<i32>()
            .ok()
            .filter(|n| (1..=3_650).contains(n))?;
        let grain = match unit {
            "d" => Grain::Day,
            "w" => Grain::Week,
            "m" | "mo" => Grain::Month,
            "q" => Grain::Quarter,
            "y" => Grain::Year,
            _ => grain(unit)?,
        };
        Some((end, self.rolled(ahead, count, grain)))
    }

    /// "LY", "LM", "LQ", "LW": the calendar period before.
    pub(super) fn short_period(&self, at: usize) -> Option<(usize, Range)> {
        let grain = match self.word(at) {
            "ly" | "py" => Grain::Year,
            "lq" => Grain::Quarter,
            "lm" => Grain::Month,
            "lw" => Grain::Week,
            _ => return None,
        };
        let whole = period(self.today, grain, -1);
        Some((at + 1, self.period_range(whole, grain)))
    }

    /// "quarter so far", where it does not say what groups ("per quarter so far").
    pub(super) fn period_so_far(&self, at: usize) -> Option<(usize, Range)> {
        let unit = grain(self.word(at)).filter(|_| !self.word(at).ends_with('s'))?;
        let before = at.checked_sub(1).map_or("", |before| self.word(before));
        let groups = matches!(
            before,
            "by" | "per" | "each" | "every" | "a" | "last" | "previous"
        );
        if groups || self.word(at + 1) != "so" || self.word(at + 2) != "far" {
            return None;
        }
        let window = Window {
            from: period(self.today, unit, 0).from,
            until: Some(tomorrow(self.today)),
        };
        let range = Range {
            grain: Some(unit),
            ..Range::fixed(window)
        };
        Some((at + 3, range))
    }
}

fn tomorrow(today: Date) -> Date {
    shift(today, 1)
}
