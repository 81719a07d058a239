//! How long calculations over many rows take, from the question to the answer: reorder points of 10,000 products at
//! warehouses (limit: a second) and forecasts of 500 products (limit: five seconds), over data that it writes itself.
//!
//! `cargo bench --workspace --bench calculations`

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use assistant::{Ask, Outcome};
use quartermaster_tests::data;
use quartermaster_tests::program::Home;
use tokio::runtime::Runtime;
use web::wiring::Application;

const TODAY: &str = "2025-06-30";
const PRODUCTS: usize = 1_000;
const WAREHOUSES: usize = 10;
/// Products that are sold, and so forecast.
const SOLD: usize = 500;
const MONTHS: usize = 36;
const RUNS: usize = 5;

/// A question with how many rows its answer has and how long it may take.
const QUESTIONS: [(&str, usize, Duration); 2] = [
    (
        "reorder points of all products in all warehouses",
        PRODUCTS * WAREHOUSES,
        Duration::from_secs(1),
    ),
    (
        "demand forecast for each product for the next 3 months",
        SOLD,
        Duration::from_secs(5),
    ),
];

fn main() -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let home = Home::new()?;
    let folder = home.path().join("many");
    write(&folder)?;
    // Without `--bench` everything runs once.
    let runs = if std::env::args().any(|argument| argument == "--bench") {
        RUNS
    } else {
        1
    };
    let program = runtime.block_on(open(home.path(), &folder))?;
    println!(
        "{:<56} {:>7} {:>10} {:>10} {:>8}",
        "question", "rows", "median ms", "most ms", "limit ms"
    );
    for (question, rows, limit) in QUESTIONS {
        let mut took = Vec::new();
        for _ in 0..runs {
            let ask = Ask::new("benchmark", "Warehouse Manager", question);
            let started = Instant::now();
            let answer = runtime.block_on(program.assistant.ask(ask));
            took.push(started.elapsed());
            anyhow::ensure!(
                answer.outcome == Outcome::Answered,
                "{question}: {}",
                answer.message
            );
            anyhow::ensure!(
                answer.row_count == rows,
                "{question}: {} rows, not {rows}",
                answer.row_count
            );
        }
        took.sort();
        let median = took.get(took.len() / 2).context("a run")?;
        let most = took.last().context("a run")?;
        println!(
            "{question:<56} {rows:>7} {:>10.1} {:>10.1} {:>8}{}",
            median.as_secs_f64() * 1e3,
            most.as_secs_f64() * 1e3,
            limit.as_millis(),
            if *median > limit {
                "  above the limit"
            } else {
                ""
            }
        );
    }
    Ok(())
}

async fn open(home: &Path, folder: &Path) -> anyhow::Result<Application> {
    let configuration = data::configuration(home, Some(folder), TODAY, "cache:\n  seconds: 0\n")?;
    Ok(Application::open(configuration, None).await?)
}

/// A company with a stock row for every product at every warehouse, and three years of orders.
fn write(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut products = "product_code,product_name,product_group,unit_cost,unit_price,supplier_code,supplier_name,created_date,updated_date\n".to_owned();
    let mut stock = "warehouse_code,product_code,current_stock,minimum_stock,maximum_stock,reorder_point,lead_time_days,last_restock_date\n".to_owned();
    for product in 0..PRODUCTS {
        writeln!(
            products,
            "P{product:04},Part {product:04},Group {},4.50,7.90,S{:02},Supplier {:02},2020-01-01,2020-01-01",
            product % 12,
            product % 20,
            product % 20
        )?;
        for warehouse in 0..WAREHOUSES {
            writeln!(
                stock,
                "WH-{warehouse:02},P{product:04},{},20,200,40,{},2025-05-01",
                (product * 7 + warehouse) % 150,
                3 + (product + warehouse) % 12
            )?;
        }
    }
    let mut headers = "sales_order_prefix,sales_order_number,order_date,customer_code,customer_name,warehouse_code,delivery_address,delivery_area,delivery_date,status\n".to_owned();
    let mut lines = "sales_order_prefix,sales_order_number,sales_order_line,product_code,order_quantity,fulfilled_quantity,unit_price,line_total,fulfillment_status\n".to_owned();
    let mut number = 10_000;
    for month in 0..MONTHS {
        // 36 whole months up to and including June 2025, four orders in each at every warehouse.
        let (year, of_year) = (2022 + (month + 6) / 12, (month + 6) % 12 + 1);
        for day in [3, 10, 17, 24] {
            for warehouse in 0..WAREHOUSES {
                number += 1;
                let date = format!("{year}-{of_year:02}-{day:02}");
                writeln!(
                    headers,
                    "SO,{number},{date},C{:03},Customer {:03},WH-{warehouse:02},Street 1,Area {},{date},Delivered",
                    number % 90,
                    number % 90,
                    number % 8
                )?;
                for line in 0..SOLD / WAREHOUSES {
                    let product = line * WAREHOUSES + warehouse;
                    let units = 1 + (product + month * 3 + day) % 9;
                    writeln!(
                        lines,
                        "SO,{number},{},P{product:04},{units},{units},7.90,{:.2},Fulfilled",
                        line + 1,
                        f64::from(u32::try_from(units)?) * 7.9
                    )?;
                }
            }
        }
    }
    let purchases = "purchase_order_prefix,purchase_order_number,order_date,supplier_code,supplier_name,warehouse_code,expected_delivery_date,actual_delivery_date,status\n\
                     PO,1,2025-05-02,S00,Supplier 00,WH-00,2025-05-09,2025-05-09,Received\n";
    let purchased = "purchase_order_prefix,purchase_order_number,purchase_order_line,product_code,order_quantity,received_quantity,unit_cost,line_total,receipt_status\n\
                     PO,1,1,P0000,10,10,4.50,45.00,Received\n";
    for (name, text) in [
        ("product", products.as_str()),
        ("warehouse_product", &stock),
        ("sales_order_header", &headers),
        ("sales_order_line", &lines),
        ("purchase_order_header", purchases),
        ("purchase_order_line", purchased),
    ] {
        std::fs::write(folder.join(format!("{name}.csv")), text)?;
    }
    Ok(())
}
