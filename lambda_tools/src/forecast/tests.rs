//! Forecasts from end to end.

use super::air_passengers::AIR_PASSENGERS;
use super::*;

fn input(history: &[f64], periods: u32) -> ForecastInput {
    ForecastInput {
        history: history.to_vec(),
        periods,
        method: MethodChoice::Auto,
        period: None,
        first_period: None,
        season_length: None,
        level: None,
        stockouts: Vec::new(),
        smoothing: None,
    }
}

fn monthly(history: &[f64], periods: u32) -> ForecastInput {
    ForecastInput {
        period: Some(Period::Month),
        first_period: Some(jiff::civil::date(1949, 1, 1)),
        ..input(history, periods)
    }
}

#[test]
fn passengers_are_forecast_with_their_season() {
    let forecast = forecast(&monthly(&AIR_PASSENGERS[..132], 12)).unwrap();
    assert_eq!(forecast.classified.class, SeriesClass::Smooth);
    assert_eq!(forecast.method, Method::MstlEts, "{}", forecast.reason);
    assert_eq!(
        forecast.points[0].start,
        Some(jiff::civil::date(1960, 1, 1))
    );
    assert_eq!(
        forecast.points[11].start,
        Some(jiff::civil::date(1960, 12, 1))
    );
    // 1960 is known: the forecast of the unseen year is better than the year before it, and nearly all of it lies in the interval.
    let came = &AIR_PASSENGERS[132..];
    let error = |of: &dyn Fn(usize) -> f64| {
        (0..12)
            .map(|month| (of(month) - came[month]).abs())
            .sum::<f64>()
            / 12.0
    };
    let ours = error(&|month| forecast.points[month].demand);
    let naive = error(&|month| AIR_PASSENGERS[120 + month]);
    assert!(ours < 0.7 * naive, "{ours} against {naive}");
    let held = forecast
        .points
        .iter()
        .zip(came)
        .filter(|(point, came)| (point.lower..=point.upper).contains(*came))
        .count();
    assert!(held >= 10, "{held} of 12");
    let errors = |method| {
        let candidates = &forecast.backtest.candidates;
        candidates
            .iter()
            .find(|c| c.method == method)
            .unwrap()
            .errors
            .unwrap()
    };
    assert!(errors(Method::MstlEts).mase < errors(Method::SeasonalNaive).mase);
}

#[test]
fn intermittent_demand_as_asked_for_meets_the_reference_value() {
    let history = [
        0.0, 5.0, 0.0, 0.0, 3.0, 0.0, 4.0, 0.0, 0.0, 0.0, 6.0, 0.0, 2.0,
    ];
    for (method, rate) in [
        (MethodChoice::Croston, 2.025_478),
        (MethodChoice::Sba, 1.924_204),
    ] {
        let forecast = forecast(&ForecastInput {
            method,
            smoothing: Some(0.1),
            ..input(&history, 4)
        })
        .unwrap();
        assert_eq!(forecast.classified.class, SeriesClass::Intermittent);
        for point in &forecast.points {
            assert!((point.demand - rate).abs() < 5e-7);
            assert!(point.lower >= 0.0 && point.upper >= point.demand);
        }
        assert!((forecast.total - 4.0 * rate).abs() < 4e-6);
    }
}

#[test]
fn too_little_history_is_said() {
    let refusal = forecast(&monthly(&[3.0; 7], 2)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "not enough history: 7 observed periods, at least 8 are needed for any forecast; take shorter periods or wait for more history"
    );
    let stockouts = vec![true, true, false, false, false, false, false, false, false];
    assert!(matches!(
        forecast(&ForecastInput {
            stockouts,
            ..input(&[3.0; 9], 2)
        }),
        Err(ForecastError::NotEnoughHistory { observed: 7, .. })
    ));
    assert!(forecast(&input(&[], 2)).is_err());
    assert!(forecast(&monthly(&[3.0; 8], 2)).is_ok());
}

#[test]
fn stockouts_are_not_demand() {
    // Ten a week; in every fourth week of the last year the shelf was empty.
    let mut history = vec![10.0; 60];
    let mut stockouts = vec![false; 60];
    for week in (20..60).step_by(4) {
        history[week] = 0.0;
        stockouts[week] = true;
    }
    let known = forecast(&ForecastInput {
        stockouts,
        method: MethodChoice::Mean,
        ..input(&history, 4)
    })
    .unwrap();
    assert_eq!(known.classified.class, SeriesClass::Smooth);
    assert!((known.points[0].demand - 10.0).abs() < 1e-6);
    assert!(
        known
            .caveats
            .iter()
            .any(|c| c.starts_with("10 periods were out of stock"))
    );
    // Taken as demand, the ten empty weeks of sixty would pull the mean to 50 × 10 ÷ 60.
    let unknown = forecast(&ForecastInput {
        method: MethodChoice::Mean,
        ..input(&history, 4)
    })
    .unwrap();
    assert!((unknown.points[0].demand - 500.0 / 60.0).abs() < 1e-9);
}

#[test]
fn no_demand_is_a_caveat_and_no_forecast_of_something() {
    let none = forecast(&input(&[0.0; 30], 3)).unwrap();
    assert_eq!(none.classified.class, SeriesClass::NoDemand);
    assert!(none.points.iter().all(|point| point.demand.abs() < 1e-12));
    assert!(none.caveats[0].contains("no demand"));
}

