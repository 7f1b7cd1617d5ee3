-- The report library: one row for everything that can be downloaded. It is kept by the database itself as cards, audits, assessments and
-- releases come, so that nothing can be there without being found, and a search reads one narrow table instead of four wide ones.
CREATE TABLE governance.report (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind          text NOT NULL CHECK (kind IN ('card', 'audit', 'assessment', 'approval', 'bundle')),
  model_id      bigint NOT NULL REFERENCES governance.model ON DELETE CASCADE,
  version_id    bigint REFERENCES governance.model_version ON DELETE CASCADE,
  run_id        uuid REFERENCES governance.audit_run ON DELETE CASCADE,
  assessment_id bigint REFERENCES governance.assessment ON DELETE CASCADE,
  release_id    uuid REFERENCES governance.release ON DELETE CASCADE,
  -- When it became what it is: the card was compiled last, the audit ended, the assessment was stored, the release was decided or submitted.
  at            timestamptz NOT NULL,
  -- What a search looks into: name, version and title, in lower case.
  words         text NOT NULL,
  CHECK ((kind = 'assessment') = (version_id IS NULL)),
  CHECK ((kind = 'audit') = (run_id IS NOT NULL)),
  CHECK ((kind = 'assessment') = (assessment_id IS NOT NULL)),
  CHECK ((kind IN ('approval', 'bundle')) = (release_id IS NOT NULL))
);
CREATE UNIQUE INDEX report_card ON governance.report (version_id) WHERE kind = 'card';
CREATE UNIQUE INDEX report_audit ON governance.report (run_id) WHERE run_id IS NOT NULL;
CREATE UNIQUE INDEX report_assessment ON governance.report (assessment_id) WHERE assessment_id IS NOT NULL;
CREATE UNIQUE INDEX report_release ON governance.report (release_id, kind) WHERE release_id IS NOT NULL;
CREATE INDEX report_newest ON governance.report (at DESC, id DESC);
CREATE INDEX report_of_kind ON governance.report (kind, at DESC, id DESC);
-- For the titles of models.
CREATE INDEX report_of_model ON governance.report (model_id);
-- The service reads; only the triggers below write.
GRANT SELECT ON governance.report TO gatehouse_governance;

CREATE FUNCTION governance.report_words(of_model bigint, of_version bigint) RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT lower(m.name || coalesce('/' || v.version, '') || ' ' || m.title)
  FROM governance.model m LEFT JOIN governance.model_version v ON v.id = of_version
  WHERE m.id = of_model
$$;

CREATE FUNCTION governance.report_card() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO governance.report (kind, model_id, version_id, at, words)
    SELECT 'card', v.model_id, v.id, NEW.given_at, governance.report_words(v.model_id, v.id)
    FROM governance.model_version v WHERE v.id = NEW.version_id
  ON CONFLICT (version_id) WHERE kind = 'card' DO UPDATE SET at = greatest(report.at, EXCLUDED.at);
  RETURN NULL;
END $$;
CREATE TRIGGER report_card AFTER INSERT ON governance.evidence
  FOR EACH ROW WHEN (NEW.kind = 'card') EXECUTE FUNCTION governance.report_card();

CREATE FUNCTION governance.report_audit() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO governance.report (kind, model_id, version_id, run_id, at, words)
    SELECT 'audit', v.model_id, v.id, NEW.id, NEW.run_at, governance.report_words(v.model_id, v.id)
    FROM governance.model_version v WHERE v.id = NEW.version_id
  ON CONFLICT (run_id) WHERE run_id IS NOT NULL DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER report_audit AFTER INSERT OR UPDATE OF status ON governance.audit_run
  FOR EACH ROW WHEN (NEW.status = 'COMPLETED') EXECUTE FUNCTION governance.report_audit();

CREATE FUNCTION governance.report_assessment() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO governance.report (kind, model_id, assessment_id, at, words)
    VALUES ('assessment', NEW.model_id, NEW.id, NEW.created_at, governance.report_words(NEW.model_id, NULL));
  RETURN NULL;
END $$;
CREATE TRIGGER report_assessment AFTER INSERT ON governance.assessment
  FOR EACH ROW EXECUTE FUNCTION governance.report_assessment();

CREATE FUNCTION governance.report_release() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO governance.report (kind, model_id, version_id, release_id, at, words)
    SELECT k.kind, v.model_id, v.id, NEW.id, coalesce(NEW.decided_at, NEW.submitted_at), governance.report_words(v.model_id, v.id)
    FROM governance.model_version v, (VALUES ('approval'), ('bundle')) AS k (kind) WHERE v.id = NEW.version_id
  ON CONFLICT (release_id, kind) WHERE release_id IS NOT NULL DO UPDATE SET at = EXCLUDED.at;
  RETURN NULL;
END $$;
CREATE TRIGGER report_release AFTER INSERT ON governance.release
  FOR EACH ROW EXECUTE FUNCTION governance.report_release();
CREATE TRIGGER report_decision AFTER UPDATE OF decided_at ON governance.release
  FOR EACH ROW WHEN (OLD.decided_at IS DISTINCT FROM NEW.decided_at) EXECUTE FUNCTION governance.report_release();

-- A title is the only part of the words that may change.
CREATE FUNCTION governance.report_title() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE governance.report SET words = governance.report_words(model_id, version_id) WHERE model_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER report_title AFTER UPDATE OF title ON governance.model
  FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION governance.report_title();

REVOKE ALL ON FUNCTION governance.report_words(bigint, bigint), governance.report_card(), governance.report_audit(),
    governance.report_assessment(), governance.report_release(), governance.report_title() FROM PUBLIC;

-- What is there already.
INSERT INTO governance.report (kind, model_id, version_id, at, words)
  SELECT 'card', v.model_id, v.id, max(e.given_at), governance.report_words(v.model_id, v.id)
  FROM governance.evidence e JOIN governance.model_version v ON v.id = e.version_id WHERE e.kind = 'card' GROUP BY v.id, v.model_id;
INSERT INTO governance.report (kind, model_id, version_id, run_id, at, words)
  SELECT 'audit', v.model_id, v.id, u.id, u.run_at, governance.report_words(v.model_id, v.id)
  FROM governance.audit_run u JOIN governance.model_version v ON v.id = u.version_id WHERE u.status = 'COMPLETED';
INSERT INTO governance.report (kind, model_id, assessment_id, at, words)
  SELECT 'assessment', a.model_id, a.id, a.created_at, governance.report_words(a.model_id, NULL) FROM governance.assessment a;
INSERT INTO governance.report (kind, model_id, version_id, release_id, at, words)
  SELECT k.kind, v.model_id, v.id, r.id, coalesce(r.decided_at, r.submitted_at), governance.report_words(v.model_id, v.id)
  FROM governance.release r JOIN governance.model_version v ON v.id = r.version_id, (VALUES ('approval'), ('bundle')) AS k (kind);
