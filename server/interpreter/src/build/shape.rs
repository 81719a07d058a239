//! The *shape* of an answer, settled once the query stands: what names its rows, and how many of them were asked for.

use semantic::query::HavingValue;
use semantic::{AttributeId, Column, Form, Measure, MetricKind, Model, Predicate, SemanticQuery};

use super::Built;
use crate::cues::Cue;
use crate::interpreter::Parsed;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

/// Gives the rows of a built query what names them.
pub(crate) fn shape(parsed: &Parsed, built: &mut Built, model: &Model) {
    numbered(parsed, built);
    rows_of_keys(&mut built.query, model);
    keys_of_one(&mut built.query, model);
    counted_each(parsed, &mut built.query, model);
    listed_things(parsed, &mut built.query, model);
    worth_altogether(parsed, &mut built.query);
    placed_levels(&mut built.query, model);
    named_orders(&mut built.query, model);
    levels_of_conditions(&mut built.query, model);
    let total = parsed.draft.total
        || parsed.draft.share.is_some()
        || parsed.spans.iter().any(|s| {
            matches!(
                s.meaning,
                Meaning::Cue(Cue::Average | Cue::Median | Cue::Total)
            )
        })
        || parsed
            .tokens
            .iter()
            .any(|t| matches!(t.norm.as_str(), "average" | "avg" | "mean" | "typical"));
    if !total && built.query.counted.is_none() {
        each_thing(parsed, &mut built.query, model);
        named_levels(&mut built.query, model);
    }
    named_one(&mut built.query, model);
}

/// The query without the names that only stand beside a figure of one thing, as a follow-up changes it.
pub(crate) fn unnamed(query: &SemanticQuery, model: &Model) -> SemanticQuery {
    let mut plain = query.clone();
    let fixed = |attribute: &AttributeId| {
        model.entities.iter().any(|e| {
            let own = |a: &AttributeId| e.key.contains(a) || e.name_attribute.as_ref() == Some(a);
            e.key.len() == 1
                && own(attribute)
                && query.filters.iter().any(|p| {
                    matches!(p, Predicate::In { attribute: of, values, negated: false }
                        if own(of) && values.len() == 1)
                })
        })
    };
    let alone = matches!(query.form, Form::Groups { .. })
        && query.limit.is_none()
        && query.order.is_empty()
        && query.having.is_empty()
        && query.columns.iter().all(|c| match c {
            Column::Attribute(a) => fixed(a),
            Column::Measure(_) => true,
            _ => false,
        })
        && query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Measure(_)));
    if alone {
        plain.columns.retain(|c| matches!(c, Column::Measure(_)));
    }
    plain
}

/// A figure of one thing stands beside what names it: "list price of the drill", "stock of HT-12 at OSL-1". What has no
/// rows would have no name, so sums and numbers of what happens stay alone.
pub(crate) fn named_one(query: &mut SemanticQuery, model: &Model) {
    let alone = query.limit.is_none()
        && query.having.is_empty()
        && query.counted.is_none()
        && matches!(
            query.form,
            Form::Groups {
                keep_empty: false,
                ..
            }
        );
    let mut datasets: Vec<&str> = Vec::new();
    for column in &query.columns {
        let Column::Measure(used) = column else {
            return;
        };
        let Some(found) = datasets_of(&used.measure, model).filter(|_| used.filters.is_empty())
        else {
            return;
        };
        datasets.extend(found);
    }
    if !alone || datasets.is_empty() {
        return;
    }
    let mut keys: Vec<AttributeId> = Vec::new();
    for predicate in &query.filters {
        let Predicate::In {
            attribute,
            values,
            negated: false,
        } = predicate
        else {
            continue;
        };
        let entity = model.entities.iter().find(|e| {
            e.key.len() == 1
                && (e.key.contains(attribute) || e.name_attribute.as_ref() == Some(attribute))
                && e.name_attribute.is_some()
        });
        if let Some(entity) = entity.filter(|_| values.len() == 1) {
            for key in entity.key.iter().chain(&entity.name_attribute) {
                if datasets.iter().all(|d| model.resolve(d, key).is_some()) && !keys.contains(key) {
                    keys.push(key.clone());
                }
            }
        }
    }
    name_rows(query, &keys);
}

