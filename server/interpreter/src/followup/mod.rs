//! A *follow-up* patches the query before it: another value, another time, another grouping, one figure over it all.

mod about;
mod figure;
mod listing;
mod measured;
mod pointing;

pub(crate) use pointing::points_back;

use jiff::civil::Date;
use semantic::{
    AttributeId, Column, Form, Limit, Measure, Model, OrderBy, Predicate, SemanticQuery,
};

use crate::build::{Built, conditions, year_before};
use crate::cues::Cue;
use crate::dates::{DatePhrase, period};
use crate::draft::{Draft, range_of};
use crate::interpreter::{Mention, Parsed};
use crate::lattice::Meaning;
use pointing::Pointed;

/// The query before, changed by what the turn says; nothing when the turn is a question of its own.
pub(crate) fn patch(
    parsed: &Parsed,
    previous: &SemanticQuery,
    mentions: &[Mention],
    model: &Model,
    today: Date,
) -> Option<Built> {
    let draft = without_references(parsed);
    // "Which city has the most": the groups before, ranked.
    let grouped = |entity: usize| {
        let key = &model.entities[entity].key;
        key.iter()
            .all(|k| previous.columns.contains(&Column::Attribute(k.clone())))
    };
    let again = draft.top.is_some()
        && if draft.subjects.is_empty() {
            draft.measures.iter().all(|m| m.by)
        } else {
            draft.measures.is_empty() && draft.subjects.iter().all(|s| grouped(s.entity))
        };
    let starts_with_and = parsed.tokens.first().is_some_and(|t| t.norm == "and");
    let draft = Draft {
        continues: draft.continues || starts_with_and,
        subjects: if again {
            Vec::new()
        } else {
            draft.subjects.clone()
        },
        ..draft
    };
    let marked = draft.pronoun || draft.continues || draft.only || again;
    let pointed = pointing::pointed(parsed, mentions, previous, model);
    let asks = draft.measures.iter().any(|m| !m.by)
        || !draft.subjects.is_empty()
        || draft.bare_count
        || draft.how_much && (draft.ordered || pointed.is_some() && !draft.filters.is_empty())
        || draft.share.is_some();
    let bare = only_figure(&draft, previous);
    if !marked && !bare && (asks || draft.list && !draft.attributes.is_empty()) {
        return None;
    }
    let named = pointing::all(mentions, previous, model);
    let turn = Turn {
        draft: &draft,
        previous,
        pointed: pointed.as_ref(),
        named: named.as_ref(),
        model,
        today,
        widens: parsed.spans.windows(2).any(|pair| {
            pair[0].meaning == Meaning::Cue(Cue::All)
                && matches!(pair[1].meaning, Meaning::Terms(_))
        }),
    };
    if let Some(built) = turn.contents(parsed).or_else(|| turn.listed()) {
        return Some(built);
    }
    if (draft.pronoun || bare) && turn.wants_figure() {
        return turn.figure();
    }
    if let Some(built) = turn.measured_otherwise() {
        return Some(built);
    }
    if turn.widens
        && draft.measures.is_empty()
        && (draft.continues || parsed.tokens.len() <= 4)
        && let Some(built) = turn.fragment()
    {
        return Some(built);
    }
    if asks
        && marked
        && (!draft.subjects.is_empty()
            || draft.measures.iter().any(|m| !m.by)
            || draft.bare_count
            || draft.how_much)
    {
        return turn.inherit();
    }
    turn.fragment()
}

/// "How many", "in total", "how many per warehouse": nothing else is spoken of than the rows before.
pub(crate) fn only_figure(draft: &Draft, previous: &SemanticQuery) -> bool {
    draft.measures.is_empty()
        && draft.attributes.is_empty()
        && draft.existence.is_empty()
        && draft.keys.is_empty()
        && draft.against.is_empty()
        && draft.subjects.is_empty()
        && draft.values.is_empty()
        && draft.filters.is_empty()
        && draft.dates.is_empty()
        && !draft.in_units
        && (!draft.have || matches!(previous.form, Form::Rows { .. }))
        && (draft.bare_count || draft.total)
}

/// The draft without values and entities that only point back ("that drill", "those orders").
fn without_references(parsed: &Parsed) -> Draft {
    let mut draft = parsed.draft.clone();
    // "How much of it …": pieces of it, not what it is worth.
    let words: Vec<&str> = parsed.tokens.iter().map(|t| t.norm.as_str()).collect();
    if !draft.in_money && words.windows(3).any(|w| w == ["how", "much", "of"]) {
        draft.in_units = true;
    }
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
    /// What the turn points at, where the answer before named it.
    pointed: Option<&'a Pointed>,
    /// Everything that the answer before named.
    named: Option<&'a Pointed>,
    model: &'a Model,
    today: Date,
    /// "All" stands before a thing.
    widens: bool,
}

impl Turn<'_> {
    fn fragment(&self) -> Option<Built> {
        let draft = self.draft;
        // A figure or a deal that is asked for is no part of the query before.
        if draft.how_much || draft.bare_count || draft.ordered || draft.in_money || draft.in_units {
            return None;
        }
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
        for subject in self.widened() {
            let before = query.filters.len();
            let key = self.model.entities[subject].key.first()?.clone();
            query.filters.retain(|p| !same_entity(self.model, p, &key));
            changed |= query.filters.len() < before;
        }
        if let Some(pointed) = self.pointed.filter(|p| p.picked) {
            changed = true;
            query.filters.extend(pointed.filters.iter().cloned());
            query.limit = None;
        }
        changed |= self.moved(&mut query);
        if !draft.dimensions.is_empty() || draft.grain.is_some() {
            changed = true;
            self.regroup(&mut query);
        }
        let rows = matches!(query.form, Form::Rows { .. });
        if query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Attribute(_) | Column::Time { .. }))
            && self.ranked(&mut query)
        {
            changed = true;
        } else if draft.top.as_ref().is_some_and(|t| t.count.is_none()) && !rows {
            return None;
        } else if let Some(count) = draft.plain_number.filter(|_| draft.top.is_none()) {
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
        self.dataset_of(self.previous)
    }

    fn dataset_of(&self, query: &SemanticQuery) -> Option<String> {
        match &query.form {
            Form::Rows { dataset } => Some(dataset.clone()),
            Form::Groups {
                dataset: Some(dataset),
                ..
            } => Some(dataset.clone()),
            Form::Groups { .. } => query.columns.iter().find_map(|c| match c {
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

    /// "All suppliers again", "for every warehouse": things that are no longer restricted.
    fn widened(&self) -> Vec<usize> {
        let subjects = self.draft.subjects.iter().map(|s| s.entity);
        if self.widens {
            subjects.collect()
        } else {
            Vec::new()
        }
    }

    /// "And the month before", "and the year before": the period of the query before, moved.
    fn moved(&self, query: &mut SemanticQuery) -> bool {
        let Some(phrase) = self
            .draft
            .dates
            .iter()
            .map(|d| &d.phrase)
            .find(|p| range_of(p).is_none())
        else {
            return false;
        };
        for predicate in &mut query.filters {
            if let Predicate::Within { window, .. } = predicate {
                let moved = match phrase {
                    DatePhrase::YearBefore => year_before(*window),
                    DatePhrase::PeriodBefore(Some(grain)) => {
                        window.from.map(|from| period(from, *grain, -1))
                    }
                    _ => window.before(),
                };
                let Some(moved) = moved else { return false };
                *window = moved;
                return true;
            }
        }
        false
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
