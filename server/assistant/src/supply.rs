//! *Supply* is how a supplier has delivered: the rates of which a supplier score is made.

use std::collections::BTreeMap;

use lambda_tools::Parameter;
use semantic::{AttributeId, Column, Form, Measure, MeasureUse, Predicate, SemanticQuery};

use crate::calculation::Origin;
use crate::measurement::{Finding, Measured, Measurements};

/// Metrics of the model by the parameter that they are.
const RATES: [(&str, &str); 3] = [
    ("fill_rate", "supplier_fill_rate"),
    ("on_time_rate", "on_time_rate"),
    ("quality_rate", "quality_rate"),
];
/// Average unit cost of what was bought.
const COST: &str = "average_unit_cost_bought";
/// Units bought.
const UNITS: &str = "units_purchased";

/// A rate of one supplier.
pub(crate) async fn rate(
    measurements: &mut Measurements<'_>,
    parameter: &Parameter,
) -> Result<Measured, Finding> {
    let supplier = supplier(measurements, parameter).await?;
    if let Some((_, metric)) = RATES.iter().find(|(name, _)| *name == parameter.name) {
        return metric_of(measurements, parameter, metric).await;
    }
    cost_competitiveness(measurements, parameter, &supplier).await
}

/// The one supplier that the conditions mean.
async fn supplier(
    measurements: &mut Measurements<'_>,
    parameter: &Parameter,
) -> Result<String, Finding> {
    let model = &measurements.inquiry.desk.model;
    let readable = [COST, UNITS]
        .iter()
        .all(|name| model.metric(name).is_some());
    let filters = measurements.things();
    if filters.is_empty() || !readable {
        return Err(measurements.ask(parameter));
    }
    let query = grouped(
        &["supplier_code", "supplier_name"],
        &["purchase_order_count"],
        measurements.filters.to_vec(),
    );
    let ran = measurements.run("supplier", &query).await?;
    let text = |row: &Vec<serde_json::Value>, at: usize| {
        row.get(at)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    match ran.rows.as_slice() {
        [row] => Ok(text(row, 0)),
        [] => Err(measurements.ask(parameter)),
        rows => {
            let names: Vec<String> = rows.iter().map(|row| text(row, 1)).collect();
            let question = format!("That covers {} suppliers. Which one is meant?", names.len());
            Err(Finding::Ask {
                question,
                choices: measurements.narrowed("for", &names),
            })
        }
    }
}

/// Over which window the rates are measured.
fn over(measurements: &Measurements<'_>) -> String {
    match measurements.named_window() {
        Some(window) => format!(", {}", interpreter::window(&window)),
        None => format!(", all orders up to {}", measurements.inquiry.today),
    }
}

async fn metric_of(
    measurements: &mut Measurements<'_>,
    parameter: &Parameter,
    metric: &str,
) -> Result<Measured, Finding> {
    let Some(definition) = measurements
        .inquiry
        .desk
        .model
        .metric(metric)
        .map(|m| m.description.clone())
    else {
        return Err(measurements.ask(parameter));
    };
    let query = grouped(&[], &[metric], measurements.filters.to_vec());
    let what = match parameter.name.as_str() {
        "fill_rate" => "fill rate",
        "on_time_rate" => "on-time rate",
        _ => "quality rate",
    };
    let ran = measurements.run(what, &query).await?;
    let Some(value) = ran
        .rows
        .first()
        .and_then(|row| insight::number(row.first()?))
    else {
        return Err(measurements.ask(parameter));
    };
    // More may be received than was ordered; the score takes that as fully delivered.
    if value > 1.0 {
        measurements.noted.push(format!(
            "The {what} is {value:.3} and counts as 1 in the score."
        ));
    }
    Ok(Measured {
        value: value.min(1.0),
        origin: Origin::Measured(format!(
            "{}{}",
            definition.trim_end_matches('.'),
            over(measurements)
        )),
    })
}

/// For each product bought, lowest average unit cost of any supplier ÷ this supplier's, averaged over products by
/// the quantity bought from this supplier (the glossary, "Calculations").
async fn cost_competitiveness(
    measurements: &mut Measurements<'_>,
    parameter: &Parameter,
    supplier: &str,
) -> Result<Measured, Finding> {
    let window: Vec<Predicate> = measurements
        .filters
        .iter()
        .filter(|f| matches!(f, Predicate::Within { .. }))
        .cloned()
        .collect();
    let query = grouped(&["product_code", "supplier_code"], &[COST, UNITS], window);
    let ran = measurements.run("costs of all suppliers", &query).await?;
    if ran.truncated {
        return Err(measurements.ask(parameter));
    }
    let offers: Vec<Offer<'_>> = ran
        .rows
        .iter()
        .filter_map(|row| {
            Some(Offer {
                product: row.first()?.as_str()?,
                supplier: row.get(1)?.as_str()?,
                cost: insight::number(row.get(2)?)?,
                units: insight::number(row.get(3)?)?,
            })
        })
        .collect();
    match competitiveness(&offers, supplier) {
        Some((value, products)) => Ok(Measured {
            value,
            origin: Origin::Measured(format!(
                "lowest average unit cost ÷ this supplier's, averaged over {products} products by quantity{}",
                over(measurements)
            )),
        }),
        None => Err(measurements.ask(parameter)),
    }
}

/// What a supplier charged for a product.
struct Offer<'a> {
    product: &'a str,
    supplier: &'a str,
    /// Average unit cost, USD.
    cost: f64,
    /// Units bought.
    units: f64,
}

