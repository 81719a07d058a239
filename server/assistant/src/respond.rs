//! To *respond* is to take a question to an answer: from the cache, by an inquiry, or, when the data service does not
//! answer, from before; and to hand it over to ledger, conversation and recall.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use semantic::SemanticQuery;
use tracing::Instrument;

use crate::answer::{Answer, AnswerStep, Outcome};
use crate::ask::Ask;
use crate::assistant::{Assistant, Response};
use crate::cache::{Found, Kept, Key, Shelf, Stored, normalised};
use crate::conversation::Thread;
use crate::cost::Spending;
use crate::draft::Draft;
use crate::failure::FailureCategory;
use crate::inquiry::{Inquiry, outage};
use crate::knowledge::Prepared;
use crate::last_answer::LastKey;
use crate::record::Pending;
use crate::step::{StepName, Steps};
use crate::store::StoreError;

/// How long another replica can call it back.
const SHARED_RECALL: Duration = Duration::from_hours(1);

impl Assistant {
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
        let spending = Spending::begin(&self.meter, &ask.user, self.clock.now(), ask.confirmed);
        let pending = self.pending(
            &knowledge,
            &ask.user,
            &ask.persona,
            question,
            today,
            id,
            &spending,
        );
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
        let last_key = LastKey {
            question: key.question.clone(),
            persona: key.persona.clone(),
            conversation: key.conversation,
            today: ask.today,
            policy_version: Arc::clone(&key.policy_version),
        };
        // Held until the answer is kept, so that other replicas wait for it.
        let _claim = match self.cache.find(&key).await {
            Found::Kept(kept) => {
                steps.done(StepName::Cached, "This was asked a moment ago.".to_owned());
                let draft = again(*kept, answer, steps.take());
                return self.finish(pending, draft, thread.as_ref()).await;
            }
            Found::Missing(claim) => claim,
        };
        spending.catalogued();
        let inquiry = Inquiry {
            assistant: self,
            knowledge: &knowledge,
            desk,
            today,
            consults: true,
            spending: &spending,
        };
        let turns = thread.as_ref().map_or(&[][..], |t| &t.turns);
        let span = tracing::info_span!("ask", query_id = %answer.id);
        let asking = async {
            // Without its values the interpreter would not know what people speak of.
            if knowledge.profile.unread {
                return outage(Draft::fails(answer, FailureCategory::DataService, None));
            }
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
        draft.answer.cost = spending.cost();
        if draft.answer.outcome == Outcome::Answered {
            // Kept with the version of the data that it rests on, which may have moved on when it is given again.
            draft.answer.data_version.clone_from(&key.data_version);
            let (answer, turn) = (Arc::new(draft.answer.clone()), draft.turn.clone());
            let (at, user) = (self.clock.now(), ask.user.as_str());
            let kept = (Arc::clone(&answer), turn.clone());
            self.last.keep(last_key, kept.0, kept.1, at, user).await;
            self.cache
                .put(key, answer, turn, at, user, ask.lifetime)
                .await;
        } else if draft
            .answer
            .error
            .as_ref()
            .is_some_and(|error| error.is_outage)
            && let Some(last) = self.last.find(&last_key).await
        {
            let (answer, turn) = last.in_place_of(&draft.answer, self.clock.now());
            draft = Draft { answer, turn };
        }
        self.finish(pending, draft, thread.as_ref()).await
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

    #[expect(
        clippy::too_many_arguments,
        reason = "each is a different column of one ledger entry"
    )]
    pub(crate) fn pending(
        &self,
        knowledge: &Prepared,
        user: &str,
        persona: &str,
        question: &str,
        today: Date,
        id: Option<&str>,
        spending: &Spending,
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
            spending.clone(),
        )
    }

    /// Hands an answer over to ledger, conversation and recall.
    pub(crate) async fn finish(
        &self,
        pending: Pending,
        draft: Draft,
        thread: Option<&Thread>,
    ) -> Response {
        let Draft { mut answer, turn } = draft;
        answer.elapsed_ms = milliseconds(pending.elapsed());
        answer.cost = pending.spending().cost();
        let turn = turn.filter(|_| thread.is_some());
        // What got no answer is remembered too: the next turn may point at it.
        let open = matches!(answer.outcome, Outcome::Clarify | Outcome::Unanswerable);
        let unanswered = open.then(|| crate::store::Turn {
            question: pending.question().to_owned(),
            ..crate::store::Turn::default()
        });
        let turn = turn.or(unanswered.filter(|_| thread.is_some()));
        if let (Some(thread), Some(turn)) = (thread, turn.clone()) {
            self.memory.add(thread, turn);
        }
        // An answer of before rests on the data of before.
        if answer.stale.is_none() {
            answer.data_version.clear();
            answer.data_version.push_str(pending.data_version());
        }
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
        if let Some(shared) = &self.shared_cache
            && let Some(value) =
                Stored::new(&answer, None, self.clock.now(), pending.user()).written()
        {
            shared
                .put(Shelf::Recall, &answer.id, &value, SHARED_RECALL)
                .await;
        }
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

/// An answer that was kept, under the id of the question that it answers now.
fn again(kept: Kept, begun: Answer, steps: Vec<AnswerStep>) -> Draft {
    let mut answer = Answer::clone(&kept.answer);
    answer.id = begun.id;
    answer.conversation = begun.conversation;
    answer.cached = true;
    answer.saved_usd = answer.cost.total_usd;
    answer.cost = crate::Cost::default();
    answer.language_model = None;
    answer.steps = steps;
    Draft {
        answer,
        turn: kept.turn,
    }
}

pub(crate) fn no_such_persona(answer: Answer) -> Draft {
    let message = format!("There is no persona named {}.", answer.persona);
    Draft::says(answer, Outcome::Refused, message)
}

fn cannot_remember(answer: Answer, error: &StoreError) -> Draft {
    tracing::error!(query_id = %answer.id, %error, "a conversation could not be restored");
    let message = "The conversation could not be read from the state database. Ask again in a moment, or begin a new one.";
    Draft::fails(answer, FailureCategory::Internal, Some(message.to_owned()))
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
