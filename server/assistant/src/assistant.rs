//! The *assistant* itself: everything it needs, handed in once, and the questions that can be put to it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use moka::future::Cache;
use semantic::SemanticQuery;
use serde_json::Value;
use tracing::Instrument;
use uuid::Uuid;
use warehouse::{Limits, Warehouse};

use crate::answer::{Answer, Outcome};
use crate::ask::Ask;
use crate::cache::{AnswerCache, CacheStatistics, Key, Lifetime, normalised};
use crate::catalogue::SampleShelf;
use crate::clock::Clock;
use crate::consultation::Consultant;
use crate::conversation::{Memory, Thread};
use crate::cost::CostReport;
use crate::draft::Draft;
use crate::inquiry::Inquiry;
use crate::knowledge::{Knowledge, Prepared};
use crate::ledger_writer::{LedgerWriter, Receipt};
use crate::record::Pending;
use crate::settings::{AsOf, Settings};
use crate::step::{StepName, Steps};
use crate::store::{Conversations, Ledger, StoreError};

/// How long an answer can be called back by its id without asking again.
const RECALL: Duration = Duration::from_hours(12);

/// Everything that the assistant needs.
pub struct Parts {
    /// Where the data lives.
    pub warehouse: Arc<dyn Warehouse>,
    /// What it answers from.
    pub knowledge: Knowledge,
    /// Keeps the ledger.
    pub ledger: Arc<dyn Ledger>,
    /// Keeps conversations.
    pub conversations: Arc<dyn Conversations>,
    /// Says what time it is.
    pub clock: Arc<dyn Clock>,
    /// Is asked what the interpreter does not understand.
    pub consultant: Option<Consultant>,
    /// Bounds and prices.
    pub settings: Settings,
}

/// Takes questions to answers.
pub struct Assistant {
    pub(crate) warehouse: Arc<dyn Warehouse>,
    knowledge: RwLock<Arc<Prepared>>,
    ledger: Arc<dyn Ledger>,
    writer: LedgerWriter,
    memory: Memory,
    cache: AnswerCache,
    recent: Cache<String, (String, Arc<Answer>)>,
    pub(crate) samples: SampleShelf,
    clock: Arc<dyn Clock>,
    pub(crate) consultant: Option<Consultant>,
    pub(crate) settings: Settings,
}

/// An answer whose record is on its way into the ledger.
///
/// Nobody should be told the answer before the receipt has settled: [`Assistant::ask`] waits for it.
pub struct Response {
    /// The answer.
    pub answer: Answer,
    /// Settles when the answer's record is durable.
    pub receipt: Receipt,
}

impl Response {
    /// The answer, once its record is durable. If it could not be written the answer says so in its warnings.
    pub async fn acknowledged(self) -> Answer {
        let mut answer = self.answer;
        if let Err(error) = self.receipt.settled().await {
            answer.warnings.push(format!(
                "This question is missing from the history: {error}."
            ));
        }
        answer
    }
}

impl Assistant {
    /// Puts the parts together and starts the ledger's writing task on the current tokio runtime.
    pub fn new(parts: Parts) -> Self {
        let cells = parts.settings.cache.cells;
        let version = parts.consultant.as_ref().map(Consultant::version);
        Self {
            warehouse: parts.warehouse,
            knowledge: RwLock::new(Arc::new(Prepared::new(parts.knowledge, version.as_deref()))),
            writer: LedgerWriter::start(Arc::clone(&parts.ledger)),
            ledger: parts.ledger,
            memory: Memory::new(parts.conversations, parts.settings.memory),
            cache: AnswerCache::new(&parts.settings.cache),
            recent: Cache::builder()
                .max_capacity(cells)
                .weigher(|_: &String, (_, answer): &(String, Arc<Answer>)| {
                    // An answer without rows still has its sentences, about as large as a few hundred cells.
                    u32::try_from(500 + answer.rows.len() * answer.columns.len())
                        .unwrap_or(u32::MAX)
                })
                .time_to_live(RECALL)
                .build(),
            samples: SampleShelf::new(),
            clock: parts.clock,
            consultant: parts.consultant,
            settings: parts.settings,
        }
    }

