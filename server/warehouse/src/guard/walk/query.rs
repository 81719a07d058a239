//! A *query* is a body with what surrounds it: WITH before it, ORDER BY and LIMIT behind it.

use sqlparser::ast::{
    Cte, Fetch, LimitClause, Offset, OffsetRows, OrderBy, OrderByExpr, OrderByKind, OrderByOptions,
    Query, SetExpr, SetOperator, SetQuantifier, TableAlias, Values, With,
};

use super::{Refusal, TableExpression, Walker, bounded, foreign, refuse};

impl Walker<'_> {
    pub(super) fn query(&mut self, query: &Query) -> Result<(), Refusal> {
        self.deeper(|walker| walker.reading(|walker| walker.query_here(query)))
    }

    /// A query whose result is read by the one around it.
    pub(super) fn subquery(&mut self, query: &Query) -> Result<(), Refusal> {
        self.query(query)?;
        self.result_readable();
        Ok(())
    }

    fn query_here(&mut self, query: &Query) -> Result<(), Refusal> {
        let Query {
            with,
            body,
            order_by,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        if !locks.is_empty() {
            return Err(refuse(
                "FOR UPDATE or FOR SHARE",
                "Leave it out; a question locks nothing.",
            ));
        }
        if for_clause.is_some() {
            return Err(foreign("FOR XML or FOR JSON"));
        }
        if settings.is_some() {
            return Err(foreign("SETTINGS"));
        }
        if format_clause.is_some() {
            return Err(foreign("FORMAT"));
        }
        if !pipe_operators.is_empty() {
            return Err(foreign("The pipe operator |>"));
        }
        let outer = self.expressions.len();
        if let Some(with) = with {
            self.with(with)?;
        }
        self.body(body)?;
        // What is sorted by may read the results; what it makes of them is none.
        let result = self.result();
        self.result_readable();
        if let Some(order_by) = order_by {
            self.order_by(order_by)?;
        }
        if let Some(limit) = limit_clause {
            self.limit(limit)?;
        }
        if let Some(fetch) = fetch {
            self.fetch(fetch)?;
        }
        self.set_result(result);
        // The names of this WITH end with the query that it stands before.
        self.expressions.truncate(outer);
        Ok(())
    }

    fn with(&mut self, with: &With) -> Result<(), Refusal> {
        let With {
            with_token: _,
            recursive,
            cte_tables,
        } = with;
        if *recursive {
            return Err(refuse(
                "WITH RECURSIVE",
                "Leave RECURSIVE out; a table expression reads those before it.",
            ));
        }
        cte_tables
            .iter()
            .try_for_each(|expression| self.table_expression(expression))
    }

    /// The body of a table expression sees the names before its own, not its own.
    fn table_expression(&mut self, expression: &Cte) -> Result<(), Refusal> {
        let Cte {
            alias,
            query,
            from,
            materialized,
            closing_paren_token: _,
        } = expression;
        if from.is_some() {
            return Err(foreign("FROM behind a table expression"));
        }
        if materialized.is_some() {
            return Err(foreign("MATERIALIZED"));
        }
        self.alias(alias)?;
        let before = std::mem::take(&mut self.relations);
        self.query(query)?;
        let relations = std::mem::replace(&mut self.relations, before);
        // Planned once even if nothing reads it.
        self.count(1)?;
        let TableAlias {
            explicit: _,
            name,
            columns: _,
            at: _,
        } = alias;
        let name = self.name(name)?.into_owned();
        self.expressions.push(TableExpression {
            name,
            relations: relations.saturating_add(1),
            growth: self.result(),
        });
        Ok(())
    }

    fn body(&mut self, body: &SetExpr) -> Result<(), Refusal> {
        self.deeper(|walker| match body {
            SetExpr::Select(select) => walker.reading(|walker| walker.select(select)),
            SetExpr::Query(query) => walker.query(query),
            SetExpr::SetOperation {
                left,
                op,
                set_quantifier,
                right,
            } => {
                match op {
                    SetOperator::Union | SetOperator::Except | SetOperator::Intersect => {}
                    SetOperator::Minus => return Err(refuse("MINUS", "Write EXCEPT.")),
                }
                match set_quantifier {
                    SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None => {}
                    SetQuantifier::ByName
                    | SetQuantifier::AllByName
                    | SetQuantifier::DistinctByName => {
                        return Err(refuse(
                            "BY NAME",
                            "Write the columns of both queries in the same order.",
                        ));
                    }
                }
                walker.body(left)?;
                let result = walker.result();
                walker.body(right)?;
                walker.set_result(result.max(walker.result()));
                Ok(())
            }
            SetExpr::Values(values) => walker.values(values),
            SetExpr::Insert(_) => Err(Refusal::NotAQuery {
                found: "INSERT".to_owned(),
            }),
            SetExpr::Update(_) => Err(Refusal::NotAQuery {
                found: "UPDATE".to_owned(),
            }),
            SetExpr::Delete(_) => Err(Refusal::NotAQuery {
                found: "DELETE".to_owned(),
            }),
            SetExpr::Merge(_) => Err(Refusal::NotAQuery {
                found: "MERGE".to_owned(),
            }),
            SetExpr::Table(_) => Err(refuse("TABLE", "Write SELECT * FROM and the table's name.")),
        })
    }

    fn values(&mut self, values: &Values) -> Result<(), Refusal> {
        let Values {
            explicit_row,
            value_keyword,
            rows,
        } = values;
        if *explicit_row || *value_keyword {
            return Err(refuse(
                "ROW or VALUE in front of rows",
                "Write VALUES (…), (…).",
            ));
        }
        self.count(1)?;
        let mut longest = 1;
        for value in bounded(rows)?.iter().flat_map(|row| &row.content) {
            longest = longest.max(self.measured(value)?);
        }
        self.set_result(longest);
        Ok(())
    }

    fn order_by(&mut self, order_by: &OrderBy) -> Result<(), Refusal> {
        let OrderBy { kind, interpolate } = order_by;
        if interpolate.is_some() {
            return Err(foreign("INTERPOLATE"));
        }
        match kind {
            OrderByKind::All(_) => Err(refuse("ORDER BY ALL", "Name the columns.")),
            OrderByKind::Expressions(expressions) => self.order(expressions),
        }
    }

    /// Expressions to sort by, of a query, a window or an aggregate.
    pub(super) fn order(&mut self, expressions: &[OrderByExpr]) -> Result<(), Refusal> {
        bounded(expressions)?.iter().try_for_each(|expression| {
            let OrderByExpr {
                expr,
                options:
                    OrderByOptions {
                        asc: _,
                        nulls_first: _,
                    },
                with_fill,
            } = expression;
            if with_fill.is_some() {
                return Err(foreign("WITH FILL"));
            }
            self.measured(expr).map(drop)
        })
    }

    fn limit(&mut self, limit: &LimitClause) -> Result<(), Refusal> {
        match limit {
            LimitClause::LimitOffset {
                limit,
                offset,
                limit_by,
            } => {
                if !limit_by.is_empty() {
                    return Err(foreign("LIMIT BY"));
                }
                self.measured_each(limit)?;
                match offset {
                    Some(Offset {
                        value,
                        rows: OffsetRows::None | OffsetRows::Row | OffsetRows::Rows,
                    }) => self.measured(value).map(drop),
                    None => Ok(()),
                }
            }
            LimitClause::OffsetCommaLimit { .. } => {
                Err(refuse("LIMIT with a comma", "Write LIMIT n OFFSET m."))
            }
        }
    }

    fn fetch(&mut self, fetch: &Fetch) -> Result<(), Refusal> {
        let Fetch {
            with_ties,
            percent,
            quantity,
        } = fetch;
        if *with_ties || *percent {
            return Err(refuse("FETCH WITH TIES or PERCENT", "Write LIMIT n."));
        }
        self.measured_each(quantity)
    }
}
