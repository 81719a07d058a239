//! A *token's commands* make, list and revoke what programs ask with in somebody's name.

use clap::Subcommand;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::Ended;
use crate::accounts;
use crate::output;
use crate::wiring::Stores;

/// Characters of a label at most.
const LABEL_CHARACTERS: usize = 100;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Make a token with which a program asks in an account's name; it is printed once.
    Token {
        /// Name of the account.
        username: String,
        /// What the token is for.
        #[arg(long, value_name = "TEXT", default_value = "")]
        label: String,
        /// Days after which the token ends.
        #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
        expires_days: u16,
    },
    /// List an account's tokens.
    Tokens {
        /// Name of the account.
        username: String,
    },
    /// End a token for good.
    Revoke {
        /// Id of the token, as `users tokens` lists it.
        id: String,
    },
}

impl Action {
    /// Does it; the state database must know all accounts.
    pub(super) async fn run(self, stores: &Stores) -> anyhow::Result<Ended> {
        match self {
            Self::Token {
                username,
                label,
                expires_days,
            } => make(stores, &username, label.trim(), expires_days).await,
            Self::Tokens { username } => list(stores, &username).await,
            Self::Revoke { id } => revoke(stores, &id).await,
        }
    }
}

async fn make(stores: &Stores, username: &str, label: &str, days: u16) -> anyhow::Result<Ended> {
    let Some(account) = stores.users.user(username).await? else {
        return Ok(refused(&no_account(username)));
    };
    if !account.active {
        return Ok(refused(&format!(
            "{username} may not log in, so a token of theirs would not hold."
        )));
    }
    if label.chars().count() > LABEL_CHARACTERS || label.contains(char::is_control) {
        return Ok(refused(&format!(
            "A label is one line of at most {LABEL_CHARACTERS} characters."
        )));
    }
    let now = Timestamp::now();
    let expires = now.checked_add(SignedDuration::from_hours(24 * i64::from(days)))?;
    let (token, kept) =
        accounts::issue(stores.tokens.as_ref(), username, label, now, expires).await?;
    output::notice(&format!(
        "Token {} of {username} holds until {}. It is shown this once; `quartermaster users revoke {}` ends it.",
        kept.id,
        day(expires),
        kept.id
    ));
    output::line(&token);
    Ok(Ended::Done)
}

async fn list(stores: &Stores, username: &str) -> anyhow::Result<Ended> {
    if stores.users.user(username).await?.is_none() {
        return Ok(refused(&no_account(username)));
    }
    let tokens = stores.tokens.tokens(username).await?;
    let rows: Vec<Vec<Value>> = tokens
        .into_iter()
        .map(|token| {
            vec![
                token.id.into(),
                token.label.into(),
                day(token.created).into(),
                day(token.expires).into(),
                token
                    .used
                    .map_or_else(|| "never".to_owned(), |used| used.to_string())
                    .into(),
            ]
        })
        .collect();
    let headings = ["id", "label", "created", "expires", "last used"].map(str::to_owned);
    output::table(&headings, &rows, usize::MAX);
    Ok(Ended::Done)
}

async fn revoke(stores: &Stores, id: &str) -> anyhow::Result<Ended> {
    if stores.tokens.revoke_token(id).await? {
        output::line(&format!("The token {id} holds no more."));
        return Ok(Ended::Done);
    }
    Ok(refused(&format!(
        "There is no token {id}; `quartermaster users tokens NAME` lists an account's tokens with their ids."
    )))
}

fn refused(why: &str) -> Ended {
    output::notice(why);
    Ended::Failed
}

pub(super) fn no_account(username: &str) -> String {
    format!("There is no account {username}.")
}

/// The day in UTC.
fn day(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
