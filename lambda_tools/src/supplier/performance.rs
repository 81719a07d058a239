//! *Supplier performance* is how reliably, how well and how cheaply suppliers have delivered: a scorecard.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::offers::Offers;
use super::score::{FORMULA, SupplierScore};
use super::window::Window;
use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{Count, Fraction, Money, Units, WholeDays};
use crate::rows::columns::{SUPPLIER, SUPPLIER_NAME};
use crate::rows::{
    Code, PurchaseLineRow, PurchaseOrderRow, counted, days_between, dollars, how_many, is_one_of,
    share,
};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: SupplierPerformance::TOOL,
        label: "Supplier performance",
        description: "A scorecard of suppliers from their purchase orders: fill rate, on-time rate, quality rate, cost competitiveness, the score made of \
                      the four, and the lead time as mean, median and 90th percentile. A score is given only from minimum_orders delivered orders on: \
                      below, it says little. Costs are compared with all suppliers of the same products, whichever supplier is asked for.",
        specialist: Specialist::Supplier,
        forms: vec![Form::of::<SupplierPerformance>()],
    }
}

/// What performance is measured from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplierPerformance {
    /// Supplier; all without it.
    #[serde(default)]
    pub supplier_code: Option<Code>,
    /// Codes of the suppliers to score; all without it.
    #[serde(default)]
    pub suppliers: Vec<Code>,
    /// Days up to and including today whose orders count; all without it.
    #[serde(default)]
    pub days: Option<WholeDays>,
    /// Day that counts as today; needed with days.
    #[serde(default)]
    pub today: Option<Date>,
    /// Delivered orders from which on there is a score.
    #[serde(default = "five")]
    pub minimum_orders: Count,
    /// Purchase orders.
    pub orders: Vec<PurchaseOrderRow>,
    /// Their lines, those of other suppliers included, for the comparison of costs.
    pub lines: Vec<PurchaseLineRow>,
}

fn five() -> Count {
    Count::FIVE
}

/// What the orders of one supplier say.
#[derive(Default)]
struct Record<'a> {
    name: Option<&'a String>,
    orders: usize,
    delivered: usize,
    on_time: usize,
    lead_times: Vec<f64>,
    ordered: f64,
    received: f64,
    inspected: usize,
    accepted: usize,
    spend: f64,
}

impl<'a> Record<'a> {
    fn order(&mut self, order: &'a PurchaseOrderRow) {
        self.name = self.name.or(order.supplier_name.as_ref());
        self.orders += 1;
        let Some(actual) = order.actual_delivery_date else {
            return;
        };
        self.delivered += 1;
        let on_time = order
            .expected_delivery_date
            .is_some_and(|day| actual <= day);
        self.on_time += usize::from(on_time);
        #[expect(clippy::cast_precision_loss, reason = "days of a calendar are few")]
        let lead_time = order.order_date.map(|day| days_between(day, actual) as f64);
        self.lead_times.extend(lead_time);
    }

    fn line(&mut self, line: &'a PurchaseLineRow) {
        self.name = self.name.or(line.supplier_name.as_ref());
        if line.is_received() {
            self.ordered += line.order_quantity.get();
            self.received += line.received_quantity.map_or(0.0, Units::get);
        }
        if line.is_bought() {
            self.spend += line.line_total.map_or(0.0, Money::get);
        }
        // Goods have come when the line is neither pending nor cancelled.
        if let Some(status) = &line.receipt_status
            && !is_one_of(status, &["Pending", "Cancelled"])
        {
            self.inspected += 1;
            self.accepted += usize::from(!status.to_lowercase().contains("reject"));
        }
    }

    fn fill_rate(&self) -> Option<f64> {
        share(self.received, self.ordered)
    }

    fn on_time_rate(&self) -> Option<f64> {
        share(how_many(self.on_time), how_many(self.delivered))
    }

    fn quality_rate(&self) -> Option<f64> {
        share(how_many(self.accepted), how_many(self.inspected))
    }

    /// The rates as a score takes them: more received than ordered counts as all of it.
    fn rates(&self, competitiveness: Option<f64>) -> Option<SupplierScore> {
        let rate = |rate: Option<f64>| Fraction::try_from(rate?.min(1.0)).ok();
        Some(SupplierScore {
            fill_rate: rate(self.fill_rate())?,
            on_time_rate: rate(self.on_time_rate())?,
            quality_rate: rate(self.quality_rate())?,
            cost_competitiveness: rate(competitiveness)?,
        })
    }

    /// Mean, median and 90th percentile of the lead time, days.
    fn lead_time(&self) -> [Option<f64>; 3] {
        let mut sorted = self.lead_times.clone();
        sorted.sort_by(f64::total_cmp);
        let mean = share(sorted.iter().sum(), how_many(sorted.len()));
        [mean, percentile(&sorted, 0.5), percentile(&sorted, 0.9)]
    }
}

/// A percentile with interpolation between neighbours, as spreadsheets compute it (inclusive).
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share * how_many(last);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in the list"
    )]
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * place.fract())
}

