//! The *ending* of a consultation is what the person is told.

use super::attempt::{Attempt, Found};
use super::speech::plain;
use super::talk::{Broken, Ended, Talk};
use super::tools::CHOICES;
use super::{Consultant, Consulted};
use crate::answer::{Answer, Engine, Insight, Intent, Outcome};
use crate::cost::{Above, Objection};
use crate::draft::Draft;
use crate::inquiry::Inquiry;
use crate::step::{StepName, Steps};
use crate::store::Turn;
use crate::{caution, definition};

impl Inquiry<'_> {
    /// Makes an answer of how a talk ended.
    pub(super) async fn conclude(
        &self,
        consultant: &Consultant,
        talk: Talk<'_>,
        ended: Result<Ended, Broken>,
        answer: Answer,
        steps: &mut Steps,
    ) -> Consulted {
        let Talk {
            asked,
            spent,
            best,
            rules,
            ..
        } = talk;
        if let Err(broken) = &ended {
            tracing::warn!(query_id = %answer.id, error = ?broken, "a talk with a language model broke off");
        }
        let answer = Answer {
            engine: consultant.engine(),
            ..answer
        };
        let reason = match &ended {
            Ok(Ended::Ask(question, choices)) => {
                let Some(mut draft) = ask(question, choices, &rules, answer) else {
                    let reason = "The language model found no answer either.".to_owned();
                    return Consulted::Nothing(reason, spent);
                };
                steps.done(StepName::Understood, draft.answer.message.clone());
                spent.onto(consultant, &mut draft.answer);
                return Consulted::Answer(Box::new(draft));
            }
            Ok(Ended::Said) => "The language model found no answer either.".to_owned(),
            Ok(Ended::Rounds) => "The language model found no query that works.".to_owned(),
            Ok(Ended::Tokens) => {
                "The language model used up its tokens for one question.".to_owned()
            }
            Ok(Ended::Stopped) => "The language model was stopped by a guardrail.".to_owned(),
            Err(broken) => broken.to_string(),
        };
        let Some(attempt) = best else {
            if let Err(Broken::Spending(objection)) = &ended
                && objection.above == Above::Confirm
            {
                let engine = if spent.requests > 0 {
                    answer.engine
                } else {
                    Engine::Interpreter
                };
                let answer = Answer { engine, ..answer };
                let mut draft = confirm(asked.declined, *objection, answer);
                spent.onto(consultant, &mut draft.answer);
                return Consulted::Answer(Box::new(draft));
            }
            return Consulted::Nothing(reason, spent);
        };
        // A talk that broke off says nothing against what it had found; one that a guardrail stopped does.
        if matches!(ended, Ok(Ended::Stopped)) {
            return Consulted::Nothing(reason, spent);
        }
        let settings = &consultant.settings;
        let confidence = attempt.confidence;
        let mut draft = if confidence < settings.ask_back {
            self.doubted(asked.question, &attempt, &rules, answer)
        } else {
            self.shown(asked.question, asked.turns, *attempt, &rules, answer, steps)
                .await
        };
        if draft.answer.outcome == Outcome::Answered && confidence < settings.accept {
            draft.answer.warnings.push(
                "A language model wrote this query. Check how it was understood before you rely on it.".to_owned(),
            );
        }
        if let Err(Broken::Spending(objection)) = &ended {
            draft.answer.warnings.push(format!(
                "The language model was not asked any further. {objection}"
            ));
        }
        spent.onto(consultant, &mut draft.answer);
        Consulted::Answer(Box::new(draft))
    }

    /// The question back about an attempt that is in doubt.
    fn doubted(&self, question: &str, attempt: &Attempt, rules: &str, answer: Answer) -> Draft {
        let understood = self.understood(attempt, rules);
        let mut choices: Vec<String> = Vec::new();
        // What one can choose has to work when it is asked.
        choices.extend(Some(understood.clone()).filter(|text| self.answers(text)));
        choices.extend(self.nearest(question));
        choices.truncate(CHOICES);
        let message = format!("I am not sure that I understood this. Did you mean: {understood}?");
        let confidence = attempt.confidence;
        let answer = Answer {
            choices,
            confidence,
            ..answer
        };
        Draft::says(answer, Outcome::Clarify, message)
    }

    /// What an attempt computes, in one sentence: in the program's own words where it can say so.
    fn understood(&self, attempt: &Attempt, rules: &str) -> String {
        match &attempt.found {
            Found::Query(query, _) => {
                self.desk
                    .understand
                    .given(query.as_ref().clone())
                    .understood
            }
            Found::Answer(draft) if draft.answer.tool.is_some() => draft.answer.understood.clone(),
            Found::Answer(_) => plain(&attempt.account.understood, rules).map_or_else(
                || "the result of the SQL below".to_owned(),
                |text| text.trim_end_matches(['.', '?', '!']).to_owned(),
            ),
        }
    }

    /// The answer of an attempt.
    async fn shown(
        &self,
        question: &str,
        turns: &[Turn],
        attempt: Attempt,
        rules: &str,
        answer: Answer,
        steps: &mut Steps,
    ) -> Draft {
        let understood = self.understood(&attempt, rules);
        let assumptions = assumptions(&attempt, rules);
        let (engine, confidence) = (answer.engine, attempt.confidence);
        let mut draft = match attempt.found {
            Found::Answer(draft) => *draft,
            Found::Query(query, ran) => {
                let lacks = caution::lacks(
                    &self.knowledge.profile,
                    &self.desk.model,
                    &query,
                    &ran.compiled.tables,
                );
                let remembered = Turn {
                    question: question.to_owned(),
                    query: Some(query.as_ref().clone()),
                    ..Turn::default()
                };
                let reading = self.desk.understand.given(query.as_ref().clone());
                let answer = Answer {
                    statements: reading.statements,
                    query: Some(query.as_ref().clone()),
                    intent: Intent::SqlQuery,
                    sql: Some(ran.compiled.sql.clone()),
                    dialect: Some(self.assistant.warehouse.dialect().to_owned()),
                    tables: ran.compiled.tables.iter().cloned().collect(),
                    definitions: definition::of(&query, &self.desk.model),
                    assumptions: ran.compiled.notes.clone(),
                    insight: Insight {
                        follow_ups: self.continuations(&query, turns, &remembered),
                        ..Insight::default()
                    },
                    ..answer
                };
                if let Some(message) = lacks.fatal {
                    Draft::says(answer, Outcome::Unanswerable, message)
                } else {
                    let mut draft = self
                        .told(&query, *ran, turns, remembered, answer, steps)
                        .await;
                    draft.answer.warnings.splice(0..0, lacks.warnings);
                    draft
                }
            }
        };
        draft.answer.engine = engine;
        draft.answer.confidence = confidence;
        draft.answer.understood = understood;
        draft.answer.assumptions.splice(0..0, assumptions);
        draft
    }
}

