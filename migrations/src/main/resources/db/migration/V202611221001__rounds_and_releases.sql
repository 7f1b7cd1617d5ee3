-- A vote lapses when its voter no longer holds the function; the others stand, and the seat can be filled again.
ALTER TABLE governance.vote
  ADD COLUMN lapsed_at      timestamptz,
  ADD COLUMN lapsed_because text,
  ADD CHECK ((lapsed_at IS NULL) = (lapsed_because IS NULL));
-- One person fills one seat of a round, with one vote that counts.
ALTER TABLE governance.vote DROP CONSTRAINT vote_release_id_dossier_digest_voter_key;
CREATE UNIQUE INDEX vote_of_person ON governance.vote (release_id, dossier_digest, voter) WHERE lapsed_at IS NULL;
GRANT UPDATE (lapsed_at, lapsed_because) ON governance.vote TO gatehouse_governance;

-- What became of an artifact, and of a model's releases for an environment.
CREATE INDEX model_version_of_artifact ON governance.model_version (model_id, artifact_sha256);
CREATE INDEX release_of_version ON governance.release (version_id, environment);