/// Datasets that a measure of one thing looks at; nothing where it may have no rows.
fn datasets_of<'a>(measure: &'a Measure, model: &'a Model) -> Option<Vec<&'a str>> {
    let state = |dataset: &str| {
        model
            .dataset(dataset)
            .is_some_and(|d| d.default_time.is_none())
    };
    match measure {
        Measure::Metric(name) => {
            let metric = model.metric(name)?;
            match &metric.kind {
                MetricKind::Aggregate {
                    dataset, filters, ..
                } => (!metric.additive || state(dataset) && filters.is_empty())
                    .then(|| vec![dataset.as_str()]),
                MetricKind::Derived { .. } => None,
            }
        }
        Measure::Aggregate {
            dataset, function, ..
        } => (state(dataset) && *function != semantic::Aggregate::CountDistinct)
            .then(|| vec![dataset.as_str()]),
        Measure::Rows { .. } | Measure::Entities { .. } => None,
    }
}

/// Groups by all keys of a dataset without a date are its rows: they show what the conditions speak of.
fn rows_of_keys(query: &mut SemanticQuery, model: &Model) {
    let Form::Groups {
        dataset: Some(dataset),
        ..
    } = &query.form
    else {
        return;
    };
    let Some(row) = model
        .entities
        .iter()
        .find(|e| e.own_dataset.as_ref() == Some(dataset) && e.key.len() > 1)
    else {
        return;
    };
    let state = model
        .dataset(dataset)
        .is_some_and(|d| d.default_time.is_none());
    let shown = |a: &AttributeId| query.columns.contains(&Column::Attribute(a.clone()));
    let plain = query
        .columns
        .iter()
        .all(|c| matches!(c, Column::Attribute(_)));
    if !state || !plain || !row.key.iter().all(shown) || query.counted.is_some() {
        return;
    }
    let dataset = dataset.clone();
    for predicate in &query.filters {
        if let Predicate::Named { filter, .. } = predicate
            && let Some(filter) = model.filter(filter).filter(|f| f.dataset == dataset)
        {
            for attribute in &filter.show {
                let column = Column::Attribute(attribute.clone());
                if !query.columns.contains(&column) {
                    query.columns.push(column);
                }
            }
        }
    }
    query.form = Form::Rows { dataset };
}

/// A measure of the query is the sum of the column.
fn measured(query: &SemanticQuery, column: &AttributeId, model: &Model) -> bool {
    query.columns.iter().any(|c| match c {
        Column::Measure(used) => match &used.measure {
            Measure::Metric(name) => model
                .metrics
                .iter()
                .position(|m| m.name == *name)
                .and_then(|m| crate::draft::summed_column(model, m))
                .is_some_and(|a| a == *column),
            _ => false,
        },
        _ => false,
    })
}

/// Figures of single orders stand beside what a list of orders shows.
fn named_orders(query: &mut SemanticQuery, model: &Model) {
    let keyed = |key: &[AttributeId]| {
        key.iter()
            .all(|a| query.columns.contains(&Column::Attribute(a.clone())))
    };
    let order = model
        .entities
        .iter()
        .find(|e| e.key.len() == 2 && e.own_dataset.is_some() && keyed(&e.key));
    let plain = query
        .columns
        .iter()
        .all(|c| matches!(c, Column::Attribute(_) | Column::Measure(_)));
    let measured = query
        .columns
        .iter()
        .any(|c| matches!(c, Column::Measure(_)));
    let dataset = order
        .and_then(|e| e.own_dataset.as_deref())
        .and_then(|d| model.dataset(d))
        .filter(|d| d.default_time.is_some());
    if let (Some(dataset), true, true) = (dataset, plain && query.counted.is_none(), measured) {
        name_rows(query, &dataset.list);
    }
}

