-- Intake forms that are not finished: what one person has typed so far, for nobody else to see, and deleted when it is submitted.
CREATE TABLE governance.intake_draft (
  id          uuid PRIMARY KEY,
  -- Subject of the person who writes it.
  author      text NOT NULL,
  name        text NOT NULL,
  title       text NOT NULL,
  owner       text NOT NULL,
  intended_use text NOT NULL,
  out_of_scope_use text NOT NULL,
  -- Typed answers by input; readable or not.
  answers     jsonb NOT NULL,
  -- The model that is edited, and its revision when that began; absent for a new one.
  model       text,
  model_revision integer,
  -- The window that saved it last, so that two windows do not overwrite each other unseen.
  saved_in    uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  revision    integer NOT NULL,
  CHECK ((model IS NULL) = (model_revision IS NULL))
);
CREATE INDEX intake_draft_of_author ON governance.intake_draft (author, updated_at DESC);

GRANT SELECT, INSERT, UPDATE, DELETE ON governance.intake_draft TO gatehouse_governance;
