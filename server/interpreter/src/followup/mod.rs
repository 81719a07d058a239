//! A *follow-up* patches the query before it: another value, another time, another grouping, one figure over it all.

mod about;
mod columns;
mod figure;
mod fragment;
mod listing;
mod measured;
mod ordered;
mod others;
mod pointing;
mod restricted;

pub(crate) use listing::lists_unasked;
pub(crate) use pointing::{points_at, points_back};

use jiff::civil::Date;
use semantic::{
    AttributeId, Column, Form, Literal, Measure, Model, Predicate, SemanticQuery, Window,
};

use crate::build::{Built, year_before};
use crate::cues::Cue;
use crate::dates::{DatePhrase, period};
use crate::draft::Draft;
use crate::interpreter::{Mention, Parsed};
use crate::lattice::Meaning;
use crate::text::folds;
use crate::values::Fit;
use pointing::Pointed;

/// The query before, changed by what the turn says; nothing when the turn is a question of its own.
#[expect(
    clippy::too_many_lines,
    reason = "one way of continuing after the other, in the order in which they are tried"
)]
pub(crate) fn patch(
    parsed: &Parsed,
    previous: &SemanticQuery,
    mentions: &[Mention],
    model: &Model,
    today: Date,
) -> Option<Built> {
    let mut draft = without_references(parsed);
    alike(&mut draft, previous);
    within_condition(&mut draft, previous, model);
    near_measures(&mut draft, previous, model);
    // "Which city has the most": the groups before, ranked.
    let grouped = |entity: usize| {
        let key = &model.entities[entity].key;
        key.iter()
            .all(|k| previous.columns.contains(&Column::Attribute(k.clone())))
    };
    // "Which of those suppliers has the most open orders": by something that was not measured yet.
    let measured = |what: &crate::draft::What| match what {
        crate::draft::What::Count(entity) => previous.columns.iter().any(|c| match c {
            Column::Measure(used) => match &used.measure {
                Measure::Entities { entity: of, .. } => *of == model.entities[*entity].name,
                Measure::Rows { dataset } => {
                    model.entities[*entity].own_dataset.as_ref() == Some(dataset)
                }
                Measure::Metric(name) => model
                    .metric(name)
                    .is_some_and(|m| matches!(m.unit.as_deref(), Some("orders" | "lines"))),
                Measure::Aggregate { .. } => false,
            },
            _ => false,
        }),
        _ => true,
    };
    let anew = draft.measures.iter().any(|m| m.by && !measured(&m.what))
        && matches!(previous.form, Form::Groups { .. });
    let again = draft.top.is_some()
        && !anew
        && if draft.subjects.is_empty() {
            draft.measures.iter().all(|m| m.by)
        } else {
            draft.measures.is_empty() && draft.subjects.iter().all(|s| grouped(s.entity))
        };
    let starts_with_and = parsed.tokens.first().is_some_and(|t| t.norm == "and");
    let draft = Draft {
        continues: draft.continues || starts_with_and,
        subjects: if again
            || only_of_rows(&draft, previous, model)
            || only_of_groups(&draft, previous, model)
        {
            Vec::new()
        } else {
            draft.subjects.clone()
        },
        ..draft
    };
    let marked = draft.pronoun
        || draft.continues
        || draft.only
        || again
        || elliptical(parsed, &draft, previous);
    let pointed = pointing::pointed(parsed, mentions, previous, model);
    let mut draft = draft;
    // "Which one has the most open orders": the number of them decides.
    let one = pointing::reference(parsed)
        .is_some_and(|(_, s)| parsed.tokens[s.start].norm == "which" && s.end == s.start + 2);
    let counted = match (draft.subjects.as_slice(), &pointed) {
        ([subject], Some(pointed))
            if one
                && draft.measures.is_empty()
                && draft
                    .top
                    .as_ref()
                    .is_some_and(|t| t.count.is_none() && t.at < subject.at)
                && subject.entity != pointed.entity
                && model.entities[pointed.entity].key.len() == 1
                && model.entities[subject.entity].key.len() > 1 =>
        {
            Some(*subject)
        }
        _ => None,
    };
    if let Some(subject) = counted {
        draft.measures.push(crate::draft::MeasureMention {
            what: crate::draft::What::Count(subject.entity),
            at: subject.at,
            by: true,
        });
    }
    let anew = anew || counted.is_some();
    if anew {
        // Chosen among those that were named: without them there is no telling which.
        let pointed = pointed.as_ref()?;
        draft.subjects.retain(|s| s.entity == pointed.entity);
        if draft.subjects.is_empty() {
            draft.subjects.push(crate::draft::Subject {
                entity: pointed.entity,
                at: 0,
                plural: false,
            });
        }
    }
    let asks = draft.measures.iter().any(|m| !m.by)
        || !draft.subjects.is_empty()
        || draft.bare_count
        || draft.how_much && (draft.ordered || pointed.is_some() && !draft.filters.is_empty())
        || draft.share.is_some();
    if let Some(built) = listing::dates_of_rows(parsed, &draft, previous, model) {
        return Some(built);
    }
    let bare = only_figure(&draft, previous);
    if pointed.is_none()
        && let Some(built) = pointing::of_itself(parsed, &draft, previous, model, today)
    {
        return Some(built);
    }
    // "What's on 12": an order that is named is looked into for itself.
    if draft.inside && !draft.keys.is_empty() && pointed.is_none() {
        return None;
    }
    if !marked && pointed.is_none() && elsewhere(&draft, previous, model) {
        return None;
    }
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
        together: parsed.tokens.len() <= 3
            && parsed
                .tokens
                .iter()
                .any(|t| matches!(t.norm.as_str(), "together" | "combined")),
        second_reference: {
            let pointing = |list: &[&str]| {
                parsed.spans.iter().any(|s| {
                    s.meaning == Meaning::Cue(Cue::Pronoun)
                        && list.contains(&parsed.tokens[s.start].norm.as_str())
                })
            };
            pointing(&["they", "he", "she", "their"]) && pointing(&["it", "that", "this"])
        },
        widens: parsed.spans.windows(2).any(|pair| {
            pair[0].meaning == Meaning::Cue(Cue::All)
                && matches!(pair[1].meaning, Meaning::Terms(_))
        }),
    };
    let early = listing::beside_rows(parsed, &draft, &turn)
        .or_else(|| turn.added(parsed))
        .or_else(|| turn.added_figures(parsed))
        .or_else(|| turn.figure_of_each(parsed))
        .or_else(|| turn.worth_of_each(parsed))
        .or_else(|| turn.contents(parsed))
        .or_else(|| turn.listed())
        .or_else(|| turn.others(parsed))
        .or_else(|| turn.beside_time());
    if early.is_some() {
        return early;
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
        && let Some(built) = turn.fragment(parsed)
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
    turn.fragment(parsed)
}

