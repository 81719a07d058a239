//! *Synchronising* takes the accounts of the file over into the state database: made or changed, never removed.

use assistant::store::{Account, StoreError, Users};
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
        done.switched_off = switch_off_demo(users, file, now).await?;
    }
    Ok(done)
}

/// The demo passwords are known to everybody: they end with the first file of one's own.
async fn switch_off_demo(
    users: &dyn Users,
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
