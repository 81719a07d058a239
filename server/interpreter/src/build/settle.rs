//! *Settling* decides the roles in a draft that only the whole question decides.

use jiff::civil::Date;
use semantic::{AttributeId, Model};

use crate::draft::{Dimension, Draft, MeasureMention, Subject, What};

/// Settles roles that only the whole question decides.
pub(super) fn settle(draft: &Draft, model: &Model) -> Draft {
    let mut draft = draft.clone();
    let transaction = |entity: usize| {
        let own = model.entities[entity].own_dataset.as_deref();
        own.and_then(|d| model.dataset(d))
            .is_some_and(|d| d.default_time.is_some())
    };
    // "every order worth more than …", "order by order": a list of orders, not a grouping.
    let listed = draft.dimensions.iter().find_map(|d| match d {
        Dimension::Entity(entity) if transaction(*entity) => Some(*entity),
        _ => None,
    });
    if let Some(entity) = listed
        && draft.subjects.iter().all(|s| s.entity == entity)
        && draft.dimensions.len() == 1
    {
        draft.dimensions.clear();
        draft.per_group = false;
        draft.subjects = vec![Subject {
            entity,
            at: 0,
            plural: true,
        }];
    }
    // "How punctual are they, on-time rate": the condition only says what the rate is of.
    let measures = draft.measures.clone();
    draft.filters.retain(|f| {
        let rate = |c: &usize| model.filters[*c].rate.clone();
        let measured = |name: &String| {
            measures.iter().any(|m| match &m.what {
                What::Metric(all) => all.iter().any(|m| model.metrics[*m].name == *name),
                _ => false,
            })
        };
        f.negated || !f.candidates.iter().filter_map(rate).any(|r| measured(&r))
    });
    // "spend in 2022, 2023 and 2024": one row for each, where there are more than two.
    let grains: Vec<Option<semantic::Grain>> = draft
        .dates
        .iter()
        .filter_map(|d| crate::draft::range_of(&d.phrase))
        .map(|r| r.grain)
        .collect();
    if grains.len() > 2
        && grains.len() == draft.dates.len()
        && draft.grain.is_none()
        && draft.dates.iter().all(|d| !d.negated)
        && let Some(Some(grain)) = grains.first()
        && grains.iter().all(|g| *g == Some(*grain))
    {
        draft.grain = Some(*grain);
        draft.versus = false;
    }
    // "nothing left on hand": the column of a condition is no figure of its own.
    let figure = draft.how_much
        || draft.bare_count
        || draft.total
        || draft.top.is_some()
        || draft.share.is_some();
    if !figure
        && draft.dimensions.is_empty()
        && draft.grain.is_none()
        && draft.conditions.is_empty()
    {
        let shown: Vec<AttributeId> = draft
            .filters
            .iter()
            .flat_map(|f| &f.candidates)
            .flat_map(|f| model.filters[*f].show.clone())
            .collect();
        draft.measures.retain(|m| match &m.what {
            What::Metric(candidates) => !candidates
                .iter()
                .filter_map(|c| crate::draft::summed_column(model, *c))
                .any(|column| shown.contains(&column)),
            _ => true,
        });
    }
    // "warehouses that hold fewer than 1000 units": the number is about each warehouse's total, not about a row.
    let grouped = draft
        .subjects
        .first()
        .is_some_and(|s| model.entities[s.entity].own_dataset.is_none());
    for condition in draft.conditions.iter_mut().filter(|_| grouped) {
        let metric = condition.attribute.as_ref().and_then(|column| {
            (0..model.metrics.len())
                .find(|m| crate::draft::summed_column(model, *m).as_ref() == Some(column))
        });
        if let Some(metric) = metric {
            condition.attribute = None;
            condition.target = Some(What::Metric(vec![metric]));
        }
    }
    // "where can I get at least 35 …", "we hold over 40": units on the shelf.
    let trades = draft.subjects.iter().any(|s| transaction(s.entity));
    let shelf = model
        .entities
        .iter()
        .find(|e| e.name == "stock_row")
        .and_then(|e| e.natural_metrics.first())
        .and_then(|name| model.metrics.iter().position(|m| m.name == *name));
    if let Some(metric) = shelf.filter(|_| (draft.place || draft.have) && !trades) {
        let rows = draft.place && draft.measures.is_empty() && draft.dimensions.is_empty();
        let column = crate::draft::summed_column(model, metric).filter(|_| rows);
        for condition in draft.conditions.iter_mut().filter(|c| {
            c.attribute.is_none() && !c.percent && !c.money && !c.days && c.target.is_none()
        }) {
            match &column {
                Some(column) => {
                    condition.attribute = Some(column.clone());
                    condition.target = None;
                }
                None => condition.target = Some(What::Metric(vec![metric])),
            }
        }
        if let Some(column) = column.filter(|_| !draft.conditions.is_empty()) {
            draft.place = false;
            draft.attributes.push((column, 0));
        }
    }
    // A number column of the lines of an order is the order's total.
    if let Some(subject) = draft.subjects.first().filter(|s| transaction(s.entity)) {
        let own = model.entities[subject.entity]
            .own_dataset
            .clone()
            .unwrap_or_default();
        let finer = |attribute: &AttributeId| {
            model.resolve(&own, attribute).is_none()
                && model.fields_of(attribute).any(|(d, f)| {
                    f.additive && model.reachable(&d.name).iter().any(|(r, _)| r.name == own)
                })
        };
        let (moved, kept) = draft
            .attributes
            .drain(..)
            .partition::<Vec<_>, _>(|(a, _)| finer(a));
        draft.attributes = kept;
        for (attribute, at) in moved {
            draft.measures.push(MeasureMention {
                what: What::Attribute(semantic::Aggregate::Sum, attribute),
                at,
                by: false,
            });
        }
    }
    draft
}

