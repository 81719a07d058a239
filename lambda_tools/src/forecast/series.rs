//! A *series* is a history that was checked: demands of equal periods, and which of them are known.

use serde::Serialize;

use super::error::ForecastError;
use super::input::ForecastInput;
use super::intermittent::Observed;

/// Longest history that is computed, periods.
const LONGEST: usize = 5_000;
/// Largest demand of one period, units.
const LARGEST: f64 = 1e12;
/// From this average interval between demands on, in periods, demand is intermittent (Syntetos, Boylan and Croston 2005).
pub const INTERMITTENT_FROM: f64 = 1.32;
/// From this squared coefficient of variation of the demand sizes on, demand is erratic (the same source).
pub const ERRATIC_FROM: f64 = 0.49;

/// A count as a number to compute with.
pub(super) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// The kind of demand after Syntetos, Boylan and Croston (2005), "On the categorization of demand patterns".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesClass {
    /// Regular in time and in size.
    Smooth,
    /// Seldom, in similar sizes.
    Intermittent,
    /// Regular in time, of very different sizes.
    Erratic,
    /// Seldom and of very different sizes.
    Lumpy,
    /// There was none.
    NoDemand,
}

impl SeriesClass {
    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Smooth => "smooth",
            Self::Intermittent => "intermittent",
            Self::Erratic => "erratic",
            Self::Lumpy => "lumpy",
            Self::NoDemand => "no demand",
        }
    }

    /// Whether periods without demand are part of the pattern.
    pub fn has_gaps(self) -> bool {
        matches!(self, Self::Intermittent | Self::Lumpy | Self::NoDemand)
    }
}

/// Class of a series with the numbers that it follows from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Classified {
    /// The class.
    pub class: SeriesClass,
    /// Average interval between demands, periods (observed periods ÷ periods with demand). None without demand.
    pub average_demand_interval: Option<f64>,
    /// Squared coefficient of variation of the sizes of the demands that are not 0. None without demand.
    pub squared_variation: Option<f64>,
}

/// Class of observed demands: interval up to 1.32 periods or above, squared variation of sizes up to 0.49 or above.
pub fn classify(observed: &[Observed]) -> Classified {
    let known: Vec<f64> = observed.iter().flatten().copied().collect();
    let sizes: Vec<f64> = known
        .iter()
        .copied()
        .filter(|demand| *demand > 0.0)
        .collect();
    if sizes.is_empty() {
        return Classified {
            class: SeriesClass::NoDemand,
            average_demand_interval: None,
            squared_variation: None,
        };
    }
    let interval = number(known.len()) / number(sizes.len());
    let mean = sizes.iter().sum::<f64>() / number(sizes.len());
    let variance = if sizes.len() > 1 {
        sizes.iter().map(|size| (size - mean).powi(2)).sum::<f64>() / number(sizes.len() - 1)
    } else {
        0.0
    };
    let variation = variance / mean.powi(2);
    Classified {
        class: match (interval >= INTERMITTENT_FROM, variation >= ERRATIC_FROM) {
            (false, false) => SeriesClass::Smooth,
            (true, false) => SeriesClass::Intermittent,
            (false, true) => SeriesClass::Erratic,
            (true, true) => SeriesClass::Lumpy,
        },
        average_demand_interval: Some(interval),
        squared_variation: Some(variation),
    }
}

/// A checked history.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    /// Demand of each period in units, none where the product was out of stock.
    pub(super) observed: Vec<Observed>,
    /// What was sold in each period, units: where the product was out of stock, the least that the demand can have been.
    pub(super) sold: Vec<f64>,
    /// Periods at the start that were left out because the product was not yet on sale.
    pub(super) left_out: usize,
}

impl Series {
    /// Checks a history: finite numbers of at least 0, flags for all periods or none. A long run of zeros at the start
    /// (three or more, and more than twice as long as any between two demands) is time before the product was on sale and is left out.
    pub(super) fn checked(input: &ForecastInput) -> Result<Self, ForecastError> {
        if input.history.len() > LONGEST {
            return Err(ForecastError::HistoryTooLong {
                given: input.history.len(),
                most: LONGEST,
            });
        }
        if !input.stockouts.is_empty() && input.stockouts.len() != input.history.len() {
            return Err(ForecastError::Stockouts {
                given: input.stockouts.len(),
                periods: input.history.len(),
            });
        }
        for (index, demand) in input.history.iter().enumerate() {
            if !(0.0..=LARGEST).contains(demand) {
                return Err(ForecastError::NotADemand {
                    position: index + 1,
                    found: demand.to_string(),
                    largest: "10¹²".to_owned(),
                });
            }
        }
        let observed: Vec<Observed> = input
            .history
            .iter()
            .enumerate()
            .map(|(index, demand)| {
                let out_of_stock = input.stockouts.get(index).copied().unwrap_or(false);
                (!out_of_stock).then_some(*demand)
            })
            .collect();
        let left_out = before_sale(&observed);
        Ok(Self {
            observed: observed[left_out..].to_vec(),
            sold: input.history[left_out..].to_vec(),
            left_out,
        })
    }

