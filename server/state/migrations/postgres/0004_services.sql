-- What Athena charges for, and the part of Redshift's charge that is allocated.

ALTER TABLE question ADD COLUMN athena_nano_usd BIGINT NOT NULL DEFAULT 0;
ALTER TABLE question ADD COLUMN allocated_nano_usd BIGINT NOT NULL DEFAULT 0;
