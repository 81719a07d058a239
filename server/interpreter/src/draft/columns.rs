//! *Columns* behind metrics: what a metric is for a single row.

use semantic::{AttributeId, MetricKind, Model};

/// The column `c` of a metric that is `SUM(dataset.c)`.
pub(crate) fn summed_column(model: &Model, metric: usize) -> Option<AttributeId> {
    plain_column(model, metric, "SUM(")
}

/// The column `c` of a metric that is `SUM(dataset.c)` or `AVG(dataset.c)`: what it is for a single row.
pub(crate) fn row_column(model: &Model, metric: usize) -> Option<AttributeId> {
    summed_column(model, metric).or_else(|| plain_column(model, metric, "AVG("))
}

fn plain_column(model: &Model, metric: usize, function: &str) -> Option<AttributeId> {
    let MetricKind::Aggregate {
        expression,
        dataset,
        ..
    } = &model.metrics.get(metric)?.kind
    else {
        return None;
    };
    let inner = expression
        .trim()
        .strip_prefix(function)?
        .strip_suffix(')')?
        .trim();
    let column = inner.strip_prefix(dataset.as_str())?.strip_prefix('.')?;
    let field = model
        .dataset(dataset)?
        .fields
        .iter()
        .find(|f| f.name == column)?;
    field.attributes.first().cloned()
}
