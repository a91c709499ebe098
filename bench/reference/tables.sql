-- SPDX-License-Identifier: EUPL-1.2
-- The least that a permit needs of a database.
DROP TABLE IF EXISTS reference_quota, reference_permit;

CREATE TABLE reference_quota (
    resident bigint,
    counter integer,
    day date,
    used integer NOT NULL,
    PRIMARY KEY (resident, counter, day)
);

CREATE TABLE reference_permit (
    resident bigint,
    day date,
    code bigint,
    asked_at timestamptz NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (resident, day, code)
);
