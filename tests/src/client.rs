//! A *client* asks the API as programs do: with a token, in JSON.

use std::time::Duration;

use anyhow::Context;
use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Method, Request};

use crate::program::Home;

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> anyhow::Result<Value> {
        serde_json::from_str(&self.text)
            .with_context(|| format!("not JSON ({}): {}", self.status, self.text))
    }

    /// A header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// Asks the API.
pub struct Client {
    agent: Agent,
    base: String,
    headers: Vec<(String, String)>,
}

impl Client {
    /// One without anything that says who it is.
    pub fn new(base: &str) -> Self {
        let configuration = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_mins(1)))
            .build();
        Self {
            agent: configuration.into(),
            base: base.to_owned(),
            headers: Vec::new(),
        }
    }

    /// The same, with a further header in every request.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same, with a token.
    #[must_use]
    pub fn bearing(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// Gets an address.
    pub fn get(&self, path: &str) -> anyhow::Result<Reply> {
        self.send("GET", path, None)
    }

    /// Sends JSON.
    pub fn post(&self, path: &str, body: &Value) -> anyhow::Result<Reply> {
        self.send("POST", path, Some(("application/json", &body.to_string())))
    }

    /// Sends whatever it is.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, &str)>,
    ) -> anyhow::Result<Reply> {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes())?)
            .uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some((media_type, _)) = body.filter(|(media_type, _)| !media_type.is_empty()) {
            request = request.header("content-type", media_type);
        }
        let mut response = match body {
            Some((_, body)) => self.agent.run(request.body(body)?)?,
            None => self.agent.run(request.body(())?)?,
        };
        Ok(Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.body_mut().read_to_string()?,
        })
    }
}

/// Makes a token for an account, as an operator does on the machine that runs the program.
pub fn token(home: &Home, username: &str) -> anyhow::Result<String> {
    let made = home.run(&["users", "token", username, "--label", "a test"])?;
    anyhow::ensure!(made.code == Some(0), "no token: {}", made.notices);
    Ok(made.output.trim().to_owned())
}
