-- Search across everything: indexes for beginnings of ids' digests and names, and for the words of summaries and findings. Words are taken as they
-- stand ('simple'), since summaries come in every language.
CREATE INDEX model_version_artifact_begins ON governance.model_version (artifact_sha256 text_pattern_ops);
CREATE INDEX model_version_begins ON governance.model_version (lower(version) text_pattern_ops);
CREATE INDEX release_dossier_begins ON governance.release (dossier_digest text_pattern_ops);
CREATE INDEX release_route_begins ON governance.release (lower(route) text_pattern_ops);
CREATE INDEX release_summary_words ON governance.release USING gin (to_tsvector('simple', summary));
CREATE INDEX release_of_submitter ON governance.release (submitted_by, submitted_at DESC);
CREATE INDEX audit_run_plan_begins ON governance.audit_run (plan_digest text_pattern_ops);
CREATE INDEX audit_run_report_begins ON governance.audit_run (report_digest text_pattern_ops);
CREATE INDEX audit_plan_of_dataset ON governance.audit_plan (dataset_sha256);
CREATE INDEX audit_plan_of_reference ON governance.audit_plan (reference_sha256) WHERE reference_sha256 IS NOT NULL;
CREATE INDEX assessment_digest_begins ON governance.assessment (digest text_pattern_ops);
CREATE INDEX evidence_digest_begins ON governance.evidence (digest text_pattern_ops);

-- What a search looks into; immutable, as texts only are joined.
CREATE FUNCTION governance.finding_words(title text, detail text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  title || ' ' || array_to_string(detail, ' ');
CREATE INDEX finding_words ON governance.finding USING gin (to_tsvector('simple', governance.finding_words(title, detail)));
