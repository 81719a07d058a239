//! A *person* works with the pages in a tab of the browser: logs in, asks, reads.

use std::ops::Deref;

use anyhow::Context;
use serde_json::Value;

use crate::chromium::Tab;

/// Somebody with a tab.
pub struct Person {
    tab: Tab,
}

impl Deref for Person {
    type Target = Tab;

    fn deref(&self) -> &Tab {
        &self.tab
    }
}

impl Person {
    /// Somebody who has opened the tab.
    pub fn at(tab: Tab) -> Self {
        Self { tab }
    }

    /// Logs in with a demo account, on the login page that is in front of them or, if none is, on a fresh one.
    pub async fn log_in(&self, username: &str) -> anyhow::Result<()> {
        let password = web::accounts::demo_accounts()
            .first()
            .map(|(_, password)| *password)
            .context("demo accounts")?;
        if self.count("input[type=password]").await? == 0 {
            self.open("/login").await?;
        }
        self.fill("Username", username).await?;
        self.fill("Password", password).await?;
        self.follow("button", "Log in").await
    }

    /// Logs out.
    pub async fn log_out(&self) -> anyhow::Result<()> {
        self.follow("button", "Log out").await
    }

    /// Writes the question into the input, presses the button, and waits for its answer.
    pub async fn ask(&self, question: &str) -> anyhow::Result<()> {
        self.fill("Your question", question).await?;
        self.follow("button", "Ask").await?;
        self.expect_answer(question).await
    }

    /// Presses the button that asks this, and waits for its answer.
    pub async fn ask_by_button(&self, question: &str) -> anyhow::Result<()> {
        self.follow("button", question).await?;
        self.expect_answer(question).await
    }

    /// The page is complete and holds the answer to this question, at an address of its own.
    pub async fn expect_answer(&self, question: &str) -> anyhow::Result<()> {
        let there = format!(
            "location.pathname.startsWith('/answers/') && document.querySelector('article.answer') \
             && document.querySelector('main h1')?.textContent.trim() === {}",
            serde_json::json!(question)
        );
        self.wait_until(
            &format!("the answer to “{question}”"),
            &format!("Boolean({there})"),
        )
        .await
    }

    /// Makes a calculation over the API, as a program does, and opens the page of its answer.
    pub async fn calculate(&self, tool: &str, parameters: &Value) -> anyhow::Result<()> {
        let asked = format!(
            "fetch('/api/v1/tools/{tool}', {{method: 'POST', headers: {{'content-type': 'application/json'}}, \
             body: JSON.stringify({parameters})}}).then((answer) => answer.json()).then((answer) => answer.id)"
        );
        let id = self.evaluate(&asked).await?;
        let id = id.as_str().with_context(|| format!("no answer: {id}"))?;
        self.open(&format!("/answers/{id}")).await
    }

    /// Opens a tab of the answer ("Table", "Chart", "SQL", "How computed") and waits until it is seen.
    pub async fn open_tab(&self, label: &str) -> anyhow::Result<()> {
        self.click("link", label).await?;
        let there = format!(
            "document.readyState === 'complete' && [...document.querySelectorAll('[data-panel]')]\
             .some((panel) => panel.ariaLabel === {} && panel.checkVisibility())",
            serde_json::json!(label)
        );
        self.wait_until(&format!("the tab {label}"), &there).await
    }

    /// How the server answered when the page in front of them was asked for.
    pub async fn status(&self) -> anyhow::Result<u64> {
        let status = self
            .evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
            .await?;
        status.as_u64().context("a status")
    }

    /// Every one of these texts stands on the page.
    pub async fn reads(&self, texts: &[&str]) -> anyhow::Result<()> {
        for text in texts {
            self.wait_for_text(text).await?;
        }
        Ok(())
    }

    /// None of these texts stands on the page.
    pub async fn does_not_read(&self, texts: &[&str]) -> anyhow::Result<()> {
        let page = self.text().await?;
        for text in texts {
            anyhow::ensure!(!page.contains(text), "“{text}” stands on the page: {page}");
        }
        Ok(())
    }

    /// The browser had nothing to complain about, but for messages that hold one of the `expected` texts.
    pub async fn heard_no_complaints_but(&self, expected: &[&str]) -> anyhow::Result<()> {
        let mut complaints = self.complaints().await?;
        complaints.retain(|complaint| !expected.iter().any(|text| complaint.contains(text)));
        anyhow::ensure!(
            complaints.is_empty(),
            "the browser complained: {complaints:#?}"
        );
        Ok(())
    }

    /// The browser had nothing to complain about.
    pub async fn heard_no_complaints(&self) -> anyhow::Result<()> {
        self.heard_no_complaints_but(&[]).await
    }
}
