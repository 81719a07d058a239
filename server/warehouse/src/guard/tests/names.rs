//! Which table a name stands for: folding, quoting, qualifying, and the reach of common table expressions.

use super::{Refusal, reads, refused};
use crate::guard::{Dialect, Rights, admit};

#[track_caller]
fn no_table(sql: &str, name: &str) {
    match refused(sql) {
        Refusal::Table { name: refused, .. } => assert_eq!(refused, name, "{sql}"),
        other => panic!("{sql}\nrefused otherwise: {other}"),
    }
}

#[test]
fn unquoted_names_are_folded_and_quoted_ones_are_not() {
    assert_eq!(reads("SELECT * FROM PRODUCT"), "product");
    assert_eq!(reads("SELECT * FROM \"product\""), "product");
    assert_eq!(reads("SELECT * FROM `product`"), "product");
    no_table("SELECT * FROM \"PRODUCT\"", "PRODUCT");
    no_table("SELECT * FROM Purchase_Order_Line", "purchase_order_line");
    no_table(
        "SELECT * FROM \"Purchase_Order_Line\"",
        "Purchase_Order_Line",
    );
    // Letters beyond ASCII are not folded: the Kelvin sign is no k.
    no_table("SELECT * FROM \u{212a}", "\u{212a}");
}

#[test]
fn rights_to_a_table_with_capitals_are_met_by_the_quoted_name() {
    let rights = Rights::new(["Stock"]);
    assert!(admit("SELECT * FROM \"Stock\"", &rights, Dialect::Embedded).is_ok());
    assert!(admit("SELECT * FROM Stock", &rights, Dialect::Embedded).is_err());
}

#[test]
fn a_table_that_exists_elsewhere_is_refused_like_one_that_does_not_exist() {
    let text = |name: &str| {
        refused(&format!("SELECT * FROM {name}"))
            .to_string()
            .replace(name, "…")
    };
    assert_eq!(text("purchase_order_line"), text("no_such_table"));
    assert_eq!(
        text("purchase_order_line"),
        "There is no table … among those you may read. You may read: product, sales_order_line, warehouse, \
         warehouse_product."
    );
}

#[test]
fn an_asker_without_tables_is_told_so() {
    let refusal = admit(
        "SELECT * FROM product",
        &Rights::default(),
        Dialect::Embedded,
    )
    .unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "There is no table product among those you may read. You may read no table."
    );
}

#[test]
fn qualified_names_are_refused() {
    for sql in [
        "SELECT * FROM public.product",
        "SELECT * FROM public.\"purchase_order_line\"",
        "SELECT * FROM datafusion.public.product",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM pg_catalog.pg_tables",
        "SELECT * FROM \"public\".\"product\"",
        "WITH x AS (SELECT 1) SELECT * FROM public.x",
        "SELECT public.product.* FROM product",
    ] {
        assert!(
            matches!(refused(sql), Refusal::QualifiedTable { .. }),
            "{sql}"
        );
    }
    // One quoted name with a period in it is one name, and no table expression stands in for a qualified one.
    no_table("SELECT * FROM \"public.product\"", "public.product");
    assert!(matches!(
        refused("WITH \"a.b\" AS (SELECT 1) SELECT * FROM a.b"),
        Refusal::QualifiedTable { .. }
    ));
    refused("SELECT public.product.product_code FROM product");
    refused("SELECT a.b.c.d.e FROM product");
}

#[test]
fn a_table_expression_may_carry_any_name() {
    assert_eq!(
        reads("WITH purchase_order_line AS (SELECT 1 AS x) SELECT x FROM purchase_order_line"),
        ""
    );
    assert_eq!(
        reads("WITH PURCHASE_ORDER_LINE AS (SELECT 1 AS x) SELECT x FROM purchase_order_line AS p"),
        ""
    );
    assert_eq!(
        reads("WITH \"Secret\" AS (SELECT 1) SELECT * FROM \"Secret\""),
        ""
    );
    assert_eq!(
        reads("WITH product AS (SELECT 1) SELECT * FROM product"),
        ""
    );
}

