//! *Deriving* makes a model of tables that nobody has described: from their names, types and values.
//!
//! `profile` is what is known of the tables, `words` what their names say, `role` what each column is for, `keys` and
//! `links` what identifies rows and leads from one to another; `attributes`, `things` and `measures` make the model.
//! All of it is a guess, however good: everything derived is marked `unreviewed` until a person takes the mark away.

mod attributes;
mod keys;
mod links;
mod measures;
mod profile;
mod role;
#[cfg(test)]
mod tests;
mod things;
mod words;

pub use links::{Ground, Link, Refuted};
pub use profile::{ColumnProfile, Evidence, Inclusion, TableProfile};

use std::collections::BTreeSet;

use crate::model::{Dataset, Field, Model, Relationship};
use attributes::Attributes;
use measures::Derived;
use role::{Column, Role, Table};
use things::{Known, Scene};
use words::{identifier, phrase};

/// A derived model, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivation {
    /// The model; each part of it is marked.
    pub model: Model,
    /// The primary key of each table that is in the model.
    pub keys: Vec<(String, Vec<String>)>,
    /// Links that became relationships.
    pub links: Vec<Link>,
    /// Second links between the same two tables; a question follows the first one.
    pub further: Vec<Link>,
    /// Links that names speak for and values refute.
    pub refuted: Vec<Refuted>,
    /// Tables that are not in the model, because nothing tells their rows apart.
    pub left_out: Vec<String>,
}

/// Derives a model called `name`. The same profiles and evidence give the same model.
///
/// # Errors
/// What `evidence` fails with.
pub fn derive<E: Evidence>(
    name: &str,
    profiles: &[TableProfile],
    evidence: &mut E,
) -> Result<Derivation, E::Error> {
    let known_type = |column: &str| {
        profiles
            .iter()
            .flat_map(|t| &t.columns)
            .find(|c| c.name == column && c.data_type.is_some())
            .and_then(|c| c.data_type)
    };
    let all: Vec<Table<'_>> = profiles.iter().map(|p| Table::of(p, &known_type)).collect();
    let mut left_out = Vec::new();
    let mut tables = Vec::new();
    let mut keys = Vec::new();
    for table in &all {
        match keys::find(table, &all, evidence)? {
            Some(key) => {
                keys.push((key.clone(), keys::others(table, &key, &all)));
                tables.push(table.clone());
            }
            None => left_out.push(table.name().to_owned()),
        }
    }
    let (links, further, refuted) = {
        let keyed: Vec<(&Table<'_>, Vec<Vec<usize>>)> = tables
            .iter()
            .zip(&keys)
            .map(|(table, (key, others))| {
                let singles = others.iter().map(|p| vec![*p]);
                (table, std::iter::once(key.clone()).chain(singles).collect())
            })
            .collect();
        let (found, refuted) = links::find(&keyed, evidence)?;
        let (links, further) = one_for_each_pair(found);
        (links, further, refuted)
    };
    let attributes = Attributes::of(&tables, &links);
    let known = known(&tables, &keys, &links, &attributes);
    let metrics = metrics(&known);
    let scene = Scene {
        known: &known,
        tables: &tables,
        links: &links,
        attributes: &attributes,
        metrics: &metrics,
    };
    let mut entities: Vec<_> = known.iter().map(|k| scene.of_table(k)).collect();
    number(entities.iter_mut().map(|e| &mut e.name));
    for entity in scene.without_table(evidence)? {
        if entities.iter().all(|e| e.name != entity.name) {
            entities.push(entity);
        }
    }
    let mut relationships = relationships(&links);
    number(relationships.iter_mut().map(|r| &mut r.name));
    let mut filters: Vec<_> = tables
        .iter()
        .flat_map(|t| measures::filters(t, &attributes))
        .collect();
    number(filters.iter_mut().map(|f| &mut f.name));
    let model = Model {
        name: identifier(&words::words(name)),
        description: format!(
            "Derived from the tables {}.",
            tables
                .iter()
                .map(Table::name)
                .collect::<Vec<_>>()
                .join(", ")
        ),
        datasets: known.iter().map(|k| dataset(k, &scene)).collect(),
        relationships,
        entities,
        metrics: metrics.into_iter().map(|m| m.metric).collect(),
        filters,
        verified_queries: Vec::new(),
        fiscal_year_begins: None,
    };
    let keys = known
        .iter()
        .map(|k| (k.table.name().to_owned(), k.key.clone()))
        .collect();
    Ok(Derivation {
        model,
        keys,
        links,
        further,
        refuted,
        left_out,
    })
}

/// Numbers the names that stand there twice: two tables can be called after one thing.
fn number<'n>(names: impl Iterator<Item = &'n mut String>) {
    let mut taken = BTreeSet::new();
    for name in names {
        let own = name.clone();
        let mut next = 2;
        while !taken.insert(name.clone()) {
            *name = format!("{own}_{next}");
            next += 1;
        }
    }
}

