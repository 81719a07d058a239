//! *Compiling* turns a semantic query into SQL of one dialect.
//!
//! Tables are joined along declared many-to-one relationships only, and each fact is aggregated on its own before it
//! meets another, so that no row is ever counted twice. The stages: a measure comes down to atoms (`measure`), atoms
//! over the same rows make a fact (`fact`), facts make groups (`groups`) or are joined to a list (`rows`), columns are
//! computed from columns (`columns`), and conditions on values, order and limit come last (`finish`).

mod columns;
mod dialect;
mod empty;
mod expression;
mod fact;
mod finish;
mod groups;
mod literal;
mod measure;
mod meeting;
mod metric;
mod name;
mod predicate;
mod route;
mod rows;
mod scope;
mod select;
mod validate;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::{DataType, Model};
use crate::query::{Column, Form, SemanticQuery};

pub(crate) use dialect::is_plain;

use columns::{Heading, Shown};
use fact::Key;
use finish::Tie;
use groups::{Grouping, Source};
use measure::{Atom, Lowered};
use predicate::Context;

/// SQL dialects. Each engine names its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Apache `DataFusion`.
    Embedded,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
    /// Amazon Redshift.
    Redshift,
    /// Amazon Athena (Trino).
    Athena,
}

/// A compiled query.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// Readable SQL, one clause a line, literal dates.
    pub sql: String,
    /// What each output column is, in order.
    pub columns: Vec<OutputColumn>,
    /// Tables that are read.
    pub tables: BTreeSet<String>,
    /// What the reader of the result should know: conditions that could not be applied to a measure, conditions that
    /// were carried over from one table to another. Whole sentences.
    pub notes: Vec<String>,
}

/// An output column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutputColumn {
    /// Name in the SQL and in the answer: snake case, unique.
    pub name: String,
    /// Heading.
    pub label: String,
    /// Unit ("units", "USD", "days", "fraction"), when it has one.
    pub unit: Option<String>,
    /// Type.
    pub data_type: DataType,
}

/// Why a query cannot be written as SQL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// A name that the model does not have.
    #[error("the model has no {kind} named {name}")]
    Unknown {
        /// Kind of thing.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// Tables that no declared relationship joins without repeating rows.
    #[error(
        "{what} cannot be combined with {with}: no relationship joins them without counting rows twice"
    )]
    NoPath {
        /// Attribute or metric.
        what: String,
        /// Dataset.
        with: String,
    },
    /// A query that contradicts itself (a position that is not there, a ratio of text).
    #[error("{0}")]
    Invalid(String),
    /// What the engine has no words for.
    #[error("{engine} cannot compute {what}. Ask for something else in its place.")]
    Inexpressible {
        /// Name of the engine, at the beginning of a sentence.
        engine: &'static str,
        /// What it cannot compute: "a median".
        what: &'static str,
    },
}

/// Writes the SQL of a query for rows as of `today`.
pub fn compile(
    model: &Model,
    query: &SemanticQuery,
    dialect: Dialect,
    today: Date,
) -> Result<Compiled, CompileError> {
    validate::validate(query)?;
    let syntax = dialect::syntax(dialect);
    let context = Context {
        model,
        syntax,
        today,
    };
    let mut notes = Vec::new();
    let mut atoms = Vec::new();
    let mut measures = Vec::new();
    for (position, column) in query.columns.iter().enumerate() {
        if let Column::Measure(used) = column {
            measures.push((
                position,
                measure::lower(context, used, &mut atoms, &mut notes)?,
            ));
        }
    }
    let (source, shown, ties) = match &query.form {
        Form::Rows { dataset } => rows(context, query, dataset, &measures, &mut atoms, &mut notes)?,
        Form::Groups {
            dataset,
            keep_empty,
        } => {
            let dataset = dataset.as_deref();
            grouped(
                context,
                query,
                dataset,
                *keep_empty,
                &measures,
                &mut atoms,
                &mut notes,
            )?
        }
    };
    let tables = source.tables.clone();
    let mut select = finish::finish(syntax, source, &shown, &ties, query)?;
    let additive: BTreeSet<usize> = (0..shown.len()).filter(|p| shown[*p].additive).collect();
    let mut columns: Vec<OutputColumn> = shown
        .into_iter()
        .map(|s| OutputColumn {
            name: s.name,
            label: s.label,
            unit: s.unit,
            data_type: s.data_type,
        })
        .collect();
    if let Some(entity) = &query.counted {
        let unknown = || CompileError::Unknown {
            kind: "entity",
            name: entity.clone(),
        };
        let noun = &context.model.entity(entity).ok_or_else(unknown)?.noun;
        let name = name::snake(&format!("number of {}", noun.plural));
        select = finish::count(syntax, select, &name);
        columns = vec![OutputColumn {
            name,
            label: format!("Number of {}", noun.plural),
            unit: None,
            data_type: DataType::Integer,
        }];
    }
    if query.limit.as_ref().is_some_and(|l| l.together) {
        let sums = |(position, _): &(usize, OutputColumn)| {
            additive.contains(position)
                || matches!(query.columns.get(*position), Some(Column::Share { .. }))
        };
        columns = columns
            .into_iter()
            .enumerate()
            .filter(sums)
            .map(|(_, column)| column)
            .collect();
        if columns.is_empty() {
            let what = "rows can be shown together only with a figure that adds up";
            return Err(CompileError::Invalid(what.into()));
        }
        let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
        select = finish::together(syntax, select, &names);
    }
    let mut seen = BTreeSet::new();
    notes.retain(|note| seen.insert(note.clone()));
    Ok(Compiled {
        sql: select.to_string(),
        columns,
        tables,
        notes,
    })
}

