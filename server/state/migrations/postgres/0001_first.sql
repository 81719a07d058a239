-- Instants are microseconds since 1970 in UTC, days are ISO text, money is billionths of a US dollar.

CREATE TABLE account (
    username TEXT NOT NULL PRIMARY KEY,
    password_hash TEXT NOT NULL,
    personas TEXT NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_username ON session (username);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE question (
    id TEXT NOT NULL PRIMARY KEY,
    asked_at BIGINT NOT NULL,
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
    row_count BIGINT NOT NULL,
    truncated BIGINT NOT NULL,
    cached BIGINT NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    elapsed_ms DOUBLE PRECISION NOT NULL,
    as_of TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    data_version TEXT NOT NULL,
    bedrock_nano_usd BIGINT NOT NULL,
    redshift_nano_usd BIGINT NOT NULL,
    lambda_nano_usd BIGINT NOT NULL,
    glue_nano_usd BIGINT NOT NULL,
    input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL
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
    pinned BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- What was asked up to then is deleted; the conversation is there when it was asked in later than that.
    deleted_at BIGINT NOT NULL
);
CREATE INDEX conversation_username ON conversation (username, updated_at);

CREATE TABLE turn (
    question_id TEXT NOT NULL PRIMARY KEY,
    conversation TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX turn_conversation ON turn (conversation, asked_at);
