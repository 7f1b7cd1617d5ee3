-- The board's work on a release: limits that are asked for, a time to decide in, changes that were asked for and what became of them,
-- a launch in steps.
ALTER TABLE governance.release
  -- Limits that the submitter asks for, and the same with the limits of waivers: what votes start from.
  ADD COLUMN asked     jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN requested jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN due_at    timestamptz,
  ADD COLUMN escalated_at timestamptz,
  -- The release that was sent back, and an answer to each change that was asked for there.
  ADD COLUMN revises   uuid REFERENCES governance.release,
  ADD COLUMN answers   jsonb NOT NULL DEFAULT '[]',
  -- The launch plan, the step that this release asks for, and what the step before it came to.
  ADD COLUMN launch    jsonb,
  ADD COLUMN previous_step uuid REFERENCES governance.release,
  ADD COLUMN may_not_vote text[] NOT NULL DEFAULT '{developers,submitters}',
  -- The dossier that this one took the place of, when it changed under the board.
  ADD COLUMN dossier_before text REFERENCES governance.dossier;
UPDATE governance.release SET due_at = submitted_at + interval '10 days';
ALTER TABLE governance.release ALTER COLUMN due_at SET NOT NULL;
CREATE INDEX release_newest ON governance.release (submitted_at DESC, id DESC);
CREATE INDEX release_due ON governance.release (due_at) WHERE state = 'InReview' AND escalated_at IS NULL;
CREATE UNIQUE INDEX release_revises ON governance.release (revises) WHERE state NOT IN ('Withdrawn');
CREATE INDEX release_previous_step ON governance.release (previous_step) WHERE previous_step IS NOT NULL;

-- What was asked for does not change: only the course of the round does.
REVOKE UPDATE ON governance.release FROM gatehouse_governance;
GRANT UPDATE (state, dossier_digest, dossier_before, requested, escalated_at, decided_at, reason, revision)
  ON governance.release TO gatehouse_governance;

ALTER TABLE governance.vote
  ADD COLUMN changes text[] NOT NULL DEFAULT '{}',
  ADD CHECK (cardinality(changes) <= 20);

-- What is said and asked about a section of the dossier. Nothing is ever taken away; a question can be withdrawn by who asked it.
CREATE TABLE governance.release_comment (
  id          uuid PRIMARY KEY,
  release_id  uuid NOT NULL REFERENCES governance.release,
  section     text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('comment', 'question')),
  content     text NOT NULL CHECK (length(content) BETWEEN 1 AND 2000),
  -- The dossier that was before the board then.
  dossier_digest text NOT NULL REFERENCES governance.dossier,
  written_at  timestamptz NOT NULL,
  written_by  text NOT NULL,
  withdrawn_at timestamptz,
  CHECK (withdrawn_at IS NULL OR kind = 'question')
);
CREATE INDEX release_comment_of_release ON governance.release_comment (release_id, written_at);

CREATE TABLE governance.release_answer (
  id          uuid PRIMARY KEY,
  comment_id  uuid NOT NULL REFERENCES governance.release_comment,
  content     text NOT NULL CHECK (length(content) BETWEEN 1 AND 2000),
  written_at  timestamptz NOT NULL,
  written_by  text NOT NULL
);
CREATE INDEX release_answer_of_comment ON governance.release_answer (comment_id, written_at);

GRANT SELECT, INSERT ON governance.release_comment, governance.release_answer TO gatehouse_governance;
GRANT UPDATE (withdrawn_at) ON governance.release_comment TO gatehouse_governance;