/// The fraction, and over how many products; none when nothing with a cost was bought.
fn competitiveness(offers: &[Offer<'_>], supplier: &str) -> Option<(f64, usize)> {
    let mut lowest: BTreeMap<&str, f64> = BTreeMap::new();
    for offer in offers.iter().filter(|offer| offer.cost > 0.0) {
        let known = lowest.entry(offer.product).or_insert(offer.cost);
        *known = known.min(offer.cost);
    }
    let own: Vec<&Offer<'_>> = offers
        .iter()
        .filter(|o| o.supplier == supplier && o.cost > 0.0 && o.units > 0.0)
        .collect();
    let units: f64 = own.iter().map(|offer| offer.units).sum();
    let weighted: f64 = own
        .iter()
        .filter_map(|o| Some(lowest.get(o.product)? / o.cost * o.units))
        .sum();
    (units > 0.0).then(|| (weighted / units, own.len()))
}

fn grouped(attributes: &[&str], metrics: &[&str], filters: Vec<Predicate>) -> SemanticQuery {
    let measure = |metric: &&str| {
        Column::Measure(MeasureUse {
            measure: Measure::Metric((*metric).to_owned()),
            filters: Vec::new(),
            label: None,
        })
    };
    SemanticQuery {
        form: Form::Groups {
            dataset: None,
            keep_empty: false,
        },
        columns: attributes
            .iter()
            .map(|name| Column::Attribute(AttributeId::new(*name)))
            .chain(metrics.iter().map(measure))
            .collect(),
        filters,
        having: Vec::new(),
        order: Vec::new(),
        limit: None,
        counted: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_supplier_is_compared_product_by_product() {
        let offer = |product, supplier, cost, units| Offer {
            product,
            supplier,
            cost,
            units,
        };
        let offers = [
            offer("nut", "A", 2.0, 30.0), // the cheapest costs 1: 0.5
            offer("nut", "B", 1.0, 5.0),
            offer("bolt", "A", 4.0, 10.0), // the cheapest itself: 1
            offer("bolt", "B", 5.0, 1.0),
        ];
        // (0.5 × 30 + 1 × 10) ÷ 40 = 0.625
        let (value, products) = competitiveness(&offers, "A").unwrap();
        assert!((value - 0.625).abs() < 1e-12);
        assert_eq!(products, 2);
        // B: nut is the cheapest (5 units), bolt costs 5 against 4 (1 unit): (5 + 0.8) ÷ 6.
        assert!((competitiveness(&offers, "B").unwrap().0 - 5.8 / 6.0).abs() < 1e-12);
        assert!(competitiveness(&offers, "C").is_none());
    }
}
