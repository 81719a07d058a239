//! *Figures* of a page are what its people feel: bytes that travel, when something is seen, what jumps.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::Ordering;

use anyhow::Context;
use serde_json::json;

use super::Tab;

/// Bytes that travelled, headers included, compressed as they were, by kind of resource.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weight {
    /// Requests and bytes of each kind ("Document", "Stylesheet", "Script", …).
    pub kinds: BTreeMap<String, (u32, f64)>,
}

impl Weight {
    pub(super) fn add(&mut self, kind: &str, bytes: f64) {
        let entry = self.kinds.entry(kind.to_owned()).or_default();
        entry.0 += 1;
        entry.1 += bytes;
    }

    /// Bytes of all kinds together.
    pub fn bytes(&self) -> f64 {
        self.kinds.values().map(|(_, bytes)| bytes).sum()
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.1} kB", self.bytes() / 1000.0)?;
        for (kind, (requests, bytes)) in &self.kinds {
            write!(formatter, ", {requests} × {kind} {:.1} kB", bytes / 1000.0)?;
        }
        Ok(())
    }
}

/// How far things jumped without anybody having touched them; 0 is nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutShift {
    /// The sum over the document's life.
    pub score: f64,
    /// What jumped, as selectors.
    pub sources: Vec<String>,
}

/// Shifts of frames that are painted already are reported before two more frames are.
const SHIFTS: &str = "new Promise((resolve) => {
  const name = (node) => node?.nodeType === 1
    ? node.tagName.toLowerCase() + (node.id ? '#' + node.id : '') + [...node.classList].map((c) => '.' + c).join('')
    : String(node?.nodeName);
  const shifts = [];
  const take = (list) => shifts.push(...list.filter((shift) => !shift.hadRecentInput));
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    take(observer.takeRecords());
    observer.disconnect();
    resolve({
      score: shifts.reduce((sum, shift) => sum + shift.value, 0),
      sources: shifts.flatMap((shift) => shift.sources.map((source) => name(source.node))),
    });
  })));
})";

/// The page's first paint is reported shortly after it happened.
const FIRST_PAINT: &str = "new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => {
    const paint = list.getEntriesByName('first-contentful-paint')[0];
    if (paint) { observer.disconnect(); resolve(paint.startTime); }
  });
  observer.observe({type: 'paint', buffered: true});
})";

/// A phone zooms out when a page is too wide, so the window's own idea of its width does not tell.
const SIDEWAYS: &str = "((width) => {
  if (document.scrollingElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 0.5);
  const outer = wide.filter((e) => !wide.includes(e.parentElement));
  return ['page ' + document.scrollingElement.scrollWidth + ' px', ...outer.slice(0, 9).map((e) =>
    e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + [...e.classList].map((c) => '.' + c).join(''))];
})";

impl Tab {
    /// What has travelled since this was asked the last time.
    pub async fn weight(&self) -> anyhow::Result<Weight> {
        self.settle().await?;
        Ok(self.watch.weight())
    }

    /// Milliseconds from the start of the navigation to the first content that was painted.
    pub async fn first_contentful_paint(&self) -> anyhow::Result<f64> {
        let milliseconds = self.evaluate(FIRST_PAINT).await?;
        milliseconds.as_f64().context("a number of milliseconds")
    }

    /// How far things jumped on this page so far. On a [`Look::PHONE`](super::Look::PHONE) the browser leaves out the
    /// time in which it fits the page to the screen; [`Look::NARROW`](super::Look::NARROW) leaves nothing out.
    pub async fn layout_shift(&self) -> anyhow::Result<LayoutShift> {
        let found = self.evaluate(SHIFTS).await?;
        let sources = found["sources"].as_array().cloned().unwrap_or_default();
        Ok(LayoutShift {
            score: found["score"].as_f64().context("a score")?,
            sources: sources
                .iter()
                .filter_map(|source| source.as_str().map(str::to_owned))
                .collect(),
        })
    }

    /// Makes the processor this many times slower for the page; 1 is as it is.
    pub async fn slow_down(&self, times: u32) -> anyhow::Result<()> {
        self.call("Emulation.setCPUThrottlingRate", json!({"rate": times}))
            .await?;
        Ok(())
    }

    /// Takes the browser's cache out of use, so that every visit is a first one.
    pub async fn without_cache(&self) -> anyhow::Result<()> {
        self.call("Network.setCacheDisabled", json!({"cacheDisabled": true}))
            .await?;
        Ok(())
    }

    /// What is wider than the screen, as selectors; a page must not scroll sideways.
    pub async fn sideways(&self) -> anyhow::Result<Vec<String>> {
        let width = self.width.load(Ordering::Relaxed);
        let found = self.evaluate(&format!("{SIDEWAYS}({width})")).await?;
        Ok(serde_json::from_value(found)?)
    }
}
