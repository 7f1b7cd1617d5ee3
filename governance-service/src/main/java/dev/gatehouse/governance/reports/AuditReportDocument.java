package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.number;
import static dev.gatehouse.card.document.Block.Column.text;

import dev.gatehouse.audit.page.AuditPage;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.Verdict;
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
import dev.gatehouse.governance.audits.AuditFindings;
import dev.gatehouse.governance.audits.AuditReports;
import dev.gatehouse.governance.pages.Wording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The report of an audit run for people who take it away: the verdict first, then what it rests on. */
final class AuditReportDocument {

    /** Most comparisons that decide nothing, and most groups of an attribute; the attached report has all. */
    static final int MAX_ROWS = 200;

    static final String ATTACHMENT = "audit-report.json";
    static final String PLAN_ATTACHMENT = "audit-plan.json";
    private static final String REST = "the attached " + ATTACHMENT;

    private final AuditReports.Reported run;
    private final AuditPlan plan;
    private final AuditReport report;
    private final boolean disclosed;
    private final String fixedBy;
    private final AuditFigures figures;

    private AuditReportDocument(AuditReports.Reported run, boolean disclosed, String fixedBy) {
        this.run = run;
        this.plan = AuditPlan.parse(run.plan().document().getBytes(StandardCharsets.UTF_8));
        AuditReport stored = (AuditReport) run.report();
        this.report = disclosed ? stored.forDisclosure(plan.disclosureMinimum()) : stored;
        this.disclosed = disclosed;
        this.fixedBy = fixedBy;
        this.figures = new AuditFigures(report);
    }

    /**
     * The document.
     *
     * @param disclosed whether groups below the plan's disclosure minimum are withheld, and who fixed the plan is not named
     * @param fixedBy the name of who fixed the plan
     */
    static Document of(AuditReports.Reported run, boolean disclosed, String fixedBy) {
        return new AuditReportDocument(run, disclosed, fixedBy).document();
    }

