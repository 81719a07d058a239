//! *API tokens* in the database.

use assistant::store::{ApiToken, ApiTokens, StoreError};
use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::State;
use crate::values::{instant, unavailable};

macro_rules! api_token {
    () => {
        "id, token_hash, username, label, created_at, expires_at, used_at"
    };
}

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

#[async_trait]
impl ApiTokens for State {
    async fn keep_token(&self, token: &ApiToken) -> Result<(), StoreError> {
        let done = sqlx::query(concat!(
            "INSERT INTO api_token (",
            api_token!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        ))
        .bind(token.id.clone())
        .bind(token.token_hash.clone())
        .bind(token.username.clone())
        .bind(token.label.clone())
        .bind(token.created.as_microsecond())
        .bind(token.expires.as_microsecond())
        .bind(token.used.map_or(0, Timestamp::as_microsecond))
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Exists(format!("the token {}", token.id)));
        }
        Ok(())
    }

    async fn token(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<ApiToken>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT ",
            api_token!(),
            " FROM api_token WHERE token_hash = $1 AND expires_at > $2"
        ))
        .bind(token_hash.to_owned())
        .bind(now.as_microsecond())
        .fetch_optional(&self.pool)
        .await
        .map_err(unavailable)?;
        row.as_ref().map(token).transpose()
    }

    async fn tokens(&self, username: &str) -> Result<Vec<ApiToken>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            api_token!(),
            " FROM api_token WHERE username = $1 ORDER BY created_at DESC, id DESC"
        ))
        .bind(username.to_owned())
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        rows.iter().map(token).collect()
    }

    async fn revoke_token(&self, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM api_token WHERE id = $1")
            .bind(id.to_owned())
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }

    async fn token_used(&self, id: &str, at: Timestamp) -> Result<bool, StoreError> {
        let at = at.as_microsecond();
        let done = sqlx::query("UPDATE api_token SET used_at = $2 WHERE id = $1 AND used_at <= $3")
            .bind(id.to_owned())
            .bind(at)
            .bind(at.saturating_sub(MINUTE))
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }
}

fn token(row: &AnyRow) -> Result<ApiToken, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(unavailable);
    let number = |column: &str| row.try_get::<i64, _>(column).map_err(unavailable);
    let used = number("used_at")?;
    Ok(ApiToken {
        id: text("id")?,
        token_hash: text("token_hash")?,
        username: text("username")?,
        label: text("label")?,
        created: instant(number("created_at")?)?,
        expires: instant(number("expires_at")?)?,
        used: (used != 0).then(|| instant(used)).transpose()?,
    })
}
