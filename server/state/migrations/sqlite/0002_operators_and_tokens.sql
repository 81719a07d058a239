-- Operators, tokens for programs, and what the cache saved.

ALTER TABLE account ADD COLUMN operator INTEGER NOT NULL DEFAULT 0;

ALTER TABLE question ADD COLUMN saved_nano_usd INTEGER NOT NULL DEFAULT 0;

CREATE TABLE api_token (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- 0 for one that was never used.
    used_at INTEGER NOT NULL
);
CREATE INDEX api_token_username ON api_token (username);
