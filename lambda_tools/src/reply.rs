//! A *reply* of a Lambda program, read back: the calculation that it carries is the same as one made in this process.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use serde_json::Value;

use crate::calculation::{Calculation, Figure, Input};
use crate::route_plan::RoutePlan;
use crate::series::Series;
use crate::table::{Column, DataType, Table};

/// Names and labels that are kept at most: several times as many as the catalogue has.
const MOST_NAMES: usize = 5_000;
/// Longest name or label, in bytes.
const LONGEST_NAME: usize = 2_000;

/// Why a reply carries no calculation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyFault {
    /// The program does not accept the event; what it says.
    #[error("{0}")]
    Refused(String),
    /// It is not a reply of one of these programs, or one of another version.
    #[error("the reply cannot be read: {0}")]
    Unreadable(String),
}

/// The calculation that a reply carries.
pub fn read(reply: &[u8]) -> Result<Calculation, ReplyFault> {
    let unreadable = |error: serde_json::Error| ReplyFault::Unreadable(error.to_string());
    let reply: Envelope = serde_json::from_slice(reply).map_err(unreadable)?;
    if reply.status_code != 200 {
        let reason = reply.result["error"].as_str();
        return Err(match (reply.status_code, reason) {
            (400, Some(reason)) => ReplyFault::Refused(reason.to_owned()),
            (code, _) => ReplyFault::Unreadable(format!("its status is {code}")),
        });
    }
    let written: Written = serde_json::from_value(reply.result).map_err(unreadable)?;
    written.calculation()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    status_code: u16,
    result: Value,
}

#[derive(Deserialize)]
struct Written {
    tool: String,
    name: String,
    label: String,
    result: Option<f64>,
    unit: String,
    method: String,
    formula: String,
    worked: String,
    inputs: Vec<Input>,
    figures: Vec<WrittenFigure>,
    tables: Vec<WrittenTable>,
    series: Option<Series>,
    route: Option<RoutePlan>,
    caveats: Vec<String>,
}

#[derive(Deserialize)]
struct WrittenFigure {
    name: String,
    label: String,
    value: f64,
    unit: String,
}

#[derive(Deserialize)]
struct WrittenTable {
    name: String,
    label: String,
    columns: Vec<WrittenColumn>,
    rows: Vec<Vec<Value>>,
}

#[derive(Deserialize)]
struct WrittenColumn {
    name: String,
    label: String,
    #[serde(rename = "type")]
    data_type: DataType,
    unit: String,
}

impl Written {
    fn calculation(self) -> Result<Calculation, ReplyFault> {
        let figures = self.figures.into_iter().map(|figure| {
            Ok(Figure {
                name: kept(&figure.name)?,
                label: kept(&figure.label)?,
                value: figure.value,
                unit: kept(&figure.unit)?,
            })
        });
        let tables = self.tables.into_iter().map(WrittenTable::table);
        Ok(Calculation {
            tool: kept(&self.tool)?,
            name: kept(&self.name)?,
            label: kept(&self.label)?,
            result: self.result,
            unit: kept(&self.unit)?,
            method: kept(&self.method)?,
            formula: kept(&self.formula)?,
            worked: self.worked,
            inputs: self.inputs,
            figures: figures.collect::<Result<_, ReplyFault>>()?,
            tables: tables.collect::<Result<_, ReplyFault>>()?,
            series: self.series,
            route: self.route,
            caveats: self.caveats,
        })
    }
}

impl WrittenTable {
    fn table(self) -> Result<Table, ReplyFault> {
        let width = self.columns.len();
        if let Some(row) = self.rows.iter().find(|row| row.len() != width) {
            let reason = format!(
                "a row of {} has {} cells, not {width}",
                self.name,
                row.len()
            );
            return Err(ReplyFault::Unreadable(reason));
        }
        let columns = self.columns.into_iter().map(|column| {
            Ok(Column {
                name: kept(&column.name)?,
                label: kept(&column.label)?,
                data_type: column.data_type,
                unit: kept(&column.unit)?,
            })
        });
        Ok(Table {
            name: kept(&self.name)?,
            label: kept(&self.label)?,
            columns: columns.collect::<Result<_, ReplyFault>>()?,
            rows: self.rows,
        })
    }
}

