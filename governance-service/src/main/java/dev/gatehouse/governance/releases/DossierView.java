package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.governance.audits.AuditView;
import dev.gatehouse.governance.models.AssessmentView;
import dev.gatehouse.governance.pages.Line;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A dossier as the board reads it. Everything comes from the bytes that votes bind to, nothing from what is registered now.
 *
 * @param bytes how long the document is
 * @param earlier what became of the model's releases for the environment before, the last one first
 * @param audits runs on the version itself
 * @param otherRuns runs of other versions that say something of this one, the last one first
 * @param hasCard whether a model card is among the evidence
 */
record DossierView(
        String title,
        String owner,
        String intendedUse,
        String outOfScopeUse,
        String summary,
        Shown<Earlier> earlier,
        List<Line> facts,
        AssessmentView assessment,
        List<AuditView> audits,
        Shown<OtherRun> otherRuns,
        List<EvidenceRow> evidence,
        boolean hasCard,
        Artifact artifact,
        List<Line> findings,
        List<Line> waivers,
        int bytes) {

    private static final List<String> WORSE = List.of("PASS", "INSUFFICIENT", "FAIL");

    /** The worst of the verdicts of the last run of each kind that came to one; null when none did. */
    public String lastVerdict() {
        return audits.stream()
                .filter(run -> run.verdict() != null)
                .collect(Collectors.toMap(AuditView::kind, AuditView::verdict, (earlier, later) -> later))
                .values()
                .stream()
                .max(Comparator.comparingInt(WORSE::indexOf))
                .orElse(null);
    }

    /** A list, and how many more there are than the dossier names; 0 where it names all. */
    record Shown<T>(List<T> rows, int notShown) {}

    /**
     * A release that was decided before.
     *
     * @param sameArtifact whether it was of the same bytes
     * @param step of its launch, null for a launch at once
     */
    record Earlier(String id, String version, boolean sameArtifact, String state, Instant decidedAt, String step) {}

    /**
     * A run of another version.
     *
     * @param sameArtifact whether it was of the same bytes; otherwise on a plan that this version ran too
     * @param badge its verdict, else its status
     */
    record OtherRun(String version, boolean sameArtifact, String plan, String badge, Instant runAt) {}

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
        JsonNode audits = dossier.section(Section.AUDITS);
        String artifact =
                "sha256:" + dossier.section(Section.ARTIFACT).path("sha256").asText();
        return new DossierView(
                release.path("title").asText(),
                release.path("owner").asText(),
                release.path("intendedUse").asText(),
                release.path("outOfScopeUse").asText(),
                release.path("summary").asText(),
                shown(
                        release.path(Dossiers.EARLIER),
                        e -> new Earlier(
                                e.path("id").asText(),
                                e.path("version").asText(),
                                e.path("artifact").asText().equals(artifact),
                                e.path("state").asText(),
                                Instant.parse(e.path("decidedAt").asText()),
                                e.path("step").asText(null))),
                Line.ofAmounts(dossier.section(Section.FACTS)),
                AssessmentView.of(dossier.section(Section.ASSESSMENT)),
                all(audits).filter(DossierView::own).map(AuditView::ofDossier).toList(),
                shown(
                        audits,
                        r -> own(r)
                                ? null
                                : new OtherRun(
                                        r.path("version").asText(),
                                        r.path("sameArtifact").asBoolean(),
                                        r.path("planDigest").asText(),
                                        r.path("verdict")
                                                .asText(r.path("status").asText()),
                                        Instant.parse(r.path("runAt").asText()))),
                all(dossier.section(Section.EVIDENCE))
                        .map(DossierView::evidence)
                        .toList(),
                !dossier.section(Section.CARD).isEmpty(),
                artifact(dossier.section(Section.ARTIFACT)),
                Line.of(dossier.section(Section.FINDINGS)),
                Line.of(dossier.section(Section.WAIVERS)),
                dossier.bytes().length);
    }

    /** Whether a run is on the version itself. */
    private static boolean own(JsonNode run) {
        return run.has("dataset");
    }

    private static <T> Shown<T> shown(JsonNode list, Function<JsonNode, T> row) {
        int notShown = all(list)
                .filter(e -> e.path("id").asText().equals(Dossiers.FURTHER))
                .mapToInt(e -> e.path("notShown").asInt())
                .sum();
        return new Shown<>(
                all(list)
                        .filter(e -> !e.path("id").asText().equals(Dossiers.FURTHER))
                        .map(row)
                        .filter(Objects::nonNull)
                        .toList(),
                notShown);
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
