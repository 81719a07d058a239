//! A *gold query* is right by definition; it is written for DuckDB or PostgreSQL and reworded for the embedded engine.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, CastKind, DataType, ExactNumberInfo, Expr, Function, FunctionArg,
    FunctionArgExpr, FunctionArguments, ObjectName, ObjectNamePart, OrderByKind, Query, SelectItem,
    SetExpr, Statement, Value, VisitMut, VisitorMut,
};
use sqlparser::dialect::DuckDbDialect;
use sqlparser::parser::{Parser, ParserError};

/// A gold query ready for the embedded engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gold {
    /// SQL.
    pub sql: String,
    /// Positions of the columns that its rows are sorted by; empty when they cannot be told from the text.
    pub order: Vec<usize>,
}

/// Rewords a gold query.
pub fn reword(sql: &str) -> Result<Gold, ParserError> {
    let mut statements = Parser::parse_sql(&DuckDbDialect {}, sql)?;
    for statement in &mut statements {
        let _: ControlFlow<()> = statement.visit(&mut Reword);
    }
    let order = match statements.first() {
        Some(Statement::Query(query)) => sort_columns(query).unwrap_or_default(),
        _ => Vec::new(),
    };
    let sql = statements
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ");
    Ok(Gold { sql, order })
}

struct Reword;

impl VisitorMut for Reword {
    type Break = ();

    fn post_visit_expr(&mut self, expression: &mut Expr) -> ControlFlow<()> {
        let reworded = match expression {
            // Division of whole numbers is exact in DuckDB, and the banks' authors mean it so.
            Expr::BinaryOp {
                left,
                op: op @ BinaryOperator::Divide,
                right,
            } => Some(Expr::BinaryOp {
                left: Box::new(cast(
                    (**left).clone(),
                    DataType::Double(ExactNumberInfo::None),
                )),
                op: op.clone(),
                right: right.clone(),
            }),
            // A difference of days is a whole number.
            Expr::BinaryOp {
                left,
                op: op @ BinaryOperator::Minus,
                right,
            } if is_day(left) && is_day(right) => Some(days_between(right, left, op.clone())),
            Expr::Function(function) => reworded_function(function),
            _ => None,
        };
        if let Some(reworded) = reworded {
            *expression = reworded;
        }
        ControlFlow::Continue(())
    }
}

fn reworded_function(function: &Function) -> Option<Expr> {
    let name = function.name.to_string().to_lowercase();
    let arguments = arguments(function)?;
    match (name.as_str(), arguments.as_slice()) {
        ("strftime", _) => {
            let mut renamed = function.clone();
            renamed.name = ObjectName(vec![ObjectNamePart::Identifier("to_char".into())]);
            Some(Expr::Function(renamed))
        }
        ("date_diff" | "datediff", [unit, from, until])
            if unit
                .to_string()
                .trim_matches('\'')
                .eq_ignore_ascii_case("day") =>
        {
            Some(days_between(from, until, BinaryOperator::Minus))
        }
        _ => None,
    }
}

fn arguments(function: &Function) -> Option<Vec<Expr>> {
    let FunctionArguments::List(list) = &function.args else {
        return None;
    };
    list.args
        .iter()
        .map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression.clone()),
            _ => None,
        })
        .collect()
}

fn days_between(from: &Expr, until: &Expr, minus: BinaryOperator) -> Expr {
    let number =
        |day: &Expr| Box::new(cast(cast(day.clone(), DataType::Date), DataType::Int(None)));
    Expr::Nested(Box::new(Expr::BinaryOp {
        left: number(until),
        op: minus,
        right: number(from),
    }))
}

fn cast(expression: Expr, data_type: DataType) -> Expr {
    Expr::Cast {
        kind: CastKind::Cast,
        expr: Box::new(expression),
        data_type,
        array: false,
        format: None,
    }
}

