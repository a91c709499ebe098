-- name: read_devices
-- Devices that may still tell what they saw, each with its checkpoint and what is known of its queue.
SELECT d.id, d.checkpoint_id, d.lane, d.key_digest, d.until, c.name, c.place, c.lanes,
    c.queue_minutes, c.waiting, c.waiting_at, c.seconds_per_check, c.check_one_in, c.sampling_since
FROM checkpoints_device d
JOIN checkpoints_checkpoint c ON c.id = d.checkpoint_id
WHERE d.closed_at IS NULL AND d.until > :since AND c.closed_at IS NULL

-- name: write_crossings
-- What a device saw: crossings that are not there yet, and the counts of exactly these. Both are
-- written in one order by everybody, so that two who wait for each other's rows never do so
-- crosswise.
WITH written AS (
    INSERT INTO checkpoints_crossing (device_id, hour, nonce, checkpoint_id, lane, at, received_at,
        direction, verdict, basis, passed, code, purpose, kind, people, offline)
    SELECT :device_id::bigint, date_trunc('hour', at, 'UTC') AS hour, nonce,
        :checkpoint_id::bigint, :lane::smallint, at, :received_at::timestamptz, direction, verdict, basis, passed, code, purpose, kind, people, offline
    FROM unnest(:nonces::varchar[], :ats::timestamptz[], :directions::varchar[],
        :verdicts::varchar[], :bases::varchar[], :passed::boolean[], :codes::varchar[],
        :purposes::varchar[], :kinds::varchar[], :people::int[], :offline::boolean[])
        AS w (nonce, at, direction, verdict, basis, passed, code, purpose, kind, people, offline)
    ORDER BY hour, nonce
    ON CONFLICT DO NOTHING
    RETURNING hour, direction, verdict, basis, kind, passed, people
), counted AS (
    INSERT INTO checkpoints_crossingcount AS c
        (hour, checkpoint_id, direction, verdict, basis, kind, passed, count, people)
    SELECT hour, :checkpoint_id::bigint, direction, verdict, basis, kind, passed, count(*),
        sum(people)
    FROM written
    GROUP BY hour, direction, verdict, basis, kind, passed
    ORDER BY hour, direction, verdict, basis, kind, passed
    ON CONFLICT (hour, checkpoint_id, direction, verdict, basis, kind, passed) DO UPDATE
        SET count = c.count + excluded.count, people = c.people + excluded.people
)
SELECT count(*) AS written FROM written

-- name: find_passes
-- Which of these codes are those of emergency passes.
SELECT code FROM permits_emergencypass WHERE code = ANY(:codes::varchar[])

-- name: measure_gaps
-- The middle of the times between one crossing of a device and its next, and how many there are.
-- Longer ones say that nobody came.
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS middle_gap, count(*) AS gaps
FROM (
    SELECT extract(epoch FROM at - lag(at) OVER (PARTITION BY device_id ORDER BY at)) AS gap
    FROM checkpoints_crossing
    WHERE device_id = ANY(:devices::bigint[]) AND hour = ANY(:hours::timestamptz[])
        AND at >= :since
) between
WHERE gap BETWEEN 1 AND 180

-- name: report_queue
-- How many vehicles wait, as an inspector sees them, and the share to check that follows. What was
-- seen earlier and comes later changes nothing.
UPDATE checkpoints_checkpoint
SET waiting = :waiting, waiting_at = :waiting_at,
    seconds_per_check = coalesce(:seconds_per_check, seconds_per_check),
    sampling_since = CASE WHEN check_one_in = :check_one_in THEN sampling_since ELSE :now END,
    check_one_in = :check_one_in
WHERE id = :checkpoint_id AND (waiting_at IS NULL OR waiting_at <= :waiting_at)

-- name: delete_crossings_of
-- What was seen at some checkpoints before an hour.
DELETE FROM checkpoints_crossing WHERE hour < :before AND checkpoint_id = ANY(:checkpoints)

-- name: insert_crossings
-- The first half of `write_crossings`: crossings of one device that are not there yet.
INSERT INTO checkpoints_crossing (device_id, hour, nonce, checkpoint_id, lane, at, received_at,
    direction, verdict, basis, passed, code, purpose, kind, people, offline)
SELECT w.device_id, w.hour, w.nonce, w.checkpoint_id, w.lane, w.at, w.received_at, w.direction,
    w.verdict, w.basis, w.passed, w.code, w.purpose, w.kind, w.people, w.offline
FROM unnest(:device_id::bigint[], :hour::timestamptz[], :nonce::varchar[], :checkpoint_id::bigint[],
    :lane::smallint[], :at::timestamptz[], :received_at::timestamptz[], :direction::varchar[],
    :verdict::varchar[], :basis::varchar[], :passed::boolean[], :code::varchar[], :purpose::varchar[],
    :kind::varchar[], :people::int[], :offline::boolean[])
    AS w (device_id, hour, nonce, checkpoint_id, lane, at, received_at, direction, verdict, basis,
    passed, code, purpose, kind, people, offline)
ORDER BY w.hour, w.nonce
ON CONFLICT DO NOTHING
RETURNING hour, checkpoint_id, direction, verdict, basis, kind, passed, people

-- name: add_to_counts
-- The second half: the counts of exactly these.
INSERT INTO checkpoints_crossingcount AS c
    (hour, checkpoint_id, direction, verdict, basis, kind, passed, count, people)
SELECT w.hour, w.checkpoint_id, w.direction, w.verdict, w.basis, w.kind, w.passed, w.count, w.people
FROM unnest(:hour::timestamptz[], :checkpoint_id::bigint[], :direction::varchar[],
    :verdict::varchar[], :basis::varchar[], :kind::varchar[], :passed::boolean[], :count::int[],
    :people::int[])
    AS w (hour, checkpoint_id, direction, verdict, basis, kind, passed, count, people)
ORDER BY w.hour, w.direction, w.verdict, w.basis, w.kind, w.passed
ON CONFLICT (hour, checkpoint_id, direction, verdict, basis, kind, passed) DO UPDATE
    SET count = c.count + excluded.count, people = c.people + excluded.people
