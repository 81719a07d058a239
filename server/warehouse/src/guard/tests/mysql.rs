//! What the guard lets through to MySQL and MariaDB and what not.

use super::rights;
use crate::guard::{Admitted, Dialect, Refusal, admit};

fn check(sql: &str) -> Result<Admitted, Refusal> {
    admit(sql, &rights(), Dialect::Mysql)
}

#[test]
fn plain_questions_run_as_they_are_written() {
    for sql in [
        "SELECT p.a, SUM(p.b) AS s FROM product AS p GROUP BY p.a ORDER BY s DESC, p.a IS NULL, p.a LIMIT 5",
        "SELECT FROM_DAYS(TO_DAYS(d) - WEEKDAY(d)) AS week FROM product",
        "SELECT CAST(CONCAT(YEAR(d), '-', QUARTER(d) * 3 - 2, '-01') AS DATE) FROM product",
        "SELECT DATEDIFF(DATE '2025-06-30', d) FROM product WHERE LOWER(a) LIKE '%50!%%' ESCAPE '!'",
        "SELECT CONCAT('a', CHAR(92), 'b') FROM product",
        "SELECT a FROM product AS p LEFT JOIN warehouse AS w ON (p.a <=> w.a)",
        "SELECT d - INTERVAL 30 DAY, CAST(a AS SIGNED), CAST(b AS CHAR) FROM product",
        "SELECT periods.m FROM (SELECT DATE '2025-01-01' AS m UNION ALL SELECT DATE '2025-02-01') AS periods",
        "SELECT SUM(SUM(b)) OVER (PARTITION BY a) FROM product GROUP BY a",
        "SELECT `change` FROM product",
        "SELECT IF(a > 1, 'x', 'y'), TIMESTAMPDIFF(DAY, d, e) FROM product",
    ] {
        match check(sql) {
            Ok(admitted) => assert_eq!(admitted.sql(), sql),
            Err(refusal) => panic!("{sql}\nrefused: {refusal}"),
        }
    }
}

#[test]
fn comments_that_hold_sql_are_refused_and_others_do_not_run() {
    for sql in [
        "SELECT 1 /*! UNION SELECT 2 */",
        "SELECT 1 /*!50000 FROM purchase_order_line */",
        "SELECT 1 /*M! UNION SELECT 2 */",
        "SELECT /*+ MAX_EXECUTION_TIME(1) */ /*!1*/ 1",
    ] {
        assert!(check(sql).is_err(), "{sql}");
    }
    assert_eq!(
        check("SELECT 1 /* a */ # b\n + 2 -- c").unwrap().sql(),
        "SELECT 1 + 2"
    );
    // Two minus signs begin a comment only before a blank.
    assert_eq!(
        check("SELECT 1--2 FROM product").unwrap().sql(),
        "SELECT 1 - -2 FROM product"
    );
}

#[test]
fn what_hangs_on_the_sql_mode_is_refused() {
    for sql in [
        // With backslash escapes the text goes on until the next quote.
        r"SELECT 'a\' FROM product WHERE b = ' OR 1=1 #'",
        r"SELECT 'a\\' FROM product",
        // With ANSI_QUOTES a name, else a text.
        "SELECT \"a\" FROM product",
        "SELECT * FROM \"product\"",
        // With PIPES_AS_CONCAT a text, else a truth.
        "SELECT a || b FROM product",
        "SELECT a && b FROM product",
        "SELECT !a FROM product",
        "SELECT a DIV b FROM product",
        "SELECT a XOR b FROM product",
    ] {
        assert!(check(sql).is_err(), "{sql}");
    }
}

