//! A *restatement* says in words what a query means: "I understood it as …". It is written from the query alone.
//!
//! It is made of *statements*, one for each part of the query; those that are conditions can be taken away.

use jiff::ToSpan;
use jiff::civil::Date;
use semantic::query::{Having, HavingValue};
use semantic::{
    Aggregate, AttributeId, Column, Comparator, Form, Grain, Literal, Measure, Model, Operand,
    Predicate, QueryPart, SemanticQuery, Window,
};
use serde::{Deserialize, Serialize};

/// What one part of a query means, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The words.
    pub text: String,
    /// The part, when the query makes sense without it.
    pub part: Option<QueryPart>,
}

/// The query in words, with exact dates, part by part: what is shown first, then the conditions, then the order.
pub fn statements(model: &Model, query: &SemanticQuery) -> Vec<Statement> {
    let words = Words { model };
    let mut statements = vec![Statement {
        text: capitalised(&words.head(query)),
        part: None,
    }];
    for (position, filter) in query.filters.iter().enumerate() {
        statements.push(Statement {
            text: words.condition(filter),
            part: Some(QueryPart::Filter(position)),
        });
    }
    for (position, having) in query.having.iter().enumerate() {
        statements.push(Statement {
            text: words.having(query, having),
            part: Some(QueryPart::Having(position)),
        });
    }
    if let Some(order) = query.order.first()
        && !matches!(query.columns.get(order.column), Some(Column::Time { .. }))
    {
        let direction = if order.descending {
            "largest"
        } else {
            "smallest"
        };
        statements.push(Statement {
            text: format!("{direction} {} first", words.column(query, order.column)),
            part: None,
        });
    }
    statements
}

/// Statements as one line.
pub(crate) fn line(statements: &[Statement]) -> String {
    let texts: Vec<&str> = statements.iter().map(|s| s.text.as_str()).collect();
    texts.join(" · ")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A window in words with its first and last day.
pub fn window(window: &Window) -> String {
    let last = window.until.map(|d| d.checked_sub(1.day()).unwrap_or(d));
    match (window.from, last) {
        (Some(from), Some(last)) if from == last => from.to_string(),
        (Some(from), Some(last)) => {
            whole_period(from, last).unwrap_or_else(|| format!("{from} to {last}"))
        }
        (Some(from), None) => format!("from {from} on"),
        (None, Some(last)) => format!("up to {last}"),
        (None, None) => "any time".to_owned(),
    }
}

/// "2025", "Q2 2025", "May 2025" where the days are exactly that.
fn whole_period(from: Date, last: Date) -> Option<String> {
    let until = last.checked_add(1.day()).ok()?;
    if from.day() != 1 || until.day() != 1 {
        return None;
    }
    let months = (i32::from(until.year()) - i32::from(from.year())) * 12 + i32::from(until.month())
        - i32::from(from.month());
    match months {
        1 => Some(from.strftime("%B %Y").to_string()),
        3 if (from.month() - 1) % 3 == 0 => {
            Some(format!("Q{} {}", (from.month() - 1) / 3 + 1, from.year()))
        }
        12 if from.month() == 1 => Some(from.year().to_string()),
        _ => None,
    }
}

struct Words<'a> {
    model: &'a Model,
}

