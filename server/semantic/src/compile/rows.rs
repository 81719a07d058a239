//! A *list* has one row for each row of a dataset, never more: what lies in finer tables is aggregated to it first.

use std::collections::BTreeSet;

use crate::model::{AttributeId, Dataset};
use crate::query::{Column, Literal, Predicate, SemanticQuery};

use super::columns::{self, Heading, Shown};
use super::fact::{self, Fact, Key};
use super::finish::Tie;
use super::groups::Source;
use super::measure::{self, Atom, Lowered};
use super::predicate::{self, Context};
use super::route::{self, Condition, Route};
use super::scope::{Scope, path};
use super::select::Select;
use super::{CompileError, expression, name};

/// A list before its computed columns.
pub(super) struct List {
    pub(super) source: Source,
    pub(super) shown: Vec<Option<Shown>>,
    pub(super) ties: Vec<Tie>,
}

/// Where an atom's value for a row comes from.
enum Origin {
    /// From the row itself, as SQL.
    Row(String),
    /// From a joined fact: its alias, and the atom under whose name the value stands.
    Fact(String, usize),
}

/// Writes a list of a dataset's rows.
pub(super) fn list<'m>(
    context: Context<'m>,
    dataset: &'m Dataset,
    query: &SemanticQuery,
    measures: &[(usize, Lowered)],
    atoms: &[Atom<'m>],
    names: &[String],
    notes: &mut Vec<String>,
) -> Result<List, CompileError> {
    let mut scope = Scope::new(context.model, context.syntax, dataset, dataset, Vec::new());
    let (conditions, beyond) = filters(context, dataset, query, &mut scope, notes)?;

    let mut origins: Vec<Option<Origin>> = Vec::new();
    for atom in atoms {
        origins.push(row_value(context, dataset, atom, &conditions, &mut scope)?.map(Origin::Row));
    }
    let mut links = Links {
        context,
        dataset,
        atoms,
        filters: &beyond,
        taken: Vec::new(),
        accepted: BTreeSet::new(),
    };
    let mut select = Select::default();
    let mut tables = BTreeSet::new();
    let mut joins = Vec::new();
    for (fact, keys, members) in links.facts(&origins, &mut scope, notes)? {
        let outer: Vec<String> = keys
            .iter()
            .map(|k| scope.column(&k.attribute).map(|c| c.sql))
            .collect::<Result<_, _>>()?;
        let (cte, alias) = links.names_for(&fact);
        let on: Vec<String> = keys
            .iter()
            .zip(&outer)
            .map(|(key, outer)| format!("{alias}.{} = {outer}", context.syntax.name(&key.name)))
            .collect();
        joins.push(format!(
            "LEFT JOIN {} AS {alias} ON {}",
            context.syntax.name(&cte),
            on.join(" AND ")
        ));
        let own_atoms: Vec<Atom<'m>> = members.iter().map(|&m| atoms[m].clone()).collect();
        select.with.push((cte, fact.select(&keys, &own_atoms)));
        tables.extend(fact.scope.tables().map(str::to_owned));
        for (member, _) in &fact.values {
            let column = members[fact.column(*member).unwrap_or(*member)];
            origins[members[*member]] = Some(Origin::Fact(alias.clone(), column));
        }
    }
    if let Some(position) =
        (0..beyond.len()).find(|p| beyond[*p].needs_measure && !links.accepted.contains(p))
    {
        return Err(scope.no_path(&route::describe(context, beyond[position].filter)));
    }

    let mut shown: Vec<Option<Shown>> = Vec::new();
    for (position, column) in query.columns.iter().enumerate() {
        let measure = measures
            .iter()
            .find(|(p, _)| *p == position)
            .map(|(_, lowered)| lowered);
        let sql = match (column, measure) {
            (_, Some(lowered)) => Some(measured(context, lowered, atoms, &origins)?),
            _ => plain(context, column, &mut scope)?,
        };
        let heading = match measure {
            Some(lowered) => Some(lowered.heading()),
            None => heading(context, dataset, column)?,
        };
        shown.push(
            sql.zip(heading)
                .map(|(sql, heading)| heading.shown(&names[position], &sql)),
        );
    }
    let mut ties = Vec::new();
    for column in &dataset.primary_key {
        let sql = scope.field(dataset, column)?;
        let position = shown
            .iter()
            .position(|s| s.as_ref().is_some_and(|s| s.sql == sql));
        ties.push(Tie {
            sql,
            shown: position,
        });
    }
    select.from = scope.source();
    select.joins = scope.join_clauses();
    select.joins.extend(joins);
    select.conditions = conditions.into_iter().map(|c| c.sql).collect();
    tables.extend(scope.tables().map(str::to_owned));
    Ok(List {
        source: Source {
            select,
            tables,
            ..Source::default()
        },
        shown,
        ties,
    })
}

