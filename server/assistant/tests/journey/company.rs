//! A *company* small enough to work out every figure by hand.

use std::sync::Arc;

use semantic::{DataType, Model};
use tempfile::TempDir;
use warehouse::embedded::{EmbeddedWarehouse, Settings};
use warehouse::{ColumnSchema, ColumnType, TableSchema};

const PRODUCTS: &str = "\
product_code,product_name,product_group,unit_cost,unit_price,supplier_code,supplier_name,created_date,updated_date
P1,Bell,Bells,2,5,S1,Acme,2024-01-01,2024-01-01
P2,Lock,Locks,3,9,S2,Bolt,2024-01-01,2024-01-01
P3,Pump,Pumps,4,12,S2,Bolt,2024-01-01,2024-01-01
";

const STOCK: &str = "\
warehouse_code,product_code,current_stock,minimum_stock,maximum_stock,reorder_point,lead_time_days,last_restock_date
EAST,P1,10,20,100,15,7,2025-06-01
EAST,P2,50,20,100,15,5,2025-06-01
WEST,P1,0,5,50,4,9,2025-06-01
WEST,P3,30,10,60,12,,2025-06-01
";

const ORDERS: &str = "\
sales_order_prefix,sales_order_number,order_date,customer_code,customer_name,warehouse_code,delivery_address,delivery_area,delivery_date,status
SO,1,2025-06-30,C1,Cora,EAST,\"1 High St, Leeds, LS1\",\"Leeds, UK\",2025-07-02,Pending
SO,2,2025-06-01,C2,Dan,EAST,\"2 Low St, York, YO1\",\"York, UK\",2025-06-05,Delivered
SO,3,2025-04-02,C1,Cora,WEST,\"1 High St, Leeds, LS1\",\"Leeds, UK\",2025-04-09,Delivered
SO,4,2025-04-01,C2,Dan,EAST,\"2 Low St, York, YO1\",\"York, UK\",2025-04-03,Delivered
SO,5,2025-06-15,C2,Dan,EAST,\"2 Low St, York, YO1\",\"York, UK\",2025-06-20,Cancelled
";

const ORDER_LINES: &str = "\
sales_order_prefix,sales_order_number,sales_order_line,product_code,order_quantity,fulfilled_quantity,unit_price,line_total,fulfillment_status
SO,1,1,P2,18,0,9,162,Pending
SO,2,1,P2,9,9,9,81,Fulfilled
SO,2,2,P1,4,4,5,20,Fulfilled
SO,3,1,P2,3,3,9,27,Fulfilled
SO,4,1,P2,100,100,9,900,Fulfilled
SO,5,1,P2,1000,0,9,9000,Cancelled
";

const PURCHASES: &str = "\
purchase_order_prefix,purchase_order_number,order_date,supplier_code,supplier_name,warehouse_code,expected_delivery_date,actual_delivery_date,status
PO,1,2025-01-01,S1,Acme,EAST,2025-01-10,2025-01-09,Received
PO,2,2025-02-01,S1,Acme,EAST,2025-02-10,2025-02-12,Received
PO,3,2025-02-01,S2,Bolt,EAST,2025-02-10,2025-02-10,Received
";

const PURCHASE_LINES: &str = "\
purchase_order_prefix,purchase_order_number,purchase_order_line,product_code,order_quantity,received_quantity,unit_cost,line_total,receipt_status
PO,1,1,P1,30,27,2,60,Received
PO,2,1,P2,10,9,4,40,Received with rejects
PO,3,1,P1,5,5,1,5,Received
";

/// A company in a temporary folder.
pub(crate) struct Company {
    pub model: Arc<Model>,
    pub warehouse: Arc<EmbeddedWarehouse>,
    _folder: TempDir,
}

impl Company {
    /// The company as it is.
    pub(crate) fn whole() -> Self {
        Self::of(PRODUCTS, PURCHASES, PURCHASE_LINES)
    }

    /// The same with a product of another name.
    pub(crate) fn with_product(name: &str) -> Self {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        Self::of(
            &PRODUCTS.replace("Bell,", &format!("{quoted},")),
            PURCHASES,
            PURCHASE_LINES,
        )
    }

    /// The same without purchase orders and without any unit cost.
    pub(crate) fn bare() -> Self {
        let header = |text: &str| format!("{}\n", text.lines().next().unwrap());
        let products = PRODUCTS
            .replace(",2,5,", ",,5,")
            .replace(",3,9,", ",,9,")
            .replace(",4,12,", ",,12,");
        Self::of(&products, &header(PURCHASES), &header(PURCHASE_LINES))
    }

    fn of(products: &str, purchases: &str, purchase_lines: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        for (table, text) in [
            ("product", products),
            ("warehouse_product", STOCK),
            ("sales_order_header", ORDERS),
            ("sales_order_line", ORDER_LINES),
            ("purchase_order_header", purchases),
            ("purchase_order_line", purchase_lines),
        ] {
            std::fs::write(data.join(format!("{table}.csv")), text).unwrap();
        }
        let model = Arc::new(model());
        let settings = Settings::new(folder.path().join("own"));
        let warehouse =
            Arc::new(EmbeddedWarehouse::open(&data, schemas(&model), &settings).unwrap());
        Self {
            model,
            warehouse,
            _folder: folder,
        }
    }
}

/// The product's own semantic model.
pub(crate) fn model() -> Model {
    semantic::load::load(
        "semantic_model.yaml",
        &std::fs::read_to_string("../../config/semantic_model.yaml").unwrap(),
    )
    .unwrap()
}

pub(crate) fn schemas(model: &Model) -> Vec<TableSchema> {
    let column_type = |data_type| match data_type {
        DataType::Text => ColumnType::Text,
        DataType::Integer => ColumnType::Integer,
        DataType::Decimal => ColumnType::Decimal,
        DataType::Boolean => ColumnType::Boolean,
        DataType::Date => ColumnType::Date,
        DataType::Timestamp => ColumnType::Timestamp,
    };
    model
        .datasets
        .iter()
        .map(|dataset| TableSchema {
            name: dataset.name.clone(),
            columns: dataset
                .fields
                .iter()
                .map(|field| ColumnSchema {
                    name: field.name.clone(),
                    data_type: column_type(field.data_type),
                    nullable: !dataset.primary_key.contains(&field.name),
                })
                .collect(),
            primary_key: dataset.primary_key.clone(),
        })
        .collect()
}
