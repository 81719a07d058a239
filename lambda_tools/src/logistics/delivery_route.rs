//! A *delivery route* takes sales orders from a warehouse to the customers.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calculation::Calculation;
use crate::catalogue::{Specialist, Tool};
use crate::error::ToolError;
use crate::form::{Calculate, Form};
use crate::quantity::SomeUnits;
use crate::route::{
    Coordinates, Depot, Globe, RouteInput, Stop, VehicleKind, optimize_route, told,
};
use crate::rows::{Code, SalesLineRow, counted, is_one_of};

/// The tool, as the catalogue lists it.
pub fn tool() -> Tool {
    Tool {
        name: DeliveryRoute::TOOL,
        label: "Delivery route",
        description: "The order in which open sales orders are delivered from a warehouse: the shortest way where warehouse and orders have coordinates, \
                      else orders grouped by delivery area and sorted by delivery date; the answer says which. What is still to send is the load. Orders \
                      that are delivered or cancelled are left out. optimize_route takes time windows, shifts and several kinds of vehicles.",
        specialist: Specialist::Logistics,
        forms: vec![Form::of::<DeliveryRoute>()],
    }
}

/// What a delivery route is planned from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryRoute {
    /// Orders to deliver, as prefix-number ("SO-43659"); all open ones without it.
    #[serde(default)]
    #[schemars(title = "Orders")]
    pub order_ids: Vec<Code>,
    /// Warehouse to start from; only its orders are taken.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Units that a vehicle carries; as many as there are without it.
    #[serde(default)]
    pub vehicle_capacity: Option<SomeUnits>,
    /// How many vehicles there are; one without it.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 500))]
    pub vehicles: u32,
    /// Degrees north of the warehouse.
    #[serde(default)]
    #[schemars(range(min = -90.0, max = 90.0))]
    pub warehouse_latitude: Option<f64>,
    /// Degrees east of the warehouse.
    #[serde(default)]
    #[schemars(range(min = -180.0, max = 180.0))]
    pub warehouse_longitude: Option<f64>,
    /// Sales orders.
    pub orders: Vec<DeliveredOrder>,
    /// Their lines.
    pub lines: Vec<SalesLineRow>,
}

fn one() -> u32 {
    1
}

/// A sales order with where it goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveredOrder {
    /// First part of the order's key.
    pub sales_order_prefix: Code,
    /// Second part of the order's key.
    pub sales_order_number: Code,
    /// Warehouse that ships it.
    #[serde(default)]
    pub warehouse_code: Option<Code>,
    /// Area that it goes to.
    #[serde(default)]
    pub delivery_area: Option<String>,
    /// Day on which it is due.
    #[serde(default)]
    pub delivery_date: Option<jiff::civil::Date>,
    /// Pending, Processing, Shipped, Delivered or Cancelled.
    pub status: String,
    /// Degrees north of the customer.
    #[serde(default)]
    pub latitude: Option<f64>,
    /// Degrees east of the customer.
    #[serde(default)]
    pub longitude: Option<f64>,
}

impl DeliveredOrder {
    fn id(&self) -> String {
        format!("{}-{}", self.sales_order_prefix, self.sales_order_number)
    }

    fn is_settled(&self) -> bool {
        is_one_of(&self.status, &["Delivered", "Cancelled"])
    }
}

fn globe(latitude: Option<f64>, longitude: Option<f64>) -> Option<Coordinates> {
    latitude.zip(longitude).map(|(latitude, longitude)| {
        Coordinates::Globe(Globe {
            latitude,
            longitude,
        })
    })
}

impl DeliveryRoute {
    /// The orders to deliver, with how many of those that are named are settled already; or which order there is not.
    fn wanted(&self) -> Result<(Vec<&DeliveredOrder>, usize), ToolError> {
        let here = |order: &&DeliveredOrder| {
            let wanted = self.warehouse_code.as_ref();
            wanted.is_none_or(|code| order.warehouse_code.as_ref() == Some(code))
        };
        let is = |order: &DeliveredOrder, id: &Code| {
            id.as_str().eq_ignore_ascii_case(&order.id()) || *id == order.sales_order_number
        };
        for id in &self.order_ids {
            if !self.orders.iter().filter(here).any(|order| is(order, id)) {
                let place = self
                    .warehouse_code
                    .as_ref()
                    .map(|code| format!(" of {code}"))
                    .unwrap_or_default();
                return Err(ToolError::refused(
                    "order_ids",
                    format!("name {id}, which is none of the orders{place}"),
                ));
            }
        }
        let named = |order: &&DeliveredOrder| {
            self.order_ids.is_empty() || self.order_ids.iter().any(|id| is(order, id))
        };
        let named: Vec<&DeliveredOrder> = self.orders.iter().filter(here).filter(named).collect();
        let settled = named.iter().filter(|order| order.is_settled()).count();
        Ok((
            named
                .into_iter()
                .filter(|order| !order.is_settled())
                .collect(),
            settled,
        ))
    }
}

impl Calculate for DeliveryRoute {
    const TOOL: &'static str = "optimize_delivery_route";

