//! An *ask* is one question on its way: who asks what, as whom, on which day, in which conversation.

use interpreter::Calculation;
use jiff::civil::Date;
use semantic::SemanticQuery;
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
    /// Id of the answer (a UUID), when it has to be known before the answer; it is never used twice.
    pub id: Option<String>,
    /// What is asked in the model's words; then the question is only what it is called.
    pub query: Option<SemanticQuery>,
    /// What is asked as a calculation with its inputs; then the question is only what it is called.
    pub calculation: Option<Calculation>,
    /// The person has said that it may cost more than is spent without a word.
    pub confirmed: bool,
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
            id: None,
            query: None,
            calculation: None,
            confirmed: false,
        }
    }

    /// The same, answered under this id.
    #[must_use]
    pub fn under(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same, meaning this query.
    #[must_use]
    pub fn meaning(mut self, query: SemanticQuery) -> Self {
        self.query = Some(query);
        self
    }

    /// The same, asking for this calculation.
    #[must_use]
    pub fn calculating(mut self, calculation: Calculation) -> Self {
        self.calculation = Some(calculation);
        self
    }

    /// The same, which may cost more than is spent without a word.
    #[must_use]
    pub fn confirmed(mut self) -> Self {
        self.confirmed = true;
        self
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
