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

    /// "Add how many orders each of them placed": another figure of the groups before.
    pub(super) fn added_figures(&self, parsed: &Parsed) -> Option<Built> {
        let draft = self.draft;
        let adds = parsed
            .tokens
            .iter()
            .take(4)
            .any(|t| matches!(t.norm.as_str(), "add" | "append" | "attach" | "include"));
        let query = &self.previous;
        let keyed = matches!(query.columns.first(), Some(Column::Attribute(_)));
        let grouped = matches!(query.form, Form::Groups { .. }) && keyed && query.counted.is_none();
        if !adds || !grouped || !self.only_figures() {
            return None;
        }
        let columns = draft
            .measures
            .iter()
            .map(|mention| self.figure_beside(&mention.what))
            .collect::<Option<Vec<Column>>>()?;
        self.beside_groups(columns)
    }

    /// "Average price at each" after a list: the figure of each of the things that were listed.
    pub(super) fn figure_of_each(&self, parsed: &Parsed) -> Option<Built> {
        use crate::cues::Cue;
        use crate::lattice::Meaning;
        let dangling = parsed
            .spans
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable)
            .is_some_and(|s| s.meaning == Meaning::Cue(Cue::Each));
        let listed = matches!(self.previous.form, Form::Groups { .. })
            && self.previous.counted.is_none()
            && !self.previous.columns.is_empty()
            && self
                .previous
                .columns
                .iter()
                .all(|c| matches!(c, Column::Attribute(_)));
        if !dangling || !listed || !self.only_figures() {
            return None;
        }
        let columns = self
            .draft
            .measures
            .iter()
            .map(|mention| self.figure_beside(&mention.what))
            .collect::<Option<Vec<Column>>>()?;
        self.beside_groups(columns)
    }

    /// The turn names figures and nothing else; that orders were "placed" says nothing new.
    fn only_figures(&self) -> bool {
        let draft = self.draft;
        let usual = |d: &crate::draft::Dimension| match d {
            crate::draft::Dimension::Attribute(a) => self
                .model
                .datasets
                .iter()
                .any(|d| d.default_time.as_ref() == Some(a)),
            crate::draft::Dimension::Entity(_) => false,
        };
        !draft.measures.is_empty()
            && draft.values.is_empty()
            && draft.filters.is_empty()
            && draft.dates.is_empty()
            && draft.keys.is_empty()
            && draft.conditions.is_empty()
            && draft.existence.is_empty()
            && draft.dimensions.iter().all(usual)
            && draft.subjects.is_empty()
            && draft.attributes.is_empty()
            && draft.top.is_none()
            && draft.grain.is_none()
            && draft.share.is_none()
            && !draft.total
    }

    /// A figure as a column beside groups.
    fn figure_beside(&self, what: &What) -> Option<Column> {
        let base = self.dataset()?;
        let measure = match what {
            What::Count(entity) => {
                let entity = &self.model.entities[*entity];
                Measure::Entities {
                    entity: entity.name.clone(),
                    dataset: entity.own_dataset.clone()?,
                }
            }
            What::Metric(candidates) | What::Of(_, candidates) => {
                let near = |m: &usize| match &self.model.metrics[*m].kind {
                    semantic::MetricKind::Aggregate { dataset, .. } => {
                        *dataset == base
                            || self
                                .model
                                .dataset(dataset)
                                .is_some_and(|d| d.primary_key.len() > 2)
                                && self
                                    .model
                                    .reachable(dataset)
                                    .iter()
                                    .any(|(d, _)| d.name == base)
                    }
                    semantic::MetricKind::Derived { .. } => false,
                };
                let name = candidates.iter().find(|m| near(m))?;
                Measure::Metric(self.model.metrics[*name].name.clone())
            }
            // "Average price at each" of what was bought: what was paid on the lines.
            What::Attribute(semantic::Aggregate::Average, attribute) => {
                let money = self
                    .model
                    .fields_of(attribute)
                    .any(|(_, f)| f.unit.as_deref() == Some("USD"));
                let paid = |m: &&semantic::Metric| {
                    matches!(&m.kind, semantic::MetricKind::Aggregate { dataset, expression, filters, .. }
                        if expression.starts_with("AVG(")
                            && !filters.is_empty()
                            && m.unit.as_deref() == Some("USD")
                            && (*dataset == base || self.model.reachable(dataset).iter().any(|(d, _)| d.name == base)))
                };
                let found = self.model.metrics.iter().find(paid).filter(|_| money)?;
                Measure::Metric(found.name.clone())
            }
            What::Attribute(..) => return None,
        };
        Some(Column::Measure(MeasureUse {
            measure,
            filters: Vec::new(),
            label: None,
        }))
    }

    fn beside_groups(&self, mut columns: Vec<Column>) -> Option<Built> {
        let mut query = self.previous.clone();
        columns.retain(|c| !query.columns.contains(c));
        if columns.is_empty() {
            return None;
        }
        query.columns.extend(columns);
        if let Form::Groups { dataset, .. } = &mut query.form {
            *dataset = None;
        }
        Some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.92,
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
