-- People look at predictions, and predictions go when their time is over.
-- Searches walk a route's predictions in the order of their pages, or a caller's requests; counts need no more than the index.
DROP INDEX outcome.prediction_of_route;
CREATE INDEX prediction_newest ON outcome.prediction (route, received_at DESC, request_id DESC, row_index DESC);
DROP INDEX outcome.request_of_route;
CREATE INDEX request_of_route ON outcome.request (environment, route, received_at DESC, request_id DESC) INCLUDE (row_count);
CREATE INDEX request_of_caller ON outcome.request (environment, route, caller, received_at DESC, request_id DESC);
CREATE INDEX prediction_marked ON outcome.prediction (route, received_at DESC, request_id DESC, row_index DESC) WHERE needs_review;
CREATE INDEX prediction_of_subject ON outcome.prediction (subject, received_at DESC) WHERE subject IS NOT NULL;

-- What somebody found of a prediction. Nothing is changed: the highest revision of a row stands, the earlier ones are its history.
CREATE TABLE label.prediction_review (
  request_id  uuid NOT NULL,
  row_index   integer NOT NULL,
  revision    integer NOT NULL CHECK (revision >= 1),
  received_at timestamptz NOT NULL,
  environment text NOT NULL,
  route       text NOT NULL,
  version     text NOT NULL,
  decision    text NOT NULL,
  verdict     text NOT NULL CHECK (verdict IN ('UPHELD', 'OVERRIDDEN')),
  should_be   text,
  reason      text NOT NULL CHECK (char_length(reason) BETWEEN 10 AND 1000),
  marked      boolean NOT NULL,
  reviewed_at timestamptz NOT NULL,
  reviewed_by text NOT NULL,
  PRIMARY KEY (request_id, row_index, revision),
  CHECK ((verdict = 'OVERRIDDEN') = (should_be IS NOT NULL)),
  CHECK (should_be <> decision)
);
CREATE INDEX prediction_review_of_route ON label.prediction_review (environment, route, received_at);
GRANT SELECT, INSERT ON label.prediction_review TO gatehouse_governance;

-- The queue: marked rows that nobody has reviewed. Filled as they arrive, so that nobody has to search for what is missing.
CREATE TABLE label.review_waiting (
  request_id  uuid NOT NULL,
  row_index   integer NOT NULL,
  received_at timestamptz NOT NULL,
  environment text NOT NULL,
  route       text NOT NULL,
  version     text NOT NULL,
  PRIMARY KEY (request_id, row_index)
);
CREATE INDEX review_waiting_of_route ON label.review_waiting (environment, route, received_at, request_id, row_index);
GRANT SELECT, DELETE ON label.review_waiting TO gatehouse_governance;

CREATE FUNCTION outcome.queue_for_review() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO label.review_waiting (request_id, row_index, received_at, environment, route, version)
    SELECT NEW.request_id, NEW.row_index, NEW.received_at, r.environment, NEW.route, NEW.version
    FROM outcome.request r WHERE r.received_at = NEW.received_at AND r.request_id = NEW.request_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'prediction %/% needs a review, and its request is not there: insert requests first', NEW.request_id, NEW.row_index;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION outcome.queue_for_review() FROM PUBLIC;
CREATE TRIGGER prediction_needs_review AFTER INSERT ON outcome.prediction
  FOR EACH ROW WHEN (NEW.needs_review) EXECUTE FUNCTION outcome.queue_for_review();

-- Who looked at whose predictions, when and for which purpose. Nothing is changed.
CREATE TABLE label.prediction_look (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('LOOKED_AT', 'SEARCHED')),
  environment text NOT NULL,
  route       text NOT NULL,
  request_id  uuid,
  row_index   integer,
  subject     text,
  of_day      date NOT NULL,
  purpose     text NOT NULL CHECK (char_length(purpose) BETWEEN 10 AND 1000),
  roles       text NOT NULL,
  looked_at   timestamptz NOT NULL,
  looked_by   text NOT NULL,
  CHECK ((kind = 'LOOKED_AT') = (request_id IS NOT NULL AND row_index IS NOT NULL))
);
CREATE INDEX prediction_look_of_route ON label.prediction_look (environment, route, id DESC);
CREATE INDEX prediction_look_of_prediction ON label.prediction_look (request_id, row_index);
GRANT SELECT, INSERT ON label.prediction_look TO gatehouse_governance;

-- What must not be deleted, whatever its retention says. Lifting takes two people.
CREATE TABLE governance.legal_hold (
  id            uuid PRIMARY KEY,
  environment   text,
  route         text,
  from_day      date NOT NULL,
  to_day        date,
  reason        text NOT NULL,
  placed_at     timestamptz NOT NULL,
  placed_by     text NOT NULL,
  asked_at      timestamptz,
  asked_by      text,
  asked_reason  text,
  lifted_at     timestamptz,
  lifted_by     text,
  lifted_reason text,
  revision      integer NOT NULL,
  CHECK ((environment IS NULL) = (route IS NULL)),
  CHECK (to_day >= from_day),
  CHECK (num_nulls(asked_at, asked_by, asked_reason) IN (0, 3)),
  CHECK (num_nulls(lifted_at, lifted_by, lifted_reason) IN (0, 3)),
  CHECK (lifted_by IS NULL OR (asked_by IS NOT NULL AND lifted_by <> asked_by))
);
CREATE INDEX legal_hold_standing ON governance.legal_hold (placed_at) WHERE lifted_at IS NULL;
GRANT SELECT, INSERT ON governance.legal_hold TO gatehouse_governance;
GRANT UPDATE (asked_at, asked_by, asked_reason, lifted_at, lifted_by, lifted_reason, revision) ON governance.legal_hold TO gatehouse_governance;