/// By its form: `DATE '…'`, a cast to a date, or a column named after one.
fn is_day(expression: &Expr) -> bool {
    match expression {
        Expr::TypedString(typed) => typed.data_type == DataType::Date,
        Expr::Cast { data_type, .. } => *data_type == DataType::Date,
        Expr::Identifier(column) => column.value.to_lowercase().ends_with("_date"),
        Expr::CompoundIdentifier(parts) => parts
            .last()
            .is_some_and(|p| p.value.to_lowercase().ends_with("_date")),
        Expr::Function(function) => match (
            function.name.to_string().to_lowercase().as_str(),
            arguments(function),
        ) {
            ("min" | "max" | "coalesce", Some(arguments)) => arguments.first().is_some_and(is_day),
            _ => false,
        },
        Expr::Nested(inner) => is_day(inner),
        _ => false,
    }
}

/// Which output columns the rows are sorted by, where names and numbers tell.
fn sort_columns(query: &Query) -> Option<Vec<usize>> {
    let OrderByKind::Expressions(keys) = &query.order_by.as_ref()?.kind else {
        return None;
    };
    let SetExpr::Select(select) = query.body.as_ref() else {
        return None;
    };
    let names: Vec<(String, String)> = select
        .projection
        .iter()
        .map(|item| match item {
            SelectItem::ExprWithAlias { expr, alias } => {
                (alias.value.to_lowercase(), expr.to_string())
            }
            SelectItem::UnnamedExpr(expr) => {
                let text = expr.to_string();
                (
                    text.rsplit('.').next().unwrap_or_default().to_lowercase(),
                    text,
                )
            }
            other => (String::new(), other.to_string()),
        })
        .collect();
    let place = |key: &Expr| {
        let text = key.to_string();
        if let Expr::Value(value) = key
            && let Value::Number(number, _) = &value.value
        {
            return number
                .parse::<usize>()
                .ok()?
                .checked_sub(1)
                .filter(|p| *p < names.len());
        }
        let last = text.rsplit('.').next().unwrap_or_default().to_lowercase();
        names
            .iter()
            .position(|(name, expression)| *expression == text || *name == last)
    };
    keys.iter().map(|key| place(&key.expr)).collect()
}

#[cfg(test)]
mod tests {
    use super::reword;

    #[test]
    fn division_is_exact() {
        assert_eq!(
            reword("SELECT sum(a) / sum(b) FROM t").unwrap().sql,
            "SELECT CAST(sum(a) AS DOUBLE) / sum(b) FROM t"
        );
    }

    #[test]
    fn differences_of_days_are_whole_numbers() {
        let gold = reword("SELECT AVG(h.actual_delivery_date - order_date) FROM h").unwrap();
        assert_eq!(
            gold.sql,
            "SELECT AVG((CAST(CAST(h.actual_delivery_date AS DATE) AS INT) - CAST(CAST(order_date AS DATE) AS INT))) FROM h"
        );
        let gold = reword("SELECT date_diff('day', a, b) FROM h").unwrap();
        assert_eq!(
            gold.sql,
            "SELECT (CAST(CAST(b AS DATE) AS INT) - CAST(CAST(a AS DATE) AS INT)) FROM h"
        );
    }

    #[test]
    fn plain_arithmetic_and_intervals_stay() {
        for sql in [
            "SELECT a - b FROM t",
            "SELECT order_date - INTERVAL '7' DAY FROM t",
        ] {
            assert_eq!(reword(sql).unwrap().sql, sql);
        }
    }

    #[test]
    fn the_sort_columns_are_told_from_names_and_numbers() {
        assert_eq!(
            reword("SELECT g, SUM(x) AS s FROM t GROUP BY g ORDER BY g, s DESC")
                .unwrap()
                .order,
            [0, 1]
        );
        assert_eq!(
            reword("SELECT h.day, x FROM h ORDER BY 2").unwrap().order,
            [1]
        );
        assert_eq!(
            reword("SELECT day, x FROM h ORDER BY h.day").unwrap().order,
            [0]
        );
        assert!(
            reword("SELECT a FROM t ORDER BY b")
                .unwrap()
                .order
                .is_empty()
        );
        assert!(reword("SELECT a FROM t").unwrap().order.is_empty());
    }
}
