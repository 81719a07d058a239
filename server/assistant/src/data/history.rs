//! The *history* that a forecast is made from: demand of whole periods up to today.

use std::collections::{BTreeMap, HashMap};

use jiff::Span;
use jiff::civil::Date;
use lambda_tools::calculation::number;
use semantic::{Column, Grain, Predicate, Window};
use serde_json::{Map, Value};

use super::Gatherer;
use super::rows::{groups, no_sales};
use crate::calculation::Source;
use crate::measurement::Finding;

/// The tool that takes a history.
pub(super) const TOOL: &str = "forecast_demand";

/// A period of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Period {
    name: &'static str,
    grain: Grain,
    /// Periods that are looked back at most.
    back: i32,
    /// Periods that are forecast when nobody says how many.
    ahead: i32,
}

const PERIODS: [Period; 3] = [
    Period {
        name: "day",
        grain: Grain::Day,
        back: 730,
        ahead: 30,
    },
    Period {
        name: "week",
        grain: Grain::Week,
        back: 156,
        ahead: 8,
    },
    Period {
        name: "month",
        grain: Grain::Month,
        back: 60,
        ahead: 3,
    },
];

impl Period {
    fn first_of(self, day: Date) -> Date {
        match self.grain {
            Grain::Week => day
                .checked_sub(Span::new().days(i64::from(day.weekday().to_monday_zero_offset())))
                .unwrap_or(day),
            Grain::Month => day.first_of_month(),
            _ => day,
        }
    }

    fn later(self, first: Date, periods: i32) -> Option<Date> {
        let span = match self.grain {
            Grain::Week => Span::new().try_weeks(periods),
            Grain::Month => Span::new().try_months(periods),
            _ => Span::new().try_days(periods),
        };
        first.checked_add(span.ok()?).ok()
    }
}

impl Gatherer<'_, '_> {
    /// What the forecast takes: `days` are daily, `period` says otherwise.
    pub(super) async fn history(&mut self) -> Result<Map<String, Value>, Finding> {
        let mut given = self.wanted.given.clone();
        let by = given.remove("by");
        let days = given.remove("days");
        let said = given.get("period").and_then(Value::as_str);
        let usual = if days.is_some() { "day" } else { "month" };
        let period = PERIODS
            .iter()
            .find(|period| period.name == said.unwrap_or(usual))
            .copied();
        let Some(period) = period else {
            return Err(Finding::Ask {
                question: "By day, week or month?".to_owned(),
                choices: Vec::new(),
            });
        };
        if let Some(days) = days {
            given.entry("periods").or_insert(days);
        }
        given
            .entry("periods")
            .or_insert_with(|| period.ahead.into());
        given.insert("period".to_owned(), period.name.into());
        let Some(time) = self.measurements.time_of("units_sold") else {
            return Err(Finding::Lacking(no_sales(self.wanted.tool.label)));
        };
        let lacking = |message: &str| Err(Finding::Lacking(message.to_owned()));
        let tomorrow = self
            .measurements
            .inquiry
            .today
            .tomorrow()
            .unwrap_or(self.measurements.inquiry.today);
        // A period that is not over yet would look like a fall in demand.
        let until = period.first_of(tomorrow);
        let named = self
            .measurements
            .named_window()
            .and_then(|window| window.from);
        let Some(from) = named
            .or_else(|| period.later(until, -period.back))
            .map(|from| period.first_of(from))
        else {
            return lacking("The history begins before the calendar.");
        };
        let mut filters = self.measurements.things();
        filters.push(Predicate::Within {
            attribute: None,
            window: Window {
                from: Some(from),
                until: Some(until),
            },
        });
        let column = Column::Time {
            attribute: time,
            grain: period.grain,
        };
        if let Some(by) = by.as_ref().and_then(Value::as_str) {
            return self
                .series(by, period, column, (filters, until), given)
                .await;
        }
        let sold = if let Some(keys) = &self.keys {
            let Some(keys) = keys.by(|name| name == "product_code") else {
                return lacking("What this is about names no products.");
            };
            let mut columns = super::rows::by(&["product_code"]);
            columns.push(column);
            let ran = self
                .measurements
                .run_all("demand by period", &groups(columns, "units_sold", filters))
                .await?;
            let mut sold: BTreeMap<String, f64> = BTreeMap::new();
            for row in &ran.rows {
                let about = serde_json::json!({"product_code": row.first()});
                if let (true, Some(day), Some(units)) = (
                    keys.hold(&about),
                    row.get(1).and_then(day),
                    row.get(2).and_then(insight::number),
                ) {
                    *sold.entry(day).or_insert(0.0) += units;
                }
            }
            self.measurements.noted.push(format!(
                "The demand of {} products is forecast as one.",
                keys.len()
            ));
            sold
        } else {
            let ran = self
                .measurements
                .run_all(
                    "demand by period",
                    &groups(vec![column], "units_sold", filters),
                )
                .await?;
            let rows = ran.rows.iter();
            rows.filter_map(|row| Some((day(row.first()?)?, insight::number(row.get(1)?)?)))
                .collect()
        };
        let Some((first, _)) = sold.first_key_value() else {
            return lacking(
                "Nothing was sold in the periods before, so there is no demand to forecast from.",
            );
        };
        let Ok(first) = first.parse::<Date>() else {
            return lacking("The periods of the history have no dates.");
        };
        let mut history = Vec::new();
        let mut returned = 0;
        while let Some(start) = period
            .later(first, i32::try_from(history.len()).unwrap_or(i32::MAX))
            .filter(|start| *start < until)
        {
            let units = sold.get(&start.to_string()).copied().unwrap_or(0.0);
            returned += usize::from(units < 0.0);
            history.push(number(units.max(0.0)));
        }
        if returned > 0 {
            self.measurements.noted.push(format!(
                "In {returned} periods more was returned than sold: they count as zero."
            ));
        }
        let last = until.yesterday().unwrap_or(until);
        self.sources.push(Source {
            label: "History".to_owned(),
            how: format!("units sold by {} from {first} to {last}, {} periods; days without stock are not known", period.name, history.len()),
            inputs: vec!["history".to_owned(), "first_period".to_owned()],
        });
        given.insert("first_period".to_owned(), first.to_string().into());
        given.insert("history".to_owned(), history.into());
        Ok(given)
    }
}

