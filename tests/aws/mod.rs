//! AWS over the wire: the program's own clients against a double that holds each request against Amazon's service models
//! and answers from a real PostgreSQL, from moto, and from the built Lambda programs. No network is needed.

mod banks;
mod engines;
mod failing;
mod glue;
mod lambdas;

use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_redshiftdata::config::{Credentials, SharedCredentialsProvider};
use quartermaster_tests::aws::{ACCESS_KEY, Double, SECRET_KEY};
use quartermaster_tests::databases::read_all;
use tempfile::TempDir;
use warehouse::embedded::{self, EmbeddedWarehouse};
use warehouse::guard::{self, Rights};
use warehouse::{
    ColumnSchema, ColumnType, Limits, QueryResult, TableSchema, Warehouse, WarehouseError, athena,
    aws, redshift,
};

/// Rows of the table `number`.
const NUMBERS: usize = 2_500;
/// Rows on a page of the double.
const PAGE: usize = 1_000;
/// Limits under which everything here should be quick.
const LIMITS: Limits = Limits {
    timeout: Duration::from_mins(1),
    row_cap: 10_000,
};

/// Tables with a value of each type, and with many rows.
fn schemas() -> Vec<TableSchema> {
    let column = |name: &str, data_type| ColumnSchema {
        name: name.to_owned(),
        data_type,
        nullable: true,
    };
    vec![
        TableSchema {
            name: "thing".into(),
            columns: vec![
                column("code", ColumnType::Text),
                column("units", ColumnType::Integer),
                column("price", ColumnType::Decimal),
                column("active", ColumnType::Boolean),
                column("made", ColumnType::Date),
                column("seen", ColumnType::Timestamp),
            ],
            primary_key: vec!["code".into()],
        },
        TableSchema {
            name: "number".into(),
            columns: vec![column("n", ColumnType::Integer)],
            primary_key: vec!["n".into()],
        },
    ]
}

/// The double with those tables, and the embedded engine with the same.
struct Stage {
    double: Double,
    embedded: EmbeddedWarehouse,
    _folder: TempDir,
}

impl Stage {
    /// None where the double's programs are not installed.
    async fn open() -> anyhow::Result<Option<Self>> {
        let Some(double) = Double::with(false, PAGE)? else {
            return Ok(None);
        };
        let folder = TempDir::new()?;
        std::fs::write(
            folder.path().join("thing.csv"),
            "code,units,price,active,made,seen\n\
             A-1,3,0.1000,true,2024-02-29,2024-02-29T12:44:56.5\n\
             it's; 'x',-4,0.2000,false,1999-12-31,1999-12-31T23:59:59\n\
             none,,,,,\n\
             zz,9007199254740993,123456789012345678.9012,true,2025-06-30,2025-06-30T00:00:00\n",
        )?;
        let numbers: Vec<String> = (1..=NUMBERS).map(|n| n.to_string()).collect();
        std::fs::write(
            folder.path().join("number.csv"),
            format!("n\n{}\n", numbers.join("\n")),
        )?;
        let settings = embedded::Settings::new(folder.path().join("own"));
        let embedded = EmbeddedWarehouse::open(folder.path(), schemas(), &settings)?;
        double.load("contract", &read_all(&embedded, &schemas()).await?)?;
        Ok(Some(Self {
            double,
            embedded,
            _folder: folder,
        }))
    }

    async fn redshift(&self) -> redshift::Redshift {
        redshift_in(&self.double, "contract", "public", schemas()).await
    }

    async fn athena(&self) -> athena::Athena {
        athena_in(&self.double, "contract", schemas()).await
    }

    /// Both engines.
    async fn both(&self) -> [Arc<dyn Warehouse>; 2] {
        [
            Arc::new(self.redshift().await),
            Arc::new(self.athena().await),
        ]
    }
}

/// The SDK's configuration for a double, with its key in the place of the default chain.
async fn sdk(double: &Double) -> SdkConfig {
    let key = Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test");
    aws::connect(&double.access())
        .await
        .into_builder()
        .credentials_provider(SharedCredentialsProvider::new(key))
        .build()
}

async fn redshift_in(
    double: &Double,
    database: &str,
    schema: &str,
    schemas: Vec<TableSchema>,
) -> redshift::Redshift {
    let settings = redshift::Settings {
        place: redshift::Place::Workgroup("supply-chain".to_owned()),
        database: database.to_owned(),
        schema: schema.to_owned(),
        secret_arn: None,
        freshness: Duration::from_hours(1),
    };
    redshift::Redshift::new(&sdk(double).await, settings, schemas)
}

async fn athena_in(double: &Double, database: &str, schemas: Vec<TableSchema>) -> athena::Athena {
    let settings = athena::Settings {
        workgroup: "primary".to_owned(),
        catalog: "AwsDataCatalog".to_owned(),
        database: database.to_owned(),
        output_location: Some("s3://results/here/".to_owned()),
        freshness: Duration::from_hours(1),
    };
    athena::Athena::new(&sdk(double).await, settings, schemas)
}

/// Runs SQL with the rights to every table here.
async fn run(
    warehouse: &dyn Warehouse,
    sql: &str,
    limits: &Limits,
) -> Result<QueryResult, WarehouseError> {
    let rights = Rights::new(["thing", "number"]);
    match guard::admit(sql, &rights, warehouse.sql()) {
        Ok(admitted) => warehouse.run(admitted, limits).await,
        Err(refusal) => panic!("{sql}: {refusal}"),
    }
}
