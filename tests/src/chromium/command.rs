//! A *call* is a command of the DevTools protocol with its parameters as JSON. The protocol grows with every release of
//! the browser; reading only what is needed keeps older bindings working with newer browsers.

use std::borrow::Cow;

use chromiumoxide::{Command, Method};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A command by name.
#[derive(Debug)]
pub(super) struct Call {
    name: &'static str,
    parameters: Value,
}

impl Call {
    pub(super) fn new(name: &'static str, parameters: Value) -> Self {
        Self { name, parameters }
    }
}

impl Serialize for Call {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.parameters.serialize(serializer)
    }
}

impl Method for Call {
    fn identifier(&self) -> Cow<'static, str> {
        self.name.into()
    }
}

impl Command for Call {
    type Response = Value;
}