#[test]
fn names_of_tables_are_taken_as_they_are_written() {
    assert!(check("SELECT * FROM `product`").is_ok());
    for sql in [
        "SELECT * FROM Product",
        "SELECT * FROM company.product",
        "SELECT * FROM `company`.`product`",
        "SELECT * FROM mysql.user",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM dual",
        "TABLE product",
        "WITH secret AS (SELECT 1) SELECT * FROM Secret",
    ] {
        assert!(check(sql).is_err(), "{sql}");
    }
    let named = |length: usize| check(&format!("SELECT 1 AS {}", "a".repeat(length)));
    assert!(named(64).is_ok());
    assert!(named(65).is_err());
}

#[test]
fn functions_that_do_more_than_compute_are_refused() {
    for call in [
        "SLEEP(1)",
        "`SUM`(a)",
        "BENCHMARK(1000000000, 1)",
        "LOAD_FILE('/etc/passwd')",
        "GET_LOCK('a', 10)",
        "RELEASE_LOCK('a')",
        "IS_FREE_LOCK('a')",
        "MASTER_POS_WAIT('a', 1)",
        "USER()",
        "CURRENT_USER()",
        "CURRENT_USER",
        "CURRENT_ROLE",
        "DATABASE()",
        "SCHEMA()",
        "VERSION()",
        "CONNECTION_ID()",
        "LAST_INSERT_ID()",
        "ROW_COUNT()",
        "FOUND_ROWS()",
        "UUID()",
        "RAND()",
        "REPEAT('x', 1000000000)",
        "SPACE(1000000000)",
        "SYS_EXEC('id')",
        "EXTRACTVALUE('x', 'y')",
        "UPDATEXML('x', 'y', 'z')",
        "JSON_EXTRACT(a, '$')",
        "REGEXP_REPLACE(a, '(x+)+y', '')",
        "NEXTVAL(s)",
        "NEXT VALUE FOR s",
        "mysql.f(1)",
        "@@version",
        "@a := 1",
        "@a",
    ] {
        let sql = format!("SELECT {call} FROM product");
        assert!(check(&sql).is_err(), "{sql}");
    }
}

#[test]
fn what_is_no_plain_query_is_refused() {
    for sql in [
        "SELECT a INTO OUTFILE '/tmp/x' FROM product",
        "SELECT a FROM product INTO OUTFILE '/tmp/x'",
        "SELECT a INTO DUMPFILE '/tmp/x' FROM product",
        "SELECT a INTO @x FROM product",
        "SELECT a FROM product FOR UPDATE",
        "SELECT a FROM product LOCK IN SHARE MODE",
        "SELECT a FROM product PROCEDURE ANALYSE()",
        "LOAD DATA INFILE 'x' INTO TABLE product",
        "HANDLER product OPEN",
        "SHOW TABLES",
        "DESCRIBE product",
        "SET @a = 1",
        "USE mysql",
        "SELECT 1; DROP TABLE product",
        "SELECT SQL_NO_CACHE a FROM product",
        "SELECT HIGH_PRIORITY a FROM product",
        "SELECT * FROM product USE INDEX (a)",
        "SELECT * FROM product PARTITION (p0)",
        "SELECT _utf8'a'",
        "SELECT N'a'",
        "SELECT X'41'",
        "SELECT 0x41",
        "SELECT b'1'",
        "SELECT {d '2025-01-01'}",
        "SELECT ?",
        "SELECT a REGEXP 'x' FROM product",
        "SELECT a RLIKE 'x' FROM product",
        "SELECT MATCH (a) AGAINST ('x') FROM product",
        "SELECT CONVERT(a USING utf8) FROM product",
        "SELECT a COLLATE utf8mb4_bin FROM product",
        "SELECT CAST(a AS JSON) FROM product",
        "SELECT BINARY a FROM product",
        "SELECT a->'$.b' FROM product",
        "SELECT a FROM product LIMIT 1, 2",
        "SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a INT PATH '$')) AS t",
        "WITH x AS (SELECT * FROM purchase_order_line) SELECT 1",
        "SELECT 1 FROM product WHERE a IN (TABLE purchase_order_line)",
    ] {
        assert!(check(sql).is_err(), "{sql}");
    }
}
