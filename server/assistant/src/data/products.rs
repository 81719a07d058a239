//! *Products* with what is known of their demand, their lead time and what is on its way.

use std::collections::{BTreeMap, HashMap, HashSet};

use lambda_tools::RowSet;
use lambda_tools::calculation::number;
use semantic::{Column, Grain, Predicate};
use serde_json::{Map, Value, json};

use super::Gatherer;
use super::rows::{by, groups, no_sales, on_things};
use crate::calculation::Source;
use crate::demand::Demand;
use crate::measurement::Finding;

type Place = (String, String);

/// What was sold day by day.
struct DailyDemand {
    by_place: HashMap<Place, Demand>,
    /// Of products that are kept at one warehouse only, whoever shipped them.
    everywhere: HashMap<String, Demand>,
    /// Days of the window.
    length: f64,
    /// "2025-04-02 to 2025-06-30".
    span: String,
}

impl Gatherer<'_, '_> {
    /// A row for each stock row, with demand over the window by the warehouse that ships.
    pub(super) async fn products_with_demand(
        &mut self,
        rows: &RowSet,
    ) -> Result<Vec<Value>, Finding> {
        let own = [
            "warehouse_code",
            "product_code",
            "product_name",
            "lead_time_days",
            "current_stock",
        ];
        let mut stock = rows.clone();
        stock
            .fields
            .retain(|field| own.contains(&field.name.as_str()));
        // What is needed but comes from sales is added afterwards.
        let filters = self.measurements.things();
        let mut found = self
            .fetch("warehouse_product", "stock rows", &stock, filters)
            .await?;
        let single = self.kept_once(&found);
        if let Some(keys) = &self.keys {
            let Some(keys) = keys.by(|name| own.contains(&name)) else {
                return Err(Finding::Lacking(
                    "What this is about names neither products nor warehouses.".to_owned(),
                ));
            };
            found.retain(|row| keys.hold(row));
        }
        let given = |name: &str| self.wanted.given.contains_key(name);
        if !given("avg_daily_demand") {
            let DailyDemand {
                by_place,
                everywhere,
                length,
                span,
            } = self.daily_demand(&single).await?;
            let none = Demand {
                days: Vec::new(),
                length,
                span: span.clone(),
            };
            let mut quiet = 0;
            for row in found.iter_mut().filter_map(Value::as_object_mut) {
                let place = place(row);
                let sold = everywhere.get(&place.1);
                let sold = sold.or_else(|| by_place.get(&place)).unwrap_or(&none);
                quiet += usize::from(sold.days.is_empty());
                row.insert(
                    "avg_daily_demand".to_owned(),
                    number(sold.average().max(0.0)),
                );
                row.insert(
                    "max_daily_demand".to_owned(),
                    number(sold.largest().max(0.0)),
                );
                row.insert("demand_std_dev".to_owned(), number(sold.deviation()));
            }
            if quiet > 0 {
                self.measurements.noted.push(format!(
                    "{quiet} of {} stock rows had no demand in the window: it counts as zero.",
                    found.len()
                ));
            }
            self.sources.push(Source {
                label: "Demand".to_owned(),
                how: if single.is_empty() {
                    format!("units sold ÷ {length} days, {span}, by the warehouse that ships")
                } else {
                    format!(
                        "units sold ÷ {length} days, {span}, by the warehouse that ships; all of them for a product that is kept at one warehouse only"
                    )
                },
                inputs: vec!["avg_daily_demand".to_owned(), "max_daily_demand".to_owned()],
            });
        }
        if !given("lead_time_days") {
            self.sources.push(Source {
                label: "Lead time".to_owned(),
                how: "planned lead time on file for each stock row; its maximum and average are the same".to_owned(),
                inputs: vec!["lead_time_days".to_owned()],
            });
        }
        self.position(&mut found).await?;
        Ok(found)
    }

    /// Products that are kept at one warehouse only, where the question names none: nobody else answers for the demand that
    /// other warehouses ship.
    fn kept_once(&self, stock: &[Value]) -> HashSet<String> {
        let warehouse = |filter: &Predicate| matches!(filter, Predicate::In { attribute, .. } if attribute.as_str() == "warehouse_code");
        let of_set = self.wanted.set.iter().flat_map(|set| &set.filters);
        if self.wanted.filters.iter().chain(of_set).any(warehouse) {
            return HashSet::new();
        }
        let mut rows: HashMap<&str, usize> = HashMap::new();
        for product in stock
            .iter()
            .filter_map(|row| row.get("product_code")?.as_str())
        {
            *rows.entry(product).or_default() += 1;
        }
        let once = rows.into_iter().filter(|(_, rows)| *rows == 1);
        once.map(|(product, _)| product.to_owned()).collect()
    }

