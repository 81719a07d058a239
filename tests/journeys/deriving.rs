//! A company that nobody has described: its model is derived, and its people ask.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context;
use quartermaster_tests::data;
use quartermaster_tests::program::{Home, Ran};
use semantic::Model;
use serde_json::{Value, json};

/// A bicycle workshop.
const WORKSHOP: [(&str, &str); 4] = [
    (
        "workshop",
        "workshop_code,workshop_name,city\nNORTH,North Yard,Oslo\nSOUTH,South Yard,Bergen\n",
    ),
    (
        "mechanic",
        "mechanic_id,mechanic_name,workshop_code,hourly_rate\n\
         11,Ada Lund,NORTH,41.5\n12,Bo Ek,NORTH,39\n13,Cy Dahl,SOUTH,44.25\n",
    ),
    (
        "bike",
        "frame_no,bike_model,colour,purchased_on\n\
         FR-1001,Roadster,red,2022-01-04\nFR-1002,Roadster,blue,2022-02-14\n\
         FR-1003,Tourer,red,2023-05-05\nFR-1004,Cargo,green,2023-06-06\nFR-1005,Tourer,blue,2023-08-16\n",
    ),
    (
        "repair",
        "repair_no,repair_date,frame_no,mechanic_id,kind,status,hours,charge,due_date\n\
         501,2024-05-02,FR-1001,11,brakes,Done,1.5,80,2024-05-04\n\
         502,2024-05-09,FR-1002,12,gears,Done,2,95,2024-05-11\n\
         503,2024-05-20,FR-1001,11,wheel,Done,0.5,40,2024-05-21\n\
         504,2024-06-03,FR-1003,12,brakes,Open,1,60,2024-06-05\n\
         505,2024-06-11,FR-1003,13,gears,Open,3,150,2024-06-14\n\
         506,2024-06-11,FR-1002,11,wheel,Waiting,1.5,75,2024-06-13\n",
    ),
];

const PERSONAS: &str = "personas:
  - name: Foreman
    description: Looks after the workshops.
    tables: [workshop, mechanic, bike, repair]
    specialist: logistics
    suggestions: [Total hours by workshop]
";

