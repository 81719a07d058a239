//! *Conversation memory* is what the last turns of a conversation said, so that "and last month?" means something.
//!
//! A conversation belongs to one account and one persona: asked in by anybody else, or in another persona, it is left
//! alone and a fresh one begins.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::future::Cache;
use uuid::Uuid;

use crate::settings::MemorySettings;
use crate::store::{Conversations, StoreError, Turn};

/// Conversations that are kept at hand; any other comes back from the store.
const AT_HAND: u64 = 10_000;
/// Longest id that a host may give a conversation, in bytes; a longer one is replaced.
const LONGEST_ID: usize = 128;
/// How long an idle one is kept at hand.
const IDLE: Duration = Duration::from_hours(2);

/// One conversation, as it was when a question came.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    pub id: String,
    /// The turns that are remembered, the newest last.
    pub turns: Vec<Turn>,
    remembered: Arc<Remembered>,
}

#[derive(Debug)]
struct Remembered {
    user: String,
    persona: String,
    turns: Mutex<VecDeque<Turn>>,
}

/// Remembers conversations.
pub(crate) struct Memory {
    at_hand: Cache<String, Arc<Remembered>>,
    store: Arc<dyn Conversations>,
    settings: MemorySettings,
}

impl Thread {
    /// A hash of what an answer can lean on: the newest turn with a query, a calculation that came behind it, and whether
    /// a turn that was not understood came last. None while there is nothing of these. A language model is told the
    /// questions before, too (`consults`).
    pub(crate) fn state(&self, consults: bool) -> Option<[u8; 32]> {
        if consults && !self.turns.is_empty() {
            let state = format!("{:?}", self.turns);
            return Some(*blake3::hash(state.as_bytes()).as_bytes());
        }
        let newest = self.turns.iter().rev().find(|turn| turn.is_understood())?;
        let asked = self.turns.iter().rev().find(|turn| turn.query.is_some());
        let (query, mentions) = asked.map_or((None, None), |turn| {
            (turn.query.as_ref(), Some(&turn.mentions))
        });
        let unanswered = self.turns.last().is_some_and(|last| !last.is_understood());
        let state = format!(
            "{query:?}{mentions:?}{:?}{:?}{unanswered}",
            newest.calculation, newest.inputs
        );
        Some(*blake3::hash(state.as_bytes()).as_bytes())
    }
}

impl Memory {
    pub(crate) fn new(store: Arc<dyn Conversations>, settings: MemorySettings) -> Self {
        Self {
            at_hand: Cache::builder()
                .max_capacity(AT_HAND)
                .time_to_idle(IDLE)
                .build(),
            store,
            settings,
        }
    }

    /// Opens the conversation of that id for an account in a persona; a fresh one under a new id when it is not theirs.
    pub(crate) async fn open(
        &self,
        id: &str,
        user: &str,
        persona: &str,
    ) -> Result<Thread, StoreError> {
        // What another process added is in the store only.
        let at_hand = if self.settings.shared {
            None
        } else {
            self.at_hand.get(id).await
        };
        let remembered = match at_hand {
            Some(remembered) => remembered,
            None => self.restore(id, user, persona).await?,
        };
        let usable = (1..=LONGEST_ID).contains(&id.len()) && !id.contains('\0');
        if usable && remembered.user == user && remembered.persona == persona {
            self.at_hand
                .insert(id.to_owned(), Arc::clone(&remembered))
                .await;
            let turns = lock(&remembered.turns).iter().cloned().collect();
            return Ok(Thread {
                id: id.to_owned(),
                turns,
                remembered,
            });
        }
        let fresh = Arc::new(Remembered {
            user: user.to_owned(),
            persona: persona.to_owned(),
            turns: Mutex::default(),
        });
        let id = Uuid::now_v7().to_string();
        self.at_hand.insert(id.clone(), Arc::clone(&fresh)).await;
        Ok(Thread {
            id,
            turns: Vec::new(),
            remembered: fresh,
        })
    }

    /// Adds a turn; the oldest goes when there are too many.
    pub(crate) fn add(&self, thread: &Thread, turn: Turn) {
        let mut turns = lock(&thread.remembered.turns);
        turns.push_back(turn);
        while turns.len() > self.settings.turns as usize {
            turns.pop_front();
        }
    }

    /// Forgets a conversation that was deleted.
    pub(crate) async fn forget(&self, id: &str) {
        self.at_hand.invalidate(id).await;
    }

    async fn restore(
        &self,
        id: &str,
        user: &str,
        persona: &str,
    ) -> Result<Arc<Remembered>, StoreError> {
        let (user, persona, turns) = match self.store.conversation(id).await? {
            Some(summary) => (
                summary.user,
                summary.persona,
                self.store.turns(id, self.settings.turns).await?,
            ),
            None => (user.to_owned(), persona.to_owned(), Vec::new()),
        };
        Ok(Arc::new(Remembered {
            user,
            persona,
            turns: Mutex::new(turns.into()),
        }))
    }
}

/// Turns are whole after every change, so a panic elsewhere leaves nothing half done.
fn lock(turns: &Mutex<VecDeque<Turn>>) -> std::sync::MutexGuard<'_, VecDeque<Turn>> {
    turns.lock().unwrap_or_else(PoisonError::into_inner)
}
