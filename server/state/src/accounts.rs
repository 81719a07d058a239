//! *Accounts* and their sessions in the database.

use assistant::store::{Account, Session, Sessions, StoreError, Users};
use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::State;
use crate::values::{from_json, instant, json, unavailable};

// Columns are named in every statement: a `SELECT *` changes its shape when another process migrates the database.
macro_rules! account {
    () => {
        "username, password_hash, personas, active, created_at, updated_at, operator"
    };
}

#[async_trait]
impl Users for State {
    async fn user(&self, username: &str) -> Result<Option<Account>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT ",
            account!(),
            " FROM account WHERE username = $1"
        ))
        .bind(username.to_owned())
        .fetch_optional(&self.pool)
        .await
        .map_err(unavailable)?;
        row.as_ref().map(account).transpose()
    }

    async fn users(&self) -> Result<Vec<Account>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            account!(),
            " FROM account ORDER BY username"
        ))
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        rows.iter().map(account).collect()
    }

    async fn add_user(&self, account: &Account) -> Result<(), StoreError> {
        let done = sqlx::query(concat!(
            "INSERT INTO account (",
            account!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (username) DO NOTHING",
        ))
        .bind(account.username.clone())
        .bind(account.password_hash.clone())
        .bind(json(&account.personas)?)
        .bind(i64::from(account.active))
        .bind(account.created.as_microsecond())
        .bind(account.updated.as_microsecond())
        .bind(i64::from(account.operator))
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Exists(format!(
                "the account {}",
                account.username
            )));
        }
        Ok(())
    }

    async fn change_user(&self, account: &Account) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE account SET password_hash = $2, personas = $3, active = $4, updated_at = $5, operator = $6 WHERE username = $1",
        )
        .bind(account.username.clone())
        .bind(account.password_hash.clone())
        .bind(json(&account.personas)?)
        .bind(i64::from(account.active))
        .bind(account.updated.as_microsecond())
        .bind(i64::from(account.operator))
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }

    async fn remove_user(&self, username: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await.map_err(unavailable)?;
        let done = sqlx::query("DELETE FROM account WHERE username = $1")
            .bind(username.to_owned())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        for belongings in [
            "DELETE FROM session WHERE username = $1",
            "DELETE FROM api_token WHERE username = $1",
        ] {
            sqlx::query(belongings)
                .bind(username.to_owned())
                .execute(&mut *transaction)
                .await
                .map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }
}

#[async_trait]
impl Sessions for State {
    async fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO session (token_hash, username, created_at, expires_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (token_hash) DO UPDATE SET expires_at = excluded.expires_at
             WHERE session.username = excluded.username",
        )
        .bind(session.token_hash.clone())
        .bind(session.username.clone())
        .bind(session.created.as_microsecond())
        .bind(session.expires.as_microsecond())
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(())
    }

    async fn session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let row = sqlx::query("SELECT token_hash, username, created_at, expires_at FROM session WHERE token_hash = $1 AND expires_at > $2")
            .bind(token_hash.to_owned())
            .bind(now.as_microsecond())
            .fetch_optional(&self.pool)
            .await
            .map_err(unavailable)?;
        row.as_ref().map(session).transpose()
    }

    async fn prolong_session(
        &self,
        token_hash: &str,
        expires: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE session SET expires_at = $2 WHERE token_hash = $1")
            .bind(token_hash.to_owned())
            .bind(expires.as_microsecond())
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }

    async fn end_session(&self, token_hash: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM session WHERE token_hash = $1")
            .bind(token_hash.to_owned())
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    async fn end_sessions_of(&self, username: &str) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM session WHERE username = $1")
            .bind(username.to_owned())
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(done.rows_affected())
    }

    async fn open_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS sessions FROM session WHERE expires_at > $1")
            .bind(now.as_microsecond())
            .fetch_one(&self.pool)
            .await
            .map_err(unavailable)?;
        let sessions: i64 = row.try_get("sessions").map_err(unavailable)?;
        Ok(u64::try_from(sessions).unwrap_or_default())
    }

    async fn forget_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM session WHERE expires_at <= $1")
            .bind(now.as_microsecond())
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(done.rows_affected())
    }
}

fn account(row: &AnyRow) -> Result<Account, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(unavailable);
    let number = |column: &str| row.try_get::<i64, _>(column).map_err(unavailable);
    Ok(Account {
        username: text("username")?,
        password_hash: text("password_hash")?,
        personas: from_json(&text("personas")?)?,
        active: number("active")? != 0,
        operator: number("operator")? != 0,
        created: instant(number("created_at")?)?,
        updated: instant(number("updated_at")?)?,
    })
}

fn session(row: &AnyRow) -> Result<Session, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(unavailable);
    let number = |column: &str| row.try_get::<i64, _>(column).map_err(unavailable);
    Ok(Session {
        token_hash: text("token_hash")?,
        username: text("username")?,
        created: instant(number("created_at")?)?,
        expires: instant(number("expires_at")?)?,
    })
}
