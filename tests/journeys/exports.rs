//! Taking an answer away as a file: whole, exact, harmless, and only by whoever asked.

use std::io::Cursor;
use std::path::Path;

use anyhow::Context;
use calamine::{Data, Reader, Xlsx};
use quartermaster_tests::browser::{Browser, Download};
use serde_json::Value;

use super::company::{Company, MANAGER, ask, assert_holds, assert_lacks};

fn download(browser: &mut Browser, answer: &Value, kind: &str) -> anyhow::Result<Download> {
    let id = answer["id"].as_str().context("an id")?;
    browser.download(&format!("/answers/{id}/export.{kind}"))
}

fn records(file: &Download) -> anyhow::Result<Vec<Vec<String>>> {
    let text = std::str::from_utf8(&file.bytes)?;
    let text = text
        .strip_prefix('\u{feff}')
        .context("Excel needs the mark")?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records: Result<Vec<_>, _> = reader.records().collect();
    Ok(records?
        .iter()
        .map(|r| r.iter().map(str::to_owned).collect())
        .collect())
}

type Workbook = Xlsx<Cursor<Vec<u8>>>;

fn workbook(file: Download) -> anyhow::Result<Workbook> {
    Ok(Xlsx::new(Cursor::new(file.bytes))?)
}

#[test]
fn all_rows_are_taken_away_as_they_are() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, "Top 80 products by stock value")?;
    let rows = answer["rows"].as_array().context("rows")?;
    assert_eq!(rows.len(), 80, "more than the page shows at first");

    let file = download(&mut manager, &answer, "csv")?;
    assert_eq!(file.status, 200);
    assert_eq!(
        file.content_type.as_deref(),
        Some("text/csv; charset=utf-8")
    );
    assert_eq!(
        file.disposition.as_deref(),
        Some(
            "attachment; filename=\"top-80-products-by-stock-value-2025-06-30.csv\"; \
             filename*=UTF-8''top-80-products-by-stock-value-2025-06-30.csv"
        )
    );
    let records = records(&file)?;
    assert!(
        records[0]
            .iter()
            .any(|heading| heading == "Stock value (USD)"),
        "{:?}",
        records[0]
    );
    let expected: Vec<Vec<String>> = rows.iter().map(row_of).collect();
    assert_eq!(records[1..], expected);

    let mut workbook = workbook(download(&mut manager, &answer, "xlsx")?)?;
    let result = workbook.worksheet_range("Result")?;
    assert_eq!(result.height(), 81);
    for (cells, row) in result.rows().skip(1).zip(rows) {
        for (cell, value) in cells.iter().zip(row.as_array().context("a row")?) {
            match cell {
                Data::Float(number) => assert_eq!(Some(*number), value.as_f64()),
                cell => assert_eq!(Some(cell.to_string().as_str()), value.as_str()),
            }
        }
    }
    let about = workbook.worksheet_range("About")?;
    let said = |name: &str| {
        let line = about.rows().find(|row| row[0] == *name);
        line.map(|row| row[1].to_string()).unwrap_or_default()
    };
    assert_eq!(said("Question"), "Top 80 products by stock value");
    assert_eq!(Some(said("SQL").as_str()), answer["sql"].as_str());
    assert_eq!(
        Some(said("Data version").as_str()),
        answer["data_version"].as_str()
    );
    assert_eq!(said("Persona"), MANAGER);
    Ok(())
}

