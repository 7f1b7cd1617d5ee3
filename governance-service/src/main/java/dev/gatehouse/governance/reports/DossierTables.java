package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.card.Tile;
import dev.gatehouse.card.Tone;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Table;
import dev.gatehouse.governance.pages.ConditionWords;
import dev.gatehouse.governance.pages.Wording;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a board saw, as tables. Everything comes from the dossier's bytes, nothing from what is registered now. */
final class DossierTables {

    /** The kind of plan that a gate's audit is on, by the gate's kind of evidence. */
    private static final Map<String, String> AUDITS = Map.of(
            "audit", "fairness", "drift-audit", "drift", "performance-audit", "performance", "splits-audit", "splits");

    private final Dossier dossier;
    private final JsonNode assessment;

    DossierTables(Dossier dossier) {
        this.dossier = dossier;
        this.assessment = dossier.section(Section.ASSESSMENT);
    }

    String tier() {
        return assessment.path("tier").asText();
    }

    List<Tile> tiles() {
        JsonNode gates = assessment.at("/obligations/gates");
        long waived = Parts.all(gates).filter(gate -> waiver(gate).isPresent()).count();
        int findings = named(Section.FINDINGS).toList().size();
        return List.of(
                Tile.of(
                        Integer.toString(gates.size()),
                        "gates of the tier",
                        waived == 0 ? "none waived" : waived + " with a waiver",
                        waived == 0 ? Tone.PLAIN : Tone.WARN),
                Tile.of(
                        Integer.toString(findings),
                        "open findings",
                        "in the dossier",
                        findings == 0 ? Tone.PLAIN : Tone.WARN));
    }

    // ---------------------------------------------------------------- gates

    List<Block> gates() {
        List<List<Cell>> rows = Parts.all(assessment.at("/obligations/gates"))
                .map(gate -> List.of(
                        Cell.of(
                                Parts.text(gate.path("title").asText()),
                                gate.path("id").asText()),
                        met(gate),
                        shown(gate)))
                .toList();
        return List.of(
                new Block.Text(
                        "A release comes before the board only when every gate of its tier is open, by evidence or by a waiver."
                                + " For each gate, what the dossier holds for it:"),
                new Table(
                        "Gates of the tier",
                        List.of(text("Gate", 34), text("Met by", 20), text("Evidence", 46)),
                        rows));
    }

    private Cell met(JsonNode gate) {
        String waived = waiver(gate)
                .map(waiver -> "waived while " + waiver.path("cause").asText() + ", until "
                        + Wording.day(LocalDate.parse(waiver.path("until").asText())))
                .orElse(null);
        if (!given(gate)) {
            return new Cell(waived == null ? "Nothing given" : "A waiver", waived, Tone.WARN);
        }
        if (isAudit(gate)) {
            String verdict = verdict(lastRun(gate).orElseThrow());
            return new Cell(Wording.words(verdict), waived, Parts.tone(verdict));
        }
        return new Cell("Evidence given", waived, waived == null ? Tone.PASS : Tone.WARN);
    }

    private Cell shown(JsonNode gate) {
        if (isAudit(gate)) {
            return lastRun(gate)
                    .map(run -> Cell.of(
                            "Audit run " + run.path("id").asText(),
                            run.path("reportDigest").asText(null)))
                    .orElse(Cell.of("–"));
        }
        return evidence(gate)
                .reduce((earlier, later) -> later)
                .map(given -> Cell.of(
                        Parts.text(given.path("title").asText() + ", "
                                + Wording.utc(
                                        Instant.parse(given.path("givenAt").asText()))
                                + (given.path("givenAs").isEmpty()
                                        ? ""
                                        : ", by " + Parts.joined(given.path("givenAs"), ""))),
                        given.path("digest").asText()))
                .orElse(Cell.of("–"));
    }

    private boolean given(JsonNode gate) {
        return isAudit(gate)
                ? lastRun(gate).isPresent()
                : evidence(gate).findAny().isPresent();
    }

    private static boolean isAudit(JsonNode gate) {
        return AUDITS.containsKey(gate.path("evidenceKind").asText());
    }

    private Stream<JsonNode> evidence(JsonNode gate) {
        return Parts.all(dossier.section(Section.EVIDENCE))
                .filter(given -> given.path("gate").equals(gate.path("id"))
                        && !given.path("superseded").asBoolean());
    }