-- What was deleted: one route's part of one day. The ledger has the same digest.
CREATE TABLE governance.outcome_deletion (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  day         date NOT NULL,
  environment text NOT NULL,
  route       text NOT NULL,
  keep_for    text NOT NULL,
  requests    bigint NOT NULL,
  predictions bigint NOT NULL,
  labels      bigint NOT NULL,
  reviews     bigint NOT NULL,
  unreviewed  bigint NOT NULL,
  digest      text NOT NULL,
  deleted_at  timestamptz NOT NULL
);
GRANT SELECT, INSERT ON governance.outcome_deletion TO gatehouse_governance;

-- The days that have partitions.
CREATE FUNCTION outcome.days() RETURNS SETOF date LANGUAGE sql STABLE AS $$
  SELECT to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'outcome.request'::regclass
$$;

-- The routes that answered on a day, and the models of their first and last answer; a few looks into an index for each.
CREATE FUNCTION outcome.routes_of_day(of_day date) RETURNS TABLE (environment text, route text, first_model text, last_model text)
  LANGUAGE sql STABLE AS $$
  WITH RECURSIVE pair AS (
    (SELECT r.environment, r.route FROM outcome.request r
     WHERE r.received_at >= of_day::timestamp AT TIME ZONE 'UTC' AND r.received_at < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
     ORDER BY r.environment, r.route LIMIT 1)
    UNION ALL
    SELECT n.environment, n.route FROM pair, LATERAL (
      SELECT r.environment, r.route FROM outcome.request r
      WHERE r.received_at >= of_day::timestamp AT TIME ZONE 'UTC' AND r.received_at < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
        AND (r.environment, r.route) > (pair.environment, pair.route)
      ORDER BY r.environment, r.route LIMIT 1) n
  )
  SELECT p.environment, p.route,
    (SELECT r.model FROM outcome.request r WHERE r.environment = p.environment AND r.route = p.route
       AND r.received_at >= of_day::timestamp AT TIME ZONE 'UTC' AND r.received_at < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
     ORDER BY r.received_at LIMIT 1),
    (SELECT r.model FROM outcome.request r WHERE r.environment = p.environment AND r.route = p.route
       AND r.received_at >= of_day::timestamp AT TIME ZONE 'UTC' AND r.received_at < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
     ORDER BY r.received_at DESC LIMIT 1)
  FROM pair p
$$;

