//! A *route* is how a predicate reaches the rows of a scope: directly, through a finer dataset that points to it, or
//! through a dataset that shares attributes with it.

use crate::model::{AttributeId, Dataset};
use crate::query::{Operand, Predicate};

use super::CompileError;
use super::predicate::{Context, condition};
use super::scope::{Scope, finer, path};

/// A condition as SQL that can stand between ANDs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    /// SQL.
    pub(super) sql: String,
    /// It holds a subquery, which an aggregate cannot take in.
    pub(super) nested: bool,
}

/// How a predicate reaches the rows of a scope.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Route<'m> {
    /// Its columns are read or can be joined.
    Direct,
    /// A row of a finer dataset fulfils it.
    Finer(&'m Dataset),
    /// A row of `with` that has the same values in `on` fulfils it; seen from a finer dataset, if one is named.
    Shared {
        via: Option<&'m Dataset>,
        with: &'m Dataset,
        on: Vec<AttributeId>,
    },
    /// It says nothing about these rows.
    Nowhere,
}

/// Finds the route of a predicate.
pub(super) fn route<'m>(
    context: Context<'m>,
    predicate: &Predicate,
    scope: &Scope<'m>,
    time: Option<&AttributeId>,
) -> Result<Route<'m>, CompileError> {
    if written(context, predicate, &mut scope.clone(), time)? {
        return Ok(Route::Direct);
    }
    // A period without a date of its own means the date of these very rows.
    if speaks_of_default_time(predicate) {
        return Ok(Route::Nowhere);
    }
    let nested = |dataset: &'m Dataset| {
        Scope::new(
            context.model,
            context.syntax,
            dataset,
            dataset,
            scope.aliases(),
        )
    };
    // Alternatives may each go their own way.
    if matches!(predicate, Predicate::Any(_))
        && condition(context, predicate, &mut scope.clone(), time).is_ok()
    {
        return Ok(Route::Direct);
    }
    let finer = finer(context.model, &scope.from().name);
    for dataset in &finer {
        if written(
            context,
            predicate,
            &mut nested(dataset),
            dataset.default_time.as_ref(),
        )? {
            return Ok(Route::Finer(dataset));
        }
    }
    if matches!(predicate, Predicate::Related { .. }) {
        return Ok(Route::Nowhere);
    }
    let mut best: Option<(usize, usize, Route<'m>)> = None;
    for with in context
        .model
        .datasets
        .iter()
        .filter(|d| d.name != scope.from().name)
    {
        if !written(
            context,
            predicate,
            &mut nested(with),
            with.default_time.as_ref(),
        )? {
            continue;
        }
        let from_here = std::iter::once((None, scope.clone()));
        let from_finer = finer.iter().map(|&d| (Some(d), nested(d)));
        for (via, seen) in from_here.chain(from_finer) {
            let (on, reachable) = shared(context, &seen, with);
            let better = best
                .as_ref()
                .is_none_or(|(own, all, _)| (reachable, on.len()) > (*all, *own));
            if !on.is_empty() && better {
                best = Some((on.len(), reachable, Route::Shared { via, with, on }));
            }
        }
    }
    Ok(best.map_or(Route::Nowhere, |(_, _, route)| route))
}

/// Attributes by which rows of `with` and rows of the scope can be matched without a declared relationship.
pub(super) fn shared_attributes(
    context: Context<'_>,
    scope: &Scope<'_>,
    with: &Dataset,
) -> Vec<AttributeId> {
    shared(context, scope, with).0
}

