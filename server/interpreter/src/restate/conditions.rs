//! *Conditions* in words.

use semantic::query::{Having, HavingValue};
use semantic::{
    Column, Comparator, Form, Literal, Measure, MetricKind, Operand, Predicate, SemanticQuery,
};

use super::{Words, whole_window, window};

impl Words<'_> {
    pub(super) fn condition(&self, predicate: &Predicate) -> String {
        match predicate {
            Predicate::Compare {
                left,
                comparator,
                right,
            } => {
                let number = matches!(right, Operand::Literal(Literal::Number(_)));
                format!(
                    "{} {} {}",
                    self.operand(left),
                    comparator_words(*comparator, number),
                    self.operand(right)
                )
            }
            Predicate::In {
                attribute,
                values,
                negated,
            } => {
                let mut listed: Vec<String> = values.iter().take(6).map(literal).collect();
                if values.len() > 6 {
                    listed.push(format!("{} more", values.len() - 6));
                }
                let not = if *negated { "not " } else { "" };
                format!(
                    "{}: {not}{}",
                    self.thing(attribute, false),
                    listed.join(" or ")
                )
            }
            Predicate::Contains {
                attribute,
                text,
                negated,
            } => {
                let verb = if *negated {
                    "does not contain"
                } else {
                    "contains"
                };
                format!("{} {verb} “{text}”", self.label(attribute))
            }
            Predicate::Missing { attribute, negated } => {
                let verb = if *negated { "with" } else { "without" };
                format!("{verb} {}", self.label(attribute))
            }
            Predicate::Within {
                attribute,
                window: range,
            } => {
                let name = attribute
                    .as_ref()
                    .map(|a| format!("{} ", self.label(a)))
                    .unwrap_or_default();
                match whole_window(range) {
                    Some(period) if !name.is_empty() => format!("{name}in {period}"),
                    _ => format!("{name}{}", window(range)),
                }
            }
            Predicate::Named { filter, negated } => {
                let label = self
                    .model
                    .filter(filter)
                    .map_or_else(|| filter.clone(), |f| f.label.to_lowercase());
                if *negated {
                    format!("not {label}")
                } else {
                    label
                }
            }
            Predicate::Related {
                dataset,
                filters,
                negated,
                ..
            } => self.related(dataset, filters, *negated),
            Predicate::Any(inner) => inner
                .iter()
                .map(|p| self.condition(p))
                .collect::<Vec<_>>()
                .join(" or "),
        }
    }

    /// That there are rows of another dataset, or none.
    pub(super) fn related(&self, dataset: &str, filters: &[Predicate], negated: bool) -> String {
        if let [only @ Predicate::Named { negated: false, .. }] = filters {
            let condition = self.condition(only);
            // What the rows of orders must be is said as such: "stock below the minimum", "never delivered late".
            if !negated {
                return condition;
            }
            if self.done(dataset, filters).is_none() {
                return format!("never {condition}");
            }
        }
        let done = self.done(dataset, filters).filter(|_| negated);
        let counted = |p: &&Predicate| done.is_none() || !matches!(p, Predicate::Named { .. });
        let rest: Vec<String> = filters
            .iter()
            .filter(counted)
            .map(|p| self.condition(p))
            .collect();
        let noun = done.unwrap_or_else(|| self.plural(dataset));
        let start = if negated { "without" } else { "with" };
        let rest = if rest.is_empty() {
            String::new()
        } else {
            format!(" ({})", rest.join(", "))
        };
        format!("{start} {noun}{rest}")
    }

    /// The metric over rows of a dataset that looks at just those of these conditions: "sales" for lines not cancelled.
    pub(super) fn done(&self, dataset: &str, filters: &[Predicate]) -> Option<String> {
        let named: Vec<&String> = filters
            .iter()
            .filter_map(|p| match p {
                Predicate::Named {
                    filter,
                    negated: false,
                } => Some(filter),
                _ => None,
            })
            .collect();
        let metric = self.model.metrics.iter().find(|m| {
            m.additive
                && matches!(&m.kind, MetricKind::Aggregate { dataset: of, filters, .. }
                    if of == dataset && !filters.is_empty() && filters.iter().eq(named.iter().copied()))
        })?;
        Some(metric.label.to_lowercase())
    }

    pub(super) fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Attribute(attribute) => self.label(attribute),
            Operand::Literal(value) => literal(value),
            Operand::DaysBetween { from, to } => {
                format!("days from {} to {}", self.label(from), self.label(to))
            }
            Operand::DifferenceOf { left, right } => {
                format!("{} minus {}", self.label(left), self.label(right))
            }
            Operand::Scaled { attribute, factor } => {
                format!("{factor} times {}", self.label(attribute))
            }
        }
    }

    pub(super) fn having(&self, query: &SemanticQuery, having: &Having) -> String {
        if let (HavingValue::Column(other), Some((_, _, later)), Some((_, _, earlier))) = (
            &having.value,
            Self::during(query, having.column),
            match &having.value {
                HavingValue::Column(other) => Self::during(query, *other),
                _ => None,
            },
        ) && *other != having.column
        {
            let more = match having.comparator {
                Comparator::Greater | Comparator::AtLeast => "more",
                _ => "less",
            };
            return format!("{more} in {} than in {}", window(&later), window(&earlier));
        }
        let listed = query.counted.is_some() || matches!(query.form, Form::Rows { .. });
        if let (true, Some(noun), HavingValue::Number(number)) = (
            listed,
            self.counted_noun(query, having.column, &having.value),
            &having.value,
        ) {
            let of = match query.columns.get(having.column) {
                Some(Column::Measure(used)) if !used.filters.is_empty() => {
                    let all: Vec<String> = used.filters.iter().map(|p| self.condition(p)).collect();
                    format!(" ({})", all.join(", "))
                }
                _ => String::new(),
            };
            return format!("{} {number} {noun}{of}", than_words(having.comparator));
        }
        let value = match &having.value {
            HavingValue::Number(number) if self.is_fraction(query, having.column) => {
                percent(number)
            }
            HavingValue::Number(number) => number.clone(),
            HavingValue::Column(column) => self.column(query, *column),
            HavingValue::Average => "the average".to_owned(),
        };
        format!(
            "{} {} {value}",
            self.column(query, having.column),
            comparator_words(having.comparator, true)
        )
    }

    /// What a column counts: "purchase order lines".
    pub(super) fn counted_noun(
        &self,
        query: &SemanticQuery,
        position: usize,
        value: &HavingValue,
    ) -> Option<String> {
        let Some(Column::Measure(used)) = query.columns.get(position) else {
            return None;
        };
        let one = matches!(value, HavingValue::Number(number) if number == "1");
        let word = |noun: &semantic::model::Noun| {
            if one {
                noun.singular.clone()
            } else {
                noun.plural.clone()
            }
        };
        match &used.measure {
            Measure::Entities { entity, .. } => self.model.entity(entity).map(|e| word(&e.noun)),
            Measure::Rows { dataset } => self.model.dataset(dataset).map(|d| word(&d.noun)),
            Measure::Metric(_) | Measure::Aggregate { .. } => None,
        }
    }
}

