//! *Servers* of other people's programs, started for a test on a free port with data of their own: `PostgreSQL` and Redis.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use tempfile::TempDir;

/// A server; it is killed when this goes.
pub struct Service {
    folder: TempDir,
    port: u16,
    process: Option<Child>,
    start: fn(&Path, u16) -> Command,
    scheme: &'static str,
}

impl Service {
    /// A `PostgreSQL` with an empty database. Says so and returns nothing when its programs are not there.
    pub fn postgres() -> anyhow::Result<Option<Self>> {
        let Some(programs) = postgres_programs() else {
            return Ok(left_out(
                "PostgreSQL's programs (initdb, postgres) are not installed",
            ));
        };
        let folder = tempfile::Builder::new()
            .prefix("quartermaster-pg")
            .tempdir()?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        run(as_postgres(&programs.join("initdb"))
            .arg("-D")
            .arg(folder.path().join("data"))
            .args([
                "-U",
                "quartermaster",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ]))?;
        Self::begin(folder, start_postgres, "postgres://quartermaster@").map(Some)
    }

    /// A Redis that keeps nothing on disk. Says so and returns nothing when there is none.
    pub fn redis() -> anyhow::Result<Option<Self>> {
        let found = Command::new("redis-server").arg("--version").output();
        if found.is_err() {
            return Ok(left_out("redis-server is not installed"));
        }
        Self::begin(TempDir::new()?, start_redis, "redis://").map(Some)
    }

    /// A Redis that is reached with TLS alone, with a certificate for which [`Self::authority`] vouches. Says so and returns
    /// nothing when its programs are not there.
    pub fn redis_with_tls() -> anyhow::Result<Option<Self>> {
        for program in ["redis-server", "openssl"] {
            if Command::new(program).arg("--version").output().is_err() {
                return Ok(left_out("redis-server or openssl is not installed"));
            }
        }
        let folder = TempDir::new()?;
        // Words with a dot are files of the folder.
        let openssl = |arguments: &str| {
            let mut command = Command::new("openssl");
            for argument in arguments.split(' ') {
                if argument.contains('.') {
                    command.arg(folder.path().join(argument));
                } else {
                    command.arg(argument);
                }
            }
            run(command.stderr(Stdio::null()))
        };
        std::fs::write(
            folder.path().join("names.ext"),
            "subjectAltName=IP:127.0.0.1\n",
        )?;
        openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout authority.key -out authority.pem",
        )?;
        openssl("req -newkey rsa:2048 -nodes -subj /CN=redis -keyout redis.key -out redis.csr")?;
        openssl(
            "x509 -req -days 2 -in redis.csr -CA authority.pem -CAkey authority.key -CAcreateserial -extfile names.ext -out redis.pem",
        )?;
        Self::begin(folder, start_redis_with_tls, "rediss://").map(Some)
    }

    /// File of the certificate that vouches for a Redis with TLS.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    fn begin(
        folder: TempDir,
        start: fn(&Path, u16) -> Command,
        scheme: &'static str,
    ) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut service = Self {
            folder,
            port,
            process: None,
            start,
            scheme,
        };
        service.run()?;
        Ok(service)
    }

    /// Starts it, with the data and on the port of before.
    pub fn run(&mut self) -> anyhow::Result<()> {
        let log = File::create(self.folder.path().join("log"))?;
        let mut command = (self.start)(self.folder.path(), self.port);
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        self.process = Some(command.current_dir("/").spawn()?);
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        anyhow::bail!("{} does not listen", self.url())
    }

    /// Ends it at once.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let Some(mut process) = self.process.take() else {
            return Ok(());
        };
        // PostgreSQL runs as an account of its own; its first process is named in its data.
        let named = std::fs::read_to_string(self.folder.path().join("data/postmaster.pid"));
        match named
            .ok()
            .and_then(|text| text.lines().next().map(str::to_owned))
        {
            Some(id) => run(Command::new("kill").args(["-QUIT", &id]))?,
            None => process.kill()?,
        }
        process.wait()?;
        Ok(())
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        let database = if self.scheme.starts_with("postgres") {
            "postgres"
        } else {
            "0"
        };
        format!("{}127.0.0.1:{}/{database}", self.scheme, self.port)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

fn start_redis(folder: &Path, port: u16) -> Command {
    let mut command = Command::new("redis-server");
    command
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--dir"])
        .arg(folder)
        .args(["--save", "", "--appendonly", "no"]);
    command
}

fn start_redis_with_tls(folder: &Path, port: u16) -> Command {
    let mut command = start_redis(folder, 0);
    command.args(["--tls-port", &port.to_string(), "--tls-auth-clients", "no"]);
    for (argument, file) in [
        ("--tls-cert-file", "redis.pem"),
        ("--tls-key-file", "redis.key"),
        ("--tls-ca-cert-file", "authority.pem"),
    ] {
        command.arg(argument).arg(folder.join(file));
    }
    command
}

fn start_postgres(folder: &Path, port: u16) -> Command {
    let program = postgres_programs().unwrap_or_default().join("postgres");
    let mut command = as_postgres(&program);
    command
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "unix_socket_directories=", "-c", "fsync=off"]);
    command
}

/// A program of `PostgreSQL`'s, which refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Where Debian keeps the programs of the newest version.
fn postgres_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    folders
        .filter(|folder| folder.join("initdb").is_file())
        .max()
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let ended = command.stdout(Stdio::null()).current_dir("/").status();
    let ended = ended.with_context(|| format!("{command:?}"))?;
    anyhow::ensure!(ended.success(), "{command:?}: {ended}");
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn left_out<T>(reason: &str) -> Option<T> {
    eprintln!("left out: {reason}");
    None
}