/// Levels of each product at one place are named by the place, too.
fn placed_levels(query: &mut SemanticQuery, model: &Model) {
    let Some(row) = model.entity("stock_row") else {
        return;
    };
    let [place, product] = row.key.as_slice() else {
        return;
    };
    let dataset = row.own_dataset.as_deref().unwrap_or_default();
    let of_state = query.columns.iter().all(|c| match c {
        Column::Attribute(_) => true,
        Column::Measure(used) => {
            used.filters.is_empty()
                && match &used.measure {
                    Measure::Metric(name) => levels(name, dataset, model),
                    Measure::Aggregate { dataset: of, .. } => of == dataset,
                    _ => false,
                }
        }
        _ => false,
    });
    let measured = query
        .columns
        .iter()
        .any(|c| matches!(c, Column::Measure(_)));
    let one_place = query.filters.iter().any(|p| {
        matches!(p, Predicate::In { attribute, values, negated: false }
            if attribute == place && values.len() == 1)
    });
    let by_product = query.columns.contains(&Column::Attribute(product.clone()));
    if of_state && measured && one_place && by_product && query.counted.is_none() {
        name_rows(query, std::slice::from_ref(place));
    }
}

/// Figures of single rows of stock under a condition on levels show those levels.
fn levels_of_conditions(query: &mut SemanticQuery, model: &Model) {
    let Some(row) = model.entity("stock_row") else {
        return;
    };
    let dataset = row.own_dataset.as_deref().unwrap_or_default();
    let keyed = row
        .key
        .iter()
        .all(|a| query.columns.contains(&Column::Attribute(a.clone())));
    let plain = query.columns.iter().all(|c| match c {
        Column::Attribute(_) => true,
        Column::Measure(used) => match &used.measure {
            Measure::Metric(name) => used.filters.is_empty() && levels(name, dataset, model),
            _ => false,
        },
        _ => false,
    });
    if !keyed || !plain || query.counted.is_some() {
        return;
    }
    let shown: Vec<AttributeId> = query
        .filters
        .iter()
        .filter_map(|p| match p {
            Predicate::Named { filter, .. } => model.filter(filter),
            _ => None,
        })
        .filter(|f| f.dataset == dataset)
        .flat_map(|f| f.show.iter().cloned())
        .filter(|a| !measured(query, a, model))
        .collect();
    name_rows(query, &shown);
}

/// What is asked of one order stands beside its number.
fn keys_of_one(query: &mut SemanticQuery, model: &Model) {
    let plain = query
        .columns
        .iter()
        .all(|c| matches!(c, Column::Attribute(_)));
    let fixed = |a: &AttributeId| {
        query.filters.iter().any(|p| {
            matches!(p, Predicate::In { attribute, values, negated: false }
                if attribute == a && values.len() == 1)
        })
    };
    let one = model
        .entities
        .iter()
        .find(|e| e.key.len() == 2 && e.own_dataset.is_some() && e.key.iter().all(fixed));
    let Some(one) = one.filter(|_| plain && query.order.is_empty() && query.counted.is_none())
    else {
        return;
    };
    let lacking: Vec<Column> = one
        .key
        .iter()
        .cloned()
        .map(Column::Attribute)
        .filter(|c| !query.columns.contains(c))
        .collect();
    query.columns.splice(0..0, lacking);
}

/// "Customers, orders each": how many orders each has.
fn counted_each(parsed: &Parsed, query: &mut SemanticQuery, model: &Model) {
    let Form::Groups {
        dataset: Some(dataset),
        ..
    } = &query.form
    else {
        return;
    };
    let plain = query
        .columns
        .iter()
        .all(|c| matches!(c, Column::Attribute(_)));
    let each = parsed.spans.windows(2).any(|pair| {
        let Meaning::Terms(terms) = &pair[0].meaning else {
            return false;
        };
        pair[1].meaning == Meaning::Cue(Cue::Each)
            && terms.iter().any(|t| {
                matches!(t, Term::Entity(e)
                    if model.entities[*e].own_dataset.as_ref() == Some(dataset))
            })
    });
    if plain && each && query.counted.is_none() && query.having.is_empty() {
        let measure = Measure::Rows {
            dataset: dataset.clone(),
        };
        query.columns.push(super::plain(measure));
        query.form = Form::Groups {
            dataset: None,
            keep_empty: false,
        };
    }
}

