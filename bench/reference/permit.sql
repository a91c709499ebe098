-- SPDX-License-Identifier: EUPL-1.2
-- Take from the quota of somebody who did not ask before, and write the permit.
\set n :n + 1
\set resident permute((:run * 1000 + :client_id) * 1000000 + :n, 1000000000000)
\set code random(0, 1099511627775)
BEGIN;
INSERT INTO reference_quota AS q (resident, counter, day, used) VALUES (:resident, 1, current_date, 1) ON CONFLICT (resident, counter, day) DO UPDATE SET used = q.used + 1 WHERE q.used < 1 RETURNING used;
INSERT INTO reference_permit (resident, day, code, asked_at, body) VALUES (:resident, current_date, :code, now(), :filler);
COMMIT;
