//! The *head* of a restatement says what is shown: which figures of which groups, or which rows.

use semantic::query::HavingValue;
use semantic::{
    Aggregate, AttributeId, Column, Form, Measure, MeasureUse, Predicate, SemanticQuery, Window,
};

use super::beside::listed;
use super::names::grain_word;
use super::{PART, Words, window};

impl Words<'_> {
    pub(super) fn head(&self, query: &SemanticQuery) -> String {
        if let Some(counted) = &query.counted {
            let noun = self.model.entity(counted).map(|e| e.noun.plural.as_str());
            return format!("number of {}", noun.unwrap_or(counted));
        }
        let mut keys: Vec<&AttributeId> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let mut shown: Vec<String> = Vec::new();
        let rows = matches!(query.form, Form::Rows { .. });
        let compared = self.compared(query);
        let share = self.part_of_whole(query);
        let groups = query
            .columns
            .iter()
            .filter(|c| matches!(c, Column::Attribute(_)))
            .count();
        shown.extend(compared.iter().chain(&share).cloned());
        for (position, column) in query.columns.iter().enumerate() {
            match column {
                // What the conditions name already does not sort.
                Column::Attribute(a) if !rows && groups > 1 && only_value(query, a) => {}
                Column::Attribute(attribute) => keys.push(attribute),
                Column::Time { grain, .. } => names.insert(0, grain_word(*grain).to_owned()),
                // What a condition says of each listed row is shown with it.
                _ if rows && query.having.iter().any(|h| h.column == position) => {}
                _ if compared.is_some() || share.is_some() => {}
                Column::Measure(MeasureUse {
                    measure:
                        Measure::Aggregate {
                            function: Aggregate::Sum,
                            attribute,
                            ..
                        },
                    ..
                }) if rows => shown.push(self.label(attribute)),
                _ => shown.push(self.column(query, position)),
            }
        }
        let limit = query.limit.as_ref();
        let one = limit.is_some_and(|l| l.count == 1 && (rows || !l.per.is_empty()));
        let first = match limit {
            Some(_) if one => Some("first".to_owned()),
            Some(limit) => Some(format!("first {}", limit.count)),
            None => None,
        };
        match &query.form {
            Form::Rows { dataset } => {
                let noun = match limit {
                    Some(limit) if limit.count == 1 => self.singular(dataset),
                    _ => self.plural(dataset),
                };
                let mut with: Vec<String> = self
                    .beside(query, dataset, &keys)
                    .into_iter()
                    .map(|a| self.label(a))
                    .collect();
                with.extend(shown);
                let first = first.map(|f| format!("{f} ")).unwrap_or_default();
                let with = if with.is_empty() {
                    String::new()
                } else {
                    format!(" with {}", listed(&with))
                };
                // A figure of each row, not one of a group of rows.
                let list = if Self::measured(query) && !self.is_order(dataset) {
                    "list of "
                } else {
                    ""
                };
                format!("{list}{first}{noun}{with}")
            }
            Form::Groups { .. } => {
                let things = |several: bool| {
                    let mut found = names.clone();
                    for key in &keys {
                        let name = self.thing(key, several && keys.len() <= 2);
                        if !found.contains(&name) {
                            found.push(name);
                        }
                    }
                    found
                };
                if shown.is_empty() {
                    let first = first.map(|f| format!("{f} ")).unwrap_or_default();
                    let rows = self
                        .listed_like_rows(query, &keys)
                        .filter(|_| names.is_empty());
                    return format!("{first}{}", rows.unwrap_or_else(|| listed(&things(true))));
                }
                let by = match things(false) {
                    keys if keys.is_empty() => String::new(),
                    keys => format!(" by {}", listed(&keys)),
                };
                let each = limit.map(|l| l.per.as_slice()).unwrap_or_default();
                let each: Vec<String> = each
                    .iter()
                    .filter_map(|p| match query.columns.get(*p)? {
                        Column::Attribute(a) => Some(self.thing(a, false)),
                        Column::Time { grain, .. } => Some(grain_word(*grain).to_owned()),
                        _ => None,
                    })
                    .fold(Vec::new(), |mut all, name| {
                        if !all.contains(&name) {
                            all.push(name);
                        }
                        all
                    });
                let together = limit.is_some_and(|l| l.together);
                let first = match first {
                    Some(first) if together => format!(", {first} together"),
                    Some(first) if each.is_empty() => format!(", {first}"),
                    Some(first) => format!(", {first} of each {}", listed(&each)),
                    None => String::new(),
                };
                let all = if matches!(
                    query.form,
                    Form::Groups {
                        keep_empty: true,
                        ..
                    }
                ) {
                    ", including none"
                } else {
                    ""
                };
                let total = if by.is_empty() && self.is_total(query) {
                    "total "
                } else {
                    ""
                };
                let (parts, shown): (Vec<_>, Vec<_>) =
                    shown.into_iter().partition(|s| s.starts_with(PART));
                let mut head = format!("{total}{}{by}{first}{all}", shown.join(", "));
                for part in parts {
                    head.push_str(", ");
                    head.push_str(&part);
                }
                head
            }
        }
    }

    /// What two periods are compared by: "sales Q2 2025 compared with Q1 2025".
    pub(super) fn compared(&self, query: &SemanticQuery) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        let mut windows = None;
        for column in &query.columns {
            let Column::Difference { later, earlier } = column else {
                continue;
            };
            let (later, earlier) = (Self::during(query, *later)?, Self::during(query, *earlier)?);
            names.push(self.measure_with(later.0, &later.1));
            windows = Some((later.2, earlier.2));
        }
        let (later, earlier) = windows?;
        // The condition says which periods, if there is one.
        let said = query
            .having
            .iter()
            .any(|h| matches!(h.value, HavingValue::Column(_)));
        Some(if said {
            names.join(", ")
        } else {
            format!(
                "{} {} compared with {}",
                names.join(", "),
                window(&later),
                window(&earlier)
            )
        })
    }

    /// The measure of a column that looks at one period, with its other conditions.
    pub(super) fn during(
        query: &SemanticQuery,
        position: usize,
    ) -> Option<(&MeasureUse, Vec<&Predicate>, Window)> {
        let Some(Column::Measure(used)) = query.columns.get(position) else {
            return None;
        };
        let period = used.filters.iter().find_map(|p| match p {
            Predicate::Within { window, .. } => Some(*window),
            _ => None,
        })?;
        let others = used
            .filters
            .iter()
            .filter(|p| !matches!(p, Predicate::Within { .. }))
            .collect();
        Some((used, others, period))
    }

    pub(super) fn measure_with(&self, used: &MeasureUse, conditions: &[&Predicate]) -> String {
        let name = self.measure(&used.measure);
        if conditions.is_empty() {
            return name;
        }
        let conditions: Vec<String> = conditions.iter().map(|p| self.condition(p)).collect();
        format!("{name} ({})", conditions.join(", "))
    }

    /// A part beside its whole: "share of sales for product group: Lighting".
    pub(super) fn part_of_whole(&self, query: &SemanticQuery) -> Option<String> {
        let ratios: Vec<(usize, usize)> = query
            .columns
            .iter()
            .filter_map(|c| match c {
                Column::Ratio {
                    numerator,
                    denominator,
                } => Some((*numerator, *denominator)),
                _ => None,
            })
            .collect();
        let (_, whole) = ratios.first()?;
        let Column::Measure(whole) = query.columns.get(*whole)? else {
            return None;
        };
        let mut parts: Vec<String> = Vec::new();
        for (part, _) in &ratios {
            let Some(Column::Measure(used)) = query.columns.get(*part) else {
                return None;
            };
            if used.measure != whole.measure {
                return None;
            }
            let own: Vec<String> = used
                .filters
                .iter()
                .filter(|p| !whole.filters.contains(p))
                .map(|p| self.condition(p))
                .collect();
            if own.is_empty() {
                return None;
            }
            parts.push(own.join(", "));
        }
        let several = parts.len() == 1
            && query.columns.iter().any(|c| matches!(c, Column::Measure(used)
                if used.filters.iter().any(|p| matches!(p, Predicate::In { values, .. } if values.len() > 1))));
        let together = if several { " together" } else { "" };
        Some(format!(
            "share of {} for {}{together}",
            self.measure(&whole.measure),
            parts.join(" and ")
        ))
    }

    /// One sum beside a condition that names its rows ("open order") or several things: neither is listed one by one.
    pub(super) fn is_total(&self, query: &SemanticQuery) -> bool {
        let [
            Column::Measure(MeasureUse {
                measure: Measure::Metric(name),
                ..
            }),
        ] = query.columns.as_slice()
        else {
            return false;
        };
        let Some(metric) = self.model.metric(name).filter(|m| m.additive) else {
            return false;
        };
        let money = metric.unit.as_deref() == Some("USD");
        let nouns = |label: &str| {
            let last = label.rsplit(' ').next().unwrap_or_default().to_owned();
            self.model
                .entities
                .iter()
                .any(|e| e.own_dataset.is_some() && e.noun.singular.ends_with(&last))
        };
        query.filters.iter().any(|p| match p {
            Predicate::Named { filter, .. } => {
                money && self.model.filter(filter).is_some_and(|f| nouns(&f.label))
            }
            Predicate::In {
                values, negated, ..
            } => !negated && values.len() > 1,
            _ => false,
        })
    }

    /// Rows are orders: what is shown beside them is the sum of their lines.
    pub(super) fn is_order(&self, dataset: &str) -> bool {
        self.model
            .dataset(dataset)
            .is_some_and(|d| d.default_time.is_some() && d.primary_key.len() == 2)
    }

    pub(super) fn measured(query: &SemanticQuery) -> bool {
        query
            .columns
            .iter()
            .any(|c| matches!(c, Column::Measure(_)))
    }
}

/// A condition leaves one value of the attribute.
fn only_value(query: &SemanticQuery, attribute: &AttributeId) -> bool {
    query.filters.iter().any(|p| {
        matches!(p, Predicate::In { attribute: of, values, negated: false }
            if of == attribute && values.len() == 1)
    })
}
