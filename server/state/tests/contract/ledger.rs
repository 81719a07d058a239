//! The contract of the ledger.

use assistant::store::{HistoryFilter, Ledger, Record};
use jiff::civil::date;
use state::State;

use crate::records::{all, record};

pub(crate) async fn entries_come_back_as_they_were(state: &State) {
    let mut written = record("e1", "anna", "2025-03-01T10:00:00.123456Z");
    state.record(std::slice::from_ref(&written)).await.unwrap();
    assert_eq!(
        state.entry("e1", None).await.unwrap(),
        Some(written.entry.clone())
    );
    assert_eq!(state.entry("e0", None).await.unwrap(), None);
    // Written again it is not changed.
    written.entry.question = String::from("something else");
    state.record(&[written]).await.unwrap();
    assert_eq!(
        state.entry("e1", None).await.unwrap().unwrap().question,
        "what is e1?"
    );
    // Nothing where nothing was.
    let mut bare = record("e2", "anna", "2025-03-01T10:00:00Z");
    bare.entry.sql = None;
    state.record(std::slice::from_ref(&bare)).await.unwrap();
    assert_eq!(state.entry("e2", None).await.unwrap(), Some(bare.entry));
}

pub(crate) async fn a_group_is_written_whole_or_not_at_all(state: &State) {
    let sound = record("g1", "anna", "2025-03-02T10:00:00Z");
    let mut broken = record("g2", "anna", "2025-03-02T10:00:00Z");
    // A NUL is no text in PostgreSQL; SQLite keeps it.
    broken.entry.question = String::from("a\0b");
    if state.record(&[sound, broken]).await.is_err() {
        assert_eq!(state.entry("g1", None).await.unwrap(), None);
    }
    let group: Vec<Record> = (0..50)
        .map(|n| record(&format!("h{n:02}"), "hana", "2025-03-03T10:00:00Z"))
        .collect();
    state.record(&group).await.unwrap();
    let filter = HistoryFilter {
        user: Some("hana".to_owned()),
        limit: 100,
        ..HistoryFilter::default()
    };
    assert_eq!(state.history(&filter).await.unwrap().len(), 50);
}

pub(crate) async fn history_is_filtered_and_paged(state: &State) {
    for (id, user, at) in [
        ("p1", "paul", "2025-04-01T10:00:00Z"),
        ("p2", "paul", "2025-04-01T11:00:00Z"),
        ("p3", "paul", "2025-04-01T11:00:00Z"),
        ("p4", "paul", "2025-04-02T11:00:00Z"),
        ("q1", "quin", "2025-04-03T11:00:00Z"),
    ] {
        let mut one = record(id, user, at);
        if id == "p2" {
            one.entry.question = String::from("100% of Sales_2025?");
        }
        state.record(&[one]).await.unwrap();
    }
    let ids = async |filter: HistoryFilter| {
        let entries = state.history(&filter).await.unwrap();
        entries.into_iter().map(|e| e.id).collect::<Vec<_>>()
    };
    let of_paul = HistoryFilter {
        user: Some("paul".to_owned()),
        limit: 10,
        ..HistoryFilter::default()
    };
    assert_eq!(ids(of_paul.clone()).await, ["p4", "p3", "p2", "p1"]);
    assert_eq!(
        ids(HistoryFilter {
            limit: 2,
            ..of_paul.clone()
        })
        .await,
        ["p4", "p3"]
    );
    let next = HistoryFilter {
        before: Some("p3".to_owned()),
        ..of_paul.clone()
    };
    assert_eq!(ids(next).await, ["p2", "p1"]);
    for (text, found) in [
        ("100% OF sales_", vec!["p2"]),
        ("0% of sales%", vec![]),
        ("what is p", vec!["p4", "p3", "p1"]),
    ] {
        let filter = HistoryFilter {
            text: Some(text.to_owned()),
            ..of_paul.clone()
        };
        assert_eq!(ids(filter).await, found, "{text}");
    }
    let everybody = HistoryFilter {
        limit: 1,
        ..HistoryFilter::default()
    };
    assert_eq!(ids(everybody).await, ["q1"]);
}

pub(crate) async fn costs_add_up_by_day_account_and_persona(state: &State) {
    let mut plain = record("c3", "cora", "2025-05-02T00:00:00Z");
    plain.entry.persona = String::from("Warehouse Manager");
    plain.entry.cached = false;
    plain.entry.cost = assistant::Cost::default();
    plain.entry.language_model = None;
    state
        .record(&[
            record("c1", "cora", "2025-05-01T00:00:00Z"),
            record("c2", "cora", "2025-05-01T23:59:59Z"),
            plain,
            record("c4", "cora", "2025-05-03T00:00:00Z"),
        ])
        .await
        .unwrap();
    let rows = state
        .costs(date(2025, 5, 1), date(2025, 5, 3), None)
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    // One's own alone.
    let own = async |user: &str| {
        let rows = state
            .costs(date(2025, 5, 1), date(2025, 5, 3), Some(user))
            .await;
        rows.unwrap()
    };
    assert_eq!(own("cora").await, rows);
    assert_eq!(own("CORA").await, []);
    let first = &rows[0];
    assert_eq!(
        (first.day, first.user.as_str(), first.persona.as_str()),
        (date(2025, 5, 1), "cora", "Field Engineer")
    );
    assert_eq!(
        (first.questions, first.cached, first.without_model),
        (2, 2, 0)
    );
    assert!(
        (first.cost.total_usd - 0.024_602_002).abs() < 1e-15,
        "{}",
        first.cost.total_usd
    );
    assert!((first.cost.glue_usd - 0.000_000_002).abs() < 1e-18);
    assert!((first.cost.bedrock_usd - 0.02).abs() < 1e-15);
    assert!((first.cost.language_model_usd - 0.004).abs() < 1e-15);
    assert!((first.cost.athena_usd - 0.000_4).abs() < 1e-15);
    assert!((first.cost.allocated_usd - 0.000_16).abs() < 1e-15);
    assert!((first.saved_usd - 0.000_5).abs() < 1e-15);
    assert_eq!(
        (first.cost.input_tokens, first.cost.output_tokens),
        (2400, 68)
    );
    assert_eq!(
        (first.cost.cache_read_tokens, first.cost.cache_write_tokens),
        (11_200, 156)
    );
    let second = &rows[1];
    assert_eq!(
        (second.questions, second.cached, second.without_model),
        (1, 0, 1)
    );
}

/// After the whole contract: what was acknowledged is there after a restart.
pub(crate) async fn everything_is_still_there(state: &State) {
    let entries = all(state).await;
    for id in ["e1", "e2", "h49", "p4", "q1", "c4", "t1", "d1"] {
        assert!(entries.iter().any(|e| e.id == id), "{id} is lost");
    }
}
