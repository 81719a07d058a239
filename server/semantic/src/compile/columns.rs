//! A *shown column* is SQL with a name, a heading and a type; some are computed from others.

use jiff::civil::Date;

use crate::model::{AttributeId, DataType, Field, Model};
use crate::query::{Column, Grain, Literal, SemanticQuery, Window};

use super::dialect::Syntax;
use super::predicate::{Context, is_date, is_number};
use super::{CompileError, expression, name};

/// How deeply computed columns may build on each other.
const DEEPEST_COLUMN: usize = 3;

/// Longest SQL of one column, in characters; columns that build on columns could double it at each step.
const LONGEST_COLUMN: usize = 20_000;

/// A column of the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// Output name, unique.
    pub(super) name: String,
    /// SQL over the tables.
    pub(super) sql: String,
    /// Heading.
    pub(super) label: String,
    pub(super) unit: Option<String>,
    pub(super) data_type: DataType,
    /// It looks at other rows of the result.
    pub(super) window: bool,
    /// Values of several rows can be added up.
    pub(super) additive: bool,
}

/// What a column is apart from its SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) unit: Option<String>,
    pub(super) data_type: DataType,
    pub(super) additive: bool,
}

impl Heading {
    /// The column with this heading.
    pub(super) fn shown(self, name: &str, sql: &str) -> Shown {
        Shown {
            name: name.to_owned(),
            sql: sql.to_owned(),
            label: self.label,
            unit: self.unit,
            data_type: self.data_type,
            window: false,
            additive: self.additive,
        }
    }
}

/// Heading of an attribute column, as seen from a dataset where one is given.
pub(super) fn attribute(
    model: &Model,
    base: Option<&str>,
    id: &AttributeId,
) -> Result<Heading, CompileError> {
    let field: &Field = base
        .and_then(|base| model.resolve(base, id))
        .or_else(|| model.fields_of(id).next())
        .map(|(_, field)| field)
        .ok_or_else(|| CompileError::Unknown {
            kind: "attribute",
            name: id.0.clone(),
        })?;
    let own_name = name::snake(id.as_str().rsplit('.').next().unwrap_or_default());
    Ok(match field.parts.iter().find(|p| p.attribute == *id) {
        Some(part) => Heading {
            name: own_name,
            label: part.label.clone(),
            unit: None,
            data_type: DataType::Text,
            additive: false,
        },
        None => Heading {
            name: own_name,
            label: field.label.clone(),
            unit: field.unit.clone(),
            data_type: field.data_type,
            additive: field.additive,
        },
    })
}

/// Heading of a period column.
pub(super) fn period(grain: Grain) -> Heading {
    let name = match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    };
    Heading {
        name: name.into(),
        label: name::sentence(name),
        unit: None,
        data_type: DataType::Date,
        additive: false,
    }
}

/// Heading of a number of days.
pub(super) fn days(name: &str, label: String) -> Heading {
    Heading {
        name: name.into(),
        label,
        unit: Some("days".into()),
        data_type: DataType::Integer,
        additive: false,
    }
}

/// Positions of the columns that a column is computed from.
pub(super) fn operands(column: &Column) -> Vec<usize> {
    match column {
        Column::Difference { later, earlier } | Column::Change { later, earlier } => {
            vec![*later, *earlier]
        }
        Column::Ratio {
            numerator,
            denominator,
        } => vec![*numerator, *denominator],
        Column::Share { of, .. }
        | Column::RunningTotal { of }
        | Column::Previous { of }
        | Column::PerPeriod { of, .. }
        | Column::DaysAgo { of } => vec![*of],
        _ => Vec::new(),
    }
}

/// Name that a computed column asks for.
pub(super) fn computed_name(column: &Column) -> &'static str {
    match column {
        Column::Difference { .. } => "difference",
        Column::Change { .. } => "change",
        Column::Ratio { .. } => "ratio",
        Column::Share { .. } => "share",
        Column::RunningTotal { .. } => "running_total",
        Column::Previous { .. } => "previous",
        Column::PerPeriod { grain, .. } => match grain {
            Grain::Day => "per_day",
            Grain::Week => "per_week",
            Grain::Month => "per_month",
            Grain::Quarter => "per_quarter",
            Grain::Year => "per_year",
        },
        Column::DaysAgo { .. } => "days_since",
        _ => "value",
    }
}

/// Computes the columns that build on others. `shown` holds the rest in place; `ties` are sort keys that make any
/// order of rows definite.
pub(super) fn compute(
    context: Context<'_>,
    query: &SemanticQuery,
    names: &[String],
    shown: Vec<Option<Shown>>,
    ties: &[String],
) -> Result<Vec<Shown>, CompileError> {
    let mut computing = Computing {
        syntax: context.syntax,
        today: context.today,
        query,
        names,
        shown,
        ties,
    };
    for position in 0..query.columns.len() {
        computing.column(position, 0)?;
    }
    computing
        .shown
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| CompileError::Invalid("a column cannot be computed".into()))
}

