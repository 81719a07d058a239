//! *Accessibility* is looked at with axe-core: every rule of WCAG 2.2 AA that a program can judge, and its best practices.

use std::fmt;
use std::path::PathBuf;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

use super::Tab;

/// A rule that a page breaks.
#[derive(Debug, Clone, Deserialize)]
pub struct Finding {
    /// The rule's id.
    #[serde(rename = "id")]
    pub rule: String,
    /// How much it hinders ("minor" … "critical").
    #[serde(default)]
    pub impact: Option<String>,
    /// What the rule asks for.
    pub help: String,
    /// Where it is broken.
    pub nodes: Vec<Place>,
}

/// Where a rule is broken.
#[derive(Debug, Clone, Deserialize)]
pub struct Place {
    /// Selectors that lead there; several through shadow trees.
    pub target: Vec<Value>,
    /// What would mend it.
    #[serde(default, rename = "failureSummary")]
    pub summary: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let impact = self.impact.as_deref().unwrap_or("unknown");
        write!(formatter, "{} ({impact}): {}", self.rule, self.help)?;
        for place in &self.nodes {
            let target: Vec<&str> = place.target.iter().filter_map(Value::as_str).collect();
            let summary = place
                .summary
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            write!(formatter, "\n    {}: {summary}", target.join(" "))?;
        }
        Ok(())
    }
}

/// Where axe-core is. Says so and returns nothing when it is not there.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
pub fn axe() -> Option<PathBuf> {
    let file = std::env::var_os("QUARTERMASTER_AXE").map(PathBuf::from);
    let file = file.filter(|file| file.is_file());
    if file.is_none() {
        eprintln!("left out: QUARTERMASTER_AXE names no axe.min.js (tests/run installs it)");
    }
    file
}

/// What the page is asked to do. Nothing is fetched, so that the page's content policy does not matter.
const RUN: &str = "axe.run(document, {
  runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
  resultTypes: ['violations'],
  preload: false,
}).then((results) => results.violations)";

impl Tab {
    /// Rules that the page breaks as it is shown now. `axe` is the file of axe-core.
    pub async fn findings(&self, axe: &std::path::Path) -> anyhow::Result<Vec<Finding>> {
        if self.evaluate("typeof axe").await? == "undefined" {
            let script = std::fs::read_to_string(axe).with_context(|| axe.display().to_string())?;
            self.evaluate(&format!("{script};0")).await?;
        }
        let violations = self.evaluate(RUN).await?;
        Ok(serde_json::from_value(violations)?)
    }
}
