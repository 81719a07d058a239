//! What the guard lets through to PostgreSQL and what not.

use super::rights;
use crate::guard::{Admitted, Dialect, Refusal, admit};

fn check(sql: &str) -> Result<Admitted, Refusal> {
    admit(sql, &rights(), Dialect::Postgres)
}

#[test]
fn plain_questions_run_as_they_are_written() {
    for sql in [
        "SELECT p.a, SUM(p.b) AS s FROM product AS p GROUP BY p.a ORDER BY s DESC NULLS LAST LIMIT 5",
        "SELECT CAST(DATE_TRUNC('month', d) AS DATE) AS month FROM product",
        "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST(b AS DOUBLE PRECISION)) FROM product",
        "SELECT TRIM(SPLIT_PART(a, ', ', -1)) FROM product",
        "SELECT DATE '2025-06-30' - d FROM product WHERE LOWER(a) LIKE '%50\\%%' ESCAPE '\\'",
        "SELECT COALESCE(a, '') = '' AND (a IS NULL) = (b IS NULL) FROM product",
        "SELECT EXTRACT(YEAR FROM d), a::TEXT, a || 'x' FROM product",
        "SELECT periods.m FROM (VALUES (DATE '2025-01-01')) AS periods (m)",
        "SELECT SUM(SUM(b)) OVER (PARTITION BY a) FROM product GROUP BY a",
        "SELECT \"Unit Cost\" FROM product",
        "SELECT COUNT(*) FILTER (WHERE a > 1) FROM product",
    ] {
        match check(sql) {
            Ok(admitted) => assert_eq!(admitted.sql(), sql),
            Err(refusal) => panic!("{sql}\nrefused: {refusal}"),
        }
    }
}

#[test]
fn names_are_folded_as_the_engine_folds_them() {
    assert!(check("SELECT * FROM PRODUCT").is_ok());
    for sql in [
        "SELECT * FROM \"PRODUCT\"",
        "SELECT * FROM purchase_order_line",
        "SELECT * FROM public.product",
        "SELECT * FROM pg_catalog.pg_authid",
        "SELECT * FROM pg_authid",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM `product`",
        "TABLE product",
        "SELECT 1 FROM ONLY product",
        "SELECT 1 FROM product, LATERAL (SELECT 1) AS x",
    ] {
        assert!(check(sql).is_err(), "{sql}");
    }
}

#[test]
fn a_name_that_the_engine_would_cut_is_refused() {
    let named = |length: usize| {
        let name = "a".repeat(length);
        check(&format!(
            "WITH {name} AS (SELECT 1 AS x) SELECT x FROM {name}"
        ))
    };
    assert!(named(63).is_ok());
    assert!(named(64).is_err());
    // In bytes, not in letters.
    let umlauts = "ü".repeat(32);
    assert!(check(&format!("SELECT 1 AS \"{umlauts}\"")).is_err());
}

#[test]
fn functions_that_do_more_than_compute_are_refused() {
    for call in [
        "pg_sleep(1)",
        "pg_sleep_for('1 minute')",
        "pg_read_file('/etc/passwd')",
        "pg_read_binary_file('x')",
        "pg_ls_dir('/')",
        "pg_stat_file('x')",
        "lo_import('/etc/passwd')",
        "lo_export(1, 'x')",
        "dblink('host=x', 'SELECT 1')",
        "pg_advisory_lock(1)",
        "pg_try_advisory_xact_lock(1)",
        "pg_terminate_backend(1)",
        "pg_cancel_backend(1)",
        "pg_reload_conf()",
        "pg_switch_wal()",
        "set_config('role', 'postgres', false)",
        "current_setting('data_directory')",
        "query_to_xml('SELECT 1', true, true, '')",
        "database_to_xml(true, true, '')",
        "nextval('s')",
        "setval('s', 1)",
        "txid_current()",
        "version()",
        "current_database()",
        "inet_server_addr()",
        "has_table_privilege('x', 'select')",
        "pg_relation_size('product')",
        "to_regclass('product')",
        "generate_series(1, 10)",
        "repeat('x', 1000000000)",
        "regexp_replace('x', '(x+)+y', '')",
        "random()",
        "gen_random_uuid()",
        "pg_notify('a', 'b')",
        "pg_catalog.pg_sleep(1)",
        "row_to_json(p)",
        "xpath('/', 'x')",
        "current_user",
        "session_user",
        "current_role",
        "current_schema",
        "current_catalog",
        "user",
        "system_user",
    ] {
        let sql = format!("SELECT {call} FROM product AS p");
        assert!(check(&sql).is_err(), "{sql}");
    }
    assert!(check("SELECT CURRENT_USER").is_err());
    // In quotes it is a column.
    assert!(check("SELECT \"user\" FROM product").is_ok());
}

#[test]
fn what_is_no_plain_query_is_refused() {
    for sql in [
        "SELECT a INTO b FROM product",
        "SELECT a FROM product FOR UPDATE",
        "SELECT a FROM product FOR SHARE",
        "COPY product TO PROGRAM 'x'",
        "DO $$ BEGIN END $$",
        "WITH x AS (DELETE FROM product RETURNING a) SELECT a FROM x",
        "WITH x AS (INSERT INTO product VALUES (1) RETURNING a) SELECT a FROM x",
        "WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x",
        "SELECT a FROM product; DROP TABLE product",
        "SET ROLE postgres",
        "EXPLAIN ANALYZE SELECT 1",
        "SELECT $1",
        "SELECT $$text$$",
        "SELECT E'a\\'b'",
        "SELECT U&'a'",
        "SELECT a ~ '(x+)+y' FROM product",
        "SELECT a SIMILAR TO 'x' FROM product",
        "SELECT a @> b FROM product",
        "SELECT a OPERATOR(pg_catalog.+) b FROM product",
        "SELECT 'pg_class'::regclass",
        "SELECT CAST('x' AS XML)",
        "SELECT ARRAY[1, 2]",
        "SELECT a COLLATE \"C\" FROM product",
        "SELECT a AT TIME ZONE 'UTC' FROM product",
        "SELECT * FROM product TABLESAMPLE SYSTEM (1)",
        "SELECT * FROM generate_series(1, 10)",
        "SELECT * FROM ROWS FROM (pg_ls_dir('/'))",
        "SELECT (SELECT 1 FROM purchase_order_line)",
        "SELECT 1 WHERE EXISTS (TABLE purchase_order_line)",
        "SELECT XMLPARSE(DOCUMENT 'x')",
    ] {
        assert!(check(sql).is_err(), "{sql}");
    }
}

#[test]
fn a_backslash_is_a_letter_like_any_other() {
    // With standard_conforming_strings, which every session sets, this is one text.
    let admitted = check("SELECT 'a\\', 'b' FROM product").unwrap();
    assert_eq!(admitted.sql(), "SELECT 'a\\', 'b' FROM product");
}
