-- What PostgreSQL needs to stand in for Redshift and for Athena: functions of theirs that it lacks, and functions of
-- its own that give another result there. They come before pg_catalog in the search path.

CREATE SCHEMA redshift;

CREATE FUNCTION redshift.datediff(part text, a date, b date) RETURNS bigint IMMUTABLE LANGUAGE sql AS
  $$ SELECT CASE part WHEN 'day' THEN (b - a)::bigint END $$;

-- The mean of integers is an integer, the mean of decimals keeps their scale.
CREATE FUNCTION redshift.whole_mean(sums numeric[]) RETURNS bigint IMMUTABLE LANGUAGE sql AS
  $$ SELECT CASE WHEN sums[2] > 0 THEN trunc(sums[1] / sums[2])::bigint END $$;
CREATE FUNCTION redshift.exact_mean(sums numeric[]) RETURNS numeric IMMUTABLE LANGUAGE sql AS
  $$ SELECT CASE WHEN sums[2] > 0 THEN trunc(sums[1] / sums[2], sums[3]::int) END $$;
CREATE FUNCTION redshift.add_up(sums numeric[], v numeric) RETURNS numeric[] IMMUTABLE LANGUAGE sql AS
  $$ SELECT CASE WHEN v IS NULL THEN sums ELSE ARRAY[sums[1] + v, sums[2] + 1, greatest(sums[3], scale(v))] END $$;
CREATE FUNCTION redshift.add_up(sums numeric[], v bigint) RETURNS numeric[] IMMUTABLE LANGUAGE sql AS
  $$ SELECT redshift.add_up(sums, v::numeric) $$;
CREATE AGGREGATE redshift.avg(bigint)
  (SFUNC = redshift.add_up, STYPE = numeric[], FINALFUNC = redshift.whole_mean, INITCOND = '{0,0,0}');
CREATE AGGREGATE redshift.avg(numeric)
  (SFUNC = redshift.add_up, STYPE = numeric[], FINALFUNC = redshift.exact_mean, INITCOND = '{0,0,0}');

CREATE FUNCTION redshift.middle(v double precision[]) RETURNS double precision IMMUTABLE LANGUAGE sql AS
  $$ SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM unnest(v) AS x $$;
CREATE AGGREGATE redshift.median(double precision)
  (SFUNC = array_append, STYPE = double precision[], FINALFUNC = redshift.middle, INITCOND = '{}');

-- Parts are counted from the front only.
CREATE FUNCTION redshift.split_part(a text, b text, n int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
  IF n < 1 THEN RAISE EXCEPTION 'Field position must be greater than zero'; END IF;
  RETURN pg_catalog.split_part(a, b, n);
END $$;

CREATE VIEW redshift.svv_columns AS
  SELECT table_catalog::text, table_schema::text, table_name::text, column_name::text,
         ordinal_position::int, is_nullable::text, data_type::text
  FROM information_schema.columns;

CREATE SCHEMA athena;

CREATE DOMAIN athena.double AS double precision;

CREATE FUNCTION athena.date_diff(part text, a date, b date) RETURNS bigint IMMUTABLE LANGUAGE sql AS
  $$ SELECT CASE part WHEN 'day' THEN (b - a)::bigint END $$;
CREATE FUNCTION athena.split(a text, b text) RETURNS text[] IMMUTABLE LANGUAGE sql AS
  $$ SELECT string_to_array(a, b) $$;
CREATE FUNCTION athena.element_at(a text[], n int) RETURNS text IMMUTABLE LANGUAGE sql AS
  $$ SELECT a[CASE WHEN n < 0 THEN cardinality(a) + 1 + n ELSE n END] $$;

-- The mean of decimals keeps their scale.
CREATE FUNCTION athena.exact_mean(sums numeric[]) RETURNS numeric IMMUTABLE LANGUAGE sql AS
  $$ SELECT CASE WHEN sums[2] > 0 THEN round(sums[1] / sums[2], sums[3]::int) END $$;
CREATE AGGREGATE athena.avg(numeric)
  (SFUNC = redshift.add_up, STYPE = numeric[], FINALFUNC = athena.exact_mean, INITCOND = '{0,0,0}');

CREATE VIEW athena.information_schema_columns AS
  SELECT table_catalog::text, current_database()::text AS table_schema, table_name::text, column_name::text,
         ordinal_position::int, data_type::text
  FROM information_schema.columns WHERE table_schema = 'public';