#[test]
fn time_before_sale_and_after_it_is_said() {
    let mut history = vec![0.0; 20];
    history.extend((0..24).map(|week| 20.0 + f64::from(week % 3)));
    history.extend([0.0; 6]);
    let forecast = forecast(&input(&history, 3)).unwrap();
    assert!(forecast.history[19].before_sale && !forecast.history[20].before_sale);
    assert!(
        forecast
            .caveats
            .iter()
            .any(|c| c.contains("first 20 periods"))
    );
    assert!(
        forecast
            .caveats
            .iter()
            .any(|c| c.contains("last 6 periods"))
    );
}

#[test]
fn what_is_no_longer_sold_is_not_forecast_to_sell() {
    // A year of sales between a year before and a year after.
    let mut history = vec![0.0; 12];
    history.extend((0..12).map(|month| 200.0 + f64::from(month * 7 % 5) * 30.0));
    history.extend([0.0; 12]);
    let forecast = forecast(&monthly(&history, 3)).unwrap();
    assert_eq!(forecast.method, Method::Naive, "{}", forecast.reason);
    assert!(forecast.total.abs() < 1e-12);
    assert!(
        forecast
            .caveats
            .iter()
            .any(|c| c.contains("last 12 periods"))
    );
}

#[test]
fn settings_outside_their_range_are_named() {
    let good = monthly(&AIR_PASSENGERS, 3);
    for (bad, name) in [
        (
            ForecastInput {
                periods: 0,
                ..good.clone()
            },
            "periods",
        ),
        (
            ForecastInput {
                periods: 401,
                ..good.clone()
            },
            "periods",
        ),
        (
            ForecastInput {
                season_length: Some(0),
                ..good.clone()
            },
            "season_length",
        ),
        (
            ForecastInput {
                level: Some(1.2),
                ..good.clone()
            },
            "level",
        ),
        (
            ForecastInput {
                level: Some(f64::NAN),
                ..good.clone()
            },
            "level",
        ),
        (
            ForecastInput {
                smoothing: Some(0.0),
                ..good.clone()
            },
            "smoothing",
        ),
        (
            ForecastInput {
                first_period: Some(jiff::civil::date(2024, 5, 15)),
                ..good.clone()
            },
            "first_period",
        ),
        (
            ForecastInput {
                first_period: Some(jiff::civil::date(9999, 1, 1)),
                ..good.clone()
            },
            "first_period",
        ),
    ] {
        let refusal = forecast(&bad).unwrap_err().to_string();
        assert!(refusal.starts_with(name), "{refusal}");
    }
    let short = ForecastInput {
        method: MethodChoice::MstlEts,
        ..monthly(&AIR_PASSENGERS[..20], 3)
    };
    let refusal = forecast(&short).unwrap_err().to_string();
    assert!(
        refusal.contains("needs 24 periods, there are 20"),
        "{refusal}"
    );
}

#[test]
fn the_same_history_gives_the_same_forecast() {
    let once = forecast(&monthly(&AIR_PASSENGERS, 18)).unwrap();
    let again = forecast(&monthly(&AIR_PASSENGERS, 18)).unwrap();
    assert_eq!(once, again);
}

#[test]
fn odd_histories_give_finite_numbers() {
    let mut odd: Vec<Vec<f64>> = vec![
        vec![1e12; 40],
        vec![1e-9; 40],
        (0..40).map(|i| if i == 20 { 1e12 } else { 0.0 }).collect(),
        (0..40)
            .map(|i| if i % 39 == 0 { 1.0 } else { 0.0 })
            .collect(),
        (0..40)
            .map(|i| if i % 2 == 0 { 0.0 } else { 1e12 })
            .collect(),
        (0..40).map(f64::from).collect(),
        (0..40).rev().map(f64::from).collect(),
        (0..40).map(|i| 1.5_f64.powi(i)).collect(),
        vec![5.0; 8],
    ];
    odd.push((0..400).map(|i| f64::from(i * i % 17)).collect());
    for history in odd {
        for method in [
            MethodChoice::Auto,
            MethodChoice::Ets,
            MethodChoice::SeasonalNaive,
            MethodChoice::Mean,
            MethodChoice::Tsb,
            MethodChoice::MstlEts,
        ] {
            for season in [None, Some(4), Some(7)] {
                let asked = ForecastInput {
                    method,
                    season_length: season,
                    ..input(&history, 9)
                };
                let Ok(forecast) = forecast(&asked) else {
                    assert_ne!(method, MethodChoice::Auto, "{history:?}");
                    continue;
                };
                for point in &forecast.points {
                    assert!(point.lower >= 0.0, "{history:?} {point:?}");
                    assert!(
                        point.lower <= point.demand && point.demand <= point.upper,
                        "{history:?} {point:?}"
                    );
                    assert!(point.upper.is_finite(), "{history:?} {point:?}");
                }
            }
        }
    }
}

#[test]
fn it_reads_and_writes_json() {
    let asked: ForecastInput = serde_json::from_str(
        r#"{"history": [9, 11, 10, 12, 9, 10, 11, 10], "periods": 2, "method": "mean", "period": "week", "first_period": "2025-01-06"}"#,
    )
    .unwrap();
    let written = serde_json::to_value(forecast(&asked).unwrap()).unwrap();
    assert_eq!(written["class"], "smooth");
    assert_eq!(written["method"], "mean");
    assert_eq!(written["points"][0]["start"], "2025-03-03");
    assert_eq!(written["points"][0]["demand"], 10.25);
    assert!(
        serde_json::from_str::<ForecastInput>(r#"{"history": [1], "periods": 1, "perods": 2}"#)
            .is_err()
    );
    let schema = serde_json::to_value(schemars::schema_for!(ForecastInput)).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    let described = |name: &str| schema["properties"][name]["description"].is_string();
    assert!(
        ["history", "periods", "stockouts", "level"]
            .into_iter()
            .all(described)
    );
}
