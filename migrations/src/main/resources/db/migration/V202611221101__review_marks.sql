-- Where the JSON of a body with binary tensors ends (bytes); NULL when the whole body is JSON.
ALTER TABLE outcome.request
  ADD COLUMN request_json_bytes  integer CHECK (request_json_bytes BETWEEN 0 AND length(request_body)),
  ADD COLUMN response_json_bytes integer CHECK (response_json_bytes BETWEEN 0 AND length(response_body));

-- A person must look at it: the permit's condition 'human review' chose it when it was answered.
ALTER TABLE outcome.prediction ADD COLUMN needs_review boolean NOT NULL DEFAULT false;
