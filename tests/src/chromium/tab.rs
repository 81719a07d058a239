//! A *tab* shows one page after the other and is worked with as people do: by what stands on it.

use std::sync::atomic::AtomicU32;
use std::time::Instant;

use anyhow::Context;
use chromiumoxide::Page;
use serde_json::{Value, json};

use super::command::Call;
use super::watch::Watch;
use super::{Look, PATIENCE, PAUSE};

/// A page of the browser.
pub struct Tab {
    pub(super) page: Page,
    pub(super) watch: Watch,
    /// Width of the window in CSS pixels.
    pub(super) width: AtomicU32,
    base: String,
}

impl Tab {
    pub(super) async fn new(page: Page, base: &str) -> anyhow::Result<Self> {
        let watch = Watch::over(&page).await?;
        let tab = Self {
            page,
            watch,
            width: AtomicU32::new(0),
            base: base.to_owned(),
        };
        tab.look(Look::DESK).await?;
        // Several windows are open at once; each works as if it were the one in front.
        let focused = json!({"enabled": true});
        tab.call("Emulation.setFocusEmulationEnabled", focused)
            .await?;
        Ok(tab)
    }

    /// Opens the page at a path and waits until it is complete.
    pub async fn open(&self, path: &str) -> anyhow::Result<()> {
        let address = json!({"url": format!("{}{path}", self.base)});
        self.leaving(async || {
            let navigated = self.call("Page.navigate", address).await?;
            if let Some(fault) = navigated.get("errorText").filter(|fault| !fault.is_null()) {
                anyhow::bail!("{path}: {fault}");
            }
            Ok(())
        })
        .await
    }

    /// Loads the page again.
    pub async fn reload(&self) -> anyhow::Result<()> {
        self.leaving(async || self.call("Page.reload", json!({})).await.map(drop))
            .await
    }

    /// Goes back to the page before.
    pub async fn back(&self) -> anyhow::Result<()> {
        let history = self.call("Page.getNavigationHistory", json!({})).await?;
        let before = history["currentIndex"]
            .as_u64()
            .and_then(|index| usize::try_from(index.checked_sub(1)?).ok());
        let entry = before
            .and_then(|index| history["entries"].get(index))
            .context("a page before this one")?;
        let entry = json!({"entryId": entry["id"]});
        self.leaving(async || {
            self.call("Page.navigateToHistoryEntry", entry)
                .await
                .map(drop)
        })
        .await
    }

    /// Does something that leads to another page, and waits until that is complete.
    pub async fn leaving(
        &self,
        action: impl AsyncFnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let document = self.evaluate("performance.timeOrigin").await?;
        // A script may also put another page in the place of this one.
        self.evaluate("document.documentElement.dataset.left = ''")
            .await?;
        action().await?;
        let there = format!(
            "(performance.timeOrigin !== {document} || !('left' in document.documentElement.dataset))
                && document.readyState === 'complete'"
        );
        self.wait_until("another page", &there).await
    }

    /// Where the tab is, without the server's name.
    pub async fn path(&self) -> anyhow::Result<String> {
        let address = self.evaluate("location.href").await?;
        let address = address.as_str().context("an address")?;
        Ok(address
            .strip_prefix(&self.base)
            .unwrap_or(address)
            .to_owned())
    }

    /// What can be read on the page, with single blanks.
    pub async fn text(&self) -> anyhow::Result<String> {
        self.text_of("body").await
    }

