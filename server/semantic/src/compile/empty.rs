//! An *empty group* has no rows but belongs into the result all the same ("how many in each warehouse, including none").

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::model::{AttributeId, Dataset, Entity};
use crate::query::{Grain, Literal, Operand, Predicate, Window};

use super::CompileError;
use super::fact::{Key, key_column};
use super::groups::Grouping;
use super::measure::Atom;
use super::predicate::Context;
use super::route::{self, Condition, Route};
use super::scope::Scope;
use super::select::{Item, Select};

/// Most periods that are listed one by one.
const MOST_PERIODS: usize = 2_000;

/// All values of a grouping's first key, whether there are rows for them or not.
#[derive(Debug)]
pub(super) struct EveryGroup {
    pub(super) select: Select,
    /// Keys that the statement has as columns.
    pub(super) keys: BTreeSet<usize>,
    pub(super) tables: BTreeSet<String>,
}

/// Writes the groups that exist without rows.
pub(super) fn every_group<'m>(
    context: Context<'m>,
    grouping: &Grouping<'_>,
    atoms: &[Atom<'m>],
) -> Result<Option<EveryGroup>, CompileError> {
    let Some(first) = grouping.keys.first() else {
        return Ok(None);
    };
    match first.grain {
        Some(grain) => every_period(context, grouping, atoms, first, grain).map(Some),
        None => every_value(context, grouping, atoms, first).map(Some),
    }
}

fn every_value<'m>(
    context: Context<'m>,
    grouping: &Grouping<'_>,
    atoms: &[Atom<'m>],
    first: &Key,
) -> Result<EveryGroup, CompileError> {
    let attribute = &first.attribute;
    let entity = context
        .model
        .entities
        .iter()
        .find(|e| e.key.contains(attribute))
        .or_else(|| {
            context
                .model
                .entities
                .iter()
                .find(|e| e.name_attribute.as_ref() == Some(attribute))
        });
    let preferred = entity.and_then(|e| {
        e.datasets
            .iter()
            .filter_map(|d| context.model.dataset(d))
            .find(|d| context.model.resolve(&d.name, attribute).is_some())
    });
    let owner = || {
        let bases = atoms
            .iter()
            .find_map(|a| context.model.resolve(&a.base.name, attribute));
        bases
            .or_else(|| context.model.fields_of(attribute).next())
            .map(|(dataset, _)| dataset)
    };
    let unknown = || CompileError::Unknown {
        kind: "attribute",
        name: attribute.0.clone(),
    };
    let dataset = preferred.or_else(owner).ok_or_else(unknown)?;
    let mut scope = Scope::new(context.model, context.syntax, dataset, dataset, Vec::new());
    let is_own_row = is_own_row(dataset, entity, attribute);
    let belongs = |key: &Key| {
        let of_entity = entity.is_some_and(|e| {
            e.key.contains(&key.attribute) || e.name_attribute.as_ref() == Some(&key.attribute)
        });
        key.grain.is_none() && (key.attribute == *attribute || is_own_row || of_entity)
    };
    let (mut keys, mut items) = (BTreeSet::new(), Vec::new());
    for (position, key) in grouping.keys.iter().enumerate() {
        if belongs(key) && scope.locate(&key.attribute).is_some() {
            let sql = key_column(&mut scope, &key.attribute, None)?;
            items.push(Item::new(sql, context.syntax.name(&key.name)));
            keys.insert(position);
        }
    }
    let known: Vec<&AttributeId> = keys.iter().map(|&k| &grouping.keys[k].attribute).collect();
    let mut conditions: Vec<Condition> = Vec::new();
    for filter in grouping.filters {
        let concerns = is_own_row
            || attributes(filter).is_some_and(|all| all.iter().all(|a| known.contains(a)));
        if concerns && route::route(context, filter, &scope, None)? == Route::Direct {
            conditions.extend(route::conditions(context, &[filter], &mut scope, None)?);
        }
    }
    let select = Select {
        distinct: true,
        items,
        from: scope.source(),
        joins: scope.join_clauses(),
        conditions: conditions.into_iter().map(|c| c.sql).collect(),
        ..Select::default()
    };
    Ok(EveryGroup {
        select,
        keys,
        tables: scope.tables().map(str::to_owned).collect(),
    })
}

/// Whether one row of the dataset is one of the things that the attribute identifies or names.
fn is_own_row(dataset: &Dataset, entity: Option<&Entity>, attribute: &AttributeId) -> bool {
    let key = entity.map_or(std::slice::from_ref(attribute), |e| e.key.as_slice());
    dataset.primary_key.len() == key.len()
        && dataset.primary_key.iter().all(|column| {
            dataset
                .fields
                .iter()
                .any(|f| f.name == *column && f.attributes.iter().any(|a| key.contains(a)))
        })
}

