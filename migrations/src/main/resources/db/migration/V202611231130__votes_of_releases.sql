-- The index that keeps people from voting twice leaves out lapsed votes, so reading all votes of a release went through every vote.
CREATE INDEX vote_of_release ON governance.vote (release_id, cast_at, id);
