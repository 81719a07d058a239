//! What must not be let through, with the kind of refusal and words that the asker can act upon.

use super::{Refusal, refused};

/// Statement, and a part of the sentence with which it is refused.
const REFUSED: [(&str, &str); 125] = [
    // nothing, or too much
    ("", "no SQL"),
    ("   \n\t ", "no SQL"),
    ("-- a comment", "no SQL"),
    ("/* a comment */", "no SQL"),
    (";", "no SQL"),
    ("SELECT 1; SELECT 2", "several statements"),
    ("SELECT 1; DELETE FROM product", "several statements"),
    ("SELECT 1;;; DROP TABLE product", "several statements"),
    ("SELECT 1 SELECT 2", "line 1, column 10"),
    // other statements
    ("INSERT INTO product VALUES ('X')", "not INSERT"),
    (
        "UPDATE warehouse_product SET current_stock = 0",
        "not UPDATE",
    ),
    ("DELETE FROM product", "not DELETE"),
    ("/* SELECT */ DELETE FROM product", "not DELETE"),
    (
        "MERGE INTO product USING warehouse ON true WHEN MATCHED THEN DELETE",
        "not MERGE",
    ),
    ("TRUNCATE TABLE product", "not TRUNCATE"),
    ("DROP TABLE product", "not DROP"),
    ("CREATE TABLE x AS SELECT 1", "not CREATE"),
    (
        "CREATE EXTERNAL TABLE s STORED AS CSV LOCATION '/etc/passwd'",
        "not CREATE",
    ),
    ("ALTER TABLE product ADD COLUMN x INT", "not ALTER"),
    ("GRANT ALL ON product TO PUBLIC", "not GRANT"),
    ("COPY product TO '/tmp/x.csv'", "not COPY"),
    ("COPY (SELECT 1) TO PROGRAM 'id'", "not COPY"),
    ("SET TRANSACTION READ WRITE", "not SET"),
    ("RESET ALL", "not RESET"),
    ("SHOW TABLES", "not SHOW"),
    ("DESCRIBE product", "not DESCRIBE"),
    ("EXPLAIN SELECT 1", "not EXPLAIN"),
    ("EXPLAIN ANALYZE DELETE FROM product", "not EXPLAIN"),
    ("BEGIN", "not BEGIN"),
    ("COMMIT; DELETE FROM product; SELECT 1", "not COMMIT"),
    ("CALL drop_everything()", "not CALL"),
    ("PREPARE p AS DELETE FROM product", "not PREPARE"),
    ("EXECUTE p", "not EXECUTE"),
    ("VACUUM", "not VACUUM"),
    ("KILL 1", "not KILL"),
    ("USE x", "not USE"),
    ("TABLE product", "not TABLE"),
    ("FROM product SELECT product_code", "not FROM"),
    ("FROM product", "not FROM"),
    ("DO $$ BEGIN DELETE FROM product; END $$", "not DO"),
    (
        "WITH d AS (DELETE FROM product RETURNING *) SELECT * FROM d",
        "not DELETE",
    ),
    (
        "WITH d AS (INSERT INTO product VALUES (1) RETURNING *) SELECT * FROM d",
        "not INSERT",
    ),
    (
        "WITH d AS (UPDATE product SET a = 1 RETURNING *) SELECT * FROM d",
        "not UPDATE",
    ),
    ("WITH d AS (SELECT 1) DELETE FROM product", "not DELETE"),
    (
        "WITH d AS (SELECT 1) INSERT INTO product SELECT * FROM d",
        "not INSERT",
    ),
    (
        "SELECT * FROM product UNION TABLE product",
        "TABLE is not allowed",
    ),
    // around a query
    ("SELECT * INTO copy FROM product", "SELECT INTO"),
    ("SELECT * FROM product FOR UPDATE", "FOR UPDATE"),
    (
        "SELECT * FROM product FOR SHARE SKIP LOCKED",
        "FOR UPDATE or FOR SHARE",
    ),
    (
        "SELECT * FROM (SELECT * FROM product FOR UPDATE) AS p",
        "FOR UPDATE",
    ),
    ("SELECT * FROM product FOR XML AUTO", "FOR XML"),
    ("SELECT * FROM product FORMAT CSV", "FORMAT"),
    ("SELECT * FROM product SETTINGS a = 1", "SETTINGS"),
    ("SELECT * FROM product |> WHERE a > 1", "operator"),
    (
        "WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT n FROM t) SELECT * FROM t",
        "RECURSIVE",
    ),
    (
        "WITH t AS MATERIALIZED (SELECT 1) SELECT * FROM t",
        "MATERIALIZED",
    ),
    ("SELECT * FROM product LIMIT 5, 10", "LIMIT with a comma"),
    ("SELECT * FROM product LIMIT 1 BY a", "LIMIT BY"),
    (
        "SELECT * FROM product FETCH FIRST 10 PERCENT ROWS ONLY",
        "PERCENT",
    ),
    (
        "SELECT * FROM product FETCH FIRST 10 ROWS WITH TIES",
        "WITH TIES",
    ),
    (
        "SELECT a FROM product ORDER BY b INTERPOLATE (c)",
        "INTERPOLATE",
    ),
    ("SELECT * FROM product ORDER BY a WITH FILL", "WITH FILL"),
    (
        "SELECT a FROM product MINUS SELECT a FROM warehouse",
        "EXCEPT",
    ),
    (
        "SELECT a FROM product UNION BY NAME SELECT a FROM warehouse",
        "BY NAME",
    ),
    // inside a select
    ("SELECT TOP 5 * FROM product", "TOP"),
    (
        "SELECT a FROM product QUALIFY row_number() OVER (ORDER BY a) = 1",
        "QUALIFY",
    ),
    ("SELECT * EXCEPT (a) FROM product", "Name the columns"),
    ("SELECT * EXCLUDE (a) FROM product", "Name the columns"),
    ("SELECT * REPLACE (1 AS a) FROM product", "Name the columns"),
    ("SELECT * RENAME (a AS b) FROM product", "Name the columns"),
    ("SELECT * ILIKE '%x%' FROM product", "Name the columns"),
    ("SELECT FROM product", "without columns"),
    ("SELECT a FROM product PREWHERE a = 1", "PREWHERE"),
    (
        "SELECT a FROM product LATERAL VIEW explode(b) AS c",
        "LATERAL VIEW",
    ),
    (
        "SELECT a FROM product START WITH a = 1 CONNECT BY PRIOR a = b",
        "CONNECT BY",
    ),
    ("SELECT a FROM product CLUSTER BY a", "CLUSTER BY"),
    ("SELECT a FROM product DISTRIBUTE BY a", "DISTRIBUTE BY"),
    ("SELECT a FROM product SORT BY a", "SORT BY"),
    (
        "SELECT a, count(*) FROM product GROUP BY ALL",
        "GROUP BY ALL",
    ),
    (
        "SELECT a, count(*) FROM product GROUP BY a WITH ROLLUP",
        "GROUP BY … WITH",
    ),
    (
        "SELECT a FROM product GROUP BY ROLLUP (a), CUBE (b)",
        "More than one ROLLUP",
    ),
    (
        "SELECT a FROM product GROUP BY CUBE (a, b, c, d, e, f, g)",
        "more than 6 columns in a CUBE",
    ),
    // in the place of a table
    ("SELECT * FROM '/etc/passwd'", "single quotes"),
    ("SELECT * FROM product, '/etc/passwd'", "single quotes"),
    ("SELECT * FROM \"/etc/passwd\"", "no table /etc/passwd"),
    (
        "SELECT * FROM generate_series(1, 10)",
        "function in the place of a table",
    ),
    (
        "SELECT * FROM product, unnest(a)",
        "function in the place of a table",
    ),
    (
        "SELECT * FROM UNNEST(make_array(1))",
        "function in the place of a table",
    ),
    (
        "SELECT * FROM product, LATERAL generate_series(1, a)",
        "function in the place of a table",
    ),
    (
        "SELECT * FROM LATERAL (SELECT * FROM product) AS p",
        "LATERAL",
    ),
    (
        "SELECT * FROM TABLE(product)",
        "function in the place of a table",
    ),
    (
        "SELECT * FROM read_csv('/etc/passwd')",
        "function in the place of a table",
    ),
    (
        "SELECT * FROM product TABLESAMPLE BERNOULLI (10)",
        "TABLESAMPLE",
    ),
    (
        "SELECT * FROM product PIVOT(sum(a) FOR b IN (1, 2))",
        "PIVOT",
    ),
    ("SELECT * FROM product CROSS APPLY (SELECT 1) AS x", "APPLY"),
    (
        "SELECT * FROM product SEMI JOIN warehouse ON true",
        "WHERE EXISTS",
    ),
    (
        "SELECT * FROM product AS p (a INT)",
        "A type in a list of column names",
    ),
    // functions
    ("SELECT pg_sleep(1000000)", "function pg_sleep is not among"),
    (
        "SELECT pg_read_file('/etc/passwd')",
        "function pg_read_file",
    ),
    ("SELECT set_config('a', 'b', false)", "function set_config"),
    ("SELECT nextval('some_sequence')", "function nextval"),
    (
        "SELECT dblink_exec('host=x', 'DELETE FROM t')",
        "function dblink_exec",
    ),
    ("SELECT version()", "function version"),
    ("SELECT current_user", "function current_user"),
    ("SELECT random()", "function random"),
    ("SELECT repeat('x', 1000000000)", "function repeat"),
    ("SELECT lpad('x', 2000000000)", "at most 1000"),
    ("SELECT rpad('x', a) FROM product", "at most 1000"),
    ("SELECT public.lower('X')", "function public.lower"),
    ("SELECT \"LOWER\"('X')", "function LOWER"),
    ("SELECT sum(*) FROM product", "count(*)"),
    ("SELECT count(product.*) FROM product", "count(*)"),
    ("SELECT concat(a => 1)", "operator"),
    ("SELECT {fn lower('X')}", "brackets"),
    // values and operators
    ("SELECT $$text$$", "'…'"),
    ("SELECT E'\\x41'", "'…'"),
    ("SELECT U&'\\0041'", "'…'"),
    ("SELECT X'41'", "'…'"),
    ("SELECT N'text'", "'…'"),
    ("SELECT Q'{text}'", "'…'"),
    ("SELECT * FROM product WHERE a = $1", "parameter"),
    ("SELECT * FROM product WHERE a = ?", "parameter"),
    ("SELECT * FROM product WHERE a = :a", "parameter"),
    ("SELECT @@version", "session variable"),
    ("SELECT @x", "session variable"),
];

