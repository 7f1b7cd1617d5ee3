-- A plan may ask for a check of splits too; its report is in the library as those of the other kinds are.
ALTER TABLE governance.report
  DROP CONSTRAINT report_kind_check,
  DROP CONSTRAINT report_of_run,
  ADD CONSTRAINT report_kind_check
    CHECK (kind IN ('card', 'audit', 'drift', 'performance', 'diagnosis', 'splits', 'assessment', 'approval', 'bundle')),
  ADD CONSTRAINT report_of_run
    CHECK ((kind IN ('audit', 'drift', 'performance', 'diagnosis', 'splits')) = (run_id IS NOT NULL));