/// A fraction as a percentage, exactly: "0.985" is "98.5 %".
pub(super) fn percent(fraction: &str) -> String {
    let (sign, digits) = fraction
        .strip_prefix('-')
        .map_or(("", fraction), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = format!("{decimals:0<2}");
    let Some((shifted, rest)) = decimals.split_at_checked(2) else {
        return fraction.to_owned();
    };
    let whole = format!("{whole}{shifted}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() {
        format!("{sign}{whole} %")
    } else {
        format!("{sign}{whole}.{rest} %")
    }
}

pub(super) fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) | Literal::Number(text) => text.clone(),
        Literal::Date(date) => date.to_string(),
        Literal::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}

pub(super) fn comparator_words(comparator: Comparator, number: bool) -> &'static str {
    match comparator {
        Comparator::Equal if number => "exactly",
        Comparator::Equal => "is",
        Comparator::NotEqual => "is not",
        Comparator::Less => "below",
        Comparator::AtMost => "at most",
        Comparator::Greater => "above",
        Comparator::AtLeast => "at least",
    }
}

pub(super) fn than_words(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equal => "exactly",
        Comparator::NotEqual => "not exactly",
        Comparator::Less => "fewer than",
        Comparator::AtMost => "at most",
        Comparator::Greater => "more than",
        Comparator::AtLeast => "at least",
    }
}