-- An instant as archives and digests write it, to the microsecond.
CREATE FUNCTION outcome.instant_text(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- One route's part of a day as lines of text, in the one order; docs/retention.md has the form. The SHA-256 of the lines, each with a
-- newline behind it, is the digest that the ledger keeps of a part that was deleted.
CREATE FUNCTION outcome.archive_lines(of_day date, of_environment text, of_route text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  WITH request AS (
    SELECT * FROM outcome.request r
    WHERE r.environment = of_environment AND r.route = of_route
      AND r.received_at >= of_day::timestamp AT TIME ZONE 'UTC' AND r.received_at < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
  )
  SELECT x.line FROM (
    SELECT 1 AS part, r.received_at, r.request_id, 0 AS row_index, 0 AS revision, json_build_array(
      'request', r.request_id, outcome.instant_text(r.received_at), r.gateway, r.environment, r.route, r.model, r.version,
      r.artifact_sha256, r.permit_id, r.caller, r.purpose, r.mode, r.status, r.latency_micros, r.row_count,
      encode(sha256(r.request_body), 'hex'), octet_length(r.request_body), r.request_json_bytes,
      encode(sha256(r.response_body), 'hex'), octet_length(r.response_body), r.response_json_bytes, r.note)::text AS line
    FROM request r
    UNION ALL
    SELECT 2, p.received_at, p.request_id, p.row_index, 0, json_build_array(
      'prediction', p.request_id, p.row_index, p.version, p.subject, encode(float8send(p.score), 'hex'), p.decision, p.needs_review)::text
    FROM request r JOIN outcome.prediction p ON p.received_at = r.received_at AND p.request_id = r.request_id
    WHERE p.received_at >= of_day::timestamp AT TIME ZONE 'UTC' AND p.received_at < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT 3, r.received_at, g.request_id, g.row_index, 0, json_build_array(
      'label', g.request_id, g.row_index, g.label, g.confirmed, outcome.instant_text(g.observed_at),
      outcome.instant_text(g.recorded_at), g.recorded_by)::text
    FROM request r JOIN label.ground_truth g ON g.request_id = r.request_id
    UNION ALL
    SELECT 4, r.received_at, v.request_id, v.row_index, v.revision, json_build_array(
      'review', v.request_id, v.row_index, v.revision, v.decision, v.verdict, v.should_be, v.reason, v.marked,
      outcome.instant_text(v.reviewed_at), v.reviewed_by)::text
    FROM request r JOIN label.prediction_review v ON v.request_id = r.request_id
  ) x ORDER BY x.part, x.received_at, x.request_id, x.row_index, x.revision
$$;

-- Deleting and placing a hold take turns: both lock this table first.
CREATE TABLE outcome.retention_turn ();
GRANT UPDATE ON outcome.retention_turn TO gatehouse_governance;

-- Days younger than this stay, whatever the control plane says.
CREATE FUNCTION outcome.require_old(day date) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF day > (now() AT TIME ZONE 'UTC')::date - 30 THEN
    RAISE EXCEPTION 'outcome: % is not yet 30 days past, so nothing of it is deleted', day;
  END IF;
END $$;

-- Deletes one route's part of a day, with its labels and reviews, unless a legal hold covers it. In a transaction that is REPEATABLE READ this is
-- exactly what archive_lines shows there; what arrives meanwhile stays.
CREATE FUNCTION outcome.delete_route_day(of_day date, of_environment text, of_route text)
  RETURNS TABLE (requests bigint, predictions bigint, labels bigint, reviews bigint, unreviewed bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  begins timestamptz := of_day::timestamp AT TIME ZONE 'UTC';
  ends timestamptz := (of_day + 1)::timestamp AT TIME ZONE 'UTC';
BEGIN
  PERFORM outcome.require_old(of_day);
  IF EXISTS (SELECT FROM governance.legal_hold h WHERE h.lifted_at IS NULL AND h.from_day <= of_day AND (h.to_day IS NULL OR h.to_day >= of_day)
      AND (h.route IS NULL OR (h.environment = of_environment AND h.route = of_route))) THEN
    RAISE EXCEPTION 'outcome.delete_route_day: % of %/% is under a legal hold', of_day, of_environment, of_route;
  END IF;
  DELETE FROM label.ground_truth g USING outcome.request r
    WHERE r.environment = of_environment AND r.route = of_route AND r.received_at >= begins AND r.received_at < ends
      AND g.request_id = r.request_id;
  GET DIAGNOSTICS labels = ROW_COUNT;
  DELETE FROM label.prediction_review v USING outcome.request r
    WHERE r.environment = of_environment AND r.route = of_route AND r.received_at >= begins AND r.received_at < ends
      AND v.request_id = r.request_id;
  GET DIAGNOSTICS reviews = ROW_COUNT;
  DELETE FROM label.review_waiting w
    WHERE w.environment = of_environment AND w.route = of_route AND w.received_at >= begins AND w.received_at < ends;
  GET DIAGNOSTICS unreviewed = ROW_COUNT;
  DELETE FROM label.prediction_look l WHERE l.environment = of_environment AND l.route = of_route AND l.of_day = delete_route_day.of_day;
  DELETE FROM outcome.prediction p USING outcome.request r
    WHERE r.environment = of_environment AND r.route = of_route AND r.received_at >= begins AND r.received_at < ends
      AND p.received_at >= begins AND p.received_at < ends
      AND p.received_at = r.received_at AND p.request_id = r.request_id;
  GET DIAGNOSTICS predictions = ROW_COUNT;
  DELETE FROM outcome.request r
    WHERE r.environment = of_environment AND r.route = of_route AND r.received_at >= begins AND r.received_at < ends;
  GET DIAGNOSTICS requests = ROW_COUNT;
  RETURN NEXT;
END $$;

-- Drops the partitions of a day that has no record any more. False when it has some, or when somebody is at work on the tables: later then.
CREATE FUNCTION outcome.drop_empty_day(day date) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  child text;
  used boolean;
BEGIN
  PERFORM outcome.require_old(day);
  PERFORM set_config('lock_timeout', '2s', true);
  LOCK TABLE ONLY outcome.request, ONLY outcome.prediction IN ACCESS EXCLUSIVE MODE;
  FOREACH child IN ARRAY ARRAY['request_', 'prediction_'] LOOP
    IF to_regclass('outcome.' || child || to_char(day, 'YYYYMMDD')) IS NULL THEN
      RETURN false;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM outcome.%I)', child || to_char(day, 'YYYYMMDD')) INTO used;
    IF used THEN
      RETURN false;
    END IF;
  END LOOP;
  EXECUTE format('DROP TABLE outcome.%I, outcome.%I', 'prediction_' || to_char(day, 'YYYYMMDD'), 'request_' || to_char(day, 'YYYYMMDD'));
  RETURN true;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
  RETURN false;
END $$;

REVOKE ALL ON FUNCTION outcome.delete_route_day(date, text, text), outcome.drop_empty_day(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outcome.delete_route_day(date, text, text), outcome.drop_empty_day(date)
  TO gatehouse_governance;
