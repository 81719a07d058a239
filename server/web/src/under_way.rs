//! A *question under way* is one that is being answered while its page waits: steps and answer are told to whoever looks.
//!
//! When nobody looks any more, the question is stopped; what it would have cost is not spent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use assistant::{Answer, Ask, Assistant, Step};
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

/// How long a question goes on that nobody looks at: the browser has to come from the form to the answer's page.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How far a question is.
#[derive(Debug, Clone, Default)]
struct Progress {
    steps: Vec<Step>,
    done: bool,
}

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Account that asks.
    pub user: String,
    /// Persona in which it is asked.
    pub persona: String,
    /// The question.
    pub question: String,
    /// Conversation that it belongs to.
    pub conversation: Option<String>,
}

type Questions = Arc<Mutex<HashMap<String, (Asked, watch::Sender<Progress>)>>>;

/// The questions under way.
#[derive(Clone)]
pub struct UnderWay {
    questions: Questions,
    patience: Duration,
}

/// Somebody who looks at a question under way.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What was asked.
    pub asked: Asked,
    progress: watch::Receiver<Progress>,
    told: usize,
}

impl UnderWay {
    /// A question that nobody looks at is stopped after `patience`.
    pub fn patient_for(patience: Duration) -> Self {
        Self {
            questions: Questions::default(),
            patience,
        }
    }

    /// Begins to answer a question; the id under which its answer can be found. `answered` is told the answer.
    pub fn begin(
        &self,
        assistant: Arc<Assistant>,
        ask: Ask,
        answered: impl FnOnce(&Answer) + Send + 'static,
    ) -> String {
        let id = Uuid::now_v7().to_string();
        let asked = Asked {
            user: ask.user.clone(),
            persona: ask.persona.clone(),
            question: ask.question.clone(),
            conversation: ask.conversation.clone(),
        };
        let (progress, _) = watch::channel(Progress::default());
        lock(&self.questions).insert(id.clone(), (asked, progress.clone()));
        let place = Place {
            questions: Arc::clone(&self.questions),
            id: id.clone(),
            progress: progress.clone(),
        };
        let (told, steps) = mpsc::unbounded_channel();
        let ask = ask.under(&id).told(told);
        let patience = self.patience;
        tokio::spawn(async move {
            // Given back however this ends, so that nobody waits for ever.
            let _place = place;
            if let Some(answer) = answer(assistant, ask, steps, &progress, patience).await {
                answered(&answer);
            }
        });
        id
    }

    /// Looks at one's own question, if it is under way.
    pub fn find(&self, id: &str, user: &str) -> Option<Waiting> {
        let questions = lock(&self.questions);
        let (asked, progress) = questions.get(id)?;
        (asked.user == user).then(|| Waiting {
            asked: asked.clone(),
            progress: progress.subscribe(),
            told: 0,
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        lock(&self.questions).len()
    }
}

impl Waiting {
    /// The next step that is finished; none when there are no more.
    pub async fn step(&mut self) -> Option<Step> {
        let told = self.told;
        let progress = self
            .progress
            .wait_for(|progress| progress.steps.len() > told || progress.done)
            .await
            .ok()?;
        let step = progress.steps.get(told).cloned();
        self.told += 1;
        step
    }

    /// Waits until the question is answered or given up.
    pub async fn done(&mut self) {
        let _ = self.progress.wait_for(|progress| progress.done).await;
    }
}

/// Answers a question, tells its steps, and stops when nobody looks any more; then there is no answer.
async fn answer(
    assistant: Arc<Assistant>,
    ask: Ask,
    mut steps: mpsc::UnboundedReceiver<Step>,
    progress: &watch::Sender<Progress>,
    patience: Duration,
) -> Option<Answer> {
    let asking = assistant.ask(ask);
    let deserted = async {
        loop {
            progress.closed().await;
            tokio::time::sleep(patience).await;
            if progress.receiver_count() == 0 {
                return;
            }
        }
    };
    tokio::pin!(asking, deserted);
    loop {
        tokio::select! {
            biased;
            Some(step) = steps.recv() => progress.send_modify(|progress| progress.steps.push(step)),
            answer = &mut asking => return Some(answer),
            () = &mut deserted => return None,
        }
    }
}

/// The place of a question among those under way; it is given back when this goes.
struct Place {
    questions: Questions,
    id: String,
    progress: watch::Sender<Progress>,
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.questions).remove(&self.id);
        self.progress.send_modify(|progress| progress.done = true);
    }
}

fn lock(
    questions: &Questions,
) -> std::sync::MutexGuard<'_, HashMap<String, (Asked, watch::Sender<Progress>)>> {
    questions.lock().unwrap_or_else(PoisonError::into_inner)
}
