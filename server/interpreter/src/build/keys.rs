//! *Keys* are what groups: dimensions that were named, and the subject where a list of it is wanted.

use semantic::{Column, Measure, MeasureUse, MetricKind, Predicate};

use super::Builder;
use crate::draft::{Dimension, What};

impl Builder<'_> {
    /// What groups: dimensions that were named, and the subject where a list of it is wanted.
    pub(super) fn group_columns(&mut self, measures: &[MeasureUse]) -> Vec<Column> {
        let mut attributes: Vec<semantic::AttributeId> = Vec::new();
        let lacking = |dimension: &Dimension| {
            let Dimension::Entity(entity) = dimension else {
                return false;
            };
            self.model.entities[*entity].name == "main_supplier"
                && measures.len() > 1
                && measures.iter().any(|m| {
                    self.dataset_of(&m.measure).is_some_and(|d| {
                        self.model.entities[*entity]
                            .key
                            .iter()
                            .any(|k| self.model.resolve(&d, k).is_none())
                    })
                })
        };
        let supplier = self
            .model
            .entities
            .iter()
            .position(|e| e.name == "supplier");
        let valued = self.groups.iter().cloned().map(Dimension::Attribute);
        let dimensions: Vec<Dimension> = valued
            .chain(self.draft.dimensions.iter().cloned())
            // "Actual and planned lead time by main supplier": orders know only whom they went to.
            .map(|d| match supplier {
                Some(supplier) if lacking(&d) => Dimension::Entity(supplier),
                _ => d,
            })
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
        let draft = self.draft;
        let counts = |w: &What| matches!(w, What::Count(_));
        // "how many customers in Wales or Scotland": one number.
        let one = draft.either && draft.measures.iter().any(|m| !m.by && counts(&m.what));
        // "the red and the blue one, stock by depot": beside the groups that are named, too.
        let beside = !draft.either && !draft.per_group && draft.top.is_none();
        let alone = attributes.is_empty() && draft.grain.is_none();
        if (alone || beside) && !draft.total && !one {
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
                    // "Berlin versus Hamburg": each with the area as it stands in the data.
                    if alone {
                        attributes.extend(self.whole_of_part(std::slice::from_ref(attribute)));
                    }
                }
            }
        }
        let sides = self.sides(&attributes);
        attributes.extend(sides);
        attributes.into_iter().map(Column::Attribute).collect()
    }

    /// "A versus B by quarter", "A and B by depot": rows for each of the things that are named one by one, beside what
    /// groups already.
    fn sides(&self, groups: &[semantic::AttributeId]) -> Vec<semantic::AttributeId> {
        let draft = self.draft;
        if groups.is_empty() && draft.grain.is_none() || draft.total || draft.either {
            return Vec::new();
        }
        let named = self
            .filters
            .iter()
            .find_map(|(_, predicate)| match predicate {
                Predicate::In {
                    attribute,
                    values,
                    negated: false,
                } if values.len() > 1 && self.several_named(attribute) => Some(attribute),
                _ => None,
            });
        let Some(attribute) = named else {
            return Vec::new();
        };
        let thing = self.model.entities.iter().any(|e| {
            e.own_dataset.is_some()
                && (e.key.as_slice() == [attribute.clone()]
                    || e.name_attribute.as_ref() == Some(attribute))
        });
        if !draft.versus && (!thing || draft.dimensions.is_empty()) {
            return Vec::new();
        }
        let mut found = self.dimension_attributes(&Dimension::Attribute(attribute.clone()));
        found.retain(|a| !groups.contains(a));
        found
    }

    /// The question names several values of the attribute one by one ("… and …", "… or …").
    pub(super) fn several_named(&self, attribute: &semantic::AttributeId) -> bool {
        let named = self
            .draft
            .values
            .iter()
            .filter(|v| {
                v.matches.iter().any(|m| {
                    m.attribute == *attribute
                        && (m.values.len() == 1 || self.draft.versus && self.draft.dates.len() < 2)
                })
            })
            .count();
        named > 1
    }

    /// The measure is how many of the entity there are, be it a metric or not.
    pub(super) fn counts(&self, measure: &Measure, entity: usize) -> bool {
        let entity = &self.model.entities[entity];
        match measure {
            Measure::Entities { entity: of, .. } => *of == entity.name,
            Measure::Metric(name) => self.model.metric(name).is_some_and(|m| {
                matches!(&m.kind, MetricKind::Aggregate { dataset, expression, filters }
                    if expression == "COUNT(*)" && filters.is_empty() && entity.own_dataset.as_ref() == Some(dataset))
            }),
            Measure::Aggregate { .. } | Measure::Rows { .. } => false,
        }
    }

    pub(super) fn lists_subject(&self, measures: &[MeasureUse]) -> bool {
        let draft = self.draft;
        let Some(subject) = self.subject else {
            return false;
        };
        let counted = measures.iter().any(|m| self.counts(&m.measure, subject));
        if counted
            || draft.dimensions.contains(&Dimension::Entity(subject))
            || !self.groups.is_empty()
        {
            return false;
        }
        // "the average value of a line on purchase orders": one figure.
        let mean = measures.iter().all(|m| {
            matches!(&m.measure, Measure::Aggregate { function, .. } if *function != semantic::Aggregate::Sum)
        });
        let events = self.model.entities[subject]
            .own_dataset
            .as_deref()
            .is_some_and(|d| self.transaction(d));
        if mean
            && events
            && !measures.is_empty()
            && draft.top.is_none()
            && draft.conditions.is_empty()
        {
            return false;
        }
        // "The share of web orders in the sales by month": the orders only say which sales.
        if draft.share.is_some() && events && draft.top.is_none() {
            return false;
        }
        let explicit = draft.subjects.iter().any(|s| s.entity == subject);
        // "The fill rate for orders from OSL-1": one rate over them.
        if self.asked_of_events(subject) {
            return false;
        }
        // "Stock of the drill by warehouse, largest first": the groups are named, and the thing is one.
        let one = self.filters.iter().any(|(_, p)| {
            matches!(p, Predicate::In { attribute, values, negated: false } if values.len() == 1
                && (self.model.entities[subject].key.contains(attribute)
                    || self.model.entities[subject].name_attribute.as_ref() == Some(attribute)))
        });
        let grouped = !draft.dimensions.is_empty() && !explicit;
        let ranks = draft.top.is_some() && !(grouped && (one || draft.dimensions.len() > 1))
            || (draft.rank || draft.direction.is_some()) && !grouped;
        let filters = draft.conditions.iter().any(|c| c.target.is_some())
            || draft.more_than_before.is_some()
                && (explicit || draft.list && !draft.values.is_empty())
            || !draft.contrasts.is_empty();
        if !draft.dimensions.is_empty()
            && !draft.per_group
            && self.model.entities[subject]
                .own_dataset
                .as_deref()
                .is_some_and(|d| self.transaction(d))
        {
            return false;
        }
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

    /// A rate that is asked of orders as a whole: it is named first, and no order has one of its own.
    fn asked_of_events(&self, subject: usize) -> bool {
        let draft = self.draft;
        let entity = &self.model.entities[subject];
        let event = entity
            .own_dataset
            .as_deref()
            .is_some_and(|d| self.transaction(d));
        let at = draft
            .subjects
            .iter()
            .find(|s| s.entity == subject)
            .map(|s| s.at);
        let rate = draft.measures.iter().any(|m| {
            at.is_some_and(|at| m.at < at)
                && matches!(&m.what, What::Metric(candidates) if candidates.iter().all(|c| {
                    let metric = &self.model.metrics[*c];
                    !metric.additive && !entity.natural_metrics.contains(&metric.name)
                }))
        });
        event
            && rate
            && draft.top.is_none()
            && draft.conditions.is_empty()
            && !draft.rank
            && draft.direction.is_none()
    }

    /// "Which helmets …", "of the drills, which ones …": the values stand for the products.
    pub(super) fn implied_subject_listed(&self) -> bool {
        self.draft.measures.is_empty() || self.draft.difference
    }
}
