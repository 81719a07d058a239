//! *Concentration* is how much of the spend rests on few suppliers.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::{Calculation, written};
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::Money;
use crate::rows::columns::{SUPPLIER, SUPPLIER_NAME};
use crate::rows::{Code, PurchaseLineRow, counted, dollars, how_many, share};
use crate::table::{Column, Table};

/// Above these the index counts as moderate and as high (US Department of Justice and Federal Trade Commission,
/// Horizontal Merger Guidelines 2010, section 5.3: 1500 and 2500 of 10000).
const MODERATE: f64 = 0.15;
const HIGH: f64 = 0.25;

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: SupplierConcentration::TOOL,
        label: "Supplier concentration",
        description: "How much of the spend rests on few suppliers: the share of each, the Herfindahl index (the sum of the squared shares, from near 0 \
                      for many small suppliers to 1 for a single one), and the products that were bought from one supplier only. Cancelled and \
                      rejected orders are left out.",
        specialist: Specialist::Supplier,
        forms: vec![Form::of::<SupplierConcentration>()],
    }
}

/// What concentration is computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplierConcentration {
    /// Purchase lines.
    pub lines: Vec<PurchaseLineRow>,
}

impl Calculate for SupplierConcentration {
    const TOOL: &'static str = "supplier_concentration";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let mut suppliers: BTreeMap<&Code, (Option<&String>, f64)> = BTreeMap::new();
        let mut products: BTreeMap<&Code, (BTreeSet<&Code>, f64)> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.is_bought()) {
            let spend = line.line_total.map_or(0.0, Money::get);
            let supplier = suppliers.entry(&line.supplier_code).or_default();
            supplier.0 = supplier.0.or(line.supplier_name.as_ref());
            supplier.1 += spend;
            let product = products.entry(&line.product_code).or_default();
            product.0.insert(&line.supplier_code);
            product.1 += spend;
        }
        let total: f64 = suppliers.values().map(|(_, spend)| spend).sum();
        if total <= 0.0 {
            let message = "nothing was bought on these lines, so there is no spend to divide";
            return Err(ToolError::Senseless(message.to_owned()));
        }
        let mut ranked: Vec<_> = suppliers.into_iter().collect();
        ranked.sort_by(|a, b| b.1.1.total_cmp(&a.1.1).then(a.0.cmp(b.0)));
        let mut table = Table::new(
            "suppliers",
            "Spend by supplier",
            &[
                SUPPLIER,
                SUPPLIER_NAME,
                Column::number("spend", "Spend", "USD"),
                Column::number("share", "Share", "fraction"),
                Column::number("cumulative_share", "Cumulative share", "fraction"),
            ],
        );
        let (mut index, mut so_far) = (0.0, 0.0);
        for (supplier, (name, spend)) in &ranked {
            so_far += spend;
            index += (spend / total).powi(2);
            table.push([
                (*supplier).into(),
                (*name).into(),
                dollars(*spend).into(),
                (spend / total).into(),
                (so_far / total).into(),
            ]);
        }
        let top = |number: usize| {
            let spend: f64 = ranked
                .iter()
                .take(number)
                .map(|(_, (_, spend))| spend)
                .sum();
            spend / total
        };
        let single: Vec<f64> = products
            .values()
            .filter(|(suppliers, _)| suppliers.len() == 1)
            .map(|(_, spend)| *spend)
            .collect();
        let level = match index {
            index if index > HIGH => "high",
            index if index > MODERATE => "moderate",
            _ => "low",
        };
        let worked = format!(
            "{}: index {}, {level}",
            counted(ranked.len(), "supplier", "suppliers"),
            written(index)
        );
        Ok(Calculation::of("concentration", "Concentration of spend", index, "fraction")
            .by("sum of the squared shares of spend", worked)
            .figure("largest_share", "Share of the largest supplier", top(1), "fraction")
            .figure("top_three_share", "Share of the three largest", top(3), "fraction")
            .figure("suppliers", "Suppliers", how_many(ranked.len()), "count")
            .figure("single_source_products", "Products from one supplier only", how_many(single.len()), "count")
            .figure(
                "single_source_share",
                "Share of spend on them",
                share(single.iter().sum(), total).unwrap_or(0.0),
                "fraction",
            )
            .table(table)
            .caveat("Above 0.15 concentration counts as moderate, above 0.25 as high, as in the 2010 US merger guidelines for markets.")
            .caveat("A product from one supplier only may have other sources that were never used."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::offers::tests::bought;
    use super::*;
    use crate::catalogue::run;

    #[test]
    fn shares_are_squared() {
        let lines = json!([
            bought("nut", "A", 6.0, 10.0, "2025-06-01"),
            bought("nut", "B", 3.0, 10.0, "2025-06-01"),
            bought("bolt", "C", 1.0, 4.0, "2025-06-01"),
            bought("wheel", "D", 1.0, 6.0, "2025-06-01")
        ]);
        let done = run(SupplierConcentration::TOOL, &json!({"lines": lines})).unwrap();
        // 0.36 + 0.09 + 0.0016 + 0.0036
        assert!((done.result.unwrap() - 0.4552).abs() < 1e-12);
        assert!((done.value("top_three_share").unwrap() - 0.96).abs() < 1e-12);
        assert_eq!(done.value("single_source_products"), Some(2.0));
        assert!((done.value("single_source_share").unwrap() - 0.1).abs() < 1e-12);
        assert_eq!(done.worked, "4 suppliers: index 0.4552, high");
        let codes: Vec<_> = done.tables[0]
            .rows
            .iter()
            .map(|row| row[0].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["A", "B", "D", "C"]);
    }

    #[test]
    fn no_spend_has_no_shares() {
        let refusal = run(SupplierConcentration::TOOL, &json!({"lines": []})).unwrap_err();
        assert!(refusal.to_string().starts_with("nothing was bought"));
    }
}
