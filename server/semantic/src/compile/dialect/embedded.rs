//! The *embedded* syntax is that of Apache `DataFusion`.

use super::Syntax;
use super::unit;
use crate::model::DataType;
use crate::query::Grain;

/// Apache `DataFusion`.
#[derive(Debug)]
pub(super) struct Embedded;

impl Syntax for Embedded {
    fn engine(&self) -> &'static str {
        "The embedded engine"
    }

    fn period_start(&self, grain: Grain, date: &str) -> String {
        format!("CAST(DATE_TRUNC('{}', {date}) AS DATE)", unit(grain))
    }

    // A date minus a date is a 64-bit number of days here.
    fn days_between(&self, from: &str, until: &str) -> String {
        format!("({until} - {from})")
    }

    // `split_part` counts from the end when the position is negative.
    fn part(&self, text: &str, position: i32) -> String {
        format!("TRIM(SPLIT_PART({text}, ', ', {position}))")
    }

    fn median(&self, value: &str) -> Option<String> {
        Some(format!("MEDIAN({value})"))
    }

    fn double(&self, number: &str) -> String {
        format!("CAST({number} AS DOUBLE)")
    }

    fn joins_fully(&self) -> bool {
        true
    }

    fn same(&self, left: &str, right: &str, _: DataType) -> String {
        format!("({left} IS NOT DISTINCT FROM {right})")
    }
}
