//! A *listing* of what went before: the rows behind a figure, the lines of orders.

use semantic::{Column, Form, Measure, Predicate, SemanticQuery};

use super::{Turn, pointing};
use crate::build::Built;
use crate::draft::Draft;
use crate::interpreter::Parsed;
use crate::lattice::Meaning;
use crate::lexicon::Term;

impl Turn<'_> {
    /// "Which articles do they hold", "what is in it": the lines of the orders.
    pub(super) fn contents(&self, parsed: &Parsed) -> Option<Built> {
        let (position, span) = pointing::reference(parsed)?;
        let word = |at: usize| parsed.tokens.get(at).map_or("", |t| t.norm.as_str());
        let on = span.start.checked_sub(1).map_or("", word);
        if !matches!(on, "on" | "in" | "inside" | "of") || !self.draft.list && !matches!(on, "on") {
            return None;
        }
        let named = pointing::noun(parsed, position);
        let rows = match &self.previous.form {
            Form::Rows { dataset } => Some(dataset.as_str()),
            Form::Groups { dataset, .. } => dataset.as_deref(),
        };
        let order = |e: &semantic::Entity| {
            e.key.len() == 2
                && e.own_dataset.as_deref().is_some_and(|d| {
                    self.model
                        .dataset(d)
                        .is_some_and(|d| d.default_time.is_some())
                })
        };
        let entity = match (self.pointed, named) {
            (Some(pointed), _) => pointed.entity,
            (None, Some(named)) => named
                .into_iter()
                .find(|e| self.model.entities[*e].own_dataset.as_deref() == rows)?,
            (None, None) => self
                .model
                .entities
                .iter()
                .position(|e| e.own_dataset.as_deref() == rows)
                .filter(|_| rows.is_some())
                .or_else(|| {
                    // After a figure of orders or their lines: those orders.
                    let base = self.dataset()?;
                    let reach = self.model.reachable(&base);
                    self.model.entities.iter().position(|e| {
                        order(e)
                            && reach
                                .iter()
                                .any(|(d, _)| e.own_dataset.as_ref() == Some(&d.name))
                    })
                })?,
        };
        let of = &self.model.entities[entity];
        if !order(of) {
            return None;
        }
        let line = self
            .model
            .entities
            .iter()
            .find(|e| e.key.len() > of.key.len() && e.key.starts_with(&of.key))?;
        let draft = self.draft;
        let things = draft.subjects.iter().all(|s| {
            let name = &self.model.entities[s.entity];
            name.name == "product" || name.name == line.name
        });
        // "With quantities": a column of the lines.
        let of_line = |at: usize| {
            parsed.spans.iter().any(|s| {
                s.start == at
                    && matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                        matches!(t, Term::Attribute(a) if line.list.contains(a))
                    }))
            })
        };
        let plain = draft.measures.iter().all(|m| of_line(m.at))
            && draft.attributes.iter().all(|(_, at)| of_line(*at))
            && !draft.bare_count
            && !draft.how_much
            && draft.values.is_empty()
            && draft.dates.is_empty()
            && draft.dimensions.iter().all(|d| {
                matches!(d, crate::draft::Dimension::Entity(e) if self.model.entities[*e].name == line.name)
            })
            && draft.filters.is_empty()
            && draft.conditions.is_empty();
        if !things || !plain {
            return None;
        }
        let mut filters: Vec<Predicate> = if self.previous.limit.is_some() {
            Vec::new()
        } else {
            self.previous.filters.clone()
        };
        match self.pointed {
            Some(pointed) if pointed.picked || self.previous.limit.is_some() => {
                filters.extend(pointed.filters.iter().cloned());
            }
            None if self.chosen() => return None,
            _ => {}
        }
        Some(Built {
            query: SemanticQuery {
                form: Form::Rows {
                    dataset: line.own_dataset.clone()?,
                },
                columns: line.list.iter().cloned().map(Column::Attribute).collect(),
                filters,
                having: Vec::new(),
                order: Vec::new(),
                limit: None,
                counted: None,
            },
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }

    /// "List them", "show me those" after figures: the rows that were counted.
    pub(super) fn listed(&self) -> Option<Built> {
        let draft = self.draft;
        let only = draft.pronoun
            && draft.list
            && draft.measures.is_empty()
            && draft.subjects.is_empty()
            && draft.values.is_empty()
            && draft.filters.is_empty()
            && draft.dates.is_empty()
            && draft.attributes.is_empty()
            && draft.dimensions.is_empty()
            && draft.conditions.is_empty()
            && draft.top.is_none()
            && draft.keys.is_empty()
            && !draft.bare_count
            && !draft.how_much
            && !draft.total
            && !draft.in_money
            && !draft.in_units
            && !draft.how_long;
        if !only {
            return None;
        }
        let mut query = self.previous.clone();
        if matches!(query.form, Form::Rows { .. }) && self.pointed.is_none_or(|p| !p.picked) {
            return Some(Built {
                query,
                assumptions: Vec::new(),
                confidence: 0.93,
            });
        }
        if self.chosen() || self.pointed.is_some_and(|p| p.picked) {
            return None;
        }
        let measure = query
            .columns
            .iter()
            .position(|c| matches!(c, Column::Measure(_)))?;
        query.columns.drain(..measure);
        self.list_again(&mut query);
        let listed = matches!(query.form, Form::Rows { .. })
            || query
                .columns
                .iter()
                .all(|c| matches!(c, Column::Attribute(_)));
        listed.then_some(Built {
            query,
            assumptions: Vec::new(),
            confidence: 0.93,
        })
    }

    /// "Which ones …" after one figure: the things that the figure was about, as a list.
    pub(super) fn list_again(&self, query: &mut SemanticQuery) {
        let Some(Column::Measure(used)) = query.columns.first().cloned() else {
            return;
        };
        if let Some(dataset) = self.levels(query, &used.measure) {
            self.list_levels(query, &dataset);
            return;
        }
        let entity = self.model.entities.iter().find(|e| match &used.measure {
            Measure::Metric(name) => e.key.len() > 1 && e.natural_metrics.contains(name),
            Measure::Entities { entity, .. } => e.name == *entity,
            Measure::Rows { dataset } => e.own_dataset.as_ref() == Some(dataset),
            Measure::Aggregate { .. } => false,
        });
        // "Number of customers": customers are listed among the orders that name them.
        if let (Some(entity), Measure::Entities { dataset, .. }) = (entity, &used.measure)
            && entity.own_dataset.is_none()
        {
            query.form = Form::Groups {
                dataset: Some(dataset.clone()),
                keep_empty: false,
            };
            query.columns = entity.list.iter().cloned().map(Column::Attribute).collect();
            query.order.clear();
            return;
        }
        let Some((entity, dataset)) = entity.and_then(|e| e.own_dataset.clone().map(|d| (e, d)))
        else {
            return;
        };
        query.form = Form::Rows { dataset };
        query.columns = entity.list.iter().cloned().map(Column::Attribute).collect();
        if matches!(used.measure, Measure::Metric(_)) {
            query.columns.push(Column::Measure(used));
        }
        query.order.clear();
        query.having.clear();
    }

    /// The dataset of levels that things were counted in: where a condition is on levels, each row of them is shown.
    fn levels(&self, query: &SemanticQuery, measure: &Measure) -> Option<String> {
        let (Measure::Entities { dataset, .. } | Measure::Rows { dataset }) = measure else {
            return None;
        };
        let own = match measure {
            Measure::Entities { entity, .. } => {
                self.model.entity(entity)?.own_dataset.as_ref()? == dataset
            }
            _ => false,
        };
        let event = self
            .model
            .reachable(dataset)
            .iter()
            .any(|(d, _)| d.default_time.is_some());
        let on_levels = query.filters.iter().any(|p| match p {
            Predicate::Named { filter, .. } => self
                .model
                .filter(filter)
                .is_some_and(|f| f.dataset == *dataset),
            Predicate::Compare { .. } => true,
            _ => false,
        });
        (!own && !event && on_levels).then(|| dataset.clone())
    }

    /// Rows of levels with the columns that the conditions speak of.
    fn list_levels(&self, query: &mut SemanticQuery, dataset: &str) {
        let mut shown: Vec<semantic::AttributeId> = self
            .model
            .dataset(dataset)
            .map(|d| d.list.clone())
            .unwrap_or_default();
        for predicate in &query.filters {
            let Predicate::Named { filter, .. } = predicate else {
                continue;
            };
            for attribute in self.model.filter(filter).iter().flat_map(|f| &f.show) {
                if !shown.contains(attribute) {
                    shown.push(attribute.clone());
                }
            }
        }
        query.form = Form::Rows {
            dataset: dataset.to_owned(),
        };
        query.columns = shown.into_iter().map(Column::Attribute).collect();
        query.order.clear();
        query.having.clear();
    }
}

