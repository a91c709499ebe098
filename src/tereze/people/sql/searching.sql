-- name: index_names
-- By what the names of these residents are found. An array of arrays has no rows, so each is a text.
UPDATE people_resident r
SET name_index = w.name_index::bigint[]
FROM unnest(:ids::bigint[], :name_indexes::text[]) AS w (id, name_index)
WHERE r.id = w.id
