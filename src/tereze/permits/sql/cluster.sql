-- name: find_citus
-- Whether this PostgreSQL can spread tables over machines.
SELECT to_regclass('pg_dist_partition') IS NOT NULL AS found

-- name: find_distributed
-- Whether permits are spread over machines. Only where PostgreSQL can do that.
SELECT EXISTS (
    SELECT FROM pg_dist_partition WHERE logicalrelid = to_regclass('permits_permit')
) AS found