/// Attributes of entities' keys that `with` holds itself and the scope can read; and how many both sides can read.
fn shared(context: Context<'_>, scope: &Scope<'_>, with: &Dataset) -> (Vec<AttributeId>, usize) {
    let (mut own, mut reachable) = (Vec::new(), 0);
    for entity in &context.model.entities {
        let both = |a: &AttributeId| {
            scope.locate(a).is_some() && context.model.resolve(&with.name, a).is_some()
        };
        if entity.key.is_empty() || !entity.key.iter().all(both) {
            continue;
        }
        reachable += 1;
        let held = |a: &AttributeId| {
            context
                .model
                .resolve(&with.name, a)
                .is_some_and(|(d, _)| d.name == with.name)
        };
        if entity.key.iter().all(held) {
            own.extend(
                entity
                    .key
                    .iter()
                    .filter(|a| !own.contains(*a))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
    }
    (own, reachable)
}

/// Whether a predicate can be written over a scope; any other mistake in it comes back as the error.
fn written<'m>(
    context: Context<'m>,
    predicate: &Predicate,
    scope: &mut Scope<'m>,
    time: Option<&AttributeId>,
) -> Result<bool, CompileError> {
    // Alternatives find their own routes, so each is looked at for itself here.
    if let Predicate::Any(alternatives) = predicate {
        for alternative in alternatives {
            if !written(context, alternative, scope, time)? {
                return Ok(false);
            }
        }
        return condition(context, predicate, scope, time).map(|_| true);
    }
    match condition(context, predicate, scope, time) {
        Ok(_) => Ok(true),
        Err(CompileError::NoPath { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes predicates over a scope, each along its route; those that go through the same dataset hold for the same row
/// of it.
pub(super) fn conditions<'m>(
    context: Context<'m>,
    predicates: &[&Predicate],
    scope: &mut Scope<'m>,
    time: Option<&AttributeId>,
) -> Result<Vec<Condition>, CompileError> {
    let mut found = Vec::new();
    let mut detours: Vec<(Route<'m>, Vec<&Predicate>)> = Vec::new();
    for predicate in predicates {
        match route(context, predicate, scope, time)? {
            Route::Direct => {
                let condition = condition(context, predicate, scope, time)?;
                if condition.sql != "TRUE" {
                    found.push(condition);
                }
            }
            Route::Nowhere => return Err(scope.no_path(&describe(context, predicate))),
            detour => match detours.iter_mut().find(|(route, _)| *route == detour) {
                Some((_, together)) => together.push(predicate),
                None => detours.push((detour, vec![predicate])),
            },
        }
    }
    for (route, together) in detours {
        // "Without helmets" alone means that there is no such row; beside another condition on the same dataset it
        // speaks of one and the same row.
        let opposites: Option<Vec<Predicate>> = together.iter().map(|p| opposite(p)).collect();
        if let Some(opposites) = opposites {
            for opposite in &opposites {
                let sql = detour(context, scope, &route, &[opposite])?;
                found.push(Condition {
                    sql: format!("NOT {sql}"),
                    nested: true,
                });
            }
        } else {
            found.push(Condition {
                sql: detour(context, scope, &route, &together)?,
                nested: true,
            });
        }
    }
    Ok(found)
}

/// What a negated predicate denies.
fn opposite(predicate: &Predicate) -> Option<Predicate> {
    match predicate.clone() {
        Predicate::In {
            attribute,
            values,
            negated: true,
        } => Some(Predicate::In {
            attribute,
            values,
            negated: false,
        }),
        Predicate::Contains {
            attribute,
            text,
            negated: true,
        } => Some(Predicate::Contains {
            attribute,
            text,
            negated: false,
        }),
        Predicate::Named {
            filter,
            negated: true,
        } => Some(Predicate::Named {
            filter,
            negated: false,
        }),
        _ => None,
    }
}

/// A row of another dataset that fulfils the predicates.
fn detour<'m>(
    context: Context<'m>,
    scope: &mut Scope<'m>,
    route: &Route<'m>,
    predicates: &[&Predicate],
) -> Result<String, CompileError> {
    match route {
        Route::Finer(dataset) => through_finer(context, scope, dataset, &|inner| {
            direct(context, predicates, inner, dataset.default_time.as_ref())
        }),
        Route::Shared {
            via: None,
            with,
            on,
        } => through_shared(context, scope, with, on, predicates),
        Route::Shared {
            via: Some(dataset),
            with,
            on,
        } => through_finer(context, scope, dataset, &|inner| {
            Ok(vec![through_shared(context, inner, with, on, predicates)?])
        }),
        Route::Direct | Route::Nowhere => Err(scope.no_path("a condition")),
    }
}

fn direct<'m>(
    context: Context<'m>,
    predicates: &[&Predicate],
    scope: &mut Scope<'m>,
    time: Option<&AttributeId>,
) -> Result<Vec<String>, CompileError> {
    predicates
        .iter()
        .map(|p| condition(context, p, scope, time).map(|c| c.sql))
        .collect()
}

/// A row of `dataset` that points to the scope's row and fulfils what `fulfils` writes.
fn through_finer<'m>(
    context: Context<'m>,
    scope: &mut Scope<'m>,
    dataset: &'m Dataset,
    fulfils: &dyn Fn(&mut Scope<'m>) -> Result<Vec<String>, CompileError>,
) -> Result<String, CompileError> {
    let chain = path(context.model, &dataset.name, &scope.from().name)
        .ok_or_else(|| scope.no_path(&dataset.name))?;
    let Some(last) = chain.last() else {
        return Err(scope.no_path(&dataset.name));
    };
    let outer = scope.alias(&last.to)?;
    let mut inner = Scope::new(
        context.model,
        context.syntax,
        dataset,
        dataset,
        scope.aliases(),
    );
    let near = inner.alias(&last.from)?;
    let name = |column: &String| context.syntax.name(column);
    let mut conditions: Vec<String> = last
        .from_columns
        .iter()
        .zip(&last.to_columns)
        .map(|(from, to)| format!("{near}.{} = {outer}.{}", name(from), name(to)))
        .collect();
    conditions.extend(fulfils(&mut inner)?);
    Ok(exists(scope, &inner, &conditions))
}

/// A row of `with` that agrees in shared attributes and fulfils the predicates.
fn through_shared<'m>(
    context: Context<'m>,
    scope: &mut Scope<'m>,
    with: &'m Dataset,
    on: &[AttributeId],
    predicates: &[&Predicate],
) -> Result<String, CompileError> {
    let outer: Vec<String> = on
        .iter()
        .map(|a| scope.column(a).map(|c| c.sql))
        .collect::<Result<_, _>>()?;
    let mut inner = Scope::new(context.model, context.syntax, with, with, scope.aliases());
    let mut conditions = Vec::new();
    for (attribute, outer) in on.iter().zip(outer) {
        conditions.push(format!("{} = {outer}", inner.column(attribute)?.sql));
    }
    conditions.extend(direct(
        context,
        predicates,
        &mut inner,
        with.default_time.as_ref(),
    )?);
    Ok(exists(scope, &inner, &conditions))
}

/// EXISTS over an inner scope; the outer one remembers what it reads.
pub(super) fn exists<'m>(
    outer: &mut Scope<'m>,
    inner: &Scope<'m>,
    conditions: &[String],
) -> String {
    outer.reads(inner);
    let mut tables = vec![inner.source()];
    tables.extend(inner.join_clauses());
    format!(
        "EXISTS (SELECT 1 FROM {} WHERE {})",
        tables.join(" "),
        conditions.join(" AND ")
    )
}

/// Whether a predicate means the default time of whatever rows it is applied to.
pub(super) fn speaks_of_default_time(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Within {
            attribute: None, ..
        } => true,
        Predicate::Any(alternatives) => alternatives.iter().any(speaks_of_default_time),
        _ => false,
    }
}

