//! What the *history page* shows: one's own conversations, or the questions that a search found.

use super::{Frame, OutcomeView};

/// The history page.
#[derive(Debug, Clone, Default)]
pub struct HistoryView {
    /// What stands around it.
    pub frame: Frame,
    /// Text that is searched for; empty when nothing is.
    pub search: String,
    /// Characters that it may have.
    pub search_characters: usize,
    /// Conversations, pinned ones first; none while something is searched for.
    pub conversations: Vec<ConversationView>,
    /// Questions that were found, newest first.
    pub questions: Vec<AskedView>,
    /// The page begins after this one; none on the first page.
    pub before: Option<String>,
    /// The next page begins after this one; none on the last page.
    pub older: Option<String>,
    /// What was just done, in a sentence.
    pub done: Option<&'static str>,
    /// What was wrong with a new name.
    pub mistake: Option<RenameMistake>,
    /// Characters that a name may have.
    pub title_characters: usize,
}

/// A conversation in the history.
#[derive(Debug, Clone)]
pub struct ConversationView {
    /// Id.
    pub id: String,
    /// Its first question, or the name that it was given.
    pub title: String,
    /// Persona that it belongs to.
    pub persona: String,
    /// When it was last asked in, ISO.
    pub updated: String,
    /// Questions asked in it.
    pub questions: u64,
    /// It stays at the top.
    pub pinned: bool,
}

/// A question of the history.
#[derive(Debug, Clone)]
pub struct AskedView {
    /// Id of its answer.
    pub answer: String,
    /// The question.
    pub question: String,
    /// When it was asked, ISO.
    pub at: String,
    /// Persona in which it was asked.
    pub persona: String,
    /// How it ended.
    pub outcome: OutcomeView,
}

/// A name that a conversation cannot have.
#[derive(Debug, Clone)]
pub struct RenameMistake {
    /// Id of the conversation.
    pub conversation: String,
    /// The name, as it was typed.
    pub title: String,
    /// What is wrong with it.
    pub message: String,
}
