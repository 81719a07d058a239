//! *Attributes* are derived by joining the columns that mean one thing: a key with all columns that lead to it, and
//! codes, names and kinds that carry one name in several tables.

use std::collections::{BTreeMap, BTreeSet};

use super::links::Link;
use super::role::{Column, Role, Table};
use super::words::identifier;
use crate::model::AttributeId;

/// A column, as `(table, column)`.
type Place<'p> = (&'p str, &'p str);

/// The attribute of each column.
#[derive(Debug, Default)]
pub(super) struct Attributes<'p> {
    conformed: BTreeMap<Place<'p>, String>,
}

impl<'p> Attributes<'p> {
    /// Names the columns of all tables. `links` leads from each pair of tables at most once.
    pub(super) fn of(tables: &[Table<'p>], links: &[Link]) -> Self {
        let mut found = Self::default();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        found.link(tables, links, &mut taken);
        let own_keys = |table: &Table<'p>, column: &Column<'p>| {
            column.role == Role::Identifier && column.stem() == table.noun
        };
        let mut named: BTreeMap<String, Vec<(&Table<'p>, &Column<'p>)>> = BTreeMap::new();
        for table in tables {
            for column in &table.columns {
                let shared = match column.role {
                    Role::Identifier | Role::Name | Role::Prefix => {
                        !column.stem().is_empty() && !own_keys(table, column)
                    }
                    Role::Category => true,
                    _ => false,
                };
                if shared && !found.conformed.contains_key(&(table.name(), column.name())) {
                    named
                        .entry(identifier(&column.words))
                        .or_default()
                        .push((table, column));
                }
            }
        }
        for (name, places) in named {
            let Some((_, first)) = places.first() else {
                continue;
            };
            if taken.contains(&name) {
                continue;
            }
            let mut seen = BTreeSet::new();
            for (table, column) in &places {
                if column.data_type == first.data_type && seen.insert(table.name()) {
                    found
                        .conformed
                        .insert((table.name(), column.name()), name.clone());
                }
            }
        }
        // A thing's own name is known by the thing: "mechanic_name" for the column "name".
        for table in tables {
            let Some(column) = table.name_column().filter(|c| c.stem().is_empty()) else {
                continue;
            };
            let mut words = table.noun.clone();
            words.extend(column.words.iter().cloned());
            let name = identifier(&words);
            if !found.carries(table.name(), &name) {
                found
                    .conformed
                    .entry((table.name(), column.name()))
                    .or_insert(name);
            }
        }
        found
    }

    /// A key and the columns that lead to it carry the key's name.
    fn link(&mut self, tables: &[Table<'p>], links: &[Link], taken: &mut BTreeSet<String>) {
        let place = |table: &str, column: &str| {
            let table = tables.iter().find(|t| t.name() == table)?;
            Some((table, table.column(column)?))
        };
        // Links to tables that lead on themselves come last, so that a name begins where it is at home.
        let mut ordered: Vec<&Link> = links.iter().collect();
        ordered.sort_by_key(|link| links.iter().any(|l| l.from == link.to));
        for link in ordered {
            for (from, to) in link.from_columns.iter().zip(&link.to_columns) {
                let (Some((home, key)), Some((table, column))) =
                    (place(&link.to, to), place(&link.from, from))
                else {
                    continue;
                };
                let known = self.conformed.get(&(home.name(), key.name())).cloned();
                let name = if let Some(name) = known {
                    name
                } else {
                    let mut words = key.words.clone();
                    if key.stem().is_empty() {
                        words.splice(0..0, home.noun.iter().cloned());
                    }
                    let name = identifier(&words);
                    if !taken.insert(name.clone()) {
                        continue;
                    }
                    self.conformed
                        .insert((home.name(), key.name()), name.clone());
                    name
                };
                if !self.carries(table.name(), &name) {
                    self.conformed
                        .entry((table.name(), column.name()))
                        .or_insert(name);
                }
            }
        }
    }

    /// A column of the table has that name already; within a table an attribute is one column.
    fn carries(&self, table: &str, name: &str) -> bool {
        self.conformed
            .iter()
            .any(|((t, _), n)| *t == table && n == name)
    }

    /// The attribute of a column.
    pub(super) fn id(&self, table: &str, column: &str) -> AttributeId {
        AttributeId::new(
            self.conformed
                .get(&(table, column))
                .cloned()
                .unwrap_or_else(|| format!("{table}.{column}")),
        )
    }

    /// Tables that carry all of these attributes in columns of their own.
    pub(super) fn carriers(&self, tables: &[Table<'p>], key: &[AttributeId]) -> Vec<&'p str> {
        tables
            .iter()
            .filter(|table| {
                key.iter().all(|wanted| {
                    table
                        .columns
                        .iter()
                        .any(|c| self.id(table.name(), c.name()) == *wanted)
                })
            })
            .map(Table::name)
            .collect()
    }
}
