-- A model of several files is known by the digest of its signed manifest (OpenSSF Model Signing v1.0). It stands among the artifacts under
-- that digest, so that a version can name it; its size there is the signature's.
CREATE TABLE governance.signed_artifact (
  sha256           text PRIMARY KEY REFERENCES governance.artifact,
  -- The manifest's digest does not cover the names of the files; the statement's does.
  statement_sha256 text NOT NULL CHECK (statement_sha256 ~ '^[0-9a-f]{64}$'),
  model            text NOT NULL CHECK (length(model) BETWEEN 1 AND 1024),
  -- Name of the configured key that verified it, and SHA-256 of the key.
  signer           text NOT NULL,
  key_id           text NOT NULL CHECK (key_id ~ '^[0-9a-f]{64}$'),
  files            integer NOT NULL CHECK (files > 0),
  -- The signature as it came: a sigstore bundle.
  signature        bytea NOT NULL CHECK (length(signature) <= 1048576),
  verified_at      timestamptz NOT NULL,
  verified_for     text NOT NULL
);
GRANT SELECT, INSERT ON governance.signed_artifact TO gatehouse_governance;
