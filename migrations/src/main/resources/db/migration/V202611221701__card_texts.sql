-- What people write for model cards: each text of a version in revisions that are only ever added, and how complete a compiled card is.
CREATE TABLE governance.card_text (
  id          uuid PRIMARY KEY,
  version_id  bigint NOT NULL REFERENCES governance.model_version,
  -- The id of the text in the card's format, such as limits-of-use.
  text_id     text NOT NULL CHECK (text_id ~ '^[a-z][a-z-]{0,62}$'),
  -- From 1 on, without a gap.
  revision    integer NOT NULL CHECK (revision BETWEEN 1 AND 500),
  -- A text, or why there can be none; neither when it was taken back.
  markdown    text CHECK (length(markdown) BETWEEN 1 AND 60000),
  not_applicable text CHECK (length(not_applicable) BETWEEN 1 AND 1000),
  written_at  timestamptz NOT NULL,
  written_by  text NOT NULL,
  -- The revision of another version that this one was carried over from.
  copied_from uuid REFERENCES governance.card_text,
  UNIQUE (version_id, text_id, revision),
  CHECK (markdown IS NULL OR not_applicable IS NULL)
);
GRANT SELECT, INSERT ON governance.card_text TO gatehouse_governance;

-- Of a compiled card: the percentage by framework, what was asked of it then, and the first of what it lacks; null for other evidence and
-- for cards of earlier versions of the service.
ALTER TABLE governance.evidence ADD COLUMN completeness jsonb CHECK (completeness IS NULL OR kind = 'card');
