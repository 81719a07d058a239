//! *By name* one asks without words to be understood: SQL that one wrote, or a calculation with its parameters.

use jiff::civil::Date;
use serde_json::Value;

use crate::answer::{Answer, Outcome};
use crate::assistant::Assistant;
use crate::cost::Spending;
use crate::draft::Draft;
use crate::inquiry::Inquiry;
use crate::knowledge::Prepared;
use crate::respond::no_such_persona;
use crate::step::Steps;

impl Assistant {
    /// Runs anybody's SQL through the guard, with the rights of a persona.
    pub async fn sql(&self, user: &str, persona: &str, sql: &str) -> Answer {
        self.sql_confirmed(user, persona, sql, false).await
    }

    /// The same; `confirmed` when it may cost more than is spent without a word.
    pub async fn sql_confirmed(
        &self,
        user: &str,
        persona: &str,
        sql: &str,
        confirmed: bool,
    ) -> Answer {
        let knowledge = self.knowledge();
        let today = self.as_of(&knowledge);
        let spending = Spending::begin(&self.meter, user, self.clock.now(), confirmed);
        spending.catalogued();
        let pending = self.pending(&knowledge, user, persona, sql, today, None, &spending);
        let answer = Answer::begun(pending.id().to_owned(), persona, None, today);
        let draft = match knowledge.desks.get(persona) {
            None => no_such_persona(answer),
            Some(desk) => {
                Inquiry {
                    assistant: self,
                    knowledge: &knowledge,
                    desk,
                    today,
                    consults: false,
                    spending: &spending,
                }
                .sql(sql, answer)
                .await
            }
        };
        self.finish(pending, draft, None).await.acknowledged().await
    }

    /// Makes a calculation of the catalogue from a JSON object of its parameters.
    pub async fn calculate(
        &self,
        user: &str,
        persona: &str,
        tool: &str,
        parameters: &Value,
    ) -> Answer {
        self.calculate_confirmed(user, persona, tool, parameters, false)
            .await
    }

    /// The same; `confirmed` when it may cost more than is spent without a word.
    pub async fn calculate_confirmed(
        &self,
        user: &str,
        persona: &str,
        tool: &str,
        parameters: &Value,
        confirmed: bool,
    ) -> Answer {
        let knowledge = self.knowledge();
        let today = self.as_of(&knowledge);
        let spending = Spending::begin(&self.meter, user, self.clock.now(), confirmed);
        spending.catalogued();
        let pending = self.pending(
            &knowledge,
            user,
            persona,
            &crate::calculation::spoken(tool, parameters),
            today,
            None,
            &spending,
        );
        let answer = Answer::begun(pending.id().to_owned(), persona, None, today);
        let draft = self
            .calculated(&knowledge, tool, parameters, today, answer, &spending)
            .await;
        self.finish(pending, draft, None).await.acknowledged().await
    }

    /// A calculation over what is given, or over rows of the data where the tool takes some and none are given.
    pub(crate) async fn calculated(
        &self,
        knowledge: &Prepared,
        name: &str,
        parameters: &Value,
        today: Date,
        answer: Answer,
        spending: &Spending,
    ) -> Draft {
        let tool = lambda_tools::find(name);
        let (Some(tool), Some(given)) = (tool, parameters.as_object()) else {
            return self.run_given(name, parameters, answer, spending).await;
        };
        let wanted = match crate::data::called(tool, given) {
            Ok(Some(wanted)) => wanted,
            Ok(None) => {
                let asked = crate::calculation::asked(tool, given, Vec::new());
                let answer = match &asked {
                    Some(asked) => crate::calculation::understood(asked, answer),
                    None => answer,
                };
                return self.run_given(name, parameters, answer, spending).await;
            }
            Err(error) => return Draft::says(answer, Outcome::Refused, error.to_string()),
        };
        let Some(desk) = knowledge.desks.get(&answer.persona) else {
            return no_such_persona(answer);
        };
        let inquiry = Inquiry {
            assistant: self,
            knowledge,
            desk,
            today,
            consults: false,
            spending,
        };
        let answer = Answer {
            understood: tool.label.to_owned(),
            engine: crate::Engine::Tool,
            confidence: 1.0,
            ..answer
        };
        let asked = crate::calculation::asked(tool, &wanted.given, wanted.filters.clone());
        let asked = asked.map(|asked| interpreter::Calculation {
            many: true,
            ..asked
        });
        let answer = match &asked {
            Some(asked) => crate::calculation::understood(asked, answer),
            None => answer,
        };
        let asked = asked.unwrap_or_default();
        let mut steps = Steps::new(None);
        let asking = inquiry.data_tool(tool.label, asked, wanted, answer, &mut steps);
        let mut draft = Box::pin(asking).await;
        draft.answer.steps = steps.take();
        draft
    }
}
