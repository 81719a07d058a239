//! *Loading* reads a model from Open Semantic Interchange YAML and refuses one that contradicts itself.
//!
//! Three steps, each in its own module: `document` is the file as written, `source` the file with its extensions read,
//! `build` makes the model. `check` then looks for everything that is wrong, not only for the first thing.

mod build;
mod check;
mod document;
mod extension;
mod faults;
mod source;

pub use faults::{Fault, LoadError};

use document::Document;
use faults::Faults;
use source::Source;

use crate::model::Model;

/// Reads and validates a model. `file` is only a name for errors.
pub fn load(file: &str, yaml: &str) -> Result<Model, LoadError> {
    let mut faults = Faults::new(file);
    let source = faults
        .read::<Document>(yaml, "")
        .and_then(|document| Source::of(document, &mut faults));
    let Some(source) = source else {
        return Err(faults.refuse());
    };
    let model = build::model(&source);
    check::everything(&source, &model, &mut faults);
    faults.finish(model)
}

#[cfg(test)]
mod fault_tests;
#[cfg(test)]
mod product_model_tests;