type Parts = (Source, Vec<Shown>, Vec<Tie>);

fn rows<'m>(
    context: Context<'m>,
    query: &SemanticQuery,
    dataset: &str,
    measures: &[(usize, Lowered)],
    atoms: &mut [Atom<'m>],
    notes: &mut Vec<String>,
) -> Result<Parts, CompileError> {
    let unknown = || CompileError::Unknown {
        kind: "dataset",
        name: dataset.to_owned(),
    };
    let dataset = context.model.dataset(dataset).ok_or_else(unknown)?;
    let headings = query
        .columns
        .iter()
        .map(|c| rows::heading(context, dataset, c))
        .collect::<Result<Vec<_>, _>>()?;
    let names = output_names(query, &headings, measures);
    name_atoms(atoms, &[]);
    let mut list = rows::list(context, dataset, query, measures, atoms, &names, notes)?;
    finish::settle(
        context.syntax,
        query,
        &mut list.source,
        &mut list.shown,
        &mut list.ties,
    );
    let ties: Vec<String> = list.ties.iter().map(|t| t.sql.clone()).collect();
    let shown = columns::compute(context, query, &names, list.shown, &ties)?;
    Ok((list.source, shown, list.ties))
}

fn grouped<'m>(
    context: Context<'m>,
    query: &SemanticQuery,
    dataset: Option<&str>,
    keep_empty: bool,
    measures: &[(usize, Lowered)],
    atoms: &mut [Atom<'m>],
    notes: &mut Vec<String>,
) -> Result<Parts, CompileError> {
    let base = atoms
        .first()
        .map(|a| a.base.name.clone())
        .or_else(|| dataset.map(str::to_owned));
    let mut headings: Vec<Option<Heading>> = Vec::new();
    let mut key_columns = Vec::new();
    for (position, column) in query.columns.iter().enumerate() {
        headings.push(match column {
            Column::Attribute(attribute) => {
                key_columns.push((position, attribute.clone(), None));
                Some(columns::attribute(
                    context.model,
                    base.as_deref(),
                    attribute,
                )?)
            }
            Column::Time { attribute, grain } => {
                key_columns.push((position, attribute.clone(), Some(*grain)));
                Some(columns::period(*grain))
            }
            _ => None,
        });
    }
    let names = output_names(query, &headings, measures);
    let keys: Vec<Key> = key_columns
        .iter()
        .map(|(position, attribute, grain)| Key {
            attribute: attribute.clone(),
            grain: *grain,
            name: names[*position].clone(),
        })
        .collect();
    if keep_empty
        && key_columns
            .first()
            .is_none_or(|(position, _, _)| *position != 0)
    {
        return Err(CompileError::Invalid(
            "to keep empty groups, the first column must be what is grouped by".into(),
        ));
    }
    let key_names: Vec<String> = keys.iter().map(|k| k.name.clone()).collect();
    name_atoms(atoms, &key_names);
    let lowered: Vec<Lowered> = measures.iter().map(|(_, l)| l.clone()).collect();
    let mut source = if lowered.is_empty() {
        groups::distinct(context, dataset, &keys, &query.filters, notes)?
    } else {
        let grouping = Grouping {
            keys: &keys,
            measures: &lowered,
            filters: &query.filters,
            keep_empty,
        };
        groups::measured(context, &grouping, atoms, notes)?
    };
    let mut shown: Vec<Option<Shown>> = vec![None; query.columns.len()];
    let mut ties = Vec::new();
    for ((position, _, _), sql) in key_columns.iter().zip(&source.keys) {
        shown[*position] = headings[*position]
            .clone()
            .map(|h| h.shown(&names[*position], sql));
        ties.push(Tie {
            sql: sql.clone(),
            shown: Some(*position),
        });
    }
    for (index, ((position, lowered), sql)) in measures.iter().zip(&source.values).enumerate() {
        let mut heading = lowered.heading();
        heading.additive &= !source.overlapping.contains(&index);
        shown[*position] = Some(heading.shown(&names[*position], sql));
    }
    finish::settle(context.syntax, query, &mut source, &mut shown, &mut ties);
    let sorted: BTreeSet<usize> = query.order.iter().map(|o| o.column).collect();
    let open: Vec<String> = ties
        .iter()
        .filter(|t| t.shown.is_some_and(|p| !sorted.contains(&p)))
        .map(|t| t.sql.clone())
        .collect();
    let shown = columns::compute(context, query, &names, shown, &open)?;
    Ok((source, shown, ties))
}

/// One name for each column of the query.
fn output_names(
    query: &SemanticQuery,
    headings: &[Option<Heading>],
    measures: &[(usize, Lowered)],
) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (position, column) in query.columns.iter().enumerate() {
        let measure = measures
            .iter()
            .find(|(p, _)| *p == position)
            .map(|(_, l)| l.name.as_str());
        let heading = headings
            .get(position)
            .and_then(Option::as_ref)
            .map(|h| h.name.as_str());
        let wanted = measure
            .or(heading)
            .unwrap_or_else(|| columns::computed_name(column));
        names.push(name::unique(wanted, &names));
    }
    names
}

/// Gives atoms names that differ from each other and from the keys beside them.
fn name_atoms(atoms: &mut [Atom<'_>], keys: &[String]) {
    let mut taken = keys.to_vec();
    for atom in atoms {
        atom.name = name::unique(&atom.name, &taken);
        taken.push(atom.name.clone());
    }
}
