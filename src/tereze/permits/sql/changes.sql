-- name: read_oldest_transaction
-- For how many seconds the oldest transaction that may still write has been running. One that has
-- read for ten minutes and written nothing is a dump.
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(began)), 0)::float8
FROM (
    SELECT xact_start AS began FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid()
        AND (backend_xid IS NOT NULL OR xact_start > clock_timestamp() - interval '10 minutes')
    UNION ALL
    SELECT prepared FROM pg_prepared_xacts WHERE database = current_database()
) running

-- name: list_withdrawn
-- Permits for a day at most that were withdrawn since a moment and would not have ended yet.
SELECT code, revoked_at, ends_at FROM permits_permit
WHERE revoked_at >= :since AND ends_at > :now AND status_index IS NULL
ORDER BY revoked_at, code

-- name: list_withdrawn_places
-- Of the standing permits asked for on a day the places of those that were withdrawn.
SELECT status_index FROM permits_permit
WHERE day = :day AND status_index IS NOT NULL AND revoked_at IS NOT NULL
