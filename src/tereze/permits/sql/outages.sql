-- name: withdraw_lost_permit
-- Take back a permit whose answer was lost in an outage: one whose time has not begun, so that nobody
-- can have used it.
UPDATE permits_permit SET revoked_at = :now, revoked_why = :why, revoked_by = 'receipt'
WHERE shard = :shard AND resident_id = :resident_id AND day = :day AND code = :code
    AND revoked_at IS NULL AND starts_at > :now
RETURNING code

-- name: record_withdrawal
-- Write down for the audit trail and for the person what was withdrawn, through which door and why: the
-- person reads it where they read who looked at their data.
WITH audited AS (
    INSERT INTO core_auditentry (at, actor, action, subject, details)
    SELECT :now::timestamptz, 'door:' || id, 'permit-revoked', 'permit:' || :code::text,
        '{"by": "receipt"}'
    FROM messaging_door WHERE name = :door::text
)
INSERT INTO people_look (resident_id, who, at, what, why)
VALUES (:resident_id, 'door ' || :door::text, :now::timestamptz, 'permit', :why)

-- name: give_back_use
-- Take its use out of a ledger that it was written into; of several in the order in which claims lock
-- them. Whoever decided on the ledger as it was has to decide anew.
UPDATE permits_ledger
SET version = version + 1,
    uses = jsonb_path_query_array(uses, '$[*] ? (@.code != $code)', :which::jsonb)
WHERE shard = :shard AND holder = :holder

-- name: give_back_tally
-- Give back what it took of one shared amount.
UPDATE permits_tally SET used = greatest(used - :amount, 0)
WHERE holder = :holder AND counter = :counter AND period_starts_at = :period_starts_at
