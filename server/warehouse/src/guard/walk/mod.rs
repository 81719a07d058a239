//! A *walk* visits every node of a statement's tree and collects the tables that it reads.
//!
//! Every `match` names every variant and every pattern names every field: a node that a new version of the parser adds
//! does not compile until somebody has decided about it.

mod expression;
mod function;
mod growth;
mod literal;
mod operator;
mod query;
mod relation;
mod select;

use std::borrow::Cow;
use std::collections::BTreeSet;

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart, Statement};

use growth::Growth;
pub(super) use operator::unknown_operator;

use super::dialect::Dialect;
use super::{Refusal, Rights, limits, refuse};

/// Checks the statement and returns the tables that it reads.
pub(super) fn walk(
    statement: &Statement,
    rights: &Rights,
    dialect: Dialect,
) -> Result<BTreeSet<String>, Refusal> {
    // The one place without a list of the others: a statement is a query or it is refused.
    let Statement::Query(query) = statement else {
        return Err(Refusal::NotAQuery {
            found: "another statement".to_owned(),
        });
    };
    let mut walker = Walker {
        rights,
        dialect,
        expressions: Vec::new(),
        relations: 0,
        depth: 0,
        growth: Growth::default(),
        reads: BTreeSet::new(),
    };
    walker.query(query)?;
    Ok(walker.reads)
}

/// What the walk knows at a node.
struct Walker<'a> {
    rights: &'a Rights,
    dialect: Dialect,
    /// Common table expressions whose names can be read here, the nearest last.
    expressions: Vec<TableExpression>,
    /// Tables, subqueries and common table expressions so far, each of the latter as often as it is read.
    relations: usize,
    /// Nodes above.
    depth: usize,
    growth: Growth,
    reads: BTreeSet<String>,
}

/// A common table expression in scope.
struct TableExpression {
    name: String,
    /// Relations that stand in the place of its name.
    relations: usize,
    /// Longest text in it, in stored texts.
    growth: usize,
}

impl Walker<'_> {
    /// Checks something one level further down.
    fn deeper(
        &mut self,
        check: impl FnOnce(&mut Self) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        if self.depth >= limits::DEPTH {
            return Err(super::read::too_deep());
        }
        self.depth += 1;
        let checked = check(self);
        self.depth -= 1;
        checked
    }

    /// Counts relations that the planner will meet here.
    fn count(&mut self, relations: usize) -> Result<(), Refusal> {
        self.relations = self.relations.saturating_add(relations);
        if self.relations > limits::RELATIONS {
            return Err(Refusal::TooMuch {
                what: "tables and subqueries, counting each WITH as often as it is read",
                limit: limits::RELATIONS,
                advice: "Ask in several steps.",
            });
        }
        Ok(())
    }

    /// The name for which an identifier stands.
    fn name<'i>(&self, ident: &'i Ident) -> Result<Cow<'i, str>, Refusal> {
        let Ident {
            value,
            quote_style,
            span: _,
        } = ident;
        match quote_style {
            None if value.starts_with('@') => {
                Err(refuse("A session variable", "Write the value itself."))
            }
            _ if value.len() > self.dialect.rules().longest_name() => Err(refuse(
                "A name this long",
                "The engine would cut it; write a shorter one.",
            )),
            None => Ok(self.dialect.rules().fold(value)),
            Some('"' | '`') => Ok(Cow::Borrowed(value)),
            Some(_) => Err(refuse(
                "A name in single quotes",
                "Write names in double quotes, text in single ones.",
            )),
        }
    }

    /// The name, where only one part may stand.
    fn bare<'i>(&self, name: &'i ObjectName) -> Result<Option<Cow<'i, str>>, Refusal> {
        let ObjectName(parts) = name;
        match parts.as_slice() {
            [ObjectNamePart::Identifier(ident)] => self.name(ident).map(Some),
            [ObjectNamePart::Function(_)] => {
                Err(refuse("A computed name", "Write the name itself."))
            }
            _ => Ok(None),
        }
    }

    /// A list of identifiers that name nothing but columns.
    fn columns<'i>(&self, idents: impl IntoIterator<Item = &'i Ident>) -> Result<(), Refusal> {
        idents
            .into_iter()
            .try_for_each(|ident| self.name(ident).map(drop))
    }
}

/// Refuses a list that is longer than any that a person or a program needs.
fn bounded<T>(list: &[T]) -> Result<&[T], Refusal> {
    if list.len() > limits::LIST {
        return Err(Refusal::TooMuch {
            what: "values in one list",
            limit: limits::LIST,
            advice: "Put long lists into a table.",
        });
    }
    Ok(list)
}

/// The refusal of a clause that only some other dialect has.
fn foreign(what: &'static str) -> Refusal {
    refuse(what, "Leave it out or write it in standard SQL.")
}