impl Gatherer<'_, '_> {
    /// The demand of each product, product group or warehouse, all over the same periods; in one query.
    async fn series(
        &mut self,
        by: &str,
        period: Period,
        time: Column,
        (filters, until): (Vec<Predicate>, Date),
        mut given: Map<String, Value>,
    ) -> Result<Map<String, Value>, Finding> {
        let names: &[&str] = match by {
            "warehouse" => &["warehouse_code"],
            "product_group" => &["product_group"],
            _ => &["product_code", "product_name"],
        };
        let mut columns = super::rows::by(names);
        columns.push(time);
        let ran = self
            .measurements
            .run_all("demand by period", &groups(columns, "units_sold", filters))
            .await?;
        let keys = match &self.keys {
            Some(keys) => match keys.by(|name| names.contains(&name)) {
                Some(keys) => Some(keys),
                None => {
                    return Err(Finding::Lacking(
                        "What this is about names nothing that is forecast for itself.".to_owned(),
                    ));
                }
            },
            None => None,
        };
        let first = ran.rows.iter().filter_map(|row| row.get(names.len()));
        let first = first.filter_map(day).min();
        let Some(first) = first.and_then(|first| first.parse::<Date>().ok()) else {
            return Err(Finding::Lacking(
                "Nothing was sold in the periods before, so there is no demand to forecast from."
                    .to_owned(),
            ));
        };
        let mut places: HashMap<String, usize> = HashMap::new();
        while let Some(start) = period
            .later(first, i32::try_from(places.len()).unwrap_or(i32::MAX))
            .filter(|start| *start < until)
        {
            places.insert(start.to_string(), places.len());
        }
        let mut demand: BTreeMap<Vec<String>, Vec<f64>> = BTreeMap::new();
        for row in &ran.rows {
            let name = row.iter().take(names.len());
            let name: Option<Vec<String>> =
                name.map(|cell| cell.as_str().map(str::to_owned)).collect();
            let place = row.get(names.len()).and_then(day);
            let place = place.and_then(|day| places.get(&day));
            let units = row.get(names.len() + 1).and_then(insight::number);
            if let (Some(name), Some(place), Some(units)) = (name, place, units) {
                let history = demand
                    .entry(name)
                    .or_insert_with(|| vec![0.0; places.len()]);
                history[*place] += units.max(0.0);
            }
        }
        let series = demand.into_iter().map(|(name, history)| {
            let named = names.iter().zip(name);
            let mut row: Map<String, Value> = named
                .map(|(column, value)| ((*column).to_owned(), value.into()))
                .collect();
            let history: Vec<Value> = history.into_iter().map(number).collect();
            row.insert("demand_by_period".to_owned(), history.into());
            Value::Object(row)
        });
        let series: Vec<Value> = series
            .filter(|row| keys.as_ref().is_none_or(|keys| keys.hold(row)))
            .collect();
        let last = until.yesterday().unwrap_or(until);
        self.sources.push(Source {
            label: "History".to_owned(),
            how: format!(
                "units sold of {} series by {} from {first} to {last}, {} periods; days without stock are not known",
                series.len(),
                period.name,
                places.len()
            ),
            inputs: vec!["series".to_owned(), "first_period".to_owned(), "period".to_owned()],
        });
        given.insert("first_period".to_owned(), first.to_string().into());
        given.insert("series".to_owned(), series.into());
        Ok(given)
    }
}

fn day(value: &Value) -> Option<String> {
    value.as_str()?.get(..10).map(str::to_owned)
}
