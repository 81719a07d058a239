//! Glue's catalogue, through moto: pages, what differs from what is declared, and how long it is kept.

use aws_sdk_glue::Client;
use aws_sdk_glue::types::{Column, DatabaseInput, StorageDescriptor, TableInput};
use quartermaster_tests::aws::{ACCESS_KEY, Double, REGION, SECRET_KEY};
use quartermaster_tests::browser::{Browser, Page};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::json;
use warehouse::aws::{Kind, Trouble};
use warehouse::glue::{Glue, Settings, Tables};
use warehouse::{ColumnSchema, ColumnType, TableSchema, differences};

use super::sdk;

fn columns(columns: &[(&str, &str)]) -> anyhow::Result<Vec<Column>> {
    let column = |(name, kind): &(&str, &str)| Column::builder().name(*name).r#type(*kind).build();
    Ok(columns.iter().map(column).collect::<Result<_, _>>()?)
}

async fn make(client: &Client, table: &str, stored: &[(&str, &str)]) -> anyhow::Result<()> {
    let storage = StorageDescriptor::builder()
        .set_columns(Some(columns(stored)?))
        .build();
    let input = TableInput::builder()
        .name(table)
        .storage_descriptor(storage)
        .set_partition_keys(Some(columns(&[("year", "int")])?))
        .build()?;
    client
        .create_table()
        .database_name("supply")
        .table_input(input)
        .send()
        .await?;
    Ok(())
}

fn declared(name: &str, columns: &[(&str, ColumnType)]) -> TableSchema {
    TableSchema {
        name: name.into(),
        columns: columns
            .iter()
            .map(|(name, data_type)| ColumnSchema {
                name: (*name).into(),
                data_type: *data_type,
                nullable: true,
            })
            .collect(),
        primary_key: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_read_in_pages_compared_and_kept() -> anyhow::Result<()> {
    let Some(double) = Double::with(true, 1_000)? else {
        return Ok(());
    };
    let config = sdk(&double).await;
    let client = Client::new(&config);
    let database = DatabaseInput::builder().name("supply").build()?;
    client
        .create_database()
        .database_input(database)
        .send()
        .await?;
    let product = [
        ("product_code", "string"),
        ("unit_cost", "decimal(12,2)"),
        ("created_date", "timestamp"),
        ("tags", "array<string>"),
    ];
    make(&client, "product", &product).await?;
    for number in 0..104 {
        make(&client, &format!("other_{number}"), &[("a", "int")]).await?;
    }
    double.fail(&json!([]))?;
    let glue = Glue::new(
        &config,
        Settings {
            database: "supply".into(),
            catalog_id: None,
        },
    );
    let read = glue.tables().await?;
    // 105 tables, 100 on a page.
    assert_eq!((read.tables.len(), read.requests), (105, 2));
    let schemas = [
        declared(
            "product",
            &[
                ("product_code", ColumnType::Text),
                ("unit_cost", ColumnType::Text),
                ("created_date", ColumnType::Date),
                ("year", ColumnType::Integer),
                ("supplier_code", ColumnType::Text),
            ],
        ),
        declared("warehouse_product", &[]),
    ];
    let told: Vec<String> = differences(&schemas, &read.tables)
        .iter()
        .map(ToString::to_string)
        .collect();
    let beginnings = [
        "product.unit_cost is decimal(12,2) in the database and text",
        "the database has no column product.supplier_code",
        "product.tags (array<string>) is not in the semantic model",
        "the database has no table warehouse_product",
    ];
    assert_eq!(told.len(), beginnings.len(), "{told:?}");
    for (told, beginning) in told.iter().zip(beginnings) {
        assert!(told.starts_with(beginning), "{told}, not {beginning}");
    }
    // Within the hour nobody is asked again, unless somebody wants to know it now.
    let kept = glue.tables().await?;
    assert_eq!((kept.tables.len(), kept.requests), (105, 0));
    assert_eq!((glue.take_requests(), glue.take_requests()), (2, 0));
    assert_eq!(double.asked("GetTables")?, 2);
    make(&client, "added", &[("a", "int")]).await?;
    assert_eq!(glue.read_again().await?.tables.len(), 106);
    assert_eq!(glue.tables().await?.tables.len(), 106);
    assert_eq!(double.refused()?, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_data_says_how_the_catalogue_compares() -> anyhow::Result<()> {
    let Some(double) = Double::with(true, 1_000)? else {
        return Ok(());
    };
    let client = Client::new(&sdk(&double).await);
    let database = DatabaseInput::builder().name("supply").build()?;
    client
        .create_database()
        .database_input(database)
        .send()
        .await?;
    make(&client, "product", &[("product_code", "string")]).await?;
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let url = double.url();
    let variables = [
        ("QUARTERMASTER__AWS__GLUE_DATABASE", "supply"),
        ("QUARTERMASTER__AWS__REGION", REGION),
        ("QUARTERMASTER__AWS__ENDPOINT_URL", url.as_str()),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    let server = Server::start_with(&home, &sample, TODAY, &variables)?;
    let mut operator = Browser::new(&server.url);
    operator.log_in("demo")?;
    let differs = [
        "AWS Glue, database supply differs from this",
        "the database has no table warehouse_product",
    ];
    let holds = |page: &Page, parts: &[&str]| {
        let words = page.words();
        for part in parts {
            assert!(words.contains(part), "“{part}” is not in {words}");
        }
    };
    holds(&operator.get("/data")?, &differs);
    // What was read is kept, until an operator wants to know it now.
    client.delete_database().name("supply").send().await?;
    holds(&operator.get("/data")?, &differs);
    let mut other = Browser::new(&server.url);
    other.log_in("warehouse")?;
    assert!(!other.get("/data")?.words().contains("Compare again"));
    assert_eq!(other.post("/catalogue", &[])?.status, 403);
    holds(&other.get("/data")?, &differs);
    let read = operator.post("/catalogue", &[("persona", "Field Engineer")])?;
    assert_eq!(
        read.location.as_deref(),
        Some("/data?persona=Field+Engineer#catalogue")
    );
    holds(
        &operator.get("/data?persona=Field%20Engineer")?,
        &[
            "AWS Glue, database supply was not compared",
            "Compare again",
        ],
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_that_fails_is_told_and_asked_again_the_next_time() -> anyhow::Result<()> {
    let Some(double) = Double::with(true, 1_000)? else {
        return Ok(());
    };
    let config = sdk(&double).await;
    let settings = Settings {
        database: "nowhere".into(),
        catalog_id: None,
    };
    let glue = Glue::new(&config, settings);
    let kind = |read: Result<_, Trouble>| {
        read.map(|tables: Tables| tables.requests)
            .map_err(|t| t.kind)
    };
    assert_eq!(kind(glue.tables().await), Err(Kind::Missing));
    let database = DatabaseInput::builder().name("nowhere").build()?;
    let client = Client::new(&config);
    client
        .create_database()
        .database_input(database)
        .send()
        .await?;
    let page = json!([{"operation": "GetTables", "fault": "throttle", "times": 3}]);
    double.fail(&page)?;
    assert_eq!(kind(glue.tables().await), Err(Kind::Busy));
    assert_eq!(double.asked("GetTables")?, 3);
    // One that found nothing, and one that was attempted three times.
    assert_eq!(glue.take_requests(), 2);
    assert_eq!(glue.tables().await?.tables.len(), 0);
    Ok(())
}
