SET search_path = governance;

-- What was answered to a request that carried an Idempotency-Key, so that the same request again gets the same answer and has no second
-- effect. Without a status it is being worked on. Rows go after a day.
CREATE TABLE idempotency_key (
  caller         text NOT NULL,
  key            text NOT NULL,
  request_digest text NOT NULL,
  status         integer,
  location       text,
  content_type   text,
  body           bytea,
  first_seen_at  timestamptz NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (first_seen_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO gatehouse_governance;
