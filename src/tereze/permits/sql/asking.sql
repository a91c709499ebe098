-- name: read_ledgers
-- What the named holders have used; a holder without a row has used nothing.
SELECT holder, version, uses FROM permits_ledger WHERE holder = ANY(:holders::bigint[])

-- name: claim_ledgers
-- Rewrite each holder's ledger if it still is the version that was decided on, which is the one
-- before the version given. Rows come sorted by holder, so that two claims lock in one order.
-- Fewer rows back than given: somebody was quicker, and the whole transaction has to go back.
INSERT INTO permits_ledger AS l (holder, version, uses, keep_until)
SELECT w.holder, w.version, w.uses::jsonb, w.keep_until
FROM unnest(:holders::bigint[], :versions::int[], :uses::text[], :keep_untils::timestamptz[])
    AS w (holder, version, uses, keep_until)
ORDER BY w.holder
ON CONFLICT (holder) DO UPDATE
    SET version = excluded.version, uses = excluded.uses, keep_until = excluded.keep_until
    WHERE l.version = excluded.version - 1
RETURNING holder

-- name: claim_tallies
-- Take amounts from what many share, where they still fit under the limit. Fewer rows back than
-- given: one of them is full, and the whole transaction has to go back.
INSERT INTO permits_tally AS t (holder, counter, period_starts_at, used, cap)
SELECT w.holder, w.counter, w.period_starts_at, w.amount, w.cap
FROM unnest(:holders::text[], :counters::text[], :periods::timestamptz[], :amounts::int[],
    :caps::int[]) AS w (holder, counter, period_starts_at, amount, cap)
WHERE w.amount <= w.cap
ORDER BY w.holder, w.counter, w.period_starts_at
ON CONFLICT (holder, counter, period_starts_at) DO UPDATE
    SET used = t.used + excluded.used, cap = excluded.cap
    WHERE t.used + excluded.used <= excluded.cap
RETURNING holder, counter

-- name: read_tallies
-- How much of the named shared amounts is taken.
SELECT t.holder, t.counter, t.used
FROM permits_tally t
JOIN unnest(:holders::text[], :counters::text[], :periods::timestamptz[])
    AS w (holder, counter, period_starts_at) USING (holder, counter, period_starts_at)

-- name: insert_permit
-- The permit itself, in the transaction of its claims.
INSERT INTO permits_permit (resident_id, day, code, order_id, digest, purpose, kind, door, places,
    party, asked_at, starts_at, ends_at, basis, sealed, status_index)
VALUES (:resident_id, :day, :code, :order_id, :digest, :purpose, :kind, :door,
    :places::varchar[], :party, :asked_at, :starts_at, :ends_at, :basis, :sealed, :status_index)

-- name: insert_refusal
-- A refusal that was given.
INSERT INTO permits_refusalrecord (resident_id, day, number, order_id, digest, purpose, door,
    asked_at, code, rule, sealed)
VALUES (:resident_id, :day, :number, :order_id, :digest, :purpose, :door, :asked_at, :code, :rule,
    :sealed)

-- name: find_permit
-- A permit by its code; the code itself tells the day, or the few days under each secret.
SELECT resident_id, day, code, order_id, digest, purpose, kind, door, places, party, asked_at,
    starts_at, ends_at, basis, sealed, revoked_at, revoked_why, status_index
FROM permits_permit
WHERE day = ANY(:days::date[]) AND code = :code
ORDER BY day DESC LIMIT 1

-- name: read_signing_keys
-- Keys that sign or have signed, the newest first.
SELECT sealed_private, public_jwk, retired_at FROM permits_signingkey ORDER BY made_at DESC
