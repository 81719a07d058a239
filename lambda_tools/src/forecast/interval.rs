//! The *interval* around a forecast: what share of the outcomes is expected to lie in it.

use statrs::distribution::{ContinuousCDF, Normal};

use super::ForecastPoint;
use super::method::Projection;
use super::series::{Series, SeriesClass, number};

pub(super) use super::method::Interval;

impl Interval {
    /// The interval that holds a share of the outcomes (fraction between 0 and 1), as much below as above.
    pub(super) fn at(level: f64) -> Self {
        Self {
            level,
            quantile: Normal::standard().inverse_cdf(f64::midpoint(1.0, level)),
        }
    }
}

/// Bounds around each point. Where demand is regular, as wide as the wider of the model's own interval and the normal one
/// for the errors of the backtest. Where it has gaps, the quantiles of demand as it was: nothing in the periods without, else
/// one of the sizes. Never below 0, and always around the point.
pub(super) fn around(
    projection: &Projection,
    series: &Series,
    class: SeriesClass,
    rmse: Option<f64>,
    wanted: Interval,
) -> Vec<ForecastPoint> {
    let seen = rmse.unwrap_or(0.0) * wanted.quantile;
    let gaps = class.has_gaps().then(|| quantiles(series, wanted.level));
    projection
        .points
        .iter()
        .enumerate()
        .map(|(step, point)| {
            let (lower, upper) = gaps.unwrap_or_else(|| {
                let half = projection
                    .spread
                    .get(step)
                    .copied()
                    .unwrap_or(0.0)
                    .max(seen);
                (point - half, point + half)
            });
            ForecastPoint {
                ahead: step + 1,
                start: None,
                demand: *point,
                lower: lower.max(0.0).min(*point),
                upper: upper.max(*point),
            }
        })
        .collect()
}

/// Quantiles of the known demands.
fn quantiles(series: &Series, level: f64) -> (f64, f64) {
    let mut known: Vec<f64> = series.observed.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let wanted = share * number(known.len());
        (0..known.len())
            .find(|index| number(index + 1) >= wanted - 1e-9)
            .map_or(0.0, |index| known[index])
    };
    let tail = (1.0 - level) / 2.0;
    (at(tail), at(1.0 - tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(history: &[f64]) -> Series {
        Series {
            observed: history.iter().copied().map(Some).collect(),
            sold: history.to_vec(),
            left_out: 0,
        }
    }

    #[test]
    fn quantiles_of_the_normal_distribution() {
        // NIST/SEMATECH e-Handbook 1.3.6.7.1: 0.95 → 1.645, 0.975 → 1.960.
        assert!((Interval::at(0.9).quantile - 1.644_853_627).abs() < 1e-8);
        assert!((Interval::at(0.95).quantile - 1.959_963_985).abs() < 1e-8);
    }

    #[test]
    fn regular_demand_takes_the_wider_interval_and_stops_at_nothing() {
        let projection = Projection {
            points: vec![10.0, 10.0],
            spread: vec![3.0, 40.0],
            model: None,
            form: None,
        };
        let wanted = Interval {
            level: 0.68,
            quantile: 1.0,
        };
        let points = around(
            &projection,
            &series(&[10.0; 9]),
            SeriesClass::Smooth,
            Some(5.0),
            wanted,
        );
        assert_eq!((points[0].lower, points[0].upper), (5.0, 15.0));
        assert_eq!((points[1].lower, points[1].upper), (0.0, 50.0));
    }

    #[test]
    fn demand_with_gaps_takes_the_quantiles_of_what_was() {
        // Ten periods, three demands: of 80 % as much below as above, the bounds are the 1st and the 9th of the ten.
        let history = [0.0, 4.0, 0.0, 0.0, 7.0, 0.0, 0.0, 9.0, 0.0, 0.0];
        let projection = Projection {
            points: vec![2.0],
            spread: vec![1.0],
            model: None,
            form: None,
        };
        let points = around(
            &projection,
            &series(&history),
            SeriesClass::Intermittent,
            None,
            Interval::at(0.8),
        );
        assert_eq!((points[0].lower, points[0].upper), (0.0, 7.0));
    }
}
