package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.card.Attachment;
import dev.gatehouse.card.Tile;
import dev.gatehouse.card.Tone;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Fact;
import dev.gatehouse.card.document.Block.Table;
import dev.gatehouse.card.document.Document;
import dev.gatehouse.card.document.Document.Section;
import dev.gatehouse.card.document.Document.State;
import dev.gatehouse.governance.intake.AnswerWords;
import dev.gatehouse.governance.models.Assessments;
import dev.gatehouse.governance.pages.Wording;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A stored risk assessment for people who take it away: what the law calls the use, why the tier is what it is, and what it asks. */
final class AssessmentDocument {

    static final String ATTACHMENT = "risk-assessment.json";

    private static final List<Block.Column> GATE_COLUMNS =
            List.of(text("Gate", 34), text("Evidence", 16), text("Given by", 18), text("Asked by", 32));

    /** So many facts are named again for each rule that rests on them. */
    private static final int SAID_AGAIN = 3;

    private final String model;
    private final String digest;
    private final Assessments.Kept kept;
    private final JsonNode a;
    private final Map<String, dev.gatehouse.risk.Fact> asked;
    private final LocalDate on;

    private AssessmentDocument(
            String model, String digest, Assessments.Kept kept, Map<String, dev.gatehouse.risk.Fact> asked) {
        this.model = model;
        this.digest = digest;
        this.kept = kept;
        this.a = CanonicalJson.parse(kept.document(), CanonicalJson.MAX_DOCUMENT_BYTES);
        this.asked = asked;
        this.on = LocalDate.parse(a.path("on").asText());
    }

    /**
     * The document.
     *
     * @param model name of the model
     * @param digest of the assessment
     * @param asked the facts as the packs of the assessment ask for them, by name; may lack some
     */
    static Document of(String model, String digest, Assessments.Kept kept, Map<String, dev.gatehouse.risk.Fact> asked) {
        return new AssessmentDocument(model, digest, kept, asked).document();
    }

    /** Digests of the packs that a stored assessment names. */
    static List<String> packs(Assessments.Kept kept) {
        return Parts.all(CanonicalJson.parse(kept.document(), CanonicalJson.MAX_DOCUMENT_BYTES)
                        .path("packs"))
                .map(pack -> pack.path("digest").asText())
                .toList();
    }

