//! Amounts: just inside a limit is admitted, just outside is refused, and nothing overflows a stack or takes long.

use std::time::{Duration, Instant};

use super::{Refusal, admitted, check, refused};
use crate::guard::limits;

#[test]
fn length_is_limited_in_characters() {
    // Twelve characters around letters of three bytes each.
    let sql = |length: usize| format!("SELECT 1/*{}*/", "語".repeat(length - 12));
    admitted(&sql(limits::CHARACTERS));
    assert_eq!(
        refused(&sql(limits::CHARACTERS + 1)),
        Refusal::TooLong {
            characters: 100_001,
            limit: 100_000
        }
    );
}

#[test]
fn a_long_text_may_become_longer_in_print() {
    let sql = format!("SELECT {}1", "1,".repeat(9_000));
    assert!(admitted(&sql).sql().len() > sql.len());
}

#[test]
fn a_list_holds_ten_thousand_values() {
    let sql = |values: usize| {
        format!(
            "SELECT * FROM product WHERE a IN (1{})",
            ",2".repeat(values - 1)
        )
    };
    admitted(&sql(limits::LIST));
    assert!(matches!(
        refused(&sql(limits::LIST + 1)),
        Refusal::TooMuch {
            limit: limits::LIST,
            ..
        }
    ));
    let rows = |rows: usize| format!("VALUES (1){}", ",(2)".repeat(rows - 1));
    admitted(&rows(limits::LIST));
    refused(&rows(limits::LIST + 1));
}

#[test]
fn parentheses_nest_so_deep_and_no_deeper() {
    let sql = |depth: usize| format!("SELECT {}1{}", "(".repeat(depth), ")".repeat(depth));
    admitted(&sql(limits::PARENTHESES));
    refused(&sql(limits::PARENTHESES + 1));
    refused(&sql(1_000));
    refused(&sql(49_000));
}

#[test]
fn chains_are_as_long_as_the_tree_may_be_deep() {
    let chain = |length: usize| format!("SELECT 1{}", " + 1".repeat(length));
    admitted(&chain(200));
    refused(&chain(300));
    refused(&chain(limits::OPERATORS));
    refused(&chain(20_000));
    let union = |length: usize| format!("SELECT 1{}", " UNION SELECT 1".repeat(length));
    admitted(&union(100));
    refused(&union(1_500));
    refused(&union(6_000));
}

#[test]
fn nothing_overflows_the_stack() {
    for unit in [
        "(",
        "((",
        "NOT ",
        "- ",
        "+ ",
        "-(",
        "CASE WHEN ",
        "f(",
        "CAST(",
        "(SELECT ",
        "SELECT * FROM (",
        "1 + ",
        "a AND ",
        "a.",
        "a IN (",
        "a BETWEEN ",
        "EXISTS (SELECT ",
        "INTERVAL ",
        "INTERVAL '1' DAY + ",
        "1 UNION SELECT ",
        "WITH a AS (",
        "a::",
        "/*",
        "/*!",
        "[",
        "{",
        "ARRAY<",
        "STRUCT<",
        "x -> ",
        "a IS NULL = ",
        "COLLATE ",
        "'",
        "\"",
        "a JOIN ",
        "t CROSS JOIN ",
        "VALUES (",
        "PRIOR ",
    ] {
        for opening in [
            "",
            "SELECT ",
            "SELECT * FROM ",
            "SELECT CAST(a AS ",
            "SELECT 1 WHERE ",
        ] {
            for length in [30, 1_000, limits::CHARACTERS] {
                let _ = check(&format!("{opening}{}", unit.repeat(length / unit.len())));
            }
        }
    }
    for suffix in [
        " IS NULL",
        "::INT",
        " + 1",
        ".a",
        " AND a",
        " COLLATE c",
        "[1]",
        "[]",
        " (+)",
        " AT TIME ZONE 'x'",
    ] {
        let _ = check(&format!(
            "SELECT a{}",
            suffix.repeat(limits::CHARACTERS / suffix.len() - 10)
        ));
        let _ = check(&format!(
            "SELECT CAST(a AS INT{})",
            suffix.repeat(limits::CHARACTERS / suffix.len() - 20)
        ));
    }
}

