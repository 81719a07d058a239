//! A *meeting* joins facts on their keys after each has been aggregated, so that groups of either side stay.
//!
//! Where the engine can join fully by an equality for which NULL equals NULL, it does. Where it cannot, all keys are
//! listed first, each once, and the facts are joined to that list.

use std::collections::BTreeSet;

use crate::model::DataType;

use super::fact::{Fact, Key};
use super::measure::Atom;
use super::predicate::Context;
use super::select::{Item, Select};
use super::{empty, name};

/// Facts that have been joined.
pub(super) struct Met {
    /// The statement without output columns.
    pub(super) select: Select,
    /// Alias of each fact.
    pub(super) aliases: Vec<String>,
    /// SQL of each key.
    pub(super) keys: Vec<String>,
}

/// A fact, or the groups that are kept without one, as a common table expression with its alias.
struct Part {
    cte: String,
    statement: Select,
    alias: String,
    /// Which keys it has as columns.
    keys: BTreeSet<usize>,
    /// It adds no groups of its own.
    follows: bool,
    /// It has nothing but keys.
    bare: bool,
}

/// What has been joined: an alias, and which keys it has.
struct Joined {
    alias: String,
    keys: BTreeSet<usize>,
}

/// Joins the facts, those that lead first.
pub(super) fn meet(
    context: Context<'_>,
    keys: &[Key],
    atoms: &[Atom<'_>],
    facts: &[Fact<'_>],
    mut every: Option<empty::EveryGroup>,
    follows: &dyn Fn(usize) -> bool,
) -> Met {
    let mut order: Vec<usize> = (0..facts.len()).collect();
    order.sort_by_key(|&position| follows(position));
    let mut aliases = vec![String::new(); facts.len()];
    let mut taken: Vec<String> = context
        .model
        .datasets
        .iter()
        .map(|d| d.name.clone())
        .collect();
    let mut fresh = |wanted: &str| {
        let name = name::unique(wanted, &taken);
        taken.push(name.clone());
        name
    };
    let mut parts = Vec::new();
    for position in order {
        let fact = &facts[position];
        let cte = fresh(&format!("{}_totals", fact.scope.from().name));
        let alias = fresh(fact.scope.own_alias());
        aliases[position].clone_from(&alias);
        parts.push(Part {
            cte,
            statement: fact.select(keys, atoms),
            alias,
            keys: (0..keys.len()).collect(),
            follows: follows(position),
            bare: false,
        });
    }
    let leading = parts.iter().take_while(|part| !part.follows).count();
    if let Some(every) = every.take() {
        parts.insert(
            leading,
            Part {
                cte: fresh("every_group"),
                statement: every.select,
                alias: fresh("eg"),
                keys: every.keys,
                follows: false,
                bare: true,
            },
        );
    }
    let meeting = Meeting { context, keys };
    let adding = parts.iter().filter(|part| !part.follows).count();
    let (select, joined) = if keys.is_empty() || adding < 2 || context.syntax.joins_fully() {
        meeting.one_by_one(parts)
    } else {
        meeting.to_all_keys(parts, fresh("every_key"), fresh("ek"))
    };
    let keys = (0..keys.len())
        .map(|key| meeting.key_of(&joined, key))
        .collect();
    Met {
        select,
        aliases,
        keys,
    }
}

struct Meeting<'a> {
    context: Context<'a>,
    keys: &'a [Key],
}

impl Meeting<'_> {
    /// Joins each part to those before it.
    fn one_by_one(&self, parts: Vec<Part>) -> (Select, Vec<Joined>) {
        let (mut select, mut joined) = (Select::default(), Vec::new());
        for part in parts {
            self.join(&mut select, &mut joined, &part, part.follows);
            select.with.push((part.cte, part.statement));
        }
        (select, joined)
    }

    /// Joins the parts to a list of all keys that those have which add groups.
    fn to_all_keys(&self, parts: Vec<Part>, cte: String, alias: String) -> (Select, Vec<Joined>) {
        let list = self.all_keys(&parts);
        let mut select = Select {
            from: format!("{} AS {alias}", self.context.syntax.name(&cte)),
            ..Select::default()
        };
        let mut joined = vec![Joined {
            alias,
            keys: (0..self.keys.len()).collect(),
        }];
        for part in parts {
            if !part.bare {
                self.join(&mut select, &mut joined, &part, true);
            }
            select.with.push((part.cte, part.statement));
        }
        select.with.push((cte, list));
        (select, joined)
    }

    fn all_keys(&self, parts: &[Part]) -> Select {
        let facts = || parts.iter().filter(|part| !part.follows && !part.bare);
        let mut statements = parts.iter().filter(|part| !part.follows).map(|part| {
            let alias = &part.alias;
            let item = |(key, named): (usize, &Key)| {
                let name = self.context.syntax.name(&named.name);
                if part.keys.contains(&key) {
                    Item::new(format!("{alias}.{name}"), name)
                } else {
                    Item::new("NULL", name)
                }
            };
            let items = self.keys.iter().enumerate().map(item).collect();
            // A group that some fact has is not empty, whatever its other keys are.
            let whole = part.keys.len() == self.keys.len();
            let conditions = facts().filter(|_| !whole).map(|fact| {
                let on = part.keys.iter().map(|&key| {
                    let right = self.column(&part.alias, key);
                    self.same(&self.column(&fact.alias, key), &right, key)
                });
                let on = on.collect::<Vec<_>>().join(" AND ");
                format!(
                    "NOT EXISTS (SELECT 1 FROM {} WHERE {on})",
                    self.source(fact)
                )
            });
            Select {
                items,
                conditions: conditions.collect(),
                from: self.source(part),
                ..Select::default()
            }
        });
        let mut first = statements.next().unwrap_or_default();
        first.union = statements.collect();
        first
    }

    /// Joins a part on all keys that it has; groups of either side stay, unless the part only follows.
    fn join(&self, select: &mut Select, joined: &mut Vec<Joined>, part: &Part, follows: bool) {
        let source = self.source(part);
        if joined.is_empty() {
            select.from = source;
        } else if part.keys.is_empty() {
            select.joins.push(format!("CROSS JOIN {source}"));
        } else {
            let kind = if follows {
                "LEFT JOIN"
            } else {
                "FULL OUTER JOIN"
            };
            let on: Vec<String> = part
                .keys
                .iter()
                .map(|&key| {
                    let own = self.column(&part.alias, key);
                    self.same(&own, &self.key_of(joined, key), key)
                })
                .collect();
            select
                .joins
                .push(format!("{kind} {source} ON {}", on.join(" AND ")));
        }
        joined.push(Joined {
            alias: part.alias.clone(),
            keys: if follows {
                BTreeSet::new()
            } else {
                part.keys.clone()
            },
        });
    }

    fn source(&self, part: &Part) -> String {
        format!("{} AS {}", self.context.syntax.name(&part.cte), part.alias)
    }

    fn column(&self, alias: &str, key: usize) -> String {
        format!("{alias}.{}", self.context.syntax.name(&self.keys[key].name))
    }

    fn same(&self, left: &str, right: &str, key: usize) -> String {
        let key = &self.keys[key];
        let part =
            |field: &crate::model::Field| field.parts.iter().any(|p| p.attribute == key.attribute);
        let data_type = match self.context.model.fields_of(&key.attribute).next() {
            _ if key.grain.is_some() => DataType::Date,
            Some((_, field)) if !part(field) => field.data_type,
            _ => DataType::Text,
        };
        self.context.syntax.same(left, right, data_type)
    }

    /// A key after the parts have been joined.
    fn key_of(&self, joined: &[Joined], key: usize) -> String {
        let columns: Vec<String> = joined
            .iter()
            .filter(|part| part.keys.contains(&key))
            .map(|part| self.column(&part.alias, key))
            .collect();
        match columns.as_slice() {
            [only] => only.clone(),
            several => format!("COALESCE({})", several.join(", ")),
        }
    }
}
