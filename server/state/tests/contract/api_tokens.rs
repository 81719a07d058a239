//! The contract of API tokens.

use assistant::store::{Account, ApiToken, ApiTokens, StoreError, Users};
use jiff::Timestamp;
use state::State;

pub(crate) async fn tokens_hold_until_they_end_or_are_revoked(state: &State) {
    let token = |id: &str, created: &str, expires: &str| ApiToken {
        id: id.to_owned(),
        token_hash: format!("hash of {id}"),
        username: "petra".to_owned(),
        label: "nightly report".to_owned(),
        created: at(created),
        expires: at(expires),
        used: None,
    };
    let short = token("short", "2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z");
    let long = token("long", "2025-01-01T00:00:01Z", "2025-04-01T00:00:00Z");
    assert!(state.tokens("petra").await.unwrap().is_empty());
    state.keep_token(&short).await.unwrap();
    state.keep_token(&long).await.unwrap();
    let taken = Err(StoreError::Exists("the token short".to_owned()));
    assert_eq!(state.keep_token(&short).await, taken);
    let same_hash = ApiToken {
        id: "other".to_owned(),
        ..short.clone()
    };
    assert!(matches!(
        state.keep_token(&same_hash).await,
        Err(StoreError::Exists(_))
    ));

    // It is known by its hash alone, up to the microsecond before it ends.
    let (last, over) = (at("2025-01-01T23:59:59.999999Z"), short.expires);
    let find = async |hash: &str, now| state.token(hash, now).await.unwrap();
    assert_eq!(find("hash of short", last).await, Some(short.clone()));
    assert_eq!(find("hash of short", over).await, None);
    assert_eq!(find("hash of long", over).await, Some(long.clone()));
    assert_eq!(find("short", last).await, None);

    // Those that ended are still listed.
    assert_eq!(
        state.tokens("petra").await.unwrap(),
        [long.clone(), short.clone()]
    );
    assert!(state.tokens("Petra").await.unwrap().is_empty());

    assert!(state.revoke_token("short").await.unwrap());
    assert!(!state.revoke_token("short").await.unwrap());
    assert_eq!(find("hash of short", last).await, None);
    assert_eq!(state.tokens("petra").await.unwrap(), [long]);
}

pub(crate) async fn uses_are_noted_once_a_minute(state: &State) {
    let token = ApiToken {
        id: "used".to_owned(),
        token_hash: "hash of used".to_owned(),
        username: "quentin".to_owned(),
        label: String::new(),
        created: at("2025-01-01T00:00:00Z"),
        expires: at("2025-02-01T00:00:00Z"),
        used: None,
    };
    state.keep_token(&token).await.unwrap();
    let use_at = async |text: &str| state.token_used("used", at(text)).await.unwrap();
    let noted = async || state.tokens("quentin").await.unwrap()[0].used;
    assert!(use_at("2025-01-01T10:00:00Z").await);
    assert!(!use_at("2025-01-01T10:00:59.999999Z").await);
    assert_eq!(noted().await, Some(at("2025-01-01T10:00:00Z")));
    assert!(use_at("2025-01-01T10:01:00Z").await);
    assert_eq!(noted().await, Some(at("2025-01-01T10:01:00Z")));
    assert!(!use_at("2025-01-01T09:00:00Z").await, "never backwards");
    assert!(!state.token_used("none", token.created).await.unwrap());
}

pub(crate) async fn tokens_go_with_their_account(state: &State) {
    let now = at("2025-01-01T00:00:00Z");
    let account = Account {
        username: "rosa".to_owned(),
        password_hash: "$2b$12$x".to_owned(),
        personas: Vec::new(),
        active: true,
        operator: false,
        created: now,
        updated: now,
    };
    state.add_user(&account).await.unwrap();
    let token = ApiToken {
        id: "rosas".to_owned(),
        token_hash: "hash of rosas".to_owned(),
        username: "rosa".to_owned(),
        label: String::new(),
        created: now,
        expires: at("2025-02-01T00:00:00Z"),
        used: None,
    };
    state.keep_token(&token).await.unwrap();
    assert!(state.remove_user("rosa").await.unwrap());
    assert!(state.tokens("rosa").await.unwrap().is_empty());
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
