//! What is read from files, and what is said about bad ones.

use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Float64Array, Int32Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use serde_json::json;

use super::*;

#[tokio::test]
async fn types_come_from_the_declaration() {
    let place = Place::with(&[(
        "part.csv",
        "code,stock,price,active,made,seen\n007,12,1.50,true,2025-06-30,2025-06-30T12:44:56.5\n8,,,,,\n",
    )]);
    let warehouse = place.open(&[parts()]).unwrap();
    let result = warehouse
        .query(
            "SELECT * FROM part ORDER BY code",
            &names(&["part"]),
            &Limits::default(),
        )
        .await
        .unwrap();
    let types: Vec<_> = result
        .columns()
        .into_iter()
        .map(|(_, t)| t.name())
        .collect();
    assert_eq!(
        types,
        ["text", "integer", "decimal", "boolean", "date", "timestamp"]
    );
    assert_eq!(
        json!(cells::rows(&result).unwrap()),
        json!([
            [
                "007",
                12,
                1.5,
                true,
                "2025-06-30",
                "2025-06-30T12:44:56.500"
            ],
            ["8", null, null, null, null, null]
        ])
    );
}

#[tokio::test]
async fn byte_order_marks_line_ends_and_quotation_are_understood() {
    let place = Place::with(&[(
        "part.csv",
        "\u{feff}code,stock\r\n\"a, \"\"b\"\"\",1\r\n\"two\nlines\",2\r\nlast,3",
    )]);
    let warehouse = place.open(&[parts()]).unwrap();
    let found = rows(&warehouse, "SELECT code, stock FROM part ORDER BY stock").await;
    assert_eq!(
        json!(found),
        json!([["a, \"b\"", 1], ["two\nlines", 2], ["last", 3]])
    );
}

#[tokio::test]
async fn columns_may_stand_in_any_order_and_case() {
    let place = Place::with(&[("part.csv", "Stock,CODE\n1,a\n")]);
    let warehouse = place.open(&[parts()]).unwrap();
    assert_eq!(
        json!(rows(&warehouse, "SELECT code, stock FROM part").await),
        json!([["a", 1]])
    );
}

#[tokio::test]
async fn missing_tables_and_columns_are_said_and_unknown_columns_are_left_out() {
    let place = Place::with(&[("part.csv", "code,colour,stock\na,red,1\n")]);
    let warehouse = place.open(&[parts(), numbers()]).unwrap();
    let tables = warehouse.tables().await.unwrap();
    assert_eq!(tables[0].rows, Some(1));
    assert_eq!(
        tables[0].missing_columns,
        ["price", "active", "made", "seen"]
    );
    assert_eq!(tables[0].extra_columns, ["colour"]);
    assert!(tables[0].modified.is_some());
    assert_eq!((tables[1].name.as_str(), tables[1].rows), ("number", None));
    assert_eq!(
        json!(rows(&warehouse, "SELECT SUM(price), COUNT(*) FROM part").await),
        json!([[null, 1]])
    );

    // What was noticed is still known when the rows come from the cache.
    let again = place.open(&[parts(), numbers()]).unwrap();
    assert_eq!(
        again.tables().await.unwrap()[0].missing_columns,
        ["price", "active", "made", "seen"]
    );
}

