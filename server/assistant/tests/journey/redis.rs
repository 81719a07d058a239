//! A real *Redis* that lives as long as a test, on a free port, with nothing on disk.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server; dropped, it is killed.
pub(crate) struct Redis {
    process: Option<Child>,
    port: u16,
}

impl Redis {
    /// Starts one. Without the program it prints so and returns none, unless `CI` is `true`: then it fails.
    pub(crate) fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut redis = Self {
            process: None,
            port,
        };
        if redis.run() {
            return Some(redis);
        }
        let line = "skipped: redis-server is not installed";
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{line}");
        say(line);
        None
    }

    /// Starts the server, on the same port as before; false when there is no such program.
    pub(crate) fn run(&mut self) -> bool {
        let started = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(process) = started else { return false };
        self.process = Some(process);
        let listens = (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(25));
            TcpStream::connect(("127.0.0.1", self.port)).is_ok()
        });
        assert!(listens, "redis-server does not listen");
        true
    }

    /// Ends it at once.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// The URL of its first database.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn say(line: &str) {
    eprintln!("{line}");
}
