//! An *expression* is SQL from the model, parsed so that it can be written for one statement: columns get aliases,
//! divisions keep their fraction and cannot fail, aggregates take conditions or give the value of one row.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, DataType, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArguments, visit_expressions, visit_expressions_mut,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::CompileError;
use super::dialect::Syntax;
use super::scope::Scope;

/// Function of model expressions: `DATE_DIFF_DAYS(later, earlier)` is the first date minus the second, in days.
const DATE_DIFF_DAYS: &str = "DATE_DIFF_DAYS";
/// Function of model expressions: the mean of a group.
const AVG: &str = "AVG";
/// Function of model expressions: the middle value of a group.
const MEDIAN: &str = "MEDIAN";

/// Reads one SQL expression.
pub(super) fn parse(sql: &str) -> Result<Expr, CompileError> {
    let fault = |error: &dyn std::fmt::Display| {
        CompileError::Invalid(format!("the expression {sql} cannot be read: {error}"))
    };
    let mut parser = Parser::new(&GenericDialect {})
        .try_with_sql(sql)
        .map_err(|e| fault(&e))?;
    let expression = parser.parse_expr().map_err(|e| fault(&e))?;
    match parser.peek_token().token {
        Token::EOF => Ok(expression),
        rest => Err(fault(&format!("{rest} is left over"))),
    }
}

/// Writes `dataset.column` with the aliases of a scope and what engines differ in with its syntax.
pub(super) fn bind(expression: &Expr, scope: &mut Scope<'_>) -> Result<Expr, CompileError> {
    edit(expression, |e| {
        match e {
            Expr::CompoundIdentifier(parts) => {
                let [dataset, column] = parts.as_slice() else {
                    return Err(CompileError::Invalid(format!(
                        "{e} is not written as dataset.column"
                    )));
                };
                let Some(dataset) = scope.model.dataset(&dataset.value) else {
                    return Err(CompileError::Unknown {
                        kind: "dataset",
                        name: dataset.value.clone(),
                    });
                };
                let column = scope.field(dataset, &column.value)?;
                *e = parse(&column)?;
            }
            Expr::Identifier(name) => {
                return Err(CompileError::Invalid(format!(
                    "the column {name} is written without its dataset"
                )));
            }
            _ => adapt(e, scope.syntax)?,
        }
        Ok(())
    })
}

/// Puts other expressions in the place of names: a metric's inputs in its arithmetic.
pub(super) fn substitute(
    expression: &Expr,
    syntax: &dyn Syntax,
    mut value_of: impl FnMut(&str) -> Result<String, CompileError>,
) -> Result<Expr, CompileError> {
    edit(expression, |e| {
        if let Expr::Identifier(name) = e {
            let value = parse(&value_of(&name.value)?)?;
            *e = enclosed(value);
            Ok(())
        } else {
            adapt(e, syntax)
        }
    })
}

/// Names that a derived metric's arithmetic multiplies, adds or divides, but does not divide by: without them there
/// is nothing to measure.
pub(super) fn drivers(expression: &Expr) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect_drivers(expression, &mut found);
    found
}

fn collect_drivers(expression: &Expr, found: &mut BTreeSet<String>) {
    match expression {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Divide,
            ..
        } => collect_drivers(left, found),
        Expr::BinaryOp { left, right, .. } => {
            collect_drivers(left, found);
            collect_drivers(right, found);
        }
        Expr::Nested(inner) => collect_drivers(inner, found),
        other => {
            let _ = visit_expressions(other, |e| {
                if let Expr::Identifier(name) = e {
                    found.insert(name.value.clone());
                }
                ControlFlow::<()>::Continue(())
            });
        }
    }
}

/// Makes every aggregate look only at rows for which a condition holds.
pub(super) fn conditional(expression: &Expr, condition: &str) -> Result<Expr, CompileError> {
    let only = |value: &str| parse(&format!("CASE WHEN {condition} THEN {value} END"));
    edit(expression, |e| {
        let Expr::Function(function) = e else {
            return Ok(());
        };
        if !is_aggregate(function) {
            return Ok(());
        }
        if let Some(first) = function.within_group.first_mut() {
            first.expr = only(&first.expr.to_string())?;
        } else if let Some(argument) = first_argument(function) {
            *argument = FunctionArgExpr::Expr(match argument {
                FunctionArgExpr::Expr(value) => only(&value.to_string())?,
                _ => only("1")?,
            });
        }
        Ok(())
    })
}

