//! A *price change* is what a supplier charges for a product now against the time before.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{Percent, UsdPerUnit};
use crate::rows::columns::{PRODUCT, PRODUCT_NAME, SUPPLIER, SUPPLIER_NAME};
use crate::rows::{Code, PurchaseLineRow, counted, dollars, how_many};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: PriceChanges::TOOL,
        label: "Price changes",
        description: "Products whose price at a supplier changed by at least threshold_percent between the last two days on which they were ordered \
                      there, rises and falls, the largest change first, with what the units of the last day cost more or less for it. Cancelled and \
                      rejected orders are left out.",
        specialist: Specialist::Supplier,
        forms: vec![Form::of::<PriceChanges>()],
    }
}

/// What price changes are found in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceChanges {
    /// Least change, up or down, in hundredths of the price before.
    #[serde(default = "five")]
    #[schemars(title = "Threshold")]
    pub threshold_percent: Percent,
    /// Purchase lines.
    pub lines: Vec<PurchaseLineRow>,
}

fn five() -> Percent {
    Percent::FIVE
}

/// Prices of a product at a supplier on a day.
#[derive(Default, Clone, Copy)]
struct Day {
    costs: f64,
    lines: usize,
    units: f64,
}

impl Day {
    /// Plain average, USD.
    fn price(self) -> f64 {
        self.costs / how_many(self.lines)
    }
}

#[derive(Default)]
struct History<'a> {
    product_name: Option<&'a String>,
    supplier_name: Option<&'a String>,
    days: BTreeMap<Date, Day>,
}

/// A change worth telling.
struct Change<'a> {
    product: &'a Code,
    supplier: &'a Code,
    history: &'a History<'a>,
    before: (Date, Day),
    now: (Date, Day),
    /// Fraction of the price before.
    fraction: f64,
}

impl Calculate for PriceChanges {
    const TOOL: &'static str = "watch_price_changes";

    /// (price of the last day − price of the day before it) ÷ the latter; a day's price is the plain average of its lines.
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let mut histories: BTreeMap<(&Code, &Code), History<'_>> = BTreeMap::new();
        let mut left_out = 0;
        for line in self.lines.iter().filter(|line| line.is_bought()) {
            let cost = line
                .unit_cost
                .map(UsdPerUnit::get)
                .filter(|cost| *cost > 0.0);
            let (Some(day), Some(cost)) = (line.order_date, cost) else {
                left_out += 1;
                continue;
            };
            let history = histories
                .entry((&line.product_code, &line.supplier_code))
                .or_default();
            history.product_name = history.product_name.or(line.product_name.as_ref());
            history.supplier_name = history.supplier_name.or(line.supplier_name.as_ref());
            let day = history.days.entry(day).or_default();
            day.costs += cost;
            day.lines += 1;
            day.units += line.order_quantity.get();
        }
        let threshold = self.threshold_percent.get() / 100.0;
        let mut compared = 0;
        let mut changes = Vec::new();
        for ((product, supplier), history) in &histories {
            let mut days = history
                .days
                .iter()
                .rev()
                .map(|(day, prices)| (*day, *prices));
            let (Some(now), Some(before)) = (days.next(), days.next()) else {
                continue;
            };
            compared += 1;
            let change = now.1.price() / before.1.price() - 1.0;
            // A change of exactly the threshold counts, whatever binary fractions make of it.
            if change != 0.0 && change.abs() + 1e-12 >= threshold {
                changes.push(Change {
                    product,
                    supplier,
                    history,
                    before,
                    now,
                    fraction: change,
                });
            }
        }
        changes.sort_by(|a, b| b.fraction.abs().total_cmp(&a.fraction.abs()));
        let rises = changes
            .iter()
            .filter(|change| change.fraction > 0.0)
            .count();
        let effect = |change: &Change<'_>| {
            dollars((change.now.1.price() - change.before.1.price()) * change.now.1.units)
        };
        let total = dollars(changes.iter().map(effect).sum());
        let mut table = table();
        for change in &changes {
            table.push([
                change.product.into(),
                change.history.product_name.into(),
                change.supplier.into(),
                change.history.supplier_name.into(),
                change.before.0.into(),
                change.before.1.price().into(),
                change.now.0.into(),
                change.now.1.price().into(),
                change.fraction.into(),
                change.now.1.units.into(),
                effect(change).into(),
            ]);
        }
        let worked = format!(
            "{rises} up and {} down by at least {} %, of {} compared",
            changes.len() - rises,
            written(self.threshold_percent.get()),
            counted(compared, "price", "prices")
        );
        Ok(Calculation::of("price_changes", "Price changes", how_many(changes.len()), "count")
            .by("price of the last day ÷ price of the ordering day before − 1", worked)
            .figure("rises", "Rises", how_many(rises), "count")
            .figure("falls", "Falls", how_many(changes.len() - rises), "count")
            .figure("effect", "Effect on the last orders", total, "USD")
            .table(table)
            .caveat("A price may differ for a larger or smaller order; the units of the last day stand beside it.")
            .caveat_if(
                left_out > 0,
                format!("{} no day or no price and left out.", counted(left_out, "line has", "lines have")),
            ))
    }
}

fn table() -> Table {
    Table::new(
        "changes",
        "Price changes",
        &[
            PRODUCT,
            PRODUCT_NAME,
            SUPPLIER,
            SUPPLIER_NAME,
            Column::date("previous_date", "Before"),
            Column::number("previous_cost", "Price before", "USD/unit"),
            Column::date("latest_date", "Last"),
            Column::number("latest_cost", "Last price", "USD/unit"),
            Column::number("change", "Change", "fraction"),
            Column::number("units", "Units on the last day", "units"),
            Column::number("effect", "Effect", "USD"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::offers::tests::bought;
    use super::*;
    use crate::catalogue::run;

    #[test]
    fn the_last_two_days_are_compared() {
        let lines = json!([
            bought("nut", "A", 10.0, 9.0, "2025-01-01"),
            bought("nut", "A", 10.0, 1.0, "2025-05-01"),
            bought("nut", "A", 10.0, 3.0, "2025-05-01"),
            bought("nut", "A", 30.0, 2.1, "2025-06-01"),
            bought("bolt", "A", 4.0, 5.0, "2025-05-01"),
            bought("bolt", "A", 4.0, 4.0, "2025-06-01"),
            bought("bolt", "B", 4.0, 4.0, "2025-05-01"),
            bought("bolt", "B", 4.0, 4.1, "2025-06-01"),
            bought("wheel", "A", 4.0, 4.0, "2025-06-01")
        ]);
        let done = run(PriceChanges::TOOL, &json!({"lines": lines})).unwrap();
        let rows = &done.tables[0].rows;
        // Bolts at A fell from 5 to 4, those at B rose by 2.5 %. Nuts rose from (1 + 3) ÷ 2 to 2.1, exactly 5 %.
        assert_eq!((&rows[0][0], &rows[0][10]), (&json!("bolt"), &json!(-4)));
        assert!((rows[0][8].as_f64().unwrap() + 0.2).abs() < 1e-12);
        assert_eq!(
            (&rows[1][0], &rows[1][5], &rows[1][10]),
            (&json!("nut"), &json!(2), &json!(3))
        );
        assert_eq!(
            (done.result, done.value("rises"), done.value("effect")),
            (Some(2.0), Some(1.0), Some(-1.0))
        );
        assert_eq!(
            done.worked,
            "1 up and 1 down by at least 5 %, of 3 prices compared"
        );
    }
}