/// A row of the API as the CSV file has it.
fn row_of(row: &Value) -> Vec<String> {
    let cells = row.as_array().into_iter().flatten();
    cells
        .map(|cell| match cell {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect()
}

/// Names that a careless program would run: in a spreadsheet, or in a browser.
const EVIL: [&str; 4] = [
    "=HYPERLINK(\"http://evil.example\";\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "5;=1+1",
];

/// Gives the first products evil names.
fn spoil(folder: &Path) -> anyhow::Result<()> {
    let file = folder.join("product.csv");
    let mut reader = csv::Reader::from_path(&file)?;
    let headings = reader.headers()?.clone();
    let name = headings
        .iter()
        .position(|h| h == "product_name")
        .context("a name")?;
    let records: Result<Vec<_>, _> = reader.records().collect();
    let mut writer = csv::Writer::from_path(&file)?;
    writer.write_record(&headings)?;
    for (position, record) in records?.iter().enumerate() {
        let fields = record.iter().enumerate().map(|(column, field)| {
            let evil = EVIL.get(position).filter(|_| column == name);
            evil.map_or(field, |evil| evil)
        });
        writer.write_record(fields)?;
    }
    writer.flush()?;
    Ok(())
}

#[test]
fn data_runs_nothing_where_it_is_opened() -> anyhow::Result<()> {
    let company = Company::open_with(&[], spoil)?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, "List all products")?;
    let id = answer["id"].as_str().context("an id")?;
    let page = manager.get(&format!("/answers/{id}?rows=all"))?;
    assert_lacks(&page, &["<script>alert"]);
    assert_holds(&page, &["<script>alert(1)</script>"]);
    let table = manager.get("/data/product")?;
    assert_lacks(&table, &["<script>alert"]);

    let records = records(&download(&mut manager, &answer, "csv")?)?;
    let fields: Vec<&str> = records.iter().flatten().map(String::as_str).collect();
    for evil in &EVIL[..2] {
        assert!(fields.contains(&format!("'{evil}").as_str()), "{evil}");
        assert!(!fields.contains(evil), "{evil}");
    }
    assert!(fields.contains(&EVIL[2]));
    let text = String::from_utf8(download(&mut manager, &answer, "csv")?.bytes)?;
    assert!(
        text.contains("\"5;=1+1\""),
        "a semicolon does not end a field"
    );

    let mut workbook = workbook(download(&mut manager, &answer, "xlsx")?)?;
    assert!(workbook.worksheet_formula("Result")?.is_empty());
    let cells: Vec<String> = workbook
        .worksheet_range("Result")?
        .rows()
        .flatten()
        .map(ToString::to_string)
        .collect();
    for evil in EVIL {
        assert!(
            cells.iter().any(|cell| cell == evil),
            "{evil} is a text as it was"
        );
    }
    Ok(())
}

#[test]
fn a_file_is_for_whoever_asked() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, "Stock by warehouse")?;
    let mut engineer = company.person("field")?;
    let mut stranger = company.stranger();
    for kind in ["csv", "xlsx"] {
        assert_eq!(download(&mut manager, &answer, kind)?.status, 200);
        assert_eq!(download(&mut engineer, &answer, kind)?.status, 404);
        assert_eq!(download(&mut stranger, &answer, kind)?.status, 303);
    }
    for id in [
        "none",
        "..%2f..%2f..%2fetc%2fpasswd",
        "..%5c..%5cx",
        "%2e%2e",
        "%00",
        "%0d%0aset-cookie:%20a=b",
        "00000000-0000-0000-0000-000000000000",
    ] {
        let file = manager.download(&format!("/answers/{id}/export.csv"))?;
        assert_eq!(file.status, 404, "{id}");
        assert_eq!(file.disposition, None, "{id}");
    }
    // An answer without rows is no file.
    let unknown = ask(&mut manager, MANAGER, "What is the weather like?")?;
    assert_eq!(download(&mut manager, &unknown, "csv")?.status, 404);
    Ok(())
}

#[test]
fn a_chart_is_taken_away_as_a_picture() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, "Stock value by warehouse")?;
    let address = format!(
        "/answers/{}/chart.svg",
        answer["id"].as_str().context("an id")?
    );
    let file = manager.download(&address)?;
    assert_eq!(file.status, 200);
    assert_eq!(file.content_type.as_deref(), Some("image/svg+xml"));
    let disposition = file.disposition.context("a name")?;
    assert!(
        disposition.starts_with("attachment; filename=\"") && disposition.contains(".svg"),
        "{disposition}"
    );
    let picture = String::from_utf8(file.bytes)?;
    assert!(
        picture.starts_with("<svg ") && picture.trim_end().ends_with("</svg>"),
        "{picture}"
    );
    for row in answer["rows"].as_array().context("rows")? {
        let warehouse = row[0].as_str().context("a warehouse")?;
        assert!(picture.contains(warehouse), "{warehouse} is not drawn");
    }
    assert!(
        !picture.contains("<script") && !picture.contains("href=\"http"),
        "{picture}"
    );

    assert_eq!(company.person("field")?.download(&address)?.status, 404);
    assert_eq!(company.stranger().download(&address)?.status, 303);
    // One figure is no chart.
    let figure = ask(&mut manager, MANAGER, "Total stock value")?;
    let address = format!(
        "/answers/{}/chart.svg",
        figure["id"].as_str().context("an id")?
    );
    assert_eq!(manager.download(&address)?.status, 404);
    Ok(())
}

#[test]
fn a_cut_result_says_that_it_is_cut() -> anyhow::Result<()> {
    let company = Company::open_with(&[("QUARTERMASTER__LIMITS__ROWS", "100")], |_| Ok(()))?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, "List all sales order lines")?;
    assert_eq!(answer["truncated"], true);
    let file = download(&mut manager, &answer, "csv")?;
    let disposition = file.disposition.clone().context("a name")?;
    assert!(
        disposition.contains("-first-100-rows.csv\""),
        "{disposition}"
    );
    assert_eq!(records(&file)?.len(), 101);
    let about = workbook(download(&mut manager, &answer, "xlsx")?)?.worksheet_range("About")?;
    let said: Vec<String> = about.rows().map(|row| row[1].to_string()).collect();
    assert!(
        said.iter()
            .any(|line| line.starts_with("the first 100; there are more")),
        "{said:?}"
    );
    Ok(())
}

#[test]
fn rows_that_are_no_longer_kept_are_asked_for_again() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, "Stock by warehouse")?;
    let session = manager.session().context("a session")?.to_owned();
    let company = company.restarted()?;
    let mut manager = company.stranger();
    manager.take_session(session);
    let id = answer["id"].as_str().context("an id")?;
    for kind in ["csv", "xlsx"] {
        let page = manager.get(&format!("/answers/{id}/export.{kind}"))?;
        assert_eq!(page.status, 404);
        assert_holds(&page, &["Stock by warehouse", "not kept", "ask again"]);
        assert!(
            page.text.contains("value=\"Stock by warehouse\""),
            "a button asks again"
        );
    }
    Ok(())
}
