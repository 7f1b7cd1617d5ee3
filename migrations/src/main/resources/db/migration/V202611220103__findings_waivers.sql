-- Evidence as a file: its bytes lie in the store of files by digest. Who brought it in and what it is stays here.
CREATE TABLE governance.document_file (
  sha256      text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  media_type  text NOT NULL CHECK (media_type IN ('application/pdf', 'application/json', 'text/plain', 'text/markdown')),
  size_bytes  bigint NOT NULL CHECK (size_bytes > 0),
  uploaded_at timestamptz NOT NULL,
  uploaded_by text NOT NULL
);

ALTER TABLE governance.evidence
  -- Set for evidence that is a file; `digest` is then the digest of the file's bytes.
  ADD COLUMN file_sha256 text REFERENCES governance.document_file,
  -- What the packs asked for when it was given; absent on evidence of earlier versions.
  ADD COLUMN requirement text,
  -- Digests of the data that a validation report speaks of.
  ADD COLUMN data text[] NOT NULL DEFAULT '{}';

CREATE TABLE governance.waiver (
  id           uuid PRIMARY KEY,
  version_id   bigint NOT NULL REFERENCES governance.model_version,
  gate         text NOT NULL,
  environment  text NOT NULL,
  cause        text NOT NULL CHECK (cause IN ('MISSING', 'STALE', 'INSUFFICIENT', 'FAILED')),
  reason       text NOT NULL,
  -- Digest of the evidence that the gate was closed on; null where there was none. A waiver is not renewed on the same.
  evidence     text,
  traffic_cap  numeric CHECK (traffic_cap > 0 AND traffic_cap <= 1),
  -- The last day on which it holds.
  until        date NOT NULL,
  state        text NOT NULL CHECK (state IN ('REQUESTED', 'CONFIRMED', 'REFUSED', 'REVOKED')),
  requested_at timestamptz NOT NULL,
  requested_by text NOT NULL,
  requested_as text[] NOT NULL,
  decided_at   timestamptz,
  decided_by   text,
  decided_as   text,
  rationale    text,
  ended_at     timestamptz,
  ended_by     text,
  end_reason   text,
  revision     integer NOT NULL,
  CHECK (requested_by <> decided_by),
  CHECK (NOT decided_as = ANY (requested_as)),
  CHECK (state NOT IN ('CONFIRMED', 'REFUSED')
    OR (decided_at IS NOT NULL AND decided_by IS NOT NULL AND decided_as IS NOT NULL AND rationale IS NOT NULL)),
  CHECK ((state = 'REVOKED') = (ended_at IS NOT NULL AND ended_by IS NOT NULL AND end_reason IS NOT NULL))
);
CREATE INDEX waiver_of_version ON governance.waiver (version_id, requested_at);
CREATE UNIQUE INDEX waiver_waits_once ON governance.waiver (version_id, gate, environment) WHERE state = 'REQUESTED';

ALTER TABLE governance.finding
  -- The gravest that it was since it was opened last: making it milder does not make it easier to close.
  ADD COLUMN worst_severity text CHECK (worst_severity IN ('critical', 'high', 'medium', 'low')),
  ADD COLUMN reopened integer NOT NULL DEFAULT 0;
UPDATE governance.finding SET worst_severity = severity;
ALTER TABLE governance.finding ALTER COLUMN worst_severity SET NOT NULL;

-- What happened to a finding after it was opened; only ever added to.
CREATE TABLE governance.finding_event (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  finding_id uuid NOT NULL REFERENCES governance.finding,
  kind       text NOT NULL CHECK (kind IN ('REMEDIED', 'CHANGED', 'CLOSED', 'REOPENED', 'PERMITS_SUSPENDED')),
  at         timestamptz NOT NULL,
  -- Null for what the service does by itself.
  by         text,
  note       text NOT NULL,
  evidence   text
);
CREATE INDEX finding_event_of_finding ON governance.finding_event (finding_id, id);
INSERT INTO governance.finding_event (finding_id, kind, at, by, note)
  SELECT id, 'CLOSED', closed_at, closed_by, closing_note FROM governance.finding WHERE state = 'CLOSED';
CREATE INDEX finding_overdue ON governance.finding (due_on) WHERE state = 'OPEN';

GRANT SELECT, INSERT ON governance.document_file, governance.finding_event TO gatehouse_governance;
GRANT SELECT, INSERT, UPDATE ON governance.waiver TO gatehouse_governance;
