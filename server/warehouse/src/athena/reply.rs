//! A *reply* is the pages of a query's rows. All values come as texts; a value that is not there is NULL.

use aws_sdk_athena::Client;
use aws_sdk_athena::types::{ColumnInfo, Row};

use super::SERVICE;
use crate::aws::{Column, Trouble, Value};
use crate::collection::Collection;
use crate::engine::{QueryResult, WarehouseError};

/// Fetches the rows of a query, page by page, until there are no more or the cap is reached.
pub(super) async fn fetch(
    client: &Client,
    id: &str,
    cap: usize,
) -> Result<QueryResult, WarehouseError> {
    let mut gathered: Option<(Vec<Column>, Collection)> = None;
    let mut token: Option<String> = None;
    loop {
        let page = client
            .get_query_results()
            .query_execution_id(id)
            .set_next_token(token.clone())
            .send()
            .await
            .map_err(|error| Trouble::of(SERVICE, &error))?;
        let set = page
            .result_set
            .ok_or_else(|| Trouble::malformed(SERVICE, "a page has no rows and no columns"))?;
        let mut rows = set.rows.unwrap_or_default();
        let (columns, mut collection) = if let Some(gathered) = gathered.take() {
            gathered
        } else {
            let described = set
                .result_set_metadata
                .unwrap_or_else(|| aws_sdk_athena::types::ResultSetMetadata::builder().build());
            let columns = columns(described.column_info())?;
            // The first row of the first page holds the names.
            if rows.first().is_some_and(|row| is_heading(row, &columns)) {
                rows.remove(0);
            }
            let kinds = columns.iter().map(|c| (c.name.clone(), c.kind()));
            let collection = Collection::new(kinds.collect::<Vec<_>>(), cap);
            (columns, collection)
        };
        for row in rows {
            let data = row.data.unwrap_or_default();
            if data.len() != columns.len() {
                let cause = format!(
                    "a row has {} values and there are {} columns",
                    data.len(),
                    columns.len()
                );
                return Err(Trouble::malformed(SERVICE, cause).into());
            }
            let cells = columns.iter().zip(data).map(|(column, datum)| {
                let value = datum.var_char_value.map_or(Value::Null, Value::Text);
                column.cell(&value, SERVICE)
            });
            if !collection.push(cells)? {
                return collection.finish();
            }
        }
        match page.next_token.filter(|next| !next.is_empty()) {
            None => return collection.finish(),
            Some(next) if Some(&next) == token.as_ref() => {
                return Err(Trouble::malformed(SERVICE, "a page is followed by itself").into());
            }
            Some(next) => {
                token = Some(next);
                gathered = Some((columns, collection));
            }
        }
    }
}

fn is_heading(row: &Row, columns: &[Column]) -> bool {
    let texts = row.data().iter().map(|datum| datum.var_char_value());
    texts.eq(columns.iter().map(|column| Some(column.name.as_str())))
}

fn columns(described: &[ColumnInfo]) -> Result<Vec<Column>, WarehouseError> {
    if described.is_empty() {
        return Err(Trouble::malformed(SERVICE, "the rows have no columns").into());
    }
    let column = |column: &ColumnInfo| Column {
        name: column.name.clone(),
        declared: column.r#type.clone(),
    };
    Ok(described.iter().map(column).collect())
}
