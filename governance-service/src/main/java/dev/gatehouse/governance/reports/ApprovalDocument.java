package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.number;
import static dev.gatehouse.card.document.Block.Column.text;

import dev.gatehouse.approval.bundle.ReleaseRecord;
import dev.gatehouse.approval.bundle.ReleaseRecord.CastVote;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.dossier.Section;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.card.Attachment;
import dev.gatehouse.card.Tile;
import dev.gatehouse.card.Tone;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Fact;
import dev.gatehouse.card.document.Block.Table;
import dev.gatehouse.card.document.Document;
import dev.gatehouse.card.document.Document.State;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.pages.ConditionWords;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.governance.releases.ProvenRelease;
import dev.gatehouse.governance.releases.ReleaseView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of a release for people who take it away: the decision and the votes, what the board saw, the permit, what followed, and how
 * each act is proven. A release that was not granted has one too, marked so.
 */
final class ApprovalDocument {

    private static final String DOSSIER = "dossier.json";
    private static final String RECORD = "release.json";
    private static final String PERMIT = "permit.dsse.json";
    private static final String CHECKPOINT = "checkpoint.txt";

    private static final int SHORT_ID_CHARS = 8;

    private final ProvenRelease proven;
    private final ReleaseView release;
    private final ReleaseRecord record;
    private final Dossier dossier;
    private final Optional<PermitCheck> check;

    private ApprovalDocument(ProvenRelease proven, Dossier dossier, Optional<PermitCheck> check) {
        this.proven = proven;
        this.release = proven.release();
        this.record = proven.record();
        this.dossier = dossier;
        this.check = check;
    }

    /**
     * The document.
     *
     * @param dossier the release's own
     * @param check what the service's keys say of the permit; empty without a permit
     */
    static Document of(ProvenRelease proven, Dossier dossier, Optional<PermitCheck> check) {
        return new ApprovalDocument(proven, dossier, check).document();
    }

    /** The instant of the last act that it tells: the same acts give the same bytes. */
    static Instant asOf(ProvenRelease proven) {
        return proven.acts().stream()
                .map(Ledger.Entry::at)
                .max(Instant::compareTo)
                .orElseThrow(() -> new IllegalStateException("a release without an act"));
    }

    private Document document() {
        DossierTables seen = new DossierTables(dossier);
        List<Document.Section> sections = new ArrayList<>();
        sections.add(new Document.Section("decision", "Decision", decision()));
        sections.add(new Document.Section("votes", "Votes of the board", votes()));
        sections.add(new Document.Section("conditions", "Conditions", conditions()));
        sections.add(new Document.Section("gates", "Gates, as the board saw them", seen.gates()));
        sections.add(new Document.Section("audits", "Audits, as the board saw them", seen.audits()));
        sections.add(new Document.Section("findings", "Findings and waivers, as the board saw them", seen.findings()));
        sections.add(new Document.Section("permit", "Permit", permit()));
        sections.add(new Document.Section("followed", "What followed", followed()));
        sections.add(new Document.Section("ledger", "Proof in the ledger", ledger()));
        return new Document(
                ReportKind.APPROVAL.title(),
                "Approval record of " + release.label(),
                release.label() + " · " + release.environment() + " / " + release.route() + " · release "
                        + release.id(),
                "What was asked of the board, what it saw, how it voted, what it permitted, and what followed, up to "
                        + Wording.utc(asOf(proven)) + ".",
                Parts.LANGUAGE,
                state(),
                List.of("Tier " + seen.tier()),
                tiles(seen),
                sections,
                attachments(),
                "It says what dossier, votes, permit and ledger say up to the last act named in it; later acts are not in it."
                        + " It names people: handle it accordingly. The evidence bundle of the release lets anybody check all of"
                        + " it without the service.");
    }

    private State state() {
        if (release.permit() == null) {
            return switch (release.state()) {
                case "InReview" -> new State("Before the board", Tone.WARN, "DRAFT");
                case "Rejected" -> new State("Rejected", Tone.FAIL, "REJECTED");
                case "Withdrawn" -> new State("Withdrawn", Tone.WARN, "WITHDRAWN");
                default -> new State(Wording.words(release.state()), Tone.WARN, "NOT APPROVED");
            };
        }
        // That a permit has expired is for its reader to see: this document does not depend on when it is printed.
        return switch (release.permit().state()) {
            case "SUSPENDED" -> new State("Approved, permit suspended", Tone.FAIL, "SUSPENDED");
            case "REVOKED" -> new State("Approved, permit revoked", Tone.FAIL, "REVOKED");
            case "SUPERSEDED" -> new State("Approved, superseded since", Tone.WARN, "SUPERSEDED");
            default -> State.of("Approved", Tone.PASS);
        };
    }

