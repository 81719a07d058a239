//! A *stage* is the program over the sample company with a browser in front of it.

use std::path::Path;

use crate::chromium::Chromium;
use crate::data::{self, TODAY};
use crate::person::Person;
use crate::program::{Home, Server};

/// Order lines of the sample company on a stage.
const LINES: u64 = 5_000;

/// The program and the browser.
pub struct Stage {
    /// The browser.
    pub chromium: Chromium,
    /// The program.
    pub server: Server,
    /// The program's own files.
    pub home: Home,
}

impl Stage {
    /// Starts both. Says so and returns nothing when there is no browser.
    pub async fn open() -> anyhow::Result<Option<Self>> {
        Self::over(Home::new()?, None).await
    }

    /// Starts both with the program's files in `home`, over a folder of data or else the sample company.
    pub async fn over(home: Home, folder: Option<&Path>) -> anyhow::Result<Option<Self>> {
        let Some(chromium) = Chromium::start().await? else {
            return Ok(None);
        };
        let sample = home.path().join("sample");
        let folder = if let Some(folder) = folder {
            folder
        } else {
            data::write_sample(&sample, LINES, 1)?;
            &sample
        };
        let server = Server::start(&home, folder, TODAY)?;
        Ok(Some(Self {
            chromium,
            server,
            home,
        }))
    }

    /// Somebody with a tab of the one browser; all of these share their cookies.
    pub async fn person(&self) -> anyhow::Result<Person> {
        Ok(Person::at(self.chromium.tab(&self.server.url).await?))
    }

    /// Somebody with a browser of their own.
    pub async fn stranger(&self) -> anyhow::Result<Person> {
        Ok(Person::at(
            self.chromium.private_tab(&self.server.url).await?,
        ))
    }

    /// Ends both.
    pub async fn close(self) -> anyhow::Result<()> {
        self.chromium.close().await
    }
}
