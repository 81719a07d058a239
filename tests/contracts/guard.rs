//! The guard by its cases: SQL that must run and SQL that must not, with the rights of a persona.

use assistant::Outcome;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::Home;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    sql: String,
    persona: String,
    expect: String,
}

#[tokio::test]
async fn every_case_holds() -> anyhow::Result<()> {
    let Some(file) = data::shared("cases/sql_guard.jsonl") else {
        return Ok(());
    };
    let text = std::fs::read_to_string(file)?;
    let cases: Vec<Case> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    assert!(!cases.is_empty());
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let program = data::open(home.path(), Some(&sample), TODAY).await?;
    let mut faults = Vec::new();
    for Case {
        sql,
        persona,
        expect,
    } in &cases
    {
        let answer = program.assistant.sql("contract", persona, sql).await;
        let holds = match expect.as_str() {
            "allow" => answer.outcome == Outcome::Answered,
            // It may run, but not for long, and not all of its rows come back.
            "bounded" | "refuse_or_bounded" => {
                answer.outcome != Outcome::Answered || answer.truncated
            }
            // Refused by the guard before it runs; a failure of the engine is no refusal.
            _ => {
                answer.outcome == Outcome::Refused
                    && !answer.message.is_empty()
                    && answer.rows.is_empty()
            }
        };
        if !holds {
            faults.push(format!(
                "{expect}: {sql} as {persona} → {:?}: {}",
                answer.outcome, answer.message
            ));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {}:\n{}",
        faults.len(),
        cases.len(),
        faults.join("\n")
    );
    Ok(())
}
