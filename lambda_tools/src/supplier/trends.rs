//! *Purchase trends* are what was bought, period by period or thing by thing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::window::Window;
use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{Money, WholeDays};
use crate::rows::{Code, PurchaseLineRow, counted, dollars, how_many, share};
use crate::series::{Point, Series};
use crate::table::{Column, Table};

/// Most periods of a trend; more are an error in a date.
const PERIODS: usize = 5_000;

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: PurchaseTrends::TOOL,
        label: "Purchase trends",
        description: "What was bought over the last days: spend, units and orders by week, month or quarter, with the change from the period before, or \
                      by supplier, product or product group, with the share of the whole. Cancelled and rejected orders are left out. The last period \
                      may not be over yet.",
        specialist: Specialist::Supplier,
        forms: vec![Form::of::<PurchaseTrends>()],
    }
}

/// What trends are computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseTrends {
    /// Days up to and including today whose orders count; all without it.
    #[serde(default)]
    pub days: Option<WholeDays>,
    /// Day that counts as today; needed with days.
    #[serde(default)]
    pub today: Option<Date>,
    /// What purchases are grouped by.
    #[serde(default)]
    #[schemars(title = "Group by")]
    pub group_by: GroupBy,
    /// Purchase lines.
    pub lines: Vec<PurchaseLineRow>,
}

/// What purchases are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// Weeks, from Monday.
    Week,
    /// Months.
    #[default]
    Month,
    /// Quarters.
    Quarter,
    /// Suppliers.
    Supplier,
    /// Products.
    Product,
    /// Product groups.
    ProductGroup,
}

impl GroupBy {
    /// First day of the period that a day is in; none for things.
    fn period(self, day: Date) -> Option<Date> {
        let first = |month: i8| date(day.year(), month, 1);
        match self {
            Self::Week => {
                let since_monday = i64::from(day.weekday().to_monday_zero_offset());
                Some(day.checked_sub(since_monday.days()).unwrap_or(day))
            }
            Self::Month => Some(first(day.month())),
            Self::Quarter => Some(first((day.month() - 1) / 3 * 3 + 1)),
            Self::Supplier | Self::Product | Self::ProductGroup => None,
        }
    }

    /// First day of the period after.
    fn next(self, first: Date) -> Option<Date> {
        let span = match self {
            Self::Week => 1.week(),
            Self::Quarter => 3.months(),
            _ => 1.month(),
        };
        first.checked_add(span).ok()
    }

    fn unit(self) -> &'static str {
        match self {
            Self::Week => "USD/week",
            Self::Quarter => "USD/quarter",
            _ => "USD/month",
        }
    }
}

/// What was bought in a period, or of a thing.
#[derive(Default)]
struct Bought<'a> {
    name: Option<&'a String>,
    spend: f64,
    units: f64,
    orders: BTreeSet<(&'a Code, &'a Code)>,
}

impl<'a> Bought<'a> {
    fn add(&mut self, line: &'a PurchaseLineRow) {
        self.spend += line.line_total.map_or(0.0, Money::get);
        self.units += line.order_quantity.get();
        self.orders.insert(line.order());
    }
}

impl PurchaseTrends {
    fn bought(&self) -> Result<Vec<&PurchaseLineRow>, ToolError> {
        let window = Window::new(self.days, self.today)?;
        let lines = self.lines.iter().filter(|line| line.is_bought());
        Ok(lines.filter(|line| window.holds(line.order_date)).collect())
    }

