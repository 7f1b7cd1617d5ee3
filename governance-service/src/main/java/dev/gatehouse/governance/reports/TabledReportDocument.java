package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.text;

import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.card.Attachment;
import dev.gatehouse.card.Tone;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Column;
import dev.gatehouse.card.document.Block.Fact;
import dev.gatehouse.card.document.Document;
import dev.gatehouse.card.document.Document.Section;
import dev.gatehouse.card.document.Document.State;
import dev.gatehouse.governance.audits.AuditReports;
import dev.gatehouse.governance.audits.AuditTables;
import dev.gatehouse.governance.pages.Wording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The report of an audit of drift, performance or splits, or of a diagnosis, as a document: its tables and charts, its plan, where it comes from; the report is attached. */
final class TabledReportDocument {

    private static final int WHOLE_PERCENT = 100;
    private static final int NAME_PERCENT = 28;

    private final AuditReports.Reported run;
    private final Report report;
    private final AuditTables tables;
    private final boolean disclosed;
    private final String fixedBy;

    private TabledReportDocument(AuditReports.Reported run, boolean disclosed, String fixedBy) {
        this.run = run;
        this.report = disclosed ? run.report().forDisclosure(run.disclosureMinimum()) : run.report();
        this.tables = AuditTables.of(report);
        this.disclosed = disclosed;
        this.fixedBy = fixedBy;
    }

    /**
     * The document.
     *
     * @param disclosed whether what would show fewer people than the disclosure minimum is withheld, and who fixed the plan is not named
     * @param fixedBy the name of who fixed the plan
     */
    static Document of(AuditReports.Reported run, boolean disclosed, String fixedBy) {
        return new TabledReportDocument(run, disclosed, fixedBy).document();
    }

