package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.governance.permits.IssuedPermit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A release as the API and the pages show it.
 *
 * @param state {@code InReview}, {@code Approved}, {@code Rejected}, {@code ChangesRequested} or {@code Withdrawn}
 * @param dossierDigest what votes bind to now
 * @param submittedBy name of a person
 * @param dueAt when the board's time is over
 * @param overdue whether it is in review and that time is over
 * @param escalatedAt since when it is marked as overdue; null while it is not
 * @param reason why it was withdrawn, or why votes lapsed
 * @param requested limits that the submitter and waivers ask for, in the permit's form; votes only tighten them
 * @param quorum seats by function
 * @param missing seats still empty by function; empty unless InReview
 * @param couldFill names of those last seen with the function of an empty seat; null unless overdue
 * @param openQuestions questions that bar votes which fill a seat
 * @param votes in the order they were cast, lapsed ones too
 * @param changes what the board asked to be changed; empty unless ChangesRequested
 * @param revises the release that this one answers; null when it answers none
 * @param answers to the changes that were asked for there
 * @param launch the launch plan's {@code steps}, this release's {@code step} (from 0) and what the {@code previous} one came to; null
 *     for a launch at once
 * @param previousStep the release of the step before; null for a first step
 * @param next the newest release that goes on from this one: answers it, or asks for the next step; null when none does
 * @param permit that followed; null when none did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseView(
        UUID id,
        String model,
        String version,
        String environment,
        String route,
        String state,
        String summary,
        String dossierDigest,
        Instant submittedAt,
        String submittedBy,
        Instant decidedAt,
        Instant dueAt,
        boolean overdue,
        Instant escalatedAt,
        String reason,
        JsonNode requested,
        Map<String, Integer> quorum,
        Map<String, Integer> missing,
        Map<String, List<String>> couldFill,
        int openQuestions,
        List<CastVote> votes,
        List<String> changes,
        UUID revises,
        JsonNode answers,
        JsonNode launch,
        UUID previousStep,
        UUID next,
        IssuedPermit permit) {

    /**
     * A vote.
     *
     * @param voter name of the person
     * @param changes what is to be changed; empty unless it asks for changes
     * @param dossierDigest the dossier that was read, {@code sha256:…}
     * @param lapsed whether it no longer counts: it was cast on an earlier dossier, or its voter lost the function
     * @param lapsedBecause one sentence; null unless its voter lost the function
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CastVote(
            String voter,
            String function,
            String decision,
            String rationale,
            JsonNode conditions,
            List<String> changes,
            String dossierDigest,
            Instant castAt,
            boolean lapsed,
            String lapsedBecause) {
        static CastVote of(VoteEntity v, boolean lapsed, JsonNode conditions) {
            return new CastVote(
                    v.voterName,
                    v.function,
                    v.decision,
                    v.rationale,
                    conditions,
                    List.of(v.changes),
                    v.dossierDigest,
                    v.castAt,
                    lapsed,
                    v.lapsedBecause);
        }
    }

    /** Label of the version, {@code model/version}. */
    public String label() {
        return model + "/" + version;
    }
}
