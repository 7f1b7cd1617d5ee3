-- A finding is made milder, or given more time, by two people of different functions: what the first of them asks for waits here.
ALTER TABLE governance.finding
  ADD COLUMN asked_severity text CHECK (asked_severity IN ('critical', 'high', 'medium', 'low')),
  ADD COLUMN asked_due_on date,
  ADD COLUMN asked_owner text,
  ADD COLUMN asked_reason text,
  ADD COLUMN asked_by text,
  ADD COLUMN asked_as text[],
  ADD COLUMN asked_at timestamptz,
  ADD CHECK (num_nulls(asked_reason, asked_by, asked_as, asked_at) IN (0, 4)),
  ADD CHECK (asked_by IS NOT NULL OR num_nonnulls(asked_severity, asked_due_on, asked_owner) = 0),
  ADD CHECK (asked_by IS NULL OR state = 'OPEN');

ALTER TABLE governance.finding_event DROP CONSTRAINT finding_event_kind_check;
ALTER TABLE governance.finding_event ADD CONSTRAINT finding_event_kind_check CHECK (kind IN
  ('REMEDIED', 'CHANGE_ASKED', 'CHANGE_REFUSED', 'CHANGED', 'CLOSED', 'REOPENED', 'PERMITS_SUSPENDED'));

-- What one person alone made milder before is as grave again as it was: nobody had agreed.
INSERT INTO governance.finding_event (finding_id, kind, at, by, note)
  SELECT id, 'CHANGED', now(), NULL, 'Changed: severity ' || severity || ' → ' || worst_severity
    || '. No second person had agreed that it is milder.'
  FROM governance.finding WHERE state = 'OPEN' AND severity <> worst_severity;
UPDATE governance.finding SET severity = worst_severity, revision = revision + 1 WHERE state = 'OPEN' AND severity <> worst_severity;

-- What is fixed when it is written down cannot be changed by the service itself.
REVOKE UPDATE ON governance.finding, governance.waiver, governance.model_version FROM gatehouse_governance;
GRANT UPDATE (severity, worst_severity, owner, due_on, state, closed_at, closed_by, closing_note, reopened, asked_severity, asked_due_on,
  asked_owner, asked_reason, asked_by, asked_as, asked_at, revision) ON governance.finding TO gatehouse_governance;
GRANT UPDATE (state, decided_at, decided_by, decided_as, rationale, ended_at, ended_by, end_reason, revision)
  ON governance.waiver TO gatehouse_governance;

-- Looked at every second.
CREATE INDEX permit_active ON governance.permit (model) WHERE state = 'ACTIVE';