/// "How many customers have more than five orders": the list of them, of which only the number is shown.
pub(super) fn counted_list(draft: &Draft, model: &Model) -> Option<(String, Draft)> {
    let mut asked = draft.measures.iter().filter(|m| !m.by);
    let (Some(What::Count(entity)), None) = (asked.next().map(|m| &m.what), asked.next()) else {
        return None;
    };
    let each = draft.conditions.iter().any(|c| match &c.target {
        Some(What::Count(other)) => other != entity,
        Some(_) => true,
        None => c.attribute.is_none() && c.money,
    });
    if !each || draft.top.is_some() || draft.share.is_some() || draft.counted_in.is_some() {
        return None;
    }
    if !draft.dimensions.is_empty() || draft.grain.is_some() {
        return None;
    }
    let mut listed = draft.clone();
    listed.measures.retain(|m| m.by);
    listed.bare_count = false;
    listed.list = true;
    listed.subjects = vec![Subject {
        entity: *entity,
        at: 0,
        plural: true,
    }];
    Some((model.entities[*entity].name.clone(), listed))
}

/// "More than 10 days overdue": before a day that lies that far back, where a condition compares a date with today.
pub(super) fn far_back(draft: &mut Draft, model: &Model, today: Date) {
    use semantic::Comparator::{AtLeast, AtMost, Equal, Greater, Less, NotEqual};
    let date = |a: &&AttributeId| {
        model.fields_of(a).any(|(_, f)| {
            matches!(
                f.data_type,
                semantic::DataType::Date | semantic::DataType::Timestamp
            )
        })
    };
    let since = draft.filters.iter().filter(|f| !f.negated).find_map(|f| {
        let filter = &model.filters[*f.candidates.first()?];
        let attribute = filter.show.iter().find(date)?;
        filter
            .expression
            .contains("{today}")
            .then(|| attribute.clone())
    });
    let Some(attribute) = since else { return };
    for condition in draft
        .conditions
        .iter()
        .filter(|c| c.days && c.attribute.is_none())
    {
        let Ok(days) = condition.value.parse::<i64>() else {
            continue;
        };
        let back = |days: i64| {
            today
                .checked_sub(jiff::Span::new().try_days(days).ok()?)
                .ok()
        };
        let window = match condition.comparator {
            Greater => semantic::Window {
                from: None,
                until: back(days),
            },
            AtLeast => semantic::Window {
                from: None,
                until: back(days - 1),
            },
            Less => semantic::Window {
                from: back(days - 1),
                until: None,
            },
            AtMost => semantic::Window {
                from: back(days),
                until: None,
            },
            Equal => semantic::Window {
                from: back(days),
                until: back(days - 1),
            },
            NotEqual => continue,
        };
        draft.dates.push(crate::draft::DateMention {
            phrase: crate::dates::DatePhrase::Range(crate::dates::Range::fixed(window)),
            at: condition.at,
            attribute: Some(attribute.clone()),
            negated: false,
            role: None,
            left_out: false,
        });
    }
    if draft
        .dates
        .iter()
        .any(|d| d.attribute.as_ref() == Some(&attribute))
    {
        draft
            .conditions
            .retain(|c| !c.days || c.attribute.is_some());
    }
}