/// A turn that names no things turned one figure into a list: its words were read as something else.
pub(crate) fn lists_unasked(
    parsed: &Parsed,
    previous: &SemanticQuery,
    query: &SemanticQuery,
) -> bool {
    let figure = previous
        .columns
        .iter()
        .all(|c| matches!(c, Column::Measure(_)));
    let asked = parsed.tokens.iter().any(|t| {
        matches!(
            t.norm.as_str(),
            "list" | "show" | "which" | "who" | "them" | "those" | "these" | "ones" | "each"
        )
    });
    figure
        && !asked
        && parsed.draft.subjects.is_empty()
        && parsed.draft.attributes.is_empty()
        && matches!(query.form, Form::Rows { .. })
}

/// "Expected when" after a list of orders: the rows before with the day on which they are due.
pub(super) fn dates_of_rows(
    parsed: &Parsed,
    draft: &Draft,
    previous: &SemanticQuery,
    model: &semantic::Model,
) -> Option<Built> {
    let Form::Rows { dataset } = &previous.form else {
        return None;
    };
    let asks = draft.when && (draft.due || parsed.tokens.len() == 1);
    let plain = draft.subjects.is_empty()
        && draft.values.is_empty()
        && draft.measures.is_empty()
        && draft.filters.is_empty()
        && draft.dates.is_empty()
        && draft.keys.is_empty()
        && draft.conditions.is_empty()
        && draft.dimensions.is_empty()
        && draft.attributes.is_empty()
        && draft.existence.is_empty()
        && draft.top.is_none()
        && !draft.bare_count
        && !draft.how_much;
    let date = model
        .dataset(dataset)?
        .fields
        .iter()
        .find(|f| f.delivery_date)?
        .attributes
        .first()?
        .clone();
    if !asks || !plain || parsed.tokens.len() > 6 {
        return None;
    }
    let mut query = previous.clone();
    let column = Column::Attribute(date);
    if !query.columns.contains(&column) {
        query.columns.push(column);
    }
    Some(Built {
        query,
        assumptions: Vec::new(),
        confidence: 0.92,
    })
}

/// "Values" after a list: that of each of its rows, in a column.
pub(super) fn beside_rows(parsed: &Parsed, draft: &Draft, turn: &Turn<'_>) -> Option<Built> {
    let [token] = parsed.tokens.as_slice() else {
        return None;
    };
    let plural = token.norm != token.fold && token.norm.ends_with('s');
    let [mention] = draft.measures.as_slice() else {
        return None;
    };
    let crate::draft::What::Metric(candidates) = &mention.what else {
        return None;
    };
    let rows = matches!(turn.previous.form, Form::Rows { .. });
    if !plural || !rows || turn.previous.limit.is_some() || draft.total {
        return None;
    }
    let name = &turn.model.metrics[*candidates.first()?].name;
    let mut query = turn.previous.clone();
    let column = Column::Measure(semantic::MeasureUse {
        measure: Measure::Metric(name.clone()),
        filters: Vec::new(),
        label: None,
    });
    if !query.columns.contains(&column) {
        query.columns.push(column);
    }
    Some(Built {
        query,
        assumptions: Vec::new(),
        confidence: 0.92,
    })
}