/// What a language model would cost, for the person to say whether it is worth it.
fn confirm(declined: &str, objection: Objection, answer: Answer) -> Draft {
    let message = if declined.is_empty() {
        objection.to_string()
    } else {
        format!("{declined} A language model can be asked. {objection}")
    };
    let answer = Answer {
        confirm: Some(objection.confirmation),
        ..answer
    };
    Draft::says(answer, Outcome::Clarify, message)
}

/// What the model decided without being told, as far as it can be shown.
fn assumptions(attempt: &Attempt, rules: &str) -> Vec<String> {
    let words = attempt.account.words.iter().filter_map(|taken| {
        let (words, meaning) = (plain(&taken.words, rules)?, plain(&taken.meaning, rules)?);
        let meaning = meaning.trim_end_matches('.');
        Some(format!("“{words}” is read as “{meaning}”."))
    });
    let decided = attempt.account.assumptions.iter();
    words
        .chain(decided.filter_map(|text| plain(text, rules)))
        .collect()
}

/// The model's question to the person, as far as it can be shown.
fn ask(question: &str, choices: &[String], rules: &str, answer: Answer) -> Option<Draft> {
    let question = plain(question, rules)?;
    let choices = choices
        .iter()
        .filter_map(|choice| plain(choice, rules))
        .take(CHOICES)
        .collect();
    Some(Draft::says(
        Answer { choices, ..answer },
        Outcome::Clarify,
        question,
    ))
}
