-- Instants are microseconds since 1970 in UTC, days are ISO text, money is billionths of a US dollar.

CREATE TABLE account (
    username TEXT NOT NULL PRIMARY KEY,
    password_hash TEXT NOT NULL,
    personas TEXT NOT NULL,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX session_username ON session (username);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE question (
    id TEXT NOT NULL PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    day TEXT NOT NULL,
    username TEXT NOT NULL,
    persona TEXT NOT NULL,
    conversation TEXT,
    question TEXT NOT NULL,
    outcome TEXT NOT NULL,
    intent TEXT NOT NULL,
    engine TEXT NOT NULL,
    understood TEXT NOT NULL,
    message TEXT NOT NULL,
    sql_text TEXT,
    row_count INTEGER NOT NULL,
    truncated INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    confidence REAL NOT NULL,
    elapsed_ms REAL NOT NULL,
    as_of TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    data_version TEXT NOT NULL,
    bedrock_nano_usd INTEGER NOT NULL,
    redshift_nano_usd INTEGER NOT NULL,
    lambda_nano_usd INTEGER NOT NULL,
    glue_nano_usd INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL
);
CREATE INDEX question_asked ON question (asked_at, id);
CREATE INDEX question_username ON question (username, asked_at, id);
CREATE INDEX question_conversation ON question (conversation, asked_at);
CREATE INDEX question_day ON question (day);

CREATE TABLE conversation (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    persona TEXT NOT NULL,
    title TEXT NOT NULL,
    pinned INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- What was asked up to then is deleted; the conversation is there when it was asked in later than that.
    deleted_at INTEGER NOT NULL
);
CREATE INDEX conversation_username ON conversation (username, updated_at);

CREATE TABLE turn (
    question_id TEXT NOT NULL PRIMARY KEY,
    conversation TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX turn_conversation ON turn (conversation, asked_at);
