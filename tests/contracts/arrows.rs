//! Which package may know which. An arrow that is not drawn here is a mistake, however well it compiles.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use quartermaster_tests::data::package;
use serde_json::Value;

/// Package → the packages of this workspace that it may depend on. Tests may know everything.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "web",
        &[
            "app",
            "assistant",
            "insight",
            "interpreter",
            "lambda_tools",
            "language_model",
            "semantic",
            "state",
            "warehouse",
        ],
    ),
    ("state", &["assistant"]),
    (
        "assistant",
        &[
            "insight",
            "interpreter",
            "lambda_tools",
            "language_model",
            "semantic",
            "warehouse",
        ],
    ),
    ("interpreter", &["semantic"]),
    ("app", &[]),
    ("insight", &[]),
    ("lambda_tools", &[]),
    ("language_model", &[]),
    ("semantic", &[]),
    ("warehouse", &[]),
];
const TESTS: &str = "quartermaster-tests";

#[test]
fn packages_know_only_what_they_may() -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ];
    let listed = Command::new(cargo)
        .args(arguments)
        .current_dir(package())
        .output()?;
    assert!(
        listed.status.success(),
        "{}",
        String::from_utf8_lossy(&listed.stderr)
    );
    let metadata: Value = serde_json::from_slice(&listed.stdout)?;
    let packages: Vec<&Value> = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    let ours: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut faults = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap_or_default();
        if name == TESTS {
            continue;
        }
        let Some(allowed) = allowed.get(name) else {
            faults.push(format!("{name} is a new package: draw its arrows"));
            continue;
        };
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let known = dependencies
            .filter(|d| d["kind"] != "dev")
            .filter_map(|d| d["name"].as_str());
        let forbidden = known.filter(|known| ours.contains(known) && !allowed.contains(known));
        faults.extend(forbidden.map(|known| format!("{name} must not depend on {known}")));
    }
    let gone = allowed.keys().filter(|name| !ours.contains(*name));
    faults.extend(gone.map(|name| format!("{name} is drawn but is no package")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}
