//! An *ask link* leads to a page on which a question is ready to be asked. With a script, a click asks at once.

use crate::components::encoded;

/// Links that ask in a persona, within a conversation when there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AskLink {
    start: String,
}

impl AskLink {
    /// Links for a persona and a conversation.
    pub(crate) fn new(persona: &str, conversation: Option<&str>) -> Self {
        let mut start = format!("/?persona={}", encoded(persona));
        if let Some(conversation) = conversation {
            start.push_str("&conversation=");
            start.push_str(&encoded(conversation));
        }
        Self { start }
    }

    /// The address for a question.
    pub(crate) fn to(&self, question: &str) -> String {
        format!("{}&question={}", self.start, encoded(question))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_goes_with_its_persona_and_conversation() {
        assert_eq!(
            AskLink::new("Warehouse Manager", Some("c1")).to("only Road Bikes & more"),
            "/?persona=Warehouse+Manager&conversation=c1&question=only+Road+Bikes+%26+more"
        );
        assert_eq!(
            AskLink::new("Warehouse Manager", None).to("only Locks"),
            "/?persona=Warehouse+Manager&question=only+Locks"
        );
    }
}
