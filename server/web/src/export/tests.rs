//! What is read back from the files: by the `csv` crate, and by `calamine`, which knows nothing of what wrote them.

use std::io::Cursor;
use std::sync::Arc;

use assistant::{AnswerColumn, Definition};
use calamine::{Data, Range, Reader, Xlsx};
use serde_json::json;

use super::*;

pub(super) fn column(label: &str) -> AnswerColumn {
    let column = json!({"name": label, "type": "text", "label": label, "unit": null});
    serde_json::from_value(column).unwrap()
}

fn typed(label: &str, data_type: &str, unit: Option<&str>) -> AnswerColumn {
    AnswerColumn {
        data_type: data_type.to_owned(),
        unit: unit.map(str::to_owned),
        ..column(label)
    }
}

fn export(columns: Vec<AnswerColumn>, rows: Vec<Vec<Value>>) -> Export {
    let answer = json!({
        "id": "7", "outcome": "answered", "persona": "Warehouse Manager", "intent": "SQL_QUERY",
        "understood": "Products · stock below the minimum", "assumptions": ["Sold means shipped."],
        "message": "Two products.", "choices": [], "sql": "SELECT 1", "dialect": "embedded", "columns": [], "rows": [],
        "row_count": rows.len(), "truncated": false, "tool": null,
        "insight": {"chart": null, "sentences": ["One more."], "follow_ups": []}, "engine": "interpreter",
        "confidence": 1.0, "cached": false, "elapsed_ms": 1.0,
        "cost": {"total_usd": 0.0, "bedrock_usd": 0.0, "redshift_usd": 0.0, "lambda_usd": 0.0, "glue_usd": 0.0,
            "input_tokens": 0, "output_tokens": 0},
        "warnings": ["No purchases after May."], "conversation": null, "as_of": "2025-06-30",
        "statements": [{"text": "Products", "part": null}],
        "data_version": "v1", "tables": ["product"],
    });
    let mut answer: Answer = serde_json::from_value(answer).unwrap();
    answer.columns = columns;
    answer.rows = Arc::new(rows);
    answer.definitions = vec![Definition {
        label: "Stock".to_owned(),
        definition: "Units on hand.".to_owned(),
        owner: "Warehousing".to_owned(),
    }];
    Export {
        question: "Which products?".to_owned(),
        answer: Arc::new(answer),
        at: "2025-07-01T08:09:10Z".parse().unwrap(),
    }
}

fn every_type() -> Export {
    export(
        vec![
            column("Product"),
            typed("Stock", "integer", Some("units")),
            typed("Value", "decimal", Some("USD")),
            typed("Share", "decimal", Some("fraction")),
            typed("Active", "boolean", None),
            typed("Due", "date", None),
            typed("Seen", "timestamp", None),
        ],
        vec![
            vec![
                json!("Größe \"M\", blau\r\n— 東京"),
                json!(-5),
                json!("123456789012345678.9012"),
                json!(0.333_333_333_333_333_3),
                json!(true),
                json!("2025-06-05"),
                json!("2025-06-30T12:44:56.500"),
            ],
            vec![
                json!("=HYPERLINK(\"http://evil.example\")"),
                json!(999_999_999_999_999_999_i64),
                json!(12.5),
                json!(0.000_000_1),
                json!(false),
                json!("1850-01-01"),
                json!(null),
            ],
            vec![json!(null); 7],
        ],
    )
}

fn csv_of(export: &Export) -> String {
    String::from_utf8(export.write(Format::Csv).unwrap()).unwrap()
}

