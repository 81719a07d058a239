//! A *condition* is a predicate as SQL over the tables that one scope reads.

use jiff::civil::Date;

use crate::model::{AttributeId, DataType, Model};
use crate::query::{Comparator, Literal, Operand, Predicate, Window};

use super::dialect::Syntax;
use super::literal::{literal_for, number};
use super::route::{self, Condition};
use super::scope::{Resolved, Scope};
use super::{CompileError, expression};

/// What every step of compiling needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'m> {
    pub(super) model: &'m Model,
    pub(super) syntax: &'static dyn Syntax,
    pub(super) today: Date,
}

/// A side of a comparison.
struct Term {
    sql: String,
    data_type: DataType,
    what: String,
}

/// Writes a predicate over what `scope` reads and can join; `time` dates its rows.
pub(super) fn condition<'m>(
    context: Context<'m>,
    predicate: &Predicate,
    scope: &mut Scope<'m>,
    time: Option<&AttributeId>,
) -> Result<Condition, CompileError> {
    let plain = |sql: String| Ok(Condition { sql, nested: false });
    match predicate {
        Predicate::Compare {
            left,
            comparator,
            right,
        } => plain(compare(scope, left, *comparator, right)?),
        Predicate::In {
            attribute,
            values,
            negated,
        } => plain(one_of(scope, attribute, values, *negated)?),
        Predicate::Contains {
            attribute,
            text,
            negated,
        } => {
            let column = scope.column(attribute)?;
            let value = if column.data_type == DataType::Text {
                column.sql.clone()
            } else {
                scope.syntax.as_text(&column.sql)
            };
            if text.contains('\0') {
                return Err(CompileError::Invalid(format!(
                    "{} cannot contain a zero byte",
                    column.label
                )));
            }
            let found = scope.syntax.contains(&value, text, *negated);
            plain(if *negated {
                or_missing(scope, &column, found)
            } else {
                found
            })
        }
        Predicate::Missing { attribute, negated } => {
            let column = scope.column(attribute)?;
            let not = if *negated { "NOT " } else { "" };
            plain(format!("{} IS {not}NULL", column.sql))
        }
        Predicate::Within { attribute, window } => {
            let Some(attribute) = attribute.as_ref().or(time) else {
                return Err(scope.no_path("a period"));
            };
            plain(within(scope, attribute, *window)?)
        }
        Predicate::Named { filter, negated } => plain(named(context, scope, filter, *negated)?),
        Predicate::Related {
            dataset,
            on,
            filters,
            negated,
        } => {
            let not = if *negated { "NOT " } else { "" };
            let exists = related(context, scope, dataset, on, filters)?;
            Ok(Condition {
                sql: format!("{not}{exists}"),
                nested: true,
            })
        }
        Predicate::Any(alternatives) => {
            let mut written = Vec::new();
            let mut nested = false;
            for alternative in alternatives {
                let parts = route::conditions(context, &[alternative], scope, time)?;
                nested |= parts.iter().any(|c| c.nested);
                written.push(
                    parts
                        .into_iter()
                        .map(|c| c.sql)
                        .collect::<Vec<_>>()
                        .join(" AND "),
                );
            }
            match written.as_slice() {
                [] => Err(CompileError::Invalid(
                    "\"any\" needs at least one condition".into(),
                )),
                [only] => Ok(Condition {
                    sql: only.clone(),
                    nested,
                }),
                _ => Ok(Condition {
                    sql: format!("({})", written.join(" OR ")),
                    nested,
                }),
            }
        }
    }
}

/// A half-open range of days over a date column.
fn within(
    scope: &mut Scope<'_>,
    attribute: &AttributeId,
    window: Window,
) -> Result<String, CompileError> {
    let column = scope.column(attribute)?;
    if !is_date(column.data_type) {
        return Err(CompileError::Invalid(format!(
            "{} is no date",
            column.label
        )));
    }
    let day = |date: Date| scope.syntax.literal(&Literal::Date(date));
    let ends: Vec<String> = window
        .from
        .map(|from| format!("{} >= {}", column.sql, day(from)))
        .into_iter()
        .chain(
            window
                .until
                .map(|until| format!("{} < {}", column.sql, day(until))),
        )
        .collect();
    Ok(if ends.is_empty() {
        "TRUE".into()
    } else {
        ends.join(" AND ")
    })
}

