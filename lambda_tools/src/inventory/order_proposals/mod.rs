//! *Order proposals* say how much of what to order from whom, now.

mod quantity;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::eoq::PriceBreak;
use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::{Balance, SomeUnits, Units, UsdPerUnit};
use crate::rows::columns::{
    NOTE, POSITION, PRODUCT, PRODUCT_NAME, REORDER_POINT, SUPPLIER, SUPPLIER_NAME, WAREHOUSE,
};
use crate::rows::{Code, counted, dollars, how_many};
use crate::table::{Column, Table};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: OrderProposals::TOOL,
        label: "Order proposals",
        description: "How much of what to order from whom: every product whose inventory position (on hand + on order − backordered) is at or below its \
                      reorder point is ordered up to its maximum stock or, without one, in its order quantity. Minimum order and pack size of the \
                      supplier are respected, and where a price break makes a larger order cheaper as a whole, the larger one is proposed. \
                      Nothing is ordered by this: it is a proposal.",
        specialist: Specialist::Inventory,
        forms: vec![Form::of::<OrderProposals>()],
    }
}

/// What orders are proposed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderProposals {
    /// The products.
    pub products: Vec<ReplenishedProduct>,
}

/// A product with its stock and how it can be bought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplenishedProduct {
    /// Warehouse.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Product.
    pub product_code: Code,
    /// Name of the product.
    #[serde(default)]
    pub product_name: Option<String>,
    /// Supplier to order from.
    #[serde(default)]
    pub supplier_code: Option<Code>,
    /// Name of the supplier.
    #[serde(default)]
    pub supplier_name: Option<String>,
    /// Units on hand.
    pub current_stock: Balance,
    /// Units ordered and not yet here.
    #[serde(default)]
    pub on_order: Option<Units>,
    /// Units owed to customers.
    #[serde(default)]
    pub backordered: Option<Units>,
    /// Stock at which an order is due.
    #[serde(default)]
    pub reorder_point: Option<Units>,
    /// Stock up to which is ordered.
    #[serde(default)]
    pub maximum_stock: Option<Units>,
    /// Units of an order where there is no maximum, such as the economic order quantity.
    #[serde(default)]
    pub order_quantity: Option<SomeUnits>,
    /// Fewest units that the supplier sells.
    #[serde(default)]
    pub minimum_order: Option<Units>,
    /// Units of a pack; only whole packs can be ordered.
    #[serde(default)]
    pub pack_size: Option<SomeUnits>,
    /// Price of a unit, where no price break applies.
    #[serde(default)]
    pub unit_cost: Option<UsdPerUnit>,
    /// Prices of all units of an order from a quantity on.
    #[serde(default)]
    pub price_breaks: Vec<PriceBreak>,
}

impl ReplenishedProduct {
    /// On hand + on order − backordered, units.
    fn position(&self) -> f64 {
        let owed = self.backordered.map_or(0.0, Units::get);
        self.current_stock.get() + self.on_order.map_or(0.0, Units::get) - owed
    }
}

/// What the orders to a supplier come to.
#[derive(Default)]
struct Sum<'a> {
    name: Option<&'a String>,
    lines: usize,
    units: f64,
    value: f64,
    without_price: usize,
}