/// Whether a predicate speaks of a period only.
pub(super) fn speaks_of_time(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Within { .. } => true,
        Predicate::Any(alternatives) => alternatives.iter().all(speaks_of_time),
        _ => false,
    }
}

/// A predicate in a few words, for notes and errors.
pub(super) fn describe(context: Context<'_>, predicate: &Predicate) -> String {
    let label = |attribute: &AttributeId| {
        context.model.fields_of(attribute).next().map_or_else(
            || attribute.0.clone(),
            |(_, field)| {
                let part = field.parts.iter().find(|p| p.attribute == *attribute);
                part.map_or(&field.label, |p| &p.label).to_lowercase()
            },
        )
    };
    let operand = |operand: &Operand| match operand {
        Operand::Attribute(attribute) | Operand::Scaled { attribute, .. } => Some(label(attribute)),
        Operand::DaysBetween { from, .. } => Some(label(from)),
        Operand::DifferenceOf { left, .. } => Some(label(left)),
        Operand::Literal(_) => None,
    };
    match predicate {
        Predicate::Compare { left, right, .. } => {
            format!(
                "the condition on {}",
                operand(left).or_else(|| operand(right)).unwrap_or_default()
            )
        }
        Predicate::In { attribute, .. }
        | Predicate::Contains { attribute, .. }
        | Predicate::Missing { attribute, .. } => format!("the condition on {}", label(attribute)),
        Predicate::Within {
            attribute: Some(attribute),
            ..
        } => format!("the period of {}", label(attribute)),
        Predicate::Within {
            attribute: None, ..
        } => "the period".into(),
        Predicate::Named { filter, .. } => {
            let label = context
                .model
                .filter(filter)
                .map_or(filter.as_str(), |f| f.label.as_str());
            format!("the condition {label:?}")
        }
        Predicate::Related { dataset, .. } => {
            let noun = context
                .model
                .dataset(dataset)
                .map_or(dataset.as_str(), |d| d.noun.plural.as_str());
            format!("the condition on {noun}")
        }
        Predicate::Any(alternatives) => alternatives
            .iter()
            .map(|a| describe(context, a))
            .collect::<Vec<_>>()
            .join(" or "),
    }
}