fn named(
    context: Context<'_>,
    scope: &mut Scope<'_>,
    filter: &str,
    negated: bool,
) -> Result<String, CompileError> {
    let unknown = || CompileError::Unknown {
        kind: "filter",
        name: filter.to_owned(),
    };
    let filter = context.model.filter(filter).ok_or_else(unknown)?;
    // A condition on the rows of another dataset must not hold by accident where only its columns are in reach.
    scope.alias(&filter.dataset)?;
    let today = scope.syntax.literal(&Literal::Date(context.today));
    let parsed = expression::parse(&filter.expression.replace("{today}", &today))?;
    let bound = expression::bind(&parsed, scope)?;
    Ok(if negated {
        scope
            .syntax
            .not_true(&expression::opened(bound).to_string())
    } else {
        expression::conjunct(bound)
    })
}

fn one_of(
    scope: &mut Scope<'_>,
    attribute: &AttributeId,
    values: &[Literal],
    negated: bool,
) -> Result<String, CompileError> {
    let column = scope.column(attribute)?;
    let left = comparable(scope.syntax, &column);
    let mut listed: Vec<String> = Vec::new();
    for value in values {
        let value = literal_for(scope.syntax, value, column.data_type, column.label)?;
        if !listed.contains(&value) {
            listed.push(value);
        }
    }
    let found = match (listed.as_slice(), negated) {
        ([], _) => {
            return Ok(if negated {
                "TRUE".into()
            } else {
                "FALSE".into()
            });
        }
        ([only], false) => format!("{left} = {only}"),
        ([only], true) => format!("{left} <> {only}"),
        (_, false) => format!("{left} IN ({})", listed.join(", ")),
        (_, true) => format!("{left} NOT IN ({})", listed.join(", ")),
    };
    Ok(if negated {
        or_missing(scope, &column, found)
    } else {
        found
    })
}

/// Lets a missing value pass a negated condition, where a value can be missing.
fn or_missing(scope: &Scope<'_>, column: &Resolved<'_>, condition: String) -> String {
    let own_key = column.dataset.name == scope.from().name
        && column.dataset.primary_key.contains(&column.field.name);
    if own_key {
        condition
    } else {
        format!("({condition} OR {} IS NULL)", column.sql)
    }
}

fn compare(
    scope: &mut Scope<'_>,
    left: &Operand,
    comparator: Comparator,
    right: &Operand,
) -> Result<String, CompileError> {
    let sign = sign(comparator);
    match (left, right) {
        (Operand::Literal(_), Operand::Literal(_)) => Err(CompileError::Invalid(
            "a comparison needs an attribute on one side".into(),
        )),
        (Operand::Literal(value), other) => {
            let term = term(scope, other)?;
            let value = literal_for(scope.syntax, value, term.data_type, &term.what)?;
            Ok(format!("{value} {sign} {}", term.sql))
        }
        (other, Operand::Literal(value)) => {
            let term = term(scope, other)?;
            let value = literal_for(scope.syntax, value, term.data_type, &term.what)?;
            Ok(format!("{} {sign} {value}", term.sql))
        }
        (left, right) => {
            let (left, right) = (term(scope, left)?, term(scope, right)?);
            if !comparable_types(left.data_type, right.data_type) {
                return Err(CompileError::Invalid(format!(
                    "{} cannot be compared with {}",
                    left.what, right.what
                )));
            }
            Ok(format!("{} {sign} {}", left.sql, right.sql))
        }
    }
}

/// The SQL sign of a comparator.
pub(super) fn sign(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Equal => "=",
        Comparator::NotEqual => "<>",
        Comparator::Less => "<",
        Comparator::AtMost => "<=",
        Comparator::Greater => ">",
        Comparator::AtLeast => ">=",
    }
}