impl Calculate for OrderProposals {
    const TOOL: &'static str = "propose_orders";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let mut table = Table::new(
            "orders",
            "Proposed orders",
            &[
                SUPPLIER,
                SUPPLIER_NAME,
                WAREHOUSE,
                PRODUCT,
                PRODUCT_NAME,
                POSITION,
                REORDER_POINT,
                Column::number("order_quantity", "Order", "units"),
                Column::number("unit_cost", "Unit price", "USD/unit"),
                Column::number("order_value", "Value", "USD"),
                NOTE,
            ],
        );
        let mut products: Vec<&ReplenishedProduct> = self.products.iter().collect();
        products.sort_by_key(|p| (&p.supplier_code, &p.warehouse_code, &p.product_code));
        let mut sums: BTreeMap<Option<&Code>, Sum<'_>> = BTreeMap::new();
        let (mut without_point, mut without_level) = (0, 0);
        for product in products {
            let Some(point) = product.reorder_point.map(Units::get) else {
                without_point += 1;
                continue;
            };
            let position = product.position();
            if position > point {
                continue;
            }
            let proposal = quantity::propose(product, position, point);
            let value = proposal.as_ref().and_then(quantity::Proposal::value);
            if let Some(proposal) = &proposal {
                let sum = sums.entry(product.supplier_code.as_ref()).or_default();
                sum.name = sum.name.or(product.supplier_name.as_ref());
                sum.lines += 1;
                sum.units += proposal.units;
                sum.value += value.unwrap_or(0.0);
                sum.without_price += usize::from(value.is_none());
            } else {
                without_level += 1;
            }
            let note = match &proposal {
                Some(proposal) => proposal.note.clone(),
                None => {
                    Some("due, but neither maximum stock nor order quantity is known".to_owned())
                }
            };
            table.push([
                product.supplier_code.as_ref().into(),
                product.supplier_name.as_ref().into(),
                product.warehouse_code.as_ref().into(),
                (&product.product_code).into(),
                product.product_name.as_ref().into(),
                position.into(),
                point.into(),
                proposal.as_ref().map(|p| p.units).into(),
                proposal.as_ref().and_then(|p| p.price).into(),
                value.into(),
                note.into(),
            ]);
        }
        let lines: usize = sums.values().map(|sum| sum.lines).sum();
        let value = dollars(sums.values().map(|sum| sum.value).sum());
        let without_price: usize = sums.values().map(|sum| sum.without_price).sum();
        let worked = format!(
            "{} from {}",
            counted(lines, "order line", "order lines"),
            counted(sums.len(), "supplier", "suppliers")
        );
        Ok(Calculation::of("order_value", "Value of the proposed orders", value, "USD")
            .by(
                "where on hand + on order − backordered ≤ reorder point: maximum stock − position (or the order quantity), at least the minimum order, in whole packs",
                worked,
            )
            .figure("order_lines", "Order lines", how_many(lines), "count")
            .figure("suppliers", "Suppliers", how_many(sums.len()), "count")
            .table(table)
            .table(by_supplier(&sums))
            .caveat("A larger order at a lower price is proposed when it costs less as a whole; what the further units cost to keep is not counted.")
            .caveat_if(
                without_point > 0,
                format!("{} no reorder point and could not be judged.", counted(without_point, "product has", "products have")),
            )
            .caveat_if(
                without_level > 0,
                format!("{} due without a known quantity: give maximum_stock or order_quantity.", counted(without_level, "product is", "products are")),
            )
            .caveat_if(
                without_price > 0,
                format!("{} no price; the value leaves them out.", counted(without_price, "order line has", "order lines have")),
            ))
    }
}

