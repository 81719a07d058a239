//! Functions that are handed to the engine, as its SQL calls them.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::guard;

/// `reorder_point(demand, lead time, safety stock)`, which refuses a negative lead time.
fn reorder_point() -> ScalarFunction {
    ScalarFunction {
        name: "reorder_point",
        arguments: 3,
        compute: Arc::new(|values| match values {
            [demand, lead, safety] if *lead >= 0.0 => Ok(demand * lead + safety),
            [_, lead, _] => Err(format!("the lead time {lead} is negative")),
            _ => Err("three numbers are needed".to_owned()),
        }),
    }
}

async fn run(warehouse: &EmbeddedWarehouse, sql: &str) -> Result<Value, WarehouseError> {
    let rights = guard::Rights::new(["number"]);
    let admitted = guard::admit(sql, &rights, guard::Dialect::Embedded).unwrap();
    let result = warehouse.run(admitted, &Limits::default()).await?;
    Ok(json!(cells::rows(&result).unwrap()))
}

#[tokio::test]
async fn a_function_is_computed_row_by_row() {
    let place = Place::with(&[("number.csv", "n\n1\n2\n3\n4\n")]);
    let warehouse = place
        .open(&[numbers()])
        .unwrap()
        .with_functions([reorder_point()]);
    // Whole numbers and decimals are converted; where an argument is NULL there is no result.
    let sql = "SELECT n, reorder_point(NULLIF(n, 3), 2, 0.5) AS p FROM number ORDER BY n";
    assert_eq!(
        run(&warehouse, sql).await.unwrap(),
        json!([[1, 2.5], [2, 4.5], [3, null], [4, 8.5]])
    );
    let sql =
        "SELECT SUM(reorder_point(n, 1, 1)) AS s FROM number WHERE reorder_point(n, 1, 1) > 2";
    assert_eq!(run(&warehouse, sql).await.unwrap(), json!([[12]])); // 3 + 4 + 5
}

#[tokio::test]
async fn what_a_function_refuses_fails_the_query() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let warehouse = place
        .open(&[numbers()])
        .unwrap()
        .with_functions([reorder_point()]);
    let error = run(&warehouse, "SELECT reorder_point(1, -n, 1) FROM number");
    let error = error.await.unwrap_err().to_string();
    assert!(
        error.contains("reorder_point: the lead time -1 is negative"),
        "{error}"
    );
    let error = run(&warehouse, "SELECT reorder_point(1, n) FROM number");
    assert!(matches!(error.await, Err(WarehouseError::Invalid(_))));
    let error = run(&warehouse, "SELECT reorder_point('many', n, 1) FROM number");
    assert!(error.await.is_err());
}

#[tokio::test]
async fn what_nobody_handed_over_is_not_there() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let warehouse = place.open(&[numbers()]).unwrap();
    let error = run(&warehouse, "SELECT reorder_point(1, n, 1) FROM number");
    assert!(matches!(error.await, Err(WarehouseError::Invalid(_))));
}
