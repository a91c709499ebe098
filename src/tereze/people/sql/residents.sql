-- name: find_residents_by_document
-- The residents who hold documents, with all that the rules may need to know of them.
SELECT d.index, r.id, r.sealed, r.verified_at, r.registered_at, r.source
FROM people_residentdocument d
JOIN people_resident r ON r.id = d.resident_id
WHERE d.index = ANY(:indexes::bytea[])

-- name: find_declared_residents
-- The residents who showed no document and are known by a phone alone.
SELECT phone_index, id, sealed, verified_at, registered_at, source
FROM people_resident
WHERE phone_index = ANY(:phone_indexes::bytea[]) AND source = 'declared'

-- name: declare_resident
-- Write what somebody who is known by a phone alone says of themselves, and that they said it. The
-- index on the phone lets two first requests at once make one resident. Nothing comes back when an
-- operator confirmed the resident meanwhile: then what was confirmed stays. A job indexes the name.
WITH declared AS (
    INSERT INTO people_resident AS r (id, sealed, phone_index, source, registered_at)
    VALUES (:id, :sealed, :phone_index, 'declared', :now)
    ON CONFLICT (phone_index) WHERE source = 'declared'
        DO UPDATE SET sealed = excluded.sealed, name_index = NULL
            WHERE r.verified_at IS NULL
    RETURNING id, sealed, verified_at, registered_at, source
), audited AS (
    INSERT INTO core_auditentry (at, actor, action, subject, details)
    SELECT :now, 'resident:' || id, 'resident-declared', 'resident:' || id, '{}'
    FROM declared
)
SELECT id, sealed, verified_at, registered_at, source FROM declared
