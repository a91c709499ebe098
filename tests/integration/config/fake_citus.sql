-- What `tereze db distribute` asks of Citus, for a PostgreSQL that has none. It records what it is
-- told, refuses what Citus refuses, and leaves all rows where they are.
CREATE TABLE pg_dist_partition (
    logicalrelid regclass PRIMARY KEY, partkey text, colocationid int NOT NULL
);
CREATE TABLE pg_dist_shard (shardid serial PRIMARY KEY, logicalrelid regclass NOT NULL);
CREATE TABLE pg_dist_node (isactive boolean, shouldhaveshards boolean, noderole text);
INSERT INTO pg_dist_node VALUES (true, true, 'primary'), (true, true, 'primary'),
    (true, false, 'primary'), (true, true, 'secondary');
CREATE TABLE fake_truncated (logicalrelid regclass NOT NULL);

CREATE FUNCTION citus_version() RETURNS text LANGUAGE sql AS
    $$ SELECT 'Citus 14.0.0 on x86_64-pc-linux-gnu, compiled by gcc' $$;
CREATE FUNCTION citus_is_coordinator() RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION column_to_column_name(regclass, text) RETURNS text LANGUAGE sql AS 'SELECT $2';

CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column text, colocate_with text DEFAULT 'default',
    shard_count int DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = table_name AND i.indisunique AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid
                AND a.attname = distribution_column AND a.attnum = ANY(i.indkey)
        )
    ) THEN
        RAISE 'cannot create constraint on %', table_name USING ERRCODE = 'feature_not_supported';
    END IF;
    IF colocate_with = 'none' THEN
        INSERT INTO pg_dist_partition
        SELECT table_name, distribution_column, coalesce(max(colocationid), 0) + 1
        FROM pg_dist_partition;
    ELSE
        INSERT INTO pg_dist_partition
        SELECT table_name, distribution_column, colocationid
        FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass;
        SELECT count(*) INTO shard_count FROM pg_dist_shard
        WHERE logicalrelid = colocate_with::regclass;
    END IF;
    INSERT INTO pg_dist_shard (logicalrelid) SELECT table_name FROM generate_series(1, shard_count);
    RAISE NOTICE 'Copying data from local table...';
END $$;

CREATE FUNCTION truncate_local_data_after_distributing_table(regclass) RETURNS void LANGUAGE sql AS
    'INSERT INTO fake_truncated VALUES ($1)';
