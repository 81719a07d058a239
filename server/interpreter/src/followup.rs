//! A *follow-up* patches the query before it: another value, another time, another grouping, one figure over it all.

use jiff::civil::Date;
use semantic::{
    AttributeId, Column, Form, Limit, Measure, MeasureUse, Model, OrderBy, Predicate, SemanticQuery,
};

use crate::build::{Built, build, conditions};
use crate::cues::Cue;
use crate::draft::Draft;
use crate::interpreter::{Mention, Parsed};
use crate::lattice::Meaning;

/// The query before, changed by what the turn says; nothing when the turn is a question of its own.
pub(crate) fn patch(
    parsed: &Parsed,
    previous: &SemanticQuery,
    mentions: &[Mention],
    model: &Model,
    today: Date,
) -> Option<Built> {
    let draft = without_references(parsed);
    let marked = draft.pronoun || draft.continues || draft.only;
    let asks = draft.measures.iter().any(|m| !m.by)
        || !draft.subjects.is_empty()
        || draft.bare_count
        || draft.share.is_some();
    if !marked && (asks || draft.list && !draft.attributes.is_empty()) {
        return None;
    }
    let turn = Turn {
        draft: &draft,
        previous,
        mentions,
        model,
        today,
    };
    if draft.pronoun && turn.wants_figure() {
        return turn.figure();
    }
    if asks
        && marked
        && (!draft.subjects.is_empty() || draft.measures.iter().any(|m| !m.by) || draft.bare_count)
    {
        return turn.inherit();
    }
    turn.fragment()
}

/// The draft without values and entities that only point back ("that drill", "those orders").
fn without_references(parsed: &Parsed) -> Draft {
    let mut draft = parsed.draft.clone();
    for pair in parsed.spans.windows(2) {
        if pair[0].meaning != Meaning::Cue(Cue::Pronoun) {
            continue;
        }
        let at = pair[1].start;
        match &pair[1].meaning {
            Meaning::Values(_) => draft.values.retain(|v| v.at != at),
            Meaning::Terms(_) => draft.subjects.retain(|s| s.at != at),
            _ => {}
        }
    }
    draft
}

struct Turn<'a> {
    draft: &'a Draft,
    previous: &'a SemanticQuery,
    mentions: &'a [Mention],
    model: &'a Model,
    today: Date,
}

