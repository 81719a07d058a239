//! *Things* are what people talk about: the rows of a table, and what only codes in other tables stand for.

use super::attributes::Attributes;
use super::links::Link;
use super::measures::{Derived, ROWS, distinct};
use super::profile::Evidence;
use super::role::{Column, Role, Table};
use super::words::{PARTS, heading, identifier, phrase, plural_phrase};
use crate::model::{AttributeId, Entity, Noun};

/// Words that people use for one another, the commonest things of companies.
const SAME: [&[&str]; 9] = [
    &["customer", "client"],
    &["supplier", "vendor"],
    &["employee", "staff member"],
    &["product", "item", "article"],
    &["vehicle", "car"],
    &["doctor", "physician"],
    &["technician", "mechanic"],
    &["visit", "appointment"],
    &["repair", "fix"],
];

/// Columns that a list shows at most.
const LISTED: usize = 10;

/// A table with what was found out about it.
#[derive(Debug)]
pub(super) struct Known<'p> {
    pub(super) table: Table<'p>,
    /// Columns of the primary key.
    pub(super) key: Vec<String>,
    /// Other columns that tell rows apart.
    pub(super) others: Vec<String>,
    /// A row is something that happened.
    pub(super) event: bool,
    /// The date that says when.
    pub(super) time: Option<AttributeId>,
}

/// What entities are derived from.
pub(super) struct Scene<'a, 'p> {
    pub(super) known: &'a [Known<'p>],
    pub(super) tables: &'a [Table<'p>],
    pub(super) links: &'a [Link],
    pub(super) attributes: &'a Attributes<'p>,
    pub(super) metrics: &'a [Derived<'p>],
}