#[test]
fn each_is_refused_with_a_reason() {
    for (sql, part) in REFUSED {
        let text = refused(sql).to_string();
        assert!(
            text.contains(part),
            "{sql}\nrefused: {text}\nexpected: {part}"
        );
    }
}

#[test]
fn other_expressions_are_refused() {
    for sql in [
        "SELECT a[1] FROM product",
        "SELECT a[1:2] FROM product",
        "SELECT [1, 2]",
        "SELECT ARRAY[1, 2]",
        "SELECT ARRAY(SELECT a FROM product)",
        "SELECT {'a': 1}",
        "SELECT STRUCT(1, 2)",
        "SELECT a -> 'b' FROM product",
        "SELECT a ->> 'b' FROM product",
        "SELECT a #> 'b' FROM product",
        "SELECT a @> b FROM product",
        "SELECT a ? 'b' FROM product",
        "SELECT a:b FROM product",
        "SELECT a ~ 'b' FROM product",
        "SELECT a !~* 'b' FROM product",
        "SELECT a & b, a | b, a ^ b FROM product",
        "SELECT a << 1 FROM product",
        "SELECT 1 OPERATOR(public.===) 2",
        "SELECT 1 OPERATOR(public.+) 2",
        "SELECT a SIMILAR TO 'b' FROM product",
        "SELECT a RLIKE 'b' FROM product",
        "SELECT a REGEXP 'b' FROM product",
        "SELECT a LIKE ANY ('x', 'y') FROM product",
        "SELECT a = ANY (SELECT b FROM product) FROM product",
        "SELECT a > ALL (SELECT b FROM product) FROM product",
        "SELECT (1, 2) IN (SELECT a, b FROM product)",
        "SELECT (1, 2)",
        "SELECT ROW(1, 2)",
        "SELECT a AT TIME ZONE 'UTC' FROM product",
        "SELECT a COLLATE \"C\" FROM product",
        "SELECT a IS NORMALIZED FROM product",
        "SELECT CONVERT(a, CHAR) FROM product",
        "SELECT SAFE_CAST(a AS INT) FROM product",
        "SELECT 'product'::regclass",
        "SELECT CAST(a AS JSON) FROM product",
        "SELECT CAST(a AS my_type) FROM product",
        "SELECT CAST(a AS INT[]) FROM product",
        "SELECT CAST(a AS ARRAY<INT>) FROM product",
        "SELECT JSON '{}'",
        "SELECT EXTRACT('year' FROM a) FROM product",
        "SELECT EXTRACT(nonsense FROM a) FROM product",
        "SELECT INTERVAL a DAY FROM product",
        "SELECT a (+) FROM product",
        "SELECT x -> x + 1",
        "SELECT MATCH (a) AGAINST ('x') FROM product",
        "SELECT U&\"s\\0065t_config\"('statement_timeout', '0', true)",
        "SELECT a := 1",
        "SELECT 1 = = 2",
        "SELECT _utf8'x'",
        "SELECT /*! version() */ 1",
        "SELECT 1 AS 'name'",
        "SELECT sum(a) OVER (ORDER BY b) (c) FROM product",
        "SELECT quantile(0.9)(a) FROM product",
        "SELECT string_agg(a, ',' LIMIT 5) FROM product",
        "SELECT 1 /",
        "SELECT 'unfinished",
        "SELECT \"unfinished",
        "SELECT 1 /* unfinished",
        "SELECT \0",
    ] {
        refused(sql);
    }
}