#[test]
fn what_the_parser_would_read_again_and_again_is_refused_in_time() {
    let nested = |unit: &str, depth: usize, close: usize| {
        format!("SELECT {}1 1{}", unit.repeat(depth), ")".repeat(close))
    };
    for sql in [
        nested("CAST(", 24, 24),
        nested("POSITION(", 24, 24),
        nested("CASE (", 24, 24),
        nested("a IN (SELECT (", 12, 24),
        nested("INTERVAL CAST(", 24, 24),
        nested("INTERVAL ", 40, 0),
        nested("a.f(", 24, 24),
        nested("a.CASE WHEN ", 40, 0),
        nested("a.", 40, 0),
        format!("SELECT * FROM t WHERE {}", "a.".repeat(40)),
    ] {
        let start = Instant::now();
        refused(&sql);
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{sql}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn ordinary_nesting_is_admitted() {
    admitted(
        "SELECT CAST(ROUND(CAST(SUM(CASE WHEN EXTRACT(YEAR FROM CAST(a AS DATE)) = 2025 THEN 1 ELSE 0 END) AS DOUBLE), 2) AS INT) FROM product",
    );
    admitted(
        "SELECT * FROM product WHERE NOT (a IN (SELECT b FROM warehouse WHERE NOT EXISTS (SELECT 1 FROM warehouse_product \
         WHERE NOT (c IN (SELECT d FROM sales_order_line WHERE CAST(e AS INT) IN (1, 2))))))",
    );
    let subqueries = format!(
        "{}product{}",
        "(SELECT * FROM ".repeat(8),
        ") AS t".repeat(8)
    );
    admitted(&format!("SELECT * FROM {subqueries}"));
}

#[test]
fn table_expressions_that_double_are_counted_as_what_they_become() {
    let doubling = |steps: usize| {
        let steps: Vec<_> = (1..=steps)
            .map(|step| format!("t{step} AS (SELECT a.x FROM t{0} a, t{0} b)", step - 1))
            .collect();
        format!(
            "WITH t0 AS (SELECT 1 AS x), {} SELECT * FROM t{}",
            steps.join(", "),
            steps.len()
        )
    };
    admitted(&doubling(4));
    assert!(matches!(
        refused(&doubling(12)),
        Refusal::TooMuch {
            limit: limits::RELATIONS,
            ..
        }
    ));
    assert!(matches!(refused(&doubling(1_000)), Refusal::TooMuch { .. }));
    // Each reads the one before once: that is only long.
    let chain: Vec<_> = (1..=60)
        .map(|step| format!("t{step} AS (SELECT x FROM t{})", step - 1))
        .collect();
    admitted(&format!(
        "WITH t0 AS (SELECT 1 AS x), {} SELECT * FROM t60",
        chain.join(", ")
    ));
}

#[test]
fn a_literal_is_of_modest_length() {
    let sql = |length: usize| format!("SELECT '{}' FROM product", "x".repeat(length));
    admitted(&sql(limits::LITERAL));
    refused(&sql(limits::LITERAL + 1));
    refused(&format!(
        "SELECT * FROM product WHERE a LIKE '{}'",
        "x".repeat(limits::LITERAL + 1)
    ));
}

#[test]
fn texts_that_multiply_are_refused() {
    let doubling = |steps: usize, join: &str| {
        let steps: Vec<_> = (1..=steps)
            .map(|step| format!("t{step} AS (SELECT {join} AS x FROM t{})", step - 1))
            .collect();
        format!(
            "WITH t0 AS (SELECT a AS x FROM product), {} SELECT x FROM t{}",
            steps.join(", "),
            steps.len()
        )
    };
    // Doubled seven times: 128 stored texts. Eight times would be 256.
    for join in [
        "x || x",
        "x || upper(x)",
        "CASE WHEN x = 'y' THEN x || x END",
        "coalesce(x || x, x)",
    ] {
        admitted(&doubling(7, join));
        refused(&doubling(8, join));
    }
    refused(&doubling(20, "concat(x, x)"));
    refused(&doubling(20, "concat_ws(',', x, x)"));
    refused(&doubling(20, "overlay(x PLACING x FROM 1 FOR 0)"));
    refused(&doubling(20, "(SELECT x || x)"));
    refused(&doubling(20, "(SELECT max(x) || max(x) FROM product)"));
    refused(&doubling(3, "replace(x, 'a', 'bbbbbbbbbb')"));
    refused(&doubling(3, "string_agg(x, ',')"));
    refused(&doubling(4, "lpad(x, 1000) || lpad(x, 1000)"));
    admitted(&doubling(60, "x"));
    admitted(&doubling(60, "replace(x, 'a', 'b')"));
    admitted(&doubling(60, "upper(trim(x))"));
    // The same without table expressions, in one expression, and in every clause.
    let nested = (0..9).fold("product".to_owned(), |inner, _| {
        format!("(SELECT a || a AS a FROM {inner}) AS t")
    });
    refused(&format!("SELECT a FROM {nested}"));
    let nested = (0..9).fold("a".to_owned(), |inner, _| {
        format!("replace({inner}, 'a', 'aa')")
    });
    for sql in [
        "SELECT {}",
        "SELECT 1 FROM product WHERE {} = 'x'",
        "SELECT 1 FROM product GROUP BY {}",
        "SELECT 1 FROM product ORDER BY {}",
        "SELECT 1 FROM product HAVING {} = 'x'",
        "VALUES ({})",
        "SELECT 1 FROM product JOIN warehouse ON {} = 'x'",
        "SELECT max({}) FROM product",
        "SELECT sum(1) OVER (PARTITION BY {}) FROM product",
        "SELECT DISTINCT ON ({}) 1 FROM product",
        "SELECT 1 LIMIT length({})",
        "SELECT sum(1) OVER w FROM product WINDOW w AS (ORDER BY {})",
        "SELECT 1 FROM product GROUP BY ROLLUP (b, {})",
    ] {
        refused(&sql.replace("{}", &nested));
    }
    let union = "SELECT x || x AS x FROM t";
    let sixty = vec!["a"; 60].join(" || ");
    refused(&format!(
        "WITH t AS (SELECT {sixty} AS x FROM product UNION ALL SELECT a FROM product) SELECT x || x || x || x FROM t"
    ));
    admitted(&format!(
        "WITH t AS (SELECT a AS x FROM product) {union} UNION ALL {union}"
    ));
}

#[test]
fn ordinary_joining_of_texts_is_admitted() {
    let columns: Vec<_> = (0..40)
        .map(|column| format!("first_{column} || ' ' || last_{column} AS name_{column}"))
        .collect();
    admitted(&format!("SELECT {} FROM product", columns.join(", ")));
    admitted(
        "WITH t AS (SELECT concat(a, ', ', b, ' (', c, ')') AS x FROM product) SELECT x || ': ' || x FROM t",
    );
    admitted("SELECT string_agg(a || ' ' || b, ', ') FROM product");
}
