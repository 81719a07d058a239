//! A *reader* takes typed values out of a raw configuration and collects what is wrong instead of stopping at it.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use super::raw::{RawConfiguration, Setting};
use super::{Fault, Origin};

/// Takes typed values out of a raw configuration.
pub(super) struct Reader<'a> {
    raw: &'a RawConfiguration,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Reads from `raw`; `faults` are those found so far.
    pub(super) fn new(raw: &'a RawConfiguration, faults: Vec<Fault>) -> Self {
        Self { raw, faults }
    }

    /// Everything that was wrong.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    /// Notes that the value of `key` is wrong.
    pub(super) fn fault(&mut self, key: &str, message: impl Into<String>) {
        let origin = self
            .raw
            .get(key)
            .map_or(Origin::Default, |s| s.origin.clone());
        self.faults.push(Fault {
            key: key.to_owned(),
            origin,
            message: message.into(),
        });
    }

    /// The text of `key`, or `None` when it is null.
    pub(super) fn optional(&mut self, key: &str) -> Option<&'a str> {
        self.raw
            .get(key)
            .and_then(|Setting { value, .. }| value.as_deref())
    }

    /// Whether the value of `key` comes from environment variables, in part or as a whole.
    pub(super) fn is_from_environment(&self, key: &str) -> bool {
        self.raw.get(key).is_some_and(|s| s.from_environment)
    }

    /// The text of `key`, which must not be null.
    pub(super) fn text(&mut self, key: &str) -> &'a str {
        let Some(text) = self.optional(key) else {
            self.fault(key, "must not be empty");
            return "";
        };
        text
    }

    /// A path, or `None` when it is null.
    pub(super) fn optional_path(&mut self, key: &str) -> Option<PathBuf> {
        self.optional(key).map(PathBuf::from)
    }

    /// A whole number within `allowed`; its lower end after a fault.
    pub(super) fn integer<T>(&mut self, key: &str, allowed: RangeInclusive<T>) -> T
    where
        T: FromStr + PartialOrd + Display + Copy,
    {
        let text = self.text(key);
        match text.parse::<T>() {
            Ok(number) if allowed.contains(&number) => number,
            _ => {
                let (low, high) = (allowed.start(), allowed.end());
                self.fault(
                    key,
                    format!("`{text}` is not a whole number from {low} to {high}"),
                );
                *allowed.start()
            }
        }
    }

    /// A number within `allowed`; its lower end after a fault.
    pub(super) fn decimal(&mut self, key: &str, allowed: RangeInclusive<f64>) -> f64 {
        let low = *allowed.start();
        self.optional_decimal(key, allowed).unwrap_or_else(|| {
            // An empty key is a fault of its own; a wrong one has been noted.
            self.text(key);
            low
        })
    }

    /// A number within `allowed`, or `None` when it is null or wrong.
    pub(super) fn optional_decimal(
        &mut self,
        key: &str,
        allowed: RangeInclusive<f64>,
    ) -> Option<f64> {
        let text = self.optional(key)?;
        match text.parse::<f64>() {
            Ok(number) if allowed.contains(&number) => Some(number),
            _ => {
                let (low, high) = (allowed.start(), allowed.end());
                self.fault(
                    key,
                    format!("`{text}` is not a number from {low} to {high}"),
                );
                None
            }
        }
    }

    /// true or false.
    pub(super) fn boolean(&mut self, key: &str) -> bool {
        match self.text(key) {
            "true" => true,
            "false" => false,
            other => {
                self.fault(key, format!("`{other}` is neither true nor false"));
                false
            }
        }
    }
}
