-- name: charge
-- Take tokens out of buckets, whether they are there or not; seconds until each is full again. The
-- clock is the database's, because processes on several machines have several.
INSERT INTO core_bucket AS b (holder, full_at)
SELECT w.holder, statement_timestamp() + w.seconds * interval '1 second'
FROM unnest(:holders::bytea[], :seconds::float8[]) AS w (holder, seconds)
ORDER BY w.holder
ON CONFLICT (holder) DO UPDATE SET full_at
    = greatest(b.full_at, statement_timestamp()) + (excluded.full_at - statement_timestamp())
RETURNING holder, extract(epoch FROM full_at - statement_timestamp())::float8 AS full_in

-- name: delete_full
-- A bucket that is full again says nothing.
DELETE FROM core_bucket WHERE full_at <= statement_timestamp()
