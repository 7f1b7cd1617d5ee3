-- Audits of recorded predictions that were asked for on a page: they wait, run inside the database, and what ended never changes.
CREATE TABLE governance.live_audit (
  id                   uuid PRIMARY KEY,
  version_id           bigint NOT NULL REFERENCES governance.model_version,
  plan_digest          text NOT NULL REFERENCES governance.audit_plan,
  environment          text NOT NULL,
  route                text NOT NULL,
  window_from          timestamptz NOT NULL,
  window_to            timestamptz NOT NULL CHECK (window_from < window_to),
  -- The version and the window that it is compared with; null where the plan compares with none.
  reference_version    text,
  reference_from       timestamptz,
  reference_to         timestamptz,
  requested_at         timestamptz NOT NULL,
  requested_by         text NOT NULL,
  status               text NOT NULL CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'ERROR')),
  -- What is done now, by which instance, and when that last said that it lives, by the database's clock.
  stage                text,
  worker               uuid,
  heartbeat_at         timestamptz,
  verdict              text CHECK (verdict IN ('PASS', 'FAIL', 'INSUFFICIENT')),
  report               text,
  report_digest        text,
  error                text,
  run_at               timestamptz,
  CHECK ((reference_version IS NULL) = (reference_from IS NULL) AND (reference_from IS NULL) = (reference_to IS NULL)),
  CHECK (reference_from < reference_to),
  CHECK ((status = 'COMPLETED') = (report IS NOT NULL AND report_digest IS NOT NULL)),
  CHECK (verdict IS NULL OR status = 'COMPLETED'),
  CHECK ((status = 'ERROR') = (error IS NOT NULL)),
  CHECK ((status IN ('COMPLETED', 'ERROR')) = (run_at IS NOT NULL)),
  CHECK ((status = 'RUNNING') = (worker IS NOT NULL AND heartbeat_at IS NOT NULL))
);
CREATE INDEX live_audit_of_version ON governance.live_audit (version_id, requested_at DESC);
CREATE INDEX live_audit_waiting ON governance.live_audit (requested_at, id) WHERE status IN ('QUEUED', 'RUNNING');

CREATE FUNCTION governance.live_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status NOT IN ('QUEUED', 'RUNNING') THEN
    RAISE EXCEPTION 'live audit % has ended and does not change', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER live_audit_stays BEFORE UPDATE ON governance.live_audit
  FOR EACH ROW EXECUTE FUNCTION governance.live_audit_stays();

GRANT SELECT, INSERT ON governance.live_audit TO gatehouse_governance;
GRANT UPDATE (status, stage, worker, heartbeat_at, verdict, report, report_digest, error, run_at)
  ON governance.live_audit TO gatehouse_governance;
