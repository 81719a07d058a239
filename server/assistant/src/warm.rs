//! To *warm* is to ask what will be asked, before anybody does.

use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;
use warehouse::Billing;

use crate::answer::{Answer, Outcome};
use crate::assistant::Assistant;
use crate::cache::{Key, Lifetime, normalised};
use crate::cost::Spending;
use crate::inquiry::Inquiry;
use crate::respond::milliseconds;
use crate::step::Steps;

impl Assistant {
    /// Asks every persona's suggestions, so that the first to ask them waits for nothing. They are not recorded: nobody
    /// asked. Returns how many have an answer.
    pub async fn warm(&self) -> usize {
        let knowledge = self.knowledge();
        let today = self.as_of(&knowledge);
        let mut warmed = 0;
        if knowledge.profile.unread {
            return warmed;
        }
        if self.warehouse.billing() != Billing::Free {
            tracing::info!(
                "suggestions are not asked in advance, because the data service charges for each query"
            );
            return warmed;
        }
        let spending = Spending::begin(&self.meter, "", self.clock.now(), false);
        for desk in knowledge.desks.values() {
            for question in &desk.persona.suggestions {
                let key = Key {
                    question: normalised(question),
                    persona: desk.persona.name.clone(),
                    conversation: None,
                    today,
                    data_version: self.warehouse.data_version(),
                    policy_version: Arc::clone(&knowledge.policy_version),
                };
                let answer =
                    Answer::begun(Uuid::now_v7().to_string(), &desk.persona.name, None, today);
                let started = Instant::now();
                let inquiry = Inquiry {
                    assistant: self,
                    knowledge: &knowledge,
                    desk,
                    today,
                    // Nobody asked, and nobody shall pay.
                    consults: false,
                    spending: &spending,
                };
                let mut steps = Steps::new(None);
                let asking = inquiry.answer(question, &[], answer, &mut steps);
                let mut draft = Box::pin(asking).await;
                draft.answer.steps = steps.take();
                draft.answer.elapsed_ms = milliseconds(started.elapsed());
                if draft.answer.outcome == Outcome::Answered {
                    let (answer, at) = (Arc::new(draft.answer), self.clock.now());
                    self.cache
                        .put(key, answer, draft.turn, at, "", Lifetime::Question)
                        .await;
                    warmed += 1;
                } else {
                    tracing::warn!(
                        persona = %desk.persona.name,
                        question,
                        message = %draft.answer.message,
                        "a suggestion has no answer"
                    );
                }
            }
        }
        warmed
    }
}
