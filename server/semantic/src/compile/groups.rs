//! A *grouped result* has one row for each combination of its keys; facts meet only after each has been aggregated.

use std::collections::BTreeSet;

use crate::model::{AttributeId, Dataset};
use crate::query::Predicate;

use super::fact::{self, Fact, Key};
use super::measure::{self, Atom, Lowered};
use super::meeting::{self, Met};
use super::predicate::Context;
use super::route::{self, Route};
use super::scope::Scope;
use super::select::Select;
use super::{CompileError, empty};

/// A statement without output columns, and what its columns are.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) select: Select,
    /// Conditions on values belong to HAVING.
    pub(super) grouped: bool,
    /// SQL of each key.
    pub(super) keys: Vec<String>,
    /// SQL of each measure.
    pub(super) values: Vec<String>,
    /// Measures whose groups overlap, by position: an order stands in each product group that it has lines of.
    pub(super) overlapping: BTreeSet<usize>,
    /// Tables that are read.
    pub(super) tables: BTreeSet<String>,
}

/// What is grouped and what for.
pub(super) struct Grouping<'a> {
    pub(super) keys: &'a [Key],
    pub(super) measures: &'a [Lowered],
    pub(super) filters: &'a [Predicate],
    /// Groups of the first key without rows are kept.
    pub(super) keep_empty: bool,
}

/// Writes the measures of a grouping.
pub(super) fn measured<'m>(
    context: Context<'m>,
    grouping: &Grouping<'_>,
    atoms: &[Atom<'m>],
    notes: &mut Vec<String>,
) -> Result<Source, CompileError> {
    let facts = fact::facts(context, atoms, grouping.keys, grouping.filters, notes)?;
    let every = if grouping.keep_empty {
        empty::every_group(context, grouping, atoms)?
    } else {
        None
    };
    let mut tables: BTreeSet<String> = facts
        .iter()
        .flat_map(|f| f.scope.tables())
        .map(str::to_owned)
        .collect();
    let repeats = |atom: usize| {
        let fact = facts
            .iter()
            .find(|f| f.values.iter().any(|(a, _)| *a == atom));
        fact.is_some_and(|f| f.scope.from().name != f.scope.view().name)
    };
    let measures = grouping.measures.iter().enumerate();
    let overlapping: BTreeSet<usize> = measures
        .filter(|(_, m)| measure::atoms_of(&m.value).into_iter().any(repeats))
        .map(|(index, _)| index)
        .collect();
    if let ([only], None) = (facts.as_slice(), &every) {
        let write = |atom: usize, _: bool| {
            only.values
                .iter()
                .find(|(a, _)| *a == atom)
                .map_or_else(String::new, |(_, sql)| sql.clone())
        };
        let values = grouping
            .measures
            .iter()
            .map(|m| measure::write(context, &m.value, &|_| true, &write))
            .collect::<Result<_, _>>()?;
        return Ok(Source {
            select: only.body(),
            grouped: true,
            keys: only.keys.clone(),
            values,
            overlapping,
            tables,
        });
    }
    tables.extend(every.iter().flat_map(|e| e.tables.iter().cloned()));
    let source = combined(context, grouping, atoms, &facts, every)?;
    Ok(Source {
        overlapping,
        tables,
        ..source
    })
}

