//! *Rows* of a tool come from the dataset that has its fields; what the data cannot say stays out and is said.

use lambda_tools::calculation::number;
use lambda_tools::parameter::Kind;
use lambda_tools::{Form, Parameter, RowSet};
use semantic::{
    AttributeId, Column, Form as Shape, Measure, MeasureUse, Model, Predicate, SemanticQuery,
};
use serde_json::{Map, Value};

use super::Gatherer;
use crate::calculation::Source;
use crate::demand::span;
use crate::measurement::Finding;

/// Datasets by the fields that tell them, the most telling first.
const DATASETS: [(&[&str], &str, &str); 6] = [
    (
        &["sales_order_number", "order_quantity"],
        "sales_order_line",
        "sales order lines",
    ),
    (
        &["sales_order_number"],
        "sales_order_header",
        "sales orders",
    ),
    (
        &["purchase_order_number", "order_quantity"],
        "purchase_order_line",
        "purchase order lines",
    ),
    (
        &["purchase_order_number"],
        "purchase_order_header",
        "purchase orders",
    ),
    (
        &["current_stock", "warehouse_code"],
        "warehouse_product",
        "stock rows",
    ),
    (&["product_code", "supplier_code"], "product", "products"),
];

/// Tools whose purchase lines are those of all suppliers, because suppliers are compared.
const COMPARING: [&str; 3] = [
    "analyze_supplier_performance",
    "compare_supplier_costs",
    "identify_cost_savings",
];

/// Whether the data can be asked for it.
pub(super) fn is_known(rows: &RowSet) -> bool {
    has(rows, "units_sold")
        || has(rows, "avg_daily_demand")
        || has(rows, "units_by_period")
        || dataset(rows).is_some()
}

fn has(rows: &RowSet, name: &str) -> bool {
    rows.fields.iter().any(|field| field.name == name)
}

fn dataset(rows: &RowSet) -> Option<(&'static str, &'static str)> {
    let found = DATASETS
        .iter()
        .find(|(telling, ..)| telling.iter().all(|name| has(rows, name)));
    found.map(|(_, dataset, plural)| (*dataset, *plural))
}

/// The attribute that a field of a row is, when rows of a dataset are read.
pub(super) fn attribute(model: &Model, dataset: &str, field: &str) -> Option<AttributeId> {
    let plain = AttributeId::new(field);
    if model.resolve(dataset, &plain).is_some() {
        return Some(plain);
    }
    let mut reachable = model.reachable(dataset);
    reachable.sort_by_key(|(_, distance)| *distance);
    let fields = reachable
        .into_iter()
        .flat_map(|(dataset, _)| &dataset.fields);
    fields
        .into_iter()
        .find(|own| own.name == field)?
        .attributes
        .first()
        .cloned()
}

pub(super) fn list(
    dataset: &str,
    attributes: Vec<AttributeId>,
    filters: Vec<Predicate>,
) -> SemanticQuery {
    SemanticQuery {
        form: Shape::Rows {
            dataset: dataset.to_owned(),
        },
        columns: attributes.into_iter().map(Column::Attribute).collect(),
        filters,
        having: Vec::new(),
        order: Vec::new(),
        limit: None,
        counted: None,
    }
}

pub(super) fn groups(columns: Vec<Column>, metric: &str, filters: Vec<Predicate>) -> SemanticQuery {
    let measure = Column::Measure(MeasureUse {
        measure: Measure::Metric(metric.to_owned()),
        filters: Vec::new(),
        label: None,
    });
    SemanticQuery {
        form: Shape::Groups {
            dataset: None,
            keep_empty: false,
        },
        columns: columns.into_iter().chain([measure]).collect(),
        filters,
        having: Vec::new(),
        order: Vec::new(),
        limit: None,
        counted: None,
    }
}

pub(super) fn by(attributes: &[&str]) -> Vec<Column> {
    attributes
        .iter()
        .map(|name| Column::Attribute(AttributeId::new(*name)))
        .collect()
}

/// Conditions that mean the same on sales, purchases and stock: on products and warehouses by code, name or group.
pub(super) fn on_things(filters: &[Predicate]) -> Vec<Predicate> {
    const SHARED: [&str; 4] = [
        "product_code",
        "product_name",
        "product_group",
        "warehouse_code",
    ];
    let shared = |filter: &&Predicate| match filter {
        Predicate::In { attribute, .. } => SHARED.contains(&attribute.as_str()),
        _ => false,
    };
    filters.iter().filter(shared).cloned().collect()
}

fn is_about_supplier(filter: &Predicate) -> bool {
    matches!(filter, Predicate::In { attribute, .. } if matches!(attribute.as_str(), "supplier_code" | "supplier_name"))
}