/// A filter that also limits what is aggregated to the rows.
struct Beyond<'a> {
    filter: &'a Predicate,
    /// It says nothing about the rows themselves.
    needs_measure: bool,
}

/// Conditions on the rows, and the filters that concern finer tables.
fn filters<'m, 'a>(
    context: Context<'m>,
    dataset: &'m Dataset,
    query: &'a SemanticQuery,
    scope: &mut Scope<'m>,
    notes: &mut Vec<String>,
) -> Result<(Vec<Condition>, Vec<Beyond<'a>>), CompileError> {
    let time = dataset.default_time.as_ref();
    let (mut rows, mut beyond) = (Vec::new(), Vec::new());
    for filter in &query.filters {
        let route = route::route(context, filter, scope, time)?;
        let needs_measure = route == Route::Nowhere;
        if needs_measure && !route::speaks_of_default_time(filter) {
            return Err(scope.no_path(&route::describe(context, filter)));
        }
        if let Route::Shared { with, on, .. } = &route {
            let what = route::describe(context, filter);
            notes.push(fact::shared_note(context, &what, dataset, with, on));
        }
        if route != Route::Direct {
            beyond.push(Beyond {
                filter,
                needs_measure,
            });
        }
        if !needs_measure {
            rows.push(filter);
        }
    }
    Ok((route::conditions(context, &rows, scope, time)?, beyond))
}

/// The value of an atom for a single row, when the row has it.
fn row_value<'m>(
    context: Context<'m>,
    dataset: &Dataset,
    atom: &Atom<'m>,
    known: &[Condition],
    scope: &mut Scope<'m>,
) -> Result<Option<String>, CompileError> {
    if path(context.model, &dataset.name, &atom.base.name).is_none() {
        return Ok(None);
    }
    let predicates: Vec<&Predicate> = atom.conditions.iter().collect();
    let mut own: Vec<String> = Vec::new();
    for condition in route::conditions(context, &predicates, &mut scope.clone(), atom.time)? {
        if known.contains(&condition) {
            continue;
        }
        if condition.nested {
            return Ok(None);
        }
        own.push(condition.sql);
    }
    // Once more for good: the joins that the conditions need are kept.
    if !own.is_empty() {
        route::conditions(context, &predicates, scope, atom.time)?;
    }
    let value = expression::bind(&expression::row_value(&atom.expression)?, scope)?;
    let value = expression::opened(value).to_string();
    Ok(Some(if own.is_empty() {
        value
    } else {
        let otherwise = if atom.zero_when_absent { " ELSE 0" } else { "" };
        format!(
            "CASE WHEN {} THEN {value}{otherwise} END",
            own.join(" AND ")
        )
    }))
}

/// Facts that are joined to the rows.
struct Links<'m, 'a> {
    context: Context<'m>,
    dataset: &'m Dataset,
    atoms: &'a [Atom<'m>],
    filters: &'a [Beyond<'a>],
    taken: Vec<String>,
    /// Filters that limit some measure.
    accepted: BTreeSet<usize>,
}