/// A question follows one link between two tables; the others are told to the reviewer.
fn one_for_each_pair(found: Vec<Link>) -> (Vec<Link>, Vec<Link>) {
    let mut pairs = BTreeSet::new();
    found
        .into_iter()
        .partition(|link| pairs.insert((link.from.clone(), link.to.clone())))
}

fn known<'p>(
    tables: &[Table<'p>],
    keys: &[(Vec<usize>, Vec<usize>)],
    links: &[Link],
    attributes: &Attributes<'p>,
) -> Vec<Known<'p>> {
    let mut all: Vec<Known<'p>> = tables
        .iter()
        .zip(keys)
        .map(|(table, (key, others))| {
            let names = |positions: &[usize]| -> Vec<String> {
                positions
                    .iter()
                    .map(|p| table.columns[*p].name().to_owned())
                    .collect()
            };
            let leads_on = links.iter().filter(|l| l.from == table.name()).count();
            let time = event_date(table, key, leads_on)
                .map(|column| attributes.id(table.name(), column.name()));
            Known {
                key: names(key),
                others: names(others),
                event: time.is_some(),
                time,
                table: table.clone(),
            }
        })
        .collect();
    // Rows that belong to something that happened happened then, as often as it takes to reach the last of them.
    for _ in 0..all.len() {
        let dated: Vec<(String, Option<_>)> = all
            .iter()
            .map(|k| (k.table.name().to_owned(), k.time.clone()))
            .collect();
        for known in all.iter_mut().filter(|k| k.time.is_none()) {
            let within = links.iter().filter(|l| l.from == known.table.name());
            let owner = within
                .filter(|l| is_part_of(known, l))
                .find_map(|l| dated.iter().find(|(t, time)| *t == l.to && time.is_some()));
            if let Some((_, time)) = owner {
                known.time.clone_from(time);
                known.event = true;
            }
        }
    }
    all
}

/// The rows of a table are parts of what they link to: the link is a part of their key, or they have no name.
fn is_part_of(known: &Known<'_>, link: &Link) -> bool {
    link.from_columns.iter().all(|c| known.key.contains(c)) || known.table.name_column().is_none()
}

/// The date that says when a row happened; none for things, which are and do not happen.
///
/// What happens involves others (`links` to other tables, codes of what has no table), counts or costs something, or is
/// dated by its own name: "ordered" for an order.
fn event_date<'t, 'p>(table: &'t Table<'p>, key: &[usize], links: usize) -> Option<&'t Column<'p>> {
    if table.name_column().is_some() {
        return None;
    }
    let coded = |(position, column): &(usize, &Column<'p>)| {
        column.role == Role::Identifier && !key.contains(position) && column.stem() != table.noun
    };
    let involved = links.max(table.columns.iter().enumerate().filter(coded).count());
    let figures = table
        .columns
        .iter()
        .any(|c| matches!(c.role, Role::Money | Role::Quantity | Role::Duration));
    let own = |column: &Column<'_>| {
        let same = |word: &String| table.noun.iter().any(|n| begins_like(word, n));
        column.words == ["date"] || column.words.iter().any(same)
    };
    let rank = |column: &Column<'_>| match column.role {
        Role::Date {
            promised,
            bookkeeping,
        } => {
            let last = column
                .words
                .iter()
                .any(|w| w == "last" || w == "updated" || w == "modified");
            let sparse = column.profile.nulls.saturating_mul(4) > table.profile.rows;
            (!last).then_some((bookkeeping, sparse, promised, !own(column)))
        }
        _ => None,
    };
    let best = table
        .columns
        .iter()
        .filter_map(|column| Some((rank(column)?, column)))
        .min_by_key(|(rank, _)| *rank);
    best.filter(|((bookkeeping, ..), column)| {
        involved > 1 || figures || own(column) && !bookkeeping || involved > 0 && *bookkeeping
    })
    .map(|(_, column)| column)
}

