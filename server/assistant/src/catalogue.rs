//! A *catalogue* is what one persona may read and ask for: its tables as the data has them, its metrics and conditions.
//!
//! Another persona's tables are not in it, nor is anything that needs them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use moka::future::Cache;
use semantic::{Dataset, Field, Model};
use warehouse::{Warehouse, WarehouseError};

use crate::assistant::Assistant;
use crate::knowledge::{Desk, Prepared};
use crate::persona::Persona;

/// Most values of a column that are shown.
const SAMPLES: usize = 5;
/// Tables whose values are kept: those of a few versions of the data.
const TABLES: u64 = 200;

/// What one persona may read and ask for.
#[derive(Clone)]
pub struct Catalogue {
    knowledge: Arc<Prepared>,
    desk: Arc<Desk>,
}

/// Some values of each column that may be shown, the most frequent first.
pub type Samples = BTreeMap<String, Vec<String>>;

/// Keeps samples, so that a page that shows them reads no rows; they are read again when the data has changed.
pub(crate) struct SampleShelf(Cache<(String, String), Arc<Samples>>);

impl SampleShelf {
    pub(crate) fn new() -> Self {
        Self(Cache::new(TABLES))
    }
}

impl Assistant {
    /// What a persona may read and ask for; none when there is no persona of that name.
    pub fn catalogue(&self, persona: &str) -> Option<Catalogue> {
        let knowledge = self.knowledge();
        let desk = Arc::clone(knowledge.desks.get(persona)?);
        Some(Catalogue { knowledge, desk })
    }

    /// Values of a table's columns of names and codes, but of no column that concerns private persons. None when the
    /// catalogue does not have the table.
    pub async fn samples(
        &self,
        catalogue: &Catalogue,
        table: &str,
    ) -> Result<Option<Arc<Samples>>, WarehouseError> {
        let Some(dataset) = catalogue.model().dataset(table) else {
            return Ok(None);
        };
        if catalogue.rows(table).is_none() {
            return Ok(Some(Arc::default()));
        }
        let key = (self.warehouse.data_version(), table.to_owned());
        let read = read(self.warehouse.as_ref(), dataset);
        let samples = self.samples.0.try_get_with(key, read).await;
        samples
            .map(Some)
            .map_err(|error| WarehouseError::clone(&error))
    }
}

async fn read(
    warehouse: &dyn Warehouse,
    dataset: &Dataset,
) -> Result<Arc<Samples>, WarehouseError> {
    let mut samples = Samples::new();
    for field in dataset.fields.iter().filter(|f| f.indexed && !f.personal) {
        let values = warehouse
            .distinct_values(&dataset.name, &field.name)
            .await?;
        samples.insert(field.name.clone(), most_frequent(values));
    }
    Ok(Arc::new(samples))
}

/// The most frequent values; equally frequent ones in their own order.
fn most_frequent(mut values: Vec<(String, u64)>) -> Vec<String> {
    values.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    values
        .into_iter()
        .map(|(value, _)| value)
        .filter(|value| !value.trim().is_empty())
        .take(SAMPLES)
        .collect()
}

impl Catalogue {
    /// Whose it is.
    pub fn persona(&self) -> &Persona {
        &self.desk.persona
    }

    /// What the tables mean: only those that the persona may read, and what needs no other.
    pub fn model(&self) -> &Model {
        &self.desk.model
    }

    /// Rows of a table; none when the data does not have it.
    pub fn rows(&self, table: &str) -> Option<u64> {
        let profile = self.knowledge.profile.tables.get(table)?;
        (!profile.missing).then_some(profile.rows)
    }

    /// How far a table reaches: the column that dates its rows, and its newest day. Where no column does, the one of its
    /// own days that reaches farthest, those of deliveries aside.
    pub fn newest(&self, dataset: &Dataset) -> Option<(&Field, Date)> {
        let model = self.model();
        if let Some(time) = &dataset.default_time {
            let (owner, field) = model.resolve(&dataset.name, time)?;
            return Some((field, self.newest_day(&owner.name, field)?));
        }
        let own = model.dataset(&dataset.name)?;
        let days = own.fields.iter().filter(|f| !f.delivery_date);
        days.filter_map(|field| Some((field, self.newest_day(&own.name, field)?)))
            .max_by_key(|(_, day)| *day)
    }

    /// The newest day of a column of days.
    pub fn newest_day(&self, table: &str, field: &Field) -> Option<Date> {
        self.knowledge.profile.newest(table, &field.name)
    }

    /// Share of a table's rows in which a column has no value, 0 to 1; none without rows.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share is shown to three digits"
    )]
    pub fn empty_share(&self, table: &str, column: &str) -> Option<f64> {
        let profile = self.knowledge.profile.tables.get(table)?;
        let filled = *profile.filled.get(column)?;
        (profile.rows > 0).then(|| 1.0 - filled as f64 / profile.rows as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::most_frequent;

    #[test]
    fn the_most_frequent_values_are_shown() {
        let values = ["a", "b", " ", "c", "d", "e", "f", "g"];
        let rows = [1, 5, 9, 1, 7, 1, 1, 1];
        let values = values.map(str::to_owned).into_iter().zip(rows).collect();
        assert_eq!(most_frequent(values), ["d", "b", "a", "c", "e"]);
    }
}
