//! A question *about* the things before: it is one of its own, over the rows or things that went before.

use semantic::{Column, Form, OrderBy, Predicate, SemanticQuery};

use super::pointing::Pointed;
use super::{Turn, same_entity};
use crate::build::{Built, build};

impl Turn<'_> {
    /// A question of its own about the things before.
    pub(super) fn inherit(&self) -> Option<Built> {
        let mut built = build(self.draft, self.model, self.today).ok()?;
        built.confidence = built.confidence.min(0.92);
        if let Some(pointed) = self.pointed
            && (self.chosen()
                || pointed.picked
                || self.model.entities[pointed.entity].key.len() == 1
                || !self.inheritable(&built.query))
        {
            return self.about(pointed, built);
        }
        if self.chosen() && self.draft.pronoun {
            return None;
        }
        // "Total value?" of orders: what they are worth, no figure that the conditions before say nothing of.
        if self.pointed.is_none() && !self.inheritable(&built.query) {
            return if self.draft.subjects.is_empty() {
                self.figure()
            } else {
                None
            };
        }
        let has_time = built
            .query
            .filters
            .iter()
            .any(|p| matches!(p, Predicate::Within { .. }));
        let happens = self
            .dataset_of(&built.query)
            .is_none_or(|base| self.happens(&base));
        let own = built.query.filters.clone();
        for predicate in &self.previous.filters {
            let replaced = match predicate {
                Predicate::Within { .. } => has_time || !happens,
                Predicate::In { attribute, .. } => {
                    own.iter().any(|p| same_entity(self.model, p, attribute))
                }
                other => built.query.filters.contains(other),
            };
            if !replaced {
                built.query.filters.push(predicate.clone());
            }
        }
        Some(built)
    }

    /// Rows that the new question looks at can bear the conditions of the one before.
    pub(super) fn inheritable(&self, query: &SemanticQuery) -> bool {
        let Some(base) = self.dataset_of(query) else {
            return false;
        };
        let bears = |dataset: &str| {
            let reach = self.model.reachable(dataset);
            reach.iter().any(|(d, _)| d.name == base)
                && self.previous.filters.iter().all(|p| match p {
                    Predicate::In { attribute, .. } => {
                        self.model.resolve(dataset, attribute).is_some()
                    }
                    Predicate::Named { filter, .. } => self
                        .model
                        .filter(filter)
                        .is_some_and(|f| reach.iter().any(|(d, _)| d.name == f.dataset)),
                    _ => true,
                })
        };
        self.model.datasets.iter().any(|d| bears(&d.name))
    }

    /// A limit or a condition on figures chose the rows before: its filters alone do not.
    pub(super) fn chosen(&self) -> bool {
        self.previous.limit.is_some() || !self.previous.having.is_empty()
    }

    /// A question of its own about the very things that the answer named, in the same period.
    pub(super) fn about(&self, pointed: &Pointed, mut built: Built) -> Option<Built> {
        let base = self.dataset_of(&built.query)?;
        // What the turn says itself, not the parts of a key that were just added.
        let own = built.query.filters.clone();
        for filter in &pointed.filters {
            let Predicate::In { attribute, .. } = filter else {
                continue;
            };
            self.model.resolve(&base, attribute)?;
            // "The OSL-1 ones": the turn says itself which of them.
            let said = |p: &Predicate| {
                same_entity(self.model, p, attribute)
                    && matches!(p, Predicate::In { negated: false, .. })
            };
            if !own.iter().any(said) {
                built.query.filters.push(filter.clone());
            }
        }
        // "What do they charge for it": "it" is what the question before was about.
        if self.second_reference {
            for filter in &self.previous.filters {
                let Predicate::In {
                    attribute,
                    values,
                    negated: false,
                } = filter
                else {
                    continue;
                };
                let same = pointed
                    .filters
                    .iter()
                    .any(|p| same_entity(self.model, p, attribute));
                if !same && values.len() == 1 && self.model.resolve(&base, attribute).is_some() {
                    built.query.filters.push(filter.clone());
                }
            }
        }
        self.one_by_one(pointed, &mut built.query);
        let dated = |p: &Predicate| matches!(p, Predicate::Within { .. });
        let period = self.previous.filters.iter().find(|p| {
            matches!(
                p,
                Predicate::Within {
                    attribute: None,
                    ..
                }
            )
        });
        let happens = self.happens(&base);
        if let (Some(period @ Predicate::Within { window, .. }), true) = (period, happens)
            && !built.query.filters.iter().any(dated)
        {
            built.assumptions.push(format!(
                "The period of the question before is kept: {}.",
                crate::restate::window(window)
            ));
            built.confidence -= 0.05;
            built.query.filters.push(period.clone());
        }
        Some(built)
    }

    /// "Their lead times": a figure for each of several things.
    pub(super) fn one_by_one(&self, pointed: &Pointed, query: &mut SemanticQuery) {
        let figures = query
            .columns
            .iter()
            .all(|c| matches!(c, Column::Measure(_)));
        let entity = &self.model.entities[pointed.entity];
        if !pointed.several || !figures || self.draft.total || entity.key.len() != 1 {
            return;
        }
        if !matches!(query.form, Form::Groups { .. }) || !query.having.is_empty() {
            return;
        }
        let keys = entity.key.iter().chain(&entity.name_attribute).cloned();
        let keys: Vec<Column> = keys.map(Column::Attribute).collect();
        query.order = vec![OrderBy {
            column: keys.len(),
            descending: true,
        }];
        query.columns.splice(0..0, keys);
    }

    /// Rows of the dataset are dated.
    pub(super) fn happens(&self, dataset: &str) -> bool {
        self.model
            .dataset(dataset)
            .is_some_and(|d| d.primary_key.len() > 1)
            && self
                .model
                .reachable(dataset)
                .iter()
                .any(|(d, _)| d.default_time.is_some())
    }
}
