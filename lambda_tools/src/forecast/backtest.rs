//! A *backtest* with a rolling origin: stand at several moments of the past, forecast from what was known then, compare
//! with what came (Tashman 2000, "Out-of-sample tests of forecasting accuracy").

use serde::Serialize;

use super::method::{Method, Settings, project};
use super::series::{Series, number};

/// Moments of the past from which is forecast, at most.
const ORIGINS: usize = 5;
/// Periods that the earliest training holds at least.
const TRAINING: usize = 5;
/// Periods ahead that are compared, at most.
const LONGEST_HORIZON: usize = 12;

/// How all candidates did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Backtest {
    /// Moments from which was forecast.
    pub origins: usize,
    /// Periods ahead that were compared from each.
    pub horizon: usize,
    /// Season of the benchmark in periods; 1 where the history is too short for the season, which makes it the naive one.
    pub benchmark_season: usize,
    /// Each candidate with its errors, in the order in which they were tried, the benchmark first.
    pub candidates: Vec<Candidate>,
}

/// How one method did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The method.
    pub method: Method,
    /// For people.
    pub label: &'static str,
    /// Its errors, none where it could not be used.
    pub errors: Option<Errors>,
    /// Why it could not be used.
    pub left_out: Option<String>,
}

/// Errors of a method over all origins and periods ahead; periods out of stock are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Errors {
    /// Periods compared.
    pub compared: usize,
    /// Mean absolute error, units/period.
    pub mae: f64,
    /// Root mean squared error, units/period.
    pub rmse: f64,
    /// Sum of absolute errors ÷ sum of demand (fraction). None without demand in the periods compared.
    pub wape: Option<f64>,
    /// Mean absolute error ÷ mean absolute error that the benchmark makes one step ahead within the training history
    /// (Hyndman and Koehler 2006). None where the benchmark makes none there.
    pub mase: Option<f64>,
    /// Mean absolute error ÷ that of the benchmark over the same periods; below 1 is better. None where that is 0.
    pub relative_to_benchmark: Option<f64>,
    /// Sum of (forecast − demand) ÷ sum of demand (fraction): above 0 it forecast too much. None without demand.
    pub bias: Option<f64>,
}

/// The moments of the past and how far is looked from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) horizon: usize,
    /// Lengths of the trainings, the latest first.
    pub(super) origins: Vec<usize>,
    pub(super) benchmark_season: usize,
}

/// Where to stand in a history of `length` periods: over its last third, but so that the trainings hold two seasons
/// where the history does, else one.
pub(super) fn plan(length: usize, ahead: usize, season: usize) -> Plan {
    let horizon = ahead
        .min(LONGEST_HORIZON)
        .min(length / 4)
        .min(length.saturating_sub(TRAINING))
        .max(1);
    let third = (length / 3).max(horizon);
    let tested = [2 * season, season, TRAINING]
        .into_iter()
        .find_map(|kept| {
            let room = length.checked_sub(kept.max(TRAINING))?;
            (room >= 2 * horizon).then_some(room.min(third))
        })
        .unwrap_or(horizon);
    let steps = (ORIGINS - 1).min(tested - horizon);
    let stride = (tested - horizon).checked_div(steps).unwrap_or(0);
    let origins: Vec<usize> = (0..=steps)
        .map(|step| length - horizon - step * stride)
        .collect();
    let earliest = origins.last().copied().unwrap_or(length);
    Plan {
        horizon,
        origins,
        benchmark_season: if earliest > season { season } else { 1 },
    }
}

/// Backtests methods; the benchmark comes first.
pub(super) fn run(
    series: &Series,
    methods: &[Method],
    plan: &Plan,
    settings: Settings,
) -> Backtest {
    let trainings: Vec<Series> = plan
        .origins
        .iter()
        .map(|origin| series.until(*origin))
        .collect();
    let scale = scale(&trainings, plan, series);
    let mut candidates: Vec<Candidate> = methods
        .iter()
        .map(|method| {
            let errors = compare(*method, series, &trainings, plan, settings, scale);
            Candidate {
                method: *method,
                label: method.label(),
                left_out: errors.as_ref().err().cloned(),
                errors: errors.ok(),
            }
        })
        .collect();
    let benchmark = candidates
        .first()
        .and_then(|first| first.errors)
        .map(|errors| errors.mae);
    for errors in candidates.iter_mut().filter_map(|c| c.errors.as_mut()) {
        errors.relative_to_benchmark = benchmark.and_then(|mae| ratio(errors.mae, mae));
    }
    Backtest {
        origins: plan.origins.len(),
        horizon: plan.horizon,
        benchmark_season: plan.benchmark_season,
        candidates,
    }
}