    /// By period, those without purchases between the first and the last included.
    fn over_time(&self, lines: &[&PurchaseLineRow]) -> Result<(Table, Series), ToolError> {
        let mut periods: BTreeMap<Date, Bought<'_>> = BTreeMap::new();
        for line in lines {
            if let Some(first) = line.order_date.and_then(|day| self.group_by.period(day)) {
                periods.entry(first).or_default().add(line);
            }
        }
        let last = periods.keys().next_back().copied();
        let mut first = periods.keys().next().copied();
        let mut seen = 0;
        while let Some(period) = first.filter(|first| Some(*first) < last) {
            periods.entry(period).or_default();
            seen += 1;
            if seen > PERIODS {
                let message = "the purchases span too many periods; look at their dates, give days, or take longer periods";
                return Err(ToolError::Senseless(message.to_owned()));
            }
            first = self.group_by.next(period);
        }
        let mut table = Table::new(
            "trend",
            "Purchases by period",
            &[
                Column::date("period", "Period"),
                Column::number("spend", "Spend", "USD"),
                Column::number("change", "Change", "USD"),
                Column::number("change_fraction", "Change", "fraction"),
                Column::number("units", "Units", "units"),
                Column::count("orders", "Orders", "count"),
            ],
        );
        let mut before: Option<f64> = None;
        let mut history = Vec::new();
        for (first, bought) in &periods {
            let spend = dollars(bought.spend);
            let change = before.map(|before| dollars(spend - before));
            table.push([
                (*first).into(),
                spend.into(),
                change.into(),
                change
                    .zip(before)
                    .and_then(|(change, before)| share(change, before))
                    .into(),
                bought.units.into(),
                bought.orders.len().into(),
            ]);
            before = Some(spend);
            history.push(Point {
                at: first.to_string(),
                value: spend,
            });
        }
        let series = Series {
            label: "Spend".to_owned(),
            unit: self.group_by.unit().to_owned(),
            history,
            forecast: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            level: None,
        };
        Ok((table, series))
    }

    /// By thing, the largest spend first.
    fn by_thing(&self, lines: &[&PurchaseLineRow], total: f64) -> Table {
        let mut things: BTreeMap<Option<&str>, Bought<'_>> = BTreeMap::new();
        for line in lines {
            let (key, name) = match self.group_by {
                GroupBy::Supplier => (
                    Some(line.supplier_code.as_str()),
                    line.supplier_name.as_ref(),
                ),
                GroupBy::ProductGroup => (line.product_group.as_deref(), None),
                _ => (Some(line.product_code.as_str()), line.product_name.as_ref()),
            };
            let bought = things.entry(key).or_default();
            bought.name = bought.name.or(name);
            bought.add(line);
        }
        let (key, key_label, name, name_label) = match self.group_by {
            GroupBy::Supplier => (
                "supplier_code",
                "Supplier",
                "supplier_name",
                "Supplier name",
            ),
            GroupBy::ProductGroup => ("product_group", "Product group", "name", "Name"),
            _ => ("product_code", "Product", "product_name", "Product name"),
        };
        let mut table = Table::new(
            "purchases",
            "Purchases",
            &[
                Column::text(key, key_label),
                Column::text(name, name_label),
                Column::number("spend", "Spend", "USD"),
                Column::number("share", "Share", "fraction"),
                Column::number("units", "Units", "units"),
                Column::count("orders", "Orders", "count"),
            ],
        );
        let mut things: Vec<_> = things.into_iter().collect();
        things.sort_by(|a, b| b.1.spend.total_cmp(&a.1.spend).then(a.0.cmp(&b.0)));
        for (key, bought) in things {
            table.push([
                key.into(),
                bought.name.into(),
                dollars(bought.spend).into(),
                share(bought.spend, total).into(),
                bought.units.into(),
                bought.orders.len().into(),
            ]);
        }
        table
    }
}

impl Calculate for PurchaseTrends {
    const TOOL: &'static str = "analyze_purchase_trends";

    /// SUM(line_total) over orders that are neither cancelled nor rejected (the glossary, "spend").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let lines = self.bought()?;
        let total = dollars(
            lines
                .iter()
                .map(|line| line.line_total.map_or(0.0, Money::get))
                .sum(),
        );
        let orders: BTreeSet<_> = lines.iter().map(|line| line.order()).collect();
        let unvalued = lines
            .iter()
            .filter(|line| line.line_total.is_none())
            .count();
        let worked = format!(
            "{} on {}",
            counted(lines.len(), "line", "lines"),
            counted(orders.len(), "order", "orders")
        );
        let mut done = Calculation::of("spend", "Spend", total, "USD")
            .by(
                "sum of the line totals of orders that are neither cancelled nor rejected",
                worked,
            )
            .figure("orders", "Orders", how_many(orders.len()), "count")
            .caveat_if(
                unvalued > 0,
                format!(
                    "{} no value and counts as nothing.",
                    counted(unvalued, "line has", "lines have")
                ),
            );
        if matches!(
            self.group_by,
            GroupBy::Week | GroupBy::Month | GroupBy::Quarter
        ) {
            let undated = lines
                .iter()
                .filter(|line| line.order_date.is_none())
                .count();
            let (table, series) = self.over_time(&lines)?;
            done = done
                .table(table)
                .caveat("The first and the last period may be there in part only.")
                .caveat_if(
                    undated > 0,
                    format!(
                        "{} no day and in no period.",
                        counted(undated, "line has", "lines have")
                    ),
                );
            done.series = Some(series);
        } else {
            done = done.table(self.by_thing(&lines, total));
        }
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::offers::tests::bought;
    use super::*;
    use crate::catalogue::run;

