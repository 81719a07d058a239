//! The *talk* with a language model: rounds of a request, its calls, and what came of them.

use std::time::Instant;

use futures::StreamExt;
use futures::future::join_all;
use language_model::{
    Assembly, Message, ModelError, ModelErrorKind, PromptName, Reply, Request, Role, StopReason,
    ToolCall, ToolChoice, ToolResult,
};
use serde_json::json;

use super::attempt::{Attempt, Measure, Outcomes};
use super::context::{self, Example};
use super::tools::{self, CHOICES, Verdict};
use super::{Asked, Consultant, Consulted, Spent};
use crate::answer::Answer;
use crate::breaker::CircuitOpen;
use crate::cost::Objection;
use crate::inquiry::Inquiry;
use crate::step::{StepName, Steps};
use crate::store::StoreError;

/// Most calls of one reply that are followed.
const CALLS: usize = 4;
/// Earlier questions of the conversation that the model is told.
const EARLIER: usize = 3;
/// Failed attempts after which the more accurate model takes over.
const PATIENCE: usize = 2;

/// A talk under way.
pub(super) struct Talk<'a> {
    pub asked: Asked<'a>,
    pub spent: Spent,
    /// The attempt that one can be most sure of.
    pub best: Option<Box<Attempt>>,
    /// What the model is told about its task, without what is told about the data.
    pub rules: String,
    system: String,
    schema: String,
    similarity: f64,
    messages: Vec<Message>,
    failed: usize,
    doubtful: bool,
}

/// How a talk ended.
pub(super) enum Ended {
    /// The best attempt is good enough, or there is nothing more to say.
    Said,
    /// The person is asked.
    Ask(String, Vec<String>),
    /// The requests are used up.
    Rounds,
    /// The tokens are used up.
    Tokens,
    /// A guardrail of the operator's, or the provider's filter, stopped the model.
    Stopped,
}

