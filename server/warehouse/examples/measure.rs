#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::print_stdout, clippy::expect_used)]
use std::time::Instant;
use warehouse::*;
use warehouse::embedded::*;
use warehouse::guard;

fn rss() -> String {
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    s.lines().filter(|l| l.starts_with("VmRSS") || l.starts_with("VmHWM")).map(|l| l.split_whitespace().skip(0).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("  ")
}

fn schema() -> Vec<TableSchema> {
    use ColumnType::*;
    let t = |n: &str, cols: &[(&str, ColumnType)], key: &[&str]| TableSchema { name: n.into(), columns: cols.iter().map(|(n, t)| ColumnSchema { name: (*n).into(), data_type: *t, nullable: true }).collect(), primary_key: key.iter().map(|k| (*k).into()).collect() };
    vec![
        t("product", &[("product_code", Text),("product_name", Text),("product_group", Text),("unit_cost", Decimal),("unit_price", Decimal),("supplier_code", Text),("supplier_name", Text),("created_date", Date),("updated_date", Date)], &["product_code"]),
        t("warehouse_product", &[("warehouse_code", Text),("product_code", Text),("current_stock", Decimal),("minimum_stock", Decimal),("maximum_stock", Decimal),("reorder_point", Decimal),("lead_time_days", Integer),("last_restock_date", Date)], &["warehouse_code","product_code"]),
        t("sales_order_header", &[("sales_order_prefix", Text),("sales_order_number", Integer),("order_date", Date),("customer_code", Text),("customer_name", Text),("warehouse_code", Text),("delivery_address", Text),("delivery_area", Text),("delivery_date", Date),("status", Text)], &["sales_order_prefix","sales_order_number"]),
        t("sales_order_line", &[("sales_order_prefix", Text),("sales_order_number", Integer),("sales_order_line", Integer),("product_code", Text),("order_quantity", Decimal),("fulfilled_quantity", Decimal),("unit_price", Decimal),("line_total", Decimal),("fulfillment_status", Text)], &["sales_order_prefix","sales_order_number","sales_order_line"]),
        t("purchase_order_header", &[("purchase_order_prefix", Text),("purchase_order_number", Integer),("order_date", Date),("supplier_code", Text),("supplier_name", Text),("warehouse_code", Text),("expected_delivery_date", Date),("actual_delivery_date", Date),("status", Text)], &["purchase_order_prefix","purchase_order_number"]),
        t("purchase_order_line", &[("purchase_order_prefix", Text),("purchase_order_number", Integer),("purchase_order_line", Integer),("product_code", Text),("order_quantity", Decimal),("received_quantity", Decimal),("unit_cost", Decimal),("line_total", Decimal),("receipt_status", Text)], &["purchase_order_prefix","purchase_order_number","purchase_order_line"]),
    ]
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().collect();
    let dir = std::path::Path::new(&args[1]);
    let data = std::path::Path::new(&args[2]);
    println!("start {}", rss());
    let mut settings = Settings::new(data);
    if let Some(p) = args.get(3) { settings.partitions = p.parse().unwrap(); }
    let t0 = Instant::now();
    let w = EmbeddedWarehouse::open(dir, schema(), &settings).unwrap();
    println!("open {:?} {}", t0.elapsed(), rss());
    let rights = guard::Rights::new(schema().into_iter().map(|t| t.name));
    let queries = [
        ("count", "SELECT COUNT(*) FROM sales_order_line"),
        ("sum by group", "SELECT p.product_group, SUM(l.line_total) AS total FROM sales_order_line l JOIN product p ON p.product_code = l.product_code GROUP BY p.product_group ORDER BY total DESC"),
        ("top suppliers", "SELECT h.supplier_name, SUM(l.line_total) AS spend FROM purchase_order_line l JOIN purchase_order_header h ON h.purchase_order_prefix = l.purchase_order_prefix AND h.purchase_order_number = l.purchase_order_number WHERE h.order_date >= DATE '2025-04-01' AND h.order_date < DATE '2025-07-01' GROUP BY h.supplier_name ORDER BY spend DESC LIMIT 5"),
        ("join big", "SELECT h.warehouse_code, SUM(l.line_total) AS total, COUNT(DISTINCT h.customer_code) FROM sales_order_line l JOIN sales_order_header h ON h.sales_order_prefix = l.sales_order_prefix AND h.sales_order_number = l.sales_order_number WHERE l.fulfillment_status <> 'Cancelled' GROUP BY h.warehouse_code ORDER BY total DESC"),
        ("filter", "SELECT product_code, current_stock, minimum_stock FROM warehouse_product WHERE current_stock < minimum_stock AND warehouse_code = '07-FINISHED-GOODS-STORAGE' ORDER BY product_code"),
        ("text filter", "SELECT customer_name, COUNT(*) FROM sales_order_header WHERE delivery_area LIKE '%Australia' GROUP BY customer_name ORDER BY 2 DESC, 1 LIMIT 10"),
        ("months", "SELECT date_trunc('month', h.order_date) AS m, SUM(l.line_total) FROM sales_order_line l JOIN sales_order_header h ON h.sales_order_prefix = l.sales_order_prefix AND h.sales_order_number = l.sales_order_number GROUP BY 1 ORDER BY 1"),
    ];
    let mut first = true;
    for (name, sql) in queries {
        let admitted = match guard::admit(sql, &rights, guard::Dialect::Embedded) { Ok(a) => a, Err(e) => { println!("{name}: {e}"); continue } };
        let mut times = Vec::new();
        for _ in 0..41 {
            let t = Instant::now();
            let r = w.run(admitted.clone(), &Limits::default()).await.unwrap();
            let _rows = cells::rows(&r).unwrap();
            times.push(t.elapsed());
            if first { println!("first answer after {:?} since start {}", t0.elapsed(), rss()); first = false; }
        }
        times.sort();
        println!("{name:>14}: median {:?} min {:?} p95 {:?}", times[20], times[0], times[38]);
    }
    println!("after queries {}", rss());
    let t = Instant::now();
    println!("reload {:?} {:?}", w.reload(), t.elapsed());
    let t = Instant::now();
    let v = w.distinct_values("sales_order_header", "customer_name").await.unwrap();
    println!("distinct {} {:?}", v.len(), t.elapsed());
    println!("version {}", w.data_version());
}
