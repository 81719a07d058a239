//! The description of the API is true: schemathesis makes requests from it, right ones and wrong ones, and compares every
//! answer with what the description says.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use quartermaster_tests::client::token;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};

/// Examples of each operation in each phase that makes them up; a debug build answers them all within a minute.
const EXAMPLES: &str = "60";

/// Where schemathesis is; says so and returns nothing when it is not there.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn schemathesis() -> Option<PathBuf> {
    let program = std::env::var_os("QUARTERMASTER_SCHEMATHESIS")
        .map_or_else(|| PathBuf::from("schemathesis"), PathBuf::from);
    let found = Command::new(&program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        eprintln!(
            "left out: {} does not start (QUARTERMASTER_SCHEMATHESIS names the program)",
            program.display()
        );
    }
    found.then_some(program)
}

#[test]
fn the_api_does_what_its_description_says() -> anyhow::Result<()> {
    let Some(schemathesis) = schemathesis() else {
        return Ok(());
    };
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let server = Server::start(&home, &sample, TODAY)?;
    let authorization = format!("Authorization: Bearer {}", token(&home, "warehouse")?);
    let run = Command::new(schemathesis)
        .arg("run")
        .arg(format!("{}/api/openapi.json", server.url))
        .args(["--header", &authorization])
        .args(["--checks", "all", "--max-examples", EXAMPLES])
        .args(["--generation-deterministic", "--no-color"])
        .current_dir(home.path())
        .stdin(Stdio::null())
        .output()?;
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    Ok(())
}