    /// Answers a question. Always returns an answer: what goes wrong is an outcome with a message.
    ///
    /// The answer's ledger entry is durable when this returns. Dropping the future stops the query; the ledger then says
    /// that the asker went away.
    pub async fn ask(&self, ask: Ask) -> Answer {
        Box::pin(self.respond(ask)).await.acknowledged().await
    }

    /// Answers a question like [`ask`](Self::ask), without waiting for the ledger.
    pub async fn respond(&self, ask: Ask) -> Response {
        let knowledge = self.knowledge();
        let today = ask.today.unwrap_or_else(|| self.as_of(&knowledge));
        let mut steps = Steps::new(ask.steps.clone());
        let question = ask.question.trim();
        let id = ask.id.as_deref();
        let pending = self.pending(&knowledge, &ask.user, &ask.persona, question, today, id);
        let answer = Answer::begun(pending.id().to_owned(), &ask.persona, None, today);
        let Some(desk) = knowledge.desks.get(&ask.persona) else {
            return self.finish(pending, no_such_persona(answer), None).await;
        };
        if let Some(objection) = self.objection(question) {
            return self
                .finish(
                    pending,
                    Draft::says(answer, Outcome::Refused, objection),
                    None,
                )
                .await;
        }
        let thread = match &ask.conversation {
            None => None,
            Some(id) => match self.memory.open(id, &ask.user, &ask.persona).await {
                Ok(thread) => Some(thread),
                Err(error) => {
                    return self
                        .finish(pending, cannot_remember(answer, &error), None)
                        .await;
                }
            },
        };
        let answer = Answer {
            conversation: thread.as_ref().map(|t| t.id.clone()),
            ..answer
        };
        let key = Key {
            question: asked(question, ask.query.as_ref(), ask.calculation.as_ref()),
            persona: ask.persona.clone(),
            conversation: thread
                .as_ref()
                .and_then(|thread| thread.state(self.consultant.is_some())),
            today,
            data_version: self.warehouse.data_version(),
            policy_version: Arc::clone(&knowledge.policy_version),
        };
        if let Some(kept) = self.cache.get(&key).await {
            steps.done(StepName::Cached, "This was asked a moment ago.".to_owned());
            let begun = answer;
            let mut answer = Answer::clone(&kept.answer);
            answer.id = begun.id;
            answer.conversation = begun.conversation;
            answer.cached = true;
            answer.saved_usd = answer.cost.total_usd;
            answer.cost = crate::Cost::default();
            answer.language_model = None;
            answer.steps = steps.take();
            return self
                .finish(
                    pending,
                    Draft {
                        answer,
                        turn: kept.turn,
                    },
                    thread.as_ref(),
                )
                .await;
        }
        let inquiry = Inquiry {
            assistant: self,
            knowledge: &knowledge,
            desk,
            today,
            consults: true,
        };
        let turns = thread.as_ref().map_or(&[][..], |t| &t.turns);
        let span = tracing::info_span!("ask", query_id = %answer.id);
        let asking = async {
            match (ask.query, ask.calculation) {
                (Some(query), _) => {
                    let given = inquiry.given(question, query, turns, answer, &mut steps);
                    Box::pin(given).await
                }
                (None, Some(calculation)) => {
                    let again = inquiry.calculation(question, calculation, answer, &mut steps);
                    Box::pin(again).await
                }
                (None, None) => Box::pin(inquiry.answer(question, turns, answer, &mut steps)).await,
            }
        };
        let mut draft = asking.instrument(span).await;
        draft.answer.steps = steps.take();
        if draft.answer.outcome == Outcome::Answered {
            self.cache
                .put(
                    key,
                    Arc::new(draft.answer.clone()),
                    draft.turn.clone(),
                    ask.lifetime,
                )
                .await;
        }
        self.finish(pending, draft, thread.as_ref()).await
    }