/// "How many are completely out", "total value?": too short to be a question of its own, so it is about the rows before.
fn elliptical(parsed: &Parsed, draft: &Draft, previous: &SemanticQuery) -> bool {
    let restricted = !previous.filters.is_empty() || !previous.having.is_empty();
    let own = !draft.subjects.is_empty()
        || !draft.values.is_empty()
        || !draft.dates.is_empty()
        || !draft.keys.is_empty()
        || !draft.dimensions.is_empty()
        || !draft.attributes.is_empty()
        || !draft.existence.is_empty()
        || draft.grain.is_some()
        || draft.have
        || draft.ordered
        || draft.kept;
    let counts = draft.bare_count && draft.measures.is_empty() && !draft.filters.is_empty();
    // "Short by how many units altogether?" is about the rows before, "our total stock value" about everything.
    let everything = parsed.tokens.iter().any(|t| {
        matches!(
            t.norm.as_str(),
            "our" | "company" | "overall" | "all" | "every" | "entire" | "whole" | "everything"
        )
    });
    let short = parsed.tokens.len() <= 3 || draft.total && parsed.tokens.len() <= 8 && !everything;
    let measures = draft.measures.iter().any(|m| !m.by)
        && draft.filters.is_empty()
        && short
        && matches!(previous.form, Form::Rows { .. });
    // "How many units short altogether": the sum over the rows before.
    let summed = draft.total && draft.measures.iter().any(|m| !m.by);
    restricted && !own && (counts || measures || summed) || restricted && definite(parsed)
}

