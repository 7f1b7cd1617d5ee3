-- A route's second version, for calls that the permit of the first does not admit, and the secret by which shares of subjects are drawn.
SET search_path = governance;

ALTER TABLE route
  ADD COLUMN fallback_version_id bigint REFERENCES model_version,
  ADD COLUMN fallback_permit_id  uuid REFERENCES permit,
  ADD COLUMN cap_secret          bytea,
  ADD CONSTRAINT route_fallback_whole CHECK ((fallback_version_id IS NULL) = (fallback_permit_id IS NULL)),
  ADD CONSTRAINT route_fallback_another CHECK (fallback_version_id <> version_id);

-- Routes of the time before get one here: 244 bits of the server's strong random source, spread over 32 bytes.
UPDATE route SET cap_secret = sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

ALTER TABLE route
  ALTER COLUMN cap_secret SET NOT NULL,
  ADD CONSTRAINT route_cap_secret_whole CHECK (length(cap_secret) = 32);

-- Another secret would move subjects from one side of a cap to the other: it is made once.
REVOKE UPDATE ON route FROM gatehouse_governance;
GRANT UPDATE (version_id, permit_id, staleness_limit, deployed_at, deployed_by, fallback_version_id, fallback_permit_id, revision)
  ON route TO gatehouse_governance;
