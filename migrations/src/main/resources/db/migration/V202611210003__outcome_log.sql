CREATE TABLE outcome.shipped (
  gateway     text PRIMARY KEY,
  segment     bigint NOT NULL,
  end_offset  bigint NOT NULL,
  updated_at  timestamptz NOT NULL
);

CREATE TABLE outcome.request (
  request_id    uuid NOT NULL,
  received_at   timestamptz NOT NULL,
  gateway       text NOT NULL,
  environment   text NOT NULL,
  route         text NOT NULL,
  model         text NOT NULL,
  version       text NOT NULL,
  artifact_sha256 text NOT NULL,
  permit_id     uuid NOT NULL,
  caller        text NOT NULL,
  purpose       text,
  mode          text NOT NULL,
  status        integer NOT NULL,
  latency_micros bigint NOT NULL,
  row_count     integer NOT NULL,
  request_body  bytea NOT NULL,
  response_body bytea NOT NULL,
  note          text,
  PRIMARY KEY (received_at, request_id)
) PARTITION BY RANGE (received_at);
CREATE INDEX request_of_route ON outcome.request (environment, route, received_at DESC);

CREATE TABLE outcome.prediction (
  request_id    uuid NOT NULL,
  row_index     integer NOT NULL,
  received_at   timestamptz NOT NULL,
  route         text NOT NULL,
  version       text NOT NULL,
  subject       text,
  score         double precision,
  decision      text,
  PRIMARY KEY (received_at, request_id, row_index)
) PARTITION BY RANGE (received_at);
CREATE INDEX prediction_of_request ON outcome.prediction (request_id, row_index);
CREATE INDEX prediction_of_route ON outcome.prediction (route, version, received_at DESC);

-- Makes the partitions of a UTC day if they are absent. A gateway may call this and nothing else that changes the schema,
-- and only for days near now, so that a wrong clock cannot litter it.
CREATE FUNCTION outcome.ensure_day(day date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  t text;
  child text;
BEGIN
  IF day < (now() AT TIME ZONE 'UTC')::date - 400 OR day > (now() AT TIME ZONE 'UTC')::date + 2 THEN
    RAISE EXCEPTION 'outcome.ensure_day: % is more than 400 days past or 2 days ahead', day;
  END IF;
  FOREACH t IN ARRAY ARRAY['request', 'prediction'] LOOP
    child := t || '_' || to_char(day, 'YYYYMMDD');
    IF to_regclass('outcome.' || child) IS NULL THEN
      PERFORM pg_advisory_xact_lock(hashtext('outcome.' || child));
      IF to_regclass('outcome.' || child) IS NULL THEN
        EXECUTE format('CREATE TABLE outcome.%I PARTITION OF outcome.%I FOR VALUES FROM (%L) TO (%L)',
          child, t, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
      END IF;
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION outcome.ensure_day(date) FROM PUBLIC;

CREATE TABLE label.ground_truth (
  request_id  uuid NOT NULL,
  row_index   integer NOT NULL,
  label       text NOT NULL,
  confirmed   boolean NOT NULL,
  observed_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (request_id, row_index)
);

CREATE TABLE protected.subject_attribute (
  subject     text NOT NULL,
  attribute   text NOT NULL,
  value       text NOT NULL,
  PRIMARY KEY (subject, attribute)
);

GRANT INSERT ON outcome.request, outcome.prediction TO gatehouse_gateway;
GRANT SELECT, INSERT, UPDATE ON outcome.shipped TO gatehouse_gateway;
GRANT EXECUTE ON FUNCTION outcome.ensure_day(date) TO gatehouse_gateway;

GRANT SELECT ON ALL TABLES IN SCHEMA outcome TO gatehouse_governance;
GRANT SELECT, INSERT, UPDATE ON label.ground_truth TO gatehouse_governance;
-- The control plane may bring protected attributes in; it may not read them back. Only audits read.
GRANT USAGE ON SCHEMA protected TO gatehouse_governance;
GRANT INSERT ON protected.subject_attribute TO gatehouse_governance;

GRANT SELECT ON outcome.request, outcome.prediction TO gatehouse_auditor;
GRANT SELECT ON label.ground_truth, protected.subject_attribute TO gatehouse_auditor;