/// "The lines please": those of what was spoken of.
pub(crate) fn definite(parsed: &Parsed) -> bool {
    let draft = &parsed.draft;
    let [subject] = draft.subjects.as_slice() else {
        return false;
    };
    let the = subject
        .at
        .checked_sub(1)
        .is_some_and(|before| parsed.tokens[before].norm == "the");
    the && subject.plural
        && parsed.tokens.len() <= 4
        && draft.measures.is_empty()
        && draft.values.is_empty()
        && draft.filters.is_empty()
        && draft.dates.is_empty()
        && draft.conditions.is_empty()
        && draft.dimensions.is_empty()
        && draft.attributes.is_empty()
        && draft.existence.is_empty()
        && draft.top.is_none()
        && !draft.bare_count
}

/// "How many", "in total", "how many per warehouse": nothing else is spoken of than the rows before.
pub(crate) fn only_figure(draft: &Draft, previous: &SemanticQuery) -> bool {
    // "Worth?" after a list of orders: what they come to.
    let orders = matches!(&previous.form, Form::Rows { dataset } if dataset.ends_with("header") || dataset.ends_with("line"))
        && !draft.continues
        && draft.conditions.is_empty()
        && draft.dimensions.is_empty()
        && draft.top.is_none()
        && !draft.rank;
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
        && (!draft.have || matches!(previous.form, Form::Rows { .. }) || keyed(previous))
        && (draft.bare_count || draft.total || draft.in_money && orders)
}

/// "Which are late" of the open orders: of what the words can mean, that which holds for open orders.
fn within_condition(draft: &mut Draft, previous: &SemanticQuery, model: &Model) {
    let held: Vec<&str> = previous
        .filters
        .iter()
        .filter_map(|p| match p {
            Predicate::Named {
                filter,
                negated: false,
            } => model.filter(filter).map(|f| f.expression.trim()),
            _ => None,
        })
        .collect();
    for mention in &mut draft.filters {
        let narrower = |f: &usize| {
            let expression = &model.filters[*f].expression;
            held.iter()
                .any(|h| expression.contains(h) && expression.trim() != *h)
        };
        if mention.candidates.iter().any(narrower) {
            mention.candidates.retain(narrower);
            continue;
        }
        // What came late was not open any more: of what is open, what is late is overdue.
        let day = |f: usize| {
            let words = model.filters[f].expression.split_whitespace();
            let dates: Vec<&str> = words.filter(|w| w.ends_with("_date")).collect();
            dates
        };
        let alike = |f: usize| {
            narrower(&f)
                && mention.candidates.iter().any(|c| {
                    model.filters[*c].dataset == model.filters[f].dataset
                        && day(*c).len() == 2
                        && day(f).iter().any(|d| day(*c).contains(d))
                })
        };
        if let Some(found) = (0..model.filters.len()).find(|f| alike(*f)) {
            mention.candidates = vec![found];
        }
    }
}

/// "The 150 g one" after "Oat Flakes 100 g": of the things that have the words, the one that is most like the thing before.
fn alike(draft: &mut Draft, previous: &SemanticQuery) {
    for mention in &mut draft.values {
        for found in &mut mention.matches {
            if found.values.len() < 2 || found.fit >= Fit::Nearly {
                continue;
            }
            let named = previous.filters.iter().find_map(|p| match p {
                Predicate::In {
                    attribute,
                    values,
                    negated: false,
                } if *attribute == found.attribute => match values.as_slice() {
                    [Literal::Text(value)] => Some(folds(value)),
                    _ => None,
                },
                _ => None,
            });
            let Some(before) = named else { continue };
            let shared =
                |value: &String| folds(value).iter().filter(|w| before.contains(w)).count();
            let most = found.values.iter().map(shared).max().unwrap_or(0);
            let nearest: Vec<String> = found
                .values
                .iter()
                .filter(|v| shared(v) == most)
                .cloned()
                .collect();
            if let ([_], true) = (nearest.as_slice(), most * 2 >= before.len()) {
                found.values = nearest;
                found.others.clear();
                found.fit = Fit::Nearly;
            }
        }
    }
}

