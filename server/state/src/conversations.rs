//! *Conversations* in the database.

use assistant::store::{ConversationSummary, Conversations, StoreError, Turn};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::State;
use crate::values::{from_count, from_json, instant, unavailable};

// A conversation's questions are those that its holder has asked since it was last deleted.

const CONVERSATION: &str = "SELECT id, username, persona, title, pinned, created_at, updated_at,
    CAST((SELECT COUNT(*) FROM question WHERE question.conversation = conversation.id
        AND question.username = conversation.username AND question.asked_at > conversation.deleted_at) AS BIGINT) AS questions
FROM conversation
WHERE id = $1 AND updated_at > deleted_at";

const CONVERSATIONS: &str = "SELECT id, username, persona, title, pinned, created_at, updated_at,
    CAST((SELECT COUNT(*) FROM question WHERE question.conversation = conversation.id
        AND question.username = conversation.username AND question.asked_at > conversation.deleted_at) AS BIGINT) AS questions
FROM conversation
WHERE username = $1 AND updated_at > deleted_at
  AND ($2 IS NULL OR (pinned, updated_at, id) <
    (SELECT pinned, updated_at, id FROM conversation WHERE id = $2 AND username = $1))
ORDER BY pinned DESC, updated_at DESC, id DESC
LIMIT $3";

#[async_trait]
impl Conversations for State {
    async fn conversation(&self, id: &str) -> Result<Option<ConversationSummary>, StoreError> {
        let row = sqlx::query(CONVERSATION)
            .bind(id.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(unavailable)?;
        row.as_ref().map(summary).transpose()
    }

    async fn turns(&self, id: &str, limit: u32) -> Result<Vec<Turn>, StoreError> {
        let rows = sqlx::query(
            "SELECT content FROM turn WHERE conversation = $1 ORDER BY asked_at DESC, question_id DESC LIMIT $2",
        )
        .bind(id.to_owned())
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        rows.iter()
            .rev()
            .map(|row| from_json(&row.try_get::<String, _>("content").map_err(unavailable)?))
            .collect()
    }

    async fn conversations(
        &self,
        user: &str,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<ConversationSummary>, StoreError> {
        let rows = sqlx::query(CONVERSATIONS)
            .bind(user.to_owned())
            .bind(before.map(str::to_owned))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await
            .map_err(unavailable)?;
        rows.iter().map(summary).collect()
    }

    async fn rename(&self, user: &str, id: &str, title: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE conversation SET title = $3 WHERE id = $2 AND username = $1 AND updated_at > deleted_at")
            .bind(user.to_owned())
            .bind(id.to_owned())
            .bind(title.to_owned())
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }

    async fn pin(&self, user: &str, id: &str, pinned: bool) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE conversation SET pinned = $3 WHERE id = $2 AND username = $1 AND updated_at > deleted_at")
            .bind(user.to_owned())
            .bind(id.to_owned())
            .bind(i64::from(pinned))
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }

    async fn delete(&self, user: &str, id: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await.map_err(unavailable)?;
        let done = sqlx::query("UPDATE conversation SET deleted_at = updated_at, pinned = 0 WHERE id = $2 AND username = $1 AND updated_at > deleted_at")
            .bind(user.to_owned())
            .bind(id.to_owned())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("DELETE FROM turn WHERE conversation = $1")
            .bind(id.to_owned())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        transaction.commit().await.map_err(unavailable)?;
        Ok(true)
    }
}

fn summary(row: &AnyRow) -> Result<ConversationSummary, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(unavailable);
    let number = |column: &str| row.try_get::<i64, _>(column).map_err(unavailable);
    Ok(ConversationSummary {
        id: text("id")?,
        user: text("username")?,
        persona: text("persona")?,
        title: text("title")?,
        pinned: number("pinned")? != 0,
        created: instant(number("created_at")?)?,
        updated: instant(number("updated_at")?)?,
        questions: from_count(number("questions")?),
    })
}
