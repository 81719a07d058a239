-- Language models: tokens from and into their provider's cache, and which model was asked with which prompts (JSON).

ALTER TABLE question ADD COLUMN cache_read_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE question ADD COLUMN cache_write_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE question ADD COLUMN language_model TEXT;