/// What is asked on 12 June 2024, and the answer's columns that matter with their rows, worked out by hand.
fn asked() -> Vec<(&'static str, &'static [&'static str], Vec<Value>)> {
    vec![
        (
            "how many repairs by mechanic last month",
            &["mechanic_name", "number_of_repairs"],
            vec![json!(["Ada Lund", 2]), json!(["Bo Ek", 1])],
        ),
        (
            "list bikes never repaired",
            &["frame_number"],
            vec![json!(["FR-1004"]), json!(["FR-1005"])],
        ),
        (
            "total hours by workshop",
            &["workshop_name", "hours"],
            vec![json!(["North Yard", 6.5]), json!(["South Yard", 3])],
        ),
        (
            "how many open repairs",
            &["number_of_repairs"],
            vec![json!([2])],
        ),
        (
            "top 2 mechanics by charge",
            &["mechanic_name", "charge"],
            vec![json!(["Ada Lund", 195]), json!(["Bo Ek", 155])],
        ),
        (
            "average hours by kind",
            &["kind", "average_hours"],
            vec![
                json!(["gears", 2.5]),
                json!(["brakes", 1.25]),
                json!(["wheel", 1]),
            ],
        ),
        (
            "repairs due this week",
            &["repair_no"],
            vec![json!([505]), json!([506])],
        ),
        (
            "list mechanics in Bergen",
            &["mechanic_name"],
            vec![json!(["Cy Dahl"])],
        ),
    ]
}

fn derive(home: &Home, folder: &Path) -> anyhow::Result<Ran> {
    let ran = home.run(&[
        "model",
        "derive",
        "--data",
        folder.to_str().context("a path in UTF-8")?,
    ])?;
    anyhow::ensure!(ran.code == Some(0), "{}", ran.notices);
    Ok(ran)
}

/// The columns of these names of an answer's rows.
fn picked(answer: &Value, names: &[&str]) -> anyhow::Result<Vec<Value>> {
    let columns = answer["columns"].as_array().context("columns")?;
    let places: Vec<usize> = names
        .iter()
        .map(|name| {
            let place = columns.iter().position(|c| c["name"] == **name);
            place.with_context(|| format!("no column {name} in {answer}"))
        })
        .collect::<anyhow::Result<_>>()?;
    let rows = answer["rows"].as_array().context("rows")?;
    Ok(rows
        .iter()
        .map(|row| places.iter().map(|p| row[*p].clone()).collect())
        .collect())
}

#[test]
fn a_company_that_nobody_has_described_is_asked_about() -> anyhow::Result<()> {
    let home = Home::new()?;
    let folder = home.path().join("workshop");
    fs::create_dir(&folder)?;
    for (table, csv) in WORKSHOP {
        fs::write(folder.join(format!("{table}.csv")), csv)?;
    }
    let derived = derive(&home, &folder)?;
    for line in [
        "  repair: 6 rows, key repair_no, dated by repair.repair_date",
        "  repair.mechanic_id → mechanic.mechanic_id: many to one, same name, 3 of 3 values found",
        "  4 tables, 20 columns, 3 relationships, 4 things, 3 metrics",
    ] {
        assert!(
            derived.notices.lines().any(|said| said == line),
            "{line} is not in\n{}",
            derived.notices
        );
    }
    let (model, personas) = (
        home.path().join("model.yaml"),
        home.path().join("personas.yaml"),
    );
    fs::write(&model, &derived.output)?;
    fs::write(&personas, PERSONAS)?;
    let configuration = home.path().join("quartermaster.yaml");
    let keys = json!({"data": {
        "directory": home.directory(), "warehouse": folder, "as_of": "2024-06-12",
        "semantic_model": model, "personas": personas,
    }});
    // JSON is YAML.
    fs::write(&configuration, keys.to_string())?;
    let configuration = configuration.to_str().context("a path in UTF-8")?;

    let checked = home.run(&["--config", configuration, "check"])?;
    let waiting = "derived, and reviewed by nobody yet: 4 tables, 20 columns, 3 relationships, 4 things, 3 metrics;";
    assert!(
        checked.output.contains(waiting),
        "{}{}",
        checked.output,
        checked.notices
    );

    let batch = home.path().join("questions.jsonl");
    let lines = asked()
        .iter()
        .map(|(q, ..)| json!({"question": q}).to_string() + "\n")
        .collect::<String>();
    fs::write(&batch, lines)?;
    let batch = batch.to_str().context("a path in UTF-8")?;
    let answers = home
        .run(&["--config", configuration, "ask", "--json", "--batch", batch])?
        .json()?;
    assert_eq!(answers.len(), asked().len());
    for ((question, columns, mut expected), answer) in asked().into_iter().zip(&answers) {
        assert_eq!(answer["outcome"], "answered", "{question}: {answer}");
        let mut rows = picked(answer, columns)?;
        rows.sort_by_key(Value::to_string);
        expected.sort_by_key(Value::to_string);
        assert_eq!(rows, expected, "{question}: {answer}");
    }
    Ok(())
}

/// Keys of the six tables, as the glossary has them.
const KEYS: [(&str, &str); 6] = [
    ("product", "product_code"),
    ("warehouse_product", "warehouse_code+product_code"),
    (
        "sales_order_header",
        "sales_order_prefix+sales_order_number",
    ),
    (
        "sales_order_line",
        "sales_order_prefix+sales_order_number+sales_order_line",
    ),
    (
        "purchase_order_header",
        "purchase_order_prefix+purchase_order_number",
    ),
    (
        "purchase_order_line",
        "purchase_order_prefix+purchase_order_number+purchase_order_line",
    ),
];
/// Relationships of the six tables: stock and lines are of products, lines are of orders.
const RELATIONSHIPS: [(&str, &str, &str); 5] = [
    ("warehouse_product", "product", "product_code"),
    ("sales_order_line", "product", "product_code"),
    (
        "sales_order_line",
        "sales_order_header",
        "sales_order_prefix+sales_order_number",
    ),
    ("purchase_order_line", "product", "product_code"),
    (
        "purchase_order_line",
        "purchase_order_header",
        "purchase_order_prefix+purchase_order_number",
    ),
];

/// Says what was found, missed and found though it is not there; how many of the latter two.
#[expect(clippy::print_stderr, reason = "the figures are what the test is for")]
fn compare(what: &str, expected: &BTreeSet<String>, found: &BTreeSet<String>) -> (usize, usize) {
    let missed: Vec<&String> = expected.difference(found).collect();
    let spurious: Vec<&String> = found.difference(expected).collect();
    let right = expected.intersection(found).count();
    eprintln!(
        "{what}: {right} found, {} missed {missed:?}, {} spurious {spurious:?}",
        missed.len(),
        spurious.len()
    );
    (missed.len(), spurious.len())
}

fn keys_and_relationships(model: &Model) -> (BTreeSet<String>, BTreeSet<String>) {
    let keys = model
        .datasets
        .iter()
        .map(|d| format!("{}: {}", d.name, d.primary_key.join("+")));
    let relationships = model.relationships.iter().map(|r| {
        let (from, to) = (r.from_columns.join("+"), r.to_columns.join("+"));
        format!("{}.{from} → {}.{to}", r.from, r.to)
    });
    (keys.collect(), relationships.collect())
}

fn six_tables(folder: &str) -> anyhow::Result<()> {
    let Some(folder) = data::shared(folder) else {
        return Ok(());
    };
    let home = Home::new()?;
    let derived = derive(&home, &folder)?;
    let model = semantic::load::load("derived", &derived.output)?;
    let (keys, relationships) = keys_and_relationships(&model);
    let expected_keys = KEYS
        .iter()
        .map(|(table, key)| format!("{table}: {key}"))
        .collect();
    let expected_relationships = RELATIONSHIPS
        .iter()
        .map(|(from, to, key)| format!("{from}.{key} → {to}.{key}"))
        .collect();
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let found = [
        compare(&format!("{name}: primary keys"), &expected_keys, &keys),
        compare(
            &format!("{name}: relationships"),
            &expected_relationships,
            &relationships,
        ),
    ];
    assert_eq!(found, [(0, 0); 2], "{}", derived.notices);
    Ok(())
}

#[test]
fn keys_and_relationships_of_adventureworks_are_found() -> anyhow::Result<()> {
    six_tables("data/adventureworks")
}

/// With one warehouse, and no purchase orders whose rows could show a key.
#[test]
fn keys_and_relationships_of_northwind_are_found() -> anyhow::Result<()> {
    six_tables("data/northwind")
}
