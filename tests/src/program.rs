//! The *program* is the built `quartermaster`, run as a process in a folder of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::SystemTime;

use anyhow::Context;
use serde_json::Value;
use tempfile::TempDir;

/// It is said once that the program is old.
static SAID: Once = Once::new();

/// Where cargo put the program: beside whatever runs, or beside the folder of the test that runs.
pub fn executable() -> anyhow::Result<PathBuf> {
    let running = std::env::current_exe()?;
    let folder = running.parent().context("a program has a folder")?;
    let profile = if folder.ends_with("deps") {
        folder.parent().context("tests run below target")?
    } else {
        folder
    };
    let program = profile.join(format!("quartermaster{}", std::env::consts::EXE_SUFFIX));
    anyhow::ensure!(
        program.is_file(),
        "{} is not there; `cargo build --workspace` makes it",
        program.display()
    );
    SAID.call_once(|| warn_if_older(&program));
    Ok(program)
}

/// Says when a source file has changed since the program was built: its tests would test the program of before.
#[expect(clippy::print_stderr, reason = "whoever runs the tests should know")]
fn warn_if_older(program: &Path) {
    let modified = |path: &Path| {
        path.metadata()
            .and_then(|m| m.modified())
            .unwrap_or(SystemTime::UNIX_EPOCH)
    };
    let sources = std::fs::read_to_string(program.with_extension("d")).unwrap_or_default();
    let (_, sources) = sources.split_once(": ").unwrap_or_default();
    let built = modified(program);
    if let Some(newer) = sources
        .split_whitespace()
        .find(|source| modified(Path::new(source)) > built)
    {
        eprintln!(
            "{} is older than {newer}; `cargo build --workspace` makes it new",
            program.display()
        );
    }
}

/// How a run ended and what it said.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub notices: String,
}

impl Ran {
    /// Standard output as JSON, one value a line.
    pub fn json(&self) -> anyhow::Result<Vec<Value>> {
        let parsed: Result<Vec<Value>, _> = self.output.lines().map(serde_json::from_str).collect();
        parsed.with_context(|| format!("not JSON: {}\n{}", self.output, self.notices))
    }
}

/// A folder in which the program keeps its own files, away from everybody else's; it goes with the value.
pub struct Home {
    folder: TempDir,
    program: Option<PathBuf>,
}

impl Home {
    /// An empty one for the program that cargo built.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            folder: TempDir::new()?,
            program: None,
        })
    }

    /// An empty one for this program.
    pub fn of(program: &Path) -> anyhow::Result<Self> {
        let program = program
            .canonicalize()
            .with_context(|| format!("{} is not there", program.display()))?;
        Ok(Self {
            folder: TempDir::new()?,
            program: Some(program),
        })
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Folder of the program's own files.
    pub fn directory(&self) -> PathBuf {
        self.path().join("data")
    }

    /// URL of the state database.
    pub fn state_url(&self) -> String {
        format!(
            "sqlite://{}",
            self.directory().join("state.sqlite").display()
        )
    }

    /// The program with these arguments, untouched by the variables of whoever runs the tests.
    pub fn command(&self, arguments: &[&str]) -> anyhow::Result<Command> {
        let program = match &self.program {
            Some(program) => program.clone(),
            None => executable()?,
        };
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os()
            .filter(|(name, _)| name.to_string_lossy().starts_with("QUARTERMASTER"))
        {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .current_dir(self.path())
            .stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<Ran> {
        let ended = self.command(arguments)?.output()?;
        Ok(Ran {
            code: ended.status.code(),
            output: String::from_utf8(ended.stdout)?,
            notices: String::from_utf8(ended.stderr)?,
        })
    }
}

/// The program as it serves; it is killed when this goes.
pub struct Server {
    child: Child,
    /// Address of its pages.
    pub url: String,
}

impl Server {
    /// Starts it over a folder of data and waits until it listens.
    pub fn start(home: &Home, data: &Path, today: &str) -> anyhow::Result<Self> {
        Self::start_with(home, data, today, &[])
    }

    /// The same, with further variables that configure it.
    pub fn start_with(
        home: &Home,
        data: &Path,
        today: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let data = data.to_str().context("a path in UTF-8")?;
        let command = home.command(&["serve", "--port", "0", "--data", data])?;
        Self::started(command, today, variables)
    }

    /// Starts it over the database of a URL and waits until it listens.
    pub fn over(
        home: &Home,
        url: &str,
        today: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let mut command = home.command(&["serve", "--port", "0"])?;
        command.env("QUARTERMASTER__DATA__WAREHOUSE", url);
        Self::started(command, today, variables)
    }

    fn started(
        mut command: Command,
        today: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        command
            .env("QUARTERMASTER__DATA__AS_OF", today)
            .stdout(Stdio::null());
        command.env("QUARTERMASTER__LIMITS__QUESTIONS_PER_MINUTE", "100000");
        command.envs(variables.iter().copied());
        let mut child = command.spawn()?;
        let mut notices =
            BufReader::new(child.stderr.take().context("standard error is piped")?).lines();
        let mut said = String::new();
        let url = loop {
            let Some(line) = notices.next().transpose()? else {
                child.kill()?;
                anyhow::bail!("the program did not start:\n{said}");
            };
            if let Some((url, _)) = line
                .strip_prefix("Quartermaster is at ")
                .and_then(|rest| rest.split_once(','))
            {
                break url.to_owned();
            }
            said.push_str(&line);
            said.push('\n');
        };
        // Nobody reads the log; a full pipe would stop the program.
        std::thread::spawn(move || notices.for_each(drop));
        Ok(Self { child, url })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as a supervisor does.
    pub fn ask_to_stop(&self) -> anyhow::Result<()> {
        let status = Command::new("kill")
            .args(["-TERM", &self.id().to_string()])
            .status()?;
        anyhow::ensure!(status.success(), "kill: {status}");
        Ok(())
    }

    /// Waits until it has ended; its exit code.
    pub fn ended(mut self) -> anyhow::Result<Option<i32>> {
        Ok(self.child.wait()?.code())
    }

    /// Ends it at once, as `kill -9` does: it gets no chance to finish anything.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
