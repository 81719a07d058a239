//! Forecasts of *many series* at once: a row for each product, product group or warehouse.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tool::rounded;
use super::{Forecast, ForecastInput, MethodChoice, Period, forecast};
use crate::calculation::{Calculation, written};
use crate::error::ToolError;
use crate::form::Calculate;
use crate::quantity::Units;
use crate::rows::columns::{NOTE, PRODUCT, PRODUCT_NAME, WAREHOUSE};
use crate::rows::{Code, counted, how_many};
use crate::table::{Cell, Column, Table};

/// The demand of one thing over the periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DemandSeries {
    /// Warehouse that ships.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Product.
    #[serde(default)]
    pub product_code: Option<Code>,
    /// Name of the product.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Product group.
    #[serde(default)]
    pub product_group: Option<String>,
    /// Demand of each period, oldest first, those without demand as 0 (units).
    pub demand_by_period: Vec<Units>,
}

/// What forecasts of many series are made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForecastMany {
    /// How many periods ahead to forecast (periods, 1 to 400).
    #[schemars(range(min = 1, max = 400))]
    pub periods: u32,
    /// Which method: `auto` (the default) chooses by backtest for each series, the others are taken as named.
    #[serde(default)]
    pub method: MethodChoice,
    /// What a period is. It gives the season (7 days, 52 weeks, 12 months).
    #[serde(default)]
    pub period: Option<Period>,
    /// First day of the first period (ISO date); for months the first of the month.
    #[serde(default)]
    pub first_period: Option<Date>,
    /// The series.
    #[schemars(title = "Series")]
    pub series: Vec<DemandSeries>,
}

impl ForecastMany {
    fn forecast(&self, series: &DemandSeries) -> Result<Forecast, ToolError> {
        let input = ForecastInput {
            history: series
                .demand_by_period
                .iter()
                .map(|units| units.get())
                .collect(),
            periods: self.periods,
            method: self.method,
            period: self.period,
            first_period: self.first_period,
            season_length: None,
            level: None,
            stockouts: Vec::new(),
            smoothing: None,
        };
        forecast(&input).map_err(|error| ToolError::Senseless(error.to_string()))
    }

    /// Columns that name the series, of those that they have.
    fn names(&self) -> Vec<Column> {
        let known = [
            (
                WAREHOUSE,
                self.series.iter().any(|row| row.warehouse_code.is_some()),
            ),
            (
                PRODUCT,
                self.series.iter().any(|row| row.product_code.is_some()),
            ),
            (
                PRODUCT_NAME,
                self.series.iter().any(|row| row.product_name.is_some()),
            ),
            (
                Column::text("product_group", "Product group"),
                self.series.iter().any(|row| row.product_group.is_some()),
            ),
        ];
        let named = known.into_iter().filter(|(_, has)| *has);
        named.map(|(column, _)| column).collect()
    }
}

impl Calculate for ForecastMany {
    const TOOL: &'static str = "forecast_demand";
    const METHOD: &'static str = "many series";

