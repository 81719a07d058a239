//! A *scope* is one FROM clause while it grows: a dataset and what it joins, many to one, each when first needed.

use std::collections::BTreeSet;

use crate::model::{AttributeId, DataType, Dataset, Field, Model, Relationship};

use super::CompileError;
use super::dialect::Syntax;

/// A FROM clause with its joins.
#[derive(Debug, Clone)]
pub(super) struct Scope<'m> {
    pub(super) model: &'m Model,
    pub(super) syntax: &'static dyn Syntax,
    /// Dataset whose rows are read.
    from: &'m Dataset,
    /// Dataset whose view decides what an attribute means; differs from `from` when a coarser dataset is counted
    /// over the rows of a finer one.
    view: &'m Dataset,
    joined: Vec<Joined<'m>>,
    /// Aliases of the enclosing statements.
    outer: Vec<String>,
    /// Tables that nested statements read.
    nested: BTreeSet<&'m str>,
}

#[derive(Debug, Clone)]
struct Joined<'m> {
    dataset: &'m Dataset,
    alias: String,
    on: Vec<String>,
}

/// A column as a scope writes it.
#[derive(Debug, Clone)]
pub(super) struct Resolved<'m> {
    /// SQL expression.
    pub(super) sql: String,
    /// Dataset that it is read from.
    pub(super) dataset: &'m Dataset,
    /// Field behind it.
    pub(super) field: &'m Field,
    /// Type; a part of a text is text.
    pub(super) data_type: DataType,
    /// Heading.
    pub(super) label: &'m str,
}

impl<'m> Scope<'m> {
    /// A scope that reads `from`, with attributes seen from `view`.
    pub(super) fn new(
        model: &'m Model,
        syntax: &'static dyn Syntax,
        from: &'m Dataset,
        view: &'m Dataset,
        outer: Vec<String>,
    ) -> Self {
        let mut scope = Self {
            model,
            syntax,
            from,
            view,
            joined: Vec::new(),
            outer,
            nested: BTreeSet::new(),
        };
        let alias = scope.free_alias(from);
        scope.joined.push(Joined {
            dataset: from,
            alias,
            on: Vec::new(),
        });
        scope
    }

