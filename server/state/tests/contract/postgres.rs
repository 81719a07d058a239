//! A `PostgreSQL` *server* that lives as long as a test: its own cluster in a temporary folder, on a free port.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A running server; dropped, it is stopped and its folder removed.
pub(crate) struct Server {
    binaries: PathBuf,
    folder: TempDir,
    port: u16,
    as_postgres: bool,
}

impl Server {
    /// Starts a server. Without the programs it prints so and returns none, unless `CI` is `true`: then it fails.
    pub(crate) fn start() -> Option<Self> {
        let Some(binaries) = binaries() else {
            let line = "skipped: PostgreSQL's programs (initdb, pg_ctl) are not installed";
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{line}");
            println!("{line}");
            return None;
        };
        // PostgreSQL refuses to run as root; then it runs as the account that its package made.
        let as_postgres = output("id", &["-u"]).trim() == "0";
        let folder = tempfile::Builder::new()
            .prefix("quartermaster-pg")
            .tempdir()
            .unwrap();
        if as_postgres {
            assert!(
                Command::new("chown")
                    .args(["postgres"])
                    .arg(folder.path())
                    .status()
                    .unwrap()
                    .success()
            );
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let server = Self {
            binaries,
            folder,
            port,
            as_postgres,
        };
        let data = server.data();
        server.run(
            "initdb",
            &[
                "-D",
                &data,
                "-U",
                "quartermaster",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
        );
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        );
        let log = server
            .folder
            .path()
            .join("log")
            .to_string_lossy()
            .into_owned();
        server.run(
            "pg_ctl",
            &[
                "-D", &data, "-l", &log, "-w", "-t", "60", "-o", &options, "start",
            ],
        );
        Some(server)
    }

    /// The URL of its database.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://quartermaster:secret@127.0.0.1:{}/postgres",
            self.port
        )
    }

    fn data(&self) -> String {
        self.folder
            .path()
            .join("data")
            .to_string_lossy()
            .into_owned()
    }

    fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        if self.as_postgres {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        }
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let status = self
            .command(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{program} failed");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data();
        let stopped = self
            .command("pg_ctl")
            .args(["-D", &data, "-m", "immediate", "-w", "stop"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if stopped.is_err() {
            println!("the PostgreSQL server in {data} could not be stopped");
        }
    }
}

/// The folder of PostgreSQL's programs: on the path, or where Debian keeps the newest version.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut installed: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    installed.sort();
    std::env::split_paths(&path)
        .chain(installed.into_iter().rev())
        .find(|folder: &PathBuf| has(folder, "initdb") && has(folder, "pg_ctl"))
}

fn has(folder: &Path, program: &str) -> bool {
    folder.join(program).is_file()
}

fn output(program: &str, arguments: &[&str]) -> String {
    String::from_utf8(
        Command::new(program)
            .args(arguments)
            .output()
            .unwrap()
            .stdout,
    )
    .unwrap()
}