    fn work_out(&self) -> Result<Calculation, ToolError> {
        let (orders, settled) = self.wanted()?;
        if orders.is_empty() {
            return Err(ToolError::Senseless(
                "there is nothing to deliver: every order asked for is delivered or cancelled, or there is none".to_owned(),
            ));
        }
        let mut loads: HashMap<(&Code, &Code), f64> = HashMap::new();
        for line in &self.lines {
            let open = (line.order_quantity.get() - line.fulfilled_quantity.get()).max(0.0);
            *loads
                .entry((&line.sales_order_prefix, &line.sales_order_number))
                .or_insert(0.0) += open;
        }
        let stops: Vec<Stop> = orders
            .iter()
            .map(|order| Stop {
                id: order.id(),
                coordinates: globe(order.latitude, order.longitude),
                demand: loads
                    .get(&(&order.sales_order_prefix, &order.sales_order_number))
                    .copied()
                    .unwrap_or(0.0),
                earliest: None,
                latest: None,
                service_minutes: 0.0,
                delivery_area: order.delivery_area.clone(),
                delivery_date: order.delivery_date,
            })
            .collect();
        let total: f64 = stops.iter().map(|stop| stop.demand).sum();
        let input = RouteInput {
            depot: Depot {
                name: self
                    .warehouse_code
                    .as_ref()
                    .map_or_else(|| "Warehouse".to_owned(), ToString::to_string),
                coordinates: globe(self.warehouse_latitude, self.warehouse_longitude),
            },
            stops,
            vehicles: vec![VehicleKind {
                name: "Vehicle".to_owned(),
                capacity: self.vehicle_capacity.map_or(total.max(1.0), SomeUnits::get),
                count: self.vehicles,
                shift_start: None,
                shift_end: None,
                max_distance: None,
            }],
            distance_matrix: None,
            travel_time_matrix: None,
            round_distances: false,
            speed: None,
            time_limit_seconds: None,
            rounds: None,
        };
        let plan =
            optimize_route(&input).map_err(|error| ToolError::Senseless(error.to_string()))?;
        Ok(told(&plan, &input)
            .caveat_if(
                self.vehicle_capacity.is_none(),
                "No vehicle capacity was given: one vehicle is taken to carry everything.",
            )
            .caveat_if(
                settled > 0,
                format!(
                    "{} delivered or cancelled already and left out.",
                    counted(settled, "order is", "orders are")
                ),
            ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalogue::run;

    fn rows() -> Value {
        let order = |number: u32, area: &str, due: &str, status: &str| {
            json!({"sales_order_prefix": "SO", "sales_order_number": number, "warehouse_code": "EAST",
                   "delivery_area": area, "delivery_date": due, "status": status})
        };
        let line = |number: u32, ordered: u32, sent: u32| {
            json!({"sales_order_prefix": "SO", "sales_order_number": number, "product_code": "P",
                   "order_quantity": ordered, "fulfilled_quantity": sent})
        };
        json!({
            "orders": [order(1, "North", "2025-07-02", "Pending"), order(2, "North", "2025-07-01", "Shipped"),
                       order(3, "South", "2025-07-01", "Processing"), order(4, "South", "2025-06-01", "Delivered")],
            "lines": [line(1, 5, 2), line(1, 4, 4), line(2, 6, 0), line(3, 1, 0), line(4, 9, 9)]
        })
    }

    #[test]
    fn open_orders_by_area_with_what_is_still_to_send() {
        let done = run(DeliveryRoute::TOOL, &rows()).unwrap();
        let table = &done.tables[0];
        let stops: Vec<&Value> = (0..3).map(|row| table.cell(row, "stop").unwrap()).collect();
        assert_eq!(stops, ["SO-2", "SO-1", "SO-3"]);
        // 5 − 2 on SO-1, 6 on SO-2, 1 on SO-3.
        assert_eq!(done.value("total_load"), Some(10.0));
        assert!(
            done.caveats
                .iter()
                .any(|caveat| caveat.starts_with("1 order is delivered"))
        );
        assert!(
            done.caveats
                .iter()
                .any(|caveat| caveat.starts_with("No vehicle capacity"))
        );
    }

    #[test]
    fn named_orders_only_and_unknown_ones_are_refused() {
        let mut given = rows();
        given["order_ids"] = json!(["so-1", "3"]);
        let done = run(DeliveryRoute::TOOL, &given).unwrap();
        assert_eq!(done.tables[0].rows.len(), 2);
        given["order_ids"] = json!(["SO-9"]);
        let refused = run(DeliveryRoute::TOOL, &given).unwrap_err().to_string();
        assert_eq!(refused, "order_ids name SO-9, which is none of the orders");
        given["order_ids"] = json!(["SO-4"]);
        assert!(
            run(DeliveryRoute::TOOL, &given)
                .unwrap_err()
                .to_string()
                .starts_with("there is nothing to deliver")
        );
    }

    #[test]
    fn with_coordinates_the_way_is_planned() {
        let mut given = rows();
        given["warehouse_latitude"] = json!(0.0);
        given["warehouse_longitude"] = json!(0.0);
        given["vehicle_capacity"] = json!(100);
        for order in 0..3 {
            given["orders"][order]["latitude"] = json!(0.0);
            given["orders"][order]["longitude"] = json!(order + 1);
        }
        let done = run(DeliveryRoute::TOOL, &given).unwrap();
        // There and back along the equator, three degrees of 2π × 6371 ÷ 360 = 111.195 km each.
        assert!(
            (done.result.unwrap() - 6.0 * 111.195).abs() < 1.0,
            "{:?}",
            done.result
        );
    }
}
