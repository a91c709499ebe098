-- Hot tables partitioned by the UTC day of asking. A default partition catches days for which
-- none was made ahead, so that a forgotten job delays retention but never refuses a resident.
CREATE TABLE permits_permit (
    resident_id bigint NOT NULL,
    day date NOT NULL,
    code varchar(8) NOT NULL,
    order_id bigint NOT NULL,
    digest varchar(64) NOT NULL,
    purpose varchar(60) NOT NULL,
    kind varchar(10) NOT NULL,
    door varchar(60) NOT NULL,
    places varchar(40)[] NOT NULL,
    party smallint NOT NULL,
    asked_at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    basis varchar(10) NOT NULL,
    plate_index bytea,
    sealed bytea NOT NULL,
    revoked_at timestamptz,
    revoked_why varchar(300) NOT NULL DEFAULT '',
    revoked_by varchar(80) NOT NULL DEFAULT '',
    PRIMARY KEY (resident_id, day, code),
    CONSTRAINT permit_code_once_a_day UNIQUE (day, code)
) PARTITION BY RANGE (day);
CREATE INDEX permit_resident_ends ON permits_permit (resident_id, ends_at);
CREATE INDEX permit_asked ON permits_permit (asked_at);
CREATE TABLE permits_permit_default PARTITION OF permits_permit DEFAULT;

CREATE TABLE permits_refusalrecord (
    resident_id bigint NOT NULL,
    day date NOT NULL,
    number bigint NOT NULL,
    order_id bigint,
    digest varchar(64) NOT NULL,
    purpose varchar(60) NOT NULL,
    door varchar(60) NOT NULL,
    asked_at timestamptz NOT NULL,
    code varchar(40) NOT NULL,
    rule varchar(80) NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (resident_id, day, number)
) PARTITION BY RANGE (day);
CREATE INDEX refusal_asked ON permits_refusalrecord (asked_at);
CREATE TABLE permits_refusalrecord_default PARTITION OF permits_refusalrecord DEFAULT;
