//! The API: who gets in, what is taken, what comes back, and that every problem is said in the same form.

mod description;
mod limits;
mod records;
mod stream;
mod tokens;
mod tools;

use quartermaster_tests::client::{Client, Reply, token};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::Value;

/// Somebody's id that nothing has.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";

/// The program over the sample company.
struct Stage {
    server: Server,
    home: Home,
}

impl Stage {
    fn new() -> anyhow::Result<Self> {
        let home = Home::new()?;
        let sample = home.path().join("sample");
        data::write_sample(&sample, 1_000, 1)?;
        Ok(Self {
            server: Server::start(&home, &sample, TODAY)?,
            home,
        })
    }

    fn client(&self) -> Client {
        Client::new(&self.server.url)
    }

    /// A program that asks in somebody's name.
    fn program(&self, username: &str) -> anyhow::Result<Client> {
        Ok(self.client().bearing(&token(&self.home, username)?))
    }
}

/// Fails unless the reply is a problem of that status; its detail.
#[track_caller]
fn assert_problem(reply: &Reply, status: u16) -> String {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json"),
        "{}",
        reply.text
    );
    let problem = reply.json().unwrap_or_default();
    assert_eq!(problem["type"], "about:blank", "{problem}");
    assert_eq!(problem["status"], status, "{problem}");
    assert!(
        problem["title"]
            .as_str()
            .is_some_and(|title| !title.is_empty()),
        "{problem}"
    );
    let number = reply.header("x-request-id").unwrap_or_default();
    assert_eq!(
        problem["instance"],
        format!("urn:uuid:{number}"),
        "{problem}"
    );
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(!detail.is_empty(), "{problem}");
    detail.to_owned()
}

fn ask(client: &Client, body: &Value) -> anyhow::Result<Value> {
    let reply = client.post("/api/v1/query", body)?;
    anyhow::ensure!(reply.status == 200, "{}", reply.text);
    reply.json()
}
