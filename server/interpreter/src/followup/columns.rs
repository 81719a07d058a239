//! *Columns* that a turn adds to the rows before: "add the supplier to that", "with the price too".

use semantic::{AttributeId, Column, Form, Measure, MeasureUse};

use super::Turn;
use crate::build::Built;
use crate::draft::{What, row_column};
use crate::interpreter::Parsed;

impl Turn<'_> {
    /// "Add the supplier to that": the rows before with what it names beside them.
    pub(super) fn added(&self, parsed: &Parsed) -> Option<Built> {
        let draft = self.draft;
        let adds = parsed
            .tokens
            .iter()
            .take(4)
            .any(|t| matches!(t.norm.as_str(), "add" | "append" | "attach" | "include"));
        let plain = draft.values.is_empty()
            && draft.filters.is_empty()
            && draft.dates.is_empty()
            && draft.keys.is_empty()
            && draft.conditions.is_empty()
            && draft.dimensions.is_empty()
            && draft.existence.is_empty()
            && draft.top.is_none()
            && draft.grain.is_none()
            && draft.share.is_none()
            && !draft.bare_count
            && !draft.total;
        let Form::Rows { dataset } = &self.previous.form else {
            return None;
        };
        if !adds || !plain {
            return None;
        }
        let mut columns: Vec<Column> = Vec::new();
        for subject in &draft.subjects {
            columns.extend(
                self.names_at(subject.entity, dataset)?
                    .into_iter()
                    .map(Column::Attribute),
            );
        }
        for (attribute, _) in &draft.attributes {
            self.model.resolve(dataset, attribute)?;
            columns.push(Column::Attribute(attribute.clone()));
        }
        for mention in &draft.measures {
            let What::Metric(candidates) = &mention.what else {
                return None;
            };
            let column = candidates
                .iter()
                .find_map(|m| row_column(self.model, *m))
                .filter(|a| self.model.resolve(dataset, a).is_some());
            columns.push(match column {
                Some(attribute) => Column::Attribute(attribute),
                None => Column::Measure(MeasureUse {
                    measure: Measure::Metric(self.model.metrics[*candidates.first()?].name.clone()),
                    filters: Vec::new(),
                    label: None,
                }),
            });
        }
        if draft.in_money && columns.is_empty() {
            columns.push(Column::Measure(MeasureUse {
                measure: Measure::Metric(self.worth(self.previous)?),
                filters: Vec::new(),
                label: None,
            }));
        }
        let mut query = self.previous.clone();
        columns.retain(|c| !query.columns.contains(c));
        if columns.is_empty() {
            return None;
        }
        // "Add the value, biggest first": by what is added.
        let first = query.columns.len();
        if let Some(descending) = draft.direction {
            query.order = vec![semantic::OrderBy {
                column: first,
                descending,
            }];
        }
        query.columns.extend(columns);
        Some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }

    /// Code and name of a thing as the rows of a dataset have them; those of the usual supplier where there is no other.
    fn names_at(&self, entity: usize, dataset: &str) -> Option<Vec<AttributeId>> {
        let names = |entity: &semantic::Entity| -> Option<Vec<AttributeId>> {
            let all: Vec<AttributeId> = entity
                .key
                .iter()
                .chain(&entity.name_attribute)
                .cloned()
                .collect();
            all.iter()
                .all(|a| self.model.resolve(dataset, a).is_some())
                .then_some(all)
        };
        let found = &self.model.entities[entity];
        names(found).or_else(|| {
            let main = self.model.entity("main_supplier")?;
            (found.name == "supplier").then(|| names(main)).flatten()
        })
    }

    /// "What are they worth, each one": the value of each listed row beside it.
    pub(super) fn worth_of_each(&self, parsed: &Parsed) -> Option<Built> {
        let draft = self.draft;
        let each = parsed.tokens.iter().any(|t| {
            matches!(
                t.norm.as_str(),
                "each" | "individually" | "apiece" | "separately"
            )
        });
        let plain = draft.values.is_empty()
            && draft.filters.is_empty()
            && draft.dates.is_empty()
            && draft.conditions.is_empty()
            && draft.dimensions.is_empty()
            && draft.subjects.is_empty()
            && draft.attributes.is_empty()
            && draft.top.is_none()
            && !draft.total;
        let money = draft.in_money
            || draft.measures.iter().any(|m| match &m.what {
                What::Metric(all) => all
                    .iter()
                    .any(|m| self.model.metrics[*m].unit.as_deref() == Some("USD")),
                _ => false,
            });
        if !each || !plain || !money || !matches!(self.previous.form, Form::Rows { .. }) {
            return None;
        }
        let column = Column::Measure(MeasureUse {
            measure: Measure::Metric(self.worth(self.previous)?),
            filters: Vec::new(),
            label: None,
        });
        let mut query = self.previous.clone();
        if !query.columns.contains(&column) {
            query.columns.push(column);
        }
        Some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }
}
