-- name: find_citus
-- Whether this database has the extension that spreads tables over machines.
SELECT to_regproc('citus_version') IS NOT NULL

-- name: describe_cluster
-- Its version, whether this is the machine that knows where everything is, and how many machines may
-- hold rows. Before the first is added it is this one alone.
SELECT citus_version(), citus_is_coordinator(), (
    SELECT greatest(count(*), 1) FROM pg_dist_node
    WHERE isactive AND shouldhaveshards AND noderole::text = 'primary'
)

-- name: count_gates
-- Gates that are connected.
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'tereze-gate'

-- name: find_spread
-- By which column a table is spread, and into how many shards; no row: it is not. The column of a
-- table that is whole on every machine is NULL.
SELECT column_to_column_name(p.logicalrelid, p.partkey),
    (SELECT count(*) FROM pg_dist_shard s WHERE s.logicalrelid = p.logicalrelid)
FROM pg_dist_partition p WHERE p.logicalrelid = to_regclass(:table)

-- name: measure_table
-- About how many rows a table has, and how many partitions.
SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint, count(*) FILTER (WHERE c.relispartition)
FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
WHERE to_regclass(:table) IN (c.oid, i.inhparent) AND c.relkind = 'r'

-- name: has_column
-- Whether a table has a column.
SELECT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass(:table) AND attname = :column AND NOT attisdropped
)

-- name: find_obstacles
-- What about a table a cluster would not take: a key that holds within one shard only, a key of one
-- table to another, and what is done on the coordinator with each row.
SELECT format('the unique index %s does not contain %s', i.indexrelid::regclass, :column::text)
FROM pg_index i
WHERE i.indrelid = to_regclass(:table) AND i.indisunique AND NOT EXISTS (
    SELECT FROM pg_attribute a
    WHERE a.attrelid = i.indrelid AND a.attname = :column AND a.attnum = ANY(i.indkey)
)
UNION ALL
SELECT format('the foreign key %s of %s', conname, conrelid::regclass)
FROM pg_constraint
WHERE contype = 'f' AND to_regclass(:table) IN (conrelid, confrelid)
UNION ALL
SELECT format('the trigger %s', tgname)
FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND NOT tgisinternal
UNION ALL
SELECT format('the rule %s', rulename)
FROM pg_rewrite WHERE ev_class = to_regclass(:table)

-- name: spread_alone
-- Spread a table with all its partitions and rows.
SELECT create_distributed_table(
    :table, :column, colocate_with => 'none', shard_count => :shards
)

-- name: spread_beside
-- The same, each row on the machine of those of another table with the same value.
SELECT create_distributed_table(:table, :column, colocate_with => :beside)

-- name: forget_copied
-- The rows that were there before it was spread are hidden then, but on the disk, where no rule would
-- ever delete them.
SELECT truncate_local_data_after_distributing_table(:table)

-- name: list_others
-- The tables that stay as they are; partitions go with theirs.
SELECT relname FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
    AND NOT relispartition AND relname <> ALL(:spread::text[])
ORDER BY 1
