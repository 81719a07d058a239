//! The *choice* of a method: the candidates for a class of demand, backtested, and the best of them.

use super::ForecastPoint;
use super::backtest::{self, Backtest, Errors};
use super::error::ForecastError;
use super::input::ForecastInput;
use super::interval;
use super::interval::Interval;
use super::method::{Method, Settings, project};
use super::series::{Series, SeriesClass};
use super::smoothing::EtsModel;

/// How much better a less simple method has to be than a simpler one (fraction of the error).
const WORTH_IT: f64 = 0.02;

/// The method, its forecast and what speaks for it.
pub(super) struct Chosen {
    pub(super) method: Method,
    pub(super) reason: String,
    pub(super) points: Vec<ForecastPoint>,
    pub(super) model: Option<EtsModel>,
    pub(super) backtest: Backtest,
}

impl Chosen {
    /// Errors of the method in the backtest.
    pub(super) fn errors(&self) -> Option<Errors> {
        self.backtest
            .candidates
            .iter()
            .find(|candidate| candidate.method == self.method)
            .and_then(|candidate| candidate.errors)
    }
}

/// Chooses by backtest, or takes the method that was named, and forecasts.
pub(super) fn choose(
    input: &ForecastInput,
    series: &Series,
    class: SeriesClass,
    ahead: usize,
    settings: Settings,
    level: f64,
) -> Result<Chosen, ForecastError> {
    let plan = backtest::plan(series.observed.len(), ahead, settings.season);
    let named = input.method.named();
    let mut methods = candidates(class, plan.benchmark_season, settings.season);
    methods.extend(named.filter(|method| !methods.contains(method)));
    let backtest = backtest::run(series, &methods, &plan, settings);
    let wanted = Interval::at(level);
    let ranked = match named {
        Some(method) => vec![method],
        None => ranked(&backtest, class)
            .into_iter()
            .filter(|method| speaks_for_itself(*method, class, series))
            .collect(),
    };
    let mut failure = (Method::Mean, "no method could be backtested".to_owned());
    for method in ranked {
        match project(method, series, ahead, settings, Some(wanted), None) {
            Ok(projection) => {
                let rmse = backtest
                    .candidates
                    .iter()
                    .find(|candidate| candidate.method == method)
                    .and_then(|candidate| candidate.errors)
                    .map(|errors| errors.rmse);
                return Ok(Chosen {
                    method,
                    reason: reason(method, named.is_some(), &backtest, class),
                    points: interval::around(&projection, series, class, rmse, wanted),
                    model: projection.model,
                    backtest,
                });
            }
            Err(reason) => failure = (method, reason),
        }
    }
    Err(ForecastError::MethodFailed {
        method: failure.0.label(),
        reason: failure.1,
    })
}

/// Candidates from the simplest on, the benchmark first.
fn candidates(class: SeriesClass, benchmark_season: usize, season: usize) -> Vec<Method> {
    let mut methods = if benchmark_season > 1 {
        vec![Method::SeasonalNaive, Method::Naive, Method::Mean]
    } else {
        vec![Method::Naive, Method::Mean]
    };
    if class.has_gaps() {
        methods.extend([Method::Croston, Method::Sba, Method::Tsb]);
    } else {
        methods.push(Method::Ets);
        if season > 1 {
            methods.push(Method::MstlEts);
        }
    }
    methods
}

/// What decides: the absolute error where demand is regular; the squared error where it has gaps, because there the
/// absolute error is smallest for a forecast of nothing (Syntetos and Boylan 2005; Kolassa 2020).
fn score(errors: &Errors, class: SeriesClass) -> f64 {
    if class.has_gaps() {
        errors.rmse
    } else {
        errors.mae
    }
}

/// Methods from the best on. One that comes later is only better when it is clearly so.
fn ranked(backtest: &Backtest, class: SeriesClass) -> Vec<Method> {
    let mut left: Vec<(Method, f64)> = backtest
        .candidates
        .iter()
        .filter_map(|candidate| Some((candidate.method, score(&candidate.errors?, class))))
        .collect();
    let mut ranked = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let best = (1..left.len()).fold(0, |best, next| {
            if left[next].1 < left[best].1 * (1.0 - WORTH_IT) {
                next
            } else {
                best
            }
        });
        ranked.push(left.remove(best).0);
    }
    ranked
}

/// One period says nothing about demand with gaps, however well it did by chance, unless demand has ended.
fn speaks_for_itself(method: Method, class: SeriesClass, series: &Series) -> bool {
    method != Method::Naive || !class.has_gaps() || series.ended().is_some()
}

fn reason(method: Method, named: bool, backtest: &Backtest, class: SeriesClass) -> String {
    let (measure, of) = if class.has_gaps() {
        ("root mean squared error", "demand with gaps")
    } else {
        ("mean absolute error", "regular demand")
    };
    let found = |wanted: Method| {
        backtest
            .candidates
            .iter()
            .find(|candidate| candidate.method == wanted)
            .and_then(|candidate| candidate.errors)
            .map(|errors| score(&errors, class))
    };
    let benchmark = backtest.candidates.first().map(|first| first.method);
    let against = match (benchmark, benchmark.and_then(found)) {
        (Some(benchmark), Some(error)) if benchmark != method => {
            format!(
                ", against {error:.2} of the {} forecast",
                benchmark.label().to_lowercase()
            )
        }
        _ => String::new(),
    };
    let own = found(method).map_or_else(
        || "it could not be backtested".to_owned(),
        |error| format!("its {measure} is {error:.2} units per period{against}"),
    );
    if named {
        return format!("It was asked for; in the backtest {own}.");
    }
    let tried = backtest
        .candidates
        .iter()
        .filter(|candidate| candidate.errors.is_some())
        .count();
    let only_compared = if class.has_gaps() && method != Method::Naive {
        " The naive method is only compared: one period says little about demand with gaps."
    } else {
        ""
    };
    format!(
        "It did best of {tried} methods for {of} over {} moments of the past, {} periods ahead: {own}. \
         A simpler method is kept unless another is at least {:.0} % better.{only_compared}",
        backtest.origins,
        backtest.horizon,
        100.0 * WORTH_IT
    )
}

#[cfg(test)]
mod tests {
    use super::super::backtest::Candidate;
    use super::*;

    fn candidate(method: Method, mae: f64, rmse: f64) -> Candidate {
        Candidate {
            method,
            label: method.label(),
            errors: Some(Errors {
                compared: 9,
                mae,
                rmse,
                wape: None,
                mase: None,
                relative_to_benchmark: None,
                bias: None,
            }),
            left_out: None,
        }
    }

    #[test]
    fn a_less_simple_method_has_to_be_clearly_better() {
        let backtest = Backtest {
            origins: 3,
            horizon: 3,
            benchmark_season: 12,
            candidates: vec![
                candidate(Method::SeasonalNaive, 10.0, 30.0),
                candidate(Method::Mean, 9.9, 20.0),
                candidate(Method::Ets, 9.7, 25.0),
            ],
        };
        assert_eq!(
            ranked(&backtest, SeriesClass::Smooth),
            [Method::Ets, Method::SeasonalNaive, Method::Mean]
        );
        assert_eq!(ranked(&backtest, SeriesClass::Lumpy)[0], Method::Mean);
        let why = reason(Method::Ets, false, &backtest, SeriesClass::Smooth);
        assert!(
            why.contains("9.70 units per period, against 10.00 of the seasonal naive forecast"),
            "{why}"
        );
    }
}