/// The value that an aggregate expression has over a single row.
pub(super) fn row_value(expression: &Expr) -> Result<Expr, CompileError> {
    let value = edit(expression, |e| {
        let Expr::Function(function) = e else {
            return Ok(());
        };
        if !is_aggregate(function) {
            return Ok(());
        }
        let name = upper_name(function);
        let argument = first_argument(function).map(|a| match a {
            FunctionArgExpr::Expr(value) => Some(value.clone()),
            _ => None,
        });
        *e = match (name.as_str(), argument) {
            ("COUNT", Some(Some(value))) => {
                parse(&format!("CASE WHEN {value} IS NOT NULL THEN 1 ELSE 0 END"))?
            }
            ("COUNT", _) => parse("1")?,
            ("SUM" | "AVG" | "MIN" | "MAX" | "MEDIAN", Some(Some(value))) => enclosed(value),
            _ => {
                return Err(CompileError::Invalid(format!(
                    "{name} has no value for a single row"
                )));
            }
        };
        Ok(())
    })?;
    Ok(opened(value))
}

/// The same aggregate over rows of a finer dataset, where each row of its own dataset stands as often as it has
/// finer rows; `None` where repeated rows would change it.
pub(super) fn over_repeated_rows(expression: &Expr, key: &str) -> Option<Expr> {
    let mut safe = true;
    let rewritten = edit(expression, |e| {
        let Expr::Function(function) = e else {
            return Ok(());
        };
        if !is_aggregate(function) {
            return Ok(());
        }
        let distinct = is_distinct(function);
        match (upper_name(function).as_str(), first_argument(function)) {
            ("MIN" | "MAX", _) => {}
            ("COUNT", Some(FunctionArgExpr::Expr(_))) if distinct => {}
            ("COUNT", Some(FunctionArgExpr::Wildcard)) => {
                *e = parse(&format!("COUNT(DISTINCT {key})"))?;
            }
            _ => safe = false,
        }
        Ok(())
    });
    rewritten.ok().filter(|_| safe)
}

/// Whether an expression is a plain count, which is 0 and not NULL where there is nothing.
pub(super) fn is_count(expression: &Expr) -> bool {
    matches!(opened_ref(expression), Expr::Function(f) if upper_name(f) == "COUNT")
}

/// An expression in parentheses unless it stands for itself.
pub(super) fn enclosed(expression: Expr) -> Expr {
    match expression {
        e @ (Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::Function(_)
        | Expr::Nested(_)
        | Expr::Value(_)
        | Expr::Cast { .. }
        | Expr::Case { .. }) => e,
        other => Expr::Nested(Box::new(other)),
    }
}

/// A condition as text that can stand between ANDs.
pub(super) fn conjunct(condition: Expr) -> String {
    match opened(condition) {
        either @ Expr::BinaryOp {
            op: BinaryOperator::Or | BinaryOperator::Xor,
            ..
        } => format!("({either})"),
        other => other.to_string(),
    }
}

/// An expression without the parentheses around it.
pub(super) fn opened(expression: Expr) -> Expr {
    match expression {
        Expr::Nested(inner) => opened(*inner),
        other => other,
    }
}

fn opened_ref(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) => opened_ref(inner),
        other => other,
    }
}

/// Edits every part of an expression, the innermost first.
fn edit(
    expression: &Expr,
    mut change: impl FnMut(&mut Expr) -> Result<(), CompileError>,
) -> Result<Expr, CompileError> {
    let mut edited = expression.clone();
    let flow = visit_expressions_mut(&mut edited, |e| match change(e) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => ControlFlow::Break(error),
    });
    match flow {
        ControlFlow::Continue(()) => Ok(edited),
        ControlFlow::Break(error) => Err(error),
    }
}

