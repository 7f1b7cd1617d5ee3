package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.governance.audits.AuditView;
import dev.gatehouse.governance.models.AssessmentView;
import dev.gatehouse.governance.pages.Line;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A dossier as the board reads it. Everything comes from the bytes that votes bind to, nothing from what is registered now.
 *
 * @param bytes how long the document is
 * @param hasCard whether a model card is among the evidence
 */
record DossierView(
        String title,
        String owner,
        String intendedUse,
        String outOfScopeUse,
        String summary,
        List<Line> facts,
        AssessmentView assessment,
        List<AuditView> audits,
        List<EvidenceRow> evidence,
        boolean hasCard,
        Artifact artifact,
        List<Line> findings,
        List<Line> waivers,
        int bytes) {

    /** Verdict of the last run that came to one; null when none did. */
    public String lastVerdict() {
        return audits.stream()
                .map(AuditView::verdict)
                .filter(v -> v != null)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** A document that was given for a gate. */
    record EvidenceRow(
            String gate,
            String kind,
            String title,
            String digest,
            Instant givenAt,
            String givenAs,
            List<Line> content) {}

    /** What would serve. */
    record Artifact(
            String sha256,
            String binding,
            String upstream,
            String upstreamModel,
            String developers,
            List<Line> training,
            List<Line> signature,
            List<Line> signed) {}

    static DossierView of(Dossier dossier) {
        JsonNode release = dossier.section(Section.RELEASE);
        return new DossierView(
                release.path("title").asText(),
                release.path("owner").asText(),
                release.path("intendedUse").asText(),
                release.path("outOfScopeUse").asText(),
                release.path("summary").asText(),
                Line.of(dossier.section(Section.FACTS)),
                AssessmentView.of(dossier.section(Section.ASSESSMENT)),
                all(dossier.section(Section.AUDITS)).map(AuditView::ofDossier).toList(),
                all(dossier.section(Section.EVIDENCE))
                        .map(DossierView::evidence)
                        .toList(),
                !dossier.section(Section.CARD).isEmpty(),
                artifact(dossier.section(Section.ARTIFACT)),
                Line.of(dossier.section(Section.FINDINGS)),
                Line.of(dossier.section(Section.WAIVERS)),
                dossier.bytes().length);
    }

    private static EvidenceRow evidence(JsonNode e) {
        return new EvidenceRow(
                e.path("gate").asText(),
                e.path("kind").asText(),
                e.path("title").asText(),
                e.path("digest").asText(),
                Instant.parse(e.path("givenAt").asText()),
                joined(e.path("givenAs")),
                Line.of(e.path("content")));
    }

    private static Artifact artifact(JsonNode a) {
        return new Artifact(
                a.path("sha256").asText(),
                a.path("binding").asText(),
                a.path("upstream").asText(),
                a.path("upstreamModel").asText(),
                joined(a.path("developers")),
                Line.of(a.path("training")),
                Line.of(a.path("signature")),
                Line.of(a.path("signed")));
    }

    private static String joined(JsonNode array) {
        return String.join(", ", all(array).map(JsonNode::asText).toList());
    }

    private static Stream<JsonNode> all(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
