-- A run of an audit plan is a job now: asked for, waiting, at work, ended. What ended never changes again.
ALTER TABLE governance.audit_run DROP CONSTRAINT audit_run_status_check;
ALTER TABLE governance.audit_run DROP CONSTRAINT audit_run_check;
ALTER TABLE governance.audit_run
  ALTER COLUMN run_at DROP NOT NULL,
  ADD COLUMN requested_at timestamptz,
  -- How often it was begun; a service that stopped in the middle leaves it to be begun again.
  ADD COLUMN attempts integer NOT NULL DEFAULT 0,
  -- Which instance works on it, and when it last said so, by the database's clock.
  ADD COLUMN worker uuid,
  ADD COLUMN heartbeat_at timestamptz,
  -- What the worker does, and which share of that is done where it can be told.
  ADD COLUMN stage text,
  ADD COLUMN share double precision,
  ADD COLUMN cancel_requested_at timestamptz,
  ADD COLUMN cells_digest text;
UPDATE governance.audit_run SET requested_at = run_at, attempts = 1;
ALTER TABLE governance.audit_run
  ALTER COLUMN requested_at SET NOT NULL,
  ADD CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'ERROR', 'CANCELLED')),
  -- A plan without a limit comes to a report without a verdict.
  ADD CHECK ((status = 'COMPLETED') = (report IS NOT NULL AND report_digest IS NOT NULL)),
  ADD CHECK (verdict IS NULL OR status = 'COMPLETED'),
  ADD CHECK ((status IN ('ERROR', 'CANCELLED')) = (error IS NOT NULL)),
  ADD CHECK ((status IN ('COMPLETED', 'ERROR', 'CANCELLED')) = (run_at IS NOT NULL)),
  ADD CHECK ((status = 'RUNNING') = (worker IS NOT NULL AND heartbeat_at IS NOT NULL));
CREATE INDEX audit_run_waiting ON governance.audit_run (requested_at, id) WHERE status IN ('QUEUED', 'RUNNING');

CREATE FUNCTION governance.audit_run_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status NOT IN ('QUEUED', 'RUNNING') THEN
    RAISE EXCEPTION 'audit run % has ended and does not change', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_run_stays BEFORE UPDATE ON governance.audit_run
  FOR EACH ROW EXECUTE FUNCTION governance.audit_run_stays();

-- What was asked for does not change either: only the course of the run does.
REVOKE UPDATE ON governance.audit_run FROM gatehouse_governance;
GRANT UPDATE (status, verdict, report, report_digest, cells_digest, error, run_at, attempts, worker, heartbeat_at, stage, share,
    cancel_requested_at) ON governance.audit_run TO gatehouse_governance;

-- Cells count small groups of people one by one, so they are kept with the protected attributes: the control plane may bring them in,
-- and only audits read them.
CREATE TABLE protected.audit_cells (
  run_id   uuid PRIMARY KEY REFERENCES governance.audit_run,
  -- The cells' JSON, gzipped; `audit_run.cells_digest` is of the JSON.
  document bytea NOT NULL
);
GRANT INSERT ON protected.audit_cells TO gatehouse_governance;
GRANT SELECT ON protected.audit_cells TO gatehouse_auditor;

-- Data sets that stay where they are, under the root that the operator has set; the newest place of a digest counts.
CREATE TABLE governance.dataset_path (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sha256        text NOT NULL REFERENCES governance.dataset,
  -- Relative to the root, with slashes.
  path          text NOT NULL CHECK (length(path) BETWEEN 1 AND 500),
  registered_at timestamptz NOT NULL,
  registered_by text NOT NULL
);
CREATE INDEX dataset_path_of_digest ON governance.dataset_path (sha256, id DESC);
GRANT SELECT, INSERT ON governance.dataset_path TO gatehouse_governance;
GRANT USAGE ON SEQUENCE governance.dataset_path_id_seq TO gatehouse_governance;
