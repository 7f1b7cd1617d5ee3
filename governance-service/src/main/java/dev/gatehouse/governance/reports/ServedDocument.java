package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.number;
import static dev.gatehouse.card.document.Block.Column.text;

import dev.gatehouse.card.Tile;
import dev.gatehouse.card.Tone;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Fact;
import dev.gatehouse.card.document.Document;
import dev.gatehouse.card.document.Document.Section;
import dev.gatehouse.card.document.Document.State;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.served.ServedThen;
import dev.gatehouse.governance.served.ServedThen.Part;
import dev.gatehouse.governance.served.ServedThen.Target;
import java.util.ArrayList;
import java.util.List;

/** What a route served at a moment, for people who take it away: to an authority, to somebody who was decided upon. */
final class ServedDocument {

    static final String ATTACHMENT = "served.json";

    private ServedDocument() {}

    /** @param json the same answer, as the API gives it */
    static Document of(ServedThen then, byte[] json) {
        String where = then.environment() + " / " + then.route();
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("answer", "Answer", answer(then)));
        for (Target target : then.targets()) {
            boolean fallback = target.part() == Part.FALLBACK;
            sections.add(new Section(
                    fallback ? "fallback" : "primary",
                    (fallback ? "Fallback: " : "") + target.version() + ", and by whose word",
                    target(target)));
        }
        sections.add(new Section("log", "What the gateways recorded", recorded(then)));
        return new Document(
                "Served at a moment",
                "What " + then.route() + " served",
                where + " · " + Wording.utcSecond(then.at()) + " UTC",
                Parts.text(then.answer()),
                Parts.LANGUAGE,
                then.open() ? State.of("Open", Tone.PASS) : State.of("Closed", Tone.FAIL),
                List.of(),
                tiles(then),
                sections,
                Parts.attachment(ATTACHMENT, "The answer, as the API gives it", "application/json", json).stream()
                        .toList(),
                "It says what ledger, permits and outcome log said when it was printed. Deployments and permits are acts of the"
                        + " ledger, whose leaves are named here: anybody can check them against a signed checkpoint. It names people:"
                        + " handle it accordingly.");
    }

    private static List<Tile> tiles(ServedThen then) {
        List<Tile> tiles = new ArrayList<>();
        then.targets()
                .forEach(target -> tiles.add(Tile.of(
                        Parts.glance(Wording.words(target.state())),
                        target.part() == Part.FALLBACK ? "permit of the fallback" : "permit of what was deployed",
                        Parts.glance(target.version()),
                        Parts.tone(target.state()))));
        long requests = then.recorded().answers().stream()
                .mapToLong(ServedThen.Answers::requests)
                .sum();
        tiles.add(Tile.of(Wording.grouped(requests), "requests in the ten minutes around", "", Tone.PLAIN));
        return tiles;
    }

    private static List<Block> answer(ServedThen then) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("Route", then.environment() + " / " + then.route()));
        facts.add(Fact.of("Moment", Wording.utcSecond(then.at()) + " UTC"));
        if (then.deployment() != null) {
            facts.add(Fact.of("Deployed", Wording.utc(then.deployment().at())));
            facts.add(Fact.of("Deployed by", Parts.line(then.deployment().by())));
            facts.add(Fact.of("Leaf of the ledger", leaf(then.deployment().leaf())));
            facts.add(Fact.of("Its hash", then.deployment().leafHash()));
        }
        facts.add(Fact.of(
                "Until the next deployment",
                then.next() == null
                        ? "none has followed"
                        : Wording.utc(then.next().at()) + ", of " + then.next().version()));
        return List.of(
                new Block.Note(then.open() ? Tone.PASS : Tone.FAIL, Parts.text(then.answer())),
                new Block.Facts("What was asked, and what was deployed", facts));
    }

    private static List<Block> target(Target target) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("Model version", target.version()));
        facts.add(Fact.of("Artifact", target.artifact()));
        facts.add(Fact.of("Permit", target.permit().toString()));
        facts.add(Fact.of(
                "State of the permit then",
                Wording.words(target.state()) + " since " + Wording.utc(target.since())
                        + (target.by() == null ? "" : ", by " + Parts.line(target.by()))));
        if (target.reason() != null) {
            facts.add(Fact.of("Why", Parts.text(target.reason())));
        }
        facts.add(Fact.of("Granted", Wording.utc(target.issuedAt())));
        facts.add(Fact.of("Leaf of the ledger", leaf(target.leaf())));
        facts.add(Fact.of("Ends", Wording.utc(target.expiresAt())));
        facts.add(Fact.of(
                "Granted by",
                target.release() == null
                        ? "two people, for emergency use"
                        : "the board, in release " + target.release()));
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Facts("The permit", facts));
        blocks.add(
                target.conditions().isEmpty()
                        ? new Block.Text("The permit has no conditions beyond its dates.")
                        : new Block.Points(
                                target.conditions().stream().map(Parts::text).toList()));
        blocks.add(new Block.Table(
                "By whose word",
                List.of(text("Person", 20), text("As", 16), text("Word", 18), text("Reason", 46)),
                target.words().stream()
                        .map(word -> List.of(
                                Cell.of(Parts.line(word.person())),
                                Cell.of(Wording.words(word.capacity())),
                                new Cell(
                                        Wording.words(word.decision()),
                                        Wording.utc(word.at()),
                                        Parts.tone(word.decision())),
                                Cell.of(Parts.text(word.reason()))))
                        .toList()));
        return blocks;
    }

    private static List<Block> recorded(ServedThen then) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Table(
                "Requests from " + Wording.utcSecond(then.recorded().from()) + " to "
                        + Wording.utcSecond(then.recorded().to()) + " UTC",
                List.of(
                        text("Version", 16),
                        text("As", 12),
                        text("Permit", 32),
                        number("Requests", 12),
                        number("Predictions", 12),
                        text("Last (UTC)", 16)),
                then.recorded().answers().stream()
                        .map(a -> List.of(
                                Cell.of(a.version()),
                                Cell.of(a.mode()),
                                Cell.of(a.permit().toString()),
                                Cell.of(Wording.grouped(a.requests())),
                                Cell.of(Wording.grouped(a.rows())),
                                Cell.of(Wording.utcSecond(a.last()))))
                        .toList()));
        blocks.add(new Block.Text(
                then.before() == null
                        ? "The log has no request up to the moment. Requests older than their retention are deleted; the audit"
                                + " trail names what was."
                        : "The last request up to the moment was answered by version "
                                + then.before().version() + " (" + then.before().mode() + "), at "
                                + Wording.utcSecond(then.before().at()) + " UTC, under permit "
                                + then.before().permit() + "."));
        blocks.add(new Block.Text(
                "A gateway obeys within a second of a change, and a call that was under way is answered: around a change the log"
                        + " is the finer witness."));
        return blocks;
    }

    private static String leaf(Long index) {
        return index == null ? "not in the tree yet" : index.toString();
    }
}
