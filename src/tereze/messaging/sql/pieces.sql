-- name: take_turn
-- Who joins the pieces of a message does so alone until the transaction ends, also in another process.
SELECT pg_advisory_xact_lock(:number)

-- name: insert_piece
-- Keep a piece, unless it is known.
INSERT INTO messaging_incomingpiece (message, number, of, sealed, received_at, is_done)
VALUES (:message, :number, :of, :sealed, :now, false)
ON CONFLICT (message, number) DO NOTHING
RETURNING id

-- name: give_up
-- Messages of which pieces never came; and these pieces wait no longer.
UPDATE messaging_incomingpiece SET is_done = true
WHERE message IN (
    SELECT message FROM messaging_incomingpiece WHERE NOT is_done
    GROUP BY message HAVING max(received_at) <= :before
) AND NOT is_done
RETURNING message, sealed
