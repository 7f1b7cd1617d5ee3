-- A live audit that has not begun can be taken back; when, and by whom, is in the ledger.
ALTER TABLE governance.live_audit
  DROP CONSTRAINT live_audit_status_check,
  ADD CONSTRAINT live_audit_status_check CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'ERROR', 'CANCELLED'));
