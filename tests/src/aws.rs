//! *AWS* as a double on this machine: Redshift's Data API and Athena over a real PostgreSQL, Glue in moto, Lambda with the
//! built programs. The double (`tests/aws/double.py`) holds each request against the service models of botocore.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};
use warehouse::aws::Access;

use crate::data::package;
use crate::databases::{Product, Server, TableData};
use crate::program::executable;

/// Region of the double.
pub const REGION: &str = "eu-central-1";
/// Key that the double accepts, as everybody's documentation has it.
pub const ACCESS_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
/// Secret that goes with it.
pub const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// The double, running; dropped, everything behind it stops.
pub struct Double {
    port: u16,
    server: Server,
    program: Child,
    moto: Option<Child>,
    /// Closed, it ends the double.
    input: Option<ChildStdin>,
}

/// Python with botocore, moto and pg8000, as `tests/tools.sh` installs it; says so and returns none when it is not there,
/// unless `CI` is `true`: then it fails.
fn python() -> anyhow::Result<Option<PathBuf>> {
    let python = std::env::var_os("QUARTERMASTER_AWS_DOUBLE").map(PathBuf::from);
    if let Some(python) = python.filter(|python| python.is_file()) {
        return Ok(Some(python));
    }
    let line = "left out: QUARTERMASTER_AWS_DOUBLE names no Python with botocore; `source tests/tools.sh` installs it";
    anyhow::ensure!(std::env::var("CI").as_deref() != Ok("true"), "{line}");
    say(line);
    Ok(None)
}

impl Double {
    /// Starts the double; none where its programs are not installed.
    pub fn start() -> anyhow::Result<Option<Self>> {
        Self::with(false, 1_000)
    }

    /// The same with Glue, or with so many rows of a result on a page.
    pub fn with(glue: bool, page_rows: usize) -> anyhow::Result<Option<Self>> {
        let Some(python) = python()? else {
            return Ok(None);
        };
        let Some(server) = Server::start(Product::Postgres)? else {
            return Ok(None);
        };
        let moto = if glue { Some(moto(&python)?) } else { None };
        let programs = executable()?;
        let programs = programs.parent().context("a folder of programs")?;
        let mut command = Command::new(&python);
        command
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(package().join("aws").join("double.py"))
            .args(["--postgres", &server.port().to_string()])
            .args(["--page-rows", &page_rows.to_string()])
            .arg("--programs")
            .arg(programs);
        if let Some((_, port)) = &moto {
            command.args(["--moto", &port.to_string()]);
        }
        let mut double = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = double.stdin.take();
        let mut line = String::new();
        BufReader::new(double.stdout.take().context("its output")?).read_line(&mut line)?;
        Ok(Some(Self {
            port: line.trim().parse().context("the double did not start")?,
            server,
            program: double,
            moto: moto.map(|(child, _)| child),
            input,
        }))
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the program is configured with to reach it.
    pub fn access(&self) -> Access {
        Access {
            region: Some(REGION.to_owned()),
            endpoint_url: Some(self.url()),
        }
    }

    /// Makes a database of these tables, which Redshift and Athena have from then on.
    pub fn load(&self, database: &str, tables: &[TableData]) -> anyhow::Result<()> {
        self.server.load(database, tables)?;
        self.tell("prepare", &json!({"database": database}))
    }

    /// Runs a script in a database as its owner.
    pub fn admin(&self, database: &str, script: &str) -> anyhow::Result<String> {
        self.server.admin(database, script)
    }

    /// Injects faults from now on, in the place of those before, and forgets what was asked. A fault is an object:
    /// `operation`, `fault`, and at will `after` (calls that go well before it) and `times` (1 without it).
    pub fn fail(&self, faults: &Value) -> anyhow::Result<()> {
        self.tell("faults", &json!({"faults": faults}))
    }

    /// The same with a bound on the bytes that Athena reads for a query.
    pub fn bound_bytes(&self, limit: u64) -> anyhow::Result<()> {
        self.tell("faults", &json!({"faults": [], "bytes_limit": limit}))
    }

    /// What it was asked since faults were injected last: calls by operation, requests that it refused, and statements
    /// that run at this moment.
    pub fn told(&self) -> anyhow::Result<Value> {
        let body = ureq::get(format!("{}/_double/", self.url()))
            .call()?
            .body_mut()
            .read_to_string()?;
        Ok(serde_json::from_str(&body)?)
    }

    /// Calls of an operation.
    pub fn asked(&self, operation: &str) -> anyhow::Result<u64> {
        Ok(self.told()?["asked"][operation].as_u64().unwrap_or(0))
    }

    /// Requests that no service would take; there should be none.
    pub fn refused(&self) -> anyhow::Result<Vec<String>> {
        let told = self.told()?;
        let refused = told["refused"].as_array().into_iter().flatten();
        Ok(refused
            .filter_map(|line| line.as_str().map(str::to_owned))
            .collect())
    }

    /// Waits until nothing runs any more, ten seconds at most.
    pub fn rests(&self) -> anyhow::Result<()> {
        let until = Instant::now() + Duration::from_secs(10);
        while self.told()?["running"] != json!(0) {
            anyhow::ensure!(Instant::now() < until, "a statement still runs");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn tell(&self, what: &str, parameters: &Value) -> anyhow::Result<()> {
        ureq::post(format!("{}/_double/{what}", self.url()))
            .send(parameters.to_string())
            .with_context(|| format!("the double: {what}"))?;
        Ok(())
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        drop(self.input.take());
        // It ends by itself, with the programs behind it; if it does not, the test does not wait for it.
        let until = Instant::now() + Duration::from_secs(5);
        while matches!(self.program.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(self.program.kill());
        drop(self.program.wait());
        if let Some(moto) = &mut self.moto {
            drop(moto.kill());
            drop(moto.wait());
        }
    }
}

/// Moto's server on a free port.
fn moto(python: &std::path::Path) -> anyhow::Result<(Child, u16)> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port();
    let child = Command::new(python)
        .args([
            "-m",
            "moto.server",
            "-H",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let until = Instant::now() + Duration::from_mins(1);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        anyhow::ensure!(Instant::now() < until, "moto does not start");
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok((child, port))
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn say(line: &str) {
    eprintln!("{line}");
}
