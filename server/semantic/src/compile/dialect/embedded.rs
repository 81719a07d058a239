//! The *embedded* syntax is that of Apache `DataFusion`.

use super::Syntax;
use crate::query::Grain;

/// Apache `DataFusion`.
#[derive(Debug)]
pub(super) struct Embedded;

impl Syntax for Embedded {
    fn period_start(&self, grain: Grain, date: &str) -> String {
        let unit = match grain {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        };
        format!("CAST(DATE_TRUNC('{unit}', {date}) AS DATE)")
    }

    // A date minus a date is a 64-bit number of days here.
    fn days_between(&self, from: &str, until: &str) -> String {
        format!("({until} - {from})")
    }

    // `split_part` counts from the end when the position is negative.
    fn part(&self, text: &str, position: i32) -> String {
        format!("TRIM(SPLIT_PART({text}, ', ', {position}))")
    }
}