#[tokio::test]
async fn a_table_of_a_header_alone_is_empty_not_missing() {
    let place = Place::with(&[("part.csv", "code,stock\n"), ("number.csv", "n\n1\n")]);
    let warehouse = place.open(&[parts(), numbers()]).unwrap();
    assert_eq!(warehouse.tables().await.unwrap()[0].rows, Some(0));
    assert_eq!(
        json!(
            rows(
                &warehouse,
                "SELECT COUNT(*), SUM(stock), MAX(made) FROM part"
            )
            .await
        ),
        json!([[0, null, null]])
    );
    assert!(rows(&warehouse, "SELECT * FROM part").await.is_empty());
    assert!(
        warehouse
            .distinct_values("part", "code")
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(warehouse.range("part", "made").await.unwrap(), None);
}

#[test]
fn a_bad_cell_is_reported_with_its_place_and_reason() {
    let place = Place::with(&[(
        "part.csv",
        "code,stock,price,active,made,seen\n\
         \"first\nof two lines\",1,1,1,2025-01-01,\n\
         a,1.5,,,,\n\
         b,,\"1,5\",,,\n\
         c,,,maybe,,\n\
         d,,,,2025-02-29,\n\
         e,,,,,noon\n\
         f,1,1,1,2025-01-01,2025-01-01T00:00:00\n",
    )]);
    assert_eq!(
        place.faults(&[parts()]),
        [
            "part.csv:4: stock: \"1.5\": not a whole number (digits only, such as 1200)",
            "part.csv:5: price: \"1,5\": not a decimal number (digits with a point, such as 1234.50; no separators of thousands)",
            "part.csv:6: active: \"maybe\": neither true nor false",
            "part.csv:7: made: \"2025-02-29\": a day that the calendar does not have",
            "part.csv:8: seen: \"noon\": not a timestamp (such as 2025-06-30T14:05:00, without a time zone)",
        ]
    );
}

#[test]
fn all_faults_of_a_row_are_reported() {
    let place = Place::with(&[("part.csv", "code,stock,price\na,x,y\n")]);
    assert_eq!(place.faults(&[parts()]).len(), 2);
}

#[test]
fn keys_are_present_and_unique() {
    let mut schema = table(
        "line",
        &[
            ("prefix", ColumnType::Text),
            ("number", ColumnType::Integer),
        ],
        &["prefix", "number"],
    );
    schema.columns.push(ColumnSchema {
        name: "product".to_owned(),
        data_type: ColumnType::Text,
        nullable: false,
    });
    let place = Place::with(&[(
        "line.csv",
        "prefix,number,product\nSO,1,a\nSO,2,b\nSO,01,c\n,3,d\nSO,4,\n",
    )]);
    assert_eq!(
        place.faults(&[schema]),
        [
            "line.csv:4: prefix, number: \"SO, 1\": the same key as in line 2",
            "line.csv:5: prefix: empty, but it is part of the key that identifies the row",
            "line.csv:6: product: empty, but a value is required",
        ]
    );
}

#[test]
fn rows_of_another_width_are_faulty() {
    let place = Place::with(&[("part.csv", "code,stock\na,1,2\nb\nc,3\n\"open,4\nd,5\n")]);
    assert_eq!(
        place.faults(&[parts()]),
        [
            "part.csv:2: \"a\": 3 values where the header names 2 columns",
            "part.csv:3: \"b\": 1 values where the header names 2 columns",
            "part.csv:5: \"open,4\\nd,5\\n\": 1 values where the header names 2 columns; a value runs over the end of its line: is a quotation mark not closed?",
        ]
    );
}

#[test]
fn text_is_utf_8() {
    let place = Place::with(&[]);
    place.write("part.csv", b"code,stock\nok,1\nM\xfcnchen,2\n");
    assert_eq!(
        place.faults(&[parts()]),
        ["part.csv:3: code: \"M\u{fffd}nchen\": not UTF-8 text"]
    );
}

#[test]
fn long_values_are_shortened() {
    let place = Place::with(&[("part.csv", &format!("code,stock\na,{}\n", "é".repeat(60)))]);
    let fault = &place.faults(&[parts()])[0];
    assert!(
        fault.contains(&format!("\"{}…\"", "é".repeat(40))),
        "{fault}"
    );
}

#[test]
fn a_hundred_faults_are_listed_and_all_are_counted() {
    let place = Place::with(&[("number.csv", &format!("n\n{}", "x\n".repeat(101)))]);
    let Err(OpenError::Faulty(faults)) = place.open(&[numbers()]) else {
        panic!()
    };
    assert_eq!((faults.listed.len(), faults.total), (100, 101));
    assert_eq!(faults.listed[99].line, Some(101));
    assert!(faults.to_string().ends_with("\n… and 1 more"));
    place.write("number.csv", format!("n\n{}", "x\n".repeat(100)));
    let Err(OpenError::Faulty(faults)) = place.open(&[numbers()]) else {
        panic!()
    };
    assert_eq!((faults.listed.len(), faults.total), (100, 100));
    assert!(!faults.to_string().contains("more"));
}

#[test]
fn faults_of_all_files_are_reported_together() {
    let place = Place::with(&[("part.csv", "code,stock\na,x\n"), ("number.csv", "n\ny\n")]);
    assert_eq!(place.faults(&[parts(), numbers()]).len(), 2);
}

#[test]
fn headers_are_judged() {
    let place = Place::with(&[("part.csv", "")]);
    assert_eq!(
        place.faults(&[parts()]),
        ["part.csv: the file is empty; its first line must name the columns"]
    );
    place.write("part.csv", "1,2\n3,4\n");
    assert_eq!(
        place.faults(&[parts()]),
        [
            "part.csv: the first line names none of the columns; it should be code,stock,price,active,made,seen"
        ]
    );
    place.write("part.csv", "code,stock,code\na,1,b\n");
    assert_eq!(
        place.faults(&[parts()]),
        ["part.csv: code: the header names this column twice"]
    );
    place.write("part.csv", "stock,price\n1,2\n");
    assert_eq!(
        place.faults(&[parts()]),
        [
            "part.csv: code: the file lacks this column, which is part of the key that identifies the row"
        ]
    );
}

#[test]
fn folders_that_cannot_serve_are_refused_in_plain_words() {
    let place = Place::with(&[]);
    let error = place.open(&[parts(), numbers()]).unwrap_err().to_string();
    assert!(error.ends_with("holds none of the tables part, number: expected are files such as part.csv or part.parquet."), "{error}");
    let missing = place.data.path().join("nowhere");
    let error = EmbeddedWarehouse::open(&missing, vec![parts()], &place.settings()).unwrap_err();
    assert_eq!(error, OpenError::NoFolder(missing));
    place.write("part.csv", "code\na\n");
    place.write("part.parquet", "");
    assert!(matches!(
        place.open(&[parts()]),
        Err(OpenError::Ambiguous { .. })
    ));
}

fn write_parquet(place: &Place, name: &str, columns: Vec<(&str, ArrayRef)>) {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true)))
            .unwrap();
    let file = fs::File::create(place.data.path().join(name)).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[tokio::test]
