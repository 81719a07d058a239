-- What language models charge that do not run on Bedrock, which stood under Bedrock until now.

ALTER TABLE question ADD COLUMN language_model_nano_usd BIGINT NOT NULL DEFAULT 0;
UPDATE question SET language_model_nano_usd = bedrock_nano_usd, bedrock_nano_usd = 0 WHERE engine = 'openai';