impl<'m> Links<'m, '_> {
    /// Aggregates the atoms that the rows do not have themselves, by what identifies a row. Each fact comes with its
    /// keys and the atoms that its positions mean.
    #[expect(
        clippy::type_complexity,
        reason = "a fact, its keys and its atoms belong together only here"
    )]
    fn facts(
        &mut self,
        origins: &[Option<Origin>],
        scope: &mut Scope<'m>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<(Fact<'m>, Vec<Key>, Vec<usize>)>, CompileError> {
        let mut sets: Vec<(Vec<AttributeId>, Vec<usize>)> = Vec::new();
        for (position, atom) in self.atoms.iter().enumerate() {
            if origins[position].is_some() {
                continue;
            }
            let on = self.link(atom, scope, notes)?;
            match sets.iter_mut().find(|(keys, _)| *keys == on) {
                Some((_, members)) => members.push(position),
                None => sets.push((on, vec![position])),
            }
        }
        let mut found = Vec::new();
        for (on, members) in sets {
            let atoms: Vec<Atom<'m>> = members.iter().map(|&m| self.atoms[m].clone()).collect();
            let mut filters = Vec::new();
            for (position, beyond) in self.filters.iter().enumerate() {
                if self.concerns(beyond.filter, &atoms)? {
                    self.accepted.insert(position);
                    filters.push(beyond.filter.clone());
                }
            }
            let taken: Vec<String> = atoms.iter().map(|a| a.name.clone()).collect();
            let keys: Vec<Key> = on
                .iter()
                .map(|a| {
                    let plain = name::snake(a.as_str().rsplit('.').next().unwrap_or_default());
                    Key {
                        attribute: a.clone(),
                        grain: None,
                        name: name::unique(&plain, &taken),
                    }
                })
                .collect();
            for fact in fact::facts(self.context, &atoms, &keys, &filters, notes)? {
                found.push((fact, keys.clone(), members.clone()));
            }
        }
        Ok(found)
    }

    /// Attributes by which an atom's rows belong to a row of the list: the row's key where the atom's rows have it,
    /// else what both share.
    fn link(
        &self,
        atom: &Atom<'m>,
        scope: &Scope<'m>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<AttributeId>, CompileError> {
        let model = self.context.model;
        let key: Option<Vec<AttributeId>> = self
            .dataset
            .primary_key
            .iter()
            .map(|column| {
                let field = self.dataset.fields.iter().find(|f| f.name == *column)?;
                field
                    .attributes
                    .iter()
                    .find(|a| model.resolve(&atom.base.name, a).is_some())
                    .cloned()
            })
            .collect();
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            return Ok(key);
        }
        let on = route::shared_attributes(self.context, scope, atom.base);
        if on.is_empty() {
            return Err(CompileError::NoPath {
                what: atom.label.clone(),
                with: self.dataset.name.clone(),
            });
        }
        notes.push(fact::shared_note(
            self.context,
            &atom.label,
            self.dataset,
            atom.base,
            &on,
        ));
        Ok(on)
    }

    fn concerns(&self, filter: &Predicate, atoms: &[Atom<'m>]) -> Result<bool, CompileError> {
        for atom in atoms {
            if atom.own_period && route::speaks_of_default_time(filter) {
                continue;
            }
            let scope = Scope::new(
                self.context.model,
                self.context.syntax,
                atom.base,
                atom.base,
                Vec::new(),
            );
            let route = route::route(self.context, filter, &scope, atom.time)?;
            if matches!(route, Route::Direct | Route::Finer(_)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn names_for(&mut self, fact: &Fact<'m>) -> (String, String) {
        if self.taken.is_empty() {
            self.taken = self
                .context
                .model
                .datasets
                .iter()
                .map(|d| d.name.clone())
                .collect();
        }
        let cte = name::unique(&format!("{}_totals", fact.scope.from().name), &self.taken);
        self.taken.push(cte.clone());
        let alias = name::unique(&format!("{}_t", fact.scope.own_alias()), &self.taken);
        self.taken.push(alias.clone());
        (cte, alias)
    }
}

/// A measure's value for a row.
fn measured(
    context: Context<'_>,
    lowered: &Lowered,
    atoms: &[Atom<'_>],
    origins: &[Option<Origin>],
) -> Result<String, CompileError> {
    let atom = |position: usize, zero: bool| match origins.get(position) {
        Some(Some(Origin::Row(sql))) => sql.clone(),
        Some(Some(Origin::Fact(alias, column))) => {
            let column = format!("{alias}.{}", context.syntax.name(&atoms[*column].name));
            if zero && atoms[position].zero_when_absent {
                format!("COALESCE({column}, 0)")
            } else {
                column
            }
        }
        _ => "NULL".into(),
    };
    let lone = |drivers: &BTreeSet<usize>| {
        let sources: BTreeSet<&str> = drivers
            .iter()
            .map(|&d| match origins.get(d) {
                Some(Some(Origin::Fact(alias, _))) => alias.as_str(),
                _ => "",
            })
            .collect();
        sources.len() <= 1
    };
    measure::write(context, &lowered.value, &lone, &atom)
}

/// SQL of a column that is neither measured nor computed.
fn plain(
    context: Context<'_>,
    column: &Column,
    scope: &mut Scope<'_>,
) -> Result<Option<String>, CompileError> {
    let sql = match column {
        Column::Attribute(attribute) => scope.column(attribute)?.sql,
        Column::Time { attribute, grain } => fact::key_column(scope, attribute, Some(*grain))?,
        Column::DaysSince(attribute) => {
            let date = scope.column(attribute)?;
            if !predicate::is_date(date.data_type) {
                return Err(CompileError::Invalid(format!("{} is no date", date.label)));
            }
            let today = context.syntax.literal(&Literal::Date(context.today));
            context
                .syntax
                .days_between(&predicate::comparable(context.syntax, &date), &today)
        }
        Column::DaysBetween { from, to } => predicate::days_between(scope, from, to)?,
        Column::DifferenceOf { left, right } => predicate::difference_of(scope, left, right)?.0,
        _ => return Ok(None),
    };
    Ok(Some(
        expression::opened(expression::parse(&sql)?).to_string(),
    ))
}

/// Heading of a column that is neither measured nor computed.
pub(super) fn heading(
    context: Context<'_>,
    dataset: &Dataset,
    column: &Column,
) -> Result<Option<Heading>, CompileError> {
    let of =
        |attribute: &AttributeId| columns::attribute(context.model, Some(&dataset.name), attribute);
    Ok(Some(match column {
        Column::Attribute(attribute) => of(attribute)?,
        Column::Time { grain, .. } => columns::period(*grain),
        Column::DaysSince(attribute) => {
            let date = of(attribute)?;
            columns::days(
                &format!("days_since_{}", date.name),
                format!("Days since {}", date.label.to_lowercase()),
            )
        }
        Column::DaysBetween { from, to } => {
            let (from, to) = (of(from)?, of(to)?);
            let label = format!(
                "Days from {} to {}",
                from.label.to_lowercase(),
                to.label.to_lowercase()
            );
            columns::days(&format!("days_from_{}_to_{}", from.name, to.name), label)
        }
        Column::DifferenceOf { left, right } => {
            let (left, right) = (of(left)?, of(right)?);
            let dates = predicate::is_date(left.data_type);
            let (integer, name) = (
                crate::model::DataType::Integer,
                format!("{}_minus_{}", left.name, right.name),
            );
            Heading {
                name,
                label: format!("{} minus {}", left.label, right.label.to_lowercase()),
                unit: if dates {
                    Some("days".into())
                } else {
                    left.unit
                },
                data_type: match (dates, left.data_type == integer) {
                    (true, _) => integer,
                    (false, true) => right.data_type,
                    (false, false) => left.data_type,
                },
                additive: left.additive && right.additive,
            }
        }
        _ => return Ok(None),
    }))
}
