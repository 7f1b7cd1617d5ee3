package dev.gatehouse.approval.release;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.condition.Conditions;
import java.time.Instant;
import java.util.Objects;

/**
 * What the board is asked to decide.
 *
 * @param release the release
 * @param submittedBy {@code sub} of who submitted it; does not vote
 * @param dossierDigest the dossier that votes bind to
 * @param quorum the seats that must be filled
 * @param requested limits that the submitter asks for; votes only tighten them
 * @param at when it was submitted
 */
public record Submission(
        Release release, String submittedBy, Digest dossierDigest, Quorum quorum, Conditions requested, Instant at) {
    /** Checks that nothing is missing. */
    public Submission {
        Objects.requireNonNull(release, "release");
        Identifiers.requireParty(submittedBy, "submitter");
        Objects.requireNonNull(dossierDigest, "dossierDigest");
        Objects.requireNonNull(quorum, "quorum");
        Objects.requireNonNull(requested, "requested");
        Objects.requireNonNull(at, "at");
    }

    /** Whether this person made or submitted what is decided, and so does not vote on it. */
    public boolean excludes(String person) {
        return submits(person) || release.contributors().contains(person);
    }

    boolean submits(String person) {
        return person.equals(submittedBy) || person.equals(release.createdBy());
    }
}
