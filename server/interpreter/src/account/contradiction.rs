//! A *contradiction* is a pair of conditions that no row can fulfil: such a query would answer "none" to a question that
//! was misread.

use std::collections::BTreeMap;

use semantic::{AttributeId, Measure, MetricKind, Model, Predicate, SemanticQuery, Window};

use super::seen::text;

/// Some conditions of the query shut each other out.
pub(super) fn contradicts(query: &SemanticQuery, model: &Model) -> bool {
    if impossible(&query.filters, model) {
        return true;
    }
    query.columns.iter().any(|column| {
        let semantic::Column::Measure(used) = column else {
            return false;
        };
        let mut all: Vec<Predicate> = query.filters.clone();
        all.extend(used.filters.iter().cloned());
        if let Measure::Metric(name) = &used.measure
            && let Some(MetricKind::Aggregate { filters, .. }) = model.metric(name).map(|m| &m.kind)
        {
            all.extend(filters.iter().map(|filter| Predicate::Named {
                filter: filter.clone(),
                negated: false,
            }));
        }
        impossible(&all, model)
    })
}

/// Values are shut out of a column that is restricted to others anyway: "beer but no cola" says that of who bought it,
/// not of the rows.
pub(super) fn shuts_out_nothing(query: &SemanticQuery) -> bool {
    let values = |negated: bool| {
        query.filters.iter().filter_map(move |p| match p {
            Predicate::In {
                attribute,
                values,
                negated: n,
            } if *n == negated => Some((attribute, values)),
            _ => None,
        })
    };
    values(true).any(|(attribute, out)| {
        values(false).any(|(a, allowed)| a == attribute && out.iter().all(|v| !allowed.contains(v)))
    })
}

/// The two conditions cannot both hold.
pub(crate) fn excludes(one: &Predicate, other: &Predicate, model: &Model) -> bool {
    impossible(&[one.clone(), other.clone()], model)
}

/// Conditions that all have to hold cannot.
fn impossible(filters: &[Predicate], model: &Model) -> bool {
    let mut windows: BTreeMap<Option<&AttributeId>, Window> = BTreeMap::new();
    let mut allowed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut excluded: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for predicate in filters {
        match predicate {
            Predicate::Within { attribute, window } => {
                let met = windows.get(&attribute.as_ref()).copied();
                let both = met.map_or(*window, |met| overlap(met, *window));
                if let (Some(from), Some(until)) = (both.from, both.until)
                    && from >= until
                {
                    return true;
                }
                windows.insert(attribute.as_ref(), both);
            }
            Predicate::In {
                attribute,
                values,
                negated: false,
            } => {
                let column = column_of(model, attribute);
                narrow(&mut allowed, column, values.iter().map(text).collect());
            }
            Predicate::In {
                attribute,
                values,
                negated: true,
            } => {
                let column = column_of(model, attribute);
                excluded
                    .entry(column)
                    .or_default()
                    .extend(values.iter().map(text));
            }
            Predicate::Named {
                filter,
                negated: false,
            } => {
                let conjuncts = model
                    .filter(filter)
                    .into_iter()
                    .flat_map(|f| f.expression.split(" AND "));
                for (column, holds, values) in conjuncts.filter_map(listed) {
                    if holds {
                        narrow(&mut allowed, column, values);
                    } else {
                        excluded.entry(column).or_default().extend(values);
                    }
                }
            }
            Predicate::Related { filters, .. } if impossible(filters, model) => return true,
            _ => {}
        }
    }
    if filters.iter().any(|p| empty_and_known(p, filters, model))
        || denied_itself(filters)
        || open_and_arrived(filters, model)
    {
        return true;
    }
    // A condition and its opposite: "lack" was taken for "not".
    let named = |denied: bool| {
        filters.iter().filter_map(move |p| match p {
            Predicate::Named { filter, negated } if *negated == denied => Some(filter),
            _ => None,
        })
    };
    if named(true).any(|out| named(false).any(|holds| holds == out)) {
        return true;
    }
    let none = Vec::new();
    allowed.iter().any(|(column, values)| {
        let out = excluded.get(column).unwrap_or(&none);
        values.iter().all(|v| out.contains(v))
    })
}

/// A column must be empty, and something else is said of what stands in it: a negation was taken for "without".
fn empty_and_known(predicate: &Predicate, filters: &[Predicate], model: &Model) -> bool {
    let Predicate::Missing {
        attribute,
        negated: false,
    } = predicate
    else {
        return false;
    };
    let usual = model
        .fields_of(attribute)
        .any(|(d, _)| d.default_time.as_ref() == Some(attribute));
    filters.iter().any(|other| match other {
        Predicate::In { attribute: a, .. } | Predicate::Contains { attribute: a, .. } => {
            a == attribute
        }
        Predicate::Within {
            attribute: Some(a), ..
        } => a == attribute,
        Predicate::Within {
            attribute: None, ..
        } => usual,
        _ => false,
    })
}