/// Rewrites divisions, date differences, means, medians, joined texts, and what is made a text.
fn adapt(expression: &mut Expr, syntax: &dyn Syntax) -> Result<(), CompileError> {
    match expression {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Divide,
            right,
        } => {
            let numerator = without_factor_one(opened_ref(left)).to_string();
            *expression = parse(&divided(syntax, &numerator, &opened_ref(right).to_string()))?;
        }
        Expr::Function(function) if upper_name(function) == DATE_DIFF_DAYS => {
            let FunctionArguments::List(list) = &function.args else {
                return Ok(());
            };
            let [
                FunctionArg::Unnamed(FunctionArgExpr::Expr(later)),
                FunctionArg::Unnamed(FunctionArgExpr::Expr(earlier)),
            ] = list.args.as_slice()
            else {
                return Err(CompileError::Invalid(format!(
                    "{DATE_DIFF_DAYS} takes a later and an earlier date"
                )));
            };
            *expression = parse(&syntax.days_between(&earlier.to_string(), &later.to_string()))?;
        }
        Expr::BinaryOp {
            left,
            op: BinaryOperator::StringConcat,
            right,
        } => {
            *expression = parse(&syntax.joined(&left.to_string(), &right.to_string()))?;
        }
        Expr::Cast {
            expr,
            data_type: DataType::Varchar(None),
            ..
        } => *expression = parse(&syntax.as_text(&expr.to_string()))?,
        Expr::Function(function) if upper_name(function) == MEDIAN => {
            let Some(FunctionArgExpr::Expr(value)) = first_argument(function) else {
                return Ok(());
            };
            let median = syntax.median(&opened_ref(value).to_string());
            let none = CompileError::Inexpressible {
                engine: syntax.engine(),
                what: "a median",
            };
            *expression = parse(&median.ok_or(none)?)?;
        }
        Expr::Function(function) if upper_name(function) == AVG && !is_distinct(function) => {
            let Some(FunctionArgExpr::Expr(value)) = first_argument(function) else {
                return Ok(());
            };
            *expression = parse(&syntax.average(&opened_ref(value).to_string()))?;
        }
        // An argument needs no parentheses of its own.
        Expr::Function(function) => {
            if let Some(FunctionArgExpr::Expr(argument)) = first_argument(function)
                && let Expr::Nested(inner) = argument
            {
                *argument = opened_ref(inner).clone();
            }
        }
        _ => {}
    }
    Ok(())
}

/// A numerator without the "times 1.0" that keeps the fraction where nothing else does.
fn without_factor_one(numerator: &Expr) -> &Expr {
    match numerator {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Multiply,
            right,
        } if right.to_string() == "1.0" => opened_ref(left),
        other => other,
    }
}

/// A division that keeps its fraction and gives NULL for a denominator of 0.
pub(super) fn divided(syntax: &dyn Syntax, numerator: &str, denominator: &str) -> String {
    let numerator = syntax.double(numerator);
    let is_constant = denominator.parse::<f64>().is_ok_and(|n| n != 0.0);
    let is_guarded =
        matches!(parse(denominator), Ok(Expr::Function(f)) if upper_name(&f) == "NULLIF");
    if is_constant || is_guarded {
        format!("{numerator} / {denominator}")
    } else {
        format!("{numerator} / NULLIF({denominator}, 0)")
    }
}

fn upper_name(function: &Function) -> String {
    function.name.to_string().to_ascii_uppercase()
}

fn is_aggregate(function: &Function) -> bool {
    matches!(
        upper_name(function).as_str(),
        "SUM"
            | "COUNT"
            | "AVG"
            | "MIN"
            | "MAX"
            | "MEDIAN"
            | "STDDEV"
            | "STDDEV_SAMP"
            | "STDDEV_POP"
            | "VAR"
            | "VAR_SAMP"
            | "VAR_POP"
            | "PERCENTILE_CONT"
            | "APPROX_PERCENTILE_CONT"
            | "CORR"
    )
}

fn is_distinct(function: &Function) -> bool {
    matches!(
        &function.args,
        FunctionArguments::List(list) if list.duplicate_treatment == Some(DuplicateTreatment::Distinct)
    )
}

fn first_argument(function: &mut Function) -> Option<&mut FunctionArgExpr> {
    match &mut function.args {
        FunctionArguments::List(list) => match list.args.first_mut() {
            Some(FunctionArg::Unnamed(argument)) => Some(argument),
            _ => None,
        },
        _ => None,
    }
}