impl Turn<'_> {
    /// One figure, or one for each group, over the rows before.
    fn wants_figure(&self) -> bool {
        let draft = self.draft;
        let own = draft.subjects.is_empty() && draft.values.is_empty() && draft.dates.is_empty();
        (draft.total
            || draft.how_much
            || draft.in_money
            || draft.bare_count
            || !draft.dimensions.is_empty())
            && own
    }

    fn figure(&self) -> Option<Built> {
        if self.previous.limit.is_some() {
            return None;
        }
        let measure = self.figure_measure()?;
        let mut built = Built {
            query: self.previous.clone(),
            assumptions: Vec::new(),
            confidence: 0.93,
        };
        let mut columns: Vec<Column> = Vec::new();
        for dimension in &self.draft.dimensions {
            columns.extend(
                group_attributes(self.model, dimension)
                    .into_iter()
                    .map(Column::Attribute),
            );
        }
        columns.push(Column::Measure(MeasureUse {
            measure,
            filters: Vec::new(),
            label: None,
        }));
        built.query.form = Form::Groups {
            dataset: None,
            keep_empty: false,
        };
        built.query.columns = columns;
        built.query.having.clear();
        built.query.order.clear();
        Some(built)
    }

    fn figure_measure(&self) -> Option<Measure> {
        let dataset = match &self.previous.form {
            Form::Rows { dataset } => Some(dataset.clone()),
            Form::Groups { dataset, .. } => dataset.clone(),
        };
        let entity = dataset.as_ref().and_then(|d| {
            self.model
                .entities
                .iter()
                .find(|e| e.own_dataset.as_ref() == Some(d))
        });
        let shown = self.previous.columns.iter().find_map(|c| match c {
            Column::Measure(used) => Some(used.measure.clone()),
            _ => None,
        });
        let counted = self.draft.bare_count
            || (!self.draft.dimensions.is_empty()
                && !self.draft.total
                && !self.draft.in_money
                && !self.draft.how_much);
        if counted {
            let things = entity.map(|e| {
                // A row of stock is counted as the product that it is about.
                let name = if e.key.len() > 1 && e.name == "stock_row" {
                    "product".to_owned()
                } else {
                    e.name.clone()
                };
                Measure::Entities {
                    entity: name,
                    dataset: dataset.clone().unwrap_or_default(),
                }
            });
            return things.or(shown);
        }
        if let Some(measure) = shown {
            return Some(measure);
        }
        let entity = entity?;
        let money = entity.natural_metrics.iter().find(|n| {
            self.model
                .metric(n)
                .is_some_and(|m| m.unit.as_deref() == Some("USD"))
        });
        money
            .or(entity.natural_metrics.first())
            .map(|n| Measure::Metric(n.clone()))
    }

    /// A question of its own about the things before.
    fn inherit(&self) -> Option<Built> {
        let mut built = build(self.draft, self.model, self.today).ok()?;
        let has_time = built
            .query
            .filters
            .iter()
            .any(|p| matches!(p, Predicate::Within { .. }));
        for predicate in &self.previous.filters {
            let replaced = match predicate {
                Predicate::Within { .. } => has_time,
                Predicate::In { attribute, .. } => built
                    .query
                    .filters
                    .iter()
                    .any(|p| same_entity(self.model, p, attribute)),
                other => built.query.filters.contains(other),
            };
            if !replaced {
                built.query.filters.push(predicate.clone());
            }
        }
        built.confidence = built.confidence.min(0.92);
        Some(built)
    }

    fn fragment(&self) -> Option<Built> {
        let draft = self.draft;
        let mut query = self.previous.clone();
        if draft.list
            && draft.dimensions.is_empty()
            && !query
                .columns
                .iter()
                .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }))
        {
            self.list_again(&mut query);
        }
        let mut changed = false;
        let (filters, assumptions) =
            conditions(draft, self.model, self.today, self.dataset().as_deref()).ok()?;
        for predicate in filters {
            changed = true;
            replace(&mut query.filters, predicate, self.model);
        }
        if !draft.dimensions.is_empty() || draft.grain.is_some() {
            changed = true;
            self.regroup(&mut query);
        }
        let count = draft
            .top
            .as_ref()
            .and_then(|t| t.count)
            .or(draft.plain_number);
        if let Some(count) = count {
            changed = true;
            match &mut query.limit {
                Some(limit) => limit.count = count,
                None => {
                    query.limit = Some(Limit {
                        count,
                        with_ties: false,
                        per: Vec::new(),
                    });
                }
            }
        }
        for (attribute, _) in &draft.attributes {
            let column = Column::Attribute(attribute.clone());
            if matches!(query.form, Form::Rows { .. }) && !query.columns.contains(&column) {
                query.columns.push(column);
                changed = true;
            }
        }
        if let Some(descending) = draft.direction {
            changed = true;
            if let Some(order) = query.order.first_mut() {
                order.descending = descending;
            } else {
                let column = query
                    .columns
                    .iter()
                    .rposition(|c| !matches!(c, Column::Attribute(_)))
                    .unwrap_or(0);
                query.order.push(OrderBy { column, descending });
            }
        }
        changed.then_some(Built {
            query,
            assumptions,
            confidence: 0.93,
        })
    }

    fn dataset(&self) -> Option<String> {
        match &self.previous.form {
            Form::Rows { dataset } => Some(dataset.clone()),
            Form::Groups {
                dataset: Some(dataset),
                ..
            } => Some(dataset.clone()),
            Form::Groups { .. } => self.previous.columns.iter().find_map(|c| match c {
                Column::Measure(used) => match &used.measure {
                    Measure::Metric(name) => self.model.metric(name).and_then(|m| match &m.kind {
                        semantic::MetricKind::Aggregate { dataset, .. } => Some(dataset.clone()),
                        semantic::MetricKind::Derived { .. } => None,
                    }),
                    Measure::Aggregate { dataset, .. }
                    | Measure::Rows { dataset }
                    | Measure::Entities { dataset, .. } => Some(dataset.clone()),
                },
                _ => None,
            }),
        }
    }

    /// "Which ones …" after one figure: the things that the figure was about, as a list.
    fn list_again(&self, query: &mut SemanticQuery) {
        let Some(Column::Measure(used)) = query.columns.first().cloned() else {
            return;
        };
        let entity = self.model.entities.iter().find(|e| match &used.measure {
            Measure::Metric(name) => e.key.len() > 1 && e.natural_metrics.contains(name),
            Measure::Entities { entity, .. } => e.name == *entity,
            Measure::Rows { dataset } => e.own_dataset.as_ref() == Some(dataset),
            Measure::Aggregate { .. } => false,
        });
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

    /// The same measures by something else; a list becomes a count.
    fn regroup(&self, query: &mut SemanticQuery) {
        let mut columns: Vec<Column> = Vec::new();
        if let Some(grain) = self.draft.grain {
            let attribute = self
                .dataset()
                .and_then(|d| {
                    self.model
                        .reachable(&d)
                        .into_iter()
                        .find_map(|(d, _)| d.default_time.clone())
                })
                .unwrap_or_else(|| AttributeId::new("order_date"));
            columns.push(Column::Time { attribute, grain });
        }
        for dimension in &self.draft.dimensions {
            columns.extend(
                group_attributes(self.model, dimension)
                    .into_iter()
                    .map(Column::Attribute),
            );
        }
        let measures: Vec<Column> = query
            .columns
            .iter()
            .filter(|c| matches!(c, Column::Measure(_)))
            .cloned()
            .collect();
        let keys = columns.len();
        if measures.is_empty() || matches!(query.form, Form::Rows { .. }) {
            if let Some(measure) = self.figure_measure() {
                columns.push(Column::Measure(MeasureUse {
                    measure,
                    filters: Vec::new(),
                    label: None,
                }));
            }
        } else {
            columns.extend(measures);
        }
        query.form = Form::Groups {
            dataset: None,
            keep_empty: false,
        };
        query.columns = columns;
        query.having.clear();
        query.limit = None;
        let by_time = self.draft.grain.is_some();
        query.order = vec![OrderBy {
            column: if by_time { 0 } else { keys },
            descending: !by_time,
        }];
    }
}

