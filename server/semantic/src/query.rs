//! A *semantic query* is a question in the model's own words: what to show, for which rows, in which order.
//!
//! It names attributes, metrics and filters of the model, never SQL. It is what the interpreter produces, what a
//! follow-up patches, what "I understood it as …" is written from, and what `compile` turns into SQL. It serialises to
//! JSON, so a language model can write one too.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::AttributeId;

/// A question in the model's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SemanticQuery {
    /// Whether rows are listed or grouped.
    pub form: Form,
    /// What is shown, in order.
    pub columns: Vec<Column>,
    /// Conditions that all hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Predicate>,
    /// Conditions on shown columns after grouping, all hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub having: Vec<Having>,
    /// Sort order, first decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<OrderBy>,
    /// How many rows at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Show only how many rows there are; the name of the entity that a row is ("customer").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<String>,
}

/// Whether rows are listed or grouped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Form {
    /// One output row for each row of a dataset. A measure of a finer dataset is aggregated to that row
    /// (the value of each order); a measure of the same dataset is its own row's value.
    Rows {
        /// The dataset.
        dataset: String,
    },
    /// One output row for each combination of the attribute columns; without any, a single row.
    /// Without measures, the distinct combinations.
    Groups {
        /// Dataset whose rows are looked at when there is no measure to say so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dataset: Option<String>,
        /// Keep groups of the first column that have no rows ("including none"): they show zero.
        #[serde(default)]
        keep_empty: bool,
    },
}

/// Something shown. Positions (`of`, `later`, …) count all columns of the query from 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Column {
    /// An attribute; a group key in grouped queries.
    Attribute(AttributeId),
    /// A date brought down to the first day of its period.
    Time {
        /// Date attribute.
        attribute: AttributeId,
        /// Period.
        grain: Grain,
    },
    /// An aggregated value.
    Measure(MeasureUse),
    /// Days from a date to today (positive in the past). Rows only.
    DaysSince(AttributeId),
    /// One date minus another, in days. Rows only.
    DaysBetween {
        /// Earlier date.
        from: AttributeId,
        /// Later date.
        to: AttributeId,
    },
    /// One attribute minus another. Rows only.
    DifferenceOf {
        /// Minuend.
        left: AttributeId,
        /// Subtrahend.
        right: AttributeId,
    },
    /// Column `later` minus column `earlier`.
    Difference {
        /// Position.
        later: usize,
        /// Position.
        earlier: usize,
    },
    /// (`later` − `earlier`) ÷ `earlier`, a fraction; NULL where `earlier` is 0.
    Change {
        /// Position.
        later: usize,
        /// Position.
        earlier: usize,
    },
    /// Column `numerator` ÷ column `denominator`; NULL where the latter is 0.
    Ratio {
        /// Position.
        numerator: usize,
        /// Position.
        denominator: usize,
    },
    /// Column `of` ÷ its total over all groups that the filters leave (before having and limit), a fraction.
    Share {
        /// Position.
        of: usize,
        /// Positions of the columns within whose groups shares add up to 1; empty for the grand total.
        #[serde(default)]
        within: Vec<usize>,
    },
    /// Running total of column `of` along the query's order.
    RunningTotal {
        /// Position.
        of: usize,
    },
    /// Column `of` one row earlier along the query's order; NULL in the first row.
    Previous {
        /// Position.
        of: usize,
    },
    /// Column `of` ÷ the number of periods in a window: units sold a day, orders a week. Days and weeks are those that
    /// the window lasts; months, quarters and years those of the calendar that it touches.
    PerPeriod {
        /// Position.
        of: usize,
        /// Period.
        grain: Grain,
        /// The window that the column's rows are from; both ends are needed.
        window: Window,
    },
    /// Days from the date in column `of` to today (positive in the past).
    DaysAgo {
        /// Position.
        of: usize,
    },
}

/// A measure in use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureUse {
    /// What is measured.
    pub measure: Measure,
    /// Conditions for this measure only, beside the query's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Predicate>,
    /// Heading, when the measure's own label does not say enough ("Q1 2025").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// What is measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// A metric of the model.
    Metric(String),
    /// An aggregate of one attribute.
    Aggregate {
        /// Function.
        function: Aggregate,
        /// Attribute.
        attribute: AttributeId,
        /// Dataset whose rows are aggregated (decides what a conformed attribute means).
        dataset: String,
    },
    /// Number of rows of a dataset.
    Rows {
        /// Dataset.
        dataset: String,
    },
    /// Number of distinct things of an entity among the rows of a dataset.
    Entities {
        /// Entity.
        entity: String,
        /// Dataset.
        dataset: String,
    },
}

