//! *Chromium* is a real browser without a window: scripts, styles, keyboard and downloads are what people have.
//!
//! [`Chromium`] is the process, a [`Tab`] one of its pages. Everything is waited for with a deadline; nothing sleeps for
//! a fixed time and hopes.

mod accessibility;
mod command;
mod element;
mod figures;
mod look;
mod tab;
mod watch;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use chromiumoxide::browser::{Browser, BrowserConfig};
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::target::{
    CreateBrowserContextParams, CreateTargetParams,
};
use chromiumoxide::detection::{DetectionOptions, default_executable};
use futures::StreamExt;
use serde_json::json;
use tempfile::TempDir;
use tokio::task::JoinHandle;

pub use accessibility::{Finding, axe};
pub use element::Role;
pub use figures::{LayoutShift, Weight};
pub use look::{Look, Scheme};
pub use tab::Tab;

use command::Call;

/// How long something on a page is waited for. Builds without optimisation answer slowly on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(40);
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// The browser's process; it ends with the value.
pub struct Chromium {
    browser: Browser,
    driver: JoinHandle<()>,
    folder: TempDir,
}

impl Chromium {
    /// Starts it with a profile of its own. Says so and returns nothing when no browser is installed.
    #[expect(clippy::print_stderr, reason = "a test that is left out says so")]
    pub async fn start() -> anyhow::Result<Option<Self>> {
        let Ok(executable) = default_executable(DetectionOptions::default()) else {
            eprintln!("left out: there is no Chromium (tests/run installs it)");
            return Ok(None);
        };
        let folder = TempDir::new()?;
        let profile = folder.path().join("profile");
        let mut configuration = BrowserConfig::builder()
            .chrome_executable(executable)
            .user_data_dir(&profile)
            .viewport(None)
            .window_size(1280, 900)
            .launch_timeout(PATIENCE)
            // Debian's launcher has flags of its own; these keep the browser from looking for anything but the tests.
            .args([
                "disable-gpu",
                "disable-quic",
                "disable-component-update",
                "no-default-browser-check",
                "no-proxy-server",
                "disable-search-engine-choice-screen",
            ])
            .arg(("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"));
        if is_root() {
            configuration = configuration.no_sandbox();
        }
        let configuration = configuration.build().map_err(anyhow::Error::msg)?;
        let (browser, mut handler) = Browser::launch(configuration)
            .await
            .context("Chromium did not start")?;
        let driver = tokio::spawn(async move { while handler.next().await.is_some() {} });
        Ok(Some(Self {
            browser,
            driver,
            folder,
        }))
    }

    /// A new tab over the pages at `base`. All of these share their cookies, as the tabs of a window do.
    pub async fn tab(&self, base: &str) -> anyhow::Result<Tab> {
        self.open(base, None).await
    }

    /// A new tab that knows no cookies, as somebody else's browser.
    pub async fn private_tab(&self, base: &str) -> anyhow::Result<Tab> {
        let context = self
            .browser
            .create_browser_context(CreateBrowserContextParams::default())
            .await?;
        self.open(base, Some(context)).await
    }

    async fn open(&self, base: &str, context: Option<BrowserContextId>) -> anyhow::Result<Tab> {
        let mut target = CreateTargetParams::new("about:blank");
        // In a window of its own: a tab behind another one is made to wait.
        target.new_window = Some(true);
        let mut download = json!({"behavior": "allow", "downloadPath": self.downloads()?});
        // Nobody is there to say that a page may copy, as a click does in a window.
        let copying = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        let mut permission = json!({"origin": base, "permissions": copying});
        if let Some(context) = &context {
            download["browserContextId"] = json!(context);
            permission["browserContextId"] = json!(context);
        }
        target.browser_context_id = context;
        for call in [
            Call::new("Browser.setDownloadBehavior", download),
            Call::new("Browser.grantPermissions", permission),
        ] {
            self.browser.execute(call).await?;
        }
        let page = self.browser.new_page(target).await?;
        Tab::new(page, base).await
    }

    /// The folder that takes downloads.
    fn downloads(&self) -> anyhow::Result<PathBuf> {
        let folder = self.folder.path().join("downloads");
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Waits for a download whose name ends so, takes it out of the folder, and gives its name and content.
    pub async fn download(&self, ending: &str) -> anyhow::Result<(String, Vec<u8>)> {
        let folder = self.downloads()?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(file) = complete(&folder, ending)? {
                let name = file.file_name().context("a file has a name")?;
                let content = std::fs::read(&file)?;
                std::fs::remove_file(&file)?;
                return Ok((name.to_string_lossy().into_owned(), content));
            }
            anyhow::ensure!(
                Instant::now() < deadline,
                "nothing that ends with {ending} was downloaded"
            );
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Closes it and waits until it is gone.
    pub async fn close(mut self) -> anyhow::Result<()> {
        self.browser.close().await?;
        self.browser.wait().await?;
        Ok(())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.driver.abort();
        if let Some(process) = self.browser.get_mut_child() {
            let _ = process.inner.start_kill();
        }
        // Its helper processes write into the folder for a moment longer.
        for _ in 0..80 {
            if std::fs::remove_dir_all(self.folder.path()).is_ok() {
                break;
            }
            std::thread::sleep(PAUSE);
        }
    }
}

/// A file in the folder whose name ends so. Until a download is complete, its name ends with `.crdownload`.
fn complete(folder: &Path, ending: &str) -> anyhow::Result<Option<PathBuf>> {
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.path();
        if file.to_string_lossy().ends_with(ending) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// Chromium's sandbox does not work for root, so only root goes without it.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
