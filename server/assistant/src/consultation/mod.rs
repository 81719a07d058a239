//! A *consultation* is asking a language model what the interpreter did not understand.
//!
//! The model is told what the tables mean (`context`) and offered `tools`; what it asks for runs with the asker's rights
//! and through the guard (`attempt`), and faults go back to it (`talk`). How sure one can be of it comes from what can be
//! checked (`confidence`). What it writes for people is plain text or nothing (`speech`), and figures are shown from the
//! data alone: the model does not see rows unless the operator wants it to, and what it says about them is not shown.

mod attempt;
mod confidence;
mod context;
mod ending;
mod policy;
mod speech;
mod spent;
mod talk;
mod tools;

use std::sync::Arc;

use language_model::{LanguageModel, Prompts, Provider, Roles};

pub use policy::{ConsultationSettings, Policy};
pub(crate) use spent::Spent;

use crate::answer::Engine;
use crate::draft::Draft;
use crate::store::Turn;

/// A language model that can be consulted.
#[derive(Clone)]
pub struct Consultant {
    /// The model's provider.
    pub model: Arc<dyn LanguageModel>,
    /// Which model is asked for what.
    pub roles: Roles,
    /// What it is told.
    pub prompts: Prompts,
    /// When it is asked, and how much one question may take of it.
    pub settings: ConsultationSettings,
}

impl Consultant {
    /// What an answer depends on: the models and the prompts.
    pub(crate) fn version(&self) -> String {
        format!(
            "{:?} {} {:?}",
            self.roles,
            self.prompts.version(),
            self.settings
        )
    }

    pub(crate) fn engine(&self) -> Engine {
        match self.model.provider() {
            Provider::Bedrock => Engine::Bedrock,
            Provider::OpenAi => Engine::OpenAi,
        }
    }
}

/// What a language model is asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub question: &'a str,
    /// What the interpreter said about it; empty when it was not asked.
    pub declined: &'a str,
    /// The turns before.
    pub turns: &'a [Turn],
}

/// What came of a consultation.
pub(crate) enum Consulted {
    /// An answer, or a question back.
    Answer(Box<Draft>),
    /// Nothing; why, in one sentence, and what it took all the same.
    Nothing(String, Spent),
}
