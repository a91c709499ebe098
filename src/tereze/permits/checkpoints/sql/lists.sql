-- name: list_permits
-- Permits that have not ended and begin before a moment, for any of these places. Most permits end
-- within a day of being asked for, and are found by when that was; for the others there is an index,
-- which is taken because `ends_at` stands beside its condition once more.
SELECT code, day, digest, purpose, kind, party,
    extract(epoch FROM starts_at)::bigint, extract(epoch FROM ends_at)::bigint, sealed,
    revoked_at IS NOT NULL, revoked_by = 'receipt'
FROM permits_permit
WHERE ends_at > :ended AND starts_at < :until AND places && :places::varchar[]
    AND (asked_at > :ended::timestamptz - interval '1 day'
        OR ends_at > :ended AND ends_at - asked_at > interval '1 day')

-- name: list_changed_permits
-- Of the same permits those that were granted or withdrawn since a moment, those that came near
-- enough meanwhile, and those of given codes.
SELECT code, day, digest, purpose, kind, party,
    extract(epoch FROM starts_at)::bigint, extract(epoch FROM ends_at)::bigint, sealed,
    revoked_at IS NOT NULL, revoked_by = 'receipt'
FROM permits_permit
WHERE ends_at > :ended AND starts_at < :until AND places && :places::varchar[]
    AND (asked_at >= :since
        OR revoked_at >= :since
        OR ends_at > :ended AND ends_at - asked_at > interval '1 day' AND starts_at >= :near
        OR day = ANY(:days::date[]) AND code = ANY(:codes::varchar[]))

-- name: list_used_since
-- Codes of permits for given purposes with which somebody passed, as we heard since a moment.
SELECT DISTINCT code FROM checkpoints_crossing
WHERE received_at >= :since AND passed AND basis = 'permit' AND code IS NOT NULL
    AND purpose = ANY(:purposes::varchar[])

-- name: read_passages
-- In which directions somebody passed with these permits.
SELECT code, bool_or(direction = 'in'), bool_or(direction = 'out') FROM checkpoints_crossing
WHERE code = ANY(:codes::varchar[]) AND passed AND basis = 'permit'
GROUP BY code
