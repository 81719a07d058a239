//! What the guard lets through to Redshift and to Athena, and what not.

use super::rights;
use crate::guard::{Admitted, Dialect, Refusal, admit};

fn check(sql: &str, dialect: Dialect) -> Result<Admitted, Refusal> {
    admit(sql, &rights(), dialect)
}

#[test]
fn plain_questions_run_as_they_are_written() {
    let redshift = [
        "SELECT DATEDIFF(day, d, DATE '2025-06-30') AS days FROM product",
        "SELECT MEDIAN(CAST(b AS DOUBLE PRECISION)) FROM product",
        "SELECT AVG(CAST(b AS DOUBLE PRECISION)) FROM product",
        "SELECT TRIM(REVERSE(SPLIT_PART(REVERSE(a), ' ,', 1))) FROM product",
        "SELECT a FROM product WHERE LOWER(a) LIKE '%50!%%' ESCAPE '!'",
        "SELECT a FROM product WHERE a = ('x' || CHR(92) || 'y')",
        "SELECT LISTAGG(a, ', ') WITHIN GROUP (ORDER BY a) FROM product",
        "SELECT a FROM product WHERE (b > 1) IS NOT TRUE",
        "SELECT a FROM product ORDER BY b DESC NULLS LAST LIMIT 5",
        "SELECT a FROM product WHERE a = 'Item #5 [new]'",
        "SELECT m FROM (SELECT DATE '2025-01-01' AS m UNION ALL SELECT DATE '2025-02-01') AS periods",
    ];
    let athena = [
        "SELECT DATE_DIFF('day', d, DATE '2025-06-30') AS days FROM product",
        "SELECT CASE WHEN a IS NOT NULL THEN COALESCE(TRIM(ELEMENT_AT(SPLIT(a, ', '), -1)), '') END FROM product",
        "SELECT COUNT(DISTINCT CONCAT_WS('|', CAST(a AS VARCHAR), CAST(b AS VARCHAR))) FROM product",
        "SELECT CAST(SUM(b) AS DOUBLE) / NULLIF(SUM(b), 0) FROM product",
        "SELECT a FROM product WHERE NOT COALESCE((b > 1), false)",
        "SELECT a FROM product WHERE a LIKE '%50\\%%' ESCAPE '\\'",
        "SELECT periods.m FROM (VALUES (DATE '2025-01-01')) AS periods (m)",
        "SELECT COUNT(*) FILTER (WHERE b > 1) FROM product",
    ];
    let redshift = redshift.map(|sql| (sql, Dialect::Redshift));
    let athena = athena.map(|sql| (sql, Dialect::Athena));
    for (sql, dialect) in redshift.into_iter().chain(athena) {
        match check(sql, dialect) {
            Ok(admitted) => assert_eq!(admitted.sql(), sql),
            Err(refusal) => panic!("{dialect}: {sql}\nrefused: {refusal}"),
        }
    }
}

#[test]
fn a_backslash_could_end_a_text_elsewhere_in_redshift() {
    for sql in [
        r"SELECT a FROM product WHERE a = 'x\' OR 1=1 --'",
        r"SELECT a FROM product WHERE a = 'x\'",
        r"SELECT a FROM product WHERE a LIKE 'x\\_%'",
    ] {
        assert!(check(sql, Dialect::Redshift).is_err(), "{sql}");
    }
    assert!(check(r"SELECT a FROM product WHERE a = 'x\'", Dialect::Athena).is_ok());
}

#[test]
fn what_is_not_a_plain_question_is_refused() {
    for sql in [
        "SELECT * FROM purchase_order_line",
        "SELECT * FROM svv_columns",
        "SELECT * FROM stl_query",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM \"product$files\"",
        "SELECT * FROM \"PRODUCT\"",
        "SELECT * FROM other.public.product",
        "SELECT current_user",
        "SELECT user FROM product",
        "SELECT random() FROM product",
        "SELECT repeat(a, 1000000000) FROM product",
        "SELECT regexp_replace(a, '(x+)+y', '') FROM product",
        "UNLOAD ('SELECT 1') TO 's3://x'",
        "COPY product FROM 's3://x'",
        "DELETE FROM product",
        "SET search_path TO other",
        "SELECT 1; SELECT 2",
    ] {
        for dialect in [Dialect::Redshift, Dialect::Athena] {
            assert!(check(sql, dialect).is_err(), "{dialect}: {sql}");
        }
    }
    for sql in [
        "SELECT version()",
        "SELECT current_setting('x') FROM product",
        "SELECT pg_last_query_id()",
        "SELECT has_table_privilege('product', 'select') FROM product",
        "SELECT sysdate",
        "SELECT f_my_function(a) FROM product",
    ] {
        assert!(check(sql, Dialect::Redshift).is_err(), "{sql}");
    }
    for sql in [
        "SELECT \"$path\" FROM product",
        "SELECT sequence(1, 1000000000) FROM product",
        "SELECT transform(SPLIT(a, ','), x -> x) FROM product",
    ] {
        assert!(check(sql, Dialect::Athena).is_err(), "{sql}");
    }
}

#[test]
fn names_are_as_long_as_the_engine_keeps_them() {
    let named = |length: usize, dialect| {
        let name = "a".repeat(length);
        check(
            &format!("WITH {name} AS (SELECT 1 AS x) SELECT x FROM {name}"),
            dialect,
        )
    };
    assert!(named(127, Dialect::Redshift).is_ok());
    assert!(named(128, Dialect::Redshift).is_err());
    assert!(named(255, Dialect::Athena).is_ok());
    assert!(named(256, Dialect::Athena).is_err());
}
