package dev.gatehouse.card.document;

import dev.gatehouse.card.Attachment;
import dev.gatehouse.card.CalibrationBin;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One document of each kind, of the size that a bank would have; the figures are invented. */
final class Documents {
    static final Instant ISSUED = Instant.parse("2026-11-21T21:30:00Z");
    static final String DIGEST = "sha256:9f3c51d0a7b2e4c86f1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6ea1";

    private static final List<String> BANDS = List.of("18–24", "25–34", "35–44", "45–54", "55–64", "65+");

    private Documents() {}

    static Attachment json(String name, String text) {
        return new Attachment(
                name, "the data behind this document", "application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    static Document auditReport() {
        List<Comparison> ratios = new ArrayList<>();
        for (int i = 0; i < BANDS.size(); i++) {
            double ratio = 0.78 + 0.045 * i;
            ratios.add(new Comparison(
                    "selection rate",
                    "age band",
                    BANDS.get(i),
                    "all others",
                    Comparison.Kind.RATIO,
                    Estimate.of(ratio, ratio - 0.06, ratio + 0.06),
                    Limit.atLeast(0.8),
                    ratio < 0.8,
                    ratio - 0.06 > 0.8 ? Verdict.PASS : Verdict.INSUFFICIENT,
                    true));
        }
        List<List<Cell>> groups = new ArrayList<>();
        for (String sex : List.of("female", "male")) {
            for (String band : BANDS) {
                for (String region : List.of("north", "east", "south", "west")) {
                    int at = groups.size();
                    groups.add(List.of(
                            Cell.of(sex + " · " + band + " · " + region, "sex × age band × region"),
                            Cell.of(String.valueOf(31 + at * 57)),
                            Cell.of("0." + (700 + at * 5), "0." + (660 + at * 5) + " to 0." + (730 + at * 5)),
                            Cell.of("0.0" + (60 + at % 30), "0.041 to 0.103"),
                            at % 11 == 0
                                    ? Cell.verdict("INSUFFICIENT EVIDENCE", Tone.WARN)
                                    : Cell.verdict("PASS", Tone.PASS)));
                }
            }
        }
        List<Document.Section> sections = List.of(
                section(
                        "verdict",
                        "Verdict and reasons",
                        new Note(
                                Tone.WARN,
                                "INSUFFICIENT EVIDENCE. Two of six comparisons that decide could not be settled at 95 % confidence."),
                        new Points(
                                List.of(
                                        "Age band 18–24: ratio 0.780, interval 0.720 to 0.840; the limit 0.80 lies inside.",
                                        "Age band 25–34: ratio 0.825, interval 0.765 to 0.885; the limit 0.80 lies inside.",
                                        "What helps: about 2,400 further rows of these groups, or a waiver with a cap and a date.")),
                        new Figure(Charts.comparisons("Selection rate ratio by age band (at least 0.80)", ratios)
                                .orElseThrow())),
                section(
                        "plan",
                        "Plan",
                        Facts.of(
                                "The plan that was fixed before the run",
                                new Fact("Plan", DIGEST, "registered by validation"),
                                new Fact("Fixed on", "9 November 2026, 08:15:00 UTC", "ledger leaf 118"),
                                new Fact("Favourable outcome", "approved", "plan"),
                                new Fact("Confidence", "0.95, two-sided", "plan"),
                                new Fact("Minimum evidence", "30 rows a group", "policy"),
                                new Fact("Weights", null, null))),
                section(
                        "data",
                        "Data",
                        Facts.of(
                                "What was counted",
                                Fact.of("Rows read", "9,000"),
                                Fact.of("Left out", "14: no decision"),
                                Fact.of("Data", DIGEST))),
                section(
                        "overall",
                        "Performance overall",
                        new Table(
                                "Metrics",
                                List.of(
                                        Column.text("Metric", 34),
                                        Column.number("Value", 20),
                                        Column.number("Interval", 26),
                                        Column.text("Limit", 20)),
                                List.of(
                                        List.of(
                                                Cell.of("AUC"),
                                                Cell.of("0.781"),
                                                Cell.of("0.770 to 0.792"),
                                                Cell.of("at least 0.75")),
                                        List.of(
                                                Cell.of("Accuracy"),
                                                Cell.of("0.819"),
                                                Cell.of("0.811 to 0.827"),
                                                Cell.of(null)))),
                        new Figure(Charts.calibration("Calibration", bins()).orElseThrow())),
                section(
                        "groups",
                        "Groups and intersections",
                        new Heading("Selection rate by age band"),
                        new Figure(Charts.selectionRates("Selection rate by age band", rates(), Optional.empty())
                                .orElseThrow()),
                        new Heading("All groups"),
                        new Table(
                                "Groups down to the third level; groups under 30 rows are withheld",
                                List.of(
                                        Column.text("Group", 34),
                                        Column.number("Rows", 10),
                                        Column.number("Selection rate", 19),
                                        Column.number("False positives", 19),
                                        Column.text("Verdict", 18)),
                                groups),
                        new Text("Rates are of rows with a decision.\n\nIntervals are Wilson's, 95 %.")),
                section("proxies", "Proxies"),
                section(
                        "notes",
                        "Notes of the auditor",
                        new Prose("The hold-out was drawn **before** training. It was opened once.")));
        return new Document(
                "Fairness audit report",
                "Credit default scorer",
                "credit-default · version 2 · run 7f3c",
                "Whether approvals differ between groups of sex, age band and region, by the plan of 9 November 2026.",
                "en",
                Document.State.of("Insufficient evidence", Tone.WARN),
                List.of("Tier HIGH", "Plan fixed by validation"),
                List.of(
                        Tile.of("4 of 6", "Comparisons passed", "2 not settled", Tone.WARN),
                        new Tile("0.780", "Lowest ratio", "age band: 18–24", "at least 0.80", Tone.WARN),
                        new Tile("0.781", "AUC", "0.770 to 0.792", "at least 0.75", Tone.PASS),
                        Tile.of("9,000", "Rows", "14 left out", Tone.PLAIN),
                        Tile.of("48", "Groups", "none withheld", Tone.PLAIN)),
                sections,
                List.of(json("audit-report.json", "{\"verdict\":\"INSUFFICIENT\"}")),
                "Every number was computed from stored counts; whoever may see them can compute it again.");
    }

    static Document riskAssessment() {
        List<List<Cell>> duties = IntStream.rangeClosed(1, 24)
                .mapToObj(i -> List.of(
                        Cell.of("Duty " + i, i % 3 == 0 ? "from 2 December 2027" : "applies now"),
                        Cell.of("Keep the automatically generated logs for at least six months, point " + i + "."),
                        Cell.of("Art. " + (8 + i) + "(1)", "settled text")))
                .toList();
        return new Document(
                "Risk assessment",
                "Credit default scorer",
                "credit-default · assessment of 20 November 2026",
                "Tier and duties that follow from the facts of the intake.",
                "en",
                Document.State.of("High", Tone.WARN),
                List.of("high-risk (AI Act Art. 6(2))"),
                List.of(
                        Tile.of("HIGH", "Tier", "by two rules", Tone.WARN),
                        Tile.of("5", "Seats of the board", "of 4 functions", Tone.PLAIN),
                        Tile.of("24", "Duties", "8 from a later date", Tone.PLAIN)),
                List.of(
                        section(
                                "tier",
                                "Tier and reasons",
                                new Table(
                                        "Rules that raised the tier",
                                        List.of(
                                                Column.text("Rule", 26),
                                                Column.text("Citation", 32),
                                                Column.text("Facts used", 26),
                                                Column.text("Certainty", 16)),
                                        List.of(
                                                List.of(
                                                        Cell.of(
                                                                "eu-ai-act.annex-iii.5b",
                                                                "duties from 2 December 2027"),
                                                        Cell.of("Regulation (EU) 2024/1689, Annex III point 5(b)"),
                                                        Cell.of(
                                                                "decides = creditworthiness; subjects = natural persons"),
                                                        Cell.of("settled text")),
                                                List.of(
                                                        Cell.of("house.materiality"),
                                                        Cell.of("House policy MR-4"),
                                                        Cell.of("exposure = EUR 410 million"),
                                                        Cell.of("house policy"))))),
                        section(
                                "facts",
                                "Facts",
                                new Facts(
                                        "What the intake says",
                                        IntStream.rangeClosed(1, 30)
                                                .mapToObj(i -> new Fact(
                                                        "Question " + i + " of the intake",
                                                        i % 7 == 0 ? null : "Answer " + i + " in a few words",
                                                        i % 7 == 0 ? null : "intake of 19 November 2026"))
                                                .toList())),
                        section(
                                "duties",
                                "Duties",
                                new Table(
                                        "What the tier and the law ask for",
                                        List.of(
                                                Column.text("Duty", 22),
                                                Column.text("What is asked", 54),
                                                Column.text("Citation", 24)),
                                        duties)),
                        section("override", "Override", new Note(Tone.PLAIN, "The tier was not overridden.")),
                        section(
                                "packs",
                                "Policy packs",
                                Facts.of(
                                        "Packs in force",
                                        Fact.of("EU AI Act", DIGEST),
                                        Fact.of("House policy", DIGEST)))),
                List.of(json("assessment.json", "{\"tier\":\"HIGH\"}")),
                "An assessment is no legal advice; citations show where a rule comes from.");
    }

    static Document approvalRecord() {
        return new Document(
                "Approval record",
                "Credit default scorer",
                "credit-default · version 2 · release 41",
                null,
                "en",
                Document.State.of("Approved with conditions", Tone.PASS),
                List.of("Tier HIGH", "production"),
                List.of(
                        Tile.of("5 of 5", "Seats filled", "quorum reached", Tone.PASS),
                        Tile.of("3 of 4", "Gates met", "1 waived", Tone.WARN),
                        Tile.of("1", "Open findings", "MEDIUM", Tone.WARN),
                        Tile.of("2", "Conditions", "cap and purpose", Tone.PLAIN),
                        Tile.of("180 days", "Validity", "until 20 May 2027", Tone.PLAIN)),
                List.of(
                        section(
                                "decision",
                                "Decision",
                                new Note(
                                        Tone.PASS,
                                        "Approved on 21 November 2026, 20:11:04 UTC, for production until 20 May 2027."),
                                Facts.of(
                                        "What the votes bind to",
                                        Fact.of("Dossier", DIGEST),
                                        Fact.of("Artifact", DIGEST))),
                        section(
                                "votes",
                                "Votes",
                                new Table(
                                        "Votes by function",
                                        List.of(
                                                Column.text("Function", 16),
                                                Column.text("Voter", 18),
                                                Column.text("Vote", 18),
                                                Column.text("Rationale", 48)),
                                        List.of(
                                                vote("product", "Priya Raman", "approve", "Meets the use case."),
                                                vote(
                                                        "legal",
                                                        "Lars Lind",
                                                        "approve with conditions",
                                                        "Only for credit origination."),
                                                vote(
                                                        "ethics",
                                                        "Emeka Obi",
                                                        "approve",
                                                        "Ratios hold, reasons are given."),
                                                vote(
                                                        "engineering",
                                                        "Inês Sá",
                                                        "approve",
                                                        "Loads by digest, rollback rehearsed."),
                                                vote("validation", "Viktor Hahn", "approve", "Challenge answered.")))),
                        section(
                                "gates",
                                "Gates at the decision",
                                new Table(
                                        "Gates",
                                        List.of(
                                                Column.text("Gate", 24),
                                                Column.text("Status", 14),
                                                Column.text("Evidence", 62)),
                                        List.of(
                                                List.of(
                                                        Cell.of("fairness audit"),
                                                        Cell.verdict("MET", Tone.PASS),
                                                        Cell.of("run 7f3c", DIGEST)),
                                                List.of(
                                                        Cell.of("calibration"),
                                                        Cell.verdict("WAIVED", Tone.WARN),
                                                        Cell.of(null)),
                                                List.of(
                                                        Cell.of("validation"),
                                                        Cell.verdict("MET", Tone.PASS),
                                                        Cell.of(DIGEST))))),
                        section(
                                "conditions",
                                "Conditions",
                                new Points(List.of(
                                        "At most a quarter of applicants.", "Purpose: credit origination only."))),
                        section(
                                "proof",
                                "Ledger proof",
                                Facts.of(
                                        "Where the decision is recorded",
                                        Fact.of("Leaf", "128"),
                                        Fact.of("Root", DIGEST),
                                        Fact.of("Permit", "3f0a6f0e-98c1-4d52-9c7e-0a4c2f6d1b77")))),
                List.of(
                        json("dossier.json", "{\"release\":41}"),
                        json("permit.json", "{\"payloadType\":\"application/vnd.in-toto+json\"}")),
                "The permit can be verified offline with public tools; the guide for auditors says how.");
    }

    static Document.Section section(String id, String title, Block... blocks) {
        return new Document.Section(id, title, Arrays.asList(blocks));
    }

    private static List<Cell> vote(String function, String voter, String vote, String rationale) {
        return List.of(Cell.of(function), Cell.of(voter), Cell.of(vote, "21 November 2026"), Cell.of(rationale));
    }

    private static List<GroupResult> rates() {
        return IntStream.range(0, BANDS.size())
                .mapToObj(i -> new GroupResult(
                        "age band",
                        BANDS.get(i),
                        900L + 100 * i,
                        List.of(new GroupResult.GroupMetric(
                                GroupResult.SELECTION_RATE,
                                Estimate.of(0.70 + 0.03 * i, 0.67 + 0.03 * i, 0.73 + 0.03 * i)))))
                .toList();
    }

    private static List<CalibrationBin> bins() {
        return IntStream.range(0, 10)
                .mapToObj(i -> new CalibrationBin(
                        Estimate.decimal(0.05 + i * 0.1),
                        Estimate.of(0.06 + i * 0.095, 0.04 + i * 0.093, 0.08 + i * 0.097),
                        900L))
                .toList();
    }
}