/// One word is a form of the other: "ordered" of "order", "enrolled" of "enrollment".
fn begins_like(word: &str, noun: &str) -> bool {
    const ENOUGH: usize = 4;
    let common = word
        .chars()
        .zip(noun.chars())
        .take_while(|(a, b)| a == b)
        .count();
    word == noun || common >= ENOUGH
}

fn metrics<'p>(known: &[Known<'p>]) -> Vec<Derived<'p>> {
    let summed: Vec<String> = known
        .iter()
        .flat_map(|k| {
            let columns = k.table.columns.iter();
            columns.filter(|c| measures::is_additive(&k.table, c, k.event))
        })
        .map(|c| phrase(&c.words))
        .collect();
    let shared = |name: &str| summed.iter().filter(|s| *s == name).count() > 1;
    let mut names = BTreeSet::new();
    known
        .iter()
        .flat_map(|k| measures::metrics(&k.table, k.event, &shared))
        .filter(|m| names.insert(m.metric.name.clone()))
        .collect()
}

fn dataset(known: &Known<'_>, scene: &Scene<'_, '_>) -> Dataset {
    let table = &known.table;
    let fields = table.columns.iter().map(|column| {
        let (label, synonyms) = things::called(table, column);
        Field {
            name: column.name().to_owned(),
            attributes: vec![scene.attributes.id(table.name(), column.name())],
            data_type: column.data_type,
            label,
            description: String::new(),
            synonyms,
            unit: measures::unit(column),
            indexed: is_indexed(column),
            personal: column.personal,
            delivery_date: matches!(column.role, Role::Date { promised: true, .. }),
            additive: measures::is_additive(table, column, known.event),
            parts: Vec::new(),
            sample_values: kinds(column),
            unreviewed: true,
        }
    });
    Dataset {
        name: table.name().to_owned(),
        description: format!(
            "One row for each {}: {}.",
            phrase(&table.noun),
            table
                .columns
                .iter()
                .map(|c| phrase(&c.words))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        primary_key: known.key.clone(),
        unique_keys: known.others.iter().map(|c| vec![c.clone()]).collect(),
        fields: fields.collect(),
        noun: things::noun_of(&table.noun),
        synonyms: Vec::new(),
        default_time: known.time.clone(),
        list: scene.list(known),
        unreviewed: true,
    }
}

/// Values that people say in a question: codes, names, kinds.
fn is_indexed(column: &Column<'_>) -> bool {
    column.data_type == crate::model::DataType::Text
        && matches!(
            column.role,
            Role::Identifier | Role::Prefix | Role::Name | Role::Category
        )
}

/// Words of a status, so that one is known that no row has at present.
fn kinds(column: &Column<'_>) -> Vec<String> {
    const STATES: [&str; 4] = ["status", "state", "stage", "phase"];
    const MOST: u64 = 20;
    let last = column.words.last().map_or("", String::as_str);
    let state = column.role == Role::Category && STATES.contains(&last);
    if state && column.profile.distinct <= MOST {
        let mut values = column.profile.samples.clone();
        values.sort();
        values
    } else {
        Vec::new()
    }
}

fn relationships(links: &[Link]) -> Vec<Relationship> {
    links
        .iter()
        .map(|link| Relationship {
            name: format!("{}_of_{}", noun_name(&link.from), noun_name(&link.to)),
            from: link.from.clone(),
            to: link.to.clone(),
            from_columns: link.from_columns.clone(),
            to_columns: link.to_columns.clone(),
            unreviewed: true,
        })
        .collect()
}

fn noun_name(table: &str) -> String {
    identifier(&words::noun(table))
}
