-- name: begin_work
-- Whether nobody else does this work on an upload. It is held until it is let go of, or until whoever
-- holds it dies.
SELECT pg_try_advisory_lock(hashtextextended(:work, :upload))

-- name: end_work
-- Let go of it.
SELECT pg_advisory_unlock(hashtextextended(:work, :upload))

-- name: insert_rows
-- The rows of an upload.
INSERT INTO employers_uploadrow (upload_id, number, state, sealed, document_index, why, rule, said,
    permit_code)
SELECT :upload, w.number, w.state, w.sealed, w.document_index, '', '', '', ''
FROM unnest(:numbers::int[], :states::text[], :sealed::bytea[], :document_indexes::bytea[])
    AS w (number, state, sealed, document_index)

-- name: answer_rows
-- What became of rows; of those only that had no answer yet.
UPDATE employers_uploadrow r
SET state = w.state, why = w.why, rule = w.rule, said = w.said, permit_code = w.permit_code,
    refused_day = w.refused_day, refused_number = w.refused_number
FROM unnest(:numbers::int[], :states::text[], :whys::text[], :rules::text[], :saids::text[],
    :permit_codes::text[], :refused_days::date[], :refused_numbers::bigint[])
    AS w (number, state, why, rule, said, permit_code, refused_day, refused_number)
WHERE r.upload_id = :upload AND r.number = w.number AND r.state = 'ready'

-- name: keep_workers
-- People onto the list of an organisation, or back onto it with another permit. Who says that they
-- don't work there stays off it.
INSERT INTO employers_worker AS k (organisation_id, document_index, resident_id, sealed, state,
    added_by, added_at, since, purpose, order_id, permit_code, permit_until)
SELECT :organisation, w.document_index, w.resident_id, w.sealed, 'active',
    :added_by, :now, :now, :purpose, w.order_id, w.permit_code, w.permit_until
FROM unnest(:document_indexes::bytea[], :resident_ids::bigint[], :sealed::bytea[],
    :order_ids::bigint[], :permit_codes::text[], :permit_untils::timestamptz[])
    AS w (document_index, resident_id, sealed, order_id, permit_code, permit_until)
ON CONFLICT (organisation_id, resident_id) DO UPDATE
    SET sealed = excluded.sealed, document_index = excluded.document_index, state = 'active',
        added_by = excluded.added_by, since = excluded.since, purpose = excluded.purpose,
        order_id = excluded.order_id, permit_code = excluded.permit_code,
        permit_until = excluded.permit_until
    WHERE k.state <> 'disputed'
