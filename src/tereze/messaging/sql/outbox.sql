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
-- Write down what became of messages.
UPDATE messaging_outboxmessage AS message
SET state = w.state, due_at = w.due_at, sent_at = w.sent_at, vendor_key = w.vendor_key,
    error = w.error
FROM unnest(
    :ids::bigint[], :states::text[], :due::timestamptz[], :sent::timestamptz[], :keys::bytea[],
    :errors::text[]
) AS w (id, state, due_at, sent_at, vendor_key, error)
WHERE message.id = w.id AND message.state = 'waiting'

-- name: note_reports
-- Write down what a vendor says about messages that it took. The last word stands: one that was
-- delivered is not taken back by a report that comes late.
UPDATE messaging_outboxmessage AS message
SET state = CASE WHEN message.state = 'delivered' THEN message.state ELSE w.state END,
    error = CASE WHEN message.state = 'delivered' THEN message.error ELSE w.error END,
    reported_at = :now
FROM unnest(:keys::bytea[], :states::text[], :errors::text[]) AS w (key, state, error)
WHERE message.vendor_key = w.key
RETURNING message.vendor_key

-- name: note_report_of
-- The same by our own number. A report may be quicker than we write down that the message was taken.
UPDATE messaging_outboxmessage
SET state = :state, error = :error, reported_at = :now, sent_at = coalesce(sent_at, :now)
WHERE id = :number AND account = :account AND state <> 'delivered'
RETURNING id
