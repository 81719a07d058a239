//! A *scale* places numbers along an axis; its *ticks* are the round numbers on it.

use crate::view_model::Figure;

/// Spans smaller than this part of the numbers themselves cannot be told apart.
const SAME: f64 = 1e-9;

/// Round numbers at even steps: 1, 2 or 5 times a power of ten.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    /// The numbers, ascending; at least two.
    pub(super) values: Vec<f64>,
    /// The step between them.
    pub(super) step: f64,
}

impl Ticks {
    /// About so many ticks of which the first and the last enclose the numbers from `low` to `high`. Steps of whole
    /// numbers are whole. The step is d3's (`tickIncrement` of d3-array).
    pub(super) fn around(low: f64, high: f64, about: usize, whole: bool) -> Self {
        let (low, high) = if high - low <= low.abs().max(high.abs()) * SAME {
            match high {
                0.0 => (0.0, 1.0),
                _ => (low.min(0.0), high.max(0.0)),
            }
        } else {
            (low, high)
        };
        let mut step = Step::between(low, high, about);
        if whole && step.size() < 1.0 {
            step = Step::Times(1.0);
        }
        let mut values = Vec::new();
        let (mut count, last) = (step.count(low).floor(), step.count(high).ceil());
        while count <= last {
            values.push(step.times(count));
            count += 1.0;
        }
        Self {
            values,
            step: step.size(),
        }
    }

    /// The first tick.
    pub(super) fn low(&self) -> f64 {
        self.values.first().copied().unwrap_or(0.0)
    }

    /// The last tick.
    pub(super) fn high(&self) -> f64 {
        self.values.last().copied().unwrap_or(1.0)
    }
}

/// A step of ticks; below 1 by its inverse, which is a whole number and so loses nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Times(f64),
    Over(f64),
}

impl Step {
    fn between(low: f64, high: f64, about: usize) -> Self {
        let about = u32::try_from(about.max(1)).map_or(1.0, f64::from);
        let raw = (high - low) / about;
        let power = raw.log10().floor();
        let error = raw / 10f64.powf(power);
        let factor = if error >= 50f64.sqrt() {
            10.0
        } else if error >= 10f64.sqrt() {
            5.0
        } else if error >= 2f64.sqrt() {
            2.0
        } else {
            1.0
        };
        if power < 0.0 {
            Self::Over(10f64.powf(-power) / factor)
        } else {
            Self::Times(10f64.powf(power) * factor)
        }
    }

    fn size(self) -> f64 {
        self.times(1.0)
    }

    /// So many steps.
    fn times(self, count: f64) -> f64 {
        match self {
            Self::Times(step) => count * step,
            Self::Over(inverse) => count / inverse,
        }
    }

    /// How many steps a number is.
    fn count(self, value: f64) -> f64 {
        match self {
            Self::Times(step) => value / step,
            Self::Over(inverse) => value * inverse,
        }
    }
}

/// Places numbers between `low` and `high` from `start` to `end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// A scale over the ticks.
    pub(super) fn over(ticks: &Ticks, start: f64, end: f64) -> Self {
        Self {
            low: ticks.low(),
            high: ticks.high(),
            start,
            end,
        }
    }

    /// Where a number stands.
    pub(super) fn at(self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.start + share * (self.end - self.start)
    }
}

/// The smallest and the largest of some figures, or 0 and 0.
pub(super) fn extent<'a>(figures: impl Iterator<Item = &'a Figure>) -> (f64, f64) {
    figures
        .map(Figure::value)
        .fold(None, |extent: Option<(f64, f64)>, value| {
            let (low, high) = extent.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        })
        .unwrap_or((0.0, 0.0))
}

/// An extent that takes in zero, unless that would leave most of the picture empty.
pub(super) fn near_zero((low, high): (f64, f64)) -> (f64, f64) {
    if low > 0.0 && low < high / 2.0 {
        (0.0, high)
    } else if high < 0.0 && high > low / 2.0 {
        (low, 0.0)
    } else {
        (low, high)
    }
}

/// Whether all figures are whole numbers.
pub(super) fn whole<'a>(mut figures: impl Iterator<Item = &'a Figure>) -> bool {
    figures.all(|figure| figure.value().fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(low: f64, high: f64, about: usize) -> Vec<f64> {
        Ticks::around(low, high, about, false).values
    }

    /// Worked out by hand; the first three are also what d3.ticks answers.
    #[test]
    fn ticks_are_round() {
        assert_eq!(
            around(0.0, 1.0, 10),
            [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
        );
        assert_eq!(around(0.0, 100.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(around(-100.0, 100.0, 5), [-100.0, -50.0, 0.0, 50.0, 100.0]);
        assert_eq!(around(1.1, 10.9, 5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]);
        assert_eq!(
            around(0.0, 1234.0, 5),
            [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0, 1200.0, 1400.0]
        );
        assert_eq!(around(0.0, 3e-7, 3), [0.0, 1e-7, 2e-7, 3e-7]);
    }

    #[test]
    fn equal_numbers_have_ticks_as_well() {
        assert_eq!(around(0.0, 0.0, 2), [0.0, 0.5, 1.0]);
        assert_eq!(around(7.0, 7.0, 4), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(around(-7.0, -7.0, 4), [-8.0, -6.0, -4.0, -2.0, 0.0]);
        // The span is nothing beside the numbers.
        assert_eq!(around(1e15 - 0.125, 1e15, 2), [0.0, 5e14, 1e15]);
    }

    #[test]
    fn things_are_not_halved() {
        assert_eq!(Ticks::around(0.0, 2.0, 5, true).values, [0.0, 1.0, 2.0]);
        assert_eq!(Ticks::around(0.0, 0.0, 5, true).values, [0.0, 1.0]);
    }

    #[test]
    fn numbers_stand_in_proportion() {
        let ticks = Ticks::around(-50.0, 100.0, 3, false);
        assert_eq!(ticks.values, [-50.0, 0.0, 50.0, 100.0]);
        let scale = Scale::over(&ticks, 300.0, 0.0);
        for (value, place) in [(-50.0, 300.0), (0.0, 200.0), (25.0, 150.0), (100.0, 0.0)] {
            assert!((scale.at(value) - place).abs() < 1e-9);
        }
    }

    #[test]
    fn zero_is_shown_when_it_is_near() {
        assert_eq!(near_zero((40.0, 100.0)), (0.0, 100.0));
        assert_eq!(near_zero((90.0, 100.0)), (90.0, 100.0));
        assert_eq!(near_zero((-100.0, -10.0)), (-100.0, 0.0));
        assert_eq!(near_zero((-5.0, 5.0)), (-5.0, 5.0));
    }
}
