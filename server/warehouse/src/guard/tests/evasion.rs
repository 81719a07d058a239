//! A forbidden table and a forbidden function in every place in which an expression or a query can stand.

use super::{Refusal, refused};

/// Places for an expression.
const PLACES: [&str; 62] = [
    "SELECT {}",
    "SELECT {} AS x FROM product",
    "SELECT DISTINCT ON ({}) a FROM product",
    "SELECT 1 + {} FROM product",
    "SELECT -({}) FROM product",
    "SELECT NOT {} FROM product",
    "SELECT (({})) FROM product",
    "SELECT a || {} FROM product",
    "SELECT {} IS NULL FROM product",
    "SELECT {} IS NOT TRUE FROM product",
    "SELECT a IS DISTINCT FROM {} FROM product",
    "SELECT a BETWEEN {} AND 2 FROM product",
    "SELECT a BETWEEN 1 AND {} FROM product",
    "SELECT a LIKE {} FROM product",
    "SELECT {} ILIKE 'x' FROM product",
    "SELECT a IN (1, {}, 3) FROM product",
    "SELECT {} IN (1, 2) FROM product",
    "SELECT {} IN (SELECT a FROM product)",
    "SELECT CASE WHEN {} THEN 1 END FROM product",
    "SELECT CASE WHEN a THEN {} END FROM product",
    "SELECT CASE WHEN a THEN 1 ELSE {} END FROM product",
    "SELECT CASE {} WHEN 1 THEN 2 END FROM product",
    "SELECT CASE a WHEN {} THEN 2 END FROM product",
    "SELECT CAST({} AS BIGINT)",
    "SELECT TRY_CAST({} AS BIGINT)",
    "SELECT ({})::BIGINT",
    "SELECT EXTRACT(YEAR FROM {})",
    "SELECT CEIL({}), FLOOR(1)",
    "SELECT CEIL(1), FLOOR({})",
    "SELECT POSITION({} IN 'x')",
    "SELECT POSITION('x' IN {})",
    "SELECT SUBSTRING({} FROM 1)",
    "SELECT SUBSTRING('x' FROM {} FOR 1)",
    "SELECT SUBSTRING('x', 1, {})",
    "SELECT TRIM({})",
    "SELECT TRIM(BOTH {} FROM 'x')",
    "SELECT TRIM('x', {})",
    "SELECT OVERLAY('x' PLACING {} FROM 1)",
    "SELECT OVERLAY('x' PLACING 'y' FROM 1 FOR {})",
    "SELECT coalesce(1, {})",
    "SELECT count(DISTINCT {}) FROM product",
    "SELECT sum(a) FILTER (WHERE {}) FROM product",
    "SELECT string_agg(a, ',' ORDER BY {}) FROM product",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY {}) FROM product",
    "SELECT sum(a) OVER (PARTITION BY {}) FROM product",
    "SELECT sum(a) OVER (ORDER BY {}) FROM product",
    "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN {} PRECEDING AND CURRENT ROW) FROM product",
    "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN CURRENT ROW AND {} FOLLOWING) FROM product",
    "SELECT sum(a) OVER w FROM product WINDOW w AS (ORDER BY {})",
    "SELECT * FROM product WHERE {}",
    "SELECT a FROM product GROUP BY a, {}",
    "SELECT a FROM product GROUP BY ROLLUP (a, 1 + {})",
    "SELECT a FROM product GROUP BY CUBE (1 + {})",
    "SELECT a FROM product GROUP BY GROUPING SETS ((a), ({}))",
    "SELECT a FROM product GROUP BY a HAVING {}",
    "SELECT * FROM product ORDER BY a, {} DESC",
    "SELECT * FROM product LIMIT {}",
    "SELECT * FROM product LIMIT 1 OFFSET {}",
    "SELECT * FROM product JOIN warehouse ON {}",
    "SELECT * FROM product JOIN (warehouse JOIN warehouse_product ON {}) ON true",
    "VALUES (1), ({})",
    "SELECT a FROM product UNION SELECT {}",
];

