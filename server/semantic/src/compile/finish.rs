//! *Finishing* puts conditions on shown columns, order and limit around a result, with no more statements than needed.

use crate::model::DataType;
use crate::query::{Having, HavingValue, Limit, SemanticQuery};

use super::columns::{self, Shown, missing};
use super::dialect::Syntax;
use super::groups::Source;
use super::literal::number;
use super::predicate::{is_number, sign};
use super::select::{Item, Select};
use super::{CompileError, name};

/// Longest SQL, in characters, that is repeated in computed columns and conditions before it gets a statement of its own.
const LONGEST_REPEATED: usize = 60;

/// A sort key that only makes the order definite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tie {
    /// SQL over the tables.
    pub(super) sql: String,
    /// Position of the column that shows it, if one does.
    pub(super) shown: Option<usize>,
}

/// A statement while stages are put around it.
struct Stage<'a> {
    syntax: &'a dyn Syntax,
    select: Select,
    grouped: bool,
    shown: &'a [Shown],
    /// How the current stage refers to each shown column.
    columns: Vec<String>,
    /// How it refers to each sort key that is not shown.
    hidden: Vec<String>,
    taken: Vec<String>,
}

/// Gives long measures a statement of their own, so that what builds on them can call them by name.
pub(super) fn settle(
    syntax: &dyn Syntax,
    query: &SemanticQuery,
    source: &mut Source,
    shown: &mut [Option<Shown>],
    ties: &mut [Tie],
) {
    let builds_on = |position: usize| {
        let computed = query
            .columns
            .iter()
            .any(|c| columns::operands(c).contains(&position));
        let compared = query
            .having
            .iter()
            .any(|h| h.column == position || h.value == HavingValue::Column(position));
        computed || compared
    };
    let is_long = |s: &Shown| s.sql.len() > LONGEST_REPEATED;
    let repeats = |(position, s): (usize, &Option<Shown>)| {
        s.as_ref().is_some_and(is_long) && builds_on(position)
    };
    if !shown.iter().enumerate().any(repeats) {
        return;
    }
    let mut taken: Vec<String> = shown.iter().flatten().map(|s| s.name.clone()).collect();
    taken.extend(source.select.with.iter().map(|(name, _)| name.clone()));
    taken.extend(source.tables.iter().cloned());
    let mut inner = std::mem::take(&mut source.select);
    for s in shown.iter_mut().flatten() {
        let name = syntax.name(&s.name);
        inner
            .items
            .push(Item::new(std::mem::replace(&mut s.sql, name.clone()), name));
    }
    for tie in ties {
        if let Some(column) = tie
            .shown
            .and_then(|p| shown.get(p))
            .and_then(Option::as_ref)
        {
            tie.sql.clone_from(&column.sql);
        } else {
            let name = syntax.name(&fresh(&column_name(&tie.sql), &mut taken));
            inner.items.push(Item::new(
                std::mem::replace(&mut tie.sql, name.clone()),
                name,
            ));
        }
    }
    let cte = fresh("totals", &mut taken);
    let mut with = inner.take_with();
    with.push((cte.clone(), inner));
    source.select = Select {
        with,
        from: cte,
        ..Select::default()
    };
    source.grouped = false;
}

/// A name that is not taken; then it is.
fn fresh(wanted: &str, taken: &mut Vec<String>) -> String {
    let name = name::unique(wanted, taken);
    taken.push(name.clone());
    name
}

/// Name of the column that a piece of SQL reads.
fn column_name(sql: &str) -> String {
    name::snake(
        sql.rsplit('.')
            .next()
            .unwrap_or_default()
            .trim_matches(['"', '`']),
    )
}

