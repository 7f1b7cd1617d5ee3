package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.gatehouse.governance.files.StoredDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Evidence as it was given.
 *
 * @param id of this giving
 * @param gate for which
 * @param kind {@code checklist}, {@code document}, {@code validation-report} or {@code card}
 * @param title in the giver's words
 * @param digest {@code sha256:…} of the bytes of the file, or else of the content
 * @param givenAt when
 * @param givenAs functions that the giver could act for
 * @param superseded whether something was given for the same gate later; it is kept nevertheless
 * @param data digests of the data that a validation report speaks of
 * @param file the file; null for evidence without one
 * @param completeness how complete a card is, by framework; null for other evidence and for cards of earlier versions of the service
 * @param givenBy {@code sub} of the giver; never shown
 * @param content canonical JSON text; for a file a description of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GivenEvidence(
        UUID id,
        String gate,
        String kind,
        String title,
        String digest,
        Instant givenAt,
        List<String> givenAs,
        boolean superseded,
        List<String> data,
        StoredDocument file,
        List<CardFigure> completeness,
        @JsonIgnore String givenBy,
        @JsonRawValue String content) {

    /** Evidence oldest first; of each gate all but the newest is superseded. */
    static List<GivenEvidence> of(List<EvidenceEntity> oldestFirst, Function<String, Optional<StoredDocument>> files) {
        Set<String> seen = new HashSet<>();
        List<GivenEvidence> views = new ArrayList<>();
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            EvidenceEntity e = oldestFirst.get(i);
            Optional<StoredDocument> file = Optional.ofNullable(e.fileSha256).flatMap(files);
            views.add(0, of(e, file, !seen.add(e.gate)));
        }
        return views;
    }

    static GivenEvidence of(EvidenceEntity e, Optional<StoredDocument> file, boolean superseded) {
        return new GivenEvidence(
                e.id,
                e.gate,
                e.kind,
                e.title,
                e.digest,
                e.givenAt,
                List.of(e.givenAs),
                superseded,
                List.of(e.data),
                file.orElse(null),
                e.completeness == null ? null : CardFigure.parse(e.completeness),
                e.givenBy,
                e.document);
    }
}