fn group_attributes(model: &Model, dimension: &crate::draft::Dimension) -> Vec<AttributeId> {
    match dimension {
        crate::draft::Dimension::Entity(entity) => {
            let entity = &model.entities[*entity];
            entity
                .key
                .iter()
                .chain(&entity.name_attribute)
                .cloned()
                .collect()
        }
        crate::draft::Dimension::Attribute(attribute) => vec![attribute.clone()],
    }
}

/// Puts a condition in the place of the one on the same thing, else beside the others.
fn replace(filters: &mut Vec<Predicate>, predicate: Predicate, model: &Model) {
    let position = filters.iter().position(|old| match (&predicate, old) {
        (
            Predicate::In {
                attribute, negated, ..
            },
            old @ Predicate::In { negated: was, .. },
        ) => negated == was && !*negated && same_entity(model, old, attribute),
        (Predicate::Within { attribute, .. }, Predicate::Within { attribute: was, .. }) => {
            attribute == was
        }
        (new, old) => new == old,
    });
    match position {
        Some(position) => filters[position] = predicate,
        None => filters.push(predicate),
    }
}

/// The condition is about the thing that the attribute identifies.
fn same_entity(model: &Model, predicate: &Predicate, attribute: &AttributeId) -> bool {
    let Predicate::In { attribute: old, .. } = predicate else {
        return false;
    };
    if old == attribute {
        return true;
    }
    let of = |a: &AttributeId| {
        model
            .entities
            .iter()
            .position(|e| e.key.contains(a) || e.name_attribute.as_ref() == Some(a))
    };
    of(old).is_some() && of(old) == of(attribute)
}
