//! The *Athena* syntax is that of Trino, which is strict about types: texts are joined with texts only, and decimals
//! keep as many digits as they came with.

use super::Syntax;
use super::unit;
use crate::query::Grain;

/// Amazon Athena, engine version 3.
#[derive(Debug)]
pub(super) struct Athena;

impl Syntax for Athena {
    fn engine(&self) -> &'static str {
        "Amazon Athena"
    }

    fn period_start(&self, grain: Grain, date: &str) -> String {
        format!("CAST(DATE_TRUNC('{}', {date}) AS DATE)", unit(grain))
    }

    fn days_between(&self, from: &str, until: &str) -> String {
        format!("DATE_DIFF('day', {from}, {until})")
    }

    // `element_at` counts from the end when the position is negative, and is NULL where there are fewer.
    fn part(&self, text: &str, position: i32) -> String {
        format!(
            "CASE WHEN {text} IS NOT NULL THEN COALESCE(TRIM(ELEMENT_AT(SPLIT({text}, ', '), {position})), '') END"
        )
    }

    // There is an approximate one only.
    fn median(&self, _: &str) -> Option<String> {
        None
    }

    // The mean of decimals has no more digits than they have.
    fn average(&self, value: &str) -> String {
        format!("AVG({})", self.double(value))
    }

    fn double(&self, number: &str) -> String {
        format!("CAST({number} AS DOUBLE)")
    }

    fn tuple(&self, columns: &[String]) -> String {
        if let [one] = columns {
            return one.clone();
        }
        let texts: Vec<String> = columns.iter().map(|c| self.as_text(c)).collect();
        format!("CONCAT_WS('|', {})", texts.join(", "))
    }

    // There is no IS NOT TRUE.
    fn not_true(&self, condition: &str) -> String {
        format!("NOT COALESCE(({condition}), FALSE)")
    }

    // What cannot name a column or table, besides the words that are reserved everywhere.
    fn reserved(&self) -> &'static str {
        "alter constraint cube current_catalog current_path current_role current_schema current_time current_timestamp \
         current_user deallocate delete describe drop escape execute extract grouping insert json_array json_exists \
         json_object json_query json_table json_value listagg localtime localtimestamp normalize prepare recursive rollup \
         skip trim uescape unnest"
    }
}