/// Adds columns, conditions on them, order and limit.
pub(super) fn finish(
    syntax: &dyn Syntax,
    source: Source,
    shown: &[Shown],
    ties: &[Tie],
    query: &SemanticQuery,
) -> Result<Select, CompileError> {
    let ties: Vec<&Tie> = ties
        .iter()
        .filter(|t| {
            t.shown
                .is_none_or(|p| query.order.iter().all(|o| o.column != p))
        })
        .collect();
    let average = |h: &Having| matches!(h.value, HavingValue::Average);
    let windows = shown.iter().any(|s| s.window) || query.having.iter().any(average);
    let limit = query.limit.as_ref();
    if limit.is_some_and(|l| i64::try_from(l.count).is_err()) {
        return Err(CompileError::Invalid(
            "the number of rows is too large".into(),
        ));
    }
    for position in query
        .order
        .iter()
        .map(|o| o.column)
        .chain(limit.into_iter().flat_map(|l| l.per.iter().copied()))
    {
        shown.get(position).ok_or_else(|| missing(position))?;
    }
    let ranked = limit.filter(|l| !l.per.is_empty() || (l.with_ties && !query.order.is_empty()));
    let names = shown.iter().map(|s| s.name.clone());
    let ctes = source.select.with.iter().map(|(name, _)| name.clone());
    let mut stage = Stage {
        syntax,
        taken: names
            .chain(ctes)
            .chain(source.tables.iter().cloned())
            .collect(),
        grouped: source.grouped,
        columns: shown.iter().map(|s| s.sql.clone()).collect(),
        hidden: ties
            .iter()
            .filter(|t| t.shown.is_none())
            .map(|t| t.sql.clone())
            .collect(),
        select: source.select,
        shown,
    };
    if stage.select.distinct && (windows || ranked.is_some()) {
        // What looks at other rows must see each combination once.
        stage.select.distinct = false;
        stage.select.group_by = source.keys;
        stage.grouped = true;
    }
    if windows && (!query.having.is_empty() || ranked.is_some()) {
        let averages = averages(syntax, &stage.columns, query, shown)?;
        let averages = stage.wrap("measured", averages);
        stage.having(query, &averages)?;
    } else {
        stage.having(query, &[])?;
    }
    if let Some(limit) = ranked {
        stage.rank(query, limit, &ties);
    }
    stage.select.items = stage.items();
    stage.sort(query, ranked, &ties);
    if ranked.is_none() {
        stage.select.limit = limit.map(|l| l.count);
    }
    Ok(stage.select)
}

/// How many rows a statement has.
pub(super) fn count(syntax: &dyn Syntax, mut rows: Select, wanted: &str) -> Select {
    rows.order_by.clear();
    let mut with = rows.take_with();
    let taken: Vec<String> = with.iter().map(|(name, _)| name.clone()).collect();
    let counted = name::unique("counted", &taken);
    with.push((counted.clone(), rows));
    Select {
        with,
        items: vec![Item::new("COUNT(*)", syntax.name(wanted))],
        from: counted,
        ..Select::default()
    }
}

/// The totals of some columns over the rows of a statement.
pub(super) fn together(syntax: &dyn Syntax, mut rows: Select, names: &[String]) -> Select {
    let mut with = rows.take_with();
    let taken: Vec<String> = with.iter().map(|(name, _)| name.clone()).collect();
    let first = name::unique("first_rows", &taken);
    with.push((first.clone(), rows));
    let item = |name: &String| {
        let column = syntax.name(name);
        Item::new(format!("SUM({column})"), column)
    };
    Select {
        with,
        items: names.iter().map(item).collect(),
        from: first,
        ..Select::default()
    }
}

/// Means over all rows that conditions compare with: wanted name and SQL.
fn averages(
    syntax: &dyn Syntax,
    columns: &[String],
    query: &SemanticQuery,
    shown: &[Shown],
) -> Result<Vec<(String, String)>, CompileError> {
    let compared = query
        .having
        .iter()
        .filter(|h| matches!(h.value, HavingValue::Average));
    compared
        .map(|h| {
            let column = shown.get(h.column).ok_or_else(|| missing(h.column))?;
            if column.window {
                return Err(CompileError::Invalid(format!(
                    "{} has no average",
                    column.label
                )));
            }
            Ok((
                format!("average_{}", column.name),
                format!("{} OVER ()", syntax.average(&columns[h.column])),
            ))
        })
        .collect()
}