impl Gatherer<'_, '_> {
    /// The rows of a set.
    pub(super) async fn row_set(
        &mut self,
        form: &Form,
        rows: &RowSet,
        parameters: &mut Map<String, Value>,
    ) -> Result<Vec<Value>, Finding> {
        if has(rows, "units_sold") {
            return self.demand(form, parameters).await;
        }
        if has(rows, "avg_daily_demand") {
            return self.products_with_demand(rows).await;
        }
        if has(rows, "units_by_period") {
            return self.sales_of_products().await;
        }
        let Some((dataset, plural)) = dataset(rows) else {
            return Ok(Vec::new());
        };
        let mut filters = self.wanted.filters.clone();
        if matches!(dataset, "warehouse_product" | "product") {
            filters = self.measurements.things();
        }
        let tool = self.wanted.tool.name;
        let compares = COMPARING.contains(&tool) && dataset.starts_with("purchase_order");
        let mut found = if compares {
            filters.retain(|filter| !is_about_supplier(filter));
            let found = self.fetch(dataset, plural, rows, filters).await?;
            self.name_suppliers(form, &found, parameters)?;
            found
        } else {
            filters.extend(self.orders_named(dataset));
            self.fetch(dataset, plural, rows, filters).await?
        };
        let keys = self.keys.as_ref().filter(|_| !compares);
        if let Some(keys) = keys {
            let Some(keys) = keys.by(|name| has(rows, name)) else {
                return Err(Finding::Lacking(format!(
                    "What this is about names nothing that {plural} have."
                )));
            };
            found.retain(|row| keys.hold(row));
        }
        if has(rows, "on_order") || has(rows, "backordered") {
            self.position(&mut found).await?;
        }
        self.sources.push(Source {
            label: rows.label.clone(),
            how: format!("{} {plural}", found.len()),
            inputs: vec![rows.name.clone()],
        });
        Ok(found)
    }

    /// Rows of a dataset, with those of a set's fields that the data has.
    pub(super) async fn fetch(
        &mut self,
        dataset: &'static str,
        plural: &'static str,
        rows: &RowSet,
        filters: Vec<Predicate>,
    ) -> Result<Vec<Value>, Finding> {
        let model = &self.measurements.inquiry.desk.model;
        if model.dataset(dataset).is_none() {
            return Err(Finding::Lacking(format!(
                "{} is computed from data that is outside what this persona may read.",
                self.wanted.tool.label
            )));
        }
        let mut fields: Vec<(&Parameter, AttributeId)> = Vec::new();
        for field in &rows.fields {
            match attribute(model, dataset, &field.name) {
                Some(attribute) => fields.push((field, attribute)),
                None if field.required => {
                    return Err(Finding::Lacking(format!(
                        "This data does not say the {} of {plural}.",
                        field.label.to_lowercase()
                    )));
                }
                None => {}
            }
        }
        let attributes = fields
            .iter()
            .map(|(_, attribute)| attribute.clone())
            .collect();
        let ran = self
            .measurements
            .run_all(plural, &list(dataset, attributes, filters))
            .await?;
        let (mut found, mut left_out) = (Vec::with_capacity(ran.rows.len()), 0);
        for row in &ran.rows {
            match object(&fields, row) {
                Some(object) => found.push(Value::Object(object)),
                None => left_out += 1,
            }
        }
        if left_out > 0 {
            self.measurements.noted.push(format!(
                "{left_out} of the {plural} lack something that is needed, or hold an impossible number, and are left out."
            ));
        }
        Ok(found)
    }

    /// Which suppliers are asked about goes to the tool; their rows are compared with everybody's.
    fn name_suppliers(
        &self,
        form: &Form,
        rows: &[Value],
        parameters: &mut Map<String, Value>,
    ) -> Result<(), Finding> {
        let mut codes: Option<Vec<String>> =
            self.keys.as_ref().map(|keys| keys.values("supplier_code"));
        if codes.as_ref().is_some_and(Vec::is_empty) {
            return Err(Finding::Lacking(
                "What this is about names no suppliers.".to_owned(),
            ));
        }
        for filter in self
            .wanted
            .filters
            .iter()
            .filter(|filter| is_about_supplier(filter))
        {
            let Predicate::In {
                attribute,
                values,
                negated,
            } = filter
            else {
                continue;
            };
            let is_meant = |row: &&Value| {
                let own = row.get(attribute.as_str()).and_then(Value::as_str);
                let named = values.iter().any(|value| matches!(value, semantic::Literal::Text(text) if Some(text.as_str()) == own));
                named != *negated
            };
            let mut named: Vec<String> = rows
                .iter()
                .filter(is_meant)
                .filter_map(|row| {
                    row.get("supplier_code")
                        .and_then(Value::as_str)
                        .map(str::to_owned)
                })
                .collect();
            named.sort();
            named.dedup();
            if named.is_empty() {
                return Err(Finding::Lacking(
                    "There are no purchases from this supplier here.".to_owned(),
                ));
            }
            codes = Some(match codes {
                Some(known) => known
                    .into_iter()
                    .filter(|code| named.contains(code))
                    .collect(),
                None => named,
            });
        }
        if let Some(codes) = codes
            && form.parameter("suppliers").is_some()
        {
            parameters.insert("suppliers".to_owned(), codes.into());
        }
        Ok(())
    }