struct Computing<'a> {
    syntax: &'a dyn Syntax,
    today: Date,
    query: &'a SemanticQuery,
    names: &'a [String],
    shown: Vec<Option<Shown>>,
    ties: &'a [String],
}

impl Computing<'_> {
    fn column(&mut self, position: usize, depth: usize) -> Result<Shown, CompileError> {
        if let Some(Some(shown)) = self.shown.get(position) {
            return Ok(shown.clone());
        }
        let column = self
            .query
            .columns
            .get(position)
            .ok_or_else(|| missing(position))?;
        if depth > DEEPEST_COLUMN {
            return Err(too_deep(position));
        }
        let built = match column {
            Column::Difference { later, earlier } => self.difference(*later, *earlier, depth)?,
            Column::Change { later, earlier } => {
                let (a, b) = (self.number(*later, depth)?, self.number(*earlier, depth)?);
                let change = format!("{} - {}", operand(&a.sql)?, operand(&b.sql)?);
                let sql = expression::divided(self.syntax, &change, &b.sql);
                fraction(sql, "Change".into(), a.window || b.window)
            }
            Column::Ratio {
                numerator,
                denominator,
            } => {
                let (a, b) = (
                    self.number(*numerator, depth)?,
                    self.number(*denominator, depth)?,
                );
                let sql = expression::divided(self.syntax, &a.sql, &b.sql);
                let mut ratio = fraction(
                    sql,
                    format!("{} / {}", a.label, b.label),
                    a.window || b.window,
                );
                if a.unit != b.unit {
                    ratio.unit = None;
                }
                ratio
            }
            Column::Share { of, within } => self.share(*of, within, depth)?,
            Column::RunningTotal { of } => self.running_total(*of, depth)?,
            Column::Previous { of } => self.previous(*of, depth)?,
            Column::PerPeriod { of, grain, window } => {
                self.per_period(*of, *grain, *window, depth)?
            }
            Column::DaysAgo { of } => self.days_ago(*of, depth)?,
            _ => {
                return Err(CompileError::Invalid(format!(
                    "column {position} cannot be computed"
                )));
            }
        };
        if built.sql.len() > LONGEST_COLUMN {
            return Err(too_deep(position));
        }
        let built = Shown {
            name: self.names.get(position).cloned().unwrap_or_default(),
            ..built
        };
        if let Some(place) = self.shown.get_mut(position) {
            *place = Some(built.clone());
        }
        Ok(built)
    }

    fn number(&mut self, position: usize, depth: usize) -> Result<Shown, CompileError> {
        let shown = self.column(position, depth + 1)?;
        if is_number(shown.data_type) {
            Ok(shown)
        } else {
            Err(CompileError::Invalid(format!(
                "{} is no number",
                shown.label
            )))
        }
    }

    fn difference(
        &mut self,
        later: usize,
        earlier: usize,
        depth: usize,
    ) -> Result<Shown, CompileError> {
        let (a, b) = (
            self.column(later, depth + 1)?,
            self.column(earlier, depth + 1)?,
        );
        let window = a.window || b.window;
        let label = "Difference".to_owned();
        if is_date(a.data_type) && is_date(b.data_type) {
            let sql = self
                .syntax
                .days_between(&operand(&b.sql)?, &operand(&a.sql)?);
            let unit = Some("days".into());
            let data_type = DataType::Integer;
            return Ok(Shown {
                name: String::new(),
                sql,
                label,
                unit,
                data_type,
                window,
                additive: false,
            });
        }
        let (a, b) = (self.number(later, depth)?, self.number(earlier, depth)?);
        let data_type = if a.data_type == DataType::Integer {
            b.data_type
        } else {
            a.data_type
        };
        Ok(Shown {
            name: String::new(),
            sql: format!("{} - {}", operand(&a.sql)?, operand(&b.sql)?),
            label,
            unit: if a.unit == b.unit { a.unit } else { None },
            data_type,
            window,
            additive: a.additive && b.additive,
        })
    }

    /// A number whose values over rows can be added up.
    fn summed(&mut self, of: usize, depth: usize) -> Result<Shown, CompileError> {
        let shown = self.number(of, depth)?;
        if shown.window {
            return Err(CompileError::Invalid(format!(
                "{} already looks at other rows",
                shown.label
            )));
        }
        if !shown.additive {
            return Err(CompileError::Invalid(format!(
                "{} of several groups does not add up to a whole",
                shown.label
            )));
        }
        Ok(shown)
    }

    fn share(&mut self, of: usize, within: &[usize], depth: usize) -> Result<Shown, CompileError> {
        let part = self.summed(of, depth)?;
        let mut partition = Vec::new();
        for &position in within {
            let column = self.column(position, depth + 1)?;
            if column.window {
                return Err(CompileError::Invalid(format!(
                    "{} looks at other rows itself",
                    column.label
                )));
            }
            partition.push(column.sql);
        }
        let over = if partition.is_empty() {
            String::new()
        } else {
            format!("PARTITION BY {}", partition.join(", "))
        };
        let total = format!("SUM({}) OVER ({over})", part.sql);
        let label = format!("Share of {}", part.label.to_lowercase());
        Ok(fraction(
            expression::divided(self.syntax, &part.sql, &total),
            label,
            true,
        ))
    }

    /// The sort keys along which a column looks at other rows.
    fn order(&mut self, what: &str, depth: usize) -> Result<String, CompileError> {
        let mut order = Vec::new();
        for key in &self.query.order {
            let column = self.column(key.column, depth + 1)?;
            if column.window {
                return Err(CompileError::Invalid(format!(
                    "{what} cannot run along {}",
                    column.label
                )));
            }
            order.push(self.syntax.sort_key(&column.sql, key.descending));
        }
        order.extend(self.ties.iter().map(|tie| self.syntax.sort_key(tie, false)));
        if order.is_empty() {
            return Err(CompileError::Invalid(format!("{what} needs an order")));
        }
        Ok(order.join(", "))
    }

    fn previous(&mut self, of: usize, depth: usize) -> Result<Shown, CompileError> {
        let own = self.number(of, depth)?;
        if own.window {
            return Err(CompileError::Invalid(format!(
                "{} already looks at other rows",
                own.label
            )));
        }
        let order = self.order("a comparison with the row before", depth)?;
        Ok(Shown {
            name: String::new(),
            sql: format!("LAG({}) OVER (ORDER BY {order})", own.sql),
            label: format!("{} before", own.label),
            window: true,
            additive: false,
            ..own
        })
    }

    fn per_period(
        &mut self,
        of: usize,
        grain: Grain,
        window: Window,
        depth: usize,
    ) -> Result<Shown, CompileError> {
        let whole = self.number(of, depth)?;
        let open = || CompileError::Invalid("a mean per period needs a period that ends".into());
        let count = periods(window, grain).ok_or_else(open)?;
        let period = period(grain).name;
        let sql = match grain {
            Grain::Week => format!("{} * 7", operand(&whole.sql)?),
            _ => whole.sql,
        };
        Ok(Shown {
            name: String::new(),
            sql: expression::divided(self.syntax, &sql, &count.to_string()),
            label: format!("{} per {period}", whole.label),
            unit: whole.unit.map(|unit| format!("{unit} per {period}")),
            data_type: DataType::Decimal,
            window: whole.window,
            additive: whole.additive,
        })
    }

    fn days_ago(&mut self, of: usize, depth: usize) -> Result<Shown, CompileError> {
        let date = self.column(of, depth + 1)?;
        if !is_date(date.data_type) {
            return Err(CompileError::Invalid(format!("{} is no date", date.label)));
        }
        let today = self.syntax.literal(&Literal::Date(self.today));
        let heading = days(
            "days_since",
            format!("Days since {}", date.label.to_lowercase()),
        );
        let sql = self.syntax.days_between(&operand(&date.sql)?, &today);
        let mut shown = heading.shown("", &sql);
        shown.window = date.window;
        Ok(shown)
    }

    fn running_total(&mut self, of: usize, depth: usize) -> Result<Shown, CompileError> {
        let part = self.summed(of, depth)?;
        let order = self.order("a running total", depth)?;
        Ok(Shown {
            name: String::new(),
            sql: format!(
                "SUM({}) OVER (ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
                part.sql,
            ),
            label: format!("Running total of {}", part.label.to_lowercase()),
            unit: part.unit,
            data_type: part.data_type,
            window: true,
            additive: false,
        })
    }
}

/// How many periods a window has; for weeks, its days.
fn periods(window: Window, grain: Grain) -> Option<i64> {
    let (from, until) = (window.from?, window.until?);
    let last = until.yesterday().ok().filter(|last| *last >= from)?;
    let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
    let touched = |length: i64| months(last) / length - months(from) / length + 1;
    Some(match grain {
        Grain::Day | Grain::Week => i64::from(from.until(until).ok()?.get_days()),
        Grain::Month => touched(1),
        Grain::Quarter => touched(3),
        Grain::Year => touched(12),
    })
}

fn fraction(sql: String, label: String, window: bool) -> Shown {
    Shown {
        name: String::new(),
        sql,
        label,
        unit: Some("fraction".into()),
        data_type: DataType::Decimal,
        window,
        additive: false,
    }
}

/// A position that is not there.
pub(super) fn missing(position: usize) -> CompileError {
    CompileError::Invalid(format!("there is no column at position {position}"))
}

fn too_deep(position: usize) -> CompileError {
    CompileError::Invalid(format!(
        "column {position} builds on too many other columns"
    ))
}

fn operand(sql: &str) -> Result<String, CompileError> {
    Ok(expression::enclosed(expression::parse(sql)?).to_string())
}