#[test]
fn the_name_of_a_table_expression_is_compared_as_a_name() {
    no_table(
        "WITH secret AS (SELECT 1) SELECT * FROM \"Secret\"",
        "Secret",
    );
    no_table(
        "WITH \"Secret\" AS (SELECT 1) SELECT * FROM Secret",
        "secret",
    );
}

#[test]
fn a_table_expression_does_not_see_itself_nor_those_behind_it() {
    no_table(
        "WITH purchase AS (SELECT * FROM purchase) SELECT * FROM purchase",
        "purchase",
    );
    no_table(
        "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a",
        "b",
    );
    assert_eq!(
        reads("WITH product AS (SELECT * FROM product) SELECT * FROM product"),
        "product"
    );
    assert_eq!(
        reads("WITH b AS (SELECT 1), a AS (SELECT * FROM b) SELECT * FROM a"),
        ""
    );
}

#[test]
fn a_table_expression_ends_with_its_query() {
    no_table(
        "SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t) AS x JOIN t ON true",
        "t",
    );
    no_table(
        "SELECT (WITH t AS (SELECT 1 AS a) SELECT a FROM t), (SELECT a FROM t)",
        "t",
    );
    no_table(
        "(WITH t AS (SELECT 1 AS a) SELECT a FROM t) UNION ALL SELECT a FROM t",
        "t",
    );
    no_table(
        "SELECT a FROM t UNION ALL (WITH t AS (SELECT 1 AS a) SELECT a FROM t)",
        "t",
    );
    no_table(
        "WITH a AS (WITH t AS (SELECT 1) SELECT * FROM t) SELECT * FROM t",
        "t",
    );
    no_table(
        "WITH a AS (WITH t AS (SELECT 1) SELECT * FROM t), b AS (SELECT * FROM t) SELECT * FROM b",
        "t",
    );
    no_table(
        "SELECT * FROM product WHERE a IN (WITH t AS (SELECT 1 AS a) SELECT a FROM t) AND EXISTS (SELECT * FROM t)",
        "t",
    );
    no_table(
        "SELECT * FROM product WHERE EXISTS (SELECT * FROM t) ORDER BY (WITH t AS (SELECT 1 AS a) SELECT a FROM t)",
        "t",
    );
}

#[test]
fn a_table_expression_reaches_into_subqueries_of_its_query() {
    let sql = "WITH t AS (SELECT a FROM product) SELECT (SELECT max(a) FROM t) FROM warehouse \
               WHERE a IN (SELECT a FROM t) AND EXISTS (SELECT * FROM (SELECT * FROM t) AS u) \
               UNION SELECT a FROM t ORDER BY (SELECT min(a) FROM t) LIMIT 3";
    assert_eq!(reads(sql), "product warehouse");
}

#[test]
fn an_inner_table_expression_hides_an_outer_one_and_only_as_long_as_it_lasts() {
    // Inside, `t` is what reads product; outside again, what reads nothing.
    assert_eq!(
        reads(
            "WITH t AS (SELECT 1 AS a) SELECT * FROM (WITH t AS (SELECT a FROM product) SELECT * FROM t) AS u, t"
        ),
        "product"
    );
    no_table(
        "WITH t AS (SELECT 1 AS a) SELECT * FROM (WITH t AS (SELECT a FROM purchase) SELECT * FROM t) AS u",
        "purchase",
    );
}

#[test]
fn an_alias_is_no_table() {
    no_table("SELECT * FROM product AS purchase, purchase", "purchase");
    no_table(
        "SELECT * FROM product AS p WHERE EXISTS (SELECT * FROM p)",
        "p",
    );
    no_table("SELECT 1 AS purchase FROM purchase", "purchase");
    assert_eq!(
        reads("SELECT purchase.a FROM product AS purchase"),
        "product"
    );
}

#[test]
fn a_column_may_be_called_like_a_table() {
    assert_eq!(
        reads("SELECT purchase_order_line, p.purchase_order_line FROM product p"),
        "product"
    );
}
