-- name: count_until
-- Add up, hour by hour, what was asked before a day and is not counted yet. Counting again gives
-- the same numbers, until rows are deleted; so an hour once counted is never counted again. Days
-- are counted one after the other, each as a whole, so those before the last one are not read.
WITH last AS (
    SELECT coalesce(max(hour), '-infinity') AT TIME ZONE 'UTC' AS hour FROM permits_hourlycount
)
INSERT INTO permits_hourlycount (hour, order_id, purpose, outcome, count)
SELECT date_trunc('hour', asked_at, 'UTC'), order_id, purpose, outcome, count(*)
FROM (
    SELECT asked_at, order_id, purpose, 'granted' AS outcome
    FROM permits_permit WHERE day < :day AND day >= (SELECT hour::date FROM last)
    UNION ALL
    SELECT asked_at, coalesce(order_id, 0), purpose, code
    FROM permits_refusalrecord WHERE day < :day AND day >= (SELECT hour::date FROM last)
) asked
GROUP BY 1, 2, 3, 4
ON CONFLICT (hour, order_id, purpose, outcome) DO NOTHING

-- name: delete_permits_of
-- Permits of an order that ended before a moment.
DELETE FROM permits_permit WHERE order_id = :order_id AND ends_at < :before AND day < :day

-- name: delete_refusals_of
-- Refusals under an order, given before a moment; but not while an appeal against them is open.
DELETE FROM permits_refusalrecord r
WHERE order_id = :order_id AND asked_at < :before AND day < :day
    AND NOT EXISTS (
        SELECT FROM permits_appeal a
        WHERE a.refusal_number = r.number AND a.state = 'open'
    )

-- name: delete_appeals
-- Appeals against what was refused before a day: the refusals go with their partition then, and
-- without them nobody can decide.
DELETE FROM permits_appeal WHERE refusal_day < :day

-- name: delete_emergencies
-- Emergency passes taken before a moment.
DELETE FROM permits_emergencypass WHERE taken_at < :before

-- name: delete_ledgers
-- Ledgers in which nothing can matter to a decision any more.
DELETE FROM permits_ledger WHERE keep_until < :now

-- name: delete_tallies
-- Shared amounts of periods that began before any that still counts.
DELETE FROM permits_tally WHERE period_starts_at < :before
