-- The board of a release follows the policy while it is before the board: a tier that rises under it must not be decided by fewer seats.
GRANT UPDATE (quorum, may_not_vote) ON governance.release TO gatehouse_governance;
