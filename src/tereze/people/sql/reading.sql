-- name: read_by_document
-- Who holds a document.
SELECT r.id, r.sealed, r.verified_at, r.registered_at, r.source
FROM people_residentdocument d
JOIN people_resident r ON r.id = d.resident_id
WHERE d.index = :index

-- name: read_resident
-- A resident by number.
SELECT id, sealed, verified_at, registered_at, source FROM people_resident WHERE id = :id

-- name: read_by_phone
-- Who share a phone, the longest known first.
SELECT id, sealed, verified_at, registered_at, source FROM people_resident
WHERE phone_index = :phone_index
ORDER BY registered_at, id

-- name: read_documents
-- The documents of residents.
SELECT resident_id, type, sealed_number FROM people_residentdocument
WHERE resident_id = ANY(:residents::bigint[])
ORDER BY type, index
