//! What the data pages tell: each persona its own tables, figures and conditions, and nobody's names.

use super::company::{BUYER, Company, ENGINEER, MANAGER, ask, assert_holds, assert_lacks};

#[test]
fn a_persona_sees_its_own_tables() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    let page = manager.get("/data")?;
    assert_eq!(page.status, 200);
    // 5,000 order lines were made; orders end on the as-of date.
    assert_holds(
        &page,
        &[
            "Sales order lines sales_order_line",
            "5,000 rows · newest 30 Jun 2025 (Order date)",
            "Stock value",
            "Owner: Finance",
            "Out of stock",
        ],
    );
    assert_lacks(
        &page,
        &[
            "purchase_order",
            "Purchase order",
            "Spend",
            "supplier fill rate",
        ],
    );

    let lines = manager.get("/data/sales_order_line")?;
    assert_holds(
        &lines,
        &[
            "Sales order lines",
            "5,000 rows",
            "Each sales order line belongs to one sales order, by sales_order_prefix and sales_order_number.",
            "Each sales order line belongs to one product, by product_code.",
            "key",
            "whole number, in units",
            "Also: quantity ordered,",
            "points to product",
            "Values: Fulfilled",
        ],
    );
    let products = manager.get("/data/product")?;
    assert_holds(
        &products,
        &["One product can have any number of stock rows, by product_code."],
    );
    // Not even the words of other tables are there.
    for path in [
        "/data",
        "/data/product",
        "/data/warehouse_product",
        "/data/sales_order_header",
        "/data/sales_order_line",
    ] {
        let page = manager.get(path)?;
        assert_eq!(page.status, 200, "{path}");
        assert_lacks(
            &page,
            &["purchase_order", "purchase order", "Purchase order"],
        );
    }

    // A table of somebody else's and one of nobody's are the same.
    let said = |words: String| words.split("Reference").next().map(str::to_owned);
    let forbidden = manager.get("/data/purchase_order_header")?;
    let unknown = manager.get("/data/no_such_table")?;
    assert_eq!((forbidden.status, unknown.status), (404, 404));
    assert_eq!(said(forbidden.words()), said(unknown.words()));
    for path in [
        "/data/..%2f..%2fetc",
        "/data/%00",
        "/data/product%27--",
        "/data/PRODUCT",
    ] {
        assert_eq!(manager.get(path)?.status, 404, "{path}");
    }
    let other = manager.get("/data?persona=Procurement+Specialist")?;
    assert_eq!(other.status, 403);
    let other = manager.get("/data/purchase_order_header?persona=Procurement+Specialist")?;
    assert_eq!(other.status, 403);

    let mut buyer = company.person("procurement")?;
    assert_eq!(buyer.get("/data/purchase_order_header")?.status, 200);
    assert_eq!(buyer.get("/data/sales_order_header")?.status, 404);
    assert_lacks(&buyer.get("/data")?, &["sales_order", "Sales order lines"]);

    // Somebody with several personas chooses one, and the links keep it.
    let mut demo = company.person("demo")?;
    let bought = demo.get("/data?persona=Procurement+Specialist")?;
    assert_holds(&bought, &["Purchase orders", "Spend"]);
    assert!(
        bought
            .text
            .contains("/data/purchase_order_line?persona=Procurement+Specialist")
    );
    assert!(
        bought.text.contains("action=\"/data\""),
        "the switch stays on the page"
    );
    assert_eq!(demo.get("/data/purchase_order_line")?.status, 404);
    let mut stranger = company.stranger();
    for path in ["/data", "/data/product"] {
        assert_eq!(stranger.get(path)?.status, 303, "{path}");
    }
    Ok(())
}

#[test]
fn few_values_are_shown_and_nobodys_names() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    let answer = ask(&mut manager, MANAGER, "List all sales orders")?;
    let columns = answer["columns"].as_array().cloned().unwrap_or_default();
    let name = columns.iter().position(|c| c["name"] == "customer_name");
    let name = name.and_then(|name| answer["rows"][0][name].as_str());
    let name = name.unwrap_or_else(|| panic!("a customer's name in {columns:?}"));
    let page = manager.get("/data/sales_order_header")?;
    assert_holds(
        &page,
        &[
            "Not shown: they concern private persons.",
            "Values: Delivered",
        ],
    );
    assert_lacks(&page, &[name]);
    for samples in page.text.split("<ul class=\"samples\">").skip(1) {
        let (samples, _) = samples.split_once("</ul>").unwrap_or_default();
        assert!(samples.matches("<li>").count() <= 5, "{samples}");
    }
    Ok(())
}

#[test]
fn every_figure_can_be_asked_for_by_its_name() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut demo = company.person("demo")?;
    let mut faults = Vec::new();
    for persona in [MANAGER, ENGINEER, BUYER] {
        let path = format!("/data?persona={}", persona.replace(' ', "+"));
        let page = demo.get(&path)?;
        let labels: Vec<&str> = page
            .text
            .split("name=\"question\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split_once('"').map(|(label, _)| label))
            .collect();
        assert!(labels.len() > 10, "{labels:?}");
        for label in labels {
            let answer = ask(&mut demo, persona, label)?;
            if answer["outcome"] != "answered" {
                faults.push(format!("{persona}: {label}: {}", answer["message"]));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
