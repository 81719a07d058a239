//! A *fact* is what is aggregated over the rows of one dataset, on its own, before it meets any other fact.

use crate::model::{AttributeId, Dataset};
use crate::query::{Grain, Predicate};

use super::measure::Atom;
use super::predicate::{Context, is_date};
use super::route::{self, Condition, Route};
use super::scope::{Scope, finer};
use super::select::{Item, Select};
use super::{CompileError, expression};

/// What rows are grouped by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    /// Attribute.
    pub(super) attribute: AttributeId,
    /// Period, for dates brought down to its first day.
    pub(super) grain: Option<Grain>,
    /// Name of the output column.
    pub(super) name: String,
}

/// Aggregates over the rows of one dataset.
#[derive(Debug, Clone)]
pub(super) struct Fact<'m> {
    pub(super) scope: Scope<'m>,
    /// SQL of each key.
    pub(super) keys: Vec<String>,
    /// Conditions on rows.
    pub(super) conditions: Vec<String>,
    /// Atom and the SQL of its aggregate.
    pub(super) values: Vec<(usize, String)>,
    /// A condition was left out here that holds elsewhere, so these groups must not add rows to the result.
    pub(super) attached: bool,
}

impl Fact<'_> {
    /// The fact as a statement with its keys and atoms as columns.
    pub(super) fn select(&self, keys: &[Key], atoms: &[Atom<'_>]) -> Select {
        let syntax = self.scope.syntax;
        let keys = keys
            .iter()
            .zip(&self.keys)
            .map(|(key, sql)| Item::new(sql, syntax.name(&key.name)));
        let values = self
            .values
            .iter()
            .filter(|(atom, _)| self.column(*atom) == Some(*atom))
            .map(|(atom, sql)| Item::new(sql, syntax.name(&atoms[*atom].name)));
        Select {
            items: keys.chain(values).collect(),
            ..self.body()
        }
    }

    /// The atom under whose name an atom's value stands: equal values stand once.
    pub(super) fn column(&self, atom: usize) -> Option<usize> {
        let (_, sql) = self.values.iter().find(|(a, _)| *a == atom)?;
        self.values
            .iter()
            .find(|(_, other)| other == sql)
            .map(|(first, _)| *first)
    }

    /// The fact's statement without output columns.
    pub(super) fn body(&self) -> Select {
        Select {
            from: self.scope.source(),
            joins: self.scope.join_clauses(),
            conditions: self.conditions.clone(),
            group_by: self.keys.clone(),
            ..Select::default()
        }
    }
}

/// An atom with the dataset that it is read from and the query's conditions that concern it.
struct Placed<'m, 'a> {
    atom: usize,
    from: &'m Dataset,
    view: &'m Dataset,
    expression: sqlparser::ast::Expr,
    keys: Vec<AttributeId>,
    kept: Vec<&'a Predicate>,
    attached: bool,
}

/// Places atoms over their datasets and writes one fact for all that can be aggregated together.
pub(super) fn facts<'m>(
    context: Context<'m>,
    atoms: &[Atom<'m>],
    keys: &[Key],
    filters: &[Predicate],
    notes: &mut Vec<String>,
) -> Result<Vec<Fact<'m>>, CompileError> {
    let mut placed = Vec::new();
    for (position, atom) in atoms.iter().enumerate() {
        placed.push(place(context, atoms, position, atom, keys)?);
    }
    keep(context, atoms, filters, &mut placed, notes)?;
    let mut groups: Vec<(Vec<String>, Vec<Placed<'m, '_>>)> = Vec::new();
    for one in placed {
        let mut nested: Vec<String> =
            conditions(context, &atoms[one.atom], &one, &mut scope(context, &one))?
                .into_iter()
                .filter(|c| c.nested)
                .map(|c| c.sql)
                .collect();
        nested.sort();
        // An aggregate cannot take a subquery in, so atoms with different ones are aggregated apart.
        let together = groups.iter_mut().find(|(other, group)| {
            *other == nested
                && group.first().is_some_and(|g| {
                    g.from.name == one.from.name
                        && g.view.name == one.view.name
                        && g.attached == one.attached
                })
        });
        match together {
            Some((_, group)) => group.push(one),
            None => groups.push((nested, vec![one])),
        }
    }
    groups
        .into_iter()
        .map(|(_, group)| fact(context, atoms, keys, &group))
        .collect()
}

