package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * What a permit needs beside the board's decision.
 *
 * @param permitId the new permit's id
 * @param artifact digest of the artifact as it is now
 * @param tier risk tier of the assessment in the dossier
 * @param binding how the artifact is tied to what answers
 * @param minimumBinding the least that the tier allows
 * @param notBefore first instant of validity
 * @param validity how long the tier lets a permit live; the decision's conditions may end it earlier
 * @param pseudonyms pseudonym of each voter by {@code sub}
 */
public record PermitTerms(
        UUID permitId,
        Digest artifact,
        Tier tier,
        Binding binding,
        Binding minimumBinding,
        Instant notBefore,
        Duration validity,
        Map<String, String> pseudonyms) {
    /** Copies the pseudonyms. */
    public PermitTerms {
        pseudonyms = Map.copyOf(pseudonyms);
    }
}