fn term(scope: &mut Scope<'_>, operand: &Operand) -> Result<Term, CompileError> {
    match operand {
        Operand::Attribute(attribute) => {
            let column = scope.column(attribute)?;
            Ok(Term {
                sql: comparable(scope.syntax, &column),
                data_type: column.data_type,
                what: column.label.to_owned(),
            })
        }
        Operand::Literal(_) => Err(CompileError::Invalid(
            "a comparison needs an attribute on one side".into(),
        )),
        Operand::DaysBetween { from, to } => days_between(scope, from, to).map(|sql| Term {
            sql,
            data_type: DataType::Integer,
            what: "a number of days".into(),
        }),
        Operand::DifferenceOf { left, right } => {
            let (sql, data_type) = difference_of(scope, left, right)?;
            Ok(Term {
                sql,
                data_type,
                what: "a difference".into(),
            })
        }
        Operand::Scaled { attribute, factor } => {
            let column = scope.column(attribute)?;
            if !is_number(column.data_type) {
                return Err(CompileError::Invalid(format!(
                    "{} cannot be multiplied",
                    column.label
                )));
            }
            Ok(Term {
                sql: format!("{} * {}", column.sql, number(factor)?),
                data_type: DataType::Decimal,
                what: column.label.to_owned(),
            })
        }
    }
}

/// One date minus another, in days.
pub(super) fn days_between(
    scope: &mut Scope<'_>,
    from: &AttributeId,
    to: &AttributeId,
) -> Result<String, CompileError> {
    let (from, to) = (scope.column(from)?, scope.column(to)?);
    for column in [&from, &to] {
        if !is_date(column.data_type) {
            return Err(CompileError::Invalid(format!(
                "{} is no date",
                column.label
            )));
        }
    }
    Ok(scope.syntax.days_between(
        &comparable(scope.syntax, &from),
        &comparable(scope.syntax, &to),
    ))
}

/// One attribute minus another: numbers as they are, dates in days.
pub(super) fn difference_of(
    scope: &mut Scope<'_>,
    left: &AttributeId,
    right: &AttributeId,
) -> Result<(String, DataType), CompileError> {
    let (minuend, subtrahend) = (scope.column(left)?, scope.column(right)?);
    if is_date(minuend.data_type) && is_date(subtrahend.data_type) {
        return Ok((days_between(scope, right, left)?, DataType::Integer));
    }
    if !is_number(minuend.data_type) || !is_number(subtrahend.data_type) {
        let labels = (minuend.label, subtrahend.label);
        return Err(CompileError::Invalid(format!(
            "{} minus {} is no number",
            labels.0, labels.1
        )));
    }
    let data_type = if minuend.data_type == DataType::Integer {
        subtrahend.data_type
    } else {
        minuend.data_type
    };
    Ok((format!("({} - {})", minuend.sql, subtrahend.sql), data_type))
}

/// A column for comparison with days: timestamps are brought down to theirs.
pub(super) fn comparable(syntax: &dyn Syntax, column: &Resolved<'_>) -> String {
    if column.data_type == DataType::Timestamp {
        syntax.day(&column.sql)
    } else {
        column.sql.clone()
    }
}

fn related<'m>(
    context: Context<'m>,
    scope: &mut Scope<'m>,
    dataset: &str,
    on: &[AttributeId],
    filters: &[Predicate],
) -> Result<String, CompileError> {
    let unknown = || CompileError::Unknown {
        kind: "dataset",
        name: dataset.to_owned(),
    };
    let dataset = context.model.dataset(dataset).ok_or_else(unknown)?;
    if on.is_empty() {
        return Err(CompileError::Invalid(format!(
            "what relates {} needs to be said",
            dataset.noun.plural
        )));
    }
    let outer: Vec<String> = on
        .iter()
        .map(|a| scope.column(a).map(|c| c.sql))
        .collect::<Result<_, _>>()?;
    let mut inner = Scope::new(
        context.model,
        context.syntax,
        dataset,
        dataset,
        scope.aliases(),
    );
    let mut conditions = Vec::new();
    for (attribute, outer) in on.iter().zip(outer) {
        conditions.push(format!("{} = {outer}", inner.column(attribute)?.sql));
    }
    let filters: Vec<&Predicate> = filters.iter().collect();
    let kept = route::conditions(context, &filters, &mut inner, dataset.default_time.as_ref())?;
    conditions.extend(kept.into_iter().map(|c| c.sql));
    Ok(route::exists(scope, &inner, &conditions))
}

/// Whether a type is a number.
pub(super) fn is_number(data_type: DataType) -> bool {
    matches!(data_type, DataType::Integer | DataType::Decimal)
}

/// Whether a type is a day or an instant.
pub(super) fn is_date(data_type: DataType) -> bool {
    matches!(data_type, DataType::Date | DataType::Timestamp)
}

fn comparable_types(left: DataType, right: DataType) -> bool {
    left == right || (is_number(left) && is_number(right)) || (is_date(left) && is_date(right))
}