/// Places for a query.
const QUERIES: [&str; 16] = [
    "SELECT * FROM ({}) AS t",
    "SELECT * FROM product JOIN ({}) AS t ON true",
    "SELECT * FROM product, ({}) AS t",
    "SELECT * FROM (product JOIN ({}) AS t ON true)",
    "SELECT * FROM product WHERE EXISTS ({})",
    "SELECT * FROM product WHERE NOT EXISTS ({})",
    "SELECT * FROM product WHERE a IN ({})",
    "SELECT * FROM product WHERE a NOT IN ({})",
    "SELECT a FROM product UNION ALL ({})",
    "({}) UNION SELECT a FROM product",
    "SELECT a FROM product EXCEPT ({})",
    "SELECT a FROM product INTERSECT ({})",
    "WITH t AS ({}) SELECT * FROM t",
    "WITH t AS ({}) SELECT 1",
    "SELECT * FROM (WITH t AS ({}) SELECT 1) AS u",
    "WITH a AS (SELECT 1), b AS (WITH c AS ({}) SELECT * FROM c) SELECT * FROM a",
];

/// Ways to read a forbidden table.
const READS: [&str; 12] = [
    "SELECT max(line_total) FROM purchase_order_line",
    "SELECT max(line_total) FROM PURCHASE_ORDER_LINE AS product",
    "SELECT max(line_total) FROM \"purchase_order_line\"",
    "SELECT max(line_total) FROM `purchase_order_line`",
    "SELECT max(line_total) FROM/**/purchase_order_line",
    "SELECT max(line_total) FROM (purchase_order_line)",
    "SELECT max(line_total) FROM product, purchase_order_line",
    "SELECT max(line_total) FROM product JOIN purchase_order_line ON true",
    "SELECT max(line_total) FROM (product CROSS JOIN purchase_order_line)",
    "SELECT max(line_total) FROM (SELECT * FROM purchase_order_line) AS p",
    "SELECT 1 UNION SELECT line_total FROM purchase_order_line",
    "WITH product AS (SELECT * FROM purchase_order_line) SELECT * FROM product",
];

#[test]
fn a_forbidden_table_is_found_wherever_it_is_read() {
    for read in READS {
        for place in PLACES
            .iter()
            .map(|place| place.replace("{}", "({})"))
            .chain(QUERIES.map(String::from))
        {
            let sql = place.replace("{}", read);
            match refused(&sql) {
                Refusal::Table { name, .. } => assert_eq!(name, "purchase_order_line", "{sql}"),
                other => panic!("{sql}\nrefused otherwise: {other}"),
            }
        }
    }
}

#[test]
fn a_forbidden_function_is_found_wherever_it_is_called() {
    for call in [
        "pg_sleep(1)",
        "PG_SLEEP(1)",
        "\"pg_sleep\"(1)",
        "pg_sleep(1) OVER ()",
        "pg_sleep/**/(1)",
        "lower(pg_sleep(1))",
    ] {
        let places = PLACES.iter().map(|place| place.replace("{}", call));
        let queries = QUERIES
            .iter()
            .map(|place| place.replace("{}", &format!("SELECT {call}")));
        for sql in places.chain(queries) {
            match refused(&sql) {
                Refusal::Function { name } => assert_eq!(name, "pg_sleep", "{sql}"),
                other => panic!("{sql}\nrefused otherwise: {other}"),
            }
        }
    }
}

#[test]
fn the_places_are_admitted_when_nothing_forbidden_stands_in_them() {
    for place in PLACES {
        super::admitted(&place.replace("{}", "1"));
        super::admitted(&place.replace("{}", "(SELECT max(a) FROM warehouse)"));
    }
    for place in QUERIES {
        super::admitted(&place.replace("{}", "SELECT a FROM warehouse"));
    }
}
