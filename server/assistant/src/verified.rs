//! A *verified* answer comes from SQL that an expert has written for the question; it goes through the guard as all does.

use warehouse::guard;

use crate::answer::{Answer, Definition, Engine, Outcome};
use crate::draft::Draft;
use crate::inquiry::Inquiry;
use crate::step::{StepName, Steps};

impl Inquiry<'_> {
    /// The answer of the verified query that has the question's words; none when there is none, or when it reads what
    /// this persona may not read.
    pub(crate) async fn verified(
        &self,
        question: &str,
        answer: &Answer,
        steps: &mut Steps,
    ) -> Option<Draft> {
        let found = self.desk.understand.verified(question, self.today)?;
        let admitted = match guard::admit(&found.sql, &self.desk.rights, self.guard()) {
            Ok(admitted) => admitted,
            Err(refusal) => {
                tracing::info!(query_id = %answer.id, %refusal, "a verified query is not for this persona");
                return None;
            }
        };
        steps.done(StepName::Understood, found.question.clone());
        steps.done(StepName::Checked, self.checked());
        let answer = Answer {
            engine: Engine::Verified,
            confidence: 1.0,
            understood: found.question,
            sql: Some(found.sql),
            dialect: Some(self.assistant.warehouse.dialect().to_owned()),
            definitions: vec![Definition {
                label: "Verified query".to_owned(),
                definition: format!("Its SQL was verified on {}.", found.verified_at),
                owner: found.verified_by,
            }],
            ..answer.clone()
        };
        let draft = self.rows_of(admitted, answer).await;
        if draft.answer.outcome == Outcome::Answered {
            steps.done(StepName::Ran, format!("{} rows", draft.answer.row_count));
        }
        Some(draft)
    }
}