#[test]
fn a_syntax_error_tells_where() {
    for (sql, line, column) in [
        ("SELEC product_code FRM product", 1, 1),
        ("SELECT product_code FRM product", 1, 25),
        ("SELECT product_code\nFROM product\nWHERE AND a = 1", 3, 11),
        ("SELECT product_code\nFROM product\nWHERE", 3, 6),
        ("SELECT (1", 1, 10),
        ("SELECT 'x", 1, 8),
    ] {
        match refused(sql) {
            Refusal::Syntax {
                line: l,
                column: c,
                message,
            } => {
                assert_eq!((l, c), (line, column), "{sql}\n{message}");
            }
            other => panic!("{sql}\n{other}"),
        }
    }
    assert_eq!(
        refused("SELECT product_code FRM product").to_string(),
        "The SQL has an error at line 1, column 25: expected the end of the query, found product. Correct it and run it \
         again."
    );
}

#[test]
fn a_message_does_not_repeat_a_long_text() {
    let text = refused(&format!("SELECT 1 2 '{}'", "x".repeat(50_000))).to_string();
    assert!(text.len() < 400, "{}", text.len());
    let text = refused(&format!("SELECT 1 AS a '{}'", "ü".repeat(50_000))).to_string();
    assert!(text.len() < 800, "{}", text.len());
}