/// Of measures that words can mean, those of the rows before: "total value" after orders is that of the orders.
fn near_measures(draft: &mut Draft, previous: &SemanticQuery, model: &Model) {
    let Some(base) = dataset_of(previous, model) else {
        return;
    };
    let near = |metric: usize| match &model.metrics[metric].kind {
        semantic::MetricKind::Aggregate { dataset, .. } => {
            *dataset == base
                || model
                    .dataset(dataset)
                    .is_some_and(|d| d.default_time.is_some() || d.primary_key.len() > 2)
                    && model.reachable(dataset).iter().any(|(d, _)| d.name == base)
        }
        semantic::MetricKind::Derived { .. } => false,
    };
    for mention in &mut draft.measures {
        if let crate::draft::What::Metric(candidates) = &mut mention.what
            && candidates.iter().any(|m| near(*m))
        {
            candidates.retain(|m| near(*m));
        }
    }
}

/// The answer before had a row for each of something.
fn keyed(query: &SemanticQuery) -> bool {
    matches!(query.columns.first(), Some(Column::Attribute(_)))
}

/// "Only for purchase orders of this year": the noun says which rows the condition is about, no new list is wanted.
fn only_of_rows(draft: &Draft, previous: &SemanticQuery, model: &Model) -> bool {
    let Some(base) = dataset_of(previous, model) else {
        return false;
    };
    let restricts =
        !draft.dates.is_empty() || !draft.values.is_empty() || !draft.filters.is_empty();
    let of_rows = |entity: usize| {
        model.entities[entity]
            .own_dataset
            .as_ref()
            .is_some_and(|own| {
                model
                    .reachable(&base)
                    .iter()
                    .any(|(d, _)| d.name == *own && d.default_time.is_some())
            })
    };
    draft.only
        && restricts
        && draft.measures.is_empty()
        && !draft.list
        && !draft.bare_count
        && !draft.how_much
        && draft.subjects.iter().all(|s| of_rows(s.entity))
}

/// "Where is the drill in stock" after orders: a thing that is named, and a condition that the rows before know nothing of.
fn elsewhere(draft: &Draft, previous: &SemanticQuery, model: &Model) -> bool {
    let Some(base) = dataset_of(previous, model) else {
        return false;
    };
    let reached = |filter: &usize| {
        let of = &model.filters[*filter].dataset;
        model.reachable(&base).iter().any(|(d, _)| d.name == *of)
            || model.reachable(of).iter().any(|(d, _)| d.name == base)
    };
    let named = draft.values.iter().any(|v| {
        !v.negated
            && v.matches
                .first()
                .is_some_and(|m| m.attribute.as_str().starts_with("product_"))
    });
    named
        && !draft.filters.is_empty()
        && draft
            .filters
            .iter()
            .all(|f| !f.candidates.iter().any(reached))
}

/// "Only customers above 3000": the noun names the groups before, the number says which of them.
fn only_of_groups(draft: &Draft, previous: &SemanticQuery, model: &Model) -> bool {
    let grouped = |entity: usize| {
        let key = &model.entities[entity].key;
        key.iter()
            .all(|k| previous.columns.contains(&Column::Attribute(k.clone())))
    };
    let waiting = |c: &crate::draft::Condition| c.target.is_none() && c.attribute.is_none();
    draft.only
        && !draft.conditions.is_empty()
        && draft.conditions.iter().all(waiting)
        && draft.measures.is_empty()
        && draft.values.is_empty()
        && draft.dates.is_empty()
        && draft.dimensions.is_empty()
        && !draft.bare_count
        && draft.subjects.iter().all(|s| grouped(s.entity))
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
    /// Said "together" and no more.
    together: bool,
    /// Beside those that the answer named, the turn points at one more thing ("what do they charge for it").
    second_reference: bool,
}

