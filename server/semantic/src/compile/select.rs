//! A *select* is one SELECT statement before it becomes text: one clause a line, short, no needless nesting.

use std::fmt;

/// Longest list of columns, in characters, that stands on one line; columns of a longer one stand one below the other.
const WIDEST_LINE: usize = 100;

/// One SELECT statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Select {
    /// Common table expressions, in the order in which they are needed.
    pub(super) with: Vec<(String, Select)>,
    /// Repeated rows are left out.
    pub(super) distinct: bool,
    /// Expression and name of each output column.
    pub(super) items: Vec<Item>,
    /// Table with its alias.
    pub(super) from: String,
    /// Whole join clauses.
    pub(super) joins: Vec<String>,
    /// Conditions that all hold.
    pub(super) conditions: Vec<String>,
    /// Grouping expressions.
    pub(super) group_by: Vec<String>,
    /// Conditions on groups that all hold.
    pub(super) having: Vec<String>,
    /// Statements whose rows are added; each row stands once in the end.
    pub(super) union: Vec<Select>,
    /// Sort keys, whole ("sales DESC NULLS LAST").
    pub(super) order_by: Vec<String>,
    /// Number of rows at most.
    pub(super) limit: Option<u64>,
}

/// An output column of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// SQL expression.
    pub(super) expression: String,
    /// Name, quoted where the dialect needs it.
    pub(super) name: String,
}

impl Item {
    /// Makes an output column.
    pub(super) fn new(expression: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            expression: expression.into(),
            name: name.into(),
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names_itself = self.expression == self.name
            || self
                .expression
                .strip_suffix(self.name.as_str())
                .is_some_and(|rest| {
                    rest.strip_suffix('.').is_some_and(|alias| {
                        alias.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                    })
                });
        if names_itself {
            f.write_str(&self.expression)
        } else {
            write!(f, "{} AS {}", self.expression, self.name)
        }
    }
}

impl Select {
    /// Moves the common table expressions out, so that they can stand before an outer statement.
    pub(super) fn take_with(&mut self) -> Vec<(String, Select)> {
        std::mem::take(&mut self.with)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, indent: usize) -> fmt::Result {
        let margin = " ".repeat(indent);
        for (index, (name, select)) in self.with.iter().enumerate() {
            let lead = if index == 0 { "WITH " } else { "" };
            writeln!(f, "{margin}{lead}{name} AS (")?;
            select.write(f, indent + 2)?;
            let comma = if index + 1 < self.with.len() { "," } else { "" };
            writeln!(f, "\n{margin}){comma}")?;
        }
        write!(f, "{margin}SELECT ")?;
        if self.distinct {
            f.write_str("DISTINCT ")?;
        }
        let items: Vec<String> = self.items.iter().map(Item::to_string).collect();
        let width: usize = items.iter().map(|item| item.len() + 2).sum();
        if width > WIDEST_LINE {
            write!(f, "{}", items.join(&format!(",\n{margin}       ")))?;
        } else {
            write!(f, "{}", items.join(", "))?;
        }
        write!(f, "\n{margin}FROM {}", self.from)?;
        for join in &self.joins {
            write!(f, "\n{margin}{join}")?;
        }
        for (index, condition) in self.conditions.iter().enumerate() {
            let word = if index == 0 { "WHERE" } else { "  AND" };
            write!(f, "\n{margin}{word} {condition}")?;
        }
        if !self.group_by.is_empty() {
            write!(f, "\n{margin}GROUP BY {}", self.group_by.join(", "))?;
        }
        for (index, condition) in self.having.iter().enumerate() {
            let word = if index == 0 { "HAVING" } else { "   AND" };
            write!(f, "\n{margin}{word} {condition}")?;
        }
        for other in &self.union {
            write!(f, "\n{margin}UNION\n")?;
            other.write(f, indent)?;
        }
        if !self.order_by.is_empty() {
            write!(f, "\n{margin}ORDER BY {}", self.order_by.join(", "))?;
        }
        if let Some(limit) = self.limit {
            write!(f, "\n{margin}LIMIT {limit}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Select {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_clause_a_line() {
        let inner = Select {
            items: vec![Item::new("p.code", "code"), Item::new("COUNT(*)", "n")],
            from: "product AS p".into(),
            conditions: vec!["p.a = 1".into(), "p.b = 2".into()],
            group_by: vec!["p.code".into()],
            ..Select::default()
        };
        let outer = Select {
            with: vec![("groups".into(), inner)],
            items: vec![Item::new("code", "code")],
            from: "groups".into(),
            order_by: vec!["code NULLS LAST".into()],
            limit: Some(3),
            ..Select::default()
        };
        assert_eq!(
            outer.to_string(),
            "WITH groups AS (\n  SELECT p.code, COUNT(*) AS n\n  FROM product AS p\n  WHERE p.a = 1\n    AND p.b = 2\n  \
             GROUP BY p.code\n)\nSELECT code\nFROM groups\nORDER BY code NULLS LAST\nLIMIT 3"
        );
    }
}