    fn lines() -> Value {
        let mut rejected = bought("nut", "A", 9.0, 9.0, "2025-05-05");
        rejected["status"] = json!("Rejected");
        json!([
            bought("nut", "A", 10.0, 0.1, "2025-03-31"),
            bought("nut", "A", 20.0, 0.1, "2025-03-03"),
            bought("bolt", "B", 1.0, 5.0, "2025-05-01"),
            bought("nut", "B", 2.0, 0.5, "2025-05-01"),
            rejected
        ])
    }

    fn rows(given: &Value) -> (Vec<Vec<Value>>, Calculation) {
        let done = run(PurchaseTrends::TOOL, given).unwrap();
        (done.tables[0].rows.clone(), done)
    }

    #[test]
    fn months_without_purchases_are_zero() {
        let (rows, done) = rows(&json!({"lines": lines()}));
        // March 1 + 2, April nothing, May 5 + 1 on one order.
        assert_eq!(
            rows[0],
            [
                json!("2025-03-01"),
                json!(3),
                Value::Null,
                Value::Null,
                json!(30),
                json!(2)
            ]
        );
        assert_eq!(
            rows[1],
            [
                json!("2025-04-01"),
                json!(0),
                json!(-3),
                json!(-1),
                json!(0),
                json!(0)
            ]
        );
        assert_eq!(
            rows[2],
            [
                json!("2025-05-01"),
                json!(6),
                json!(6),
                Value::Null,
                json!(3),
                json!(1)
            ]
        );
        assert_eq!((done.result, rows.len()), (Some(9.0), 3));
        let series = done.series.unwrap();
        assert_eq!(
            (series.history.len(), series.unit.as_str()),
            (3, "USD/month")
        );
        assert_eq!(done.inputs[0].value, json!("month"));
    }

    #[test]
    fn weeks_begin_on_monday_and_quarters_with_their_first_month() {
        let (weeks, _) = rows(&json!({"group_by": "week", "lines": lines()}));
        assert_eq!(
            (&weeks[0][0], &weeks[4][0], weeks.len()),
            (&json!("2025-03-03"), &json!("2025-03-31"), 9)
        );
        let (quarters, _) = rows(&json!({"group_by": "quarter", "lines": lines()}));
        assert_eq!(
            quarters.iter().map(|row| &row[0]).collect::<Vec<_>>(),
            ["2025-01-01", "2025-04-01"]
        );
    }

    #[test]
    fn things_with_their_share_over_a_window() {
        let (suppliers, _) = rows(&json!({"group_by": "supplier", "lines": lines()}));
        assert_eq!(
            suppliers[0][..4],
            [json!("B"), Value::Null, json!(6), json!(6.0 / 9.0)]
        );
        // 31 March is the first of 32 days up to 1 May.
        let given =
            json!({"group_by": "product", "days": 32, "today": "2025-05-01", "lines": lines()});
        let (products, done) = rows(&given);
        assert_eq!(
            products
                .iter()
                .map(|row| (&row[0], &row[2]))
                .collect::<Vec<_>>(),
            [(&json!("bolt"), &json!(5)), (&json!("nut"), &json!(2))]
        );
        assert_eq!(done.result, Some(7.0));
        let refusal = run(
            PurchaseTrends::TOOL,
            &json!({"group_by": "year", "lines": []}),
        )
        .unwrap_err()
        .to_string();
        assert!(
            refusal.starts_with("group_by") && refusal.contains("quarter"),
            "{refusal}"
        );
    }
}
