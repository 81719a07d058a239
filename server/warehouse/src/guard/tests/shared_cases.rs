//! The shared list of statements, each with a persona and with what must become of it.

use std::path::PathBuf;

use crate::guard::{Dialect, Rights, admit};

/// Tables of the personas that the list names.
fn rights(persona: &str) -> Rights {
    let tables: &[&str] = match persona {
        "Warehouse Manager" | "Field Engineer" => &[
            "warehouse",
            "product",
            "warehouse_product",
            "sales_order_header",
            "sales_order_line",
        ],
        "Procurement Specialist" => &[
            "product",
            "warehouse_product",
            "purchase_order_header",
            "purchase_order_line",
        ],
        other => panic!("no rights are known for {other}"),
    };
    Rights::new(tables.iter().copied())
}

#[test]
fn every_shared_case_holds() {
    let shared = std::env::var_os("QUARTERMASTER_SHARED")
        .map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let file = shared.join("cases/sql_guard.jsonl");
    let Ok(cases) = std::fs::read_to_string(&file) else {
        println!("skipped: there is no {}", file.display());
        return;
    };
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in cases.lines().filter(|line| !line.trim().is_empty()) {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let result = admit(text("sql"), &rights(text("persona")), Dialect::Embedded);
        let holds = match text("expect") {
            // What is bounded is admitted here and stopped by the engine's limits.
            "allow" | "bounded" => result.is_ok(),
            "refuse" | "refuse_or_bounded" => result.is_err(),
            other => panic!("unknown expectation {other}"),
        };
        count += 1;
        if !holds {
            wrong.push(format!("{line}\n  -> {result:?}"));
        }
    }
    assert!(count > 0, "{} is empty", file.display());
    assert!(
        wrong.is_empty(),
        "{} of {count} cases do not hold:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
