//! A *select* is one SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW.

use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, NamedWindowDefinition, NamedWindowExpr, Select, SelectFlavor,
    SelectItem, SelectItemQualifiedWildcardKind, WildcardAdditionalOptions,
};

use super::{Refusal, Walker, bounded, foreign, refuse};
use crate::guard::limits;

impl Walker<'_> {
    pub(super) fn select(&mut self, select: &Select) -> Result<(), Refusal> {
        let Select {
            select_token: _,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct: _,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor,
        } = select;
        if into.is_some() {
            return Err(refuse(
                "SELECT INTO",
                "Leave INTO out; a question makes no table.",
            ));
        }
        if top.is_some() {
            return Err(refuse("TOP", "Write LIMIT n at the end."));
        }
        if qualify.is_some() {
            return Err(refuse(
                "QUALIFY",
                "Compute the window in a subquery and filter it with WHERE.",
            ));
        }
        for (present, what) in [
            (!optimizer_hints.is_empty(), "An optimizer hint"),
            (select_modifiers.is_some(), "A modifier behind SELECT"),
            (exclude.is_some(), "EXCLUDE"),
            (!lateral_views.is_empty(), "LATERAL VIEW"),
            (prewhere.is_some(), "PREWHERE"),
            (!connect_by.is_empty(), "CONNECT BY"),
            (!cluster_by.is_empty(), "CLUSTER BY"),
            (!distribute_by.is_empty(), "DISTRIBUTE BY"),
            (!sort_by.is_empty(), "SORT BY"),
            (value_table_mode.is_some(), "SELECT AS VALUE or AS STRUCT"),
            (
                !matches!(flavor, SelectFlavor::Standard),
                "FROM before SELECT",
            ),
            (projection.is_empty(), "A SELECT without columns"),
        ] {
            if present {
                return Err(foreign(what));
            }
        }
        self.count(1)?;
        // What is read comes first: it tells how long the texts are of which the rest is made.
        bounded(from)?
            .iter()
            .try_for_each(|tables| self.tables(tables))?;
        match distinct {
            None | Some(Distinct::All | Distinct::Distinct) => {}
            Some(Distinct::On(expressions)) => self.measured_each(bounded(expressions)?)?,
        }
        self.measured_each([selection, having].into_iter().flatten())?;
        self.group_by(group_by)?;
        bounded(named_window)?
            .iter()
            .try_for_each(|window| self.named_window(window))?;
        let mut longest = 1;
        for item in bounded(projection)? {
            longest = longest.max(self.item(item)?);
        }
        self.set_result(longest);
        Ok(())
    }

    /// Checks a column of the result and returns the longest text in it.
    fn item(&mut self, item: &SelectItem) -> Result<usize, Refusal> {
        match item {
            SelectItem::UnnamedExpr(expr) => self.measured(expr),
            SelectItem::ExprWithAlias { expr, alias } => {
                self.name(alias)?;
                self.measured(expr)
            }
            SelectItem::ExprWithAliases { .. } => Err(foreign("Several names for one column")),
            SelectItem::QualifiedWildcard(kind, options) => {
                Self::plain_wildcard(options)?;
                match kind {
                    SelectItemQualifiedWildcardKind::ObjectName(name) => {
                        self.bare(name)?.ok_or_else(|| Refusal::QualifiedTable {
                            name: name.to_string(),
                        })?;
                        Ok(self.whole())
                    }
                    SelectItemQualifiedWildcardKind::Expr(_) => {
                        Err(foreign("* behind an expression"))
                    }
                }
            }
            SelectItem::Wildcard(options) => {
                Self::plain_wildcard(options)?;
                Ok(self.whole())
            }
        }
    }

    fn plain_wildcard(options: &WildcardAdditionalOptions) -> Result<(), Refusal> {
        let WildcardAdditionalOptions {
            wildcard_token: _,
            opt_ilike: None,
            opt_exclude: None,
            opt_except: None,
            opt_replace: None,
            opt_rename: None,
            opt_alias: None,
        } = options
        else {
            return Err(refuse("A change to *", "Name the columns."));
        };
        Ok(())
    }

    fn group_by(&mut self, group_by: &GroupByExpr) -> Result<(), Refusal> {
        let (expressions, modifiers) = match group_by {
            GroupByExpr::All(_) => return Err(refuse("GROUP BY ALL", "Name the columns.")),
            GroupByExpr::Expressions(expressions, modifiers) => (expressions, modifiers),
        };
        if !modifiers.is_empty() {
            return Err(refuse("GROUP BY … WITH", "Write GROUP BY ROLLUP (…)."));
        }
        // Sets of groupings beside each other multiply.
        let sets = expressions
            .iter()
            .filter(|expr| sets_of_groupings(expr))
            .count();
        if sets > 1 {
            return Err(refuse(
                "More than one ROLLUP, CUBE or GROUPING SETS",
                "Write one GROUPING SETS.",
            ));
        }
        bounded(expressions)?
            .iter()
            .try_for_each(|expr| match expr {
                Expr::Rollup(lists) | Expr::GroupingSets(lists) => bounded(lists)?
                    .iter()
                    .try_for_each(|list| self.measured_each(bounded(list)?)),
                Expr::Cube(lists) if lists.len() > limits::CUBE => Err(Refusal::TooMuch {
                    what: "columns in a CUBE",
                    limit: limits::CUBE,
                    advice: "Write the groupings with GROUPING SETS.",
                }),
                Expr::Cube(lists) => self.measured_each(lists.iter().flatten()),
                other => self.measured(other).map(drop),
            })
    }

    fn named_window(&mut self, window: &NamedWindowDefinition) -> Result<(), Refusal> {
        let NamedWindowDefinition(name, definition) = window;
        self.name(name)?;
        match definition {
            NamedWindowExpr::NamedWindow(other) => self.name(other).map(drop),
            NamedWindowExpr::WindowSpec(specification) => self.window(specification),
        }
    }
}

/// Whether a member of GROUP BY stands for several groupings.
fn sets_of_groupings(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Rollup(_) | Expr::Cube(_) | Expr::GroupingSets(_)
    )
}
