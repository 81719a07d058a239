//! A *profile* says what stands in a table without holding its rows: columns, counts, samples of values.
//!
//! What a profile cannot say, because it takes two columns or two tables at once, is asked of the [`Evidence`].

use crate::model::DataType;

/// What stands in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableProfile {
    /// Name of the table.
    pub name: String,
    /// Number of rows.
    pub rows: u64,
    /// Columns in order.
    pub columns: Vec<ColumnProfile>,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnProfile {
    /// Name of the column.
    pub name: String,
    /// Type of the values; none when there are no values that would show it.
    pub data_type: Option<DataType>,
    /// Number of distinct values, NULL left out.
    pub distinct: u64,
    /// Number of rows without a value.
    pub nulls: u64,
    /// Some of the values as text, the most frequent first.
    pub samples: Vec<String>,
}

/// How many distinct combinations of values of one table's columns stand in another table's columns as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inclusion {
    /// Distinct combinations without NULL.
    pub values: u64,
    /// Those of them that the other table has.
    pub found: u64,
}

impl Inclusion {
    /// Share that was found, 0 to 1; all of nothing is everything.
    pub(super) fn share(self) -> f64 {
        if self.values == 0 {
            return 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
        let share = self.found as f64 / self.values as f64;
        share
    }
}

/// Answers what takes more than one column of the rows to know.
pub trait Evidence {
    /// Why an answer could not be had.
    type Error;

    /// Number of distinct combinations of values in these columns, among the rows in which none is NULL.
    fn distinct(&mut self, table: &str, columns: &[&str]) -> Result<u64, Self::Error>;

    /// How many of the combinations of `columns` in `table` stand in `to_columns` of the table `to`.
    fn inclusion(
        &mut self,
        table: &str,
        columns: &[&str],
        to: &str,
        to_columns: &[&str],
    ) -> Result<Inclusion, Self::Error>;
}
