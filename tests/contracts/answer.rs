//! The shape of an answer: the same on the command line and over the API, whatever the outcome.

use serde_json::Value;

const KEYS: &[&str] = &[
    "id",
    "outcome",
    "persona",
    "intent",
    "understood",
    "assumptions",
    "message",
    "choices",
    "sql",
    "dialect",
    "columns",
    "rows",
    "row_count",
    "truncated",
    "tool",
    "insight",
    "engine",
    "confidence",
    "cached",
    "elapsed_ms",
    "cost",
    "warnings",
];
const INSIGHT: &[&str] = &["chart", "sentences", "follow_ups"];
const COLUMN: &[&str] = &["name", "type", "label", "unit"];
const COST: &[&str] = &[
    "total_usd",
    "bedrock_usd",
    "redshift_usd",
    "lambda_usd",
    "glue_usd",
    "input_tokens",
    "output_tokens",
];
const OUTCOMES: &[&str] = &["answered", "clarify", "refused", "unanswerable", "failed"];
const INTENTS: &[&str] = &["SQL_QUERY", "OPTIMIZATION", "HYBRID"];
const TYPES: &[&str] = &["text", "integer", "decimal", "boolean", "date", "timestamp"];

/// Fails unless the JSON is an answer as the contract says, and consistent in itself.
pub(crate) fn assert_shape(answer: &Value) {
    let has = |value: &Value, keys: &[&str]| {
        let missing: Vec<&str> = keys
            .iter()
            .copied()
            .filter(|key| value.get(key).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:?} missing in {answer}");
    };
    let is_one_of = |value: &Value, words: &[&str]| {
        assert!(
            value.as_str().is_some_and(|word| words.contains(&word)),
            "{value} in {answer}"
        );
    };
    has(answer, KEYS);
    has(&answer["insight"], INSIGHT);
    has(&answer["cost"], COST);
    is_one_of(&answer["outcome"], OUTCOMES);
    is_one_of(&answer["intent"], INTENTS);
    for name in ["assumptions", "choices", "columns", "rows", "warnings"] {
        assert!(answer[name].is_array(), "{name} in {answer}");
    }
    for name in ["understood", "message", "persona", "engine"] {
        assert!(answer[name].is_string(), "{name} in {answer}");
    }
    for name in ["confidence", "elapsed_ms", "row_count"] {
        assert!(answer[name].is_number(), "{name} in {answer}");
    }
    let columns: Vec<&Value> = answer["columns"].as_array().into_iter().flatten().collect();
    for column in &columns {
        has(column, COLUMN);
        is_one_of(&column["type"], TYPES);
    }
    let rows: Vec<&Value> = answer["rows"].as_array().into_iter().flatten().collect();
    assert_eq!(
        answer["row_count"].as_u64(),
        u64::try_from(rows.len()).ok(),
        "{answer}"
    );
    for row in rows {
        let cells: Vec<&Value> = row.as_array().into_iter().flatten().collect();
        assert_eq!(cells.len(), columns.len(), "{answer}");
        for (cell, column) in cells.into_iter().zip(&columns) {
            assert!(
                cell.is_null() || fits(cell, column["type"].as_str()),
                "{cell} in {column}"
            );
        }
    }
    if answer["outcome"] != "answered" {
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty()),
            "silent: {answer}"
        );
    }
    assert!(
        answer["choices"]
            .as_array()
            .is_some_and(|choices| choices.len() <= 3),
        "{answer}"
    );
}

fn fits(cell: &Value, data_type: Option<&str>) -> bool {
    match data_type {
        Some("integer") => cell.is_i64() || cell.is_u64(),
        Some("decimal") => cell.is_number(),
        Some("boolean") => cell.is_boolean(),
        Some("date") => cell
            .as_str()
            .is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok()),
        Some("timestamp") => cell.as_str().is_some_and(|instant| instant.contains('T')),
        _ => cell.is_string(),
    }
}
