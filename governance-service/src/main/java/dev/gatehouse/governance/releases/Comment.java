package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Something said or asked about a section of the dossier.
 *
 * @param section of the dossier, such as {@code audits}
 * @param kind {@code comment} or {@code question}
 * @param text plain text
 * @param by name of a person
 * @param dossierDigest the dossier that was before the board then
 * @param open whether it is a question that bars votes: neither answered nor withdrawn
 * @param withdrawnAt when who asked took it back; null otherwise
 * @param yours whether the caller wrote it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Comment(
        UUID id,
        String section,
        String kind,
        String text,
        String by,
        Instant at,
        String dossierDigest,
        boolean open,
        Instant withdrawnAt,
        boolean yours,
        List<Answer> answers) {

    /** An answer; {@code by} is the name of a person. */
    public record Answer(UUID id, String text, String by, Instant at) {}

    /** Whether it is a question. */
    public boolean question() {
        return kind.equals("question");
    }
}