fn by_supplier(sums: &BTreeMap<Option<&Code>, Sum<'_>>) -> Table {
    let mut table = Table::new(
        "suppliers",
        "By supplier",
        &[
            SUPPLIER,
            SUPPLIER_NAME,
            Column::count("order_lines", "Order lines", "count"),
            Column::number("units", "Units", "units"),
            Column::number("order_value", "Value", "USD"),
        ],
    );
    for (supplier, sum) in sums {
        table.push([
            (*supplier).into(),
            sum.name.into(),
            sum.lines.into(),
            sum.units.into(),
            dollars(sum.value).into(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    /// A product that is due (position 10, reorder point 20), with further fields.
    fn due(code: &str, further: &Value) -> Value {
        let mut product = json!({"product_code": code, "supplier_code": "S1", "current_stock": 10, "reorder_point": 20});
        for (name, value) in further.as_object().unwrap() {
            product[name] = value.clone();
        }
        product
    }

    fn proposed(product: &Value) -> (Value, Value, Value) {
        let done = run(OrderProposals::TOOL, &json!({"products": [product]})).unwrap();
        let cell = |name: &str| done.tables[0].cell(0, name).cloned().unwrap_or_default();
        (cell("order_quantity"), cell("order_value"), cell("note"))
    }

    #[test]
    fn only_what_is_due_is_ordered() {
        let given = json!({"products": [
            due("A", &json!({"maximum_stock": 60, "unit_cost": 2.5, "supplier_name": "Acme", "warehouse_code": "EAST"})),
            due("B", &json!({"on_order": 11, "maximum_stock": 60})),
            due("C", &json!({"on_order": 15, "backordered": 5, "maximum_stock": 60, "unit_cost": 1})),
            due("D", &json!({"maximum_stock": 60, "unit_cost": 1, "supplier_code": "S2"})),
            due("E", &json!({"reorder_point": null})),
            due("F", &json!({}))
        ]});
        let done = run(OrderProposals::TOOL, &given).unwrap();
        let table = &done.tables[0];
        let orders: Vec<(&str, &Value)> = table
            .rows
            .iter()
            .map(|row| (row[3].as_str().unwrap(), &row[7]))
            .collect();
        // B stands at 21. C at 20, which is due: 60 − 20.
        assert_eq!(
            orders,
            [
                ("C", &json!(40)),
                ("F", &Value::Null),
                ("A", &json!(50)),
                ("D", &json!(50))
            ]
        );
        // 50 × 2.5 + 40 + 50.
        assert_eq!(done.result, Some(215.0));
        assert_eq!(done.worked, "3 order lines from 2 suppliers");
        assert_eq!(
            done.tables[1].rows[0],
            [json!("S1"), json!("Acme"), json!(2), json!(90), json!(165)]
        );
        assert!(
            done.caveats
                .iter()
                .any(|c| c.starts_with("1 product has no reorder point"))
        );
        assert!(
            done.caveats
                .iter()
                .any(|c| c.starts_with("1 product is due without"))
        );
    }

    #[test]
    fn minimum_order_and_packs_are_respected() {
        let (units, _, note) = proposed(&due("A", &json!({"maximum_stock": 33, "pack_size": 6})));
        // 23 are missing: four packs of 6, one above the maximum.
        assert_eq!(
            (units, note),
            (json!(24), json!("1 above the maximum: whole packs of 6"))
        );
        let (units, _, note) = proposed(&due(
            "A",
            &json!({"maximum_stock": 30, "minimum_order": 25}),
        ));
        assert_eq!(
            (units, note),
            (json!(25), json!("5 above the maximum: minimum order 25"))
        );
        let (units, _, note) = proposed(&due(
            "A",
            &json!({"maximum_stock": 34, "minimum_order": 20, "pack_size": 12}),
        ));
        assert_eq!((units, note), (json!(24), Value::Null));
        let (units, _, _) = proposed(&due("A", &json!({"maximum_stock": 30.5})));
        assert_eq!(units, json!(21), "units are whole");
        let (units, _, _) = proposed(&due(
            "A",
            &json!({"reorder_point": 10, "maximum_stock": 10.3, "pack_size": 0.1}),
        ));
        assert_eq!(units, json!(0.3));
    }

    #[test]
    fn without_a_maximum_the_order_quantity_counts() {
        assert_eq!(
            proposed(&due("A", &json!({"order_quantity": 40}))).0,
            json!(40)
        );
        // Ten are missing up to the reorder point alone.
        assert_eq!(
            proposed(&due("A", &json!({"order_quantity": 4}))).0,
            json!(10)
        );
    }

    #[test]
    fn a_price_break_is_taken_where_it_costs_less() {
        let breaks = json!([{"from_quantity": 0, "unit_price": 5}, {"from_quantity": 50, "unit_price": 4}, {"from_quantity": 200, "unit_price": 3}]);
        // 45 × 5 = 225 against 50 × 4 = 200 and 200 × 3 = 600.
        let (units, value, note) = proposed(&due(
            "A",
            &json!({"maximum_stock": 55, "price_breaks": breaks}),
        ));
        assert_eq!((units, value), (json!(50), json!(200)));
        assert_eq!(note, "5 above the maximum: 50 cost less than 45");
        // 39 × 5 = 195 is less than 200.
        let (units, value, _) = proposed(&due(
            "A",
            &json!({"maximum_stock": 49, "price_breaks": breaks}),
        ));
        assert_eq!((units, value), (json!(39), json!(195)));
        // In packs of 8 the break is reached at 56: 224, still less than 48 × 5 = 240.
        let (units, value, _) = proposed(&due(
            "A",
            &json!({"maximum_stock": 58, "price_breaks": breaks, "pack_size": 8}),
        ));
        assert_eq!((units, value), (json!(56), json!(224)));
        let (units, value, _) = proposed(&due(
            "A",
            &json!({"maximum_stock": 60, "unit_cost": 7, "price_breaks": [{"from_quantity": 100, "unit_price": 6}]}),
        ));
        assert_eq!(
            (units, value),
            (json!(50), json!(350)),
            "below the first break the unit cost holds"
        );
    }
}
