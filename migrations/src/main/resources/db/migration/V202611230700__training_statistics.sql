-- What the rows were like that a version was trained on, as counts: published by who trained it, and what live rows are held against. Each
-- registration stays; the last one of a version counts.
CREATE TABLE governance.training_statistics (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version_id      bigint NOT NULL REFERENCES governance.model_version,
  document_sha256 text NOT NULL REFERENCES governance.document_file,
  training_rows   bigint NOT NULL CHECK (training_rows >= 0),
  missing_inputs  text[] NOT NULL,
  registered_at   timestamptz NOT NULL,
  registered_by   text NOT NULL
);
CREATE INDEX training_statistics_of_version ON governance.training_statistics (version_id, id DESC);
CREATE INDEX training_statistics_document ON governance.training_statistics (document_sha256);

GRANT SELECT, INSERT ON governance.training_statistics TO gatehouse_governance;

-- A live audit compares with an earlier window, or with such statistics, or with nothing.
ALTER TABLE governance.live_audit
  ADD COLUMN reference_statistics text,
  ADD CHECK (reference_statistics IS NULL OR reference_from IS NULL);
