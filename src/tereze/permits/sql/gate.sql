-- name: read_orders
-- All orders; few rows, believed for two seconds.
SELECT id, pack, version, digest, places, starts_at, ends_at, ended_at, legal_basis, crossing_hours
FROM permits_order ORDER BY starts_at

-- name: read_pack
-- The files of an installed pack.
SELECT files FROM packs_installedpack WHERE digest = :digest

-- name: read_doors
-- Doors that are open.
SELECT name, kind, key_digest, scopes FROM messaging_door WHERE closed_at IS NULL

-- name: find_employers
-- Employers by our numbers of them, as long as they are open.
SELECT id, name, sector, staff_count FROM people_organisation
WHERE id = ANY(:ids::bigint[]) AND state = 'open'

-- name: insert_emergency
-- A pass of somebody in danger whom nobody knows; no row back: the code is taken.
INSERT INTO permits_emergencypass (code, taken_at) VALUES (:code, :taken_at)
ON CONFLICT (code) DO NOTHING RETURNING code