    /// The forecast of each series for itself, the most demand first; a history that is too short is said.
    fn work_out(&self) -> Result<Calculation, ToolError> {
        if !(1..=400).contains(&self.periods) {
            return Err(ToolError::refused("periods", "must be from 1 to 400"));
        }
        let names = self.names();
        let mut columns = names.clone();
        columns.extend([
            Column::number("forecast", "Forecast", "units"),
            Column::number("first_forecast", "First period", "units"),
            Column::number("first_lower", "First period, at least", "units"),
            Column::number("first_upper", "First period, at most", "units"),
            Column::text("class", "Class"),
            Column::text("method", "Method"),
            Column::number("wape", "WAPE", "fraction"),
            Column::number("mase", "MASE", "fraction"),
            NOTE,
        ]);
        let mut table = Table::new("forecasts", "Forecasts", &columns);
        let mut rows: Vec<(f64, usize, Result<Forecast, ToolError>)> = Vec::new();
        for (place, series) in self.series.iter().enumerate() {
            let done = self.forecast(series);
            let total = done.as_ref().map_or(f64::NEG_INFINITY, |done| done.total);
            rows.push((total, place, done));
        }
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (mut total, mut unknown) = (0.0, 0);
        for (_, place, done) in &rows {
            let series = &self.series[*place];
            let mut cells: Vec<Cell> = names
                .iter()
                .map(|column| match column.name {
                    "warehouse_code" => series.warehouse_code.as_ref().into(),
                    "product_code" => series.product_code.as_ref().into(),
                    "product_name" => series.product_name.as_ref().into(),
                    _ => series.product_group.as_ref().into(),
                })
                .collect();
            match done {
                Ok(done) => {
                    total += done.total;
                    let first = done.points.first();
                    let candidates = done.backtest.candidates.iter();
                    let errors = candidates
                        .filter(|candidate| candidate.method == done.method)
                        .find_map(|candidate| candidate.errors);
                    let figures: [Cell; 9] = [
                        rounded(done.total).into(),
                        first.map(|point| rounded(point.demand)).into(),
                        first.map(|point| rounded(point.lower)).into(),
                        first.map(|point| rounded(point.upper)).into(),
                        done.classified.class.label().into(),
                        done.method_label.into(),
                        errors.and_then(|errors| errors.wape).into(),
                        errors.and_then(|errors| errors.mase).into(),
                        Cell::from(None::<f64>),
                    ];
                    cells.extend(figures);
                }
                Err(error) => {
                    unknown += 1;
                    cells.extend((0..8).map(|_| Cell::from(None::<f64>)));
                    cells.push(error.to_string().as_str().into());
                }
            }
            table.push_all(cells);
        }
        let worked = format!(
            "{} over {}: {} units together",
            counted(rows.len() - unknown, "forecast", "forecasts"),
            counted(
                usize::try_from(self.periods).unwrap_or(usize::MAX),
                "period",
                "periods"
            ),
            written(rounded(total))
        );
        Ok(Calculation::listing("Demand forecasts")
            .by("for each series the method that did best on its past; the forecast is the sum of the periods", worked)
            .figure("forecast_total", "Together", rounded(total), "units")
            .figure("without_result", "Series without a forecast", how_many(unknown), "count")
            .table(table)
            .caveat("The intervals of single series do not add up to one of their sum: their errors partly cancel.")
            .caveat_if(
                unknown > 0,
                format!("{} without a forecast: the note says why.", counted(unknown, "series is", "series are")),
            ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    #[test]
    fn a_row_for_each_series_the_most_demand_first() {
        let series = json!([
            {"product_code": "P1", "product_name": "Bell", "demand_by_period": vec![3; 24]},
            {"product_code": "P2", "demand_by_period": vec![7; 24]},
            {"product_code": "P3", "demand_by_period": [1, 2]}
        ]);
        let given = json!({"periods": 2, "period": "month", "first_period": "2023-07-01", "series": series});
        let done = run(ForecastMany::TOOL, &given).unwrap();
        assert_eq!(done.method, "many series");
        let table = &done.tables[0];
        let column = |name: &str| -> Vec<&Value> {
            (0..table.rows.len())
                .map(|row| table.cell(row, name).unwrap())
                .collect()
        };
        // What is level goes on: 2 × 7 and 2 × 3; two periods are too few.
        assert_eq!(
            column("product_code"),
            [&json!("P2"), &json!("P1"), &json!("P3")]
        );
        assert_eq!(column("forecast"), [&json!(14), &json!(6), &Value::Null]);
        assert!(
            column("note")[2]
                .as_str()
                .unwrap()
                .starts_with("not enough history")
        );
        assert_eq!(done.value("forecast_total"), Some(20.0));
        assert_eq!(done.value("without_result"), Some(1.0));
        assert!(table.cell(0, "warehouse_code").is_none());
    }

    #[test]
    fn periods_are_within_limits() {
        for (periods, fits) in [(0, false), (1, true), (400, true), (401, false)] {
            let series = json!([{"product_group": "Bells", "demand_by_period": vec![3; 12]}]);
            let given = json!({"periods": periods, "series": series});
            assert_eq!(run(ForecastMany::TOOL, &given).is_ok(), fits, "{periods}");
        }
    }
}