    private Optional<JsonNode> waiver(JsonNode gate) {
        return named(Section.WAIVERS)
                .filter(waiver -> waiver.path("gate").equals(gate.path("id")))
                .reduce((earlier, later) -> later);
    }

    // ---------------------------------------------------------------- audits

    List<Block> audits() {
        List<List<Cell>> own = ownRuns()
                .map(run -> List.of(
                        Cell.of(
                                Wording.utc(Instant.parse(run.path("runAt").asText())),
                                run.path("plan").path("kind").asText() + ", run "
                                        + run.path("id").asText()),
                        Parts.coded(verdict(run)),
                        Cell.of(run.path("planDigest").asText()),
                        run.hasNonNull("reportDigest")
                                ? Cell.of(run.path("reportDigest").asText())
                                : Cell.of(Parts.text(
                                        "no report: " + run.path("error").asText()))))
                .toList();
        List<List<Cell>> others = named(Section.AUDITS)
                .filter(run -> !run.has("dataset"))
                .map(run -> List.of(
                        Cell.of("version " + run.path("version").asText()),
                        Parts.coded(verdict(run)),
                        Cell.of(run.path("sameArtifact").asBoolean() ? "the same artifact" : "the same plan"),
                        Cell.of(Wording.utc(Instant.parse(run.path("runAt").asText())))))
                .toList();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Table(
                "Every audit run of this version that ended, failed ones too, oldest first",
                List.of(text("Ended", 26), text("Verdict", 16), text("Plan", 29), text("Report", 29)),
                own));
        if (!others.isEmpty()) {
            blocks.add(new Table(
                    "Runs of other versions that say something of this one",
                    List.of(text("Version", 28), text("Verdict", 22), text("Because of", 22), text("Ended", 28)),
                    others));
        }
        return blocks;
    }

    /** Runs of the version itself; others are only named. */
    private Stream<JsonNode> ownRuns() {
        return named(Section.AUDITS).filter(run -> run.has("dataset"));
    }

    private Optional<JsonNode> lastRun(JsonNode gate) {
        String kind = AUDITS.get(gate.path("evidenceKind").asText());
        return ownRuns()
                .filter(run -> run.hasNonNull("verdict")
                        && run.path("plan").path("kind").asText().equals(kind))
                .reduce((earlier, later) -> later);
    }

    private static String verdict(JsonNode run) {
        return run.path("verdict").asText(run.path("status").asText());
    }

    // ---------------------------------------------------------------- findings and waivers

    List<Block> findings() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Table(
                "Open findings of the model",
                List.of(text("Finding", 48), text("Severity", 16), text("Owner", 18), text("Due", 18)),
                named(Section.FINDINGS)
                        .map(f -> List.of(
                                Cell.of(
                                        Parts.text(f.path("title").asText()),
                                        f.path("id").asText()),
                                Parts.coded(f.path("severity").asText()),
                                Cell.of(Parts.line(f.path("owner").asText())),
                                Cell.of(Wording.day(
                                        LocalDate.parse(f.path("dueOn").asText())))))
                        .toList()));
        blocks.add(new Table(
                "Waivers of gates in this environment",
                List.of(text("Gate", 22), text("Reason", 40), text("Given by", 20), text("Until", 18)),
                named(Section.WAIVERS)
                        .map(w -> List.of(
                                Cell.of(
                                        w.path("gate").asText(),
                                        "closed for: " + w.path("cause").asText()),
                                Cell.of(
                                        Parts.text(w.path("reason").asText()),
                                        w.hasNonNull("trafficCap")
                                                ? "at most "
                                                        + ConditionWords.percent(new BigDecimal(w.path("trafficCap")
                                                                .asText()))
                                                        + " of subjects"
                                                : null),
                                Cell.of(Parts.joined(w.path("requestedAs"), "–") + "; "
                                        + w.path("confirmedAs").asText()),
                                Cell.of(Wording.day(
                                        LocalDate.parse(w.path("until").asText())))))
                        .toList()));
        return blocks;
    }

    /** The entries of a section, without the last one that only says how many more there are. */
    private Stream<JsonNode> named(Section section) {
        return Parts.all(dossier.section(section)).filter(entry -> !entry.has("notShown"));
    }
}
