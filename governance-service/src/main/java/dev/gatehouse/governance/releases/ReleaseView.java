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
 * @param reason why it was withdrawn, or why votes lapsed
 * @param quorum seats by function
 * @param missing seats still empty by function; empty unless InReview
 * @param votes in the order they were cast, lapsed ones too
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
        String reason,
        Map<String, Integer> quorum,
        Map<String, Integer> missing,
        List<CastVote> votes,
        IssuedPermit permit) {

    /**
     * A vote.
     *
     * @param voter name of the person
     * @param dossierDigest the dossier that was read, {@code sha256:…}
     * @param lapsed whether it was cast on an earlier dossier and no longer counts
     */
    public record CastVote(
            String voter,
            String function,
            String decision,
            String rationale,
            JsonNode conditions,
            String dossierDigest,
            Instant castAt,
            boolean lapsed) {
        static CastVote of(VoteEntity v, boolean lapsed, JsonNode conditions) {
            return new CastVote(
                    v.voterName, v.function, v.decision, v.rationale, conditions, v.dossierDigest, v.castAt, lapsed);
        }
    }

    /** Label of the version, {@code model/version}. */
    public String label() {
        return model + "/" + version;
    }
}
