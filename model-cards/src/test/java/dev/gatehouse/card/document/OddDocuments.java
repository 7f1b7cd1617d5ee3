package dev.gatehouse.card.document;

import dev.gatehouse.card.Charts;
import dev.gatehouse.card.Comparison;
import dev.gatehouse.card.Estimate;
import dev.gatehouse.card.GroupResult;
import dev.gatehouse.card.Limit;
import dev.gatehouse.card.Tile;
import dev.gatehouse.card.Tone;
import dev.gatehouse.card.Verdict;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Column;
import dev.gatehouse.card.document.Block.Fact;
import dev.gatehouse.card.document.Block.Facts;
import dev.gatehouse.card.document.Block.Figure;
import dev.gatehouse.card.document.Block.Heading;
import dev.gatehouse.card.document.Block.Note;
import dev.gatehouse.card.document.Block.Points;
import dev.gatehouse.card.document.Block.Prose;
import dev.gatehouse.card.document.Block.Table;
import dev.gatehouse.card.document.Block.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The same documents with what nobody expects in them. */
final class OddDocuments {
    /** Markup of all sorts, which must be shown as it is. */
    static final String HOSTILE =
            "</td></div><script>alert(1)</script> <svg onload=\"x\"> <bookmark/> ]]> <!-- &amp; {{7*7}} ${x} "
                    + "<img src='https://example.org/x.png'/> **bold** [x](javascript:alert(1)) | a | # b";
    /** Scripts that are set, scripts that are not, and characters that are none. */
    static final String SCRIPTS =
            "\u0338 Ωμέγα Жанна Łukasz e\u0301 张伟 😀 👩\u200D🔬 שלום مرحبا a\u202Eb \uFEFF\uE000\uFFFF\uD800 \u0007 ½ ≤ →";

    static final String UNBROKEN = "W".repeat(400);
    static final String FIVE_THOUSAND_WORDS =
            "Überprüfung der Wirkung bei jungen Antragstellern. ".repeat(833).strip();

    private OddDocuments() {}

    static Document of(Document document) {
        List<Document.Section> sections = new ArrayList<>(document.sections());
        sections.add(Documents.section("odd-empty", HOSTILE));
        sections.add(Documents.section(
                "odd-nothing",
                UNBROKEN,
                new Facts("Facts " + HOSTILE, List.of()),
                new Points(List.of()),
                new Table(SCRIPTS, List.of(Column.text("Only", 100)), List.of())));
        sections.add(Documents.section(
                "odd-texts",
                SCRIPTS,
                new Text(FIVE_THOUSAND_WORDS),
                new Text(HOSTILE + "\n\n" + SCRIPTS + "\n" + UNBROKEN),
                new Prose("A <script>alert(1)</script> of 张伟 & 😀."),
                new Note(Tone.FAIL, UNBROKEN + " " + HOSTILE),
                new Points(List.of(UNBROKEN, HOSTILE, SCRIPTS)),
                new Heading(UNBROKEN),
                new Heading(SCRIPTS)));
        sections.add(Documents.section(
                "odd-tables",
                "Tables",
                new Facts(
                        UNBROKEN,
                        List.of(
                                new Fact(UNBROKEN, UNBROKEN, UNBROKEN),
                                new Fact(HOSTILE, HOSTILE, HOSTILE),
                                new Fact(SCRIPTS, SCRIPTS, SCRIPTS),
                                new Fact("none", null, null))),
                longTable()));
        sections.add(Documents.section("odd-figures", "Fifty groups", figures()));
        return new Document(
                document.kind(),
                UNBROKEN + " " + SCRIPTS,
                SCRIPTS + " " + HOSTILE + " " + UNBROKEN,
                HOSTILE + " " + SCRIPTS + " " + UNBROKEN,
                document.language(),
                new Document.State("W".repeat(90), document.state().tone(), "CHANGES REQUEST"),
                List.of(UNBROKEN, HOSTILE, SCRIPTS),
                List.of(
                        Tile.of("W".repeat(40), "W".repeat(100), "W".repeat(100), Tone.FAIL),
                        Tile.of("–", HOSTILE.substring(0, 150), SCRIPTS, Tone.WARN)),
                sections,
                document.attachments(),
                HOSTILE + " " + SCRIPTS);
    }

    private static Table longTable() {
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.of(
                Cell.of(UNBROKEN), Cell.of(HOSTILE), Cell.of(Documents.DIGEST), Cell.verdict(SCRIPTS, Tone.FAIL)));
        for (int i = 2; i <= 200; i++) {
            rows.add(List.of(
                    Cell.of("row " + i),
                    Cell.of(i % 5 == 0 ? null : "text " + i),
                    Cell.of("0." + i, "0.1 to 0.9"),
                    Cell.of("–")));
        }
        return new Table(
                "Two hundred rows",
                List.of(
                        Column.text("W".repeat(60), 25),
                        Column.text(SCRIPTS, 35),
                        Column.number("Number", 20),
                        Column.text("Verdict", 20)),
                rows);
    }

    private static Block[] figures() {
        List<GroupResult> groups = IntStream.rangeClosed(1, 50)
                .mapToObj(i -> new GroupResult(
                        "region",
                        i == 1 ? UNBROKEN : i == 2 ? SCRIPTS : i == 3 ? HOSTILE : "Bezirk " + i,
                        100L * i,
                        List.of(new GroupResult.GroupMetric(
                                GroupResult.SELECTION_RATE, Estimate.of(0.3 + i / 100.0, 0.2, 0.95)))))
                .toList();
        List<Comparison> ratios = groups.stream()
                .map(group -> new Comparison(
                        "selection rate",
                        "region",
                        group.group(),
                        SCRIPTS,
                        Comparison.Kind.RATIO,
                        Estimate.of(0.9, 0.5, Double.POSITIVE_INFINITY),
                        Limit.atLeast(0.8),
                        null,
                        Verdict.FAIL,
                        true))
                .toList();
        return new Block[] {
            new Figure(Charts.selectionRates(HOSTILE, groups, Optional.empty()).orElseThrow()),
            new Figure(Charts.comparisons(SCRIPTS + UNBROKEN, ratios).orElseThrow())
        };
    }
}