    /// Periods whose demand is known.
    pub(super) fn known(&self) -> usize {
        self.observed.iter().flatten().count()
    }

    /// The first `length` periods of the series, as they were known then.
    pub(super) fn until(&self, length: usize) -> Self {
        Self {
            observed: self.observed[..length].to_vec(),
            sold: self.sold[..length].to_vec(),
            left_out: self.left_out,
        }
    }

    /// Demands without gaps, for methods that need all periods: the demand of a stockout is the mean of the same period
    /// one season before and after where these are known, else it is drawn straight between the nearest known
    /// neighbours; and it is at least what was sold.
    pub(super) fn filled(&self, season: usize) -> Vec<f64> {
        (0..self.observed.len())
            .map(|at| {
                self.observed[at].unwrap_or_else(|| {
                    self.same_season(at, season)
                        .or_else(|| self.between(at))
                        .unwrap_or(0.0)
                        .max(self.sold[at])
                })
            })
            .collect()
    }

    fn same_season(&self, at: usize, season: usize) -> Option<f64> {
        if season < 2 {
            return None;
        }
        let before = at
            .checked_sub(season)
            .and_then(|before| self.observed[before]);
        let after = self.observed.get(at + season).copied().flatten();
        match (before, after) {
            (Some(before), Some(after)) => Some(f64::midpoint(before, after)),
            (one, other) => one.or(other),
        }
    }

    fn between(&self, at: usize) -> Option<f64> {
        let before = (0..at)
            .rev()
            .find_map(|i| self.observed[i].map(|value| (i, value)));
        let after =
            (at + 1..self.observed.len()).find_map(|i| self.observed[i].map(|value| (i, value)));
        match (before, after) {
            (Some((from, low)), Some((to, high))) => {
                Some(low + (high - low) * number(at - from) / number(to - from))
            }
            (one, other) => one.or(other).map(|(_, value)| value),
        }
    }

    /// How long demand has been missing at the end, in periods, when that is three or more and more than twice as long as
    /// ever before: the product may no longer be sold.
    pub(super) fn ended(&self) -> Option<usize> {
        let (trailing, longest) = self.trailing_zeros();
        let sold = self.observed.iter().flatten().any(|demand| *demand > 0.0);
        (sold && trailing >= 3 && trailing > 2 * longest).then_some(trailing)
    }

    /// Length of the run of known zeros at the end, and of the longest one between two demands.
    fn trailing_zeros(&self) -> (usize, usize) {
        let known: Vec<f64> = self.observed.iter().flatten().copied().collect();
        let trailing = known
            .iter()
            .rev()
            .take_while(|demand| **demand <= 0.0)
            .count();
        (trailing, longest_gap(&self.observed))
    }
}

/// Longest run of known zeros between two demands.
fn longest_gap(observed: &[Observed]) -> usize {
    let mut longest = 0;
    let mut run = None;
    for demand in observed.iter().flatten() {
        if *demand > 0.0 {
            longest = longest.max(run.unwrap_or(0));
            run = Some(0);
        } else {
            run = run.map(|run| run + 1);
        }
    }
    longest
}