/// Why a talk broke off.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(
        "The language model failed several times in a row and is left alone for another {:.0} s.",
        .0.wait.as_secs_f64().ceil()
    )]
    LeftAlone(CircuitOpen),
    #[error("The language model was not asked. {0}")]
    Spending(Objection),
    #[error("The language model was not asked, because what has been spent is not known: {0}.")]
    Ledger(#[from] StoreError),
    #[error("The language model could not be asked. The operator finds the reason in the log.")]
    Prompt(#[from] language_model::PromptError),
}

impl Inquiry<'_> {
    /// Asks a language model, and makes an answer of what it asks for.
    pub(crate) async fn consult(
        &self,
        consultant: &Consultant,
        asked: Asked<'_>,
        answer: Answer,
        steps: &mut Steps,
    ) -> Consulted {
        let mut talk = match self.begin(consultant, asked).await {
            Ok(talk) => talk,
            Err(broken) => {
                tracing::error!(query_id = %answer.id, error = ?broken, "a language model cannot be asked");
                return Consulted::Nothing(broken.to_string(), Spent::default());
            }
        };
        let limit = consultant.settings.time_limit;
        let talking = self.talk(consultant, &mut talk, &answer, steps);
        let talked = tokio::time::timeout(limit, Box::pin(talking)).await;
        let ended = if let Ok(ended) = talked {
            ended
        } else {
            self.given_up(&talk.spent);
            Err(ModelError::new(ModelErrorKind::TimedOut, "the time limit").into())
        };
        self.conclude(consultant, talk, ended, answer, steps).await
    }

    async fn begin<'a>(
        &self,
        consultant: &Consultant,
        asked: Asked<'a>,
    ) -> Result<Talk<'a>, Broken> {
        let model = &self.desk.model;
        let rights = &self.desk.rights;
        let (schema, examples) = tokio::join!(async { context::schema(model) }, async {
            context::examples(asked.question, model, rights, self.guard(), self.today)
        });
        let told = |schema: &str, examples: &[Example]| {
            let values = json!({
                "persona": self.desk.persona.name,
                "role": self.desk.persona.description,
                "today": self.today.strftime("%Y-%m-%d, a %A").to_string(),
                "dialect": self.assistant.warehouse.dialect(),
                "schema": schema,
                "examples": examples,
                "rows": consultant.settings.rows_shown > 0,
                "choices": CHOICES,
            });
            consultant.prompts.fill(PromptName::System, values)
        };
        let earlier: Vec<&str> = asked
            .turns
            .iter()
            .map(|turn| turn.question.as_str())
            .collect();
        let earlier = &earlier[earlier.len().saturating_sub(EARLIER)..];
        let values = json!({
            "question": asked.question, "earlier": earlier, "declined": asked.declined,
        });
        Ok(Talk {
            asked,
            spent: Spent::default(),
            best: None,
            rules: told("", &[])?,
            system: told(&schema, &examples)?,
            schema,
            similarity: examples.first().map_or(0.0, |example| example.similarity),
            messages: vec![Message::Person(
                consultant.prompts.fill(PromptName::Question, values)?,
            )],
            failed: 0,
            doubtful: false,
        })
    }

    async fn talk(
        &self,
        consultant: &Consultant,
        talk: &mut Talk<'_>,
        answer: &Answer,
        steps: &mut Steps,
    ) -> Result<Ended, Broken> {
        let settings = &consultant.settings;
        for round in 1..=settings.rounds {
            if talk.spent.usage.total() >= settings.tokens {
                return Ok(Ended::Tokens);
            }
            let role = talk.role(consultant);
            let request = Request::to(
                role,
                talk.system.clone(),
                talk.messages.clone(),
                tools::tools().to_vec(),
            );
            let reply = self
                .heard(consultant, role, &request, &mut talk.spent)
                .await?;
            steps.done(StepName::Asked, asked(round, settings.rounds, &reply));
            let calls: Vec<ToolCall> = reply.calls().cloned().collect();
            let cut = match reply.stop {
                StopReason::Guardrail | StopReason::ContentFilter => return Ok(Ended::Stopped),
                StopReason::ContextOverflow => {
                    let cause = "the model stopped because its context was full";
                    return Err(ModelError::new(ModelErrorKind::ContextOverflow, cause).into());
                }
                StopReason::MaxTokens | StopReason::Malformed => true,
                StopReason::EndOfTurn | StopReason::ToolUse => false,
            };
            talk.messages.push(Message::Model(reply.parts));
            if cut {
                talk.mend(&calls);
                continue;
            }
            if calls.is_empty() {
                return Ok(Ended::Said);
            }
            if let Some(ended) = self.follow(consultant, talk, &calls, answer, steps).await? {
                return Ok(ended);
            }
        }
        Ok(Ended::Rounds)
    }

    /// Does what the calls of one reply ask for, all at once; the talk ends when that settles the question.
    async fn follow(
        &self,
        consultant: &Consultant,
        talk: &mut Talk<'_>,
        calls: &[ToolCall],
        answer: &Answer,
        steps: &mut Steps,
    ) -> Result<Option<Ended>, Broken> {
        let settings = &consultant.settings;
        let measure = Measure {
            question: talk.asked.question,
            similarity: talk.similarity,
            failed: talk.failed,
        };
        let followed = calls.iter().take(CALLS);
        let outcomes = join_all(followed.map(|call| self.attempt(call, measure, answer))).await;
        let mut results = Vec::new();
        let mut settled = false;
        for (call, outcome) in calls.iter().zip(outcomes) {
            let result = |content: String, failed| ToolResult {
                call: call.id.clone(),
                content,
                failed,
            };
            match outcome {
                Outcomes::Ask(question, choices) => return Ok(Some(Ended::Ask(question, choices))),
                Outcomes::Failed(fault) => {
                    talk.failed += 1;
                    steps.done(StepName::Returned, fault.clone());
                    results.push(result(fault, true));
                }
                Outcomes::Ran(mut attempt) => {
                    ran(&attempt, steps);
                    let objection = self.validated(consultant, talk, &mut attempt).await?;
                    let enough = attempt.valid && attempt.confidence >= settings.accept;
                    settled |= enough;
                    talk.doubtful |= attempt.confidence < settings.ask_back;
                    let content = attempt_told(
                        &attempt,
                        settings.rows_shown,
                        &self.personal(),
                        objection.as_deref(),
                    );
                    results.push(result(content, false));
                    talk.keep(attempt);
                }
            }
        }
        let further = calls.iter().skip(CALLS).map(|call| ToolResult {
            call: call.id.clone(),
            content: format!("At most {CALLS} calls at once are followed; call again."),
            failed: true,
        });
        results.extend(further);
        talk.messages.push(Message::Results(results));
        Ok(settled.then_some(Ended::Said))
    }

    /// Asks the fast model about SQL that is in doubt: it makes the attempt sure, or objects.
    async fn validated(
        &self,
        consultant: &Consultant,
        talk: &mut Talk<'_>,
        attempt: &mut Attempt,
    ) -> Result<Option<String>, Broken> {
        let settings = &consultant.settings;
        let doubtful = (settings.ask_back..settings.accept).contains(&attempt.confidence);
        let (Some(role), Some(sql)) = (&consultant.roles.fast_validation, attempt.sql()) else {
            return Ok(None);
        };
        if !doubtful || !attempt.valid || !attempt.is_sql() {
            return Ok(None);
        }
        let values = json!({"question": talk.asked.question, "sql": sql, "schema": talk.schema});
        let prompt = consultant.prompts.fill(PromptName::Validation, values)?;
        let mut request = Request::to(
            role,
            talk.rules.clone(),
            vec![Message::Person(prompt)],
            vec![tools::verdict().clone()],
        );
        request.tool_choice = ToolChoice::Any;
        let reply = match self
            .heard(consultant, role, &request, &mut talk.spent)
            .await
        {
            // What was found is worth more than a word about what checking it would cost.
            Err(Broken::Spending(_)) => return Ok(None),
            heard => heard?,
        };
        let verdict = reply
            .calls()
            .find(|call| call.name == tools::verdict().name);
        match verdict.map(|call| tools::read::<Verdict>(&call.input)) {
            Some(Ok(verdict)) if verdict.fits => {
                attempt.confidence = settings.accept;
                Ok(None)
            }
            Some(Ok(verdict)) => {
                attempt.confidence = attempt.confidence.min(settings.ask_back) / 2.0;
                Ok(Some(verdict.reason))
            }
            // No verdict is no reason to believe more or less.
            _ => Ok(None),
        }
    }

    /// What a model says, all of it; its tokens are charged for. Neither a model that is left alone is asked, nor one that
    /// would charge more than may be spent without a word.
    async fn heard(
        &self,
        consultant: &Consultant,
        role: &Role,
        request: &Request,
        spent: &mut Spent,
    ) -> Result<Reply, Broken> {
        let breaker = &self.assistant.model_breaker;
        let permit = breaker.admit(Instant::now()).map_err(Broken::LeftAlone)?;
        let bytes = request.bytes();
        let estimate = self.spending.estimate_request(role, bytes);
        let ledger = self.assistant.ledger.as_ref();
        if let Some(objection) = self.spending.objection(ledger, estimate.usd).await? {
            return Err(Broken::Spending(objection));
        }
        let counted_before = !spent.uncounted;
        spent.begins(role);
        let said = said(consultant, request).await;
        match &said {
            Err(error) if error.is_outage() => permit.failed(Instant::now()),
            _ => permit.succeeded(),
        }
        let reply = said?;
        spent.took(reply.usage, counted_before);
        if let Some(usage) = &reply.usage {
            let provider = consultant.model.provider();
            self.spending.consulted(provider, role, bytes, usage);
        }
        Ok(reply)
    }

    /// The time for one question is over: a model that has not said a word in it has failed.
    fn given_up(&self, spent: &Spent) {
        if spent.requests > 0 {
            return;
        }
        let now = Instant::now();
        if let Ok(permit) = self.assistant.model_breaker.admit(now) {
            permit.failed(now);
        }
    }

    /// Columns whose values concern private persons.
    fn personal(&self) -> Vec<String> {
        let fields = self.desk.model.datasets.iter().flat_map(|d| &d.fields);
        fields
            .filter(|f| f.personal)
            .map(|f| f.name.clone())
            .collect()
    }
}