    /// Dataset whose rows are read.
    pub(super) fn from(&self) -> &'m Dataset {
        self.from
    }

    /// Dataset from which attributes are seen.
    pub(super) fn view(&self) -> &'m Dataset {
        self.view
    }

    /// Alias of the dataset whose rows are read.
    pub(super) fn own_alias(&self) -> &str {
        self.joined.first().map_or("", |j| j.alias.as_str())
    }

    /// Aliases that a nested statement must not use again.
    pub(super) fn aliases(&self) -> Vec<String> {
        self.outer
            .iter()
            .cloned()
            .chain(self.joined.iter().map(|j| j.alias.clone()))
            .collect()
    }

    /// Tables that are read, by nested statements too.
    pub(super) fn tables(&self) -> impl Iterator<Item = &'m str> + '_ {
        self.joined
            .iter()
            .map(|j| j.dataset.name.as_str())
            .chain(self.nested.iter().copied())
    }

    /// Remembers what a nested statement reads.
    pub(super) fn reads(&mut self, nested: &Scope<'m>) {
        self.nested.extend(nested.tables());
    }

    /// The field that an attribute means here.
    pub(super) fn locate(&self, attribute: &AttributeId) -> Option<(&'m Dataset, &'m Field)> {
        self.model
            .resolve(&self.view.name, attribute)
            .or_else(|| self.model.resolve(&self.from.name, attribute))
    }

    /// The column of an attribute; joins its table.
    pub(super) fn column(&mut self, attribute: &AttributeId) -> Result<Resolved<'m>, CompileError> {
        let Some((dataset, field)) = self.locate(attribute) else {
            return Err(if self.model.fields_of(attribute).next().is_none() {
                CompileError::Unknown {
                    kind: "attribute",
                    name: attribute.0.clone(),
                }
            } else {
                self.no_path(attribute.as_str())
            });
        };
        let column = self.field(dataset, &field.name)?;
        Ok(
            match field.parts.iter().find(|p| p.attribute == *attribute) {
                Some(part) => Resolved {
                    sql: self.syntax.part(&column, part.position),
                    dataset,
                    field,
                    data_type: DataType::Text,
                    label: &part.label,
                },
                None => Resolved {
                    sql: column,
                    dataset,
                    field,
                    data_type: field.data_type,
                    label: &field.label,
                },
            },
        )
    }

    /// The column of a dataset that is read here or can be joined.
    pub(super) fn field(&mut self, dataset: &Dataset, field: &str) -> Result<String, CompileError> {
        let alias = self.alias(&dataset.name)?;
        Ok(format!("{alias}.{}", self.syntax.name(field)))
    }

    /// The alias of a dataset; joins it and what lies on the way to it.
    pub(super) fn alias(&mut self, dataset: &str) -> Result<String, CompileError> {
        if let Some(joined) = self.joined.iter().find(|j| j.dataset.name == dataset) {
            return Ok(joined.alias.clone());
        }
        let path =
            path(self.model, &self.from.name, dataset).ok_or_else(|| self.no_path(dataset))?;
        let mut near = self.alias_here(&self.from.name);
        for relationship in path {
            near = match self
                .joined
                .iter()
                .find(|j| j.dataset.name == relationship.to)
            {
                Some(joined) => joined.alias.clone(),
                None => self.join(relationship, &near)?,
            };
        }
        Ok(near)
    }

    fn join(&mut self, relationship: &Relationship, near: &str) -> Result<String, CompileError> {
        let dataset =
            self.model
                .dataset(&relationship.to)
                .ok_or_else(|| CompileError::Unknown {
                    kind: "dataset",
                    name: relationship.to.clone(),
                })?;
        let alias = self.free_alias(dataset);
        let on = relationship
            .to_columns
            .iter()
            .zip(&relationship.from_columns)
            .map(|(to, from)| {
                format!(
                    "{alias}.{} = {near}.{}",
                    self.syntax.name(to),
                    self.syntax.name(from)
                )
            })
            .collect();
        self.joined.push(Joined {
            dataset,
            alias: alias.clone(),
            on,
        });
        Ok(alias)
    }

    fn alias_here(&self, dataset: &str) -> String {
        self.joined
            .iter()
            .find(|j| j.dataset.name == dataset)
            .map_or_else(String::new, |j| j.alias.clone())
    }

    /// Initials of the name's words ("sol" for `sales_order_line`), with a number when they are taken.
    fn free_alias(&self, dataset: &Dataset) -> String {
        let initials: String = dataset
            .name
            .split('_')
            .filter_map(|word| word.chars().next())
            .filter(char::is_ascii_alphabetic)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let initials = if initials.is_empty() {
            "t".into()
        } else {
            initials
        };
        let taken = self.aliases();
        let free = |alias: &String| !taken.contains(alias) && !self.syntax.is_reserved(alias);
        std::iter::once(initials.clone())
            .chain((2..=u32::MAX).map(|n| format!("{initials}{n}")))
            .find(free)
            .unwrap_or(initials)
    }

    /// The table with its alias, for FROM.
    pub(super) fn source(&self) -> String {
        format!(
            "{} AS {}",
            self.syntax.name(&self.from.name),
            self.alias_here(&self.from.name)
        )
    }

    /// The joins. Rows whose counterpart is missing stay: no join changes how many rows there are.
    pub(super) fn join_clauses(&self) -> Vec<String> {
        self.joined
            .iter()
            .skip(1)
            .map(|j| {
                format!(
                    "LEFT JOIN {} AS {} ON {}",
                    self.syntax.name(&j.dataset.name),
                    j.alias,
                    j.on.join(" AND ")
                )
            })
            .collect()
    }

    /// That something cannot be read from here.
    pub(super) fn no_path(&self, what: &str) -> CompileError {
        CompileError::NoPath {
            what: what.to_owned(),
            with: self.view.name.clone(),
        }
    }
}

/// The shortest chain of many-to-one joins from one dataset to another; empty when they are the same.
pub(super) fn path<'m>(model: &'m Model, from: &str, to: &str) -> Option<Vec<&'m Relationship>> {
    let mut reached: Vec<(String, Vec<&'m Relationship>)> = vec![(from.to_owned(), Vec::new())];
    let mut next = 0;
    while let Some((dataset, chain)) = reached.get(next).cloned() {
        if dataset == to {
            return Some(chain);
        }
        next += 1;
        for relationship in model.relationships.iter().filter(|r| r.from == dataset) {
            if reached.iter().all(|(d, _)| *d != relationship.to) {
                let mut longer = chain.clone();
                longer.push(relationship);
                reached.push((relationship.to.clone(), longer));
            }
        }
    }
    None
}

/// Datasets that point to `dataset` along many-to-one joins, the nearest first, itself left out.
pub(super) fn finer<'m>(model: &'m Model, dataset: &str) -> Vec<&'m Dataset> {
    let mut found: Vec<(usize, &'m Dataset)> = model
        .datasets
        .iter()
        .filter(|d| d.name != dataset)
        .filter_map(|d| path(model, &d.name, dataset).map(|chain| (chain.len(), d)))
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().map(|(_, d)| d).collect()
}