    /// Runs anybody's SQL through the guard, with the rights of a persona.
    pub async fn sql(&self, user: &str, persona: &str, sql: &str) -> Answer {
        let knowledge = self.knowledge();
        let today = self.as_of(&knowledge);
        let pending = self.pending(&knowledge, user, persona, sql, today, None);
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
        let knowledge = self.knowledge();
        let today = self.as_of(&knowledge);
        let pending = self.pending(
            &knowledge,
            user,
            persona,
            &crate::calculation::spoken(tool, parameters),
            today,
            None,
        );
        let answer = Answer::begun(pending.id().to_owned(), persona, None, today);
        let draft = self
            .calculated(&knowledge, tool, parameters, today, answer)
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
    ) -> Draft {
        let tool = lambda_tools::find(name);
        let (Some(tool), Some(given)) = (tool, parameters.as_object()) else {
            return crate::calculation::run_given(name, parameters, answer);
        };
        let wanted = match crate::data::called(tool, given) {
            Ok(Some(wanted)) => wanted,
            Ok(None) => {
                let asked = crate::calculation::asked(tool, given, Vec::new());
                let answer = match &asked {
                    Some(asked) => crate::calculation::understood(asked, answer),
                    None => answer,
                };
                return crate::calculation::run_given(name, parameters, answer);
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

    /// An answer that was given to this account not long ago, by its id; later there is only its ledger entry.
    pub async fn recall(&self, user: &str, id: &str) -> Option<Arc<Answer>> {
        self.recent
            .get(id)
            .await
            .filter(|(owner, _)| owner == user)
            .map(|(_, answer)| answer)
    }

    /// Asks every persona's suggestions, so that the first to ask them waits for nothing. They are not recorded: nobody
    /// asked. Returns how many have an answer.
    pub async fn warm(&self) -> usize {
        let knowledge = self.knowledge();
        let today = self.as_of(&knowledge);
        let mut warmed = 0;
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
                };
                let mut steps = Steps::new(None);
                let mut draft = inquiry.answer(question, &[], answer, &mut steps).await;
                draft.answer.steps = steps.take();
                draft.answer.elapsed_ms = milliseconds(started.elapsed());
                if draft.answer.outcome == Outcome::Answered {
                    self.cache
                        .put(key, Arc::new(draft.answer), draft.turn, Lifetime::Question)
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

    /// Forgets cached answers to questions that fit the pattern, in which `*` stands for any text; says how many.
    pub async fn invalidate(&self, pattern: &str) -> usize {
        self.cache.invalidate(pattern).await
    }

    /// How the cache does.
    pub async fn cache_statistics(&self) -> CacheStatistics {
        self.cache.statistics().await
    }

    /// Costs of today and of the month so far, by the ledger's days (UTC): one account's, or everybody's without a name.
    pub async fn costs(&self, user: Option<&str>) -> Result<CostReport, StoreError> {
        let today = self.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let tomorrow = today.tomorrow().unwrap_or(today);
        let rows = self
            .ledger
            .costs(today.first_of_month(), tomorrow, user)
            .await?;
        Ok(CostReport::of(today, &rows))
    }

    /// Answers from other knowledge from now on. Questions that are under way finish with what they began with.
    pub fn learn(&self, knowledge: Knowledge) {
        let version = self.consultant.as_ref().map(Consultant::version);
        let prepared = Arc::new(Prepared::new(knowledge, version.as_deref()));
        *self
            .knowledge
            .write()
            .unwrap_or_else(PoisonError::into_inner) = prepared;
    }

    /// Forgets a conversation that was deleted from the store.
    pub async fn forget_conversation(&self, id: &str) {
        self.memory.forget(id).await;
    }

    /// The as-of date of questions that do not say one.
    pub fn today(&self) -> Date {
        self.as_of(&self.knowledge())
    }

    /// Version of model and personas that answers depend on.
    pub fn policy_version(&self) -> Arc<str> {
        Arc::clone(&self.knowledge().policy_version)
    }

    pub(crate) fn limits(&self) -> Limits {
        Limits {
            timeout: self.settings.bounds.time_limit,
            row_cap: self.settings.bounds.row_cap,
        }
    }

    pub(crate) fn knowledge(&self) -> Arc<Prepared> {
        Arc::clone(
            &self
                .knowledge
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    fn as_of(&self, knowledge: &Prepared) -> Date {
        match self.settings.as_of {
            AsOf::Clock => self.clock.today(),
            AsOf::NewestOrder => knowledge.newest_order.unwrap_or_else(|| self.clock.today()),
            AsOf::Fixed(date) => date,
        }
    }

    /// Why a question cannot be taken at all.
    fn objection(&self, question: &str) -> Option<String> {
        let limit = self.settings.bounds.question_characters;
        let length = question.chars().count();
        match length {
            0 => Some("There is no question. Ask about stock, orders or demand.".to_owned()),
            _ if length > limit => Some(format!(
                "The question has {length} characters; at most {limit} are read. Ask it more shortly."
            )),
            _ => None,
        }
    }

    fn pending(
        &self,
        knowledge: &Prepared,
        user: &str,
        persona: &str,
        question: &str,
        today: Date,
        id: Option<&str>,
    ) -> Pending {
        Pending::begin(
            self.writer.clone(),
            self.clock.now(),
            user,
            persona,
            question,
            today,
            &knowledge.policy_version,
            self.warehouse.data_version(),
            id,
        )
    }

    /// Hands an answer over to ledger, conversation and recall.
    async fn finish(&self, pending: Pending, draft: Draft, thread: Option<&Thread>) -> Response {
        let Draft { mut answer, turn } = draft;
        answer.elapsed_ms = milliseconds(pending.elapsed());
        let turn = turn.filter(|_| thread.is_some());
        // What got no answer is remembered too: the next turn may point at it.
        let open = matches!(answer.outcome, Outcome::Clarify | Outcome::Unanswerable);
        let unanswered = open.then(|| crate::store::Turn {
            question: pending.question().to_owned(),
            ..crate::store::Turn::default()
        });
        if let (Some(thread), Some(turn)) = (thread, turn.clone().or(unanswered)) {
            self.memory.add(thread, turn);
        }
        answer.data_version.clear();
        answer.data_version.push_str(pending.data_version());
        tracing::info!(
            query_id = %answer.id,
            user = pending.user(),
            persona = %answer.persona,
            outcome = ?answer.outcome,
            rows = answer.row_count,
            cached = answer.cached,
            elapsed_ms = answer.elapsed_ms,
            "answered"
        );
        crate::cost::log(&answer, pending.user());
        self.recent
            .insert(
                answer.id.clone(),
                (pending.user().to_owned(), Arc::new(answer.clone())),
            )
            .await;
        let receipt = pending.finish(&answer, turn);
        Response { answer, receipt }
    }
}

/// What is asked, as the cache knows it.
fn asked(
    question: &str,
    query: Option<&SemanticQuery>,
    calculation: Option<&interpreter::Calculation>,
) -> String {
    let query = query.and_then(|query| serde_json::to_string(query).ok());
    let calculation = calculation.and_then(|asked| serde_json::to_string(asked).ok());
    match query.or(calculation) {
        // What it is called is shown with the answer; two names for the same query are two answers.
        Some(meant) => format!("{}\0{meant}", normalised(question)),
        None => normalised(question),
    }
}

fn no_such_persona(answer: Answer) -> Draft {
    let message = format!("There is no persona named {}.", answer.persona);
    Draft::says(answer, Outcome::Refused, message)
}

fn cannot_remember(answer: Answer, error: &StoreError) -> Draft {
    tracing::error!(query_id = %answer.id, %error, "a conversation could not be restored");
    let message = "The conversation could not be read from the state database. Ask again in a moment, or begin a new one.";
    Draft::says(answer, Outcome::Failed, message)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