async fn parquet_values_are_brought_to_the_declared_types() {
    let place = Place::with(&[]);
    write_parquet(
        &place,
        "part.parquet",
        vec![
            ("code", Arc::new(StringArray::from(vec!["a", "b"]))),
            ("stock", Arc::new(Int32Array::from(vec![Some(7), None]))),
            ("price", Arc::new(Float64Array::from(vec![0.1, 2.5]))),
            (
                "made",
                Arc::new(StringArray::from(vec![Some("2025-06-30"), None])),
            ),
            ("other", Arc::new(Int32Array::from(vec![1, 2]))),
        ],
    );
    let warehouse = place.open(&[parts()]).unwrap();
    let found = rows(
        &warehouse,
        "SELECT code, stock, price, made FROM part ORDER BY code",
    )
    .await;
    assert_eq!(
        json!(found),
        json!([["a", 7, 0.1, "2025-06-30"], ["b", null, 2.5, null]])
    );
    let tables = warehouse.tables().await.unwrap();
    assert_eq!(tables[0].missing_columns, ["active", "seen"]);
    assert_eq!(tables[0].extra_columns, ["other"]);
}

#[test]
fn parquet_values_that_do_not_fit_are_faults_with_their_row() {
    let place = Place::with(&[]);
    let exact = Decimal128Array::from(vec![100_000, 12_345])
        .with_precision_and_scale(30, 5)
        .unwrap();
    write_parquet(
        &place,
        "part.parquet",
        vec![
            ("code", Arc::new(StringArray::from(vec!["a", "a"]))),
            ("stock", Arc::new(Float64Array::from(vec![1.5, 2.0]))),
            ("price", Arc::new(exact)),
        ],
    );
    assert_eq!(
        place.faults(&[parts()]),
        [
            "part.parquet:1: stock: \"1.5\": not a whole number",
            "part.parquet:2: price: \"0.12345\": a number with more than 18 digits before or 4 after the point",
        ]
    );
    write_parquet(
        &place,
        "part.parquet",
        vec![("code", Arc::new(StringArray::from(vec!["a", "b", "a"])))],
    );
    assert_eq!(
        place.faults(&[parts()]),
        ["part.parquet:3: code: \"a\": the same key as in line 1"]
    );
    write_parquet(
        &place,
        "part.parquet",
        vec![
            ("code", Arc::new(StringArray::from(vec!["a"]))),
            ("made", Arc::new(Float64Array::from(vec![1.0]))),
        ],
    );
    assert_eq!(
        place.faults(&[parts()]),
        ["part.parquet: made: a column of Float64 cannot be read as date"]
    );
    place.write("part.parquet", "not parquet");
    assert!(
        place.faults(&[parts()])[0]
            .starts_with("part.parquet: not a Parquet file that can be read: ")
    );
}

#[tokio::test]
async fn values_for_the_host_are_read_without_sql() {
    let place = Place::with(&[(
        "part.csv",
        "code,stock,price,made,seen\nb,5,1.50,2025-06-30,2025-01-01T10:00:00\na,5,2,1999-12-31,\nc,,,,\nd,7,1.5,2024-02-29,2024-01-01\n",
    )]);
    let warehouse = place.open(&[parts(), numbers()]).unwrap();
    let pair = |value: &str, count| (value.to_owned(), count);
    assert_eq!(
        warehouse.distinct_values("part", "code").await.unwrap(),
        [pair("a", 1), pair("b", 1), pair("c", 1), pair("d", 1)]
    );
    assert_eq!(
        warehouse.distinct_values("part", "stock").await.unwrap(),
        [pair("5", 2), pair("7", 1)]
    );
    assert_eq!(
        warehouse.distinct_values("part", "made").await.unwrap(),
        [
            pair("1999-12-31", 1),
            pair("2024-02-29", 1),
            pair("2025-06-30", 1)
        ]
    );
    let range = |oldest: &str, newest: &str| {
        Some(ColumnRange {
            oldest: oldest.to_owned(),
            newest: newest.to_owned(),
        })
    };
    assert_eq!(
        warehouse.range("part", "made").await.unwrap(),
        range("1999-12-31", "2025-06-30")
    );
    assert_eq!(
        warehouse.range("part", "seen").await.unwrap(),
        range("2024-01-01T00:00:00", "2025-01-01T10:00:00")
    );
    assert_eq!(warehouse.range("part", "code").await.unwrap(), None);
    assert!(
        warehouse
            .distinct_values("number", "n")
            .await
            .unwrap()
            .is_empty()
    );
    let error = warehouse
        .distinct_values("part", "nothing")
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "There is no column part.nothing.");
}
