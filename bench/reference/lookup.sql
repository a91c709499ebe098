-- SPDX-License-Identifier: EUPL-1.2
-- One row by its primary key.
\set id random(1, :rows)
SELECT id, body FROM reference_lookup WHERE id = :id;
