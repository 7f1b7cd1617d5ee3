-- A plan asks for fairness, drift or performance; the last two may compare the data with reference rows, fixed by digest too.
ALTER TABLE governance.audit_plan
  -- As the plan's own member `kind`; that of every plan so far.
  ADD COLUMN kind text NOT NULL DEFAULT 'fairness' CHECK (length(kind) BETWEEN 1 AND 40),
  ADD COLUMN reference_sha256 text REFERENCES governance.dataset,
  ADD CHECK (kind <> 'fairness' OR reference_sha256 IS NULL),
  ADD CHECK (reference_sha256 <> dataset_sha256);
ALTER TABLE governance.audit_plan ALTER COLUMN kind DROP DEFAULT;
-- The plan that counts for a gate is the last one of its kind.
CREATE INDEX audit_plan_of_model ON governance.audit_plan (model_id, kind, fixed_at);

-- The library tells reports by their kind.
ALTER TABLE governance.report DROP CONSTRAINT report_kind_check;
ALTER TABLE governance.report DROP CONSTRAINT report_check1;
ALTER TABLE governance.report
  ADD CONSTRAINT report_kind_check CHECK (kind IN ('card', 'audit', 'drift', 'performance', 'assessment', 'approval', 'bundle')),
  ADD CONSTRAINT report_of_run CHECK ((kind IN ('audit', 'drift', 'performance')) = (run_id IS NOT NULL));

CREATE OR REPLACE FUNCTION governance.report_audit() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO governance.report (kind, model_id, version_id, run_id, at, words)
    SELECT CASE p.kind WHEN 'fairness' THEN 'audit' ELSE p.kind END, v.model_id, v.id, NEW.id, NEW.run_at,
        governance.report_words(v.model_id, v.id)
    FROM governance.model_version v, governance.audit_plan p WHERE v.id = NEW.version_id AND p.digest = NEW.plan_digest
  ON CONFLICT (run_id) WHERE run_id IS NOT NULL DO NOTHING;
  RETURN NULL;
END $$;