/// One line of the scorecard.
struct Scored<'a> {
    supplier: &'a Code,
    record: Record<'a>,
    competitiveness: Option<f64>,
    score: Option<SupplierScore>,
}

impl SupplierPerformance {
    fn scored(&self) -> Result<Vec<Scored<'_>>, ToolError> {
        let window = Window::new(self.days, self.today)?;
        let lines = || self.lines.iter().filter(|l| window.holds(l.order_date));
        let offers = Offers::new(lines());
        let wanted = |code: &Code| {
            let one = self.supplier_code.as_ref().is_none_or(|own| own == code);
            one && (self.suppliers.is_empty() || self.suppliers.contains(code))
        };
        let mut records: BTreeMap<&Code, Record<'_>> = BTreeMap::new();
        for order in self.orders.iter().filter(|o| window.holds(o.order_date)) {
            if wanted(&order.supplier_code) {
                records
                    .entry(&order.supplier_code)
                    .or_default()
                    .order(order);
            }
        }
        for line in lines().filter(|line| wanted(&line.supplier_code)) {
            records.entry(&line.supplier_code).or_default().line(line);
        }
        let scored = records.into_iter().map(|(supplier, record)| {
            let competitiveness = offers.competitiveness(supplier);
            let enough = how_many(record.delivered) >= self.minimum_orders.get();
            let score = record.rates(competitiveness).filter(|_| enough);
            Scored {
                supplier,
                record,
                competitiveness,
                score,
            }
        });
        let mut scored: Vec<Scored<'_>> = scored.collect();
        scored.sort_by(|a, b| {
            let value = |rates: Option<SupplierScore>| rates.map_or(-1.0, |rates| rates.score());
            value(b.score)
                .total_cmp(&value(a.score))
                .then(a.supplier.cmp(b.supplier))
        });
        Ok(scored)
    }
}

impl Calculate for SupplierPerformance {
    const TOOL: &'static str = "analyze_supplier_performance";

    /// Rates by the glossary ("fill rate", "on-time rate", "lead time", "supplier score").
    fn work_out(&self) -> Result<Calculation, ToolError> {
        let scored = self.scored()?;
        let mut table = scorecard();
        for Scored {
            supplier,
            record,
            competitiveness,
            score,
        } in &scored
        {
            let [mean, median, ninetieth] = record.lead_time();
            table.push([
                (*supplier).into(),
                record.name.into(),
                score.map(|rates| rates.score()).into(),
                record.fill_rate().into(),
                record.on_time_rate().into(),
                record.quality_rate().into(),
                (*competitiveness).into(),
                mean.into(),
                median.into(),
                ninetieth.into(),
                record.orders.into(),
                record.delivered.into(),
                (record.delivered - record.on_time).into(),
                dollars(record.spend).into(),
            ]);
        }
        let unscored = scored
            .iter()
            .filter(|scored| scored.score.is_none())
            .count();
        let done = match scored.as_slice() {
            [
                Scored {
                    score: Some(rates), ..
                },
            ] => Calculation::of(
                "supplier_score",
                "Supplier score",
                rates.score(),
                "fraction",
            )
            .by(FORMULA, rates.worked()),
            _ => Calculation::listing("Supplier performance").by(
                FORMULA,
                format!(
                    "{}, {} with a score",
                    counted(scored.len(), "supplier", "suppliers"),
                    scored.len() - unscored
                ),
            ),
        };
        let least = written(self.minimum_orders.get());
        Ok(done
            .table(table)
            .caveat("The on-time rate counts orders that have arrived; those that are overdue and still open do not spoil it.")
            .caveat_if(
                unscored > 0,
                format!("{} no score: fewer than {least} delivered orders, or a rate that nothing says.", counted(unscored, "supplier has", "suppliers have")),
            )
            .caveat_if(scored.is_empty(), "There are no purchase orders for this."))
    }
}

