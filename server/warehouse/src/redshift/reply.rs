//! A *reply* is the pages of a finished statement's rows. They are complete or an error: never a part taken for all.

use aws_sdk_redshiftdata::Client;
use aws_sdk_redshiftdata::types::{ColumnMetadata, Field};

use super::SERVICE;
use crate::aws::{Column, Trouble, Value};
use crate::collection::Collection;
use crate::engine::{QueryResult, WarehouseError};

/// Fetches the rows of a statement, page by page, until there are no more or the cap is reached.
pub(super) async fn fetch(
    client: &Client,
    id: &str,
    total: Option<usize>,
    cap: usize,
) -> Result<QueryResult, WarehouseError> {
    let mut gathered: Option<(Vec<Column>, Collection)> = None;
    let mut token: Option<String> = None;
    let mut rows = 0;
    loop {
        let page = client
            .get_statement_result()
            .id(id)
            .set_next_token(token.clone())
            .send()
            .await
            .map_err(|error| Trouble::of(SERVICE, &error))?;
        let (columns, mut collection) = if let Some(gathered) = gathered.take() {
            gathered
        } else {
            let columns = columns(page.column_metadata())?;
            let kinds = columns.iter().map(|c| (c.name.clone(), c.kind()));
            let collection = Collection::new(kinds.collect::<Vec<_>>(), cap);
            (columns, collection)
        };
        for record in page.records {
            if record.len() != columns.len() {
                let cause = format!(
                    "a row has {} values and there are {} columns",
                    record.len(),
                    columns.len()
                );
                return Err(Trouble::malformed(SERVICE, cause).into());
            }
            let cells = columns
                .iter()
                .zip(record)
                .map(|(column, field)| column.cell(&value(&field)?, SERVICE));
            if !collection.push(cells)? {
                return collection.finish();
            }
            rows += 1;
        }
        match page.next_token.filter(|next| !next.is_empty()) {
            None => {
                if let Some(total) = total.filter(|total| *total != rows) {
                    let cause = format!("{rows} rows came of {total}");
                    return Err(Trouble::malformed(SERVICE, cause).into());
                }
                return collection.finish();
            }
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

fn columns(metadata: &[ColumnMetadata]) -> Result<Vec<Column>, WarehouseError> {
    if metadata.is_empty() {
        return Err(Trouble::malformed(SERVICE, "the rows have no columns").into());
    }
    let column = |column: &ColumnMetadata| {
        let name = column.label().or_else(|| column.name());
        match (name, column.type_name()) {
            (Some(name), Some(declared)) => Ok(Column {
                name: name.to_owned(),
                declared: declared.to_owned(),
            }),
            _ => Err(Trouble::malformed(SERVICE, "a column has no name or no type").into()),
        }
    };
    metadata.iter().map(column).collect()
}

fn value(field: &Field) -> Result<Value, WarehouseError> {
    Ok(match field {
        Field::IsNull(true) => Value::Null,
        Field::StringValue(text) => Value::Text(text.clone()),
        Field::LongValue(whole) => Value::Whole(*whole),
        Field::DoubleValue(number) => Value::Float(*number),
        Field::BooleanValue(truth) => Value::Truth(*truth),
        other => {
            let cause = format!("a value is {other:?}");
            return Err(Trouble::malformed(SERVICE, cause).into());
        }
    })
}