impl<'p> Scene<'_, 'p> {
    /// Tables that `table` leads to, itself included.
    fn reached(&self, table: &str) -> Vec<String> {
        let mut found = vec![table.to_owned()];
        let mut next = 0;
        while let Some(current) = found.get(next).cloned() {
            next += 1;
            for link in self.links.iter().filter(|l| l.from == current) {
                if !found.contains(&link.to) {
                    found.push(link.to.clone());
                }
            }
        }
        found
    }

    fn readable(&self, table: &str, attribute: &AttributeId) -> bool {
        let reached = self.reached(table);
        self.tables
            .iter()
            .filter(|t| reached.iter().any(|r| r == t.name()))
            .any(|t| {
                t.columns
                    .iter()
                    .any(|c| self.attributes.id(t.name(), c.name()) == *attribute)
            })
    }

    /// Metrics that can be told apart by the key, those of `own` first, then money, quantities, time and rows.
    fn natural(&self, key: &[AttributeId], own: &str, is_row: bool) -> Vec<String> {
        let mut found: Vec<&Derived<'_>> = self
            .metrics
            .iter()
            .filter(|m| key.iter().all(|a| self.readable(m.table, a)))
            // Ranking orders by how many orders they are says nothing.
            .filter(|m| !(is_row && m.table == own && m.rank == ROWS))
            .collect();
        found.sort_by_key(|m| (m.table != own, m.rank));
        found.iter().map(|m| m.metric.name.clone()).collect()
    }

    /// The entity that rows of a table are.
    pub(super) fn of_table(&self, known: &Known<'p>) -> Entity {
        let table = &known.table;
        let id = |column: &str| self.attributes.id(table.name(), column);
        let key: Vec<AttributeId> = known.key.iter().map(|c| id(c)).collect();
        let name_attribute = table.name_column().map(|c| id(c.name()));
        let mut datasets = vec![table.name()];
        let carriers = self.attributes.carriers(self.tables, &key);
        datasets.extend(carriers.iter().filter(|t| **t != table.name()));
        datasets.retain(|t| {
            key.iter()
                .chain(&name_attribute)
                .all(|a| self.readable(t, a))
        });
        let noun = phrase(&table.noun);
        let next_questions = match key.as_slice() {
            [_] => self
                .links
                .iter()
                .filter(|l| l.to == table.name())
                .filter_map(|l| self.tables.iter().find(|t| t.name() == l.from))
                .map(|t| format!("{} of {noun} {{key}}", plural_phrase(&t.noun)))
                .collect(),
            _ => Vec::new(),
        };
        Entity {
            name: identifier(&table.noun),
            noun: noun_of(&table.noun),
            synonyms: self.synonyms(&table.noun),
            description: format!("A row of {}.", table.name()),
            list: self.list(known),
            natural_metrics: self.natural(&key, table.name(), true),
            key,
            name_attribute,
            datasets: datasets.into_iter().map(str::to_owned).collect(),
            own_dataset: Some(table.name().to_owned()),
            next_questions,
            unreviewed: true,
        }
    }

    /// Other words for a thing, unless another thing is called so.
    fn synonyms(&self, noun: &[String]) -> Vec<String> {
        let Some((last, before)) = noun.split_last() else {
            return Vec::new();
        };
        let others = SAME
            .iter()
            .filter(|group| group.contains(&last.as_str()))
            .flat_map(|group| group.iter())
            .map(|word| {
                let mut words = before.to_vec();
                words.push((*word).to_owned());
                phrase(&words)
            });
        let free = others.filter(|word| self.tables.iter().all(|t| phrase(&t.noun) != *word));
        let mut all: Vec<String> = free.collect();
        // "order" for the sales order, unless there are orders of another kind.
        if before.len() == 1 && !PARTS.contains(&last.as_str()) {
            let shared = |t: &&Table<'_>| t.noun.last() == Some(last);
            if self.tables.iter().filter(shared).count() == 1 {
                all.push(last.clone());
            }
        }
        distinct(all, &phrase(noun))
    }

    /// What a list of a table's rows shows: key, names, date, kinds, figures.
    pub(super) fn list(&self, known: &Known<'p>) -> Vec<AttributeId> {
        let table = &known.table;
        let id = |column: &Column<'_>| self.attributes.id(table.name(), column.name());
        let mut shown: Vec<AttributeId> = known
            .key
            .iter()
            .map(|c| self.attributes.id(table.name(), c))
            .collect();
        shown.extend(table.name_column().map(id));
        shown.extend(
            table
                .columns
                .iter()
                .filter(|c| c.role == Role::Name)
                .map(id),
        );
        for link in self.links.iter().filter(|l| l.from == table.name()) {
            let home = self.tables.iter().find(|t| t.name() == link.to);
            let name = home.and_then(|home| {
                let column = home.name_column()?;
                Some(self.attributes.id(home.name(), column.name()))
            });
            let codes = link
                .from_columns
                .iter()
                .map(|c| self.attributes.id(table.name(), c));
            shown.extend(codes);
            shown.extend(name);
        }
        shown.extend(known.time.clone());
        let of = |wanted: &[Role]| {
            let wanted = wanted.to_vec();
            table
                .columns
                .iter()
                .filter(move |c| wanted.contains(&c.role))
                .map(id)
                .collect::<Vec<_>>()
        };
        shown.extend(of(&[Role::Identifier]));
        shown.extend(of(&[Role::Category]));
        shown.extend(of(&[Role::Money, Role::Quantity, Role::Duration]));
        shown.extend(of(&[Role::Number]));
        let mut kept: Vec<AttributeId> = Vec::new();
        for attribute in shown {
            if !kept.contains(&attribute) && kept.len() < LISTED.max(known.key.len()) {
                kept.push(attribute);
            }
        }
        kept
    }

    /// Things that have no table of their own: what a code in other tables stands for, with its name beside it.
    pub(super) fn without_table<E: Evidence>(
        &self,
        evidence: &mut E,
    ) -> Result<Vec<Entity>, E::Error> {
        let mut found: Vec<Entity> = Vec::new();
        for known in self.known {
            let table = &known.table;
            for column in &table.columns {
                if !self.stands_for_thing(known, column) {
                    continue;
                }
                let key = self.attributes.id(table.name(), column.name());
                let name = identifier(column.stem());
                if found
                    .iter()
                    .any(|e| e.key == [key.clone()] || e.name == name)
                {
                    continue;
                }
                found.extend(self.of_code(column, key, evidence)?);
            }
        }
        Ok(found)
    }

    fn stands_for_thing(&self, known: &Known<'_>, column: &Column<'_>) -> bool {
        let stem = column.stem();
        let linked = self.links.iter().any(|l| {
            l.from == known.table.name() && l.from_columns.iter().any(|c| c == column.name())
        });
        let at_home = self.tables.iter().any(|t| {
            t.noun == stem
                || t.noun.starts_with(stem)
                    && t.noun.len() == stem.len() + 1
                    && PARTS.contains(&t.noun[stem.len()].as_str())
        });
        column.role == Role::Identifier
            && !stem.is_empty()
            && stem != column.words.as_slice()
            && !linked
            && !at_home
            && known.key != [column.name()]
    }

    fn of_code<E: Evidence>(
        &self,
        column: &Column<'_>,
        key: AttributeId,
        evidence: &mut E,
    ) -> Result<Option<Entity>, E::Error> {
        let stem = column.stem();
        let mut datasets: Vec<(u64, &str)> = Vec::new();
        let mut name_attribute = None;
        let mut repeats = false;
        let mut named_in: Vec<&str> = Vec::new();
        for known in self.known {
            let table = &known.table;
            let Some(code) = table
                .columns
                .iter()
                .find(|c| self.attributes.id(table.name(), c.name()) == key)
            else {
                continue;
            };
            let few =
                code.profile.distinct.saturating_mul(10) <= table.profile.rows.saturating_mul(9);
            repeats |= few || known.key.iter().any(|k| k == code.name());
            datasets.push((code.profile.distinct, table.name()));
            let name = table
                .columns
                .iter()
                .find(|c| c.role == Role::Name && c.stem() == stem);
            let Some(name) = name else { continue };
            // One code, one name: otherwise the name is of something else.
            let pairs = evidence.distinct(table.name(), &[code.name(), name.name()])?;
            let tolerated = code.profile.distinct + code.profile.distinct / 20;
            if pairs <= tolerated {
                let attribute = self.attributes.id(table.name(), name.name());
                if name_attribute.get_or_insert_with(|| attribute.clone()) == &attribute {
                    named_in.push(table.name());
                }
            }
        }
        // A number that no two rows share stands for nothing but the row.
        if name_attribute.is_none() && !repeats {
            return Ok(None);
        }
        let mut datasets: Vec<(bool, u64, &str)> = datasets
            .into_iter()
            .filter(|(_, t)| name_attribute.as_ref().is_none_or(|a| self.readable(t, a)))
            .map(|(distinct, t)| (named_in.contains(&t), distinct, t))
            .collect();
        datasets.sort_by_key(|(named, distinct, _)| (!named, u64::MAX - distinct));
        let datasets: Vec<String> = datasets.iter().map(|(_, _, t)| (*t).to_owned()).collect();
        let Some(first) = datasets.first() else {
            return Ok(None);
        };
        let list = std::iter::once(key.clone()).chain(name_attribute.clone());
        Ok(Some(Entity {
            name: identifier(stem),
            noun: noun_of(stem),
            synonyms: self.synonyms(stem),
            description: format!("What {} stands for.", column.name()),
            natural_metrics: self.natural(std::slice::from_ref(&key), first, false),
            list: list.collect(),
            key: vec![key],
            name_attribute,
            datasets,
            own_dataset: None,
            next_questions: Vec::new(),
            unreviewed: true,
        }))
    }
}

