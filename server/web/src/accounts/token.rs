//! A *token* is what a program shows in place of a login; it is told once and stored as a hash only.

use std::sync::Arc;

use assistant::store::{ApiToken, ApiTokens, StoreError, Users};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::session::{LoggedIn, hashed, random};

/// How every token begins, so that people and scanners know one when they see it.
const PREFIX: &str = "qm_";

/// Issues tokens and finds out who holds one.
#[derive(Clone)]
pub struct TokenKeeper {
    tokens: Arc<dyn ApiTokens>,
    users: Arc<dyn Users>,
    /// Names of all personas, in the order of their file.
    personas: Arc<[String]>,
}

impl TokenKeeper {
    /// Tokens of those accounts.
    pub fn new(
        tokens: Arc<dyn ApiTokens>,
        users: Arc<dyn Users>,
        personas: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            tokens,
            users,
            personas: personas.into_iter().collect(),
        }
    }

    /// Who holds the token: nobody when there is no such token, it has ended, or the account may not log in.
    pub async fn find(&self, token: &str, now: Timestamp) -> Result<Option<LoggedIn>, StoreError> {
        let Some(kept) = self.tokens.token(&hashed(token), now).await? else {
            tracing::warn!("a token was refused: it is unknown, has ended or was revoked");
            return Ok(None);
        };
        let account = self.users.user(&kept.username).await?;
        let Some(account) = account.filter(|account| account.active) else {
            tracing::warn!(
                token = kept.id,
                username = kept.username,
                "a token was refused: its account may not log in"
            );
            return Ok(None);
        };
        // The store writes once a minute; asking it to more often would only make writers wait.
        let minute = SignedDuration::from_mins(1);
        if kept
            .used
            .is_none_or(|used| used.duration_until(now) >= minute)
        {
            self.tokens.token_used(&kept.id, now).await?;
        }
        Ok(Some(LoggedIn::new(account, &self.personas)))
    }
}

/// Makes a token for an account, which holds until `expires`, and returns it: it cannot be found out later.
pub async fn issue(
    tokens: &dyn ApiTokens,
    username: &str,
    label: &str,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(String, ApiToken), StoreError> {
    let token = format!("{PREFIX}{}", random());
    let kept = ApiToken {
        id: Uuid::new_v4().to_string(),
        token_hash: hashed(&token),
        username: username.to_owned(),
        label: label.to_owned(),
        created: now,
        expires,
        used: None,
    };
    tokens.keep_token(&kept).await?;
    Ok((token, kept))
}

#[cfg(test)]
mod tests {
    use assistant::store::Account;
    use state::State;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_token_holds_until_it_ends_and_while_its_account_is_active() {
        let state = Arc::new(State::memory().await.unwrap());
        let made = at("2025-01-01T00:00:00Z");
        let mut anna = Account {
            username: "anna".to_owned(),
            password_hash: "$2b$12$x".to_owned(),
            personas: vec!["B".to_owned(), "A".to_owned(), "gone".to_owned()],
            active: true,
            operator: true,
            created: made,
            updated: made,
        };
        state.add_user(&anna).await.unwrap();
        let personas = ["A".to_owned(), "B".to_owned()];
        let keeper = TokenKeeper::new(Arc::clone(&state) as _, Arc::clone(&state) as _, personas);
        let expires = at("2025-04-01T00:00:00Z");
        let (token, kept) = issue(state.as_ref(), "anna", "report", made, expires)
            .await
            .unwrap();
        assert!(token.starts_with("qm_") && token.len() == 67, "{token}");
        assert!(!kept.token_hash.contains(&token[3..]));

        let now = at("2025-03-31T23:59:59Z");
        let logged_in = keeper.find(&token, now).await.unwrap().unwrap();
        assert_eq!(logged_in.username, "anna");
        assert_eq!(logged_in.personas, ["A", "B"]);
        assert!(logged_in.operator);
        assert_eq!(state.tokens("anna").await.unwrap()[0].used, Some(now));
        assert_eq!(keeper.find(&token[3..], now).await.unwrap(), None);
        assert_eq!(keeper.find("", now).await.unwrap(), None);
        assert_eq!(keeper.find(&token, expires).await.unwrap(), None);

        anna.active = false;
        state.change_user(&anna).await.unwrap();
        assert_eq!(keeper.find(&token, now).await.unwrap(), None);
    }
}