impl Turn<'_> {
    fn dataset(&self) -> Option<String> {
        self.dataset_of(self.previous)
    }

    fn dataset_of(&self, query: &SemanticQuery) -> Option<String> {
        dataset_of(query, self.model)
    }
}

/// The dataset whose rows a query looks at.
fn dataset_of(query: &SemanticQuery, model: &Model) -> Option<String> {
    match &query.form {
        Form::Rows { dataset } => Some(dataset.clone()),
        Form::Groups {
            dataset: Some(dataset),
            ..
        } => Some(dataset.clone()),
        Form::Groups { .. } => query.columns.iter().find_map(|c| match c {
            Column::Measure(used) => match &used.measure {
                Measure::Metric(name) => model.metric(name).and_then(|m| match &m.kind {
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

/// "The month before", "the year before": that long before the period.
fn shifted(phrase: &DatePhrase, window: Window) -> Option<Window> {
    match phrase {
        DatePhrase::YearBefore => year_before(window),
        DatePhrase::PeriodBefore(Some(grain)) => window.from.map(|from| period(from, *grain, -1)),
        DatePhrase::MonthBefore(month) => {
            let from = window.from?;
            (1..=12)
                .map(|back| period(from, semantic::Grain::Month, -back))
                .find(|w| w.from.is_some_and(|d| d.month() == *month))
        }
        _ => window.before(),
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
fn replace(filters: &mut Vec<Predicate>, predicate: Predicate, fresh: &[Predicate], model: &Model) {
    let position = filters.iter().position(|old| match (&predicate, old) {
        // What the same turn says beside it stays.
        (new, old) if fresh.contains(old) => new == old,
        (
            Predicate::In {
                attribute, negated, ..
            },
            old @ Predicate::In { negated: was, .. },
        ) => negated == was && !*negated && same_entity(model, old, attribute),
        // The date of the orders is that by which they are dated anyway.
        (Predicate::Within { attribute, .. }, Predicate::Within { attribute: was, .. }) => {
            let usual = |a: &Option<AttributeId>| {
                a.as_ref().is_none_or(|a| {
                    let mut datasets = model.datasets.iter();
                    datasets.any(|d| d.default_time.as_ref() == Some(a))
                })
            };
            attribute == was || usual(attribute) && usual(was)
        }
        (new, old) => new == old,
    });
    // "Skåne" and "Sweden" both give way to another place.
    if let Predicate::In {
        attribute,
        negated: false,
        ..
    } = &predicate
    {
        let mut place = 0;
        filters.retain(|old| {
            let first = Some(place) == position;
            place += 1;
            let other = matches!(old, Predicate::In { attribute: was, negated: false, .. }
                if was != attribute && same_column(model, was, attribute));
            first || !other || fresh.contains(old)
        });
    }
    match position {
        Some(position) if position < filters.len() => filters[position] = predicate,
        _ => filters.push(predicate),
    }
}

/// "Skåne, Sweden" and "Skåne" are the same place: one attribute is a whole column, the other a part of its texts.
fn same_column(model: &Model, one: &AttributeId, other: &AttributeId) -> bool {
    model.datasets.iter().flat_map(|d| &d.fields).any(|field| {
        let holds = |a: &AttributeId| {
            field.attributes.contains(a) || field.parts.iter().any(|part| part.attribute == *a)
        };
        !field.parts.is_empty() && holds(one) && holds(other)
    })
}

/// The condition is about the thing that the attribute identifies.
fn same_entity(model: &Model, predicate: &Predicate, attribute: &AttributeId) -> bool {
    let Predicate::In { attribute: old, .. } = predicate else {
        return false;
    };
    if old == attribute || same_column(model, old, attribute) {
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
