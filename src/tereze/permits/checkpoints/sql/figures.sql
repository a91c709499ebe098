-- name: count_hours
-- Who passed, in people, and who was turned back, hour by hour since an hour.
SELECT hour, checkpoint_id, direction,
    coalesce(sum(people) FILTER (WHERE passed), 0)::bigint,
    coalesce(sum(people) FILTER (WHERE NOT passed), 0)::bigint
FROM checkpoints_crossingcount
WHERE hour >= :since
GROUP BY hour, checkpoint_id, direction

-- name: count_inside
-- Who came in by entry permits and went out again, and who went out by exit permits and came back,
-- in people, since an hour, at some checkpoints.
SELECT kind, coalesce(sum(people) FILTER (WHERE direction = 'in'), 0)::bigint,
    coalesce(sum(people) FILTER (WHERE direction = 'out'), 0)::bigint
FROM checkpoints_crossingcount
WHERE hour >= :since AND checkpoint_id = ANY(:checkpoints::bigint[]) AND passed
    AND kind IN ('entry', 'exit')
GROUP BY kind

-- name: list_away
-- Codes whose last crossing led away: in by an entry permit, or out by an exit permit.
SELECT code, checkpoint_id, at FROM (
    SELECT DISTINCT ON (code) code, checkpoint_id, at, kind, direction
    FROM checkpoints_crossing
    WHERE code IS NOT NULL AND passed AND basis = 'permit' AND kind IN ('entry', 'exit')
    ORDER BY code, at DESC
) last
WHERE direction = CASE kind WHEN 'entry' THEN 'in' ELSE 'out' END
ORDER BY at, code