    private Document document() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("result", "Result", result()));
        if (a.path("override").isObject()) {
            sections.add(new Section("override", "Override of the tier", override()));
        }
        if (!a.path("missing").isEmpty()) {
            sections.add(new Section("missing", "Facts that are missing", missing()));
        }
        sections.add(new Section("law", "What the law calls it", legalClasses()));
        sections.add(new Section("reasons", "Why", reasons()));
        if (a.path("obligations").isObject()) {
            sections.add(new Section("now", "What it asks now", new ObligationsText(a.path("obligations"), on).now()));
            sections.add(new Section(
                    "later", "What it will ask, and when", new ObligationsText(a.path("obligations"), on).later()));
        }
        if (a.path("score").isObject()) {
            sections.add(new Section("score", "Scorecard", score()));
        }
        sections.add(new Section("facts", "Facts that it rests on", facts()));
        sections.add(new Section("packs", "Policy packs applied", packs()));
        return new Document(
                ReportKind.ASSESSMENT.title(),
                "Risk assessment of " + model,
                model + " · for " + Wording.day(on) + " · " + Wording.shortDigest(digest),
                "What the policy packs say of the stated facts of this use case on one day.",
                Parts.LANGUAGE,
                State.of(word(), tone()),
                a.path("status").asText().equals("ASSESSED") ? List.of("Tier " + tier("tier")) : List.of(),
                tiles(),
                sections,
                attachments(),
                "It says what the stored assessment says. The same facts, packs and day give the same assessment again. Policy"
                        + " packs are no legal advice.");
    }

    private List<Attachment> attachments() {
        return Parts.attachment(ATTACHMENT, "The assessment as it is stored", "application/json", kept.document())
                .stream()
                .toList();
    }

    private String tier(String field) {
        return a.path(field).asText();
    }

    private String word() {
        return switch (a.path("status").asText()) {
            case "ASSESSED" -> Wording.words(tier("tier"));
            case "BLOCKED" -> "Facts missing";
            default -> Wording.words(a.path("status").asText());
        };
    }

    private Tone tone() {
        return switch (a.path("status").asText()) {
            case "PROHIBITED" -> Tone.FAIL;
            case "BLOCKED" -> Tone.WARN;
            default ->
                switch (tier("tier")) {
                    case "HIGH" -> Tone.FAIL;
                    case "MEDIUM" -> Tone.WARN;
                    default -> Tone.PLAIN;
                };
        };
    }

    private List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        tiles.add(Tile.of(tier("tier"), "risk tier", "for " + Wording.day(on), tone()));
        long inForce = Parts.all(a.path("legalClasses"))
                .filter(c -> c.path("inForce").asBoolean())
                .count();
        tiles.add(Tile.of(
                Long.toString(inForce),
                "legal classes in force",
                (a.path("legalClasses").size() - inForce) + " more from a later day",
                Tone.PLAIN));
        JsonNode obligations = a.path("obligations");
        if (obligations.isObject()) {
            tiles.add(Tile.of(
                    Integer.toString(obligations.path("gates").size()),
                    "gates before a release",
                    obligations.path("upcomingGates").size() + " more to come",
                    Tone.PLAIN));
            int seats = 0;
            for (JsonNode seat : obligations.path("quorum")) {
                seats += seat.asInt();
            }
            tiles.add(Tile.of(Integer.toString(seats), "seats on the board", "", Tone.PLAIN));
        }
        if (a.path("score").isObject()) {
            tiles.add(Tile.of(
                    a.at("/score/points").asText() + " of "
                            + a.at("/score/maximum").asText(),
                    "points of the scorecard",
                    "",
                    Tone.PLAIN));
        }
        return tiles;
    }

    private List<Block> result() {
        String status = a.path("status").asText();
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("Model", model));
        facts.add(Fact.of("Status", Wording.words(status)));
        facts.add(Fact.of("Tier", Wording.words(tier("tier"))));
        if (!tier("tier").equals(tier("tierAtMost"))) {
            facts.add(Fact.of("Strictest that it can still become", Wording.words(tier("tierAtMost"))));
        }
        facts.add(Fact.of("Strictest tier that law in force sets", Wording.words(tier("lawFloor"))));
        facts.add(Fact.of("Assessed for", Wording.day(on)));
        facts.add(Fact.of("Stored", Wording.utc(kept.at())));
        facts.add(Fact.of("Digest", digest));
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Note(
                tone(),
                switch (status) {
                    case "PROHIBITED" -> "A rule prohibits this use, whatever else is stated.";
                    case "BLOCKED" ->
                        "Facts are missing that could still change the result, so the tier is not settled and nothing can be"
                                + " released.";
                    default -> "Tier, legal classes and obligations are settled: " + Wording.words(tier("tier")) + ".";
                }));
        blocks.add(new Block.Facts("The assessment", facts));
        return blocks;
    }

    private List<Block> override() {
        JsonNode o = a.path("override");
        boolean effective = o.path("effective").asBoolean();
        return List.of(
                new Block.Note(
                        effective ? Tone.WARN : Tone.FAIL,
                        effective
                                ? "Two people set another tier than facts and packs give."
                                : "Two people asked for another tier than facts and packs give; it has no effect."),
                Block.Facts.of(
                        "The override",
                        Fact.of(
                                "Tier that facts and packs give",
                                Wording.words(o.path("assessed").asText())),
                        Fact.of("Tier asked for", Wording.words(o.path("wanted").asText())),
                        Fact.of("Reason", Parts.text(o.path("reason").asText())),
                        Fact.of(
                                "Last day",
                                Wording.day(LocalDate.parse(o.path("until").asText()))),
                        Fact.of(
                                "Note",
                                o.path("note").asText().isEmpty()
                                        ? "none"
                                        : Wording.readable(o.path("note").asText()))));
    }

    private List<Block> missing() {
        List<List<Cell>> rows = Parts.all(a.path("missing"))
                .map(m -> List.of(
                        Cell.of(
                                Wording.words(m.path("fact").asText()),
                                m.path("key").asText().isEmpty()
                                        ? null
                                        : m.path("key").asText()),
                        Cell.of(Parts.text(m.path("question").asText())),
                        Cell.of(m.path("unsure").asBoolean() ? "answered 'unsure'" : "not answered"),
                        Cell.of(Parts.joined(m.path("rules"), "none"))))
                .toList();
        return List.of(new Table(
                "Facts that could still change the result",
                List.of(text("Fact", 24), text("Question", 40), text("State", 14), text("Rules that wait for it", 22)),
                rows));
    }

    private List<Block> legalClasses() {
        if (a.path("legalClasses").isEmpty()) {
            return List.of(new Block.Text("No legal class applies."));
        }
        return List.of(new Table(
                "Legal classes of the use",
                List.of(text("Class", 44), text("Pack", 20), text("Binds from", 18), text("In force", 18)),
                Parts.all(a.path("legalClasses"))
                        .map(c -> List.of(
                                Cell.of(Parts.text(c.path("title").asText())),
                                Cell.of(c.path("pack").asText()),
                                Cell.of(day(c.path("from"))),
                                c.path("inForce").asBoolean()
                                        ? Cell.of("yes")
                                        : Cell.verdict("not yet on that day", Tone.WARN)))
                        .toList()));
    }

    private List<Block> reasons() {
        Map<String, String> first = new HashMap<>();
        return List.of(new Table(
                "Every rule that fired, with its source",
                List.of(
                        text("Source", 28),
                        text("What follows", 36),
                        text("Rests on the facts", 22),
                        text("Binds from", 14)),
                Parts.all(a.path("reasons"))
                        .map(r -> List.of(
                                Cell.of(Parts.text(r.path("citation").asText()), source(r)),
                                Cell.of(
                                        Parts.text(effects(r)),
                                        r.hasNonNull("tierFloor")
                                                ? "at least "
                                                        + Wording.words(r.path("tierFloor")
                                                                .asText())
                                                : null),
                                Cell.of(used(r, first)),
                                Cell.of(
                                        day(r.path("effectiveFrom")),
                                        r.path("ahead").asBoolean() ? "ahead: counts by house policy" : null)))
                        .toList()));
    }

    private static String effects(JsonNode reason) {
        return String.join(
                "; ",
                Parts.all(reason.path("effects"))
                        .map(e -> Wording.readable(e.asText()))
                        .toList());
    }

    /** The facts a rule rests on; many that an earlier rule rests on as well are said by that rule's name. */
    private static String used(JsonNode reason, Map<String, String> first) {
        JsonNode facts = reason.path("facts");
        if (facts.isEmpty()) {
            return "none";
        }
        String names = names(facts);
        String before = first.putIfAbsent(names, rule(reason));
        return before != null && facts.size() > SAID_AGAIN ? "the same as " + before : names;
    }

    private static String rule(JsonNode reason) {
        return reason.path("pack").asText() + " / " + reason.path("rule").asText();
    }

    /** What the facts are called; their values stand once, in the section of facts. */
    private static String names(JsonNode facts) {
        return Parts.text(facts.properties().stream()
                .map(fact -> Wording.words(fact.getKey()))
                .collect(Collectors.joining(", ")));
    }

    private static String source(JsonNode reason) {
        return (reason.path("packKind").asText().equals("LAW") ? "law" : "house policy") + ", "
                + ObligationsText.certainty(reason) + "; " + rule(reason);
    }

    private List<Block> score() {
        return List.of(new Table(
                "Points by factor, pack " + a.at("/score/pack").asText(),
                List.of(text("Factor", 60), Block.Column.number("Points", 20), Block.Column.number("Most", 20)),
                Parts.all(a.at("/score/factors"))
                        .map(f -> List.of(
                                Cell.of(Parts.text(f.path("title").asText())),
                                Cell.of(
                                        f.path("points").asText(),
                                        f.path("points").equals(f.path("pointsAtMost"))
                                                ? null
                                                : "at most "
                                                        + f.path("pointsAtMost").asText()),
                                Cell.of(f.path("maximum").asText())))
                        .toList()));
    }

    private List<Block> facts() {
        return List.of(new Table(
                "What the owner stated",
                List.of(text("Fact", 24), text("Question", 42), text("Answer", 34)),
                a.path("facts").properties().stream()
                        .map(fact -> List.of(
                                Cell.of(Wording.words(fact.getKey())),
                                Cell.of(Optional.ofNullable(asked.get(fact.getKey()))
                                        .map(known -> Parts.text(known.question()))
                                        .orElse("–")),
                                Cell.of(answer(fact.getKey(), fact.getValue()))))
                        .toList()));
    }

    /** An answer out of a list of codes is said in words; any other stands as it was given. */
    private String answer(String name, JsonNode value) {
        dev.gatehouse.risk.Fact known = asked.get(name);
        boolean codes = known != null
                && known.format().isEmpty()
                && (known.type() == dev.gatehouse.risk.Fact.Type.ENUM
                        || known.type() == dev.gatehouse.risk.Fact.Type.SET);
        if (codes && value.isTextual()) {
            return AnswerWords.of(name, value.asText());
        }
        if (codes && value.isArray() && !value.isEmpty()) {
            return Parts.all(value)
                    .map(code -> AnswerWords.of(name, code.asText()))
                    .collect(Collectors.joining("; "));
        }
        return Parts.spoken(value);
    }

    private List<Block> packs() {
        return List.of(new Table(
                "Packs, by the digest of their file",
                List.of(text("Pack", 40), text("Version", 14), text("Kind", 14), text("Digest", 32)),
                Parts.all(a.path("packs"))
                        .map(p -> List.of(
                                Cell.of(
                                        Parts.text(p.path("title").asText()),
                                        p.path("id").asText()),
                                Cell.of(p.path("version").asText()),
                                Cell.of(p.path("kind").asText().equals("LAW") ? "law" : "house policy"),
                                Cell.of(p.path("digest").asText())))
                        .toList()));
    }

    private static String day(JsonNode day) {
        return Wording.day(LocalDate.parse(day.asText()));
    }
}