    /// Conditions that say which sales orders are named by "SO-43659".
    fn orders_named(&self, dataset: &str) -> Vec<Predicate> {
        const OPEN_ONLY: [&str; 2] = ["optimize_delivery_route", "identify_delayed_orders"];
        if !dataset.starts_with("sales_order") {
            return Vec::new();
        }
        let one = self.wanted.given.get("order_id");
        let several = self.wanted.given.get("order_ids").and_then(Value::as_array);
        let ids = one.into_iter().chain(several.into_iter().flatten());
        let numbers: Vec<semantic::Literal> = ids
            .filter_map(Value::as_str)
            .map(|id| id.rsplit_once('-').map_or(id, |(_, number)| number))
            .map(|number| semantic::Literal::Text(number.to_owned()))
            .collect();
        if numbers.is_empty() {
            // What is settled is nothing to deliver: it need not be read.
            let model = &self.measurements.inquiry.desk.model;
            let status = attribute(model, dataset, "status")
                .filter(|_| OPEN_ONLY.contains(&self.wanted.tool.name));
            let settled =
                ["Delivered", "Cancelled"].map(|status| semantic::Literal::Text(status.to_owned()));
            let open = status.map(|attribute| Predicate::In {
                attribute,
                values: settled.to_vec(),
                negated: true,
            });
            return open.into_iter().collect();
        }
        let attribute = AttributeId::new("sales_order_number");
        vec![Predicate::In {
            attribute,
            values: numbers,
            negated: false,
        }]
    }

    /// Units sold of each product at each warehouse over the window, which becomes the tool's.
    async fn demand(
        &mut self,
        form: &Form,
        parameters: &mut Map<String, Value>,
    ) -> Result<Vec<Value>, Finding> {
        let given = parameters.get("window_days").and_then(insight::number);
        let Some((window, from, last)) = self.window(given) else {
            return Err(Finding::Lacking(
                "The window in time lies after today: there is no demand to measure yet."
                    .to_owned(),
            ));
        };
        if self
            .measurements
            .inquiry
            .desk
            .model
            .metric("units_sold")
            .is_none()
        {
            return Err(Finding::Lacking(no_sales(self.wanted.tool.label)));
        }
        let mut filters = on_things(&self.wanted.filters);
        filters.push(Predicate::Within {
            attribute: None,
            window,
        });
        let query = groups(
            by(&["warehouse_code", "product_code"]),
            "units_sold",
            filters,
        );
        let ran = self.measurements.run_all("demand", &query).await?;
        let days = f64::from(from.until(last).map_or(0, |span| span.get_days()) + 1);
        if form.parameter("window_days").is_some() {
            parameters.insert("window_days".to_owned(), number(days));
        }
        self.sources.push(Source {
            label: "Demand".to_owned(),
            how: format!("units sold from {from} to {last} by the warehouse that ships, cancelled orders left out"),
            inputs: vec!["window_days".to_owned()],
        });
        let row = |row: &Vec<Value>| {
            let mut object = Map::new();
            object.insert(
                "warehouse_code".to_owned(),
                row.first().filter(|value| !value.is_null())?.clone(),
            );
            object.insert(
                "product_code".to_owned(),
                row.get(1).filter(|value| !value.is_null())?.clone(),
            );
            object.insert(
                "units_sold".to_owned(),
                number(insight::number(row.get(2)?)?),
            );
            Some(Value::Object(object))
        };
        Ok(ran.rows.iter().filter_map(row).collect())
    }

    /// The window that the question names, or so many days up to and including today, or the usual ones.
    pub(super) fn window(
        &self,
        days: Option<f64>,
    ) -> Option<(semantic::Window, jiff::civil::Date, jiff::civil::Date)> {
        let today = self.measurements.inquiry.today;
        let tomorrow = today.tomorrow().ok()?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole days, at most ten years of them, or refused by the tool"
        )]
        let given = days.and_then(|days| {
            let from = tomorrow
                .checked_sub(jiff::Span::new().try_days(days as i64).ok()?)
                .ok()?;
            Some(semantic::Window {
                from: Some(from),
                until: Some(tomorrow),
            })
        });
        span(self.measurements.named_window().or(given), today)
    }
}

/// Why demand is not known.
pub(super) fn no_sales(tool: &str) -> String {
    format!(
        "{tool} needs demand, which is measured on data that is outside what this persona may read."
    )
}

/// A row as the tool reads it; none when it lacks something needed or holds an impossible number.
fn object(fields: &[(&Parameter, AttributeId)], row: &[Value]) -> Option<Map<String, Value>> {
    let mut object = Map::new();
    for ((field, _), value) in fields.iter().zip(row) {
        if value.is_null() {
            if field.required {
                return None;
            }
            continue;
        }
        let value = match field.kind {
            Kind::Number | Kind::Fraction | Kind::Whole => {
                let figure = insight::number(value)?;
                let least = field.minimum.unwrap_or(f64::NEG_INFINITY);
                let most = field.maximum.unwrap_or(f64::INFINITY);
                if !(least..=most).contains(&figure) {
                    return None;
                }
                number(figure)
            }
            _ => value.clone(),
        };
        object.insert(field.name.clone(), value);
    }
    Some(object)
}
