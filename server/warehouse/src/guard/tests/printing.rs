//! What runs is what was checked: literals, names, numbers and the order of operations survive the way through text.

use sqlparser::ast::{Expr, SelectItem, SetExpr, Statement, Value};

use super::{admitted, check};
use crate::guard::{Dialect, Refusal, read};

/// The text literals that the engine will see in the list of one SELECT.
fn literals(sql: &str) -> Vec<String> {
    let Statement::Query(query) = read::read(sql, Dialect::Embedded).unwrap().statement else {
        panic!("{sql}")
    };
    let SetExpr::Select(select) = *query.body else {
        panic!("{sql}")
    };
    let literal = |item: &SelectItem| match item {
        SelectItem::UnnamedExpr(Expr::Value(value)) => match &value.value {
            Value::SingleQuotedString(text) => text.clone(),
            other => panic!("{other}"),
        },
        other => panic!("{other}"),
    };
    select.projection.iter().map(literal).collect()
}

#[test]
fn any_text_keeps_its_letters() {
    for text in [
        "",
        "'",
        "''",
        "'''",
        "''''",
        "a'b",
        "'a'",
        "a''b",
        "\\",
        "\\'",
        "\\''",
        "'\\'",
        "\\\\'",
        "\\'\\'",
        "a\\'; DROP TABLE product --",
        "\"",
        "\"\"",
        "`",
        "--",
        "/* */",
        ";",
        "$$",
        "%",
        "_",
        "a\nb",
        "\r\n",
        "\t",
        "ü",
        "語",
        "\u{1f600}",
        "?",
        ":a",
        "@x",
        "{}",
        "\u{feff}",
    ] {
        let quoted = text.replace('\'', "''");
        // A second literal shows that the first one ends where it should.
        let sql = format!("SELECT '{quoted}', 'end'");
        assert_eq!(literals(admitted(&sql).sql()), [text, "end"], "{sql}");
    }
}

#[test]
fn a_literal_cannot_be_made_to_end_early() {
    // Printed naively, `\''` closes the literal, and what was text becomes SQL.
    let sql = r"SELECT '\'' UNION SELECT secret FROM purchase_order_line --'";
    assert_eq!(
        literals(admitted(sql).sql()),
        [r"\' UNION SELECT secret FROM purchase_order_line --"]
    );
}

#[test]
fn any_name_keeps_its_letters() {
    for name in [
        "a\"b",
        "\"",
        "\"\"",
        "a\\\"b",
        "a'b",
        "Two words",
        "SELECT",
        "ü",
        "a;b",
        "a--b",
        "a\nb",
        "`",
    ] {
        let quoted = name.replace('"', "\"\"");
        let sql = format!("SELECT \"{quoted}\" FROM (SELECT 1 AS \"{quoted}\") AS t");
        let printed = admitted(&sql);
        assert!(
            printed.sql().contains(&format!("\"{quoted}\"")),
            "{sql}\n{}",
            printed.sql()
        );
        assert_eq!(check(printed.sql()), Ok(printed.clone()));
    }
}

#[test]
fn numbers_dates_and_intervals_are_printed_as_written() {
    for expression in [
        "0.1",
        "10.00",
        "123456789012345678901234567890.123456789",
        "1e3",
        "1E-7",
        ".5",
        "CAST('12.3400' AS DECIMAL(18,4))",
        "CAST(1 AS NUMERIC(38,10))",
        "CAST('2025-06-30' AS DATE)",
        "DATE '2025-06-30'",
        "TIMESTAMP '2025-06-30 23:59:59.999999'",
        "TIME '23:59:59'",
        "INTERVAL '1' YEAR",
        "INTERVAL '1 year 2 months'",
        "INTERVAL '1-2' YEAR TO MONTH",
        "a - (b - c)",
        "(a - b) - c",
        "a / (b * c)",
        "-(a)",
        "NOT (a AND b)",
        "a AND (b OR c)",
        "(a = b) = c",
        "CASE WHEN a THEN b ELSE c END",
        "a BETWEEN b AND c AND d",
        "a::INT",
        "(a + b)::DECIMAL(10,2)",
    ] {
        assert_eq!(
            admitted(&format!("SELECT {expression}")).sql(),
            format!("SELECT {expression}")
        );
    }
}

#[test]
fn comments_are_left_out_and_separate_as_blanks_do() {
    assert_eq!(
        admitted("SELECT/*x*/a--y\nFROM/**/product").sql(),
        "SELECT a FROM product"
    );
    assert_eq!(
        admitted("SELECT /* a /* nested */ comment */ 1").sql(),
        "SELECT 1"
    );
    assert_eq!(admitted("SELECT 1 --+ a hint").sql(), "SELECT 1");
    assert_eq!(admitted("SELECT /*+ a hint */ 1").sql(), "SELECT 1");
}

#[test]
fn what_cannot_be_printed_faithfully_is_refused() {
    // Two signs side by side would be printed as the beginning of a comment.
    assert_eq!(check("SELECT - -1, 2"), Err(Refusal::Unfaithful));
    assert_eq!(
        admitted("SELECT -(-1), 1 - -1").sql(),
        "SELECT -(-1), 1 - -1"
    );
}