fn scorecard() -> Table {
    Table::new(
        "scorecard",
        "Supplier scorecard",
        &[
            SUPPLIER,
            SUPPLIER_NAME,
            Column::number("supplier_score", "Score", "fraction"),
            Column::number("fill_rate", "Fill rate", "fraction"),
            Column::number("on_time_rate", "On-time rate", "fraction"),
            Column::number("quality_rate", "Quality rate", "fraction"),
            Column::number("cost_competitiveness", "Cost competitiveness", "fraction"),
            Column::number("avg_lead_time", "Mean lead time", "days"),
            Column::number("lead_time_p50", "Median lead time", "days"),
            Column::number("lead_time_p90", "90th percentile of lead time", "days"),
            Column::count("orders", "Orders", "count"),
            Column::count("delivered_orders", "Delivered", "count"),
            Column::count("late_orders", "Late", "count"),
            Column::number("spend", "Spend", "USD"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn order(
        supplier: &str,
        number: u32,
        placed: &str,
        expected: &str,
        actual: Option<&str>,
    ) -> Value {
        let status = if actual.is_some() {
            "Received"
        } else {
            "Approved"
        };
        json!({"purchase_order_prefix": "PO", "purchase_order_number": number, "supplier_code": supplier, "supplier_name": format!("{supplier} Ltd"),
               "order_date": placed, "expected_delivery_date": expected, "actual_delivery_date": actual, "status": status})
    }

    fn line(
        supplier: &str,
        number: u32,
        product: &str,
        ordered: u32,
        received: u32,
        cost: f64,
        receipt: &str,
    ) -> Value {
        let status = if receipt == "Pending" {
            "Approved"
        } else {
            "Received"
        };
        json!({"purchase_order_prefix": "PO", "purchase_order_number": number, "supplier_code": supplier, "order_date": "2025-06-01", "status": status,
               "product_code": product, "order_quantity": ordered, "received_quantity": received, "unit_cost": cost,
               "line_total": f64::from(ordered) * cost, "receipt_status": receipt})
    }

    fn given() -> Value {
        json!({"minimum_orders": 2, "orders": [
            order("S1", 1, "2025-06-01", "2025-06-10", Some("2025-06-09")),
            order("S1", 2, "2025-06-01", "2025-06-10", Some("2025-06-13")),
            order("S1", 3, "2025-06-01", "2025-06-10", None),
            order("S2", 4, "2025-06-01", "2025-06-10", Some("2025-06-10"))
        ], "lines": [
            line("S1", 1, "bell", 30, 26, 2.0, "Partial"),
            line("S1", 2, "lock", 10, 10, 4.0, "Partially rejected"),
            line("S1", 3, "lock", 90, 0, 4.0, "Pending"),
            line("S2", 4, "bell", 10, 10, 1.0, "Received")
        ]})
    }

    #[test]
    fn a_scorecard() {
        let done = run(SupplierPerformance::TOOL, &given()).unwrap();
        let row = |number: usize| done.tables[0].rows[number].clone();
        let close = |value: &Value, expected: f64| {
            assert!(
                (value.as_f64().unwrap() - expected).abs() < 1e-12,
                "{value} {expected}"
            );
        };
        let first = row(0);
        assert_eq!(first[..2], [json!("S1"), json!("S1 Ltd")]);
        close(&first[3], 0.9); // 36 of 40, the open order left out
        close(&first[4], 0.5);
        close(&first[5], 0.5);
        // Bells 1 ÷ 2 × 30, locks 1 × 100, ÷ 130.
        close(&first[6], 115.0 / 130.0);
        close(
            &first[2],
            0.3 * 0.9 + 0.3 * 0.5 + 0.2 * 0.5 + 0.2 * 115.0 / 130.0,
        );
        // 8 and 12 days: mean and median 10, 90th percentile 8 + 0.9 × 4.
        close(&first[7], 10.0);
        close(&first[8], 10.0);
        close(&first[9], 11.6);
        assert_eq!(first[10..], [json!(3), json!(2), json!(1), json!(460)]);
        // One delivered order is too few.
        assert_eq!(
            (row(1)[2].clone(), row(1)[4].clone()),
            (Value::Null, json!(1))
        );
        assert!(done.caveats[1].starts_with("1 supplier has no score: fewer than 2"));
    }

    #[test]
    fn one_supplier_is_still_compared_with_the_others() {
        let mut one = given();
        one["supplier_code"] = json!("S1");
        let done = run(SupplierPerformance::TOOL, &one).unwrap();
        assert_eq!(done.tables[0].rows.len(), 1);
        assert!((done.result.unwrap() - (0.52 + 0.2 * 115.0 / 130.0)).abs() < 1e-12);
    }

    #[test]
    fn only_the_window_counts() {
        let mut windowed = given();
        windowed["days"] = json!(30);
        windowed["today"] = json!("2025-07-01");
        let done = run(SupplierPerformance::TOOL, &windowed).unwrap();
        assert!(
            done.tables[0].rows.is_empty(),
            "2 June to 1 July are 30 days"
        );
        assert!(
            done.caveats
                .iter()
                .any(|c| c.starts_with("There are no purchase orders"))
        );
        windowed.as_object_mut().unwrap().remove("today");
        let refusal = run(SupplierPerformance::TOOL, &windowed)
            .unwrap_err()
            .to_string();
        assert!(
            refusal.starts_with("today is needed with days"),
            "{refusal}"
        );
    }

    #[test]
    fn percentiles_are_those_of_spreadsheets() {
        // PERCENTILE.INC of 1, 2, 4, 8: 0.5 → 3, 0.9 → 6.8.
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert!((percentile(&sorted, 0.5).unwrap() - 3.0).abs() < 1e-12);
        assert!((percentile(&sorted, 0.9).unwrap() - 6.8).abs() < 1e-12);
        assert_eq!(percentile(&[5.0], 0.9), Some(5.0));
        assert_eq!(percentile(&[], 0.9), None);
    }
}