/// Aggregate functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Total.
    Sum,
    /// Arithmetic mean.
    Average,
    /// Smallest or earliest.
    Minimum,
    /// Largest or latest.
    Maximum,
    /// Number of distinct values.
    CountDistinct,
    /// Middle value.
    Median,
}

/// Calendar periods; weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// Day.
    Day,
    /// Week from Monday.
    Week,
    /// Month.
    Month,
    /// Quarter.
    Quarter,
    /// Year.
    Year,
}

/// A half-open range of days: `from` ≤ day < `until`. An open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day.
    pub from: Option<Date>,
    /// Day after the last.
    pub until: Option<Date>,
}

impl Window {
    /// The period right before, to compare with: the calendar month, quarter or year before for a whole one; for one
    /// that is not over yet ("this month") the same days of the one before; else as many days. None for an open end.
    pub fn before(&self) -> Option<Self> {
        let (from, until) = (self.from?, self.until?);
        let back = Self::step(from, until)?;
        Some(Self {
            from: Some(from.checked_sub(back).ok()?),
            until: Some(until.checked_sub(back).ok()?.min(from)),
        })
    }

    /// How far the period before lies back.
    fn step(from: Date, until: Date) -> Option<Span> {
        let days = i64::from(from.until(until).ok()?.get_days());
        if from.weekday() == Weekday::Monday && days == 7 {
            return Some(7.days());
        }
        if from.day() == 1 {
            let whole = (i32::from(until.year()) - i32::from(from.year())) * 12
                + i32::from(until.month())
                - i32::from(from.month());
            if until.day() == 1 && whole > 0 {
                return Some(whole.months());
            }
            let begun = [
                (1, true),
                (3, (from.month() - 1) % 3 == 0),
                (12, from.month() == 1),
            ];
            for (months, aligned) in begun {
                if aligned && until <= from.checked_add(months.months()).ok()? {
                    return Some(months.months());
                }
            }
        }
        if from.weekday() == Weekday::Monday && days < 7 {
            return Some(7.days());
        }
        (days > 0).then(|| days.days())
    }
}

/// A part of a query that can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryPart {
    /// The condition on rows at a position.
    Filter(usize),
    /// The condition on shown columns at a position.
    Having(usize),
}

impl SemanticQuery {
    /// The query without a part; `None` when it has no such part.
    pub fn without(&self, part: QueryPart) -> Option<Self> {
        let mut rest = self.clone();
        match part {
            QueryPart::Filter(position) if position < rest.filters.len() => {
                rest.filters.remove(position);
            }
            QueryPart::Having(position) if position < rest.having.len() => {
                rest.having.remove(position);
            }
            QueryPart::Filter(_) | QueryPart::Having(_) => return None,
        }
        Some(rest)
    }
}

/// A condition on rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Predicate {
    /// One operand against another.
    Compare {
        /// Left operand.
        left: Operand,
        /// Comparator.
        comparator: Comparator,
        /// Right operand.
        right: Operand,
    },
    /// Attribute equal to one of the values (none of them, when negated; then NULL passes).
    In {
        /// Attribute.
        attribute: AttributeId,
        /// Values.
        values: Vec<Literal>,
        /// None of them instead.
        #[serde(default)]
        negated: bool,
    },
    /// Text contains another, ignoring case.
    Contains {
        /// Attribute.
        attribute: AttributeId,
        /// Text.
        text: String,
        /// Does not contain it instead.
        #[serde(default)]
        negated: bool,
    },
    /// Attribute has no value.
    Missing {
        /// Attribute.
        attribute: AttributeId,
        /// Has a value instead.
        #[serde(default)]
        negated: bool,
    },
    /// A date in a window. `attribute` empty means the time that dates the rows or measure.
    Within {
        /// Date attribute; `None` for the default time of each measure or dataset.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attribute: Option<AttributeId>,
        /// Range.
        window: Window,
    },
    /// A named filter of the model.
    Named {
        /// Its name.
        filter: String,
        /// Where it does not hold instead.
        #[serde(default)]
        negated: bool,
    },
    /// There is (or is not) a row of another dataset with the same key attributes for which the conditions hold.
    Related {
        /// The other dataset.
        dataset: String,
        /// Attributes that must be equal on both sides (`product_code`).
        on: Vec<AttributeId>,
        /// Conditions on the other dataset's rows.
        #[serde(default)]
        filters: Vec<Predicate>,
        /// There is none, instead.
        #[serde(default)]
        negated: bool,
    },
    /// At least one of these holds.
    Any(Vec<Predicate>),
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Operand {
    /// An attribute.
    Attribute(AttributeId),
    /// A value.
    Literal(Literal),
    /// `from` to `to` in days.
    DaysBetween {
        /// Earlier date.
        from: AttributeId,
        /// Later date.
        to: AttributeId,
    },
    /// One attribute minus another.
    DifferenceOf {
        /// Minuend.
        left: AttributeId,
        /// Subtrahend.
        right: AttributeId,
    },
    /// An attribute times a number ("twice the minimum").
    Scaled {
        /// Attribute.
        attribute: AttributeId,
        /// Factor, as an exact decimal text ("2", "0.5").
        factor: String,
    },
}

