//! What people, the compiler and language models write, and must be let through.

use super::{admitted, reads};

/// Queries, one for each construct that is allowed.
pub(super) const QUERIES: [&str; 75] = [
    "SELECT 1",
    "SELECT product_code, product_name FROM product ORDER BY 1 LIMIT 5",
    "select Product_Code from PRODUCT",
    "SELECT * FROM product",
    "SELECT p.* FROM product p",
    "SELECT p.*, w.current_stock FROM product AS p JOIN warehouse_product AS w ON p.product_code = w.product_code",
    "SELECT DISTINCT product_type FROM product",
    "SELECT DISTINCT ON (product_type) product_type, product_code FROM product ORDER BY product_type, product_code",
    "SELECT ALL product_type FROM product",
    "SELECT count(*), count(DISTINCT product_type), sum(ALL reorder_point) FROM product",
    "SELECT product_type, avg(reorder_point) AS mean FROM product GROUP BY product_type HAVING avg(reorder_point) > 3",
    "SELECT product_type, count(*) FROM product GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1 ASC",
    "SELECT a, b, count(*) FROM product GROUP BY ROLLUP (a, b)",
    "SELECT a, b, count(*), grouping(a) FROM product GROUP BY CUBE (a, b)",
    "SELECT a, b, count(*) FROM product GROUP BY GROUPING SETS ((a, b), (a), ())",
    "SELECT a, b, count(*) FROM product GROUP BY a, ROLLUP (b, c)",
    "SELECT * FROM product WHERE a = 1 AND b <> 2 OR NOT c >= 3 AND d < 4.5 AND e != -1",
    "SELECT * FROM product WHERE a IS NULL OR b IS NOT NULL OR c IS TRUE OR d IS NOT FALSE OR e IS UNKNOWN",
    "SELECT * FROM product WHERE a IS DISTINCT FROM b AND c IS NOT DISTINCT FROM d",
    "SELECT * FROM product WHERE a BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4",
    "SELECT * FROM product WHERE a IN (1, 2, 3) AND b NOT IN ('x', 'y')",
    "SELECT * FROM product WHERE a LIKE '%update%' AND b NOT LIKE 'x_' AND c ILIKE 'y%' AND d LIKE '50!%' ESCAPE '!'",
    "SELECT * FROM product WHERE a IN (SELECT product_code FROM warehouse_product)",
    "SELECT * FROM product p WHERE NOT EXISTS (SELECT 1 FROM warehouse_product w WHERE w.product_code = p.product_code)",
    "SELECT (SELECT max(current_stock) FROM warehouse_product) AS most FROM product",
    "SELECT a + b - c * d / e % f, -g, +h, i || ' ' || j FROM product",
    "SELECT CASE WHEN a > 1 THEN 'many' WHEN a = 1 THEN 'one' ELSE 'none' END FROM product",
    "SELECT CASE a WHEN 1 THEN 'one' END FROM product",
    "SELECT CAST(a AS BIGINT), CAST(b AS DECIMAL(18, 4)), c::VARCHAR, TRY_CAST(d AS DATE), CAST(e AS DOUBLE PRECISION) FROM product",
    "SELECT CAST(a AS TIMESTAMP), CAST(b AS TIME), CAST(c AS BOOLEAN), CAST(d AS VARCHAR(10)), CAST(e AS FLOAT) FROM product",
    "SELECT DATE '2025-06-30', TIMESTAMP '2025-06-30 12:00:00', TIME '12:00:00'",
    "SELECT DATE '2025-06-30' - INTERVAL '3' MONTH, DATE '2025-06-30' + INTERVAL '1 day', INTERVAL 7 DAY",
    "SELECT EXTRACT(YEAR FROM a), EXTRACT(DOW FROM a), EXTRACT(EPOCH FROM a), EXTRACT(WEEK FROM a) FROM product",
    "SELECT date_trunc('month', a), date_part('year', a), to_char(a, '%Y-%m'), current_date, now(), CURRENT_TIMESTAMP FROM product",
    "SELECT CEIL(a), FLOOR(b), round(c, 2), abs(d), power(e, 2), sqrt(f), trunc(g), signum(h) FROM product",
    "SELECT SUBSTRING(a FROM 2 FOR 3), SUBSTRING(a, 2, 3), substr(a, 2), POSITION('x' IN a), OVERLAY(a PLACING 'x' FROM 2 FOR 1) FROM product",
    "SELECT TRIM(a), TRIM(BOTH 'x' FROM a), TRIM(LEADING 'x' FROM a), ltrim(a), rtrim(a), btrim(a, 'x') FROM product",
    "SELECT lower(a), upper(a), initcap(a), length(a), left(a, 2), right(a, 2), reverse(a), replace(a, 'x', 'y') FROM product",
    "SELECT lpad(a, 10, '0'), rpad(a, 10), concat(a, b), concat_ws('-', a, b), split_part(a, '-', 1), strpos(a, 'x') FROM product",
    "SELECT coalesce(a, b, 0), nullif(a, 0), greatest(a, b), least(a, b), nvl(a, 0) FROM product",
    "SELECT sum(a) FILTER (WHERE b > 0), min(a), max(a), median(a), stddev(a), var_pop(a), corr(a, b) FROM product",
    "SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY a) FROM product",
    "SELECT string_agg(a, ', ' ORDER BY a) FROM product",
    "SELECT first_value(a ORDER BY b), last_value(a ORDER BY b) FROM product",
    "SELECT row_number() OVER (PARTITION BY a ORDER BY b DESC), rank() OVER (ORDER BY b), dense_rank() OVER (ORDER BY b) FROM product",
    "SELECT lag(a, 1) OVER (ORDER BY b), lead(a) OVER (ORDER BY b), ntile(4) OVER (ORDER BY b), cume_dist() OVER (ORDER BY b) FROM product",
    "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM product",
    "SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM product",
    "SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND CURRENT ROW) FROM product",
    "SELECT sum(a) OVER w, avg(a) OVER w FROM product WINDOW w AS (PARTITION BY b ORDER BY c)",
    "SELECT first_value(a) IGNORE NULLS OVER (ORDER BY b) FROM product",
    "SELECT sum(sum(a)) OVER (ORDER BY b) FROM product GROUP BY b",
    "SELECT * FROM product p, warehouse_product w WHERE p.product_code = w.product_code",
    "SELECT * FROM product p LEFT JOIN warehouse_product w USING (product_code)",
    "SELECT * FROM product RIGHT OUTER JOIN warehouse_product ON true",
    "SELECT * FROM product FULL OUTER JOIN warehouse_product ON product.a = warehouse_product.a",
    "SELECT * FROM product CROSS JOIN warehouse",
    "SELECT * FROM product NATURAL JOIN warehouse_product",
    "SELECT * FROM product INNER JOIN (warehouse_product w JOIN warehouse h ON w.a = h.a) ON product.b = w.b",
    "SELECT * FROM product LEFT SEMI JOIN warehouse_product ON product.a = warehouse_product.a",
    "SELECT * FROM (SELECT a, b FROM product WHERE c) AS t (x, y) WHERE t.x > 1",
    "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (n, s)",
    "VALUES (1, 2), (3, 4)",
    "SELECT a FROM product UNION SELECT a FROM warehouse UNION ALL SELECT a FROM warehouse_product ORDER BY a",
    "SELECT a FROM product EXCEPT SELECT a FROM warehouse INTERSECT SELECT a FROM warehouse_product",
    "(SELECT a FROM product ORDER BY a LIMIT 1) UNION ALL (SELECT a FROM warehouse ORDER BY a LIMIT 1)",
    "WITH low AS (SELECT * FROM warehouse_product WHERE current_stock < minimum_stock) SELECT count(*) FROM low",
    "WITH a AS (SELECT 1 AS x), b (y) AS (SELECT x FROM a) SELECT * FROM a JOIN b ON a.x = b.y",
    "WITH a AS (WITH b AS (SELECT * FROM product) SELECT * FROM b) SELECT * FROM a",
    "SELECT * FROM product LIMIT 10 OFFSET 5",
    "SELECT * FROM product OFFSET 5 ROWS FETCH FIRST 10 ROWS ONLY",
    "SELECT '; DROP TABLE product' AS harmless_text -- the end",
    "SELECT /* DELETE FROM product */ count(*) FROM product;",
    "SELECT \"delete\" FROM (SELECT 1 AS \"delete\") AS t",
    "SELECT `a` AS \"Two words\" FROM product AS \"P\" WHERE \"P\".a = 'it''s'",
];

#[test]
fn ordinary_queries_are_let_through() {
    for sql in QUERIES {
        admitted(sql);
    }
}

#[test]
fn what_is_printed_is_admitted_again_and_stays() {
    for sql in QUERIES {
        let first = admitted(sql);
        assert_eq!(admitted(first.sql()), first, "{sql}");
    }
}

#[test]
fn the_tables_read_are_told() {
    assert_eq!(reads("SELECT 1"), "");
    assert_eq!(reads("SELECT * FROM Product"), "product");
    assert_eq!(
        reads(
            "WITH s AS (SELECT * FROM warehouse_product) SELECT (SELECT 1 FROM product), * FROM s \
             WHERE EXISTS (SELECT * FROM sales_order_line)"
        ),
        "product sales_order_line warehouse_product"
    );
}

#[test]
fn the_asker_may_read_more_than_the_query_reads() {
    let admitted = admitted("SELECT * FROM product");
    assert_eq!(admitted.tables(), super::rights().tables());
}
