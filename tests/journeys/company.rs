//! The *company* is the program serving the sample company, with as many browsers as there are people.

use std::path::Path;

use quartermaster_tests::browser::{Browser, Page};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};
use serde_json::{Value, json};

pub(crate) const MANAGER: &str = "Warehouse Manager";
pub(crate) const ENGINEER: &str = "Field Engineer";
pub(crate) const BUYER: &str = "Procurement Specialist";

/// The program over the sample company.
pub(crate) struct Company {
    pub server: Server,
    home: Home,
}

impl Company {
    pub(crate) fn open() -> anyhow::Result<Self> {
        Self::open_with(&[], |_| Ok(()))
    }

    /// With variables that configure it, over data that `change` has been at.
    pub(crate) fn open_with(
        variables: &[(&str, &str)],
        change: impl FnOnce(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<Self> {
        let home = Home::new()?;
        let sample = home.path().join("sample");
        data::write_sample(&sample, 5_000, 1)?;
        change(&sample)?;
        Ok(Self {
            server: Server::start_with(&home, &sample, TODAY, variables)?,
            home,
        })
    }

    /// Ends the program and starts it anew with what it has kept.
    pub(crate) fn restarted(self) -> anyhow::Result<Self> {
        let Self { server, home } = self;
        server.kill()?;
        let server = Server::start(&home, &home.path().join("sample"), TODAY)?;
        Ok(Self { server, home })
    }

    /// Somebody who is not logged in.
    pub(crate) fn stranger(&self) -> Browser {
        Browser::new(&self.server.url)
    }

    /// Somebody who is logged in with a demo account.
    pub(crate) fn person(&self, username: &str) -> anyhow::Result<Browser> {
        let mut browser = self.stranger();
        browser.log_in(username)?;
        Ok(browser)
    }
}

/// Asks, and returns the answer.
pub(crate) fn ask(browser: &mut Browser, persona: &str, question: &str) -> anyhow::Result<Value> {
    let answer = browser.query(&json!({"persona": persona, "question": question}))?;
    anyhow::ensure!(answer["id"].is_string(), "{question}: {answer}");
    Ok(answer)
}

pub(crate) fn assert_holds(page: &Page, parts: &[&str]) {
    let words = page.words();
    for part in parts {
        assert!(
            words.contains(part),
            "“{part}” is not on the page ({}): {words}",
            page.status
        );
    }
}

pub(crate) fn assert_lacks(page: &Page, parts: &[&str]) {
    for part in parts {
        assert!(
            !page.text.contains(part),
            "“{part}” is on the page ({}): {}",
            page.status,
            page.text
        );
    }
}
