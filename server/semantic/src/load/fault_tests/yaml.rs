//! Faults of YAML and JSON, of names and of synonyms.

use super::{SOUND, before, one_fault};
use crate::load::{LoadError, load};

#[test]
fn syntax_and_types_of_yaml() {
    let data = "custom_extensions[0].data";
    one_fault("name: shelves", "name: [", "name", "expected string");
    one_fault(
        "days: 30",
        "days: month",
        &format!("metrics[2].{data}.inputs[0].trailing_days"),
        "u32",
    );
    one_fault(
        "    description: Boxes on",
        "    descripton: Boxes on",
        "descripton",
        "unknown field",
    );
    one_fault(
        "data: {attribute: box_code, ",
        "data: {atribute: box_code, ",
        &format!("datasets[0].fields[0].{data}.atribute"),
        "unknown field",
    );
    one_fault(
        "datatype: Decimal\n        c",
        "datatype: Money\n        c",
        "metrics[2].datatype",
        "Money",
    );
    one_fault(
        "        from: shelf\n",
        "        from: shelf\n        from: shelf #!\n",
        "relationships[0]",
        "duplicate mapping key: from",
    );
    one_fault(
        "        to: box\n        from_columns: [box_code]\n        to_columns: [box_code]",
        "        from_columns: [box_code]\n        to_columns: [box_code] #!",
        "relationships[0]",
        "missing field `to`",
    );
}

#[test]
fn version_and_number_of_models() {
    one_fault("0.2.0.dev0", "'0.3'", "version", "0.3");
    let second = "2025-06-30\n  - {name: second, datasets: []} #!\n";
    one_fault("2025-06-30\n", second, "semantic_model[1]", "one model");
}

#[test]
fn json_in_extensions() {
    let old = "data: {additive: true, unit: boxes}";
    let field = "datasets[1].fields[2].custom_extensions[0].data";
    let sound = SOUND.replace(old, "data: '{\"additive\": true, \"unit\": \"boxes\"}'");
    assert_eq!(load("shelves.yaml", &sound), load("shelves.yaml", SOUND));
    let indent = "\n                  ";
    let wrong_type =
        format!("data: |{indent}{{{indent}  \"unit\": \"#!\", \"additive\": 3{indent}}}");
    one_fault(old, &wrong_type, &format!("{field}.additive"), "bool");
    let not_json = format!("data: |{indent}{{{indent}  additive: true #!{indent}}}");
    one_fault(old, &not_json, field, "not JSON");
    let second = format!(
        "{old}\n              - vendor_name: COMMON\n                data: {{unit: boxes}} #!"
    );
    one_fault(
        old,
        &second,
        "datasets[1].fields[2].custom_extensions[1].data",
        "second extension",
    );
    one_fault(
        "QUARTERMASTER\n            data: {owner: Stores, dataset: shelf, additive: true}",
        "QUARTERMASTER",
        "metrics[0].custom_extensions[0]",
        "missing field `data`",
    );
}

#[test]
fn names_that_stand_twice() {
    let data = "custom_extensions[1].data";
    let column = "{expression: {dialects: [{dialect: ANSI_SQL, expression: box_code}]}, datatype: String, name: box_code}";
    let old = "          - name: price\n";
    let new = before(old, &format!("          - {column}"));
    one_fault(
        old,
        &new,
        "datasets[0].fields[1].name",
        "a field named box_code stands on line 11 already",
    );
    let old = "      - name: shelf\n";
    let new = before(
        old,
        &format!(
            "      - {{source: box, primary_key: [box_code], description: b, fields: [{column}], name: box}}"
        ),
    );
    one_fault(old, &new, "datasets[1].name", "a dataset named box");
    let old = "    metrics:\n";
    let new = before(
        old,
        "      - {from: shelf, to: box, from_columns: [box_code], to_columns: [box_code], name: box_on_shelf}",
    );
    one_fault(old, &new, "relationships[1].name", "a relationship named");
    one_fault(
        "name: empty_shelves",
        "name: boxes",
        "metrics[1].name",
        "a metric named boxes stands on line 66 already",
    );
    let old = "    relationships:\n";
    let new = before(
        old,
        "                - {name: empty, label: e, description: e, owner: e, expr: shelf.boxes = 0}",
    );
    one_fault(
        old,
        &new,
        "datasets[1].custom_extensions[0].data.filters[1].name",
        "a filter named empty",
    );
    let old = "          verified_queries:\n";
    let new = "            - {name: box, noun: {singular: b, plural: b}, description: b, key: [box_code], datasets: [box]}";
    one_fault(
        old,
        &before(old, new),
        &format!("{data}.entities[1].name"),
        "a entity named box",
    );
    let new = "2025-06-30\n            - {name: all_boxes, question: q, sql: SELECT 1, verified_by: B, verified_at: 2025-01-01} #!\n";
    one_fault(
        "2025-06-30\n",
        new,
        &format!("{data}.verified_queries[1].name"),
        "a verified query named",
    );
    one_fault(
        "name: box_on_shelf",
        "name: ' '",
        "relationships[0].name",
        "no name",
    );
}

#[test]
fn synonyms_that_say_nothing() {
    let field = "datasets[0].fields[0].ai_context.synonyms[1]";
    one_fault("[crate, carton]", "[crate, ' ']", field, "empty");
    one_fault("[crate, carton]", "[crate, Crate]", field, "already");
}

#[test]
fn all_faults_are_told_in_the_order_of_their_lines() {
    let yaml = SOUND
        .replace("natural_metrics: [boxes]", "natural_metrics: [crates]")
        .replace("filters: [empty]", "filters: [full]")
        .replace("degree: boxes", "degree: crates");
    let LoadError(found) = load("shelves.yaml", &yaml).unwrap_err();
    let words: Vec<&str> = found.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        words,
        ["no metric crates", "no filter full", "no metric crates"]
    );
    assert!(found.is_sorted_by_key(|fault| fault.line));
    let text = LoadError(found).to_string();
    assert!(
        text.starts_with(
            "shelves.yaml:58: datasets[1].custom_extensions[0].data.filters[0].degree: no metric"
        ),
        "{text}"
    );
}