/// Finds the dataset over which an atom can be grouped by the keys: its own, or a finer one for what repeated rows
/// do not change.
fn place<'m, 'a>(
    context: Context<'m>,
    atoms: &[Atom<'m>],
    position: usize,
    atom: &Atom<'m>,
    keys: &[Key],
) -> Result<Placed<'m, 'a>, CompileError> {
    let base = atom.base;
    let mut missing = None;
    for from in std::iter::once(base).chain(finer(context.model, &base.name)) {
        let seen = Scope::new(context.model, context.syntax, from, base, Vec::new());
        let mut found = Vec::new();
        for key in keys {
            if seen.locate(&key.attribute).is_some() {
                found.push(key.attribute.clone());
            } else if let Some(time) = own_time(atoms, atom, key) {
                found.push(time.clone());
            } else {
                missing.get_or_insert_with(|| key.attribute.clone());
                break;
            }
        }
        if found.len() < keys.len() {
            continue;
        }
        let expression = if from.name == base.name {
            Some(atom.expression.clone())
        } else {
            let key: Vec<String> = base
                .primary_key
                .iter()
                .map(|c| {
                    format!(
                        "{}.{}",
                        context.syntax.name(&base.name),
                        context.syntax.name(c)
                    )
                })
                .collect();
            expression::over_repeated_rows(&atom.expression, &context.syntax.tuple(&key))
        };
        if let Some(expression) = expression {
            return Ok(Placed {
                atom: position,
                from,
                view: base,
                expression,
                keys: found,
                kept: Vec::new(),
                attached: false,
            });
        }
    }
    let what = missing.map_or_else(|| atom.label.clone(), |a| a.0);
    if context
        .model
        .fields_of(&AttributeId::new(what.clone()))
        .next()
        .is_none()
    {
        return Err(CompileError::Unknown {
            kind: "attribute",
            name: what,
        });
    }
    Err(CompileError::NoPath {
        what,
        with: base.name.clone(),
    })
}

/// The date that stands in for a key which is the date of another measure: "sales and spend by month" means the month
/// of each.
fn own_time<'a, 'm>(
    atoms: &'a [Atom<'m>],
    atom: &'a Atom<'m>,
    key: &Key,
) -> Option<&'m AttributeId> {
    key.grain?;
    let is_anothers = atoms.iter().any(|a| a.time == Some(&key.attribute));
    if is_anothers { atom.time } else { None }
}

fn scope<'m>(context: Context<'m>, placed: &Placed<'m, '_>) -> Scope<'m> {
    Scope::new(
        context.model,
        context.syntax,
        placed.from,
        placed.view,
        Vec::new(),
    )
}

/// Decides for each atom which of the query's conditions concern it.
fn keep<'m, 'a>(
    context: Context<'m>,
    atoms: &[Atom<'m>],
    filters: &'a [Predicate],
    placed: &mut [Placed<'m, 'a>],
    notes: &mut Vec<String>,
) -> Result<(), CompileError> {
    for filter in filters {
        let mut routes = Vec::new();
        for one in &*placed {
            let atom = &atoms[one.atom];
            routes.push(
                if atom.own_period && route::speaks_of_default_time(filter) {
                    Route::Nowhere
                } else {
                    route::route(context, filter, &scope(context, one), atom.time)?
                },
            );
        }
        let concerns = |route: &Route<'_>| matches!(route, Route::Direct | Route::Finer(_));
        let certain = routes.iter().any(concerns);
        let possible = routes.iter().any(|r| *r != Route::Nowhere);
        let what = route::describe(context, filter);
        for (one, route) in placed.iter_mut().zip(routes) {
            let atom = &atoms[one.atom];
            if concerns(&route) || (!certain && route != Route::Nowhere) {
                if let Route::Shared { with, on, .. } = &route {
                    note(notes, shared_note(context, &what, one.view, with, on));
                }
                one.kept.push(filter);
            } else if possible {
                one.attached |= !route::speaks_of_time(filter);
                note(notes, format!("{} is not limited by {what}.", atom.label));
            } else {
                return Err(CompileError::NoPath {
                    what,
                    with: one.view.name.clone(),
                });
            }
        }
    }
    Ok(())
}

fn note(notes: &mut Vec<String>, text: String) {
    if !notes.contains(&text) {
        notes.push(text);
    }
}

/// Says that a condition was carried over by shared attributes.
pub(super) fn shared_note(
    context: Context<'_>,
    what: &str,
    rows: &Dataset,
    with: &Dataset,
    on: &[AttributeId],
) -> String {
    let labels: Vec<String> = on
        .iter()
        .map(|a| {
            context
                .model
                .fields_of(a)
                .next()
                .map_or_else(|| a.0.clone(), |(_, f)| f.label.to_lowercase())
        })
        .collect();
    format!(
        "{} of {} is matched to {} by {}.",
        super::name::sentence(what),
        with.noun.plural,
        rows.noun.plural,
        labels.join(" and ")
    )
}

fn conditions<'m>(
    context: Context<'m>,
    atom: &Atom<'m>,
    placed: &Placed<'m, '_>,
    scope: &mut Scope<'m>,
) -> Result<Vec<Condition>, CompileError> {
    let predicates: Vec<&Predicate> = placed
        .kept
        .iter()
        .copied()
        .chain(&atom.conditions)
        .collect();
    let mut found: Vec<Condition> = Vec::new();
    for condition in route::conditions(context, &predicates, scope, atom.time)? {
        if !found.contains(&condition) {
            found.push(condition);
        }
    }
    Ok(found)
}

