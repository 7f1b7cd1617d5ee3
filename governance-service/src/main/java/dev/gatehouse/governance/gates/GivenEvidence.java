package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Evidence as it was given.
 *
 * @param id of this giving
 * @param gate for which
 * @param kind {@code checklist}, {@code document} or {@code card}
 * @param title in the giver's words
 * @param digest {@code sha256:…} of the content's bytes
 * @param givenAt when
 * @param givenAs functions that the giver could act for
 * @param content canonical JSON text
 */
public record GivenEvidence(
        UUID id,
        String gate,
        String kind,
        String title,
        String digest,
        Instant givenAt,
        List<String> givenAs,
        @JsonRawValue String content) {

    static GivenEvidence of(EvidenceEntity e) {
        return new GivenEvidence(e.id, e.gate, e.kind, e.title, e.digest, e.givenAt, List.of(e.givenAs), e.document);
    }
}