/// A value in a condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Literal {
    /// Text.
    Text(String),
    /// Exact decimal number as text ("4000", "0.985").
    Number(String),
    /// Day.
    Date(Date),
    /// True or false.
    Boolean(bool),
}

/// Comparators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// =
    Equal,
    /// <>
    NotEqual,
    /// <
    Less,
    /// <=
    AtMost,
    /// >
    Greater,
    /// >=
    AtLeast,
}

/// A condition on a shown column, after grouping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Having {
    /// Position of the column.
    pub column: usize,
    /// Comparator.
    pub comparator: Comparator,
    /// What it is compared with.
    pub value: HavingValue,
}

/// What a shown column is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HavingValue {
    /// A number, as an exact decimal text.
    Number(String),
    /// Another column, by position.
    Column(usize),
    /// The mean of the column over all groups.
    Average,
}

/// A sort key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderBy {
    /// Position of the column.
    pub column: usize,
    /// Largest first.
    #[serde(default)]
    pub descending: bool,
}

/// How many rows at most. NULLs sort last either way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Number of rows.
    pub count: u64,
    /// Keep rows that tie with the last one (RANK), as "the last order" or "the best of each" need.
    #[serde(default)]
    pub with_ties: bool,
    /// Positions of the columns within whose groups the limit counts ("the best three of each group").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub per: Vec<usize>,
    /// The rows that are left are shown as one: the totals of their sums and shares.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub together: bool,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn before(from: Date, until: Date) -> (Date, Date) {
        let window = Window {
            from: Some(from),
            until: Some(until),
        };
        let before = window.before().unwrap();
        (before.from.unwrap(), before.until.unwrap())
    }

    #[test]
    fn a_whole_period_is_preceded_by_a_whole_one() {
        assert_eq!(
            before(date(2025, 5, 1), date(2025, 6, 1)),
            (date(2025, 4, 1), date(2025, 5, 1))
        );
        assert_eq!(
            before(date(2025, 4, 1), date(2025, 7, 1)),
            (date(2025, 1, 1), date(2025, 4, 1))
        );
        assert_eq!(
            before(date(2024, 1, 1), date(2025, 1, 1)),
            (date(2023, 1, 1), date(2024, 1, 1))
        );
        assert_eq!(
            before(date(2025, 6, 23), date(2025, 6, 30)),
            (date(2025, 6, 16), date(2025, 6, 23))
        );
        // A week that begins with a month is still a week.
        assert_eq!(
            before(date(2024, 1, 1), date(2024, 1, 8)),
            (date(2023, 12, 25), date(2024, 1, 1))
        );
    }

    #[test]
    fn a_period_that_is_not_over_is_compared_with_the_same_days() {
        // 1 to 20 June beside 1 to 20 May; April up to 20 June beside January up to 20 March.
        assert_eq!(
            before(date(2025, 6, 1), date(2025, 6, 21)),
            (date(2025, 5, 1), date(2025, 5, 21))
        );
        assert_eq!(
            before(date(2025, 4, 1), date(2025, 6, 21)),
            (date(2025, 1, 1), date(2025, 3, 21))
        );
        assert_eq!(
            before(date(2025, 1, 1), date(2025, 6, 21)),
            (date(2024, 1, 1), date(2024, 6, 21))
        );
        // Monday to Wednesday beside Monday to Wednesday.
        assert_eq!(
            before(date(2025, 6, 23), date(2025, 6, 26)),
            (date(2025, 6, 16), date(2025, 6, 19))
        );
        // 1 to 30 March: February has no 31st; it ends with the month.
        assert_eq!(
            before(date(2025, 3, 1), date(2025, 3, 31)),
            (date(2025, 2, 1), date(2025, 2, 28))
        );
    }

    #[test]
    fn other_windows_are_preceded_by_as_many_days() {
        assert_eq!(
            before(date(2025, 6, 10), date(2025, 6, 20)),
            (date(2025, 5, 31), date(2025, 6, 10))
        );
        let open = Window {
            from: None,
            until: Some(date(2025, 6, 1)),
        };
        assert_eq!(open.before(), None);
    }
}