/// A condition holds and does not hold.
fn denied_itself(filters: &[Predicate]) -> bool {
    let named = |wanted: bool| {
        filters.iter().filter_map(move |p| match p {
            Predicate::Named { filter, negated } if *negated == wanted => Some(filter),
            _ => None,
        })
    };
    named(true).any(|out| named(false).any(|held| held == out))
}

/// An order is still expected, and something is said of the day that it came.
fn open_and_arrived(filters: &[Predicate], model: &Model) -> bool {
    let actual = |attribute: &AttributeId| {
        attribute.as_str().contains("actual")
            && model.fields_of(attribute).any(|(_, f)| f.delivery_date)
    };
    let expression = |p: &Predicate| match p {
        Predicate::Named {
            filter,
            negated: false,
        } => model.filter(filter).map(|f| f.expression.clone()),
        _ => None,
    };
    let awaited = filters.iter().filter_map(expression).any(|e| {
        e.contains("status IN ('Pending'") && e.contains("expected_") && !e.contains("actual_")
    });
    awaited
        && filters.iter().any(|p| match p {
            Predicate::Within {
                attribute: Some(attribute),
                ..
            } => actual(attribute),
            _ => expression(p).is_some_and(|e| e.contains("actual_")),
        })
}

fn overlap(left: Window, right: Window) -> Window {
    Window {
        from: left.from.max(right.from),
        until: match (left.until, right.until) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (one, other) => one.or(other),
        },
    }
}

/// Keeps the values that are still allowed.
fn narrow(allowed: &mut BTreeMap<String, Vec<String>>, column: String, values: Vec<String>) {
    let left: Vec<String> = match allowed.get(&column) {
        Some(met) => met.iter().filter(|v| values.contains(v)).cloned().collect(),
        None => values,
    };
    allowed.insert(column, left);
}

/// `dataset.column` of an attribute that one table alone has, else its own name.
fn column_of(model: &Model, attribute: &AttributeId) -> String {
    let mut homes = model.fields_of(attribute);
    match (homes.next(), homes.next()) {
        (Some((dataset, field)), None) if field.attributes.contains(attribute) => {
            format!("{}.{}", dataset.name, field.name)
        }
        _ => attribute.as_str().to_owned(),
    }
}

/// The column and values of a filter that only lists them (`=`, `IN`: true) or shuts them out (`<>`, `NOT IN`: false).
fn listed(expression: &str) -> Option<(String, bool, Vec<String>)> {
    let (column, rest) = expression.trim().split_once(' ')?;
    let rest = rest.trim();
    let brackets = |lead: &str| rest.strip_prefix(lead)?.strip_suffix(')');
    let (holds, list) = brackets("IN (")
        .or_else(|| rest.strip_prefix("= "))
        .map(|list| (true, list))
        .or_else(|| {
            let list = brackets("NOT IN (").or_else(|| rest.strip_prefix("<> "))?;
            Some((false, list))
        })?;
    let values: Option<Vec<String>> = list
        .split(',')
        .map(|v| {
            let value = v.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            (!value.contains('\'')).then(|| value.to_owned())
        })
        .collect();
    Some((column.to_owned(), holds, values?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use semantic::Literal;

    use super::*;

    fn model() -> Model {
        semantic::load::load(
            "semantic_model.yaml",
            include_str!("../../../../config/semantic_model.yaml"),
        )
        .unwrap()
    }

    fn window(from: (i16, i8, i8), until: (i16, i8, i8)) -> Predicate {
        Predicate::Within {
            attribute: None,
            window: Window {
                from: Some(date(from.0, from.1, from.2)),
                until: Some(date(until.0, until.1, until.2)),
            },
        }
    }

    fn is_in(values: &[&str]) -> Predicate {
        Predicate::In {
            attribute: AttributeId::new("status"),
            values: values
                .iter()
                .map(|v| Literal::Text((*v).to_owned()))
                .collect(),
            negated: false,
        }
    }

    #[test]
    fn disjoint_windows_and_values_contradict() {
        let model = model();
        let may = window((2025, 5, 1), (2025, 6, 1));
        let june = window((2025, 6, 1), (2025, 7, 1));
        let spring = window((2025, 3, 1), (2025, 6, 1));
        assert!(impossible(&[may.clone(), june], &model));
        assert!(!impossible(&[may, spring], &model));
        assert!(impossible(
            &[is_in(&["Open"]), is_in(&["Shut", "Gone"])],
            &model
        ));
        assert!(!impossible(
            &[is_in(&["Open"]), is_in(&["Open", "Gone"])],
            &model
        ));
    }

    #[test]
    fn a_filter_that_lists_values_is_read() {
        let found = listed("orders.status IN ('A', 'B')");
        let both = vec!["A".to_owned(), "B".to_owned()];
        assert_eq!(found, Some(("orders.status".to_owned(), true, both)));
        let out = listed("orders.status <> 'A'");
        assert_eq!(
            out,
            Some(("orders.status".to_owned(), false, vec!["A".to_owned()]))
        );
        assert_eq!(listed("orders.amount = 0"), None);
    }
}
