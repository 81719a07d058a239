//! The *ledger* in the database: one row for each question, with its turn and conversation in the same transaction.

use assistant::Cost;
use assistant::store::{CostRow, Entry, HistoryFilter, Ledger, Record, StoreError};
use async_trait::async_trait;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::State;
use crate::values::{
    count, from_count, from_json, from_word, instant, json, nano, unavailable, usd, word,
};

macro_rules! question {
    () => {
        "id, asked_at, day, username, persona, conversation, question, outcome, intent, engine, understood, message, sql_text,
         row_count, truncated, cached, confidence, elapsed_ms, as_of, policy_version, data_version,
         bedrock_nano_usd, redshift_nano_usd, lambda_nano_usd, glue_nano_usd, input_tokens, output_tokens, saved_nano_usd,
         cache_read_tokens, cache_write_tokens, language_model, athena_nano_usd, allocated_nano_usd,
         language_model_nano_usd"
    };
}

const INSERT_QUESTION: &str = concat!(
    "INSERT INTO question (",
    question!(),
    ")
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)
ON CONFLICT (id) DO NOTHING"
);

const INSERT_CONVERSATION: &str = "INSERT INTO conversation (
    id, username, persona, title, pinned, created_at, updated_at, deleted_at)
VALUES ($1, $2, $3, $4, 0, $5, $5, 0)
ON CONFLICT (id) DO UPDATE SET
    updated_at = excluded.updated_at,
    persona = CASE WHEN conversation.updated_at > conversation.deleted_at THEN conversation.persona ELSE excluded.persona END,
    title = CASE WHEN conversation.updated_at > conversation.deleted_at THEN conversation.title ELSE excluded.title END,
    created_at = CASE WHEN conversation.updated_at > conversation.deleted_at THEN conversation.created_at
        ELSE excluded.created_at END
WHERE conversation.username = excluded.username";

const INSERT_TURN: &str = "INSERT INTO turn (question_id, conversation, asked_at, content)
SELECT $1, $2, $3, $4 FROM conversation WHERE id = $2 AND username = $5
ON CONFLICT (question_id) DO NOTHING";

// Questions of anybody, or of one account's history: what it deleted is not in there.
macro_rules! questions {
    () => {
        concat!(
            "SELECT ",
            question!(),
            " FROM question
WHERE ($1 IS NULL OR (username = $1 AND (conversation IS NULL OR NOT EXISTS (
        SELECT 1 FROM conversation WHERE conversation.id = question.conversation AND question.asked_at <= conversation.deleted_at))))"
        )
    };
}

const ENTRY: &str = concat!(questions!(), " AND id = $2");

const HISTORY: &str = concat!(
    questions!(),
    "
  AND ($2 IS NULL OR conversation = $2)
  AND ($3 IS NULL OR LOWER(question) LIKE LOWER($3) ESCAPE '\\')
  AND ($4 IS NULL OR asked_at < (SELECT asked_at FROM question WHERE id = $4)
        OR (asked_at = (SELECT asked_at FROM question WHERE id = $4) AND id < $4))
ORDER BY asked_at DESC, id DESC
LIMIT $5"
);

macro_rules! costs {
    ($of:literal) => {
        concat!(
            "SELECT day, username, persona,
    CAST(COUNT(*) AS BIGINT) AS questions,
    CAST(SUM(cached) AS BIGINT) AS cached,
    CAST(SUM(CASE WHEN language_model IS NULL AND input_tokens + output_tokens = 0 THEN 1 ELSE 0 END) AS BIGINT) AS without_model,
    CAST(SUM(bedrock_nano_usd) AS BIGINT) AS bedrock_nano_usd,
    CAST(SUM(redshift_nano_usd) AS BIGINT) AS redshift_nano_usd,
    CAST(SUM(lambda_nano_usd) AS BIGINT) AS lambda_nano_usd,
    CAST(SUM(glue_nano_usd) AS BIGINT) AS glue_nano_usd,
    CAST(SUM(input_tokens) AS BIGINT) AS input_tokens,
    CAST(SUM(output_tokens) AS BIGINT) AS output_tokens,
    CAST(SUM(athena_nano_usd) AS BIGINT) AS athena_nano_usd,
    CAST(SUM(language_model_nano_usd) AS BIGINT) AS language_model_nano_usd,
    CAST(SUM(allocated_nano_usd) AS BIGINT) AS allocated_nano_usd,
    CAST(SUM(cache_read_tokens) AS BIGINT) AS cache_read_tokens,
    CAST(SUM(cache_write_tokens) AS BIGINT) AS cache_write_tokens,
    CAST(SUM(saved_nano_usd) AS BIGINT) AS saved_nano_usd
FROM question
WHERE day >= $1 AND day < $2",
            $of,
            "
GROUP BY day, username, persona
ORDER BY day, username, persona"
        )
    };
}

