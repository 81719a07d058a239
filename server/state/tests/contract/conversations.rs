//! The contract of conversations.

use assistant::store::{Conversations, HistoryFilter, Ledger};
use state::State;

use crate::records::turn;

pub(crate) async fn turns_come_with_their_entries(state: &State) {
    assert_eq!(state.conversation("talk").await.unwrap(), None);
    assert!(state.turns("talk", 10).await.unwrap().is_empty());
    let turns: Vec<_> = (1..=12)
        .map(|n| {
            turn(
                &format!("t{n}"),
                "tom",
                &format!("2025-06-01T10:00:{n:02}Z"),
                "talk",
            )
        })
        .collect();
    state.record(&turns).await.unwrap();
    let found = state.conversation("talk").await.unwrap().unwrap();
    assert_eq!(
        (found.user.as_str(), found.persona.as_str()),
        ("tom", "Field Engineer")
    );
    assert_eq!(found.title, "what is t1?");
    assert_eq!(found.created, turns[0].entry.at);
    assert_eq!(found.updated, turns[11].entry.at);
    assert_eq!(found.questions, 12);
    let remembered = state.turns("talk", 10).await.unwrap();
    let expected: Vec<_> = turns[2..].iter().filter_map(|r| r.turn.clone()).collect();
    assert_eq!(remembered, expected, "the last ten, the oldest first");
}

pub(crate) async fn holders_name_pin_and_delete(state: &State) {
    state
        .record(&[
            turn("u1", "uma", "2025-06-02T10:00:00Z", "old"),
            turn("u2", "uma", "2025-06-02T11:00:00Z", "new"),
        ])
        .await
        .unwrap();
    let list = async || -> Vec<String> {
        state
            .conversations("uma", None, 10)
            .await
            .unwrap()
            .into_iter()
            .map(|c| c.id)
            .collect()
    };
    assert_eq!(list().await, ["new", "old"]);
    assert!(state.pin("uma", "old", true).await.unwrap());
    assert_eq!(list().await, ["old", "new"]);
    let page = async |before: Option<&str>, user: &str| -> Vec<String> {
        let page = state.conversations(user, before, 1).await.unwrap();
        page.into_iter().map(|c| c.id).collect()
    };
    assert_eq!(page(None, "uma").await, ["old"]);
    assert_eq!(page(Some("old"), "uma").await, ["new"], "pinned ones first");
    assert!(page(Some("new"), "uma").await.is_empty());
    assert!(page(Some("old"), "vera").await.is_empty());
    assert!(page(Some("none"), "uma").await.is_empty());
    assert!(state.rename("uma", "old", "Helmets").await.unwrap());
    assert_eq!(
        state.conversation("old").await.unwrap().unwrap().title,
        "Helmets"
    );
    // Nobody else's.
    assert!(!state.pin("vera", "new", true).await.unwrap());
    assert!(!state.rename("vera", "new", "x").await.unwrap());
    assert!(!state.delete("vera", "new").await.unwrap());
    assert!(state.delete("uma", "new").await.unwrap());
    assert!(!state.delete("uma", "new").await.unwrap());
    assert_eq!(list().await, ["old"]);
    assert_eq!(state.conversation("new").await.unwrap(), None);
    assert!(state.turns("new", 10).await.unwrap().is_empty());
    // Gone from the holder's history, not from the audit.
    let own = HistoryFilter {
        user: Some("uma".to_owned()),
        limit: 10,
        ..HistoryFilter::default()
    };
    let ids: Vec<String> = state
        .history(&own)
        .await
        .unwrap()
        .into_iter()
        .map(|e| e.id)
        .collect();
    assert_eq!(ids, ["u1"]);
    assert!(state.entry("u2", None).await.unwrap().is_some());
    assert_eq!(state.entry("u2", Some("uma")).await.unwrap(), None);
    assert_eq!(state.entry("u1", Some("vera")).await.unwrap(), None);
    assert!(state.entry("u1", Some("uma")).await.unwrap().is_some());
}

pub(crate) async fn a_deleted_one_begins_anew(state: &State) {
    state
        .record(&[turn("d1", "dora", "2025-06-03T10:00:00Z", "again")])
        .await
        .unwrap();
    assert!(state.delete("dora", "again").await.unwrap());
    state
        .record(&[turn("d2", "dora", "2025-06-03T11:00:00Z", "again")])
        .await
        .unwrap();
    let found = state.conversation("again").await.unwrap().unwrap();
    assert_eq!(found.title, "what is d2?");
    assert_eq!(found.questions, 1, "what was deleted does not count");
    assert_eq!(state.turns("again", 10).await.unwrap().len(), 1);
    let own = HistoryFilter {
        user: Some("dora".to_owned()),
        limit: 10,
        ..HistoryFilter::default()
    };
    assert_eq!(state.history(&own).await.unwrap().len(), 1);
    // Somebody else's turn does not get into it.
    state
        .record(&[turn("d3", "eve", "2025-06-03T12:00:00Z", "again")])
        .await
        .unwrap();
    assert_eq!(state.turns("again", 10).await.unwrap().len(), 1);
    assert_eq!(
        state.conversation("again").await.unwrap().unwrap().user,
        "dora"
    );
    let own = state.conversations("dora", None, 10).await.unwrap();
    assert_eq!(own[0].questions, 1, "nor does somebody else's");
}
