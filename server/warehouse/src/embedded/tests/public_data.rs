//! The public data sets load as their documentation says; skipped where they are not at hand.

use serde_json::json;

use super::*;

/// Declarations of the six tables of a supply chain.
fn supply_chain() -> Vec<TableSchema> {
    use ColumnType::{Date, Decimal, Integer, Text};
    vec![
        table(
            "product",
            &[
                ("product_code", Text),
                ("product_name", Text),
                ("product_group", Text),
                ("unit_cost", Decimal),
                ("unit_price", Decimal),
                ("supplier_code", Text),
                ("supplier_name", Text),
                ("created_date", Date),
                ("updated_date", Date),
            ],
            &["product_code"],
        ),
        table(
            "warehouse_product",
            &[
                ("warehouse_code", Text),
                ("product_code", Text),
                ("current_stock", Decimal),
                ("minimum_stock", Decimal),
                ("maximum_stock", Decimal),
                ("reorder_point", Decimal),
                ("lead_time_days", Integer),
                ("last_restock_date", Date),
            ],
            &["warehouse_code", "product_code"],
        ),
        table(
            "sales_order_header",
            &[
                ("sales_order_prefix", Text),
                ("sales_order_number", Integer),
                ("order_date", Date),
                ("customer_code", Text),
                ("customer_name", Text),
                ("warehouse_code", Text),
                ("delivery_address", Text),
                ("delivery_area", Text),
                ("delivery_date", Date),
                ("status", Text),
            ],
            &["sales_order_prefix", "sales_order_number"],
        ),
        table(
            "sales_order_line",
            &[
                ("sales_order_prefix", Text),
                ("sales_order_number", Integer),
                ("sales_order_line", Integer),
                ("product_code", Text),
                ("order_quantity", Decimal),
                ("fulfilled_quantity", Decimal),
                ("unit_price", Decimal),
                ("line_total", Decimal),
                ("fulfillment_status", Text),
            ],
            &[
                "sales_order_prefix",
                "sales_order_number",
                "sales_order_line",
            ],
        ),
        table(
            "purchase_order_header",
            &[
                ("purchase_order_prefix", Text),
                ("purchase_order_number", Integer),
                ("order_date", Date),
                ("supplier_code", Text),
                ("supplier_name", Text),
                ("warehouse_code", Text),
                ("expected_delivery_date", Date),
                ("actual_delivery_date", Date),
                ("status", Text),
            ],
            &["purchase_order_prefix", "purchase_order_number"],
        ),
        table(
            "purchase_order_line",
            &[
                ("purchase_order_prefix", Text),
                ("purchase_order_number", Integer),
                ("purchase_order_line", Integer),
                ("product_code", Text),
                ("order_quantity", Decimal),
                ("received_quantity", Decimal),
                ("unit_cost", Decimal),
                ("line_total", Decimal),
                ("receipt_status", Text),
            ],
            &[
                "purchase_order_prefix",
                "purchase_order_number",
                "purchase_order_line",
            ],
        ),
    ]
}

fn open_public(name: &str) -> Option<(EmbeddedWarehouse, TempDir)> {
    let shared = std::env::var_os("QUARTERMASTER_SHARED")
        .map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let folder = shared.join("data").join(name);
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    let program = TempDir::new().unwrap();
    let warehouse =
        EmbeddedWarehouse::open(&folder, supply_chain(), &Settings::new(program.path())).unwrap();
    Some((warehouse, program))
}

async fn row_counts(warehouse: &EmbeddedWarehouse) -> Vec<Option<u64>> {
    warehouse
        .tables()
        .await
        .unwrap()
        .iter()
        .map(|table| table.rows)
        .collect()
}

#[tokio::test]
async fn adventureworks_loads_whole() {
    let Some((warehouse, _program)) = open_public("adventureworks") else {
        return;
    };
    let counts = [504, 1_069, 31_455, 121_253, 4_012, 8_845].map(Some);
    assert_eq!(row_counts(&warehouse).await, counts);
    let range = warehouse
        .range("sales_order_header", "order_date")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (range.oldest.as_str(), range.newest.as_str()),
        ("2022-05-30", "2025-06-29")
    );
    let late = "SELECT COUNT(*) FROM purchase_order_header WHERE actual_delivery_date IS NULL";
    assert_eq!(json!(rows(&warehouse, late).await), json!([[237]]));
    let same = warehouse
        .distinct_values("sales_order_header", "status")
        .await
        .unwrap();
    assert_eq!(same.iter().map(|(_, rows)| rows).sum::<u64>(), 31_455);
}

#[tokio::test]
async fn northwind_loads_with_its_empty_tables() {
    let Some((warehouse, _program)) = open_public("northwind") else {
        return;
    };
    assert_eq!(
        row_counts(&warehouse).await,
        [77, 77, 830, 2_155, 0, 0].map(Some)
    );
    let totals = "SELECT SUM(line_total), SUM(order_quantity) FROM sales_order_line";
    assert_eq!(
        json!(rows(&warehouse, totals).await),
        json!([[1_265_793.039_5, 51_317]])
    );
    let suppliers = warehouse
        .distinct_values("product", "supplier_code")
        .await
        .unwrap();
    assert!(suppliers.contains(&("SUP-07".to_owned(), 5)));
}