impl Words<'_> {
    fn head(&self, query: &SemanticQuery) -> String {
        if let Some(counted) = &query.counted {
            let noun = self.model.entity(counted).map(|e| e.noun.plural.as_str());
            return format!("number of {}", noun.unwrap_or(counted));
        }
        let mut keys: Vec<String> = Vec::new();
        let mut shown: Vec<String> = Vec::new();
        for (position, column) in query.columns.iter().enumerate() {
            match column {
                Column::Attribute(attribute) => {
                    let name = self.thing(attribute);
                    if !keys.contains(&name) {
                        keys.push(name);
                    }
                }
                Column::Time { grain, .. } => keys.insert(0, grain_word(*grain).to_owned()),
                _ => shown.push(self.column(query, position)),
            }
        }
        let limit = query.limit.as_ref();
        match &query.form {
            Form::Rows { dataset } => {
                let noun = self
                    .model
                    .dataset(dataset)
                    .map_or_else(|| dataset.clone(), |d| d.noun.plural.clone());
                let first = limit
                    .map(|l| format!("first {} ", l.count))
                    .unwrap_or_default();
                let with = if shown.is_empty() {
                    String::new()
                } else {
                    format!(" with {}", shown.join(", "))
                };
                format!("{first}{noun}{with}")
            }
            Form::Groups { .. } if shown.is_empty() => {
                let first = limit
                    .map(|l| format!("first {} ", l.count))
                    .unwrap_or_default();
                format!("{first}{}", keys.join(" and "))
            }
            Form::Groups { .. } => {
                let by = if keys.is_empty() {
                    String::new()
                } else {
                    format!(" by {}", keys.join(" and "))
                };
                let first = match limit {
                    Some(limit) if limit.per.is_empty() => format!(", first {}", limit.count),
                    Some(limit) => format!(", first {} of each", limit.count),
                    None => String::new(),
                };
                format!("{}{by}{first}", shown.join(", "))
            }
        }
    }

    /// The entity that an attribute identifies, else its label.
    fn thing(&self, attribute: &AttributeId) -> String {
        let entity = self
            .model
            .entities
            .iter()
            .filter(|e| e.key.len() == 1)
            .find(|e| e.key[0] == *attribute || e.name_attribute.as_ref() == Some(attribute));
        entity.map_or_else(|| self.label(attribute), |e| e.noun.singular.clone())
    }

    fn label(&self, attribute: &AttributeId) -> String {
        self.model
            .fields_of(attribute)
            .next()
            .map_or_else(
                || attribute.as_str().to_owned(),
                |(_, field)| {
                    let part = field
                        .parts
                        .iter()
                        .find(|p| p.attribute == *attribute)
                        .map(|p| p.label.clone());
                    part.unwrap_or_else(|| field.label.clone())
                },
            )
            .to_lowercase()
    }

    fn column(&self, query: &SemanticQuery, position: usize) -> String {
        match query.columns.get(position) {
            Some(Column::Attribute(attribute)) => self.label(attribute),
            Some(Column::Time { grain, .. }) => grain_word(*grain).to_owned(),
            Some(Column::Measure(used)) => {
                let name = used
                    .label
                    .clone()
                    .unwrap_or_else(|| self.measure(&used.measure));
                let conditions: Vec<String> = used
                    .filters
                    .iter()
                    .filter(|p| used.label.is_none() || !matches!(p, Predicate::Within { .. }))
                    .map(|p| self.condition(p))
                    .collect();
                if conditions.is_empty() {
                    name
                } else {
                    format!("{name} ({})", conditions.join(", "))
                }
            }
            Some(Column::DaysSince(attribute)) => format!("days since {}", self.label(attribute)),
            Some(Column::DaysBetween { from, to }) => {
                format!("days from {} to {}", self.label(from), self.label(to))
            }
            Some(Column::DifferenceOf { left, right }) => {
                format!("{} minus {}", self.label(left), self.label(right))
            }
            Some(Column::Difference { .. }) => "the difference".to_owned(),
            Some(Column::Change { .. }) => "the change".to_owned(),
            Some(Column::Ratio { numerator, .. }) => {
                format!("share of {}", self.column(query, *numerator))
            }
            Some(Column::Share { of, .. }) => format!("share of {}", self.column(query, *of)),
            Some(Column::RunningTotal { of }) => {
                format!("running total of {}", self.column(query, *of))
            }
            None => String::new(),
        }
    }

    fn measure(&self, measure: &Measure) -> String {
        match measure {
            Measure::Metric(name) => self
                .model
                .metric(name)
                .map_or_else(|| name.clone(), |m| m.label.to_lowercase()),
            Measure::Aggregate {
                function,
                attribute,
                ..
            } => {
                let function = match function {
                    Aggregate::Sum => "total",
                    Aggregate::Average => "average",
                    Aggregate::Minimum => "smallest",
                    Aggregate::Maximum => "largest",
                    Aggregate::CountDistinct => "number of different",
                    Aggregate::Median => "median",
                };
                format!("{function} {}", self.label(attribute))
            }
            Measure::Rows { dataset } => {
                let noun = self
                    .model
                    .dataset(dataset)
                    .map_or_else(|| dataset.clone(), |d| d.noun.plural.clone());
                format!("number of {noun}")
            }
            Measure::Entities { entity, .. } => {
                let noun = self
                    .model
                    .entity(entity)
                    .map_or_else(|| entity.clone(), |e| e.noun.plural.clone());
                format!("number of {noun}")
            }
        }
    }

    fn condition(&self, predicate: &Predicate) -> String {
        match predicate {
            Predicate::Compare {
                left,
                comparator,
                right,
            } => {
                format!(
                    "{} {} {}",
                    self.operand(left),
                    comparator_words(*comparator),
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
                format!("{}: {not}{}", self.thing(attribute), listed.join(" or "))
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
                let verb = if *negated { "known" } else { "missing" };
                format!("{} {verb}", self.label(attribute))
            }
            Predicate::Within {
                attribute,
                window: range,
            } => {
                let name = attribute
                    .as_ref()
                    .map(|a| format!("{} ", self.label(a)))
                    .unwrap_or_default();
                format!("{name}{}", window(range))
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
            } => {
                let noun = self
                    .model
                    .dataset(dataset)
                    .map_or_else(|| dataset.clone(), |d| d.noun.plural.clone());
                let mut all: Vec<String> = filters.iter().map(|p| self.condition(p)).collect();
                if !all.is_empty() {
                    let joined = all.join(", ");
                    all = vec![format!(" ({joined})")];
                }
                let start = if *negated { "without" } else { "with" };
                format!("{start} {noun}{}", all.concat())
            }
            Predicate::Any(inner) => inner
                .iter()
                .map(|p| self.condition(p))
                .collect::<Vec<_>>()
                .join(" or "),
        }
    }

    fn operand(&self, operand: &Operand) -> String {
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

    fn having(&self, query: &SemanticQuery, having: &Having) -> String {
        let value = match &having.value {
            HavingValue::Number(number) => number.clone(),
            HavingValue::Column(column) => self.column(query, *column),
            HavingValue::Average => "the average".to_owned(),
        };
        format!(
            "{} {} {value}",
            self.column(query, having.column),
            comparator_words(having.comparator)
        )
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) | Literal::Number(text) => text.clone(),
        Literal::Date(date) => date.to_string(),
        Literal::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}

fn comparator_words(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equal => "is",
        Comparator::NotEqual => "is not",
        Comparator::Less => "below",
        Comparator::AtMost => "at most",
        Comparator::Greater => "above",
        Comparator::AtLeast => "at least",
    }
}

fn grain_word(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    }
}