    /// Units of each day that had any, by warehouse and product, and everywhere for some products; with the days of the
    /// window and what they are.
    async fn daily_demand(&mut self, single: &HashSet<String>) -> Result<DailyDemand, Finding> {
        let inquiry = self.measurements.inquiry;
        let time = inquiry
            .desk
            .model
            .metric("units_sold")
            .and_then(|_| self.measurements.time_of("units_sold"));
        let Some(time) = time else {
            return Err(Finding::Lacking(no_sales(self.wanted.tool.label)));
        };
        let Some((window, from, last)) = self.window(None) else {
            return Err(Finding::Lacking(
                "The window in time lies after today: there is no demand to measure yet."
                    .to_owned(),
            ));
        };
        let mut columns = by(&["warehouse_code", "product_code"]);
        columns.push(Column::Time {
            attribute: time,
            grain: Grain::Day,
        });
        let mut filters = on_things(&self.wanted.filters);
        filters.push(Predicate::Within {
            attribute: None,
            window,
        });
        let ran = self
            .measurements
            .run_all("daily demand", &groups(columns, "units_sold", filters))
            .await?;
        let length = f64::from(from.until(last).map_or(0, |span| span.get_days()) + 1);
        let span = format!("{from} to {last}");
        let demand = |days: Vec<f64>| Demand {
            days,
            length,
            span: span.clone(),
        };
        let mut by_place: HashMap<Place, Demand> = HashMap::new();
        let mut of_days: HashMap<(&str, &str), f64> = HashMap::new();
        for row in &ran.rows {
            let text = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default();
            let Some(units) = row.get(3).and_then(insight::number) else {
                continue;
            };
            if single.contains(text(1)) {
                *of_days.entry((text(1), text(2))).or_default() += units;
                continue;
            }
            by_place
                .entry((text(0).to_owned(), text(1).to_owned()))
                .or_insert_with(|| demand(Vec::new()))
                .days
                .push(units);
        }
        let mut everywhere: HashMap<String, Demand> = HashMap::new();
        for ((product, _), units) in of_days {
            everywhere
                .entry(product.to_owned())
                .or_insert_with(|| demand(Vec::new()))
                .days
                .push(units);
        }
        Ok(DailyDemand {
            by_place,
            everywhere,
            length,
            span,
        })
    }

