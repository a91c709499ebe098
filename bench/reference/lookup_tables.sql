-- SPDX-License-Identifier: EUPL-1.2
-- As many rows as there are permits to look up, as wide as these.
DROP TABLE IF EXISTS reference_lookup;

CREATE TABLE reference_lookup (id bigint PRIMARY KEY, body text NOT NULL);

INSERT INTO reference_lookup (id, body)
SELECT id, repeat('x', {width}) FROM generate_series(1, {rows}) AS id;

VACUUM ANALYZE reference_lookup;
