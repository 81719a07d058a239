//! An *ask* is one question on its way: who asks what, as whom, on which day, in which conversation.

use jiff::civil::Date;
use tokio::sync::mpsc::UnboundedSender;

use crate::cache::Lifetime;
use crate::step::Step;

/// One question.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The question, in plain language.
    pub question: String,
    /// Name of the persona in which it is asked. Whether the account may use it is the host's to check.
    pub persona: String,
    /// Conversation that it continues; a new id begins one. Without any, nothing is remembered.
    pub conversation: Option<String>,
    /// Account that asks.
    pub user: String,
    /// As-of date; without it, the one that the settings say.
    pub today: Option<Date>,
    /// How long the answer may be kept.
    pub lifetime: Lifetime,
    /// Is told each step as it finishes.
    pub steps: Option<UnboundedSender<Step>>,
}

impl Ask {
    /// A question without conversation, as of the usual day.
    pub fn new(
        user: impl Into<String>,
        persona: impl Into<String>,
        question: impl Into<String>,
    ) -> Self {
        Self {
            question: question.into(),
            persona: persona.into(),
            conversation: None,
            user: user.into(),
            today: None,
            lifetime: Lifetime::Question,
            steps: None,
        }
    }

    /// The same, as of a day.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        self.today = Some(today);
        self
    }

    /// The same, in a conversation.
    #[must_use]
    pub fn within(mut self, conversation: impl Into<String>) -> Self {
        self.conversation = Some(conversation.into());
        self
    }

    /// The same, with a listener to its steps.
    #[must_use]
    pub fn told(mut self, steps: UnboundedSender<Step>) -> Self {
        self.steps = Some(steps);
        self
    }
}