fn compare(
    method: Method,
    series: &Series,
    trainings: &[Series],
    plan: &Plan,
    settings: Settings,
    scale: f64,
) -> Result<Errors, String> {
    let mut compared = 0;
    let (mut absolute, mut squared, mut signed, mut demand) = (0.0, 0.0, 0.0, 0.0);
    // From the earliest on: the form that a model takes there is kept, so that no later knowledge goes into it.
    let mut form = None;
    for training in trainings.iter().rev() {
        let projection = project(method, training, plan.horizon, settings, None, form.take())
            .map_err(|reason| format!("at an earlier moment: {reason}"))?;
        form = projection.form;
        let came = &series.observed[training.observed.len()..];
        for (forecast, actual) in projection.points.iter().zip(came) {
            let Some(actual) = actual else { continue };
            let error = forecast - actual;
            compared += 1;
            absolute += error.abs();
            squared += error * error;
            signed += error;
            demand += actual;
        }
    }
    if compared == 0 {
        return Err("all periods to compare with were out of stock".to_owned());
    }
    let mae = absolute / number(compared);
    Ok(Errors {
        compared,
        mae,
        rmse: (squared / number(compared)).sqrt(),
        wape: ratio(absolute, demand),
        mase: ratio(mae, scale),
        relative_to_benchmark: None,
        bias: ratio(signed, demand),
    })
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// Mean absolute error of the benchmark one step ahead within the trainings, weighted by the periods compared from each.
fn scale(trainings: &[Series], plan: &Plan, series: &Series) -> f64 {
    let mut weights = 0.0;
    let mut sum = 0.0;
    for training in trainings {
        let observed = &training.observed;
        let steps: Vec<f64> = observed
            .iter()
            .skip(plan.benchmark_season)
            .zip(observed)
            .filter_map(|(now, before)| Some((now.as_ref()? - before.as_ref()?).abs()))
            .collect();
        let compared = series.observed[observed.len()..]
            .iter()
            .take(plan.horizon)
            .flatten()
            .count();
        if !steps.is_empty() {
            sum += number(compared) * steps.iter().sum::<f64>() / number(steps.len());
            weights += number(compared);
        }
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(history: &[Option<f64>]) -> Series {
        Series {
            observed: history.to_vec(),
            sold: history.iter().map(|demand| demand.unwrap_or(0.0)).collect(),
            left_out: 0,
        }
    }

    const SETTINGS: Settings = Settings {
        season: 1,
        smoothing: 0.1,
    };

    #[test]
    fn moments_lie_in_the_last_third_and_keep_two_seasons() {
        let monthly = plan(38, 3, 12);
        assert_eq!(monthly.horizon, 3);
        assert_eq!(monthly.origins, [35, 33, 31, 29, 27]);
        assert_eq!(monthly.benchmark_season, 12);
        // Two years of weeks: one season is kept.
        let weekly = plan(104, 8, 52);
        assert!(weekly.origins.iter().all(|origin| *origin > 52));
        assert_eq!(weekly.benchmark_season, 52);
        // A year of months: the benchmark is the naive one.
        assert_eq!(plan(12, 3, 12).benchmark_season, 1);
        // The shortest history that is forecast.
        let short = plan(8, 12, 12);
        assert_eq!((short.horizon, short.origins.len()), (2, 1));
        assert!(short.origins.iter().all(|origin| *origin >= TRAINING));
    }

    #[test]
    fn errors_follow_their_definitions() {
        // One moment, two periods ahead: the naive method forecasts 4, 4; 6 and 3 came. Errors −2 and 1.
        let series = series(&[1.0, 3.0, 2.0, 4.0, 6.0, 3.0].map(Some));
        let plan = Plan {
            horizon: 2,
            origins: vec![4],
            benchmark_season: 1,
        };
        let backtest = run(
            &series,
            &[Method::SeasonalNaive, Method::Mean],
            &plan,
            SETTINGS,
        );
        let naive = backtest.candidates[0].errors.unwrap();
        assert_eq!(naive.compared, 2);
        assert!((naive.mae - 1.5).abs() < 1e-12);
        assert!((naive.rmse - 2.5_f64.sqrt()).abs() < 1e-12);
        assert!((naive.wape.unwrap() - 3.0 / 9.0).abs() < 1e-12);
        assert!((naive.bias.unwrap() + 1.0 / 9.0).abs() < 1e-12);
        // Steps within 1, 3, 2, 4: 2, 1, 2, mean 5/3; 1.5 ÷ 5/3 = 0.9.
        assert!((naive.mase.unwrap() - 0.9).abs() < 1e-12);
        assert_eq!(naive.relative_to_benchmark, Some(1.0));
        // The mean of 1, 3, 2, 4 is 2.5: errors −3.5 and −0.5, mean 2; 2 ÷ 1.5.
        let mean = backtest.candidates[1].errors.unwrap();
        assert!((mean.relative_to_benchmark.unwrap() - 4.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn periods_out_of_stock_are_not_compared() {
        let history = [Some(1.0), Some(3.0), Some(2.0), Some(4.0), None, Some(3.0)];
        let plan = Plan {
            horizon: 2,
            origins: vec![4],
            benchmark_season: 1,
        };
        let backtest = run(&series(&history), &[Method::SeasonalNaive], &plan, SETTINGS);
        let naive = backtest.candidates[0].errors.unwrap();
        assert_eq!(naive.compared, 1);
        assert!((naive.mae - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_demand_relative_errors_are_left_out() {
        let backtest = run(
            &series(&[Some(0.0); 12]),
            &[Method::SeasonalNaive],
            &plan(12, 2, 1),
            SETTINGS,
        );
        let errors = backtest.candidates[0].errors.unwrap();
        assert_eq!((errors.wape, errors.mase, errors.bias), (None, None, None));
    }

    #[test]
    fn a_method_that_needs_more_is_left_out_with_the_reason() {
        let settings = Settings {
            season: 12,
            smoothing: 0.1,
        };
        let history: Vec<Option<f64>> = (0..20).map(|i| Some(f64::from(i))).collect();
        let backtest = run(
            &series(&history),
            &[Method::SeasonalNaive, Method::MstlEts],
            &plan(20, 3, 12),
            settings,
        );
        let candidate = &backtest.candidates[1];
        assert_eq!(candidate.errors, None);
        assert!(candidate.left_out.as_ref().unwrap().contains("needs 24"));
    }
}
