//! The rows before in another *order*: "newest first", "sort by customer", "biggest first".

use semantic::{
    AttributeId, Column, DataType, Form, Measure, MeasureUse, OrderBy, Predicate, SemanticQuery,
};

use super::{Turn, group_attributes};
use crate::draft::TopKind;
use crate::interpreter::Parsed;

impl Turn<'_> {
    /// Puts the rows in the order that the turn says; nothing where it says none, false where there is nothing to go by.
    pub(super) fn ordered(&self, parsed: &Parsed, query: &mut SemanticQuery) -> Option<bool> {
        if let Some(descending) = self.dates_first(parsed) {
            return Some(self.order_by(query, descending, |f| {
                matches!(f, DataType::Date | DataType::Timestamp)
            }));
        }
        if self.draft.rank
            && matches!(query.form, Form::Rows { .. })
            && let Some(dimension) = self.draft.dimensions.first()
        {
            let wanted = group_attributes(self.model, dimension);
            let shown = |a: &AttributeId| query.columns.contains(&Column::Attribute(a.clone()));
            let by = wanted
                .iter()
                .rev()
                .find(|a| shown(a))
                .or_else(|| wanted.last())?
                .clone();
            let column = column_of(query, Column::Attribute(by));
            query.order = vec![OrderBy {
                column,
                descending: self.draft.direction.unwrap_or(false),
            }];
            return Some(true);
        }
        // "Sort by value": what each of the listed rows is worth.
        let by_worth = self.draft.rank
            && matches!(query.form, Form::Rows { .. })
            && self.draft.measures.iter().all(|m| m.by)
            && !self.draft.measures.is_empty();
        let direction = self.draft.direction.or(by_worth.then_some(true));
        Some(self.order_by_figure(query, direction?))
    }

    /// "Newest first": all rows in the order of their date, where "the newest" alone would be one row.
    fn dates_first(&self, parsed: &Parsed) -> Option<bool> {
        let top = self.draft.top.as_ref().filter(|t| t.count.is_none())?;
        let word = |at: usize| parsed.tokens.get(at).map_or("", |t| t.norm.as_str());
        let first = word(top.at) != "first" && (1..4).any(|step| word(top.at + step) == "first");
        match top.kind {
            TopKind::Latest if first => Some(true),
            TopKind::Earliest if first => Some(false),
            _ => None,
        }
    }

    fn order_by(
        &self,
        query: &mut SemanticQuery,
        descending: bool,
        fits: impl Fn(DataType) -> bool,
    ) -> bool {
        let column = query.columns.iter().position(|c| match c {
            Column::Attribute(a) => self.model.fields_of(a).any(|(_, f)| fits(f.data_type)),
            Column::Time { .. } => true,
            _ => false,
        });
        let Some(column) = column else { return false };
        query.order = vec![OrderBy { column, descending }];
        true
    }

    /// By the figure that is shown, by how far a condition of the rows holds, or by what each of them is worth.
    fn order_by_figure(&self, query: &mut SemanticQuery, descending: bool) -> bool {
        let shown = query
            .order
            .first()
            .map(|o| o.column)
            .filter(|c| !matches!(query.columns.get(*c), Some(Column::Attribute(_))))
            .or_else(|| {
                query
                    .columns
                    .iter()
                    .rposition(|c| !matches!(c, Column::Attribute(_)))
            });
        let column = if let Some(column) = shown {
            column
        } else {
            let Some(name) = self.degree(query).or_else(|| self.worth(query)) else {
                return false;
            };
            column_of(
                query,
                Column::Measure(MeasureUse {
                    measure: Measure::Metric(name),
                    filters: Vec::new(),
                    label: None,
                }),
            )
        };
        query.order = vec![OrderBy { column, descending }];
        true
    }

    /// The metric that says how far a condition of the rows holds: how much too little, how many too late.
    pub(super) fn degree(&self, query: &SemanticQuery) -> Option<String> {
        if !matches!(query.form, Form::Rows { .. }) {
            return None;
        }
        query.filters.iter().find_map(|p| match p {
            Predicate::Named {
                filter,
                negated: false,
            } => self.model.filter(filter)?.degree.clone(),
            _ => None,
        })
    }

    /// The metric that says what each listed row is worth.
    pub(super) fn worth(&self, query: &SemanticQuery) -> Option<String> {
        let Form::Rows { dataset } = &query.form else {
            return None;
        };
        let entity = self
            .model
            .entities
            .iter()
            .find(|e| e.own_dataset.as_ref() == Some(dataset))?;
        let money = |n: &&String| {
            self.model
                .metric(n)
                .is_some_and(|m| m.unit.as_deref() == Some("USD"))
        };
        entity.natural_metrics.iter().find(money).cloned()
    }
}

/// Position of a column, which is added where the query lacks it.
pub(super) fn column_of(query: &mut SemanticQuery, column: Column) -> usize {
    if let Some(position) = query.columns.iter().position(|c| *c == column) {
        return position;
    }
    query.columns.push(column);
    query.columns.len() - 1
}
