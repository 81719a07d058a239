//! A *browser* sends forms and keeps the session cookie; it runs no scripts.

use std::time::Duration;

use anyhow::Context;
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

/// What came back.
#[derive(Debug)]
pub struct Page {
    /// Status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The cookie that was set, with its attributes.
    pub cookie: Option<String>,
    /// The body.
    pub text: String,
}

impl Page {
    /// The body as people read it: without tags, with single blanks.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, tag)) = rest.split_once('<') {
            words.push_str(before);
            words.push(' ');
            rest = tag.split_once('>').map_or("", |(_, after)| after);
        }
        words.push_str(rest);
        words
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    }

    /// The value of the hidden field of that name.
    pub fn field(&self, name: &str) -> Option<&str> {
        let (_, field) = self.text.split_once(&format!("name=\"{name}\" value=\""))?;
        field.split_once('"').map(|(value, _)| value)
    }
}

/// A file that came back.
#[derive(Debug)]
pub struct Download {
    /// Status.
    pub status: u16,
    /// Its media type.
    pub content_type: Option<String>,
    /// What it is called.
    pub disposition: Option<String>,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Sends forms and keeps the session cookie.
pub struct Browser {
    agent: Agent,
    base: String,
    session: Option<String>,
}

impl Browser {
    /// A fresh one for the pages at `base`.
    pub fn new(base: &str) -> Self {
        // Redirects are looked at one by one, and no proxy stands between a test and its own server.
        let configuration = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_mins(1)))
            .build();
        Self {
            agent: configuration.into(),
            base: base.to_owned(),
            session: None,
        }
    }

    /// Opens a page.
    pub fn get(&mut self, path: &str) -> anyhow::Result<Page> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = match &self.session {
            Some(session) => request.header("cookie", session),
            None => request,
        };
        let response = request.call()?;
        self.read(response)
    }

    /// Fetches a file.
    pub fn download(&mut self, path: &str) -> anyhow::Result<Download> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = request.header("cookie", self.session.as_deref().unwrap_or_default());
        let mut response = request.call()?;
        let header = |name| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        Ok(Download {
            status: response.status().as_u16(),
            content_type: header("content-type"),
            disposition: header("content-disposition"),
            bytes: response.body_mut().read_to_vec()?,
        })
    }

    /// Sends a form.
    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<Page> {
        self.post_with(path, form, &[])
    }

    /// Sends a form with further headers.
    pub fn post_with(
        &mut self,
        path: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> anyhow::Result<Page> {
        let request = self.agent.post(format!("{}{path}", self.base));
        let cookie = self
            .session
            .iter()
            .map(|session| ("cookie", session.as_str()));
        let request = headers
            .iter()
            .copied()
            .chain(cookie)
            .fold(request, |r, (name, value)| r.header(name, value));
        let response = request.send_form(form.iter().copied())?;
        self.read(response)
    }

    /// Sends a form and goes where it leads.
    pub fn submit(&mut self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<Page> {
        let sent = self.post(path, form)?;
        let location = sent
            .location
            .with_context(|| format!("no redirect but {}: {}", sent.status, sent.text))?;
        self.get(&location)
    }

    /// Logs in with a demo account.
    pub fn log_in(&mut self, username: &str) -> anyhow::Result<()> {
        let password = web::accounts::demo_accounts()
            .first()
            .map(|(_, password)| *password)
            .context("demo accounts")?;
        let page = self.post("/login", &[("username", username), ("password", password)])?;
        anyhow::ensure!(
            page.status == 303 && self.session.is_some(),
            "not logged in: {}",
            page.words()
        );
        Ok(())
    }

    /// The session cookie, as it is sent.
    pub fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// Goes on with somebody's session cookie.
    pub fn take_session(&mut self, cookie: String) {
        self.session = Some(cookie);
    }

    /// Asks over the API.
    pub fn query(&mut self, question: &Value) -> anyhow::Result<Value> {
        let request = self
            .agent
            .post(format!("{}/api/v1/query", self.base))
            .content_type("application/json");
        let request = request.header("cookie", self.session.as_deref().unwrap_or_default());
        let response = request.send(question.to_string())?;
        let page = self.read(response)?;
        Ok(serde_json::from_str(&page.text)?)
    }

    fn read(&mut self, mut response: Response<Body>) -> anyhow::Result<Page> {
        let header = |name| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let (location, cookie) = (header("location"), header("set-cookie"));
        if let Some((session, _)) = cookie.as_deref().and_then(|cookie| cookie.split_once(';')) {
            self.session = Some(session.to_owned()).filter(|session| !session.ends_with('='));
        }
        let status = response.status().as_u16();
        Ok(Page {
            status,
            location,
            cookie,
            text: response.body_mut().read_to_string()?,
        })
    }
}