fn combined(
    context: Context<'_>,
    grouping: &Grouping<'_>,
    atoms: &[Atom<'_>],
    facts: &[Fact<'_>],
    every: Option<empty::EveryGroup>,
) -> Result<Source, CompileError> {
    let Grouping { keys, measures, .. } = grouping;
    let fact_of = |atom: usize| {
        facts
            .iter()
            .position(|f| f.values.iter().any(|(a, _)| *a == atom))
    };
    let driving: BTreeSet<usize> = measures
        .iter()
        .flat_map(|m| measure::driving_atoms(&m.value))
        .filter_map(fact_of)
        .collect();
    // A fact that knows nothing of a condition shows its values beside the groups where it holds.
    let informed: BTreeSet<usize> = driving
        .iter()
        .copied()
        .filter(|&position| !facts[position].attached)
        .collect();
    let leading = if informed.is_empty() {
        &driving
    } else {
        &informed
    };
    let follows = |position: usize| !leading.is_empty() && !leading.contains(&position);
    let Met {
        select,
        aliases,
        keys: met_keys,
    } = meeting::meet(context, keys, atoms, facts, every, &follows);
    let column = |atom: usize| {
        let fact = fact_of(atom);
        let alias = fact.map_or("", |f| aliases[f].as_str());
        let column = fact.and_then(|f| facts[f].column(atom)).unwrap_or(atom);
        format!("{alias}.{}", context.syntax.name(&atoms[column].name))
    };
    let zero = |atom: usize, zero: bool| {
        if zero && atoms[atom].zero_when_absent {
            format!("COALESCE({}, 0)", column(atom))
        } else {
            column(atom)
        }
    };
    let lone = |drivers: &BTreeSet<usize>| {
        drivers
            .iter()
            .filter_map(|&a| fact_of(a))
            .collect::<BTreeSet<_>>()
            .len()
            <= 1
    };
    let values = measures
        .iter()
        .map(|m| match m.value {
            // Without keys each fact has its one row; where that has no value, nothing was measured.
            measure::Value::Atom(atom) if keys.is_empty() => Ok(column(atom)),
            _ => measure::write(context, &m.value, &lone, &zero),
        })
        .collect::<Result<_, _>>()?;
    Ok(Source {
        select,
        keys: met_keys,
        values,
        ..Source::default()
    })
}

/// Writes a grouping without measures: the distinct combinations of its keys.
pub(super) fn distinct(
    context: Context<'_>,
    dataset: Option<&str>,
    keys: &[Key],
    filters: &[Predicate],
    notes: &mut Vec<String>,
) -> Result<Source, CompileError> {
    let from = match dataset {
        Some(named) => {
            let unknown = || CompileError::Unknown {
                kind: "dataset",
                name: named.to_owned(),
            };
            let named = context.model.dataset(named).ok_or_else(unknown)?;
            with_all_keys(context, named, keys)?
        }
        None => best_dataset(context, keys, filters)?,
    };
    let mut scope = Scope::new(context.model, context.syntax, from, from, Vec::new());
    let columns = keys
        .iter()
        .map(|key| fact::key_column(&mut scope, &key.attribute, key.grain))
        .collect::<Result<Vec<_>, _>>()?;
    let filters: Vec<&Predicate> = filters.iter().collect();
    let time = from.default_time.as_ref();
    for filter in &filters {
        if let Route::Shared { with, on, .. } = route::route(context, filter, &scope, time)? {
            let what = route::describe(context, filter);
            notes.push(fact::shared_note(context, &what, from, with, &on));
        }
    }
    let conditions = route::conditions(context, &filters, &mut scope, time)?;
    let select = Select {
        distinct: true,
        from: scope.source(),
        joins: scope.join_clauses(),
        conditions: conditions.into_iter().map(|c| c.sql).collect(),
        ..Select::default()
    };
    let tables = scope.tables().map(str::to_owned).collect();
    Ok(Source {
        select,
        keys: columns,
        tables,
        ..Source::default()
    })
}

fn locates(context: Context<'_>, dataset: &Dataset, attribute: &AttributeId) -> bool {
    context.model.resolve(&dataset.name, attribute).is_some()
}

/// The dataset itself, or the nearest finer one that has all keys.
fn with_all_keys<'m>(
    context: Context<'m>,
    named: &'m Dataset,
    keys: &[Key],
) -> Result<&'m Dataset, CompileError> {
    std::iter::once(named)
        .chain(super::scope::finer(context.model, &named.name))
        .find(|d| keys.iter().all(|key| locates(context, d, &key.attribute)))
        .ok_or_else(|| no_dataset(context, Some(named), keys))
}

fn no_dataset(context: Context<'_>, named: Option<&Dataset>, keys: &[Key]) -> CompileError {
    let known = |a: &AttributeId| context.model.fields_of(a).next().is_some();
    if let Some(unknown) = keys.iter().find(|key| !known(&key.attribute)) {
        return CompileError::Unknown {
            kind: "attribute",
            name: unknown.attribute.0.clone(),
        };
    }
    let away = keys
        .iter()
        .find(|key| named.is_none_or(|d| !locates(context, d, &key.attribute)));
    CompileError::NoPath {
        what: away.map_or_else(String::new, |key| key.attribute.0.clone()),
        with: named.map_or_else(|| "the other columns".into(), |d| d.name.clone()),
    }
}

/// The dataset that has all keys, knows most of the conditions itself, and is nearest to what the keys speak of.
fn best_dataset<'m>(
    context: Context<'m>,
    keys: &[Key],
    filters: &[Predicate],
) -> Result<&'m Dataset, CompileError> {
    let mut best: Option<((usize, usize, usize), &'m Dataset)> = None;
    for dataset in &context.model.datasets {
        if !keys
            .iter()
            .all(|key| locates(context, dataset, &key.attribute))
        {
            continue;
        }
        let scope = Scope::new(context.model, context.syntax, dataset, dataset, Vec::new());
        let mut detours = 0;
        for filter in filters {
            detours += match route::route(context, filter, &scope, dataset.default_time.as_ref())? {
                Route::Direct => 0,
                Route::Finer(_) => 1,
                Route::Shared { .. } => 100,
                Route::Nowhere => 10_000,
            };
        }
        let distance: usize = keys
            .iter()
            .filter_map(|key| context.model.resolve(&dataset.name, &key.attribute))
            .map(|(owner, _)| {
                super::scope::path(context.model, &dataset.name, &owner.name).map_or(0, |p| p.len())
            })
            .sum();
        let preference = keys
            .iter()
            .find_map(|key| {
                context
                    .model
                    .entities
                    .iter()
                    .find(|e| e.key.contains(&key.attribute))
            })
            .and_then(|e| e.datasets.iter().position(|d| *d == dataset.name))
            .unwrap_or(usize::MAX);
        let rank = (detours, distance, preference);
        if best.as_ref().is_none_or(|(other, _)| rank < *other) {
            best = Some((rank, dataset));
        }
    }
    best.map(|(_, dataset)| dataset)
        .ok_or_else(|| no_dataset(context, None, keys))
}
