//! A *series* is what a chart over time shows: what was, what is expected, and the band around it.

use serde::{Deserialize, Serialize};

/// History with a forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What it is of ("Demand for LL Road Pedal").
    pub label: String,
    /// Unit of its values ("units/month").
    pub unit: String,
    /// What was.
    pub history: Vec<Point>,
    /// What is expected; empty without a forecast.
    pub forecast: Vec<Point>,
    /// Lower edge of the band around the forecast; empty without one.
    pub lower: Vec<Point>,
    /// Upper edge of the band around the forecast; empty without one.
    pub upper: Vec<Point>,
    /// Share of values that the band is meant to hold (0.95); none without a band.
    pub level: Option<f64>,
}

/// A value at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// First day of the period (ISO), or its number where there are no days.
    pub at: String,
    /// Value.
    pub value: f64,
}
