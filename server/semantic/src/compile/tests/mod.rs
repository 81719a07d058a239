//! Tests of whole queries: `sql` shows the SQL of each kind of question, `rules` what is refused, noted or named, `wild`
//! that nothing a stranger can write makes the compiler panic.

mod engines;
mod fixture;
mod rules;
mod sql;
mod wild;

use jiff::civil::{Date, date};

use super::{CompileError, Compiled, Dialect, compile};
use crate::model::AttributeId;
use crate::query::{
    Column, Comparator, Form, Grain, Having, HavingValue, Limit, Literal, Measure, MeasureUse,
    Operand, OrderBy, Predicate, SemanticQuery, Window,
};

const TODAY: Date = date(2025, 6, 30);

fn try_compile(query: &SemanticQuery) -> Result<Compiled, CompileError> {
    compile(&fixture::model(), query, Dialect::Embedded, TODAY)
}

fn compiled(query: &SemanticQuery) -> Compiled {
    try_compile(query).unwrap()
}

/// SQL, and below it the notes.
fn text(query: &SemanticQuery) -> String {
    let compiled = compiled(query);
    let notes: Vec<String> = compiled.notes.iter().map(|n| format!("\n-- {n}")).collect();
    format!("{}{}", compiled.sql, notes.concat())
}

fn query(form: Form, columns: Vec<Column>) -> SemanticQuery {
    SemanticQuery {
        form,
        columns,
        filters: Vec::new(),
        having: Vec::new(),
        order: Vec::new(),
        limit: None,
        counted: None,
    }
}

fn groups(columns: Vec<Column>) -> SemanticQuery {
    query(
        Form::Groups {
            dataset: None,
            keep_empty: false,
        },
        columns,
    )
}

fn with_empty(columns: Vec<Column>) -> SemanticQuery {
    query(
        Form::Groups {
            dataset: None,
            keep_empty: true,
        },
        columns,
    )
}

fn rows(dataset: &str, columns: Vec<Column>) -> SemanticQuery {
    query(
        Form::Rows {
            dataset: dataset.into(),
        },
        columns,
    )
}

impl SemanticQuery {
    fn filtered(mut self, filters: Vec<Predicate>) -> Self {
        self.filters = filters;
        self
    }

    fn having(mut self, column: usize, comparator: Comparator, value: HavingValue) -> Self {
        self.having.push(Having {
            column,
            comparator,
            value,
        });
        self
    }

    fn descending(mut self, column: usize) -> Self {
        self.order.push(OrderBy {
            column,
            descending: true,
        });
        self
    }

    fn ascending(mut self, column: usize) -> Self {
        self.order.push(OrderBy {
            column,
            descending: false,
        });
        self
    }

    fn top(mut self, count: u64) -> Self {
        self.limit = Some(Limit {
            count,
            with_ties: false,
            per: Vec::new(),
            together: false,
        });
        self
    }

    fn best(mut self, count: u64, per: &[usize]) -> Self {
        self.limit = Some(Limit {
            count,
            with_ties: true,
            per: per.to_vec(),
            together: false,
        });
        self
    }
}

fn id(attribute: &str) -> AttributeId {
    AttributeId::new(attribute)
}

fn attribute(name: &str) -> Column {
    Column::Attribute(id(name))
}

fn month(attribute: &str) -> Column {
    Column::Time {
        attribute: id(attribute),
        grain: Grain::Month,
    }
}

fn measure(measure: Measure, filters: Vec<Predicate>, label: Option<&str>) -> Column {
    Column::Measure(MeasureUse {
        measure,
        filters,
        label: label.map(str::to_owned),
    })
}

fn metric(name: &str) -> Column {
    measure(Measure::Metric(name.into()), Vec::new(), None)
}

fn metric_where(name: &str, label: &str, filters: Vec<Predicate>) -> Column {
    measure(Measure::Metric(name.into()), filters, Some(label))
}

fn one_of(attribute: &str, values: &[&str]) -> Predicate {
    let values = values
        .iter()
        .map(|v| Literal::Text((*v).to_owned()))
        .collect();
    Predicate::In {
        attribute: id(attribute),
        values,
        negated: false,
    }
}

fn none_of(attribute: &str, values: &[&str]) -> Predicate {
    let values = values
        .iter()
        .map(|v| Literal::Text((*v).to_owned()))
        .collect();
    Predicate::In {
        attribute: id(attribute),
        values,
        negated: true,
    }
}

fn named(filter: &str) -> Predicate {
    Predicate::Named {
        filter: filter.into(),
        negated: false,
    }
}

fn period(from: Date, until: Date) -> Predicate {
    Predicate::Within {
        attribute: None,
        window: Window {
            from: Some(from),
            until: Some(until),
        },
    }
}

fn compare(attribute: &str, comparator: Comparator, number: &str) -> Predicate {
    Predicate::Compare {
        left: Operand::Attribute(id(attribute)),
        comparator,
        right: Operand::Literal(Literal::Number(number.into())),
    }
}
