-- name: insert_incoming
-- Take messages in. One that is known already (a vendor says everything at least once) is left out.
INSERT INTO messaging_inboxmessage
    (key, channel, account, talker, sealed, state, received_at, due_at, tries)
SELECT w.key, w.channel, w.account, w.talker, w.sealed, 'waiting', w.received_at, w.received_at, 0
FROM unnest(
    :keys::bytea[], :channels::text[], :accounts::text[], :talkers::bigint[], :sealed::bytea[],
    :times::timestamptz[]
) AS w (key, channel, account, talker, sealed, received_at)
ON CONFLICT (key) DO NOTHING
RETURNING id

-- name: take_waiting
-- The next message to answer, locked until the transaction ends. Whoever dies while answering lets
-- go of it. What the same person wrote before comes first, even where somebody else answers it now.
SELECT id, sealed FROM messaging_inboxmessage AS next
WHERE state = 'waiting' AND due_at <= :now AND NOT EXISTS (
    SELECT FROM messaging_inboxmessage AS earlier
    WHERE earlier.talker = next.talker AND earlier.id < next.id AND earlier.state = 'waiting'
)
ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED

-- name: settle
-- A message is answered, or given up.
UPDATE messaging_inboxmessage SET state = :state, answered_at = :now WHERE id = :number