    /// What is on order and what is owed to customers, as far as the asker may know.
    pub(super) async fn position(&mut self, rows: &mut [Value]) -> Result<(), Finding> {
        let model = &self.measurements.inquiry.desk.model;
        let known = |metric: &str| model.metric(metric).is_some();
        let (ordered, owed) = (
            known("units_outstanding_to_receive"),
            known("units_outstanding_to_send"),
        );
        let sums = [
            (
                "on_order",
                "units_outstanding_to_receive",
                "on order",
                ordered,
            ),
            (
                "backordered",
                "units_outstanding_to_send",
                "owed to customers",
                owed,
            ),
        ];
        for (field, metric, what, _) in sums.into_iter().filter(|(.., known)| *known) {
            let query = groups(
                by(&["warehouse_code", "product_code"]),
                metric,
                on_things(&self.wanted.filters),
            );
            let ran = self.measurements.run_all(what, &query).await?;
            let mut units: HashMap<Place, f64> = HashMap::new();
            for row in &ran.rows {
                let text = |at: usize| {
                    row.get(at)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned()
                };
                if let Some(found) = row.get(2).and_then(insight::number) {
                    units.insert((text(0), text(1)), found.max(0.0));
                }
            }
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                let found = units.get(&place(row)).copied().unwrap_or(0.0);
                row.insert(field.to_owned(), number(found));
            }
        }
        let how = match (ordered, owed) {
            (true, true) => "on hand + on order − owed to customers",
            (true, false) => {
                "on hand + on order; what is owed to customers is outside this persona's data"
            }
            (false, true) => {
                "on hand − owed to customers; what is on order is outside this persona's data"
            }
            (false, false) => "on hand alone",
        };
        self.sources.push(Source {
            label: "Inventory position".to_owned(),
            how: how.to_owned(),
            inputs: Vec::new(),
        });
        Ok(())
    }

    /// Sales of each product and its units of each month: the named window, or the last twelve whole months.
    pub(super) async fn sales_of_products(&mut self) -> Result<Vec<Value>, Finding> {
        let inquiry = self.measurements.inquiry;
        let today = inquiry.today;
        let Some(time) = self.measurements.time_of("sales") else {
            return Err(Finding::Lacking(no_sales(self.wanted.tool.label)));
        };
        let named = self
            .measurements
            .named_window()
            .is_some_and(|window| window.from.is_some());
        let (from, until) = if named {
            let Some((window, ..)) = self.window(None) else {
                return Err(Finding::Lacking(
                    "The window in time lies after today.".to_owned(),
                ));
            };
            (window.from.unwrap_or(today), window.until.unwrap_or(today))
        } else {
            let until = today.tomorrow().unwrap_or(today).first_of_month();
            let from = until.checked_sub(jiff::Span::new().months(12));
            (from.unwrap_or(until), until)
        };
        let window = Predicate::Within {
            attribute: None,
            window: semantic::Window {
                from: Some(from),
                until: Some(until),
            },
        };
        let mut filters = self.measurements.things();
        filters.push(window);
        let names = by(&["product_code", "product_name"]);
        let sales = self
            .measurements
            .run_all("sales", &groups(names, "sales", filters.clone()))
            .await?;
        let mut columns = by(&["product_code"]);
        columns.push(Column::Time {
            attribute: time,
            grain: Grain::Month,
        });
        let units = self
            .measurements
            .run_all("units by month", &groups(columns, "units_sold", filters))
            .await?;
        let months = months(from, until);
        let mut by_month: HashMap<&str, BTreeMap<&str, f64>> = HashMap::new();
        for row in &units.rows {
            if let [Value::String(product), Value::String(month), units] = row.as_slice()
                && let Some(units) = insight::number(units)
            {
                by_month
                    .entry(product)
                    .or_default()
                    .insert(month.get(..10).unwrap_or(month), units);
            }
        }
        let mut found = Vec::new();
        for row in &sales.rows {
            let [Value::String(product), name, sold] = row.as_slice() else {
                continue;
            };
            let of = by_month.get(product.as_str());
            let units: Vec<Value> = months
                .iter()
                .map(|month| {
                    number(
                        of.and_then(|of| of.get(month.as_str()))
                            .copied()
                            .unwrap_or(0.0),
                    )
                })
                .collect();
            found.push(json!({
                "product_code": product,
                "product_name": name,
                "sales": insight::number(sold).map_or(Value::from(0), number),
                "units_by_period": units,
            }));
        }
        if let Some(keys) = &self.keys {
            let Some(keys) = keys.by(|name| name == "product_code") else {
                return Err(Finding::Lacking(
                    "What this is about names no products.".to_owned(),
                ));
            };
            found.retain(|row| keys.hold(row));
        }
        let last = until.yesterday().unwrap_or(until);
        self.sources.push(Source {
            label: "Sales".to_owned(),
            how: format!(
                "sales and units of {} products, by month from {from} to {last}",
                found.len()
            ),
            inputs: vec!["products".to_owned()],
        });
        Ok(found)
    }
}

/// First days of the months that a half-open range touches.
fn months(from: jiff::civil::Date, until: jiff::civil::Date) -> Vec<String> {
    let mut months = Vec::new();
    let mut month = from.first_of_month();
    while month < until && months.len() < 1_200 {
        months.push(month.to_string());
        match month.checked_add(jiff::Span::new().months(1)) {
            Ok(next) => month = next,
            Err(_) => break,
        }
    }
    months
}

fn place(row: &Map<String, Value>) -> Place {
    let text = |name: &str| {
        row.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    (text("warehouse_code"), text("product_code"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_that_a_window_touches() {
        assert_eq!(
            months(date(2025, 4, 15), date(2025, 6, 1)),
            ["2025-04-01", "2025-05-01"]
        );
        assert!(months(date(2025, 4, 1), date(2025, 4, 1)).is_empty());
    }
}
