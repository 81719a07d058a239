//! Whole samples, read back with the csv crate and held against the rules of the six tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::ops::Index;
use std::path::Path;
use std::rc::Rc;

use jiff::civil::{Date, Weekday, date};

mod rules;

use rules::{check, check_variety, is_late};

use super::{AS_OF, LINES, SampleError, SampleOptions, SampleReport, write};

/// A row that was read back; `row["status"]` is the value of a column.
struct Row {
    columns: Rc<[String]>,
    values: csv::StringRecord,
}

impl Index<&str> for Row {
    type Output = str;

    fn index(&self, column: &str) -> &str {
        let place = self.columns.iter().position(|name| name == column).unwrap();
        &self.values[place]
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_map()
            .entries(self.columns.iter().zip(&self.values))
            .finish()
    }
}

type Rows = Vec<Row>;

struct Sample {
    report: SampleReport,
    products: Rows,
    stock: Rows,
    sales_orders: Rows,
    sales_lines: Rows,
    purchase_orders: Rows,
    purchase_lines: Rows,
}

fn options(lines: u64, seed: u64) -> SampleOptions {
    SampleOptions {
        lines,
        seed,
        ..SampleOptions::default()
    }
}

fn read(folder: &Path, table: &str, columns: &str) -> Rows {
    let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
    let header: Rc<[String]> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert!(
        header
            .iter()
            .map(String::as_str)
            .eq(columns.split_whitespace()),
        "{table}: {header:?}"
    );
    let row = |record: Result<_, _>| Row {
        columns: Rc::clone(&header),
        values: record.unwrap(),
    };
    reader.records().map(row).collect()
}

fn sample(options: &SampleOptions) -> Sample {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("sample");
    let report = write(options, &folder).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 6);
    Sample {
        report,
        products: read(
            &folder,
            "product",
            "product_code product_name product_group unit_cost unit_price supplier_code supplier_name created_date updated_date",
        ),
        stock: read(
            &folder,
            "warehouse_product",
            "warehouse_code product_code current_stock minimum_stock maximum_stock reorder_point lead_time_days last_restock_date",
        ),
        sales_orders: read(
            &folder,
            "sales_order_header",
            "sales_order_prefix sales_order_number order_date customer_code customer_name warehouse_code delivery_address delivery_area delivery_date status",
        ),
        sales_lines: read(
            &folder,
            "sales_order_line",
            "sales_order_prefix sales_order_number sales_order_line product_code order_quantity fulfilled_quantity unit_price line_total fulfillment_status",
        ),
        purchase_orders: read(
            &folder,
            "purchase_order_header",
            "purchase_order_prefix purchase_order_number order_date supplier_code supplier_name warehouse_code expected_delivery_date actual_delivery_date status",
        ),
        purchase_lines: read(
            &folder,
            "purchase_order_line",
            "purchase_order_prefix purchase_order_number purchase_order_line product_code order_quantity received_quantity unit_cost line_total receipt_status",
        ),
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn number(text: &str) -> u64 {
    text.parse().unwrap()
}

/// `12.9500` as 129,500 ten-thousandths; four decimals are always there.
fn money(text: &str) -> u128 {
    let (whole, decimals) = text.split_once('.').unwrap();
    assert_eq!(decimals.len(), 4, "{text}");
    format!("{whole}{decimals}").parse().unwrap()
}

/// The rows by the values of some columns, which no two rows share.
fn by_key<'a>(rows: &'a Rows, columns: &[&str]) -> BTreeMap<Vec<&'a str>, &'a Row> {
    let keyed: BTreeMap<_, _> = rows.iter().map(|row| (key(row, columns), row)).collect();
    assert_eq!(keyed.len(), rows.len(), "duplicate {columns:?}");
    keyed
}

fn key<'a>(row: &'a Row, columns: &[&str]) -> Vec<&'a str> {
    columns.iter().map(|column| &row[*column]).collect()
}

fn words<'a>(rows: &'a Rows, column: &str) -> BTreeSet<&'a str> {
    rows.iter().map(|row| &row[column]).collect()
}

/// The lines of each order by its key.
fn lines_of<'a>(lines: &'a Rows, columns: &[&str]) -> BTreeMap<Vec<&'a str>, Vec<&'a Row>> {
    let mut orders: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in lines {
        orders.entry(key(line, columns)).or_default().push(line);
    }
    orders
}

const SALES_KEY: [&str; 2] = ["sales_order_prefix", "sales_order_number"];
const PURCHASE_KEY: [&str; 2] = ["purchase_order_prefix", "purchase_order_number"];

#[test]
fn the_tables_fit_together() {
    for (lines, seed) in [(1, 1), (10, 2), (500, 3), (20_000, 4)] {
        let options = options(lines, seed);
        check(&sample(&options), &options);
    }
}

#[test]
fn from_two_thousand_lines_on_everything_occurs() {
    // Monday 30 June 2025 and the six days after it: the last days fall on weekends and holidays differently.
    for (seed, as_of) in (1..8).zip(date(2025, 6, 30).series(jiff::Span::new().days(1))) {
        let options = SampleOptions {
            lines: 2_000,
            seed,
            as_of,
        };
        let sample = sample(&options);
        check(&sample, &options);
        check_variety(&sample, &options);
    }
}

