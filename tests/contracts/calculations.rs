//! Every published figure, as `quartermaster tool` computes it.

use anyhow::Context;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::Home;
use serde_json::Value;

/// A figure of a calculation, the main one included.
fn figure(calculation: &Value, name: &str) -> Option<f64> {
    if calculation["name"] == name {
        return calculation["result"].as_f64();
    }
    let mut figures = calculation["figures"].as_array()?.iter();
    figures.find(|figure| figure["name"] == name)?["value"].as_f64()
}

/// A column of the calculation's main table.
fn column(calculation: &Value, name: &str) -> Option<Value> {
    let table = &calculation["tables"][0];
    let mut columns = table["columns"].as_array()?.iter();
    let place = columns.position(|column| column["name"] == name)?;
    let rows = table["rows"].as_array()?.iter();
    Some(rows.map(|row| row[place].clone()).collect())
}

#[test]
fn every_reference_value_comes_out_of_the_command() -> anyhow::Result<()> {
    let home = Home::new()?;
    let references = include_str!("../../lambda_tools/tests/reference_values.json");
    let references: Vec<Value> = serde_json::from_str(references)?;
    assert!(references.len() >= 14);
    for reference in &references {
        let name = &reference["calculation"];
        let action = reference["action"].as_str().context("an action")?;
        let payload = reference["payload"].to_string();
        let ran = home.run(&["tool", action, &payload, "--json"])?;
        assert_eq!(ran.code, Some(0), "{name}: {}{}", ran.output, ran.notices);
        let calculation = &ran.json()?[0];
        for (field, expected) in reference["expected"].as_object().context("expected")? {
            let value = expected[0].as_f64().context("a value")?;
            let tolerance = expected[1].as_f64().context("a tolerance")?;
            let found = figure(calculation, field).with_context(|| format!("{name}: {field}"))?;
            assert!(
                (found - value).abs() <= tolerance,
                "{name}, {field}: {found}, not {value}"
            );
        }
        for (field, expected) in reference["column"].as_object().into_iter().flatten() {
            assert_eq!(
                column(calculation, field).as_ref(),
                Some(expected),
                "{name}"
            );
        }
        let told = home.run(&["tool", action, &payload])?;
        assert_eq!(told.code, Some(0), "{name}");
        assert!(told.output.lines().count() >= 3, "{name}: {}", told.output);
    }
    Ok(())
}

#[test]
fn the_command_says_which_there_are_and_what_they_take() -> anyhow::Result<()> {
    let home = Home::new()?;
    let listed = home.run(&["tool"])?;
    assert_eq!(listed.code, Some(0));
    assert!(
        listed.output.contains("\nclassify_abc_xyz: "),
        "{}",
        listed.output
    );
    let described = home.run(&["tool", "calculate_safety_stock"])?;
    assert_eq!(described.code, Some(0));
    for part in [
        "By the method service level it takes",
        "  lead_time_std_dev: ",
        "(days).",
    ] {
        assert!(
            described.output.contains(part),
            "{part}: {}",
            described.output
        );
    }
    let unknown = home.run(&["tool", "calculate_luck"])?;
    assert_eq!(unknown.code, Some(1));
    assert!(
        unknown
            .notices
            .contains("there is no calculation named calculate_luck")
    );
    Ok(())
}

#[test]
fn calculations_are_functions_in_sql() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let folder = sample.to_str().context("a path in UTF-8")?;
    let run = |sql: &str| home.run(&["sql", "--data", folder, "--today", TODAY, "--json", sql]);
    let figures = "SELECT reorder_point(10, 7, 20) AS point, safety_stock(20, 10, 10, 7.0) AS stock, \
                   safety_stock_for_level(0.95, 100, 20, 5, 1) AS level, eoq(8, 0.225, 1300) AS eoq, \
                   supplier_score(0.9, 0.8, 1, 0.5) AS score, newsvendor_poisson(0.18, 0.70, 50) AS newsvendor, \
                   reorder_point(NULL, 7, 20) AS nothing";
    let ran = run(figures)?;
    assert_eq!(ran.code, Some(0), "{}{}", ran.output, ran.notices);
    let row = ran.json()?[0]["rows"][0].clone();
    // The reference values, and NULL where an argument is NULL.
    for (place, expected) in [90.0, 130.0, 180.184_69, 304.046_78, 0.81, 56.0]
        .into_iter()
        .enumerate()
    {
        let found = row[place]
            .as_f64()
            .with_context(|| format!("column {place} of {row}"))?;
        assert!((found - expected).abs() < 1e-5, "{found}, not {expected}");
    }
    assert!(row[6].is_null(), "{row}");
    let rows = "SELECT warehouse_code, product_code, lead_time_days, reorder_point(2, lead_time_days, minimum_stock) AS point, minimum_stock \
                FROM warehouse_product WHERE lead_time_days IS NOT NULL AND minimum_stock IS NOT NULL LIMIT 20";
    let answer = run(rows)?.json()?[0].clone();
    let rows = answer["rows"].as_array().context("rows")?;
    assert_eq!(rows.len(), 20, "{answer}");
    for row in rows {
        let number = |place: usize| row[place].as_f64().unwrap_or(f64::NAN);
        assert!(
            (number(3) - (2.0 * number(2) + number(4))).abs() < 1e-9,
            "{row}"
        );
    }
    let refused = run("SELECT reorder_point(10, -7, current_stock) FROM warehouse_product")?;
    assert_eq!(refused.code, Some(1), "{}", refused.output);
    assert!(
        refused
            .output
            .contains("reorder_point: lead_time_days must be between 0"),
        "{}",
        refused.output
    );
    Ok(())
}