impl Stage<'_> {
    fn items(&self) -> Vec<Item> {
        self.columns
            .iter()
            .zip(self.shown)
            .map(|(sql, s)| Item::new(sql, self.syntax.name(&s.name)))
            .collect()
    }

    /// Makes the current statement a common table expression with further columns, and starts one that reads it.
    /// Gives back the names of the further columns.
    fn wrap(&mut self, wanted: &str, further: Vec<(String, String)>) -> Vec<String> {
        let mut inner = std::mem::take(&mut self.select);
        inner.items = self.items();
        let mut fresh = |wanted: &str| self.syntax.name(&fresh(wanted, &mut self.taken));
        let mut hidden = Vec::new();
        for sql in &self.hidden {
            let name = fresh(&column_name(sql));
            inner.items.push(Item::new(sql, name.clone()));
            hidden.push(name);
        }
        let mut names = Vec::new();
        for (wanted, sql) in further {
            let name = fresh(&wanted);
            inner.items.push(Item::new(sql, name.clone()));
            names.push(name);
        }
        let cte = fresh(wanted);
        let mut with = inner.take_with();
        with.push((cte.clone(), inner));
        self.select = Select {
            with,
            from: cte,
            ..Select::default()
        };
        self.grouped = false;
        self.hidden = hidden;
        self.columns = self
            .shown
            .iter()
            .map(|s| self.syntax.name(&s.name))
            .collect();
        names
    }

    /// Numbers the rows in order and keeps the first ones.
    fn rank(&mut self, query: &SemanticQuery, limit: &Limit, ties: &[&Tie]) {
        let keys = query.order.iter();
        let mut order: Vec<String> = keys
            .map(|o| self.syntax.sort_key(&self.columns[o.column], o.descending))
            .collect();
        if !limit.with_ties {
            order.extend(self.tie_keys(ties));
        }
        let function = if limit.with_ties {
            "RANK"
        } else {
            "ROW_NUMBER"
        };
        let mut over: Vec<String> = Vec::new();
        if !limit.per.is_empty() {
            let per: Vec<String> = limit.per.iter().map(|&p| self.columns[p].clone()).collect();
            over.push(format!("PARTITION BY {}", per.join(", ")));
        }
        if !order.is_empty() {
            over.push(format!("ORDER BY {}", order.join(", ")));
        }
        let place = format!("{function}() OVER ({})", over.join(" "));
        for place in self.wrap("ranked", vec![("place".into(), place)]) {
            self.select
                .conditions
                .push(format!("{place} <= {}", limit.count));
        }
    }

    /// Sorts by the query's order, then by what makes it definite.
    fn sort(&mut self, query: &SemanticQuery, ranked: Option<&Limit>, ties: &[&Tie]) {
        let names = self.shown.iter().map(|s| self.syntax.name(&s.name));
        let sources = std::mem::replace(&mut self.columns, names.collect());
        let key = |position: usize, descending: bool| {
            let name = &self.columns[position];
            self.syntax.result_key(name, &sources[position], descending)
        };
        // The best of each group stand together.
        let first = query.order.first().map(|o| o.column);
        let per = ranked
            .into_iter()
            .flat_map(|l| &l.per)
            .filter(|&&p| first != Some(p));
        let mut keys: Vec<(usize, bool)> = per.map(|&p| (p, false)).collect();
        keys.extend(query.order.iter().map(|o| (o.column, o.descending)));
        let mut seen: Vec<usize> = Vec::new();
        keys.retain(|(column, _)| {
            let new = !seen.contains(column);
            seen.push(*column);
            new
        });
        let mut order: Vec<String> = keys
            .iter()
            .map(|(column, descending)| key(*column, *descending))
            .collect();
        let mut hidden = self.hidden.iter();
        for tie in ties {
            match tie.shown {
                Some(position) if seen.contains(&position) => {}
                Some(position) => order.push(key(position, false)),
                None => order.extend(hidden.next().map(|sql| self.syntax.sort_key(sql, false))),
            }
        }
        self.select.order_by = order;
    }

    fn having(&mut self, query: &SemanticQuery, averages: &[String]) -> Result<(), CompileError> {
        let mut averages = averages.iter();
        for having in &query.having {
            let shown = self.number_at(having.column)?;
            let column = &self.columns[having.column];
            let value = match &having.value {
                HavingValue::Number(text) => number(text)?.to_owned(),
                HavingValue::Column(other) => {
                    self.number_at(*other)?;
                    self.columns[*other].clone()
                }
                HavingValue::Average => averages.next().cloned().ok_or_else(|| {
                    CompileError::Invalid(format!("{} has no average", shown.label))
                })?,
            };
            let condition = format!("{column} {} {value}", sign(having.comparator));
            if self.grouped {
                self.select.having.push(condition);
            } else {
                self.select.conditions.push(condition);
            }
        }
        Ok(())
    }

    fn number_at(&self, position: usize) -> Result<&Shown, CompileError> {
        let shown = self.shown.get(position).ok_or_else(|| missing(position))?;
        if is_number(shown.data_type) {
            Ok(shown)
        } else {
            let kind = if shown.data_type == DataType::Date {
                "a date"
            } else {
                "no number"
            };
            Err(CompileError::Invalid(format!(
                "{} is {kind}: it goes into the filters",
                shown.label
            )))
        }
    }

    fn tie_keys(&self, ties: &[&Tie]) -> Vec<String> {
        let mut hidden = self.hidden.iter();
        ties.iter()
            .filter_map(|tie| match tie.shown {
                Some(position) => self.columns.get(position),
                None => hidden.next(),
            })
            .map(|sql| self.syntax.sort_key(sql, false))
            .collect()
    }
}