/// "Depot, item, missing quantity": each thing of the list names the rows.
fn listed_things(parsed: &Parsed, query: &mut SemanticQuery, model: &Model) {
    let measured = query
        .columns
        .iter()
        .any(|c| matches!(c, Column::Measure(_)));
    let grouped = query
        .columns
        .iter()
        .any(|c| matches!(c, Column::Attribute(_)));
    let plain = query
        .columns
        .iter()
        .all(|c| matches!(c, Column::Measure(_) | Column::Attribute(_)));
    if !measured || !grouped || !plain || query.limit.is_some() || query.counted.is_some() {
        return;
    }
    let comma = |at: usize| {
        parsed
            .tokens
            .get(at)
            .is_some_and(|t| matches!(t.gap, Gap::Comma))
    };
    for span in &parsed.spans {
        let Meaning::Terms(terms) = &span.meaning else {
            continue;
        };
        let [Term::Entity(entity)] = terms.as_slice() else {
            continue;
        };
        let entity = &model.entities[*entity];
        let listed = comma(span.start) && comma(span.end);
        if listed && entity.key.len() == 1 {
            let keys: Vec<AttributeId> = entity
                .key
                .iter()
                .chain(&entity.name_attribute)
                .cloned()
                .collect();
            name_rows(query, &keys);
        }
    }
}

/// "What are the orders due this week worth altogether": their sum, not each of them.
fn worth_altogether(parsed: &Parsed, query: &mut SemanticQuery) {
    let said = parsed.spans.iter().any(|s| {
        s.meaning == Meaning::Cue(Cue::Total)
            && matches!(
                parsed.tokens[s.end - 1].norm.as_str(),
                "altogether" | "combined" | "together" | "overall" | "total"
            )
    });
    let each = parsed.tokens.iter().any(|t| {
        matches!(
            t.norm.as_str(),
            "each" | "by" | "per" | "list" | "show" | "every"
        )
    });
    let measures: Vec<Column> = query
        .columns
        .iter()
        .filter(|c| matches!(c, Column::Measure(_)))
        .cloned()
        .collect();
    let rows = matches!(query.form, Form::Rows { .. });
    if said
        && !each
        && rows
        && measures.len() == 1
        && query.limit.is_none()
        && query.having.is_empty()
    {
        query.form = Form::Groups {
            dataset: None,
            keep_empty: false,
        };
        query.columns = measures;
        query.order.clear();
    }
}

/// "Rank the five …": a number before the things is how many of them, where the usual number was taken for want of one.
fn numbered(parsed: &Parsed, built: &mut Built) {
    let Some(limit) = &mut built.query.limit else {
        return;
    };
    let usual = |sentence: &String| sentence.contains("the question names no number");
    if !built.assumptions.iter().any(usual) {
        return;
    }
    let said = parsed.spans.windows(2).find_map(|pair| {
        let Meaning::Number(number) = &pair[0].meaning else {
            return None;
        };
        let things = matches!(pair[1].meaning, Meaning::Terms(_) | Meaning::Values(_));
        let count = number.value.parse::<u64>().ok()?;
        let plain = !number.percent && !number.money && (1..=100).contains(&count);
        (things && plain).then_some(count)
    });
    if let Some(count) = said {
        limit.count = count;
        built.assumptions.retain(|s| !usual(s));
    }
}

/// "Margins of the handlebars": a figure that each thing has is shown for each, where a group of them is named.
fn each_thing(parsed: &Parsed, query: &mut SemanticQuery, model: &Model) {
    let Some(entity) = model
        .entities
        .iter()
        .find(|e| e.key.len() == 1 && e.name == "product")
    else {
        return;
    };
    let home = entity.own_dataset.as_ref().or(entity.datasets.first());
    let of_thing = |name: &str| {
        model.metric(name).is_some_and(|m| {
            !m.additive
                && matches!(&m.kind, MetricKind::Aggregate { dataset, expression, .. }
                    if Some(dataset) == home && expression.trim_start().starts_with("AVG("))
        })
    };
    let figures = query.columns.iter().all(|c| {
        matches!(c, Column::Measure(used) if used.filters.is_empty()
        && matches!(&used.measure, Measure::Metric(name) if of_thing(name)))
    });
    let group = query.filters.iter().any(|p| {
        matches!(p, Predicate::In { attribute, negated: false, .. }
            if !entity.key.contains(attribute) && entity.name_attribute.as_ref() != Some(attribute)
                && model.fields_of(attribute).any(|(d, _)| Some(&d.name) == home))
    });
    if figures && group && query.having.is_empty() && parsed.draft.top.is_none() {
        let keys: Vec<AttributeId> = entity
            .key
            .iter()
            .chain(&entity.name_attribute)
            .cloned()
            .collect();
        name_rows(query, &keys);
    }
}