impl Talk<'_> {
    /// Who is asked next.
    fn role<'c>(&self, consultant: &'c Consultant) -> &'c Role {
        match &consultant.roles.high_accuracy {
            Some(role) if self.failed >= PATIENCE || self.doubtful => role,
            _ => &consultant.roles.default,
        }
    }

    /// Keeps the attempt that one can be more sure of; of equals the later one.
    fn keep(&mut self, attempt: Box<Attempt>) {
        let rank = |attempt: &Attempt| (attempt.valid, attempt.confidence);
        if self
            .best
            .as_ref()
            .is_none_or(|best| rank(&attempt) >= rank(best))
        {
            self.best = Some(attempt);
        }
    }

    /// Says that the last reply was cut or unreadable; every call in it has to have a result.
    fn mend(&mut self, calls: &[ToolCall]) {
        const CUT: &str =
            "Your reply was cut off or could not be read. Reply with one shorter call.";
        self.failed += 1;
        self.messages.push(if calls.is_empty() {
            Message::Person(CUT.to_owned())
        } else {
            let results = calls.iter().map(|call| ToolResult {
                call: call.id.clone(),
                content: CUT.to_owned(),
                failed: true,
            });
            Message::Results(results.collect())
        });
    }
}

/// What a model says, all of it.
async fn said(consultant: &Consultant, request: &Request) -> Result<Reply, ModelError> {
    if !consultant.settings.stream {
        return consultant.model.converse(request).await;
    }
    let mut events = consultant.model.stream(request).await?;
    let mut assembly = Assembly::default();
    while let Some(event) = events.next().await {
        assembly.take(event?);
    }
    assembly.finish()
}

