-- The tree in tiles of 256 hashes, so that a proof reads a few rows; checkpoints, each signed once; and guards that let the ledger only grow.

-- Who acted, as the leaf says, so that the audit trail can be asked for it.
ALTER TABLE governance.ledger_leaf ADD COLUMN actor text;
UPDATE governance.ledger_leaf SET actor = convert_from(leaf, 'UTF8')::json ->> 'actor';
ALTER TABLE governance.ledger_leaf ALTER COLUMN actor SET NOT NULL;

-- Whether what is kept beside a leaf is what the leaf says.
CREATE FUNCTION governance.leaf_agrees(leaf bytea, leaf_hash bytea, payload bytea, act text, actor text, subject text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(leaf_hash = sha256('\x00'::bytea || leaf)
    AND said ->> 'payload' = 'sha256:' || encode(sha256(payload), 'hex')
    AND said ->> 'act' = act AND said ->> 'actor' = actor AND said ->> 'subject' = subject, false)
  FROM (SELECT convert_from(leaf, 'UTF8')::json AS said) AS l
$$;
ALTER TABLE governance.ledger_leaf ADD CONSTRAINT ledger_leaf_agrees
  CHECK (governance.leaf_agrees(leaf, leaf_hash, payload, act, actor, subject));

CREATE FUNCTION governance.ledger_leaf_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.leaf_index IS NOT NULL THEN
      RAISE EXCEPTION 'a new leaf has no index yet';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.leaf_index IS NULL
      AND (NEW.id, NEW.act, NEW.actor, NEW.subject, NEW.payload, NEW.leaf, NEW.leaf_hash, NEW.recorded_at)
        = (OLD.id, OLD.act, OLD.actor, OLD.subject, OLD.payload, OLD.leaf, OLD.leaf_hash, OLD.recorded_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the ledger only grows: leaf % stays as it is', OLD.id;
END $$;
CREATE TRIGGER ledger_leaf_grows BEFORE INSERT OR UPDATE OR DELETE ON governance.ledger_leaf
  FOR EACH ROW EXECUTE FUNCTION governance.ledger_leaf_grows();

-- Tile L of level 0 holds leaf hashes, of a higher level the roots of the full tiles below.
CREATE TABLE governance.ledger_tile (
  level      smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
  tile_index bigint NOT NULL CHECK (tile_index >= 0),
  hashes     bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
  PRIMARY KEY (level, tile_index)
);
-- Hashes do not compress.
ALTER TABLE governance.ledger_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE FUNCTION governance.ledger_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.level, NEW.tile_index) = (OLD.level, OLD.tile_index)
      AND substring(NEW.hashes FOR octet_length(OLD.hashes)) = OLD.hashes THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the ledger only grows: tile % of level % loses or changes a hash', OLD.tile_index, OLD.level;
END $$;
CREATE TRIGGER ledger_tile_grows BEFORE UPDATE OR DELETE ON governance.ledger_tile
  FOR EACH ROW EXECUTE FUNCTION governance.ledger_tile_grows();

-- What the ledger has signed. A ledger that is given a new origin goes on over the same leaves; what it signed before stays.
CREATE TABLE governance.ledger_checkpoint (
  origin    text NOT NULL,
  size      bigint NOT NULL CHECK (size > 0),
  root      bytea NOT NULL CHECK (octet_length(root) = 32),
  note      text NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (origin, size)
);

-- The tiles hold what the frontier and the root said. The sequencer makes the tiles of a ledger that has none, from size 0 on.
ALTER TABLE governance.ledger_tree DROP COLUMN frontier, DROP COLUMN root;
UPDATE governance.ledger_tree SET size = 0;

CREATE FUNCTION governance.ledger_tree_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.size >= OLD.size THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the ledger only grows: the tree has % leaves', OLD.size;
END $$;
CREATE TRIGGER ledger_tree_grows BEFORE UPDATE OR DELETE ON governance.ledger_tree
  FOR EACH ROW EXECUTE FUNCTION governance.ledger_tree_grows();

-- The audit trail is read newest first, by act, by actor, by the beginning of a subject, by time.
DROP INDEX governance.ledger_leaf_subject;
CREATE INDEX ledger_leaf_subject ON governance.ledger_leaf (subject text_pattern_ops, leaf_index);
CREATE INDEX ledger_leaf_act ON governance.ledger_leaf (act, leaf_index);
CREATE INDEX ledger_leaf_actor ON governance.ledger_leaf (actor, leaf_index);
CREATE INDEX ledger_leaf_recorded ON governance.ledger_leaf (recorded_at);
CREATE INDEX ledger_leaf_hash ON governance.ledger_leaf (leaf_hash);

REVOKE UPDATE ON governance.ledger_leaf FROM gatehouse_governance;
GRANT UPDATE (leaf_index) ON governance.ledger_leaf TO gatehouse_governance;
GRANT SELECT, INSERT, UPDATE ON governance.ledger_tile TO gatehouse_governance;
GRANT SELECT, INSERT ON governance.ledger_checkpoint TO gatehouse_governance;