fn before_sale(observed: &[Observed]) -> usize {
    let zeros = observed
        .iter()
        .take_while(|demand| **demand == Some(0.0))
        .count();
    if observed.iter().flatten().all(|demand| *demand <= 0.0) {
        return 0;
    }
    let longest = longest_gap(observed);
    if zeros >= 3 && zeros > 2 * longest {
        zeros
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(history: &[f64], stockouts: &[bool]) -> Result<Series, ForecastError> {
        let mut input: ForecastInput =
            serde_json::from_str(r#"{"history": [], "periods": 1}"#).unwrap();
        input.history = history.to_vec();
        input.stockouts = stockouts.to_vec();
        Series::checked(&input)
    }

    fn class(history: &[f64]) -> Classified {
        classify(&history.iter().copied().map(Some).collect::<Vec<_>>())
    }

    #[test]
    fn classes_follow_interval_and_variation() {
        // By hand. Smooth: no gap, sizes 9, 10, 11: variance 1, 1 ÷ 100.
        let smooth = class(&[10.0, 9.0, 11.0]);
        assert_eq!(smooth.class, SeriesClass::Smooth);
        assert!((smooth.squared_variation.unwrap() - 0.01).abs() < 1e-12);
        // Intermittent: 2 demands in 4 periods; both 5.
        let intermittent = class(&[5.0, 0.0, 5.0, 0.0]);
        assert_eq!(intermittent.class, SeriesClass::Intermittent);
        assert_eq!(intermittent.average_demand_interval, Some(2.0));
        // Erratic: sizes 1, 1, 10: mean 4, variance 27, 27 ÷ 16 = 1.6875.
        let erratic = class(&[1.0, 1.0, 10.0]);
        assert_eq!(erratic.class, SeriesClass::Erratic);
        assert!((erratic.squared_variation.unwrap() - 1.6875).abs() < 1e-12);
        assert_eq!(
            class(&[1.0, 0.0, 1.0, 0.0, 10.0, 0.0]).class,
            SeriesClass::Lumpy
        );
        assert_eq!(class(&[0.0, 0.0]).class, SeriesClass::NoDemand);
    }

    #[test]
    fn the_cut_offs_are_those_of_the_source() {
        // 33 periods with 25 demands: interval 1.32, the first that is intermittent.
        let mut history = vec![4.0; 25];
        history.extend([0.0; 8]);
        assert_eq!(class(&history).class, SeriesClass::Intermittent);
        history.pop();
        assert_eq!(class(&history).class, SeriesClass::Smooth);
    }

    #[test]
    fn stockouts_are_unknown_and_never_below_what_was_sold() {
        let flags = [false, true, false, true, false];
        let series = series(&[10.0, 0.0, 14.0, 30.0, 16.0], &flags).unwrap();
        assert_eq!(series.known(), 3);
        // Between 10 and 14 lies 12; between 14 and 16 lies 15, but 30 were sold.
        assert_eq!(series.filled(1), vec![10.0, 12.0, 14.0, 30.0, 16.0]);
        // One season (2 periods) before and after the second period: none before, 30 is unknown: straight line again.
        assert_eq!(series.filled(2)[1..2], [12.0]);
    }

    #[test]
    fn a_stockout_takes_the_same_season_where_known() {
        let flags = [false, false, false, true, false, false];
        let series = series(&[2.0, 20.0, 2.0, 0.0, 4.0, 40.0], &flags).unwrap();
        assert_eq!(series.filled(2)[3..4], [30.0]);
    }

    #[test]
    fn time_before_sale_is_left_out_but_a_first_gap_is_not() {
        let new = series(&[0.0, 0.0, 0.0, 5.0, 6.0, 0.0, 7.0], &[]).unwrap();
        assert_eq!((new.left_out, new.sold.len()), (3, 4));
        let intermittent = series(&[0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 7.0], &[]).unwrap();
        assert_eq!(intermittent.left_out, 0);
        assert_eq!(series(&[0.0; 9], &[]).unwrap().left_out, 0);
    }

    #[test]
    fn an_end_is_a_gap_longer_than_ever_before() {
        let of = |history: &[f64]| series(history, &[]).unwrap().ended();
        assert_eq!(of(&[5.0, 0.0, 5.0, 0.0, 0.0, 0.0]), Some(3));
        assert_eq!(of(&[5.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0]), None);
        // The time before the first sale is no gap.
        let season = [0.0, 0.0, 0.0, 0.0, 5.0, 6.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(of(&season), Some(4));
        assert_eq!(series(&season, &[]).unwrap().left_out, 4);
        assert_eq!(of(&[0.0; 9]), None);
    }

    #[test]
    fn what_cannot_be_a_demand_is_named_by_its_position() {
        for bad in [-1.0, f64::NAN, f64::INFINITY, 1e308] {
            let refusal = series(&[1.0, bad], &[]).unwrap_err().to_string();
            assert!(refusal.contains("period 2"), "{refusal}");
        }
        let refusal = series(&[1.0, 2.0], &[true]).unwrap_err().to_string();
        assert!(refusal.contains("1 flags for 2 periods"), "{refusal}");
        assert!(series(&vec![1.0; 5_001], &[]).is_err());
    }
}
