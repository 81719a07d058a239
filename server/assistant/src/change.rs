//! A *change* is how a single figure differs from the one of the period before.

use std::time::Duration;

use insight::Table;
use semantic::{Column, Predicate, SemanticQuery};

use crate::answer::Change;
use crate::inquiry::Inquiry;

/// A query that took longer than this is not asked a second time.
const CHEAP: Duration = Duration::from_millis(500);

/// The change of a result that is a single measured figure of one period; none for anything else.
pub(crate) async fn of(
    inquiry: &Inquiry<'_>,
    query: &SemanticQuery,
    table: &Table<'_>,
    took: Duration,
) -> Option<Change> {
    let ([row], [Column::Measure(_)]) = (table.rows, query.columns.as_slice()) else {
        return None;
    };
    let figure = insight::number(row.first()?)?;
    if took > CHEAP {
        return None;
    }
    let (before, period) = period_before(query)?;
    let ran = inquiry.run(&before).await.ok()?;
    let previous = ran.rows.first()?.first()?;
    let base = insight::number(previous)?;
    Some(Change {
        previous: previous.clone(),
        fraction: (base != 0.0).then(|| (figure - base) / base.abs()),
        period,
    })
}

/// The query for the period before its only one, and that period in words.
fn period_before(query: &SemanticQuery) -> Option<(SemanticQuery, String)> {
    let mut dated =
        query
            .filters
            .iter()
            .enumerate()
            .filter_map(|(position, filter)| match filter {
                Predicate::Within { window, .. } => Some((position, window)),
                _ => None,
            });
    let (position, window) = dated.next()?;
    if dated.next().is_some() {
        return None;
    }
    let earlier = window.before()?;
    let mut before = query.clone();
    if let Some(Predicate::Within { window, .. }) = before.filters.get_mut(position) {
        *window = earlier;
    }
    Some((before, interpreter::window(&earlier)))
}
