//! A *metric* comes down to its aggregates; a derived one to those of its inputs, each with the conditions that concern it.

use std::collections::BTreeSet;

use jiff::{ToSpan, civil::Date};

use crate::model::{Metric, MetricKind};
use crate::query::{MeasureUse, Predicate, Window};

use super::measure::{self, Atom, Value};
use super::predicate::Context;
use super::route::{self, Route};
use super::scope::Scope;
use super::{CompileError, expression, name};

/// Deepest nesting of derived metrics.
const DEEPEST_FORMULA: usize = 4;

/// How a metric is used, on the way down to its atoms.
#[derive(Debug, Clone)]
pub(super) struct Usage<'m, 'a> {
    /// Conditions of the use, with the datasets of the metric's inputs that each concerns; `None` for all.
    filters: Vec<(&'a Predicate, Option<BTreeSet<&'m str>>)>,
    trailing_days: Option<u32>,
    /// Label of the metric that has a period of its own, so that the query's is not the period of its inputs.
    own_period: Option<&'m str>,
    depth: usize,
}

/// Finds out which inputs of a metric each condition of its use concerns: a condition on customers says nothing about
/// stock, but limits the demand that stock is divided by.
pub(super) fn usage<'m, 'a>(
    context: Context<'m>,
    metric: &'m Metric,
    used: &'a MeasureUse,
    notes: &mut Vec<String>,
) -> Result<Usage<'m, 'a>, CompileError> {
    let mut usage = Usage {
        filters: Vec::new(),
        trailing_days: None,
        own_period: None,
        depth: 0,
    };
    let mut inputs = Vec::new();
    collect_inputs(context, metric, &mut inputs, 0)?;
    let has_window = inputs.iter().any(|(_, windowed)| *windowed);
    for filter in &used.filters {
        if has_window && route::speaks_of_default_time(filter) {
            let label = &metric.label;
            return Err(CompileError::Invalid(format!(
                "{label} has a period of its own, so it cannot be given one"
            )));
        }
        let mut concerned = BTreeSet::new();
        for (input, _) in &inputs {
            let MetricKind::Aggregate { dataset, .. } = &input.kind else {
                continue;
            };
            let base = measure::dataset(context, dataset)?;
            let scope = Scope::new(context.model, context.syntax, base, base, Vec::new());
            let time = input.time.as_ref().or(base.default_time.as_ref());
            let route = route::route(context, filter, &scope, time)?;
            if matches!(route, Route::Direct | Route::Finer(_)) {
                concerned.insert(base.name.as_str());
            }
        }
        for (input, _) in &inputs {
            let MetricKind::Aggregate { dataset, .. } = &input.kind else {
                continue;
            };
            if !concerned.is_empty() && !concerned.contains(dataset.as_str()) {
                notes.push(format!(
                    "{} is not limited by {}.",
                    input.label,
                    route::describe(context, filter)
                ));
            }
        }
        usage
            .filters
            .push((filter, (!concerned.is_empty()).then_some(concerned)));
    }
    Ok(usage)
}

/// Aggregates that a metric is made of, and whether each has a window of its own.
fn collect_inputs<'m>(
    context: Context<'m>,
    metric: &'m Metric,
    found: &mut Vec<(&'m Metric, bool)>,
    depth: usize,
) -> Result<(), CompileError> {
    match &metric.kind {
        MetricKind::Aggregate { .. } => found.push((metric, false)),
        MetricKind::Derived { inputs, .. } => {
            too_deep(metric, depth)?;
            for input in inputs {
                let first = found.len();
                collect_inputs(
                    context,
                    measure::metric(context, &input.metric)?,
                    found,
                    depth + 1,
                )?;
                for (_, windowed) in found.iter_mut().skip(first) {
                    *windowed |= input.trailing_days.is_some();
                }
            }
        }
    }
    Ok(())
}

fn too_deep(metric: &Metric, depth: usize) -> Result<(), CompileError> {
    if depth < DEEPEST_FORMULA {
        return Ok(());
    }
    Err(CompileError::Invalid(format!(
        "{} is derived from itself",
        metric.label
    )))
}

/// Breaks a metric down to its atoms.
pub(super) fn lower<'m>(
    context: Context<'m>,
    metric: &'m Metric,
    usage: &Usage<'m, '_>,
    atoms: &mut Vec<Atom<'m>>,
) -> Result<Value, CompileError> {
    match &metric.kind {
        MetricKind::Aggregate {
            dataset,
            expression,
            filters: named,
        } => {
            let base = measure::dataset(context, dataset)?;
            let expression = expression::parse(expression)?;
            let named = named.iter().map(|filter| Predicate::Named {
                filter: filter.clone(),
                negated: false,
            });
            let concerning = usage
                .filters
                .iter()
                .filter(|(_, concerned)| {
                    concerned
                        .as_ref()
                        .is_none_or(|c| c.contains(base.name.as_str()))
                })
                .map(|(filter, _)| (*filter).clone());
            let mut conditions: Vec<Predicate> = named.chain(concerning).collect();
            if let Some(days) = usage.trailing_days {
                let window = trailing(context.today, days)?;
                conditions.push(Predicate::Within {
                    attribute: None,
                    window,
                });
            }
            Ok(Value::Atom(measure::intern(
                atoms,
                Atom {
                    name: name::snake(&metric.name),
                    label: usage.own_period.unwrap_or(&metric.label).to_owned(),
                    base,
                    zero_when_absent: metric.additive || expression::is_count(&expression),
                    expression,
                    time: metric.time.as_ref().or(base.default_time.as_ref()),
                    conditions,
                    own_period: usage.own_period.is_some(),
                },
            )))
        }
        MetricKind::Derived { expression, inputs } => {
            too_deep(metric, usage.depth)?;
            // A metric with a window of its own is as of today: no input of it follows the query's period.
            let has_window = inputs.iter().any(|i| i.trailing_days.is_some());
            let own_period = usage
                .own_period
                .or_else(|| has_window.then_some(metric.label.as_str()));
            let mut values = Vec::new();
            for input in inputs {
                let inner = Usage {
                    trailing_days: input.trailing_days.or(usage.trailing_days),
                    own_period,
                    depth: usage.depth + 1,
                    ..usage.clone()
                };
                let value = lower(
                    context,
                    measure::metric(context, &input.metric)?,
                    &inner,
                    atoms,
                )?;
                values.push((input.metric.clone(), value));
            }
            Ok(Value::Formula {
                expression: Box::new(expression::parse(expression)?),
                inputs: values,
            })
        }
    }
}

/// The last `days` days up to and including today.
fn trailing(today: Date, days: u32) -> Result<Window, CompileError> {
    let far = |_| CompileError::Invalid(format!("{days} days before {today} is out of range"));
    let until = today.checked_add(1.day()).map_err(far)?;
    let days = jiff::Span::new().try_days(i64::from(days)).map_err(far)?;
    Ok(Window {
        from: Some(until.checked_sub(days).map_err(far)?),
        until: Some(until),
    })
}