fn records(text: &str) -> Vec<Vec<String>> {
    ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn a_csv_file_is_read_back_as_it_was() {
    let text = csv_of(&every_type());
    let records = records(&text);
    assert_eq!(
        records[0],
        [
            "Product",
            "Stock (units)",
            "Value (USD)",
            "Share (fraction)",
            "Active",
            "Due",
            "Seen"
        ]
    );
    assert_eq!(
        records[1],
        [
            "Größe \"M\", blau\r\n— 東京",
            "-5",
            "123456789012345678.9012",
            "0.3333333333333333",
            "true",
            "2025-06-05",
            "2025-06-30T12:44:56.500"
        ]
    );
    assert_eq!(records[2][1], "999999999999999999");
    assert_eq!(records[2][3], "0.0000001", "no exponents");
    assert_eq!(records[3], ["", "", "", "", "", "", ""]);
    assert_eq!(records.len(), 4);
    assert!(
        text.contains(",-5,123456789012345678.9012,0.3333333333333333,"),
        "{text}"
    );
    assert!(text.ends_with("\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn texts_are_no_formulas_and_numbers_stay_numbers() {
    let texts = [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "a=1", " =1", "'=1", "",
    ];
    let rows = texts.iter().map(|t| vec![json!(t), json!(-1)]).collect();
    let export = export(vec![column("=cmd"), typed("Change", "integer", None)], rows);
    let records = records(&csv_of(&export));
    let first: Vec<&str> = records.iter().map(|record| record[0].as_str()).collect();
    assert_eq!(
        first,
        [
            "'=cmd",
            "'=1+1",
            "'+1",
            "'-1",
            "'@SUM(A1)",
            "'\t=1",
            "'\r=1",
            "'\n=1",
            "'＝1",
            "a=1",
            " =1",
            "'=1",
            ""
        ]
    );
    assert!(records[1..].iter().all(|record| record[1] == "-1"));
}

fn sheets(export: &Export) -> (Range<Data>, Range<Data>) {
    let bytes = export.write(Format::Xlsx).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Result", "About"]);
    for sheet in ["Result", "About"] {
        assert!(
            workbook.worksheet_formula(sheet).unwrap().is_empty(),
            "{sheet} holds a formula"
        );
    }
    (
        workbook.worksheet_range("Result").unwrap(),
        workbook.worksheet_range("About").unwrap(),
    )
}

fn cell(range: &Range<Data>, row: u32, column: u32) -> Data {
    range.get_value((row, column)).cloned().unwrap_or_default()
}

#[test]
fn a_workbook_holds_typed_cells() {
    let (result, _) = sheets(&every_type());
    let headings: Vec<String> = (0..7).map(|c| cell(&result, 0, c).to_string()).collect();
    assert_eq!(
        headings,
        [
            "Product",
            "Stock (units)",
            "Value (USD)",
            "Share",
            "Active",
            "Due",
            "Seen"
        ]
    );
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(cell(&result, 1, 0), text("Größe \"M\", blau\r\n— 東京"));
    assert_eq!(cell(&result, 1, 1), Data::Float(-5.0));
    assert_eq!(cell(&result, 1, 2), text("123456789012345678.9012"));
    assert_eq!(cell(&result, 1, 3), Data::Float(0.333_333_333_333_333_3));
    assert_eq!(cell(&result, 1, 4), Data::Bool(true));
    // Days since 1899-12-30: 45,813 for 2025-06-05 (Python), and 12:44:56.5 is 0.531209… of a day.
    let serial = |data: Data| match data {
        Data::DateTime(moment) => moment.as_f64(),
        other => panic!("{other:?} is no date"),
    };
    assert!((serial(cell(&result, 1, 5)) - 45_813.0).abs() < 1e-9);
    assert!((serial(cell(&result, 1, 6)) - (45_838.0 + 45_896.5 / 86_400.0)).abs() < 1e-8);
    assert_eq!(
        cell(&result, 2, 0),
        text("=HYPERLINK(\"http://evil.example\")")
    );
    assert_eq!(cell(&result, 2, 1), text("999999999999999999"));
    assert_eq!(cell(&result, 2, 2), Data::Float(12.5));
    assert_eq!(
        cell(&result, 2, 5),
        text("1850-01-01"),
        "before Excel's calendar"
    );
    assert!((0..7).all(|column| cell(&result, 3, column) == Data::Empty));
}

#[test]
fn the_second_sheet_says_what_the_rows_are() {
    let (_, about) = sheets(&every_type());
    let lines: Vec<(String, String)> = about
        .rows()
        .map(|row| (row[0].to_string(), row[1].to_string()))
        .collect();
    for (name, value) in [
        ("Question", "Which products?"),
        ("Understood", "Products · stock below the minimum"),
        ("Assumption", "Sold means shipped."),
        ("Finding", "Two products."),
        ("Finding", "One more."),
        ("Warning", "No purchases after May."),
        ("Persona", "Warehouse Manager"),
        ("Data version", "v1"),
        ("Tables", "product"),
        ("Rows", "3, which are all"),
        ("SQL", "SELECT 1"),
        ("Stock", "Units on hand."),
    ] {
        let line = (name.to_owned(), value.to_owned());
        assert!(lines.contains(&line), "{line:?} is not among {lines:?}");
    }
    let definition = about.rows().find(|row| row[0] == "Stock").unwrap();
    assert_eq!(definition[2].to_string(), "Warehousing");
    let exported = about
        .rows()
        .find(|row| row[0] == "Exported at (UTC)")
        .unwrap();
    let Data::DateTime(exported) = &exported[1] else {
        panic!("{exported:?}");
    };
    assert_eq!(exported.to_ymd_hms_milli(), (2025, 7, 1, 8, 9, 10, 0));
}

#[test]
fn a_calculation_is_taken_away_with_its_inputs() {
    let mut export = export(vec![column("Safety stock")], vec![vec![json!("130")]]);
    let mut answer = Answer::clone(&export.answer);
    answer.tool = Some(json!({
        "formula": "max × max − avg × avg",
        "inputs": [{"label": "Average lead time", "value": 7, "unit": "days", "origin": "measured", "how": "on file"}],
    }));
    export.answer = Arc::new(answer);
    let (_, about) = sheets(&export);
    let said: Vec<String> = about.rows().map(|row| row[1].to_string()).collect();
    for line in [
        "max × max − avg × avg",
        "Average lead time: 7 days (measured: on file)",
    ] {
        assert!(said.iter().any(|s| s == line), "{said:?}");
    }
}

#[test]
fn what_a_cell_cannot_hold_is_cut_and_said() {
    let long = "ä".repeat(40_000);
    let export = export(vec![column("Note")], vec![vec![json!(long)]]);
    let (result, about) = sheets(&export);
    let kept = cell(&result, 1, 0).to_string();
    assert_eq!(kept.encode_utf16().count(), 32_767);
    assert!(kept.ends_with(" … (cut)"));
    assert!(
        about
            .rows()
            .any(|row| row[1].to_string().starts_with("Texts cut: 1."))
    );
    assert!(csv_of(&export).contains(&long), "the CSV file has it whole");
}

#[test]
fn nothing_at_all_is_a_file_as_well() {
    let export = export(vec![column("Product")], Vec::new());
    assert_eq!(csv_of(&export), "\u{feff}\"Product\"\r\n");
    let (result, _) = sheets(&export);
    assert_eq!(cell(&result, 0, 0).to_string(), "Product");
}

#[test]
fn a_cut_result_says_so_in_its_name() {
    let mut export = export(vec![column("Product")], vec![vec![json!("a")]]);
    assert!(
        export
            .file_name(Format::Csv)
            .disposition()
            .contains("which-products-2025-06-30.csv")
    );
    let mut answer = Answer::clone(&export.answer);
    answer.truncated = true;
    export.answer = Arc::new(answer);
    assert!(
        export
            .file_name(Format::Xlsx)
            .disposition()
            .contains("which-products-2025-06-30-first-1-rows.xlsx")
    );
    let (_, about) = sheets(&export);
    assert!(
        about
            .rows()
            .any(|row| row[1] == "the first 1; there are more, which the row cap left out")
    );
}
