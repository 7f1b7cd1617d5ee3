-- What the row asked, in the order of the inputs of its version's signature, so that drift is counted where the rows are. A place is filled in at most one of
-- the two: a number, or a text (a truth value is 'true' or 'false'); where both are NULL the row has no value. input_numbers is NULL where inputs could not be
-- read, and of rows that were shipped before this; input_texts is NULL where the row has no text.
ALTER TABLE outcome.prediction
  ADD COLUMN input_numbers double precision[],
  ADD COLUMN input_texts   text[];

-- Audits of live rows copy what they count to temporary tables of their own transaction.
DO $$ BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO gatehouse_auditor', current_database());
END $$;
