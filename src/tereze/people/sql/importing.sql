-- name: lock_holders
-- Who holds these documents, locked until the batch is written, in one order for all writers.
SELECT d.index, r.id, r.sealed, r.verified_at, r.source
FROM people_residentdocument d
JOIN people_resident r ON r.id = d.resident_id
WHERE d.index = ANY(:indexes::bytea[])
ORDER BY r.id
FOR UPDATE OF r

-- name: insert_residents
-- People whom nobody knew before, confirmed by the register.
INSERT INTO people_resident (id, sealed, phone_index, verified_at, source, registered_at)
SELECT w.id, w.sealed, w.phone_index, :now, :source, :now
FROM unnest(:ids::bigint[], :sealed::bytea[], :phone_indexes::bytea[])
    AS w (id, sealed, phone_index)

-- name: insert_unconfirmed
-- People whom nobody knew before, and whom nobody has confirmed: an employer named them.
INSERT INTO people_resident (id, sealed, source, registered_at)
SELECT w.id, w.sealed, :source, :now
FROM unnest(:ids::bigint[], :sealed::bytea[]) AS w (id, sealed)

-- name: insert_documents
-- Their documents. An index that is taken meanwhile fails the batch, which is then tried again.
INSERT INTO people_residentdocument (index, resident_id, type, sealed_number)
SELECT w.index, w.resident_id, w.type, w.sealed_number
FROM unnest(:indexes::bytea[], :resident_ids::bigint[], :types::text[], :sealed_numbers::bytea[])
    AS w (index, resident_id, type, sealed_number)

-- name: update_residents
-- People who were known, as they are after the register spoke. A job indexes their names.
UPDATE people_resident r
SET sealed = w.sealed, phone_index = w.phone_index, source = :source,
    verified_at = coalesce(r.verified_at, :now), name_index = NULL
FROM unnest(:ids::bigint[], :sealed::bytea[], :phone_indexes::bytea[])
    AS w (id, sealed, phone_index)
WHERE r.id = w.id