/// Singular and plural of a noun.
pub(super) fn noun_of(words: &[String]) -> Noun {
    Noun {
        singular: phrase(words),
        plural: plural_phrase(words),
    }
}

/// What people call a column, and its other names.
pub(super) fn called(table: &Table<'_>, column: &Column<'_>) -> (String, Vec<String>) {
    let words = &column.words;
    let own = phrase(words);
    let stem = phrase(if column.stem().is_empty() {
        &table.noun
    } else {
        column.stem()
    });
    match column.role {
        Role::Identifier => {
            let label = if column.stem() == words.as_slice() {
                heading(words)
            } else {
                heading(if column.stem().is_empty() {
                    &table.noun
                } else {
                    column.stem()
                })
            };
            let forms = ["id", "number", "code"].map(|form| format!("{stem} {form}"));
            (label, distinct(forms, &own))
        }
        Role::Name if column.stem().is_empty() => {
            let mut full = table.noun.clone();
            full.extend(words.iter().cloned());
            let others = [format!("name of {stem}")];
            (heading(&full), distinct(others, &phrase(&full)))
        }
        Role::Date { .. } => {
            let kept: Vec<String> = words
                .iter()
                .filter(|w| !["date", "at", "on", "time", "day"].contains(&w.as_str()))
                .cloned()
                .collect();
            let said = phrase(&kept);
            let happened = kept.last().is_some_and(|w| w.ends_with("ed"));
            let others = if kept.is_empty() || !happened {
                Vec::new()
            } else {
                vec![said.clone(), format!("{said} on"), format!("date {said}")]
            };
            (heading(words), distinct(others, &own))
        }
        _ => {
            let short = words
                .strip_prefix(table.noun.as_slice())
                .filter(|rest| !rest.is_empty())
                .map(phrase);
            let short = short.into_iter().chain(column.without_unit());
            (heading(words), distinct(short, &own))
        }
    }
}
