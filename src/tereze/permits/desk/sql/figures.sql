-- name: now
-- Calls that ring, since when the longest, and calls in which somebody talks or writes, at one moment.
SELECT count(*) FILTER (WHERE answered_at IS NULL AND ended_at IS NULL AND arrived_at > :rings_since),
       min(arrived_at) FILTER (WHERE answered_at IS NULL AND ended_at IS NULL AND arrived_at > :rings_since),
       count(*) FILTER (WHERE answered_at > :talks_since AND ended_at IS NULL),
       count(*) FILTER (WHERE answered_at > :talks_since AND ended_at IS NOT NULL)
FROM desk_call
WHERE wrapped_up_at IS NULL AND settled_at IS NULL

-- name: times
-- Calls since a moment: all, answered, missed; how long people waited for an answer, and how long a
-- call kept an operator. Percentiles are of what happened, so they are a wait that somebody had.
SELECT count(*), count(answered_at),
       count(*) FILTER (WHERE answered_at IS NULL AND ended_at IS NOT NULL),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY answered_at - arrived_at) FILTER (WHERE direction = 'in'),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY answered_at - arrived_at) FILTER (WHERE direction = 'in'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY wrapped_up_at - answered_at),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY wrapped_up_at - answered_at)
FROM desk_call
WHERE arrived_at >= :since

-- name: answers_by_hour
-- What calls brought, hour by hour.
SELECT date_trunc('hour', at, :zone), kind, count(*)
FROM desk_callanswer
WHERE at >= :since
GROUP BY 1, 2

-- name: calls_by_hour
-- Calls by the hour in which they arrived: answered, missed.
SELECT date_trunc('hour', arrived_at, :zone), count(answered_at),
       count(*) FILTER (WHERE answered_at IS NULL AND ended_at IS NOT NULL)
FROM desk_call
WHERE arrived_at >= :since
GROUP BY 1

-- name: by_operator
-- How many calls each operator answered, with what came of them and how long one took.
SELECT c.staff_id, count(*),
       (SELECT count(*) FROM desk_callanswer a JOIN desk_call o ON o.id = a.call_id
        WHERE o.staff_id = c.staff_id AND a.kind = 'granted' AND a.at >= :since),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY c.wrapped_up_at - c.answered_at)
FROM desk_call c
WHERE c.arrived_at >= :since AND c.staff_id IS NOT NULL
GROUP BY c.staff_id ORDER BY 2 DESC, 1

-- name: by_reason
-- What calls were about, as operators wrote it down.
SELECT reason, count(*) FROM desk_call
WHERE arrived_at >= :since AND reason <> ''
GROUP BY 1 ORDER BY 2 DESC, 1
