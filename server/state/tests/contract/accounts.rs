//! The contract of accounts and sessions.

use assistant::store::{Account, Session, Sessions, StoreError, Users};
use jiff::Timestamp;
use state::State;

pub(crate) async fn everybody_can_be_found(state: &State) {
    let users = state.users().await.unwrap();
    assert!(!users.is_empty());
    for user in users {
        assert_eq!(state.user(&user.username).await.unwrap(), Some(user));
    }
}

pub(crate) async fn accounts(state: &State) {
    assert_eq!(state.user("anna").await.unwrap(), None);
    let anna = Account {
        username: "anna".to_owned(),
        password_hash: "$2b$12$x".to_owned(),
        personas: vec!["Field Engineer".to_owned(), "Warehouse Manager".to_owned()],
        active: true,
        operator: false,
        created: at("2025-01-01T00:00:00.000001Z"),
        updated: at("2025-01-01T00:00:00.000001Z"),
    };
    state.add_user(&anna).await.unwrap();
    assert_eq!(
        state.add_user(&anna).await,
        Err(StoreError::Exists("the account anna".to_owned()))
    );
    assert_eq!(state.user("anna").await.unwrap(), Some(anna.clone()));
    assert_eq!(
        state.user("Anna").await.unwrap(),
        None,
        "names are compared as they stand"
    );

    let later = at("2025-02-01T00:00:00Z");
    let changed = Account {
        active: false,
        operator: true,
        personas: Vec::new(),
        updated: later,
        created: later,
        ..anna.clone()
    };
    assert!(state.change_user(&changed).await.unwrap());
    assert_eq!(
        state.user("anna").await.unwrap(),
        Some(Account {
            created: anna.created,
            ..changed
        })
    );
    assert!(
        !state
            .change_user(&Account {
                username: "ben".to_owned(),
                ..anna.clone()
            })
            .await
            .unwrap()
    );

    let ben = Account {
        username: "ben".to_owned(),
        ..anna.clone()
    };
    state.add_user(&ben).await.unwrap();
    let names: Vec<String> = state
        .users()
        .await
        .unwrap()
        .into_iter()
        .map(|a| a.username)
        .collect();
    assert_eq!(names, ["anna", "ben"]);
    assert!(state.remove_user("ben").await.unwrap());
    assert!(!state.remove_user("ben").await.unwrap());
    assert_eq!(state.users().await.unwrap().len(), 1);
}

pub(crate) async fn sessions(state: &State) {
    let session = |token: &str, expires: &str| Session {
        token_hash: token.to_owned(),
        username: "carl".to_owned(),
        created: at("2025-01-01T00:00:00Z"),
        expires: at(expires),
    };
    let short = session("short", "2025-01-01T01:00:00Z");
    let long = session("long", "2025-01-02T00:00:00Z");
    state.open_session(&short).await.unwrap();
    state.open_session(&long).await.unwrap();
    let (early, late) = (at("2025-01-01T00:30:00Z"), at("2025-01-01T12:00:00Z"));
    assert_eq!(
        state.session("short", early).await.unwrap(),
        Some(short.clone())
    );
    assert_eq!(state.session("short", late).await.unwrap(), None);
    assert_eq!(state.session("none", early).await.unwrap(), None);
    assert_eq!(state.open_sessions(early).await.unwrap(), 2);
    assert_eq!(state.open_sessions(late).await.unwrap(), 1);
    assert_eq!(state.open_sessions(long.expires).await.unwrap(), 0);

    // Opened again it lasts longer; nobody else can take it over.
    let longer = Session {
        expires: at("2025-01-01T18:00:00Z"),
        ..short.clone()
    };
    state.open_session(&longer).await.unwrap();
    assert_eq!(
        state.session("short", late).await.unwrap(),
        Some(longer.clone())
    );
    state
        .open_session(&Session {
            username: "eve".to_owned(),
            ..short.clone()
        })
        .await
        .unwrap();
    assert_eq!(state.session("short", late).await.unwrap(), Some(longer));

    assert_eq!(
        state
            .forget_sessions(at("2025-01-01T20:00:00Z"))
            .await
            .unwrap(),
        1
    );
    assert_eq!(state.session("long", late).await.unwrap(), Some(long));
    state.end_session("long").await.unwrap();
    state.end_session("long").await.unwrap();
    assert_eq!(state.session("long", early).await.unwrap(), None);
}

pub(crate) async fn sessions_of_an_account_end_together(state: &State) {
    let session = |token: &str, username: &str| Session {
        token_hash: token.to_owned(),
        username: username.to_owned(),
        created: at("2025-01-01T00:00:00Z"),
        expires: at("2025-01-02T00:00:00Z"),
    };
    for (token, username) in [("s1", "sam"), ("s2", "sam"), ("t1", "tilda")] {
        state.open_session(&session(token, username)).await.unwrap();
    }
    let now = at("2025-01-01T12:00:00Z");
    assert_eq!(state.end_sessions_of("sam").await.unwrap(), 2);
    assert_eq!(state.end_sessions_of("sam").await.unwrap(), 0);
    assert_eq!(state.session("s1", now).await.unwrap(), None);
    assert_eq!(state.session("s2", now).await.unwrap(), None);
    assert!(state.session("t1", now).await.unwrap().is_some());
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
