-- What the inventory says of a model beyond its registration; every revision of a model whole; saved views and files that wait to be imported.
ALTER TABLE governance.model
  ADD COLUMN particulars jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(particulars) = 'object'),
  ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();

-- Reach times impact times confidence over effort, to two decimals; null where particulars do not say. One place computes what lists are ordered by.
CREATE FUNCTION governance.rice(particulars jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  round((particulars #>> '{rice,reach}')::numeric * (particulars #>> '{rice,impact}')::numeric
    * (particulars #>> '{rice,confidence}')::numeric / nullif((particulars #>> '{rice,effort}')::numeric, 0), 2);

UPDATE governance.model m SET changed_at = coalesce(
  (SELECT min(a.created_at) FROM governance.assessment a WHERE a.model_id = m.id AND a.model_revision = m.revision), m.created_at);

CREATE TABLE governance.model_revision (
  model_id    bigint NOT NULL REFERENCES governance.model,
  revision    integer NOT NULL CHECK (revision >= 0),
  -- title, owner, intendedUse, outOfScopeUse, facts, particulars
  document    jsonb NOT NULL,
  written_at  timestamptz NOT NULL,
  -- Null for a revision that was there when the history began, unless it is the first one.
  written_by  text,
  PRIMARY KEY (model_id, revision)
);
INSERT INTO governance.model_revision (model_id, revision, document, written_at, written_by)
  SELECT id, revision, jsonb_build_object('title', title, 'owner', owner, 'intendedUse', intended_use, 'outOfScopeUse', out_of_scope_use,
    'facts', facts, 'particulars', particulars), changed_at, CASE WHEN revision = 0 THEN created_by END FROM governance.model;
GRANT SELECT, INSERT ON governance.model_revision TO gatehouse_governance;

CREATE TABLE governance.inventory_view (
  id          uuid PRIMARY KEY,
  -- sub of who keeps it
  kept_by     text NOT NULL,
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  -- The list's query string.
  query       text NOT NULL CHECK (length(query) <= 2000),
  shared      boolean NOT NULL,
  kept_at     timestamptz NOT NULL,
  UNIQUE (kept_by, name)
);
CREATE INDEX inventory_view_shared ON governance.inventory_view (name) WHERE shared;
GRANT SELECT, INSERT, DELETE ON governance.inventory_view TO gatehouse_governance;

-- The file that a person has brought in and not yet confirmed; the next one replaces it.
CREATE TABLE governance.inventory_upload (
  brought_by  text PRIMARY KEY,
  file        bytea NOT NULL,
  brought_at  timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON governance.inventory_upload TO gatehouse_governance;