/// Levels of single things at places are named by both: "stock of the 5 kg rice by depot".
fn named_levels(query: &mut SemanticQuery, model: &Model) {
    let Some(row) = model.entity("stock_row") else {
        return;
    };
    let state = |name: &str| levels(name, row.own_dataset.as_deref().unwrap_or_default(), model);
    let all: Vec<&str> = metrics(query).collect();
    let measures = query
        .columns
        .iter()
        .filter(|c| matches!(c, Column::Measure(_)))
        .count();
    let plain = query.columns.iter().all(|c| match c {
        Column::Measure(used) => used.filters.is_empty(),
        Column::Attribute(_) => true,
        _ => false,
    });
    let of_state = query.columns.iter().all(|c| match c {
        Column::Measure(used) => match &used.measure {
            Measure::Metric(name) => state(name),
            Measure::Aggregate { dataset, .. } => Some(dataset) == row.own_dataset.as_ref(),
            _ => false,
        },
        _ => true,
    });
    let placed = row.key.first().is_some_and(|place| {
        query.columns.contains(&Column::Attribute(place.clone()))
            || query.filters.iter().any(|p| {
                matches!(p, Predicate::In { attribute, values, negated: false }
                    if attribute == place && values.len() == 1)
            })
    });
    let product = model.entity("product").map(|e| {
        e.key
            .iter()
            .chain(&e.name_attribute)
            .cloned()
            .collect::<Vec<_>>()
    });
    let Some(product) = product else { return };
    let fixed = query.filters.iter().any(|p| {
        matches!(p, Predicate::In { attribute, negated: false, .. } if product.contains(attribute))
    });
    let grouped = query
        .columns
        .iter()
        .any(|c| matches!(c, Column::Attribute(_)));
    if measures == 0
        || !plain
        || !of_state
        || !placed
        || !fixed
        || query.limit.is_some()
        || !query.having.is_empty()
        || !grouped
            && all
                .iter()
                .all(|name| model.metric(name).is_some_and(|m| m.additive))
    {
        return;
    }
    let place = row.key.first().cloned().filter(|_| !grouped);
    let mut keys: Vec<AttributeId> = place.into_iter().collect();
    keys.extend(product);
    name_rows(query, &keys);
}

/// The metric says what is there, not what happened.
fn levels(name: &str, dataset: &str, model: &Model) -> bool {
    match model.metric(name).map(|m| &m.kind) {
        Some(MetricKind::Aggregate { dataset: of, .. }) => of == dataset,
        Some(MetricKind::Derived { inputs, .. }) => inputs
            .first()
            .is_some_and(|input| levels(&input.metric, dataset, model)),
        None => false,
    }
}

fn metrics(query: &SemanticQuery) -> impl Iterator<Item = &str> {
    query.columns.iter().filter_map(|c| match c {
        Column::Measure(used) => match &used.measure {
            Measure::Metric(name) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    })
}

/// Puts attributes that the rows lack behind those that name them already.
pub(crate) fn name_rows(query: &mut SemanticQuery, keys: &[AttributeId]) {
    if !matches!(query.form, Form::Groups { .. }) {
        return;
    }
    let named = |c: &Column| matches!(c, Column::Attribute(_) | Column::Time { .. });
    let lacking: Vec<Column> = keys
        .iter()
        .cloned()
        .map(Column::Attribute)
        .filter(|c| !query.columns.contains(c))
        .collect();
    let at = query
        .columns
        .iter()
        .position(|c| !named(c))
        .unwrap_or(query.columns.len());
    let by = lacking.len();
    query.columns.splice(at..at, lacking);
    let moved = |position: &mut usize| {
        if *position >= at {
            *position += by;
        }
    };
    for order in &mut query.order {
        moved(&mut order.column);
    }
    for per in query.limit.iter_mut().flat_map(|l| &mut l.per) {
        moved(per);
    }
    for having in &mut query.having {
        moved(&mut having.column);
        if let HavingValue::Column(other) = &mut having.value {
            moved(other);
        }
    }
}
