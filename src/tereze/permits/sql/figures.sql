-- name: by_hour
-- Granted and refused hour by hour since a moment, from the rows that are still there.
SELECT date_trunc('hour', asked_at, :zone), 'granted', count(*) FROM permits_permit
WHERE asked_at >= :since AND day >= :day
GROUP BY 1
UNION ALL
SELECT date_trunc('hour', asked_at, :zone), 'refused', count(*) FROM permits_refusalrecord
WHERE asked_at >= :since AND day >= :day
GROUP BY 1

-- name: by_reason
-- Refused since a moment, by the refusal's code.
SELECT code, count(*) FROM permits_refusalrecord
WHERE asked_at >= :since AND day >= :day
GROUP BY 1 ORDER BY 2 DESC, 1

-- name: out_now_by_purpose
-- Permits that hold now, by purpose, with the people that they are for.
SELECT purpose, count(*), sum(party) FROM permits_permit
WHERE starts_at <= :now AND ends_at > :now AND revoked_at IS NULL AND day >= :day
GROUP BY 1 ORDER BY 2 DESC, 1

-- name: out_now_by_place
-- Permits that hold now, by place; a permit for several places counts in each.
SELECT place, count(*)
FROM (
    SELECT unnest(places) AS place FROM permits_permit
    WHERE starts_at <= :now AND ends_at > :now AND revoked_at IS NULL AND day >= :day
) out
GROUP BY 1 ORDER BY 2 DESC, 1
