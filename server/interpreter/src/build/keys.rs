//! *Keys* are what groups: dimensions that were named, and the subject where a list of it is wanted.

use semantic::{Column, Measure, MeasureUse, Predicate};

use super::Builder;
use crate::draft::{Dimension, What};

impl Builder<'_> {
    /// What groups: dimensions that were named, and the subject where a list of it is wanted.
    pub(super) fn group_columns(&mut self, measures: &[MeasureUse]) -> Vec<Column> {
        let mut attributes: Vec<semantic::AttributeId> = Vec::new();
        let valued = self.groups.iter().cloned().map(Dimension::Attribute);
        let dimensions: Vec<Dimension> = valued
            .chain(self.draft.dimensions.iter().cloned())
            .collect();
        for dimension in &dimensions {
            for attribute in self.dimension_attributes(dimension) {
                if !attributes.contains(&attribute) {
                    attributes.push(attribute);
                }
            }
        }
        let mut extra: Vec<usize> = Vec::new();
        if self.lists_subject(measures) {
            extra.extend(self.subject);
        }
        if self.draft.place {
            extra.extend(
                self.model
                    .entities
                    .iter()
                    .position(|e| e.name == "warehouse"),
            );
        }
        for entity in extra {
            for attribute in self.dimension_attributes(&Dimension::Entity(entity)) {
                if !attributes.contains(&attribute) {
                    attributes.push(attribute);
                }
            }
        }
        // Text attributes that were asked for beside the measure describe the group.
        if !attributes.is_empty() {
            for (attribute, _) in &self.draft.attributes {
                let text = self
                    .model
                    .fields_of(attribute)
                    .any(|(_, f)| f.data_type == semantic::DataType::Text);
                if text && !attributes.contains(attribute) {
                    attributes.push(attribute.clone());
                }
            }
        }
        // Several values of one attribute side by side are rows of their own.
        if attributes.is_empty() && self.draft.grain.is_none() && !self.draft.total {
            for (_, predicate) in &self.filters {
                if let Predicate::In {
                    attribute,
                    values,
                    negated: false,
                } = predicate
                    && values.len() > 1
                    && self.several_named(attribute)
                {
                    let named = Dimension::Attribute(attribute.clone());
                    attributes.extend(self.dimension_attributes(&named));
                }
            }
        }
        attributes.into_iter().map(Column::Attribute).collect()
    }

    /// The question names several values of the attribute one by one ("… and …", "… or …").
    pub(super) fn several_named(&self, attribute: &semantic::AttributeId) -> bool {
        let named = self
            .draft
            .values
            .iter()
            .filter(|v| {
                v.matches
                    .iter()
                    .any(|m| m.attribute == *attribute && m.values.len() == 1)
            })
            .count();
        named > 1
    }

    pub(super) fn lists_subject(&self, measures: &[MeasureUse]) -> bool {
        let draft = self.draft;
        let Some(subject) = self.subject else {
            return false;
        };
        let counted = measures.iter().any(|m| {
            matches!(&m.measure, Measure::Entities { entity, .. } if *entity == self.model.entities[subject].name)
        });
        if counted
            || draft.dimensions.contains(&Dimension::Entity(subject))
            || !self.groups.is_empty()
        {
            return false;
        }
        let ranks = draft.top.is_some() || draft.rank || draft.direction.is_some();
        let filters =
            draft.conditions.iter().any(|c| c.target.is_some()) || draft.more_than_before.is_some();
        if !draft.dimensions.is_empty()
            && !draft.per_group
            && self.model.entities[subject]
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d))
        {
            return false;
        }
        let explicit = draft.subjects.iter().any(|s| s.entity == subject);
        let counts = draft
            .measures
            .iter()
            .any(|m| !m.by && matches!(m.what, What::Count(_)));
        let figure = draft.how_much || draft.bare_count || draft.total || counts;
        ranks
            || filters
            || (explicit && !figure)
            || (draft.list && !figure && self.implied_subject_listed())
    }

    /// "Which helmets …", "of the drills, which ones …": the values stand for the products.
    pub(super) fn implied_subject_listed(&self) -> bool {
        self.draft.measures.is_empty() || self.draft.difference
    }
}