    /// What can be read in the first element that the selector fits.
    pub async fn text_of(&self, selector: &str) -> anyhow::Result<String> {
        let found = self
            .evaluate(&format!(
                "document.querySelector({})?.innerText",
                json!(selector)
            ))
            .await?;
        let text = found.as_str().with_context(|| format!("no {selector}"))?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// How many elements the selector fits.
    pub async fn count(&self, selector: &str) -> anyhow::Result<u64> {
        let counted = self
            .evaluate(&format!(
                "document.querySelectorAll({}).length",
                json!(selector)
            ))
            .await?;
        counted.as_u64().context("a count")
    }

    /// Waits until the text stands on the page.
    pub async fn wait_for_text(&self, text: &str) -> anyhow::Result<()> {
        let there = format!(
            "document.body?.innerText.replace(/\\s+/g, ' ').includes({})",
            json!(text)
        );
        self.wait_until(&format!("“{text}”"), &there).await
    }

    /// Waits until the selector fits something that can be seen.
    pub async fn wait_for(&self, selector: &str) -> anyhow::Result<()> {
        let there = format!(
            "[...document.querySelectorAll({})].some((e) => e.checkVisibility())",
            json!(selector)
        );
        self.wait_until(selector, &there).await
    }

    /// Waits until an expression is true on the page; `what` names it when that does not happen.
    pub async fn wait_until(&self, what: &str, expression: &str) -> anyhow::Result<()> {
        self.wait(what, async || {
            let there = self.evaluate(expression).await?;
            Ok((there == Value::Bool(true)).then_some(()))
        })
        .await
    }

    /// Looks again and again until there is something. While a page gives way to the next, looking may fail.
    pub(super) async fn wait<T>(
        &self,
        what: &str,
        look: impl AsyncFn() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let seen = look().await;
            if let Ok(Some(found)) = seen {
                return Ok(found);
            }
            if Instant::now() > deadline {
                let path = self.path().await.unwrap_or_default();
                let text = self.text().await.unwrap_or_default();
                let fault = seen.err().map(|fault| format!(" ({fault:#})"));
                anyhow::bail!(
                    "{what} did not come on {path}{}: {text}",
                    fault.unwrap_or_default()
                );
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Runs a script at the beginning of every page that is opened from now on.
    pub async fn on_every_page(&self, script: &str) -> anyhow::Result<()> {
        self.call(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": script}),
        )
        .await?;
        Ok(())
    }

    /// Lets pages run no scripts from now on; what is evaluated from here still runs.
    pub async fn without_scripts(&self) -> anyhow::Result<()> {
        self.call(
            "Emulation.setScriptExecutionDisabled",
            json!({"value": true}),
        )
        .await?;
        Ok(())
    }

    /// Forgets all cookies of this tab's browser.
    pub async fn forget_cookies(&self) -> anyhow::Result<()> {
        self.call("Network.clearBrowserCookies", json!({})).await?;
        Ok(())
    }

    /// What the browser has complained about since this was asked the last time: exceptions, refused content, failed
    /// requests, errors and warnings of scripts.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        self.settle().await?;
        Ok(self.watch.complaints())
    }

    /// Waits until everything that the browser has reported so far has arrived.
    pub(super) async fn settle(&self) -> anyhow::Result<()> {
        for _ in 0..2 {
            self.evaluate("0").await?;
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// The value of an expression on the page; promises are waited for.
    pub async fn evaluate(&self, expression: &str) -> anyhow::Result<Value> {
        let parameters =
            json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        value_of(self.call("Runtime.evaluate", parameters).await?)
    }

    pub(super) async fn call(
        &self,
        name: &'static str,
        parameters: Value,
    ) -> anyhow::Result<Value> {
        let answer = self.page.execute(Call::new(name, parameters)).await;
        Ok(answer.context(name)?.result)
    }

    /// Closes the tab.
    pub async fn close(self) -> anyhow::Result<()> {
        self.page.close().await?;
        Ok(())
    }
}

/// The value of what was evaluated, or what it threw.
pub(super) fn value_of(mut evaluated: Value) -> anyhow::Result<Value> {
    if let Some(fault) = evaluated.get("exceptionDetails") {
        let what = fault["exception"]["description"].as_str();
        anyhow::bail!("{}", what.unwrap_or("something was thrown"));
    }
    Ok(evaluated["result"]["value"].take())
}