    private List<Tile> tiles(DossierTables seen) {
        List<Tile> tiles = new ArrayList<>();
        int seats =
                release.quorum().values().stream().mapToInt(Integer::intValue).sum();
        long filled = record.standingVotes().stream()
                .filter(vote -> vote.decision().fillsSeat())
                .count();
        tiles.add(Tile.of(
                filled + " of " + seats, "seats filled by approvals", "", filled >= seats ? Tone.PASS : Tone.WARN));
        tiles.addAll(seen.tiles());
        permitContent()
                .ifPresent(permit -> tiles.add(Tile.of(
                        Wording.utcDay(permit.effectiveExpiry()),
                        "the permit ends (UTC)",
                        "unless it is closed before",
                        Tone.PLAIN)));
        return tiles;
    }

    private List<Block> decision() {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("Release", release.id().toString()));
        facts.add(Fact.of("Model version", release.label()));
        facts.add(Fact.of("Environment and route", release.environment() + " / " + release.route()));
        facts.add(Fact.of(
                "Artifact",
                "sha256:" + dossier.section(Section.ARTIFACT).path("sha256").asText()));
        facts.add(Fact.of("Dossier", record.dossier().toString()));
        facts.add(Fact.of("State", Wording.words(release.state())));
        facts.add(Fact.of("Submitted", Wording.utc(record.submittedAt()) + ", by " + Parts.line(record.submittedBy())));
        facts.add(Fact.of("Decided", record.decidedAt().map(Wording::utc).orElse("not decided")));
        facts.add(Fact.of("Seats that had to be filled", seats()));
        if (release.revises() != null) {
            facts.add(Fact.of("Answers the release", release.revises().toString()));
        }
        if (release.previousStep() != null) {
            facts.add(Fact.of("Goes on from the release", release.previousStep().toString()));
        }
        if (release.reason() != null && !release.reason().isBlank()) {
            facts.add(Fact.of("Remark", Parts.text(release.reason())));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Note(Parts.tone(release.state()), decided()));
        if (release.permit() != null && state().watermark() != null) {
            blocks.add(new Block.Note(
                    state().tone(),
                    "The permit that followed is "
                            + Wording.words(release.permit().state()).toLowerCase(Locale.ROOT)
                            + (release.permit().stateReason() == null
                                    ? "."
                                    : ": " + Parts.text(release.permit().stateReason()))));
        }
        blocks.add(new Block.Facts("The release", facts));
        blocks.add(new Block.Heading("What was asked"));
        blocks.add(new Block.Text(Parts.text(release.summary())));
        List<String> requested = ConditionWords.of(release.requested());
        if (!requested.isEmpty()) {
            blocks.add(new Block.Text("Limits that the submitter and waivers ask for:"));
            blocks.add(new Block.Points(requested.stream().map(Parts::text).toList()));
        }
        if (release.changes() != null && !release.changes().isEmpty()) {
            blocks.add(new Block.Heading("Changes that the board asked for"));
            blocks.add(
                    new Block.Points(release.changes().stream().map(Parts::text).toList()));
        }
        return blocks;
    }

    private String decided() {
        return switch (release.state()) {
            case "Approved" -> "The board approved this release; every seat is filled.";
            case "Rejected" -> "The board rejected this release. Nothing may serve by it.";
            case "ChangesRequested" -> "The board asked for changes. Nothing may serve by this release.";
            case "Withdrawn" -> "The release was withdrawn. Nothing may serve by it.";
            default -> "The release is before the board. Nothing is decided, and nothing may serve by it.";
        };
    }

    private String seats() {
        return release.quorum().isEmpty()
                ? "none"
                : new TreeMap<>(release.quorum())
                        .entrySet().stream()
                                .map(seat -> Wording.words(seat.getKey()) + " " + seat.getValue())
                                .collect(Collectors.joining(", "));
    }

    private List<Block> votes() {
        List<CastVote> standing = record.standingVotes();
        List<CastVote> lapsed =
                record.votes().stream().filter(vote -> !standing.contains(vote)).toList();
        List<Block> blocks = new ArrayList<>();
        blocks.add(table("Votes that count, in the order in which they were cast", standing));
        if (!lapsed.isEmpty()) {
            blocks.add(table("Votes that lapsed: cast on an earlier dossier, or without the function since", lapsed));
        }
        return blocks;
    }

    private static Table table(String caption, List<CastVote> votes) {
        return new Table(
                caption,
                List.of(text("Function", 14), text("Vote", 18), text("Person", 20), text("Reason", 48)),
                votes.stream()
                        .map(vote -> List.of(
                                Cell.of(Wording.words(vote.function())),
                                new Cell(
                                        Wording.words(vote.decision().text()),
                                        Wording.utc(vote.castAt()),
                                        Parts.tone(vote.decision().text())),
                                Cell.of(Parts.line(vote.voter()), vote.pseudonym()),
                                Cell.of(Parts.text(vote.rationale()), besides(vote))))
                        .toList());
    }

    /** What a vote asks for beside its reason; null for nothing. */
    private static String besides(CastVote vote) {
        List<String> sentences = new ArrayList<>();
        vote.changes().forEach(change -> sentences.add("Asks for: " + change));
        sentences.addAll(ConditionWords.of(vote.conditions()));
        vote.lapsed().ifPresent(sentences::add);
        return sentences.isEmpty() ? null : Parts.text(String.join(" · ", sentences));
    }

    private List<Block> conditions() {
        Optional<Permit> permit = permitContent();
        if (permit.isEmpty()) {
            return List.of(new Block.Text("There is no permit, so no conditions hold."));
        }
        List<String> sentences = ConditionWords.of(permit.get().conditions());
        return List.of(
                sentences.isEmpty()
                        ? new Block.Text("The permit has no conditions beyond its dates.")
                        : new Block.Points(sentences.stream().map(Parts::text).toList()));
    }

    private Optional<Permit> permitContent() {
        return check.flatMap(found ->
                found instanceof PermitCheck.Valid valid ? Optional.of(valid.permit()) : Optional.<Permit>empty());
    }

    private List<Block> permit() {
        if (check.isEmpty()) {
            return List.of(new Block.Text("No permit followed from this release."));
        }
        if (check.get() instanceof PermitCheck.Invalid invalid) {
            return List.of(new Block.Note(
                    Tone.FAIL, "The service's keys do not verify the stored permit: " + invalid.reason()));
        }
        PermitCheck.Valid valid = (PermitCheck.Valid) check.get();
        Permit permit = valid.permit();
        return List.of(
                new Block.Note(
                        Tone.PASS,
                        "The permit's signature verifies by the service's key " + valid.keyId()
                                + ". Verify it yourself: gatehouse verify " + PERMIT
                                + " --key PUBLISHED.pem, with the key that the"
                                + " organisation publishes elsewhere."),
                Block.Facts.of(
                        "What it says",
                        Fact.of("Permit", permit.permitId().toString()),
                        Fact.of("Valid from", Wording.utc(permit.notBefore())),
                        Fact.of("Valid until", Wording.utc(permit.effectiveExpiry())),
                        Fact.of("Model version", permit.model() + "/" + permit.version()),
                        Fact.of("Where", permit.environment() + " / " + permit.route()),
                        Fact.of("Artifact", permit.artifact().toString()),
                        Fact.of("Tier", Wording.words(permit.tier().name())),
                        Fact.of("Binding", ConditionWords.of(permit.binding())),
                        Fact.of("Dossier", permit.dossierDigest().toString()),
                        Fact.of("Signed", Wording.utc(permit.issuedAt())),
                        Fact.of("Signed by the key", valid.keyId())));
    }

    private List<Block> followed() {
        List<List<Cell>> rows = new ArrayList<>();
        for (StoredPermits.Act act : proven.permitActs()) {
            rows.add(List.of(
                    Cell.of(Wording.words(act.act())),
                    Cell.of(Wording.utc(act.at())),
                    Cell.of(Parts.line(act.by())),
                    Cell.of(act.reason() == null ? "–" : Parts.text(act.reason()))));
        }
        if (rows.isEmpty()) {
            return List.of(new Block.Text("Nothing: there is no permit to suspend, resume or revoke."));
        }
        return List.of(new Table(
                "Acts on the permit, oldest first",
                List.of(text("Act", 18), text("When", 24), text("By", 20), text("Reason", 38)),
                rows));
    }

    private List<Block> ledger() {
        Map<Boolean, Long> counted = proven.acts().stream()
                .collect(Collectors.partitioningBy(act -> act.subject().startsWith("permit/"), Collectors.counting()));
        return List.of(
                new Block.Text(
                        "Every act on this release (" + counted.get(false) + ") and its permit (" + counted.get(true)
                                + ") is a leaf of the ledger, an append-only Merkle tree (RFC 6962). The checkpoint below covers all of"
                                + " them; it is signed with the ledger's key and attached as " + CHECKPOINT
                                + ". The evidence bundle has the proof of each leaf."),
                Block.Facts.of(
                        "Checkpoint",
                        Fact.of("Leaves", Long.toString(proven.checkpoint().size())),
                        Fact.of("Root", proven.checkpoint().root().toString()),
                        Fact.of("Signed", Wording.utc(proven.checkpoint().at()))),
                new Table(
                        "Acts and their leaves",
                        List.of(number("Leaf", 10), text("Act", 26), text("When", 24), text("Leaf hash", 40)),
                        proven.acts().stream()
                                .sorted(Comparator.comparing(Ledger.Entry::index))
                                .map(act -> List.of(
                                        Cell.of(act.index().toString()),
                                        Cell.of(act.act(), act.actor()),
                                        Cell.of(Wording.utcSecond(act.at()) + " UTC"),
                                        Cell.of(act.hash())))
                                .toList()));
    }

    private List<Attachment> attachments() {
        byte[] envelope = release.permit() == null
                ? new byte[0]
                : release.permit().envelope().getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                        Parts.attachment(DOSSIER, "What the board read", "application/json", dossier.bytes()),
                        Parts.attachment(RECORD, "The release and its votes", "application/json", record.bytes()),
                        envelope.length == 0
                                ? Optional.<Attachment>empty()
                                : Parts.attachment(PERMIT, "The signed permit (DSSE)", "application/json", envelope),
                        Parts.attachment(
                                CHECKPOINT,
                                "The ledger's signed checkpoint",
                                "text/plain",
                                proven.checkpoint().note().getBytes(StandardCharsets.UTF_8)))
                .flatMap(Optional::stream)
                .toList();
    }
}