#[test]
fn the_default_has_fifty_thousand_lines_and_a_believable_year() {
    let options = SampleOptions::default();
    assert_eq!(
        (options.lines, options.seed, options.as_of),
        (50_000, 1, date(2025, 6, 30))
    );
    let sample = sample(&options);
    check(&sample, &options);
    check_variety(&sample, &options);
    assert!(sample.purchase_orders.iter().any(|order| is_late(
        order,
        "expected_delivery_date",
        &["Pending", "Approved"],
        options.as_of
    )));

    let count = |condition: &dyn Fn(&Row) -> bool| {
        sample
            .sales_orders
            .iter()
            .filter(|row| condition(row))
            .count()
    };
    let orders = sample.sales_orders.len();
    let cancelled = count(&|order| &order["status"] == "Cancelled");
    assert!(
        (orders * 20..orders * 30).contains(&(cancelled * 1_000)),
        "{cancelled} of {orders}"
    );
    let weekend = count(&|order| {
        matches!(
            day(&order["order_date"]).weekday(),
            Weekday::Saturday | Weekday::Sunday
        )
    });
    assert!(weekend * 8 < orders, "{weekend} of {orders}");

    let sum = |column: &str| {
        sample
            .sales_lines
            .iter()
            .map(|line| number(&line[column]))
            .sum::<u64>()
    };
    let (fulfilled, ordered) = (sum("fulfilled_quantity"), sum("order_quantity"));
    assert!(
        (ordered * 88..ordered * 99).contains(&(fulfilled * 100)),
        "{fulfilled} of {ordered}"
    );

    let in_order = |row: &&Row| {
        let [minimum, reorder_point, maximum] =
            ["minimum_stock", "reorder_point", "maximum_stock"].map(|column| number(&row[column]));
        minimum <= reorder_point && reorder_point <= maximum
    };
    assert!(sample.stock.iter().filter(in_order).count() * 100 > sample.stock.len() * 95);
    assert_eq!(words(&sample.stock, "warehouse_code").len(), 7);
    assert_eq!(words(&sample.products, "product_group").len(), 14);
    assert!((25..=40).contains(&words(&sample.products, "supplier_code").len()));
}

fn digest(folder: &Path) -> String {
    let mut hasher = blake3::Hasher::new();
    for table in [
        "product",
        "warehouse_product",
        "sales_order_header",
        "sales_order_line",
        "purchase_order_header",
        "purchase_order_line",
    ] {
        hasher.update(&fs::read(folder.join(format!("{table}.csv"))).unwrap());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let root = tempfile::tempdir().unwrap();
    let made = |name: &str, options: SampleOptions| {
        let folder = root.path().join(name);
        let report = write(&options, &folder).unwrap();
        let on_disk: u64 = fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().metadata().unwrap().len())
            .sum();
        assert_eq!(report.bytes, on_disk);
        digest(&folder)
    };
    let first = made("first", options(3_000, 5));
    assert_eq!(first, made("again", options(3_000, 5)));
    assert_eq!(
        first,
        made("again", options(3_000, 5)),
        "over an earlier sample"
    );
    assert_ne!(first, made("other seed", options(3_000, 6)));
    assert_ne!(first, made("other size", options(3_001, 5)));
    assert_ne!(
        first,
        made(
            "other day",
            SampleOptions {
                as_of: date(2025, 6, 29),
                ..options(3_000, 5)
            }
        )
    );
    // The bytes of one machine, so that another one shows where it differs. They change when the generator does.
    assert_eq!(first, "6e9d60615857e099");
}

#[test]
fn sizes_and_dates_have_limits() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |options: SampleOptions| {
        write(&options, &folder.path().join("sample"))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(options(0, 1)),
        "a sample has 1 to 50000000 sales order lines, not 0"
    );
    assert_eq!(
        refused(options(LINES.end() + 1, 1)),
        "a sample has 1 to 50000000 sales order lines, not 50000001"
    );
    assert!(options(*LINES.start(), 1).check().is_ok());
    assert!(options(*LINES.end(), 1).check().is_ok());

    let on = |as_of| SampleOptions {
        as_of,
        ..options(200, 1)
    };
    let (earliest, latest) = (*AS_OF.start(), *AS_OF.end());
    assert!(
        refused(on(earliest.yesterday().unwrap())).contains("between 1990-01-01 and 2200-12-31")
    );
    assert!(refused(on(latest.tomorrow().unwrap())).contains("not on 2201-01-01"));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing was left behind"
    );
    check(&sample(&on(earliest)), &on(earliest));
    check(&sample(&on(latest)), &on(latest));
}

#[test]
fn a_folder_in_use_stays_as_it_is() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("letters.txt"), "dear").unwrap();
    let error = write(&options(10, 1), root.path()).unwrap_err();
    assert!(matches!(&error, SampleError::FolderInUse { .. }), "{error}");
    assert!(error.to_string().contains("letters.txt"), "{error}");

    let error = write(&options(10, 1), &root.path().join("letters.txt")).unwrap_err();
    assert!(matches!(&error, SampleError::NotAFolder { .. }), "{error}");
    let error = write(&options(10, 1), &root.path().join("letters.txt/sample")).unwrap_err();
    assert!(matches!(&error, SampleError::Io { .. }), "{error}");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}
