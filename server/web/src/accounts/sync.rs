//! *Synchronising* takes the accounts of the file over into the state database: made or changed, never removed.
//!
//! A password that changed ends the account's open sessions, and so does an account that may not log in any more.

use assistant::store::{Account, Sessions, StoreError, Users};
use jiff::Timestamp;

use super::file::{UsersFile, demo_accounts};

/// What synchronising did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Synchronised {
    /// Accounts made.
    pub added: usize,
    /// Accounts changed.
    pub changed: usize,
    /// Demo accounts switched off, because accounts of one's own are in use.
    pub switched_off: usize,
}

/// Takes the accounts of a file over.
pub async fn synchronise(
    users: &dyn Users,
    sessions: &dyn Sessions,
    file: &UsersFile,
    now: Timestamp,
) -> Result<Synchronised, StoreError> {
    let mut done = Synchronised::default();
    for written in &file.users {
        match users.user(&written.username).await? {
            None => {
                let account = Account {
                    username: written.username.clone(),
                    password_hash: written.password_hash.clone(),
                    personas: written.personas.clone(),
                    active: written.active,
                    operator: written.operator,
                    created: now,
                    updated: now,
                };
                users.add_user(&account).await?;
                done.added += 1;
            }
            Some(kept) => {
                let same = kept.password_hash == written.password_hash
                    && kept.personas == written.personas
                    && kept.active == written.active
                    && kept.operator == written.operator;
                if !same {
                    let shut_out = kept.password_hash != written.password_hash
                        || (kept.active && !written.active);
                    if shut_out {
                        // Before the change: if it fails, the next time begins here again.
                        sessions.end_sessions_of(&kept.username).await?;
                    }
                    let account = Account {
                        password_hash: written.password_hash.clone(),
                        personas: written.personas.clone(),
                        active: written.active,
                        operator: written.operator,
                        updated: now,
                        ..kept
                    };
                    users.change_user(&account).await?;
                    done.changed += 1;
                }
            }
        }
    }
    if !file.is_example {
        done.switched_off = switch_off_demo(users, sessions, file, now).await?;
    }
    Ok(done)
}

/// The demo passwords are known to everybody: they end with the first file of one's own.
async fn switch_off_demo(
    users: &dyn Users,
    sessions: &dyn Sessions,
    file: &UsersFile,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut switched_off = 0;
    for (demo, _) in demo_accounts() {
        if file.users.iter().any(|user| user.username == demo.username) {
            continue;
        }
        if let Some(kept) = users.user(&demo.username).await?
            && kept.active
            && kept.password_hash == demo.password_hash
        {
            sessions.end_sessions_of(&kept.username).await?;
            users
                .change_user(&Account {
                    active: false,
                    updated: now,
                    ..kept
                })
                .await?;
            switched_off += 1;
        }
    }
    Ok(switched_off)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use assistant::store::Session;
    use state::State;

    use super::*;
    use crate::accounts::FileUser;

    fn file(users: Vec<FileUser>) -> UsersFile {
        UsersFile {
            path: PathBuf::new(),
            is_example: false,
            users,
        }
    }

    /// Opens a session of the account, synchronises, and says whether the session is still open.
    async fn stays_open(state: &State, written: &UsersFile, username: &str) -> bool {
        let now = "2025-01-01T00:00:00Z".parse().unwrap();
        let session = Session {
            token_hash: "hash".to_owned(),
            username: username.to_owned(),
            created: now,
            expires: "2025-01-02T00:00:00Z".parse().unwrap(),
        };
        state.open_session(&session).await.unwrap();
        synchronise(state, state, written, now).await.unwrap();
        let open = state.session("hash", now).await.unwrap().is_some();
        state.end_session("hash").await.unwrap();
        open
    }

    #[tokio::test]
    async fn a_new_password_and_a_disabled_account_end_open_sessions() {
        let state = State::memory().await.unwrap();
        let mut anna = FileUser {
            username: "anna".to_owned(),
            password_hash: "$2b$12$first".to_owned(),
            personas: vec!["Field Engineer".to_owned()],
            active: true,
            operator: false,
        };
        let ben = FileUser {
            username: "ben".to_owned(),
            ..anna.clone()
        };
        let written = |anna: &FileUser| file(vec![anna.clone(), ben.clone()]);
        assert!(stays_open(&state, &written(&anna), "anna").await);
        anna.personas.push("Warehouse Manager".to_owned());
        assert!(
            stays_open(&state, &written(&anna), "anna").await,
            "another persona shuts nobody out"
        );
        anna.password_hash = "$2b$12$second".to_owned();
        assert!(
            stays_open(&state, &written(&anna), "ben").await,
            "others stay"
        );
        anna.password_hash = "$2b$12$third".to_owned();
        assert!(!stays_open(&state, &written(&anna), "anna").await);
        assert!(stays_open(&state, &written(&anna), "anna").await);
        anna.active = false;
        assert!(!stays_open(&state, &written(&anna), "anna").await);
    }

    #[tokio::test]
    async fn demo_accounts_lose_their_sessions_with_the_first_file() {
        let state = State::memory().await.unwrap();
        let users = demo_accounts().into_iter().map(|(user, _)| user).collect();
        let example = UsersFile {
            is_example: true,
            ..file(users)
        };
        assert!(stays_open(&state, &example, "demo").await);
        assert!(!stays_open(&state, &file(Vec::new()), "demo").await);
    }
}