fn fact<'m>(
    context: Context<'m>,
    atoms: &[Atom<'m>],
    keys: &[Key],
    group: &[Placed<'m, '_>],
) -> Result<Fact<'m>, CompileError> {
    let Some(first) = group.first() else {
        return Err(CompileError::Invalid(
            "there is nothing to aggregate".into(),
        ));
    };
    let mut scope = scope(context, first);
    let mut key_columns = Vec::new();
    for (key, attribute) in keys.iter().zip(&first.keys) {
        key_columns.push(key_column(&mut scope, attribute, key.grain)?);
    }
    // The first pass makes every join, so that in the second equal conditions read alike whatever stands before them.
    for one in group {
        conditions(context, &atoms[one.atom], one, &mut scope)?;
        expression::bind(&one.expression, &mut scope)?;
    }
    let mut each = Vec::new();
    for one in group {
        each.push(conditions(context, &atoms[one.atom], one, &mut scope)?);
    }
    let (common, own) = split(&each);
    let mut values = Vec::new();
    for (one, own) in group.iter().zip(&own) {
        let bound = expression::bind(&one.expression, &mut scope)?;
        let sql = if own.is_empty() {
            expression::opened(bound).to_string()
        } else {
            let sql = expression::opened(expression::conditional(&bound, &own.join(" AND "))?)
                .to_string();
            let zero = atoms[one.atom].zero_when_absent && !expression::is_count(&bound);
            if zero {
                format!("COALESCE({sql}, 0)")
            } else {
                sql
            }
        };
        values.push((one.atom, sql));
    }
    let mut conditions = common;
    conditions.extend(any_of(&own));
    Ok(Fact {
        scope,
        keys: key_columns,
        conditions,
        values,
        attached: first.attached,
    })
}

/// A key as SQL.
pub(super) fn key_column(
    scope: &mut Scope<'_>,
    attribute: &AttributeId,
    grain: Option<Grain>,
) -> Result<String, CompileError> {
    let column = scope.column(attribute)?;
    match grain {
        None => Ok(column.sql),
        Some(grain) if is_date(column.data_type) => {
            Ok(scope.syntax.period_start(grain, &column.sql))
        }
        Some(_) => Err(CompileError::Invalid(format!(
            "{} is no date",
            column.label
        ))),
    }
}

/// Conditions that all have, and what each has besides.
fn split(each: &[Vec<Condition>]) -> (Vec<String>, Vec<Vec<String>>) {
    let everywhere = |c: &Condition| each.iter().all(|conditions| conditions.contains(c));
    let common = each
        .first()
        .into_iter()
        .flatten()
        .filter(|c| everywhere(c))
        .map(|c| c.sql.clone())
        .collect();
    let own = each
        .iter()
        .map(|conditions| {
            conditions
                .iter()
                .filter(|c| !everywhere(c))
                .map(|c| c.sql.clone())
                .collect()
        })
        .collect();
    (common, own)
}

/// Where every aggregate has conditions of its own, a row that fulfils none of them makes no group.
fn any_of(own: &[Vec<String>]) -> Option<String> {
    if own.is_empty() || own.iter().any(Vec::is_empty) {
        return None;
    }
    let mut alternatives: Vec<String> = Vec::new();
    for conditions in own {
        let alternative = conditions.join(" AND ");
        if !alternatives.contains(&alternative) {
            alternatives.push(alternative);
        }
    }
    Some(match alternatives.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join(" OR ")),
    })
}
