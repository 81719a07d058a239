//! An *answer's page* shows an answer at an address of its own: while it is being found, and as long as the history holds it.

use std::time::Duration;

use app::{AnswerView, AskView, EarlierTurn, PendingView, StepView, Tab};
use assistant::store::{Entry, HistoryFilter};
use assistant::{Answer, Ask};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;
use uuid::Uuid;

use super::error::HttpError;
use super::state::WebState;
use super::{ask, page, show};
use crate::accounts::LoggedIn;
use crate::under_way::{Asked, Waiting};

/// Earlier questions that are shown above an answer.
const EARLIER: u32 = 20;
/// A question that takes no longer than this is not shown as being answered.
const AT_ONCE: Duration = Duration::from_millis(40);
/// How often one looks whether another replica has answered.
const LOOK_EVERY: Duration = Duration::from_millis(100);

#[derive(Debug, Default, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    rows: String,
    #[serde(default)]
    tab: String,
}

/// The page of an answer.
pub(super) async fn page(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, HttpError> {
    if let Some(mut waiting) = state.under_way.find(&id, &logged_in.username)
        && tokio::time::timeout(AT_ONCE, waiting.done()).await.is_err()
    {
        return waited_for(&state, &logged_in, &id, waiting).await;
    }
    let entry = match own_entry(&state, &logged_in, &id).await {
        Err(error) if error.is_not_found() && state.replicated => {
            elsewhere(&state, &logged_in, &id).await.ok_or(error)?
        }
        entry => entry?,
    };
    let most = if shown.rows == "all" {
        usize::MAX
    } else {
        app::FIRST_ROWS
    };
    let mut answer = match state.assistant.recall(&logged_in.username, &id).await {
        // The rows are for those who may ask in its persona still.
        Some(answer) if logged_in.personas.contains(&answer.persona) => {
            show::answer(&entry.question, &answer, most)
        }
        _ => show::entry(&entry),
    };
    if let Some(tab) = Tab::named(&shown.tab) {
        answer.tab = tab;
    }
    let view = view_of(&state, &logged_in, &entry, answer).await?;
    Ok(page::ask(StatusCode::OK, view, None).await)
}

/// The page of an answer, given what is shown of it.
pub(super) async fn view_of(
    state: &WebState,
    logged_in: &LoggedIn,
    entry: &Entry,
    answer: AnswerView,
) -> Result<AskView, HttpError> {
    let conversation = entry.conversation.clone();
    let earlier = earlier(state, logged_in, conversation.as_deref(), Some(&entry.id)).await?;
    let persona = own_persona(logged_in, &entry.persona)?;
    Ok(AskView {
        frame: show::frame(
            state,
            logged_in,
            &persona,
            conversation.as_deref(),
            entry.as_of,
        )
        .await?,
        // A conversation belongs to its persona; in another one a new conversation begins.
        conversation: conversation.filter(|_| persona == entry.persona),
        question_characters: state.limits.question_characters,
        earlier,
        answer: Some(answer),
        ..AskView::default()
    })
}

/// The entry of an answer that another replica is finding at this moment. An id holds the time at which it was made, so
/// whatever is older than a question may take is not waited for.
async fn elsewhere(state: &WebState, logged_in: &LoggedIn, id: &str) -> Option<Entry> {
    let made = id.parse::<Uuid>().ok()?.get_timestamp()?.to_unix().0;
    let longest = state.limits.query.as_secs();
    loop {
        let now = u64::try_from(state.clock.now().as_second()).ok()?;
        if now > made.saturating_add(longest) || made > now.saturating_add(longest) {
            return None;
        }
        tokio::time::sleep(LOOK_EVERY).await;
        if let Ok(entry) = own_entry(state, logged_in, id).await {
            return Some(entry);
        }
    }
}

/// The page of a question that is being answered: it streams the steps, and then the answer.
async fn waited_for(
    state: &WebState,
    logged_in: &LoggedIn,
    id: &str,
    waiting: Waiting,
) -> Result<Response, HttpError> {
    let Asked {
        persona,
        question,
        conversation,
        ..
    } = waiting.asked.clone();
    let earlier = earlier(state, logged_in, conversation.as_deref(), None).await?;
    let as_of = state.assistant.today();
    let mut frame = show::frame(state, logged_in, &persona, conversation.as_deref(), as_of).await?;
    show::add_conversation(&mut frame, conversation.as_deref(), &question);
    let steps = futures::stream::unfold(waiting.clone(), |mut waiting| async move {
        let step = waiting.step().await?;
        let step = StepView {
            name: step.name.name().to_owned(),
            detail: step.detail,
            elapsed_ms: step.elapsed.as_secs_f64() * 1000.0,
        };
        Some((step, waiting))
    });
    let answer = {
        let (state, user, id) = (state.clone(), logged_in.username.clone(), id.to_owned());
        let mut waiting = waiting;
        async move {
            waiting.done().await;
            match state.assistant.recall(&user, &id).await {
                Some(answer) => show::answer(&waiting.asked.question, &answer, app::FIRST_ROWS),
                None => show::given_up(&id, &waiting.asked),
            }
        }
    };
    let pending = PendingView {
        question,
        steps: Box::pin(steps),
        answer: answer.boxed(),
    };
    let view = AskView {
        frame,
        conversation,
        question_characters: state.limits.question_characters,
        earlier,
        ..AskView::default()
    };
    Ok(page::ask(StatusCode::OK, view, Some(pending)).await)
}

/// A condition to take away.
#[derive(Debug, Deserialize)]
pub(super) struct Removal {
    part: String,
}

/// Asks an answer's question again without one of its conditions.
pub(super) async fn without(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
    Form(Removal { part }): Form<Removal>,
) -> Result<Response, HttpError> {
    let Some(answer) = state.assistant.recall(&logged_in.username, &id).await else {
        return Err(HttpError::not_found(
            "This answer is no longer kept, so nothing can be taken away from it. Ask its question again.",
        ));
    };
    let persona = ask::persona_of(&logged_in, Some(&answer.persona))?;
    let (query, taken) = taken_away(&answer, &part).ok_or_else(|| {
        HttpError::unprocessable(
            "There is no such condition in this answer. Go back and take away one that it shows.",
        )
    })?;
    ask::take_turn(&state, &logged_in)?;
    let entry = own_entry(&state, &logged_in, &id).await?;
    let question = renamed(&entry.question, &taken, state.limits.question_characters);
    let mut ask = Ask::new(&logged_in.username, persona, question).meaning(query);
    ask.conversation.clone_from(&answer.conversation);
    ask.today = answer.as_of.parse().ok();
    Ok(ask::set_out(&state, ask))
}

/// Asks an answer's question again, at the cost that the person has been told.
pub(super) async fn confirm(
    State(state): State<WebState>,
    logged_in: LoggedIn,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let kept = state.assistant.recall(&logged_in.username, &id).await;
    let Some(answer) = kept.filter(|answer| answer.confirm.is_some()) else {
        return Err(HttpError::not_found(
            "There is nothing to confirm here any more. Ask the question again to see what it would cost.",
        ));
    };
    let persona = ask::persona_of(&logged_in, Some(&answer.persona))?;
    ask::take_turn(&state, &logged_in)?;
    let entry = own_entry(&state, &logged_in, &id).await?;
    let mut ask = Ask::new(&logged_in.username, persona, entry.question).confirmed();
    // What was understood is what was estimated, whatever the words would mean by now.
    ask.query.clone_from(&answer.query);
    ask.conversation.clone_from(&answer.conversation);
    ask.today = answer.as_of.parse().ok();
    Ok(ask::set_out(&state, ask))
}

/// The query without a part, and the part in words.
fn taken_away(answer: &Answer, part: &str) -> Option<(semantic::SemanticQuery, String)> {
    let statement = answer
        .statements
        .iter()
        .find(|statement| statement.part.map(show::removal).as_deref() == Some(part))?;
    let query = answer.query.as_ref()?.without(statement.part?)?;
    Some((query, statement.text.clone()))
}

/// What the question is called without a part, within the length of a question.
fn renamed(question: &str, taken: &str, most: usize) -> String {
    let renamed = format!("{question} (without “{taken}”)");
    if renamed.chars().count() <= most {
        renamed
    } else {
        question.to_owned()
    }
}

/// The persona of an answer while it is still theirs, else their first one.
fn own_persona(logged_in: &LoggedIn, persona: &str) -> Result<String, HttpError> {
    let own = logged_in.personas.iter().any(|own| own == persona);
    ask::persona_of(logged_in, own.then_some(persona))
}

/// The entry of one's own answer, unless its conversation was deleted.
pub(super) async fn own_entry(
    state: &WebState,
    logged_in: &LoggedIn,
    id: &str,
) -> Result<Entry, HttpError> {
    let entry = state
        .stores
        .ledger
        .entry(id, Some(&logged_in.username))
        .await?;
    entry.ok_or_else(|| {
        HttpError::not_found(
            "There is no such answer in your history. Answers are for those who asked.",
        )
    })
}

/// Questions of the conversation before this one, oldest first.
async fn earlier(
    state: &WebState,
    logged_in: &LoggedIn,
    conversation: Option<&str>,
    before: Option<&str>,
) -> Result<Vec<EarlierTurn>, HttpError> {
    let Some(conversation) = conversation else {
        return Ok(Vec::new());
    };
    let filter = HistoryFilter {
        user: Some(logged_in.username.clone()),
        conversation: Some(conversation.to_owned()),
        before: before.map(str::to_owned),
        limit: EARLIER,
        ..HistoryFilter::default()
    };
    let mut turns: Vec<EarlierTurn> = state
        .stores
        .ledger
        .history(&filter)
        .await?
        .into_iter()
        .map(|entry| EarlierTurn {
            answer: entry.id,
            question: entry.question,
            message: entry.message,
        })
        .collect();
    turns.reverse();
    Ok(turns)
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn a_question_without_a_part_stays_within_its_length() {
        assert_eq!(renamed("Stock", "x: 1", 30), "Stock (without “x: 1”)");
        assert_eq!(renamed("Stock", "x: 1", 22), "Stock (without “x: 1”)");
        assert_eq!(renamed("Stock", "x: 1", 21), "Stock");
    }
}