const COSTS: &str = costs!("");

// A statement of its own, so that the index of accounts is used: every page shows its reader's costs.
const COSTS_OF_ONE: &str = costs!(" AND username = $3");

#[async_trait]
impl Ledger for State {
    async fn record(&self, records: &[Record]) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await.map_err(unavailable)?;
        for record in records {
            write(&mut transaction, record).await?;
        }
        transaction.commit().await.map_err(unavailable)
    }

    async fn history(&self, filter: &HistoryFilter) -> Result<Vec<Entry>, StoreError> {
        let text = filter.text.as_ref().map(|text| {
            let text = text
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            format!("%{text}%")
        });
        let rows = sqlx::query(HISTORY)
            .bind(filter.user.clone())
            .bind(filter.conversation.clone())
            .bind(text)
            .bind(filter.before.clone())
            .bind(i64::from(filter.limit))
            .fetch_all(&self.pool)
            .await
            .map_err(unavailable)?;
        rows.iter().map(entry).collect()
    }

    async fn entry(&self, id: &str, user: Option<&str>) -> Result<Option<Entry>, StoreError> {
        let row = sqlx::query(ENTRY)
            .bind(user.map(str::to_owned))
            .bind(id.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(unavailable)?;
        row.as_ref().map(entry).transpose()
    }

    async fn costs(
        &self,
        from: Date,
        until: Date,
        user: Option<&str>,
    ) -> Result<Vec<CostRow>, StoreError> {
        let query = sqlx::query(user.map_or(COSTS, |_| COSTS_OF_ONE))
            .bind(from.to_string())
            .bind(until.to_string());
        let query = match user {
            Some(user) => query.bind(user.to_owned()),
            None => query,
        };
        let rows = query.fetch_all(&self.pool).await.map_err(unavailable)?;
        rows.iter()
            .map(|row| {
                Ok(CostRow {
                    day: date(&row.try_get::<String, _>("day").map_err(unavailable)?)?,
                    user: row.try_get("username").map_err(unavailable)?,
                    persona: row.try_get("persona").map_err(unavailable)?,
                    questions: from_count(row.try_get("questions").map_err(unavailable)?),
                    cached: from_count(row.try_get("cached").map_err(unavailable)?),
                    without_model: from_count(row.try_get("without_model").map_err(unavailable)?),
                    cost: cost(row)?,
                    saved_usd: usd(row.try_get("saved_nano_usd").map_err(unavailable)?),
                })
            })
            .collect()
    }
}

