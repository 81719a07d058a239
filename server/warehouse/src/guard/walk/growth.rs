//! *Growth* is how many times longer than a stored text a text can become that a query puts together.
//!
//! The engine makes a batch of thousands of rows at a time, and a text that doubles in each of thirty steps, or one long
//! literal for each row, fills the memory of the machine before any limit on memory is asked. So the longest text is
//! reckoned here, in stored texts: one more for each operand that is joined on, as many times as many for what is read
//! from a subquery that has joined already.

use sqlparser::ast::{Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Value};

use super::{Refusal, Walker};
use crate::guard::limits;

/// What the walk knows about the texts of the query in which it is.
#[derive(Debug, Default)]
pub(super) struct Growth {
    /// The longest text that can be read here, from any relation in reach.
    readable: usize,
    /// Texts joined on so far in the expression at hand.
    joined: usize,
    /// The longest text among the results of the query that was walked last.
    result: usize,
}

impl Walker<'_> {
    /// Walks a query or a part of one in which relations of its own can be read besides those around it.
    pub(super) fn reading(
        &mut self,
        walk: impl FnOnce(&mut Self) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let around = self.growth.readable;
        let joined = std::mem::take(&mut self.growth.joined);
        let walked = walk(self);
        self.growth.readable = around;
        self.growth.joined = joined;
        walked
    }

    /// Makes what a relation or a subquery holds readable.
    pub(super) fn readable(&mut self, growth: usize) {
        self.growth.readable = self.growth.readable.max(growth);
    }

    /// Makes the results of the query that was walked last readable.
    pub(super) fn result_readable(&mut self) {
        self.readable(self.growth.result);
    }

    /// The longest text among the results of the query that was walked last.
    pub(super) fn result(&self) -> usize {
        self.growth.result
    }

    /// Sets the longest text among the results of the query at hand.
    pub(super) fn set_result(&mut self, growth: usize) {
        self.growth.result = growth;
    }

    /// The longest text in a column that is read as it is.
    pub(super) fn whole(&self) -> usize {
        self.growth.readable.max(1)
    }

    /// Walks a whole expression and returns the longest text that it can make.
    pub(super) fn measured(&mut self, expr: &Expr) -> Result<usize, Refusal> {
        let before = std::mem::take(&mut self.growth.joined);
        self.expression(expr)?;
        let joined = std::mem::replace(&mut self.growth.joined, before);
        let grown = self
            .growth
            .readable
            .max(1)
            .saturating_mul(joined.saturating_add(1));
        if grown > limits::TEXTS {
            Err(too_long())
        } else {
            Ok(grown)
        }
    }

    /// Walks whole expressions.
    pub(super) fn measured_each<'e>(
        &mut self,
        list: impl IntoIterator<Item = &'e Expr>,
    ) -> Result<(), Refusal> {
        list.into_iter()
            .try_for_each(|expr| self.measured(expr).map(drop))
    }

    /// Adds operands of `||` or of a function that joins texts.
    pub(super) fn joins(&mut self, operands: usize) {
        self.growth.joined = self.growth.joined.saturating_add(operands);
    }

    /// Adds a literal, in stored texts.
    pub(super) fn joins_literal(&mut self, value: &Value) -> Result<(), Refusal> {
        if let Value::SingleQuotedString(text) = value {
            let length = text.chars().count();
            if length > limits::LITERAL {
                return Err(Refusal::TooMuch {
                    what: "characters in one literal",
                    limit: limits::LITERAL,
                    advice: "Shorten the text.",
                });
            }
            self.joins(length / limits::STORED_TEXT);
        }
        Ok(())
    }

    /// Adds what a function can make of its arguments, which have been walked.
    pub(super) fn joins_by(&mut self, name: &str, function: &Function) {
        let FunctionArguments::List(list) = &function.args else {
            return;
        };
        match name {
            "concat" => self.joins(list.args.len()),
            "concat_ws" => self.joins(list.args.len().saturating_mul(2)),
            "overlay" => self.joins(1),
            "lpad" | "rpad" => self.joins(limits::PADDING / limits::STORED_TEXT),
            // As many rows as stand in a group.
            "string_agg" => self.joins(limits::TEXTS / 4),
            "replace" => {
                let length = |at: usize| list.args.get(at).and_then(literal_length);
                let times = match (length(1), length(2)) {
                    (Some(from), Some(to)) => to.div_ceil(from.max(1)).max(1),
                    _ => limits::STORED_TEXT,
                };
                let joined = self.growth.joined.saturating_add(1).saturating_mul(times);
                self.growth.joined = joined.saturating_sub(1);
            }
            _ => {}
        }
    }
}

/// The length of an argument that is a literal, in characters.
fn literal_length(argument: &FunctionArg) -> Option<usize> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value))) => match &value.value {
            Value::SingleQuotedString(text) => Some(text.chars().count()),
            _ => None,
        },
        _ => None,
    }
}

fn too_long() -> Refusal {
    Refusal::Construct {
        what: "Joining so many texts into one",
        advice: "Join fewer, and do not join again in an outer query what an inner one has joined.",
    }
}
