-- Group roles. They cannot log in; a deployment makes its login users members of them.
-- Roles belong to the whole cluster, so they may exist already.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gatehouse_governance') THEN CREATE ROLE gatehouse_governance NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gatehouse_gateway') THEN CREATE ROLE gatehouse_gateway NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gatehouse_auditor') THEN CREATE ROLE gatehouse_auditor NOLOGIN; END IF;
END $$;

CREATE SCHEMA governance;  -- inventory, evidence, releases, permits, ledger: written by the control plane
CREATE SCHEMA outcome;     -- predictions: written by gateways only
CREATE SCHEMA label;       -- ground truth: written by the control plane
CREATE SCHEMA protected;   -- protected attributes: read by audits only

GRANT USAGE ON SCHEMA governance, outcome, label TO gatehouse_governance;
GRANT USAGE ON SCHEMA outcome TO gatehouse_gateway;
GRANT USAGE ON SCHEMA outcome, label, protected TO gatehouse_auditor;
