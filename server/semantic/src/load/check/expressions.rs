//! An *expression* is ANSI SQL over columns that are within reach.
//!
//! Columns are written `dataset.column`. Within reach are the dataset itself and what many-to-one relationships lead to
//! from it, because only then does no row count twice.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{Expr, ObjectNamePart, Query, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use crate::load::document::Text;
use crate::load::faults::Faults;
use crate::model::Model;

/// Functions that turn many rows into one value.
const AGGREGATES: [&str; 9] = [
    "AVG",
    "COUNT",
    "MAX",
    "MEDIAN",
    "MIN",
    "STDDEV",
    "STDDEV_POP",
    "STDDEV_SAMP",
    "SUM",
];

/// What stands for the as-of date in a condition, and a date to parse in its place.
const TODAY: (&str, &str) = ("{today}", "DATE '2000-01-01'");

/// A condition on rows of a dataset.
pub(super) fn condition(
    model: &Model,
    dataset: &str,
    text: &Text,
    path: &str,
    faults: &mut Faults,
) {
    let Some(parts) = Parts::of(&text.value.replace(TODAY.0, TODAY.1), text, path, faults) else {
        return;
    };
    if parts.aggregates > 0 {
        faults.at(
            text,
            path,
            "a condition speaks of one row; it cannot aggregate",
        );
    }
    parts.check_columns(model, dataset, text, path, faults);
}

/// An aggregate over rows of a dataset.
pub(super) fn aggregate(
    model: &Model,
    dataset: &str,
    text: &Text,
    path: &str,
    faults: &mut Faults,
) {
    let Some(parts) = Parts::of(&text.value, text, path, faults) else {
        return;
    };
    if parts.aggregates == 0 {
        faults.at(
            text,
            path,
            format!(
                "a metric aggregates rows; use one of {}",
                AGGREGATES.join(", ")
            ),
        );
    } else if let Some((dataset, column)) = parts.loose.iter().next() {
        faults.at(
            text,
            path,
            format!("{dataset}.{column} stands outside an aggregate"),
        );
    }
    if parts.nested {
        faults.at(text, path, "an aggregate stands within an aggregate");
    }
    parts.check_columns(model, dataset, text, path, faults);
}

/// Arithmetic over metrics.
pub(super) fn derived(inputs: &[&str], text: &Text, path: &str, faults: &mut Faults) {
    let Some(parts) = Parts::of(&text.value, text, path, faults) else {
        return;
    };
    if parts.aggregates > 0 {
        faults.at(
            text,
            path,
            "a metric that is worked out from others does not aggregate rows",
        );
    }
    for (dataset, column) in &parts.columns {
        faults.at(
            text,
            path,
            format!("{dataset}.{column} is a column; only metrics can stand here"),
        );
    }
    for name in parts
        .bare
        .iter()
        .filter(|name| !inputs.contains(&name.as_str()))
    {
        faults.at(text, path, format!("{name} is not among the inputs"));
    }
    for input in inputs.iter().filter(|input| !parts.bare.contains(**input)) {
        faults.at(text, path, format!("the input {input} is not used"));
    }
}

/// What an expression is made of.
#[derive(Debug, Default)]
struct Parts {
    /// `dataset.column`, in alphabetical order.
    columns: BTreeSet<(String, String)>,
    /// Those that stand outside aggregates.
    loose: BTreeSet<(String, String)>,
    /// Names without a dataset.
    bare: BTreeSet<String>,
    /// Number of aggregate functions.
    aggregates: usize,
    /// An aggregate stands within another.
    nested: bool,
    /// Aggregates around the place that is being visited.
    depth: usize,
    /// What has no place in an expression.
    refused: BTreeSet<&'static str>,
}

impl Parts {
    /// Parses SQL; records a fault at `text` and gives nothing if it is not an expression.
    fn of(sql: &str, text: &Text, path: &str, faults: &mut Faults) -> Option<Self> {
        let parsed = Parser::new(&GenericDialect {})
            .try_with_sql(sql)
            .and_then(|mut parser| {
                let expression = parser.parse_expr()?;
                Ok((expression, parser.peek_token()))
            });
        let expression = match parsed {
            Ok((expression, next)) if next.token == Token::EOF => expression,
            Ok((_, next)) => {
                faults.at(
                    text,
                    path,
                    format!("the expression should end before {}", next.token),
                );
                return None;
            }
            Err(error) => {
                faults.at(text, path, error.to_string());
                return None;
            }
        };
        let mut parts = Self::default();
        let _: ControlFlow<()> = expression.visit(&mut parts);
        for refused in &parts.refused {
            faults.at(
                text,
                path,
                format!("{refused} cannot stand in an expression of the model"),
            );
        }
        Some(parts)
    }

    fn check_columns(
        &self,
        model: &Model,
        dataset: &str,
        text: &Text,
        path: &str,
        faults: &mut Faults,
    ) {
        for name in &self.bare {
            faults.at(text, path, format!("write {name} as dataset.column"));
        }
        let reachable = model.reachable(dataset);
        for (table, column) in &self.columns {
            let Some(found) = model.dataset(table) else {
                faults.at(
                    text,
                    path,
                    format!("no dataset {table} in {table}.{column}"),
                );
                continue;
            };
            if found.fields.iter().all(|field| field.name != *column) {
                faults.at(text, path, format!("dataset {table} has no field {column}"));
            }
            if reachable.iter().all(|(reached, _)| reached.name != *table) {
                let message = format!(
                    "no many-to-one relationship reaches {table} from {dataset}; its rows would count twice"
                );
                faults.at(text, path, message);
            }
        }
    }
}

fn is_aggregate(expression: &Expr) -> bool {
    let Expr::Function(function) = expression else {
        return false;
    };
    match function.name.0.as_slice() {
        [ObjectNamePart::Identifier(name)] => {
            AGGREGATES.contains(&name.value.to_uppercase().as_str())
        }
        _ => false,
    }
}

impl Visitor for Parts {
    type Break = ();

    fn pre_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.refused.insert("a subquery");
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        if is_aggregate(expression) {
            self.aggregates += 1;
            self.nested |= self.depth > 0;
            self.depth += 1;
        }
        match expression {
            Expr::Identifier(name) => {
                self.bare.insert(name.value.clone());
            }
            Expr::CompoundIdentifier(names) => {
                if let [dataset, column] = names.as_slice() {
                    let column = (dataset.value.clone(), column.value.clone());
                    if self.depth == 0 {
                        self.loose.insert(column.clone());
                    }
                    self.columns.insert(column);
                } else {
                    self.refused.insert("a name of more than two parts");
                }
            }
            Expr::Function(function) if function.over.is_some() => {
                self.refused.insert("a window function");
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        if is_aggregate(expression) {
            self.depth -= 1;
        }
        ControlFlow::Continue(())
    }
}
