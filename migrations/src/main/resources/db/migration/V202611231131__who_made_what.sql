-- What a person made is found without going through every version: home asks for it on each visit. Sign-in names differ in case.
CREATE FUNCTION governance.lowered(names text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  (SELECT coalesce(array_agg(lower(n)), '{}') FROM unnest(names) n);
CREATE INDEX model_version_registered_by ON governance.model_version (registered_by, registered_at DESC, id DESC);
CREATE INDEX model_version_developers ON governance.model_version USING gin (governance.lowered(developers));

-- Whether a use that is prohibited still serves is asked every second; few ever are.
CREATE INDEX assessment_prohibited ON governance.assessment (model_id, id) WHERE status = 'PROHIBITED';
