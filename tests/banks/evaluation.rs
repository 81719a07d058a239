//! `eval` on a bank that was written without knowing the program.

use anyhow::Context;
use quartermaster_tests::data;
use quartermaster_tests::program::Home;
use serde_json::Value;

#[test]
fn most_questions_are_answered_and_few_wrongly() -> anyhow::Result<()> {
    let Some(bank) = data::shared("bank/dev.jsonl") else {
        return Ok(());
    };
    if data::shared("data/adventureworks").is_none() {
        return Ok(());
    }
    let bank = bank.to_str().context("a path in UTF-8")?;
    let ran = Home::new()?.run(&["eval", bank, "--json"])?;
    assert_eq!(ran.code, Some(0), "{}", ran.notices);
    let report = ran.json()?;
    let summary = &report.first().context("a report")?["summary"];
    let count =
        |of: &Value, name: &str| of[name].as_u64().with_context(|| format!("{name} of {of}"));
    let answerable = &summary["answerable"];
    let scored = count(answerable, "total")? - count(answerable, "gold_failed")?;
    assert!(
        scored > 0 && count(answerable, "gold_failed")? == 0,
        "{answerable}"
    );
    assert!(
        count(answerable, "right")? * 100 >= scored * 95,
        "at least 95 % right: {answerable}"
    );
    assert!(
        count(answerable, "wrong")? * 100 <= scored * 2,
        "at most 2 % wrong: {answerable}"
    );
    let refusals = &summary["by_kind"]["refuse"];
    assert_eq!(
        count(refusals, "right")?,
        count(refusals, "total")?,
        "every refusal: {refusals}"
    );
    Ok(())
}
