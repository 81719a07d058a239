//! A process that is *killed* while it writes loses nothing that it had acknowledged.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use assistant::store::Ledger;
use state::State;

use crate::records;

/// Set in the process that writes: the file it writes to.
const FILE: &str = "STATE_TEST_FILE";
/// What the writing process prints before an id that it acknowledges.
const ACKNOWLEDGED: &str = "acknowledged ";

/// Not a test of its own: what the killed process does.
#[tokio::test]
async fn writes_until_it_is_killed() {
    let Ok(file) = std::env::var(FILE) else {
        return;
    };
    let state = State::file(Path::new(&file)).await.unwrap();
    for n in 0.. {
        let group: Vec<_> = (0..3)
            .map(|m| records::turn(&format!("k{n}-{m}"), "kim", "2025-06-30T12:00:00Z", "kept"))
            .collect();
        state.record(&group).await.unwrap();
        for record in group {
            println!("{ACKNOWLEDGED}{}", record.entry.id);
        }
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.sqlite");
    for round in 1..=3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "killed::writes_until_it_is_killed",
                "--nocapture",
            ])
            .env(FILE, &file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = Vec::new();
        for line in lines.map_while(Result::ok) {
            if let Some((_, id)) = line.split_once(ACKNOWLEDGED) {
                acknowledged.push(id.to_owned());
            }
            if acknowledged.len() == round * 50 {
                // SIGKILL; what it printed until then is read to the end.
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(acknowledged.len() >= round * 50, "{}", acknowledged.len());
        let state = State::file(&file).await.unwrap();
        for id in &acknowledged {
            assert!(
                state.entry(id, None).await.unwrap().is_some(),
                "{id} is lost"
            );
        }
        // Groups are whole: each has three.
        assert_eq!(records::all(&state).await.len() % 3, 0);
        state.close().await;
    }
}