    private Document document() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("verdict", isDiagnosis() ? "Findings" : "Verdict and reasons", verdict()));
        sections.add(new Section("figures", "Figures", figures()));
        if (!tables.charts().isEmpty()) {
            sections.add(new Section("charts", "Charts", charts()));
        }
        sections.add(new Section("notes", "Notes", points(report.notes())));
        sections.add(new Section("provenance", "Where it comes from", provenance()));
        String label = run.version().label();
        return new Document(
                ReportKind.ofAudit(run.plan().kind()).title(),
                what() + " of " + label,
                label + " · run " + run.run().id(),
                purpose(),
                Parts.LANGUAGE,
                State.of(word(), AuditReportDocument.tone(report.verdict())),
                disclosed ? List.of("For readers outside") : List.of(),
                List.of(),
                sections,
                attachments(),
                "It says what the audit's stored report says"
                        + (disclosed
                                ? ", without what would show fewer than " + run.disclosureMinimum() + " people"
                                : "")
                        + ". Numbers are rounded to three decimals.");
    }

    private List<Block> verdict() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Note(AuditReportDocument.tone(report.verdict()), word() + ". " + meaning()));
        if (disclosed) {
            blocks.add(new Block.Note(
                    Tone.PLAIN,
                    "This copy is for readers outside: what would show fewer than " + run.disclosureMinimum()
                            + " people is withheld or merged."));
        }
        blocks.addAll(points(report.reasons()));
        blocks.add(new Block.Text(
                tables.rows() + ". Intervals at " + tables.confidence() + ". Counted by " + tables.engine() + "."));
        return blocks;
    }

    private static List<Block> points(List<String> sentences) {
        return sentences.isEmpty()
                ? List.of()
                : List.of(new Block.Points(sentences.stream()
                        .limit(AuditReportDocument.MAX_ROWS)
                        .map(Parts::text)
                        .toList()));
    }

    private List<Block> figures() {
        List<Block> blocks = new ArrayList<>();
        for (AuditTables.Table table : tables.tables()) {
            List<String> heads = new ArrayList<>(table.heads());
            if (table.judged()) {
                heads.add("Verdict");
            }
            blocks.addAll(Parts.table(
                    table.title(),
                    columns(heads),
                    table.rows().stream().map(row -> row(table, row)).toList(),
                    AuditReportDocument.MAX_ROWS,
                    "the attached " + AuditReportDocument.ATTACHMENT));
        }
        return blocks;
    }

    private List<Block> charts() {
        List<Block> blocks = new ArrayList<>();
        tables.charts().forEach(chart -> blocks.addAll(Parts.figure(chart.svg(), chart.caption())));
        return blocks;
    }

    private static List<Column> columns(List<String> heads) {
        int each = (WHOLE_PERCENT - NAME_PERCENT) / (heads.size() - 1);
        List<Column> columns = new ArrayList<>();
        columns.add(text(heads.get(0), WHOLE_PERCENT - each * (heads.size() - 1)));
        heads.stream().skip(1).forEach(head -> columns.add(text(head, each)));
        return columns;
    }

    private static List<Cell> row(AuditTables.Table table, AuditTables.Row row) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(Parts.line(row.name())));
        row.cells().forEach(cell -> cells.add(Cell.of(Parts.line(cell))));
        if (table.judged()) {
            String remark = row.remark() == null ? null : Parts.text(row.remark());
            cells.add(
                    row.verdict() == null
                            ? Cell.of("no limit", remark)
                            : new Cell(Wording.words(row.verdict()), remark, Parts.tone(row.verdict())));
        }
        return cells;
    }

    private List<Block> provenance() {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("Model version", run.version().label()));
        facts.add(Fact.of("Artifact", "sha256:" + run.version().artifactSha256()));
        facts.add(Fact.of("Plan fixed on", Wording.utc(run.plan().fixedAt())));
        facts.add(Fact.of("Fixed by", disclosed ? "the validation function" : Parts.line(fixedBy)));
        facts.add(Fact.of("Digest under which it was fixed", run.plan().digest()));
        facts.add(Fact.of("Data set", "sha256:" + run.plan().dataset()));
        if (run.plan().reference() != null) {
            facts.add(Fact.of("Reference data set", "sha256:" + run.plan().reference()));
        }
        facts.add(Fact.of("Run ended", Wording.utc(run.run().runAt())));
        facts.add(Fact.of("Report as stored", run.run().reportDigest()));
        facts.add(Fact.of("Cells that the figures were computed from", report.cellsDigest()));
        return List.of(new Block.Facts("Digests (SHA-256), plan and run", facts));
    }

    private List<Attachment> attachments() {
        return Stream.of(
                        Parts.attachment(
                                AuditReportDocument.ATTACHMENT,
                                disclosed ? "The report for readers outside" : "The report as it is stored",
                                "application/json",
                                disclosed ? report.toJson() : run.run().report().getBytes(StandardCharsets.UTF_8)),
                        Parts.attachment(
                                AuditReportDocument.PLAN_ATTACHMENT,
                                "The audit plan as it was fixed",
                                "application/json",
                                run.plan().document().getBytes(StandardCharsets.UTF_8)))
                .flatMap(Optional::stream)
                .toList();
    }

    private boolean isDiagnosis() {
        return report.kind().equals(PlanKind.DIAGNOSIS.id());
    }

    private String what() {
        return switch (run.plan().kind()) {
            case DIAGNOSIS -> "Diagnosis";
            case SPLITS -> "Check of splits";
            default -> Wording.words(report.kind()) + " audit";
        };
    }

    private String purpose() {
        return switch (run.plan().kind()) {
            case DRIFT ->
                "How far rows have moved from reference rows, held against limits that were fixed before the run.";
            case DIAGNOSIS -> "What the change of this model version's decisions between two windows goes with.";
            case SPLITS ->
                "What training and evaluation rows share, and what gives the label away, held against limits that were fixed before"
                        + " the run.";
            default ->
                "How this model version's decisions fare against labels, held against limits that were fixed before the run.";
        };
    }

    private String word() {
        return AuditReportDocument.word(report.verdict());
    }

    private String meaning() {
        Verdict verdict = report.verdict();
        if (isDiagnosis()) {
            return "A diagnosis says what a change goes with, not what caused it. It decides nothing.";
        }
        if (verdict == null) {
            return "The plan sets no limit, so there is nothing to pass or fail.";
        }
        return switch (verdict) {
            case PASS -> "Everything that decides lies within its limit.";
            case FAIL -> "Something that decides lies beyond its limit, more than chance explains.";
            case INSUFFICIENT ->
                "The data are too few or too uncertain to say that every limit is kept, or that one is broken.";
        };
    }
}