/// Attributes that a simple condition speaks of; `None` for others.
fn attributes(predicate: &Predicate) -> Option<Vec<&AttributeId>> {
    match predicate {
        Predicate::In { attribute, .. }
        | Predicate::Contains { attribute, .. }
        | Predicate::Missing { attribute, .. } => Some(vec![attribute]),
        Predicate::Compare {
            left: Operand::Attribute(attribute),
            right: Operand::Literal(_),
            ..
        } => Some(vec![attribute]),
        _ => None,
    }
}

fn every_period<'m>(
    context: Context<'m>,
    grouping: &Grouping<'_>,
    atoms: &[Atom<'m>],
    first: &Key,
    grain: Grain,
) -> Result<EveryGroup, CompileError> {
    let name = context.syntax.name(&first.name);
    let window = grouping.filters.iter().find_map(|filter| match filter {
        Predicate::Within { attribute, window }
            if attribute.as_ref().is_none_or(|a| *a == first.attribute) =>
        {
            Some(*window)
        }
        _ => None,
    });
    let keys = BTreeSet::from([0]);
    if let Some(days) = window.and_then(|w| periods(w, grain)) {
        let days: Vec<String> = days
            .into_iter()
            .map(|d| context.syntax.literal(&Literal::Date(d)))
            .collect();
        let from = context.syntax.rows(&days, "periods", &name);
        let from = from.ok_or(CompileError::Inexpressible {
            engine: context.syntax.engine(),
            what: "so many periods of which some may be empty",
        })?;
        let select = Select {
            items: vec![Item::new(format!("periods.{name}"), name)],
            from,
            ..Select::default()
        };
        return Ok(EveryGroup {
            select,
            keys,
            tables: BTreeSet::new(),
        });
    }
    let base = atoms
        .iter()
        .map(|a| a.base)
        .find(|base| {
            context
                .model
                .resolve(&base.name, &first.attribute)
                .is_some()
        })
        .ok_or_else(|| {
            CompileError::Invalid(format!(
                "no measure is dated by {}",
                first.attribute.as_str()
            ))
        })?;
    let mut scope = Scope::new(context.model, context.syntax, base, base, Vec::new());
    let sql = key_column(&mut scope, &first.attribute, Some(grain))?;
    let select = Select {
        distinct: true,
        items: vec![Item::new(sql, name)],
        from: scope.source(),
        joins: scope.join_clauses(),
        ..Select::default()
    };
    Ok(EveryGroup {
        select,
        keys,
        tables: scope.tables().map(str::to_owned).collect(),
    })
}

/// First days of all periods that a window touches; `None` when it is open or too long to list.
fn periods(window: Window, grain: Grain) -> Option<Vec<Date>> {
    let (from, until) = (window.from?, window.until?);
    let step: Span = match grain {
        Grain::Day => 1.day(),
        Grain::Week => 1.week(),
        Grain::Month => 1.month(),
        Grain::Quarter => 3.months(),
        Grain::Year => 1.year(),
    };
    let mut day = period_start(from, grain)?;
    let mut found = Vec::new();
    while day < until {
        found.push(day);
        if found.len() > MOST_PERIODS {
            return None;
        }
        day = day.checked_add(step).ok()?;
    }
    (!found.is_empty()).then_some(found)
}

fn period_start(day: Date, grain: Grain) -> Option<Date> {
    match grain {
        Grain::Day => Some(day),
        Grain::Week => day
            .checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
            .ok(),
        Grain::Month => Some(day.first_of_month()),
        Grain::Quarter => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok(),
        Grain::Year => Some(day.first_of_year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_cover_a_window_from_the_first_one_it_touches() {
        let window = Window {
            from: Some(date(2025, 1, 15)),
            until: Some(date(2025, 4, 1)),
        };
        let months = periods(window, Grain::Month).unwrap();
        assert_eq!(
            months,
            [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]
        );
        let weeks = periods(
            Window {
                from: Some(date(2025, 6, 18)),
                until: Some(date(2025, 6, 24)),
            },
            Grain::Week,
        );
        assert_eq!(weeks.unwrap(), [date(2025, 6, 16), date(2025, 6, 23)]);
        let quarters = periods(window, Grain::Quarter).unwrap();
        assert_eq!(quarters, [date(2025, 1, 1)]);
        assert_eq!(
            periods(
                Window {
                    from: None,
                    until: Some(date(2025, 1, 1))
                },
                Grain::Day
            ),
            None
        );
    }
}
