//! *Memory* of the server's process.

use anyhow::Context;
use quartermaster_tests::stage::Stage;

/// Accounts of the sessions; the demo account has two of them.
const ACCOUNTS: [&str; 5] = ["warehouse", "field", "procurement", "demo", "demo"];

/// Megabytes that the process holds in memory while five people are logged in and have asked.
pub(crate) async fn five_sessions(stage: &Stage) -> anyhow::Result<f64> {
    let mut people = Vec::new();
    for (number, username) in ACCOUNTS.into_iter().enumerate() {
        let person = stage.stranger().await?;
        person.log_in(username).await?;
        person
            .ask(&format!(
                "top {} products by units sold last year",
                number + 5
            ))
            .await?;
        people.push(person);
    }
    resident(stage.server.id())
}

/// Megabytes of a process that are in memory.
fn resident(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("VmRSS")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}
