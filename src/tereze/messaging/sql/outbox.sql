-- name: insert_message
-- Put a message into the outbox.
INSERT INTO messaging_outboxmessage
    (channel, account, talker, sealed, state, created_at, due_at, tries, error)
VALUES (:channel, :account, :talker, :sealed, 'waiting', :now, :now, 0, '')
RETURNING id

-- name: claim_waiting
-- Messages of an account that are due, for whoever asks to send them: they are not due again before
-- the lease is over. Whoever dies meanwhile lets go of them then. Of one person's only the first.
UPDATE messaging_outboxmessage AS claimed SET due_at = :lease_until, tries = claimed.tries + 1
FROM (
    SELECT id FROM messaging_outboxmessage AS next
    WHERE account = :account AND state = 'waiting' AND due_at <= :now AND NOT EXISTS (
        SELECT FROM messaging_outboxmessage AS earlier
        WHERE earlier.talker = next.talker AND earlier.id < next.id AND earlier.state = 'waiting'
    )
    ORDER BY due_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
) AS due
WHERE claimed.id = due.id
RETURNING claimed.id, claimed.sealed, claimed.tries, claimed.created_at

-- name: settle
-- Write down what became of messages, and by what the vendor's reports of their parts are known.
WITH settled AS (
    UPDATE messaging_outboxmessage AS message
    SET state = w.state, due_at = w.due_at, sent_at = w.sent_at, parts_awaited = w.awaited,
        error = w.error
    FROM unnest(
        :ids::bigint[], :states::text[], :due::timestamptz[], :sent::timestamptz[],
        :awaited::smallint[], :errors::text[]
    ) AS w (id, state, due_at, sent_at, awaited, error)
    WHERE message.id = w.id AND message.state = 'waiting'
    RETURNING message.id
)
INSERT INTO messaging_outboxpart (message, number, vendor_key)
SELECT w.message, w.number, w.key
FROM unnest(:part_of::bigint[], :part_numbers::smallint[], :part_keys::bytea[])
    AS w (message, number, key)
JOIN settled ON settled.id = w.message

-- name: note_reports
-- Write down what a vendor says about parts of messages that it took. The last word stands: a part
-- that was delivered is not taken back by a report that comes late, and counts once however often it
-- is reported, also by two who are told so at the same moment.
WITH told AS (
    SELECT key, bool_or(arrived) AS arrived, max(error) AS error
    FROM unnest(:keys::bytea[], :arrived::boolean[], :errors::text[]) AS w (key, arrived, error)
    GROUP BY key
), part AS (
    UPDATE messaging_outboxpart AS part SET has_arrived = told.arrived
    FROM told WHERE part.vendor_key = told.key AND NOT part.has_arrived
    RETURNING part.message, told.arrived, told.error
), of_message AS (
    SELECT message, count(*) FILTER (WHERE arrived) AS arrived,
        max(error) FILTER (WHERE NOT arrived) AS error
    FROM part GROUP BY message
), message AS (
    UPDATE messaging_outboxmessage AS message
    SET parts_awaited = message.parts_awaited - w.arrived,
        state = CASE
            WHEN message.parts_awaited = w.arrived THEN 'delivered'
            WHEN w.error IS NOT NULL THEN 'undeliverable'
            ELSE message.state
        END,
        error = CASE
            WHEN message.parts_awaited = w.arrived THEN ''
            ELSE coalesce(w.error, message.error)
        END,
        reported_at = :now
    FROM of_message AS w WHERE message.id = w.message
)
SELECT DISTINCT vendor_key FROM messaging_outboxpart WHERE vendor_key = ANY(:keys::bytea[])

-- name: note_report_of
-- The same by our own number. A report may be quicker than we write down that the message was taken.
UPDATE messaging_outboxmessage
SET state = :state, error = :error, reported_at = :now, sent_at = coalesce(sent_at, :now)
WHERE id = :number AND account = :account AND state <> 'delivered'
RETURNING id

-- name: delete_old
-- Delete messages, with what their reports would be known by; says how many.
WITH old AS (
    DELETE FROM messaging_outboxmessage WHERE created_at <= :before RETURNING id
), parts AS (
    DELETE FROM messaging_outboxpart AS part USING old WHERE part.message = old.id
)
SELECT count(*) FROM old
