-- Crossings, partitioned by the UTC hour of the scan. A default partition catches hours for which
-- none was made ahead, so that a forgotten job delays retention but never loses a crossing.
CREATE TABLE checkpoints_crossing (
    device_id bigint NOT NULL,
    hour timestamptz NOT NULL,
    nonce varchar(64) NOT NULL,
    checkpoint_id bigint NOT NULL,
    lane smallint NOT NULL,
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    direction varchar(3) NOT NULL,
    verdict varchar(10) NOT NULL,
    basis varchar(10) NOT NULL,
    passed boolean NOT NULL,
    code varchar(8),
    purpose varchar(60) NOT NULL,
    kind varchar(10) NOT NULL,
    people integer NOT NULL,
    offline boolean NOT NULL,
    PRIMARY KEY (device_id, hour, nonce)
) PARTITION BY RANGE (hour);
CREATE INDEX crossing_code ON checkpoints_crossing (code) WHERE code IS NOT NULL;
CREATE TABLE checkpoints_crossing_default PARTITION OF checkpoints_crossing DEFAULT;