/// A name for as long as the program lives. The catalogue has a fixed number of them, so each is kept once; a program
/// that makes up ever new ones is none of ours.
fn kept(name: &str) -> Result<&'static str, ReplyFault> {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = all.get(name) {
        return Ok(name);
    }
    if all.len() >= MOST_NAMES || name.len() > LONGEST_NAME {
        return Err(ReplyFault::Unreadable(
            "it has names that no calculation has".to_owned(),
        ));
    }
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    all.insert(name);
    Ok(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalogue::{Specialist, tools};
    use crate::event;

    /// Equal but for the last binary digit of a number, which its way through text may cost.
    fn alike(one: &Value, other: &Value) -> bool {
        match (one, other) {
            (Value::Object(one), Value::Object(other)) => {
                one.len() == other.len()
                    && one.iter().all(|(name, value)| {
                        other.get(name).is_some_and(|other| alike(value, other))
                    })
            }
            (Value::Array(one), Value::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(a, b)| alike(a, b))
            }
            (Value::Number(one), Value::Number(other)) => {
                let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
                (one - other).abs() <= f64::EPSILON * one.abs()
            }
            (one, other) => one == other,
        }
    }

    fn event(tool: &str, payload: &Value) -> Vec<u8> {
        let specialist = tools().iter().find(|t| t.name == tool).unwrap().specialist;
        let event = json!({"agent": specialist, "action": tool, "payload": payload});
        serde_json::to_vec(&event::answer(specialist, &event)).unwrap()
    }

    #[test]
    fn a_calculation_read_back_is_the_one_that_was_made() {
        let demand: Vec<f64> = (0..24).map(|month| f64::from(month % 12) + 3.0).collect();
        for (tool, payload) in [
            (
                "calculate_reorder_point",
                json!({"avg_daily_demand": 10, "lead_time_days": 7, "safety_stock": 20}),
            ),
            (
                "calculate_eoq",
                json!({"fixed_cost": 8, "holding_cost": 0.225, "annual_demand": 1300}),
            ),
            (
                "identify_low_stock",
                json!({"stock": [{"warehouse_code": "EAST", "product_code": "P1", "product_name": "Pump", "current_stock": 3, "minimum_stock": 5}]}),
            ),
            ("forecast_demand", json!({"history": demand, "periods": 3})),
        ] {
            let made = crate::run(tool, &payload);
            match made {
                Ok(made) => {
                    let read = read(&event(tool, &payload)).unwrap();
                    let [read, made] = [read, made].map(|c| serde_json::to_value(c).unwrap());
                    assert!(alike(&read, &made), "{tool}: {read}, not {made}");
                }
                Err(error) => panic!("{tool}: {error}"),
            }
        }
    }

    #[test]
    fn refusals_and_foreign_replies_are_told_apart() {
        let refused = event(
            "calculate_reorder_point",
            &json!({"avg_daily_demand": -1, "lead_time_days": 7, "safety_stock": 20}),
        );
        assert!(
            matches!(read(&refused), Err(ReplyFault::Refused(reason)) if reason.contains("avg_daily_demand"))
        );
        for foreign in [
            &b"<html>"[..],
            b"{}",
            br#"{"statusCode": 500, "result": {}}"#,
            br#"{"statusCode": 200, "result": {"tool": "x"}}"#,
            br#"{"errorMessage": "Task timed out"}"#,
        ] {
            assert!(matches!(read(foreign), Err(ReplyFault::Unreadable(_))));
        }
        let specialist = Specialist::Inventory;
        assert_eq!(specialist.program(), "inventory_optimizer");
    }

    #[test]
    fn names_are_kept_once_and_not_without_end() {
        let name = format!("{}_{}", "calculate", "eoq");
        assert!(std::ptr::eq(
            kept(&name).unwrap(),
            kept("calculate_eoq").unwrap()
        ));
        assert!(kept(&"x".repeat(LONGEST_NAME)).is_ok());
        assert!(kept(&"x".repeat(LONGEST_NAME + 1)).is_err());
    }
}
