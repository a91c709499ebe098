-- name: read_ledgers
-- What the named holders have used; a holder without a row has used nothing. Shards are theirs.
SELECT holder, version, uses FROM permits_ledger
WHERE holder = ANY(:holders::bigint[]) AND shard = ANY(:shards::smallint[])

-- name: claim_ledgers
-- Rewrite each holder's ledger if it still is the version that was decided on, which is the one
-- before the version given. Rows come sorted by holder, so that two claims lock in one order.
-- Fewer rows back than given: somebody was quicker, and the whole transaction has to go back.
INSERT INTO permits_ledger AS l (shard, holder, version, uses, keep_until)
SELECT w.shard, w.holder, w.version, w.uses::jsonb, w.keep_until
FROM unnest(:shard::smallint[], :holder::bigint[], :version::int[], :uses::text[],
    :keep_until::timestamptz[]) AS w (shard, holder, version, uses, keep_until)
ORDER BY w.holder
ON CONFLICT (holder, shard) DO UPDATE
    SET version = excluded.version, uses = excluded.uses, keep_until = excluded.keep_until
    WHERE l.version = excluded.version - 1
RETURNING holder

-- name: claim_tallies
-- Take amounts from what many share, where they still fit under the limit; the rules never ask for
-- more than all of it. Fewer rows back than given: one of them is full, and the whole transaction
-- has to go back.
INSERT INTO permits_tally AS t (holder, counter, period_starts_at, used, cap)
SELECT w.holder, w.counter, w.period_starts_at, w.amount, w.cap
FROM unnest(:holder::text[], :counter::text[], :period_starts_at::timestamptz[], :amount::int[],
    :cap::int[]) AS w (holder, counter, period_starts_at, amount, cap)
ORDER BY w.holder, w.counter, w.period_starts_at
ON CONFLICT (holder, counter, period_starts_at) DO UPDATE
    SET used = t.used + excluded.used, cap = excluded.cap
    WHERE t.used + excluded.used <= excluded.cap
RETURNING holder, counter, period_starts_at

-- name: read_tallies
-- How much is taken of the named shared amounts, and of others with the same names in another order.
-- (A join would ask every machine.)
SELECT holder, counter, period_starts_at, used FROM permits_tally
WHERE holder = ANY(:holder::text[]) AND counter = ANY(:counter::text[])
    AND period_starts_at = ANY(:period_starts_at::timestamptz[])

-- name: insert_permits
-- Permits, in the transaction of their claims. Codes of places have no spaces.
INSERT INTO permits_permit (shard, resident_id, day, code, order_id, digest, purpose, kind, door, places,
    party, asked_at, starts_at, ends_at, basis, sealed, status_index)
SELECT w.shard, w.resident_id, w.day, w.code, w.order_id, w.digest, w.purpose, w.kind, w.door,
    string_to_array(w.places, ' '), w.party, w.asked_at, w.starts_at, w.ends_at, w.basis, w.sealed,
    w.status_index
FROM unnest(:shard::smallint[], :resident_id::bigint[], :day::date[], :code::text[],
    :order_id::bigint[], :digest::text[], :purpose::text[], :kind::text[], :door::text[],
    :places::text[], :party::smallint[], :asked_at::timestamptz[], :starts_at::timestamptz[],
    :ends_at::timestamptz[], :basis::text[], :sealed::bytea[], :status_index::int[])
    AS w (shard, resident_id, day, code, order_id, digest, purpose, kind, door, places, party, asked_at,
    starts_at, ends_at, basis, sealed, status_index)

-- name: insert_refusals
-- Refusals that were given.
INSERT INTO permits_refusalrecord (shard, resident_id, day, number, order_id, digest, purpose, door,
    asked_at, code, rule, sealed)
SELECT w.shard, w.resident_id, w.day, w.number, w.order_id, w.digest, w.purpose, w.door,
    w.asked_at, w.code, w.rule, w.sealed
FROM unnest(:shard::smallint[], :resident_id::bigint[], :day::date[], :number::bigint[], :order_id::bigint[],
    :digest::text[], :purpose::text[], :door::text[], :asked_at::timestamptz[], :code::text[],
    :rule::text[], :sealed::bytea[])
    AS w (shard, resident_id, day, number, order_id, digest, purpose, door, asked_at, code, rule, sealed)

-- name: find_permits
-- Permits by their codes, of one day; a code itself tells its day and its shard.
SELECT shard, resident_id, day, code, order_id, digest, purpose, kind, door, places, party, asked_at,
    starts_at, ends_at, basis, sealed, revoked_at, revoked_why, status_index
FROM permits_permit
WHERE day = :day AND code = ANY(:codes::text[]) AND shard = ANY(:shards::smallint[])

-- name: read_signing_keys
-- Keys that sign or have signed, the newest first.
SELECT sealed_private, public_jwk, retired_at FROM permits_signingkey ORDER BY made_at DESC
