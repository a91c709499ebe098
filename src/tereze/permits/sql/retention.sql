-- name: read_counted
-- The last day that is counted, by UTC; the first of all days when none is.
SELECT coalesce((max(hour) AT TIME ZONE 'UTC')::date, '0001-01-01') FROM permits_hourlycount

-- name: count_granted
-- Add up, hour by hour, what was granted before a day and is not counted yet. Counting again gives
-- the same numbers, until rows are deleted; so an hour once counted is never counted again. Days
-- are counted one after the other, each as a whole, so those before the last one are not read.
INSERT INTO permits_hourlycount (hour, order_id, purpose, outcome, count)
SELECT date_trunc('hour', asked_at, 'UTC'), order_id, purpose, 'granted', count(*)
FROM permits_permit WHERE day < :day AND day >= :counted
GROUP BY 1, 2, 3
ON CONFLICT (hour, order_id, purpose, outcome) DO NOTHING

-- name: count_refused
-- The same of what was refused.
INSERT INTO permits_hourlycount (hour, order_id, purpose, outcome, count)
SELECT date_trunc('hour', asked_at, 'UTC'), coalesce(order_id, 0), purpose, code, count(*)
FROM permits_refusalrecord WHERE day < :day AND day >= :counted
GROUP BY 1, 2, 3, 4
ON CONFLICT (hour, order_id, purpose, outcome) DO NOTHING

-- name: delete_permits_of
-- Permits of an order that ended before a moment.
DELETE FROM permits_permit WHERE order_id = :order_id AND ends_at < :before AND day < :day

-- name: delete_refusals_of
-- Refusals under an order, given before a moment; but not while an appeal against them is open.
DELETE FROM permits_refusalrecord
WHERE order_id = :order_id AND asked_at < :before AND day < :day
    AND number <> ALL(:appealed::bigint[])

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
