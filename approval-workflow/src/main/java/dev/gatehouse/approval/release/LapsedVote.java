package dev.gatehouse.approval.release;

/**
 * A vote that no longer counts, kept to be read.
 *
 * @param vote the vote as it was cast
 * @param reason one sentence: what changed
 */
public record LapsedVote(Vote vote, String reason) {}
