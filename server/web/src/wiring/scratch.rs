//! A *scratch store* keeps conversations for as long as the process lives and forgets the rest: an evaluation must not
//! leave its questions in anybody's history.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use assistant::store::{
    ConversationSummary, Conversations, CostRow, Entry, HistoryFilter, Ledger, Record, StoreError,
    Turn,
};
use async_trait::async_trait;
use jiff::civil::Date;

/// Keeps conversations in memory.
#[derive(Debug, Default)]
pub struct ScratchStore {
    conversations: Mutex<HashMap<String, (ConversationSummary, Vec<Turn>)>>,
}

impl ScratchStore {
    fn with<T>(
        &self,
        action: impl FnOnce(&mut HashMap<String, (ConversationSummary, Vec<Turn>)>) -> T,
    ) -> T {
        action(
            &mut self
                .conversations
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

#[async_trait]
impl Ledger for ScratchStore {
    async fn record(&self, records: &[Record]) -> Result<(), StoreError> {
        self.with(|conversations| {
            for Record { entry, turn } in records {
                let Some(id) = &entry.conversation else {
                    continue;
                };
                let (summary, turns) = conversations.entry(id.clone()).or_insert_with(|| {
                    let summary = ConversationSummary {
                        id: id.clone(),
                        user: entry.user.clone(),
                        persona: entry.persona.clone(),
                        title: entry.question.clone(),
                        pinned: false,
                        created: entry.at,
                        updated: entry.at,
                        questions: 0,
                    };
                    (summary, Vec::new())
                });
                summary.updated = entry.at;
                summary.questions += 1;
                turns.extend(turn.clone());
            }
        });
        Ok(())
    }

    async fn history(&self, _filter: &HistoryFilter) -> Result<Vec<Entry>, StoreError> {
        Ok(Vec::new())
    }

    async fn entry(&self, _id: &str, _user: Option<&str>) -> Result<Option<Entry>, StoreError> {
        Ok(None)
    }

    async fn costs(
        &self,
        _from: Date,
        _until: Date,
        _user: Option<&str>,
    ) -> Result<Vec<CostRow>, StoreError> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl Conversations for ScratchStore {
    async fn conversation(&self, id: &str) -> Result<Option<ConversationSummary>, StoreError> {
        Ok(self.with(|conversations| conversations.get(id).map(|(summary, _)| summary.clone())))
    }

    async fn turns(&self, id: &str, limit: u32) -> Result<Vec<Turn>, StoreError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(self.with(|conversations| {
            let turns = conversations.get(id).map_or(&[][..], |(_, turns)| turns);
            turns
                .iter()
                .skip(turns.len().saturating_sub(limit))
                .cloned()
                .collect()
        }))
    }

    async fn conversations(
        &self,
        user: &str,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<ConversationSummary>, StoreError> {
        let mut found: Vec<ConversationSummary> = self.with(|conversations| {
            conversations
                .values()
                .map(|(summary, _)| summary)
                .filter(|s| s.user == user)
                .cloned()
                .collect()
        });
        found.sort_by_cached_key(|summary| {
            std::cmp::Reverse((summary.pinned, summary.updated, summary.id.clone()))
        });
        if let Some(before) = before {
            let place = found.iter().position(|summary| summary.id == before);
            found.drain(..place.map_or(found.len(), |place| place + 1));
        }
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    async fn rename(&self, user: &str, id: &str, title: &str) -> Result<bool, StoreError> {
        Ok(self.change(user, id, |summary| title.clone_into(&mut summary.title)))
    }

    async fn pin(&self, user: &str, id: &str, pinned: bool) -> Result<bool, StoreError> {
        Ok(self.change(user, id, |summary| summary.pinned = pinned))
    }

    async fn delete(&self, user: &str, id: &str) -> Result<bool, StoreError> {
        Ok(self.with(|conversations| {
            let own = conversations
                .get(id)
                .is_some_and(|(summary, _)| summary.user == user);
            own && conversations.remove(id).is_some()
        }))
    }
}

impl ScratchStore {
    fn change(&self, user: &str, id: &str, change: impl FnOnce(&mut ConversationSummary)) -> bool {
        self.with(|conversations| match conversations.get_mut(id) {
            Some((summary, _)) if summary.user == user => {
                change(summary);
                true
            }
            _ => false,
        })
    }
}
