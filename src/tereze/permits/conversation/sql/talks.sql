-- name: take_talk
-- Where somebody's talk stands, for the caller alone until its transaction ends. One that was left for
-- too long begins anew.
INSERT INTO conversation_talk AS talk (holder, sealed, keep_until)
VALUES (:holder::bytea, '', :keep_until::timestamptz)
ON CONFLICT (holder) DO UPDATE
   SET keep_until = EXCLUDED.keep_until,
       sealed = CASE WHEN talk.keep_until > :now::timestamptz THEN talk.sealed ELSE '' END
RETURNING sealed;

-- name: keep_talk
-- Write down where it stands.
INSERT INTO conversation_talk (holder, sealed, keep_until)
VALUES (:holder::bytea, :sealed::bytea, :keep_until::timestamptz)
ON CONFLICT (holder) DO UPDATE
   SET sealed = EXCLUDED.sealed, keep_until = EXCLUDED.keep_until;