    private Document document() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("verdict", "Verdict and reasons", verdict()));
        sections.add(new Section("plan", "What was asked, and by whom", plan()));
        sections.add(new Section("rows", "Rows used and left out", rows()));
        sections.add(new Section("overall", "Performance over all rows", overall()));
        sections.add(new Section("deciding", "Comparisons that decide", figures.deciding()));
        sections.add(new Section("groups", "Groups and intersections", figures.groups()));
        sections.add(new Section("others", "Other comparisons", others()));
        sections.add(new Section("proxies", "Proxies of protected attributes", proxies()));
        sections.add(new Section("explanations", "What moves the scores", ExplanationTables.of(report.explanations())));
        sections.add(new Section("notes", "Notes", notes()));
        sections.add(new Section("provenance", "Where it comes from", provenance()));
        String label = run.version().label();
        return new Document(
                ReportKind.AUDIT.title(),
                "Fairness audit of " + label,
                label + " · run " + run.run().id(),
                "How decisions and scores of this model version differ between groups of people, held against limits that were"
                        + " fixed before the run.",
                Parts.LANGUAGE,
                State.of(word(report.verdict()), tone(report.verdict())),
                disclosed ? List.of("For readers outside") : List.of(),
                tiles(),
                sections,
                attachments(),
                "It says what the audit's stored report says"
                        + (disclosed
                                ? ", without what would show fewer than " + plan.disclosureMinimum() + " people"
                                : "")
                        + ". Numbers are rounded to three decimals; intervals stand below them.");
    }

    private List<Attachment> attachments() {
        return Stream.of(
                        Parts.attachment(
                                ATTACHMENT,
                                disclosed ? "The report for readers outside" : "The report as it is stored",
                                "application/json",
                                disclosed ? report.toJson() : run.run().report().getBytes(StandardCharsets.UTF_8)),
                        Parts.attachment(
                                PLAN_ATTACHMENT,
                                "The audit plan as it was fixed",
                                "application/json",
                                run.plan().document().getBytes(StandardCharsets.UTF_8)))
                .flatMap(Optional::stream)
                .toList();
    }

    private List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        figures.worst().ifPresent(tiles::add);
        List<Comparison> deciding =
                report.comparisons().stream().filter(Comparison::deciding).toList();
        long passed = deciding.stream().filter(c -> c.verdict() == Verdict.PASS).count();
        if (!deciding.isEmpty()) {
            tiles.add(Tile.of(
                    passed + " of " + deciding.size(),
                    "deciding comparisons pass",
                    "",
                    passed == deciding.size() ? Tone.PASS : tone(report.verdict())));
        }
        long flags = report.flags().size();
        tiles.add(Tile.of(
                Long.toString(flags),
                "four-fifths flags",
                "point values below 0.80; they decide nothing",
                flags == 0 ? Tone.PLAIN : Tone.WARN));
        tiles.add(Tile.of(
                Wording.grouped(report.rows().used()),
                "rows judged",
                Wording.grouped(report.rows().read() - report.rows().used()) + " left out",
                Tone.PLAIN));
        Stream.of(GroupMetric.AUC, GroupMetric.ACCURACY, GroupMetric.RMSE)
                .filter(metric -> report.overall().metric(metric).isDefined())
                .findFirst()
                .ifPresent(metric -> tiles.add(Tile.of(
                        AuditFigures.value(report.overall().metric(metric)),
                        AuditFindings.label(metric.id()) + " over all rows",
                        AuditFigures.interval(report.overall().metric(metric)),
                        Tone.PLAIN)));
        return tiles;
    }

    private List<Block> verdict() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Note(tone(report.verdict()), word(report.verdict()) + ". " + meaning(report.verdict())));
        if (disclosed) {
            blocks.add(new Block.Note(
                    Tone.PLAIN,
                    "This copy is for readers outside: what would show fewer than " + plan.disclosureMinimum()
                            + " people is withheld, and with it the comparisons and reasons that it belongs to."));
        }
        if (!report.reasons().isEmpty()) {
            blocks.add(new Block.Points(
                    report.reasons().stream().limit(MAX_ROWS).map(Parts::text).toList()));
        }
        if (!report.flags().isEmpty()) {
            blocks.add(new Block.Text("The four-fifths rule flags "
                    + Wording.grouped((long) report.flags().size())
                    + " of the comparisons: their impact ratio is below 0.80 as a point value. A flag does not look at how many"
                    + " rows there are and decides nothing here."));
        }
        return blocks;
    }

    private List<Block> plan() {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("Plan fixed on", Wording.utc(run.plan().fixedAt())));
        facts.add(Fact.of("Fixed by", disclosed ? "the validation function" : Parts.line(fixedBy)));
        facts.add(Fact.of("Digest under which it was fixed", run.plan().digest()));
        facts.add(Fact.of("Run ended", Wording.utc(run.run().runAt())));
        facts.add(Fact.of("Protected attributes", String.join(", ", plan.protectedAttributes())));
        facts.add(Fact.of(
                "Intersections",
                plan.intersections() == 1 ? "none" : "up to " + plan.intersections() + " attributes at a time"));
        AuditPage.planFacts(plan, report).forEach((name, value) -> facts.add(new Fact(name, Parts.text(value), null)));
        facts.add(Fact.of("Least rows to be shown outside", Wording.grouped((long) plan.disclosureMinimum())));
        List<List<Cell>> limits = new ArrayList<>();
        plan.limits()
                .forEach((metric, limit) -> limits.add(List.of(
                        Cell.of(AuditFindings.label(metric.id())),
                        Cell.of(limit.min() == null ? "–" : limit.min().toPlainString()),
                        Cell.of(limit.max() == null ? "–" : limit.max().toPlainString()))));
        return List.of(
                new Block.Facts("The plan, fixed before the run", facts),
                new Table(
                        "Limits of the plan, ends included; "
                                + (plan.deciding() == AuditPlan.Deciding.ALL
                                        ? "comparisons of attributes and of intersections decide"
                                        : "comparisons of single attributes decide"),
                        List.of(text("Comparison", 60), number("At least", 20), number("At most", 20)),
                        limits));
    }

    private List<Block> rows() {
        List<List<Cell>> leftOut = new ArrayList<>();
        report.rows()
                .leftOut()
                .forEach((reason, n) -> leftOut.add(List.of(
                        Cell.of(Parts.line(AuditFindings.label(reason).replace(":", ": "))),
                        Cell.of(Wording.grouped(n)))));
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.Facts.of(
                "Rows",
                Fact.of("Read", Wording.grouped(report.rows().read())),
                Fact.of("Used", Wording.grouped(report.rows().used())),
                Fact.of(
                        "Left out",
                        Wording.grouped(report.rows().read() - report.rows().used()))));
        if (!leftOut.isEmpty()) {
            blocks.add(new Table(
                    "Rows left out, by the first reason that applies",
                    List.of(text("Reason", 75), number("Rows", 25)),
                    leftOut));
        }
        Map<String, Long> unknown = report.rows().unknown();
        if (unknown != null && !unknown.isEmpty()) {
            List<List<Cell>> counted = new ArrayList<>();
            unknown.forEach((attribute, n) ->
                    counted.add(List.of(Cell.of(Parts.line(attribute)), Cell.of(Wording.grouped(n)))));
            blocks.add(new Table(
                    "Rows with an unknown value: counted and shown, not compared",
                    List.of(text("Attribute", 75), number("Rows", 25)),
                    counted));
        }
        return blocks;
    }

    private List<Block> overall() {
        List<List<Cell>> metrics = new ArrayList<>();
        report.overall()
                .metrics()
                .forEach((id, estimate) ->
                        metrics.add(List.of(Cell.of(AuditFindings.label(id)), AuditFigures.cell(estimate))));
        return List.of(new Table(
                "The model over all " + Wording.grouped(report.overall().n())
                        + " rows used, whatever the group; intervals at " + figures.confidence(),
                List.of(text("Metric", 60), number("Value (interval)", 40)),
                metrics));
    }

    private List<Block> others() {
        List<Comparison> others = report.comparisons().stream()
                .filter(c -> !c.deciding())
                .sorted(Comparator.comparing(AuditFigures::rank))
                .toList();
        return others.isEmpty()
                ? List.of()
                : Parts.table(
                        "Comparisons that decide nothing, those beyond a limit first",
                        AuditFigures.COMPARISON_COLUMNS,
                        others.stream().flatMap(AuditFigures::rows).toList(),
                        MAX_ROWS,
                        REST);
    }

    private List<Block> proxies() {
        if (report.proxies() == null) {
            return List.of(new Block.Text("The plan does not ask for proxies."));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Text(
                "A model predicts each protected attribute from the plan's features; its AUC is cross-validated. 0.5 is no better"
                        + " than chance, 1 gives the attribute away."));
        for (AuditReport.Proxy proxy : report.proxies()) {
            String of = Parts.line(
                    proxy.attribute() + (proxy.value() == null ? "" : ": " + proxy.value() + " against others"));
            blocks.add(new Block.Heading(of));
            blocks.add(Block.Facts.of(
                    "How well the features together predict it",
                    Fact.of("AUC", AuditFindings.text(proxy.auc())),
                    Fact.of("Rows", Wording.grouped(proxy.n()))));
            List<List<Cell>> features = new ArrayList<>();
            for (AuditReport.Feature feature : proxy.features()) {
                features.add(List.of(
                        Cell.of(Parts.line(feature.name())),
                        AuditFigures.cell(feature.auc()),
                        Cell.of(Wording.figure(feature.weight())),
                        feature.score() == null
                                ? Cell.of("–")
                                : AuditFigures.cell(feature.score().estimate())));
            }
            blocks.add(new Table(
                    "Features that predict it, strongest first",
                    List.of(
                            text("Feature", 40),
                            number("AUC alone (interval)", 24),
                            number("Weight", 14),
                            number("Relation to the score", 22)),
                    features));
        }
        return blocks;
    }

    private List<Block> notes() {
        return report.notes().isEmpty()
                ? List.of()
                : List.of(new Block.Points(
                        report.notes().stream().map(Parts::text).toList()));
    }

    private List<Block> provenance() {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("Model version", run.version().label()));
        facts.add(Fact.of("Artifact", "sha256:" + run.version().artifactSha256()));
        facts.add(Fact.of("Report as stored", run.run().reportDigest()));
        facts.add(Fact.of("Cells that every figure was computed from", report.cellsDigest()));
        facts.add(Fact.of("Plan", report.planDigest()));
        facts.add(Fact.of("Data", report.dataDigest()));
        facts.add(Fact.of("Counted by", report.engine()));
        return List.of(
                new Block.Text(
                        "Whoever has the same data and plan can make the report again; whoever has the cells, without the rows."
                                + " The SHA-256 of the stored report is below"
                                + (disclosed
                                        ? "; the attached one is made anew from it for readers outside, so its own digest differs."
                                        : " and is that of the attachment.")),
                new Block.Facts("Digests (SHA-256) and engine", facts));
    }

    static String word(Verdict verdict) {
        return verdict == null ? "No verdict" : Wording.words(verdict.name());
    }

    static Tone tone(Verdict verdict) {
        return verdict == null ? Tone.PLAIN : Parts.tone(verdict.name());
    }

    private static String meaning(Verdict verdict) {
        if (verdict == null) {
            return "The plan sets no limit, so there is nothing to pass or fail.";
        }
        return switch (verdict) {
            case PASS -> "Every deciding comparison lies within its limit, with its whole interval.";
            case FAIL -> "At least one deciding comparison lies beyond its limit, more than chance explains.";
            case INSUFFICIENT ->
                "The data are too few or too uncertain to say that every limit is kept, or that one is broken.";
        };
    }
}
