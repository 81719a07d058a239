//! What a persona is told about the data: its own tables, and some of their values.

use jiff::civil::date;

use crate::stage::{BUYER, MANAGER, Stage};

#[tokio::test]
async fn a_persona_sees_its_tables_and_no_others() {
    let stage = Stage::new().await;
    let catalogue = stage.assistant.catalogue(MANAGER).unwrap();
    let tables: Vec<&str> = catalogue
        .model()
        .datasets
        .iter()
        .map(|d| d.name.as_str())
        .collect();
    assert_eq!(
        tables,
        [
            "product",
            "warehouse_product",
            "sales_order_header",
            "sales_order_line"
        ]
    );
    assert!(catalogue.model().metric("spend").is_none());
    assert!(stage.assistant.catalogue("Nobody").is_none());
    let hidden = stage
        .assistant
        .samples(&catalogue, "purchase_order_header")
        .await
        .unwrap();
    assert_eq!(hidden, None);
    let buyer = stage.assistant.catalogue(BUYER).unwrap();
    assert!(buyer.model().dataset("sales_order_header").is_none());
    assert!(buyer.model().metric("spend").is_some());
}

#[tokio::test]
async fn tables_say_how_large_and_how_new_they_are() {
    let stage = Stage::new().await;
    let catalogue = stage.assistant.catalogue(MANAGER).unwrap();
    let newest = |table: &str| {
        let dataset = catalogue.model().dataset(table).unwrap();
        let (field, day) = catalogue.newest(dataset).unwrap();
        (field.name.clone(), day)
    };
    assert_eq!(catalogue.rows("sales_order_line"), Some(6));
    // Lines are dated by their order; stock by the column of its own that reaches farthest.
    let ordered = ("order_date".to_owned(), date(2025, 6, 30));
    assert_eq!(newest("sales_order_header"), ordered);
    assert_eq!(newest("sales_order_line"), ordered);
    assert_eq!(newest("warehouse_product").1, date(2025, 6, 1));
    // One of the four stock rows has no lead time.
    let share = catalogue.empty_share("warehouse_product", "lead_time_days");
    assert!((share.unwrap() - 0.25).abs() < 1e-12);
    assert_eq!(catalogue.empty_share("warehouse_product", "none"), None);
}

#[tokio::test]
async fn samples_are_few_and_nobodys_names() {
    let stage = Stage::new().await;
    let catalogue = stage.assistant.catalogue(MANAGER).unwrap();
    let samples = async |table: &str| {
        let samples = stage.assistant.samples(&catalogue, table).await;
        samples.unwrap().unwrap()
    };
    let stock = samples("warehouse_product").await;
    assert_eq!(stock["warehouse_code"], ["EAST", "WEST"]);
    let orders = samples("sales_order_header").await;
    // Three orders are delivered, one is pending, one cancelled.
    assert_eq!(orders["status"], ["Delivered", "Cancelled", "Pending"]);
    assert!(!orders.contains_key("customer_name") && !orders.contains_key("delivery_address"));
    assert!(
        samples("product")
            .await
            .values()
            .all(|values| values.len() <= 5)
    );
}
