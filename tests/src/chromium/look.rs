//! A *look* is how wide, how dense and how bright somebody sees a page; a picture keeps it.

use std::sync::atomic::Ordering;

use anyhow::Context;
use chromiumoxide::cdp::browser_protocol::page::{CaptureScreenshotFormat, Viewport};
use chromiumoxide::page::{ScreenshotParams, ScreenshotParamsBuilder};
use serde_json::json;

use super::Tab;

/// Which colours the system prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

impl Scheme {
    /// Its name in style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// How somebody sees a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Device pixels for a CSS pixel.
    pub density: f64,
    /// A touch screen whose pages scale to its width.
    pub phone: bool,
    /// Colours.
    pub scheme: Scheme,
}

impl Look {
    /// A desk with a wide screen.
    pub const DESK: Self = Self {
        width: 1280,
        height: 900,
        density: 1.0,
        phone: false,
        scheme: Scheme::Light,
    };
    /// A small phone.
    pub const PHONE: Self = Self {
        width: 360,
        height: 740,
        density: 2.0,
        phone: true,
        scheme: Scheme::Light,
    };
    /// A window as narrow as a small phone.
    pub const NARROW: Self = Self {
        phone: false,
        density: 1.0,
        ..Self::PHONE
    };
    /// Every width with every scheme.
    pub const ALL: [Self; 4] = [
        Self::DESK,
        Self::DESK.dark(),
        Self::PHONE,
        Self::PHONE.dark(),
    ];

    /// The same in the dark.
    #[must_use]
    pub const fn dark(self) -> Self {
        Self {
            scheme: Scheme::Dark,
            ..self
        }
    }

    /// A name for files: `1280-dark`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.width, self.scheme.name())
    }
}

impl Tab {
    /// Shows pages like this from now on.
    pub async fn look(&self, look: Look) -> anyhow::Result<()> {
        self.width.store(look.width, Ordering::Relaxed);
        let screen = json!({
            "width": look.width, "height": look.height, "deviceScaleFactor": look.density, "mobile": look.phone,
        });
        self.call("Emulation.setDeviceMetricsOverride", screen)
            .await?;
        let touch = json!({"enabled": look.phone});
        self.call("Emulation.setTouchEmulationEnabled", touch)
            .await?;
        let colours = json!([{"name": "prefers-color-scheme", "value": look.scheme.name()}]);
        self.call(
            "Emulation.setEmulatedMedia",
            json!({"media": "", "features": colours}),
        )
        .await?;
        Ok(())
    }

    /// Shows pages as a printer does, or as a screen again.
    pub async fn print_look(&self, print: bool) -> anyhow::Result<()> {
        let media = if print { "print" } else { "" };
        self.call("Emulation.setEmulatedMedia", json!({"media": media}))
            .await?;
        Ok(())
    }

    /// A picture of what is on the screen, as PNG.
    pub async fn picture(&self) -> anyhow::Result<Vec<u8>> {
        Ok(self.page.screenshot(png().build()).await?)
    }

    /// A picture of the whole page, as PNG.
    pub async fn whole_picture(&self) -> anyhow::Result<Vec<u8>> {
        // At the end of the page the input that stays at the bottom lies over nothing.
        let end = "scrollTo(0, document.documentElement.scrollHeight)";
        self.evaluate(end).await?;
        let picture = self.page_picture().await;
        self.evaluate("scrollTo(0, 0)").await?;
        picture
    }

    async fn page_picture(&self) -> anyhow::Result<Vec<u8>> {
        let sizes = self.call("Page.getLayoutMetrics", json!({})).await?;
        let side = |name| {
            sizes["cssContentSize"][name]
                .as_f64()
                .context("a size of the page")
        };
        let clip = Viewport {
            x: 0.0,
            y: 0.0,
            width: side("width")?,
            height: side("height")?,
            scale: 1.0,
        };
        let whole = png().clip(clip).capture_beyond_viewport(true);
        Ok(self.page.screenshot(whole.build()).await?)
    }
}

fn png() -> ScreenshotParamsBuilder {
    ScreenshotParams::builder().format(CaptureScreenshotFormat::Png)
}
