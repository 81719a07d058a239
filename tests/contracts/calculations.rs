//! Every published figure, as `quartermaster tool` computes it.

use anyhow::Context;
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
