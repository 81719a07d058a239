//! The forecast as a *tool* of the catalogue.

use super::{
    Backtest, Forecast, ForecastInput, ForecastMany, ForecastPoint, HistoryPoint, Period, forecast,
};
use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::rows::counted;
use crate::series::{Point, Series};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: ForecastInput::TOOL,
        label: "Demand forecast",
        description: "Expected demand of the periods to come, each with an interval, from the demand of the periods before. The method is the one that \
                      did best when the past was forecast from earlier moments (backtest), compared with the same period of the last season; its errors \
                      are shown. Periods in which the product was out of stock are not taken as demand. Too short a history is said, not forecast.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<ForecastInput>(), Form::of::<ForecastMany>()],
    }
}

impl Calculate for ForecastInput {
    const TOOL: &'static str = "forecast_demand";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let done = forecast(self).map_err(|error| ToolError::Senseless(error.to_string()))?;
        let period = self.period.map_or("period", Period::noun);
        let worked = format!(
            "over {}, by the method “{}”. {}",
            counted(done.points.len(), period, &format!("{period}s")),
            done.method_label,
            done.reason
        );
        let mut calculation = Calculation::of(
            "forecast_demand",
            "Demand forecast",
            rounded(done.total),
            "units",
        )
        .by(done.method_explanation, worked)
        .table(points(&done))
        .table(candidates(&done.backtest))
        .caveat(format!(
            "The history is {}; the interval is meant to hold {} % of the outcomes.",
            done.classified.class.label(),
            written(done.level * 100.0)
        ));
        let errors = done
            .backtest
            .candidates
            .iter()
            .find(|candidate| candidate.method == done.method)
            .and_then(|candidate| candidate.errors);
        if let Some(errors) = errors {
            calculation =
                calculation.figure("mae", "Mean absolute error", errors.mae, "units/period");
            for (name, label, value) in [
                ("wape", "Error ÷ demand (WAPE)", errors.wape),
                (
                    "mase",
                    "Error ÷ that of the seasonal naive forecast (MASE)",
                    errors.mase,
                ),
                ("bias", "Bias", errors.bias),
            ] {
                if let Some(value) = value {
                    calculation = calculation.figure(name, label, value, "fraction");
                }
            }
        }
        calculation.caveats.extend(done.caveats.iter().cloned());
        calculation.series = Some(series(&done));
        Ok(calculation)
    }
}

/// To a thousandth of a unit: more says nothing, and what is left of sums of binary fractions is gone.
pub(super) fn rounded(units: f64) -> f64 {
    (units * 1_000.0).round() / 1_000.0
}

/// The periods to come.
fn points(done: &Forecast) -> Table {
    let mut table = Table::new(
        "forecast",
        "Forecast",
        &[
            Column::count("period", "Periods ahead", ""),
            Column::date("period_start", "From"),
            Column::number("forecast", "Forecast", "units"),
            Column::number("lower", "At least", "units"),
            Column::number("upper", "At most", "units"),
        ],
    );
    for point in &done.points {
        table.push([
            point.ahead.into(),
            point.start.into(),
            rounded(point.demand).into(),
            rounded(point.lower).into(),
            rounded(point.upper).into(),
        ]);
    }
    table
}

/// How the methods did on the past.
fn candidates(backtest: &Backtest) -> Table {
    let mut table = Table::new(
        "backtest",
        "Methods on the past",
        &[
            Column::text("method", "Method"),
            Column::number("mae", "Mean absolute error", "units/period"),
            Column::number("wape", "WAPE", "fraction"),
            Column::number("mase", "MASE", "fraction"),
            Column::number("bias", "Bias", "fraction"),
            Column::text("left_out", "Left out because"),
        ],
    );
    for candidate in &backtest.candidates {
        let errors = candidate.errors;
        table.push([
            candidate.label.into(),
            errors.map(|errors| errors.mae).into(),
            errors.and_then(|errors| errors.wape).into(),
            errors.and_then(|errors| errors.mase).into(),
            errors.and_then(|errors| errors.bias).into(),
            candidate.left_out.as_ref().into(),
        ]);
    }
    table
}

/// History, forecast and band for a chart; periods without a date are counted, the forecast after the history.
fn series(done: &Forecast) -> Series {
    let before = done.history.len();
    let was = |(index, point): (usize, &HistoryPoint)| Point {
        at: point
            .start
            .map_or_else(|| (index + 1).to_string(), |day| day.to_string()),
        value: point.demand,
    };
    let comes = |value: fn(&ForecastPoint) -> f64| {
        let at = |point: &ForecastPoint| {
            let number = before + point.ahead;
            point
                .start
                .map_or_else(|| number.to_string(), |day| day.to_string())
        };
        let points = done.points.iter();
        points
            .map(|point| Point {
                at: at(point),
                value: rounded(value(point)),
            })
            .collect()
    };
    Series {
        label: "Demand".to_owned(),
        unit: "units".to_owned(),
        history: done.history.iter().enumerate().map(was).collect(),
        forecast: comes(|point| point.demand),
        lower: comes(|point| point.lower),
        upper: comes(|point| point.upper),
        level: Some(done.level),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue::run;

    #[test]
    fn a_level_demand_goes_on() {
        let given = json!({"history": vec![7; 24], "periods": 3, "period": "month", "first_period": "2023-07-01"});
        let done = run(ForecastInput::TOOL, &given).unwrap();
        // Seven a month stay seven a month: 3 × 7.
        assert_eq!(done.result, Some(21.0));
        assert!(
            done.worked.starts_with("over 3 months, by the method “"),
            "{}",
            done.worked
        );
        let table = &done.tables[0];
        assert_eq!(table.cell(0, "period_start"), Some(&json!("2025-07-01")));
        assert_eq!(table.cell(2, "forecast"), Some(&json!(7)));
        let series = done.series.unwrap();
        assert_eq!((series.history.len(), series.forecast.len()), (24, 3));
        assert_eq!(series.history[23].at, "2025-06-01");
        assert!(
            done.inputs
                .iter()
                .all(|input| input.name != "stockouts" || input.defaulted)
        );
    }

    #[test]
    fn periods_without_dates_are_counted() {
        let done = run(
            ForecastInput::TOOL,
            &json!({"history": vec![4; 10], "periods": 1}),
        )
        .unwrap();
        let series = done.series.unwrap();
        assert_eq!(
            (
                series.history[9].at.as_str(),
                series.forecast[0].at.as_str()
            ),
            ("10", "11")
        );
        assert_eq!(done.tables[0].cell(0, "period_start"), Some(&json!(null)));
    }

    #[test]
    fn too_little_history_is_said() {
        let refused = |given| run(ForecastInput::TOOL, &given).unwrap_err().to_string();
        assert!(
            refused(json!({"history": [1, 2, 3], "periods": 2}))
                .starts_with("not enough history: 3 observed periods")
        );
        assert!(
            refused(json!({"history": vec![1; 20], "periods": 0}))
                .starts_with("periods must be from 1 to 400")
        );
        assert!(refused(json!({"history": [1, -2], "periods": 1})).contains("period 2 is -2"));
        assert!(
            refused(json!({"history": vec![1; 20], "periods": 2, "method": "magic"}))
                .starts_with("method ")
        );
    }
}