async fn write(connection: &mut AnyConnection, record: &Record) -> Result<(), StoreError> {
    let entry = &record.entry;
    let at = entry.at.as_microsecond();
    sqlx::query(INSERT_QUESTION)
        .bind(entry.id.clone())
        .bind(at)
        .bind(entry.at.to_zoned(TimeZone::UTC).date().to_string())
        .bind(entry.user.clone())
        .bind(entry.persona.clone())
        .bind(entry.conversation.clone())
        .bind(entry.question.clone())
        .bind(word(entry.outcome)?)
        .bind(word(entry.intent)?)
        .bind(word(entry.engine)?)
        .bind(entry.understood.clone())
        .bind(entry.message.clone())
        .bind(entry.sql.clone())
        .bind(count(entry.row_count))
        .bind(i64::from(entry.truncated))
        .bind(i64::from(entry.cached))
        .bind(entry.confidence)
        .bind(entry.elapsed_ms)
        .bind(entry.as_of.to_string())
        .bind(entry.policy_version.clone())
        .bind(entry.data_version.clone())
        .bind(nano(entry.cost.bedrock_usd))
        .bind(nano(entry.cost.redshift_usd))
        .bind(nano(entry.cost.lambda_usd))
        .bind(nano(entry.cost.glue_usd))
        .bind(count(entry.cost.input_tokens))
        .bind(count(entry.cost.output_tokens))
        .bind(nano(entry.saved_usd))
        .bind(count(entry.cost.cache_read_tokens))
        .bind(count(entry.cost.cache_write_tokens))
        .bind(entry.language_model.as_ref().map(json).transpose()?)
        .bind(nano(entry.cost.athena_usd))
        .bind(nano(entry.cost.allocated_usd))
        .bind(nano(entry.cost.language_model_usd))
        .execute(&mut *connection)
        .await
        .map_err(unavailable)?;
    let Some(conversation) = &entry.conversation else {
        return Ok(());
    };
    sqlx::query(INSERT_CONVERSATION)
        .bind(conversation.clone())
        .bind(entry.user.clone())
        .bind(entry.persona.clone())
        .bind(entry.question.clone())
        .bind(at)
        .execute(&mut *connection)
        .await
        .map_err(unavailable)?;
    if let Some(turn) = &record.turn {
        sqlx::query(INSERT_TURN)
            .bind(entry.id.clone())
            .bind(conversation.clone())
            .bind(at)
            .bind(json(turn)?)
            .bind(entry.user.clone())
            .execute(&mut *connection)
            .await
            .map_err(unavailable)?;
    }
    Ok(())
}

fn entry(row: &AnyRow) -> Result<Entry, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column).map_err(unavailable);
    let number = |column: &str| row.try_get::<i64, _>(column).map_err(unavailable);
    Ok(Entry {
        id: text("id")?,
        at: instant(number("asked_at")?)?,
        user: text("username")?,
        persona: text("persona")?,
        conversation: row.try_get("conversation").map_err(unavailable)?,
        question: text("question")?,
        outcome: from_word(text("outcome")?)?,
        intent: from_word(text("intent")?)?,
        engine: from_word(text("engine")?)?,
        understood: text("understood")?,
        message: text("message")?,
        sql: row.try_get("sql_text").map_err(unavailable)?,
        row_count: from_count(number("row_count")?),
        truncated: number("truncated")? != 0,
        cached: number("cached")? != 0,
        confidence: row.try_get("confidence").map_err(unavailable)?,
        elapsed_ms: row.try_get("elapsed_ms").map_err(unavailable)?,
        as_of: date(&text("as_of")?)?,
        policy_version: text("policy_version")?,
        data_version: text("data_version")?,
        cost: cost(row)?,
        saved_usd: usd(number("saved_nano_usd")?),
        language_model: row
            .try_get::<Option<String>, _>("language_model")
            .map_err(unavailable)?
            .map(|text| from_json(&text))
            .transpose()?,
    })
}

fn cost(row: &AnyRow) -> Result<Cost, StoreError> {
    let number = |column: &str| row.try_get::<i64, _>(column).map_err(unavailable);
    let services = [
        number("bedrock_nano_usd")?,
        number("redshift_nano_usd")?,
        number("lambda_nano_usd")?,
        number("glue_nano_usd")?,
        number("athena_nano_usd")?,
        number("language_model_nano_usd")?,
    ];
    let [
        bedrock_usd,
        redshift_usd,
        lambda_usd,
        glue_usd,
        athena_usd,
        language_model_usd,
    ] = services.map(usd);
    Ok(Cost {
        total_usd: usd(services.iter().sum()),
        bedrock_usd,
        language_model_usd,
        redshift_usd,
        lambda_usd,
        glue_usd,
        athena_usd,
        allocated_usd: usd(number("allocated_nano_usd")?),
        input_tokens: from_count(number("input_tokens")?),
        output_tokens: from_count(number("output_tokens")?),
        cache_read_tokens: from_count(number("cache_read_tokens")?),
        cache_write_tokens: from_count(number("cache_write_tokens")?),
    })
}

fn date(text: &str) -> Result<Date, StoreError> {
    text.parse()
        .map_err(|error: jiff::Error| StoreError::Unreadable(error.to_string()))
}
