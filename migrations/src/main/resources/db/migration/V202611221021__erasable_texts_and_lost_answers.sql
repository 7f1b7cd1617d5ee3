SET search_path = governance;

-- The key under which the record of an act speaks of what somebody wrote. The record itself stays; once text and key are deleted, no guess of
-- the text can be confirmed by it. Deleting is the owner's.
CREATE TABLE ledger_text_key (
  leaf     uuid PRIMARY KEY REFERENCES ledger_leaf (id),
  text_key bytea NOT NULL CHECK (octet_length(text_key) = 32)
);
GRANT SELECT, INSERT ON ledger_text_key TO gatehouse_governance;

-- Who works on the request (null: nobody any more) and since when; and whether an act of it has committed, which the act's own transaction
-- says. A request that was broken off before is done again, one that was broken off after is not.
ALTER TABLE idempotency_key
  ADD COLUMN claim uuid,
  ADD COLUMN claimed_at timestamptz,
  ADD COLUMN acted boolean NOT NULL DEFAULT false;
-- What was being worked on at the change is left as it was: nobody knows whether it was done.
UPDATE idempotency_key SET acted = true WHERE status IS NULL;