/// "Round 1 of 5: semantic_query".
fn asked(round: u32, rounds: u32, reply: &Reply) -> String {
    let known = |call: &ToolCall| tools::tools().iter().any(|tool| tool.name == call.name);
    let calls: Vec<&str> = reply
        .calls()
        .map(|call| {
            if known(call) {
                call.name.as_str()
            } else {
                "unknown tool"
            }
        })
        .collect();
    let did = if calls.is_empty() {
        "no call".to_owned()
    } else {
        calls.join(", ")
    };
    format!("Round {round} of {rounds}: {did}")
}

fn ran(attempt: &Attempt, steps: &mut Steps) {
    use super::attempt::Found;
    let (tables, rows) = match &attempt.found {
        Found::Query(_, ran) => (
            ran.compiled
                .tables
                .iter()
                .cloned()
                .collect::<Vec<_>>()
                .join(", "),
            ran.rows.len(),
        ),
        Found::Answer(draft) if draft.answer.tool.is_some() => {
            steps.done(StepName::Calculated, draft.answer.message.clone());
            return;
        }
        Found::Answer(draft) => (draft.answer.tables.join(", "), draft.answer.row_count),
    };
    steps.done(StepName::Sql, tables);
    let checked = "Reads only, and only what may be read.";
    steps.done(StepName::Checked, checked.to_owned());
    steps.done(StepName::Ran, format!("{rows} rows"));
}

fn attempt_told(
    attempt: &Attempt,
    rows_shown: usize,
    personal: &[String],
    objection: Option<&str>,
) -> String {
    let summary = attempt.summary(rows_shown, personal);
    let advice = match objection {
        Some(objection) => format!("A reviewer objects: {objection} Mend the query."),
        None if !attempt.valid => {
            "There is no value in it: a condition may be too narrow or spelled otherwise in the data. Mend it, or end with DONE if that is the answer.".to_owned()
        }
        None => "If that answers the question, end with DONE; else mend the query or ask the person.".to_owned(),
    };
    format!("It ran. {summary} {advice}")
}
