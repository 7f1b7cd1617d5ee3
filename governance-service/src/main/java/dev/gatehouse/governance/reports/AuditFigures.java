package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.number;
import static dev.gatehouse.card.document.Block.Column.text;

import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.card.Charts;
import dev.gatehouse.card.GroupResult;
import dev.gatehouse.card.Tile;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Column;
import dev.gatehouse.governance.audits.AuditFindings;
import dev.gatehouse.governance.audits.AuditedFigures;
import dev.gatehouse.governance.pages.Wording;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The figures of an audit's report as charts and tables. */
final class AuditFigures {

    static final List<Column> COMPARISON_COLUMNS = List.of(
            text("Comparison", 22),
            text("Group : reference", 30),
            number("Value (interval)", 18),
            number("Limit", 14),
            text("Verdict", 16));

    /** Most attributes and intersections that have a table of groups, and most charts of comparisons; the attached report has all. */
    private static final int MAX_SETS = 60;

    /** Most rows of comparisons that decide; those that do not pass come first. */
    private static final int MAX_DECIDING = 1_000;

    private static final int RANK_OF_UNJUDGED = 3;
    private static final int METRIC_PERCENT = 13;
    private static final int ROWS_PERCENT = 10;

    private final AuditReport report;

    AuditFigures(AuditReport report) {
        this.report = report;
    }

    /** Level of the intervals, such as {@code 95 %}. */
    String confidence() {
        return report.confidence().movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    // ---------------------------------------------------------------- comparisons that decide

    /** A judged comparison under one of its limits. */
    private record Judged(Comparison of, Judgement by) {
        boolean isRatio() {
            return AuditedFigures.isRatio(of, by);
        }

        Estimate estimate() {
            return isRatio() ? of.ratio() : of.difference();
        }
    }

    /** The comparison that speaks loudest against the version: of the worst verdict the one that uses most of what its limit allows. */
    Optional<Tile> worst() {
        return judged().filter(j -> j.estimate() != null && j.estimate().isDefined())
                .max(Comparator.comparing((Judged j) -> -rank(j.by().verdict())).thenComparing(AuditFigures::used))
                .map(j -> new Tile(
                        value(j.estimate()),
                        Parts.glance(AuditFindings.label(j.by().limit()) + ", " + pair(j.of())),
                        Parts.glance(interval(j.estimate())),
                        limit(j.by()),
                        Parts.tone(j.by().verdict().name())));
    }

    /** Which share of the way from no difference to its limit a value has gone; above 1 beyond it. */
    private static double used(Judged j) {
        double value =
                j.isRatio() ? logarithm(j.estimate().value()) : j.estimate().value();
        return Stream.of(j.by().min(), j.by().max())
                .filter(end -> end != null)
                .mapToDouble(end -> value / (j.isRatio() ? logarithm(end.doubleValue()) : end.doubleValue()))
                .filter(Double::isFinite)
                .max()
                .orElse(Math.abs(value));
    }

    private static double logarithm(double ratio) {
        return ratio <= 0 ? -Double.MAX_VALUE : Math.log(ratio);
    }

    private Stream<Judged> judged() {
        return report.comparisons().stream()
                .filter(Comparison::deciding)
                .flatMap(c -> c.limits().stream().map(limit -> new Judged(c, limit)));
    }

    /** A chart for each limit and attribute, and one table of them together. */
    List<Block> deciding() {
        Map<String, List<Judged>> together = new LinkedHashMap<>();
        judged().filter(j -> j.estimate() != null)
                .forEach(j -> together.computeIfAbsent(
                                AuditFindings.label(j.by().limit()) + " by " + j.of().attribute(),
                                title -> new ArrayList<>())
                        .add(j));
        List<Block> blocks = new ArrayList<>();
        together.entrySet().stream()
                .limit(MAX_SETS)
                .forEach(entry -> Charts.comparisons(
                                Parts.line(entry.getKey()),
                                entry.getValue().stream()
                                        .limit(Charts.MAX_ROWS)
                                        .map(j -> AuditedFigures.comparison(
                                                AuditFindings.label(j.by().limit()), j.of(), j.by()))
                                        .toList())
                        .ifPresent(svg -> blocks.add(new Block.Figure(svg))));
        List<List<Cell>> rows = report.comparisons().stream()
                .filter(Comparison::deciding)
                .sorted(Comparator.comparing(AuditFigures::rank))
                .flatMap(AuditFigures::rows)
                .toList();
        if (rows.isEmpty()) {
            return List.of(new Block.Text("The plan sets no limits, so nothing decides."));
        }
        blocks.addAll(Parts.table(
                "Groups compared with the plan's limits, those that do not pass first; intervals at " + confidence(),
                COMPARISON_COLUMNS,
                rows,
                MAX_DECIDING,
                "the attached " + AuditReportDocument.ATTACHMENT));
        return blocks;
    }

    /** The rows of a comparison in {@link #COMPARISON_COLUMNS}: one for each limit, and without a limit one for what there is. */
    static Stream<List<Cell>> rows(Comparison c) {
        if (c.limits().isEmpty()) {
            boolean ratio = c.ratio() != null;
            return Stream.of(row(
                    c,
                    c.metric() + (ratio ? "_ratio" : "_difference"),
                    ratio ? c.ratio() : c.difference(),
                    ratio,
                    null));
        }
        return c.limits().stream()
                .map(limit -> new Judged(c, limit))
                .map(j -> row(c, j.by().limit(), j.estimate(), j.isRatio(), j.by()));
    }

    private static List<Cell> row(Comparison c, String metric, Estimate estimate, boolean ratio, Judgement by) {
        String remark = by != null && by.reason() != null ? by.reason() : c.note();
        Cell verdict = by == null
                ? Cell.of("–", remark)
                : new Cell(
                        Wording.words(by.verdict().name()),
                        remark,
                        Parts.tone(by.verdict().name()));
        return List.of(
                Cell.of(AuditFindings.label(metric), c.flagged() && ratio ? "below four fifths" : null),
                Cell.of(
                        Parts.line(pair(c)),
                        Parts.line(c.attribute()) + (c.outcome() == null ? "" : ", class " + Parts.line(c.outcome()))),
                cell(estimate),
                Cell.of(by == null ? "none" : limit(by)),
                verdict);
    }

    /** Failures first, then what cannot be told, passes, and what nothing judges. */
    static int rank(Comparison c) {
        return rank(c.verdict());
    }

    private static int rank(Verdict verdict) {
        if (verdict == null) {
            return RANK_OF_UNJUDGED;
        }
        return switch (verdict) {
            case FAIL -> 0;
            case INSUFFICIENT -> 1;
            case PASS -> 2;
        };
    }

    private static String limit(Judgement by) {
        String least = by.min() == null ? "" : "at least " + plain(by.min());
        String most = by.max() == null ? "" : "at most " + plain(by.max());
        return least.isEmpty() || most.isEmpty() ? least + most : least + ", " + most;
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String pair(Comparison c) {
        return name(c.group()) + " : " + Parts.line(AuditedFigures.reference(c));
    }

    private static String name(Map<String, String> group) {
        return Parts.line(AuditedFigures.name(group));
    }

    // ---------------------------------------------------------------- groups

    /** A chart of selection rates and a table for each attribute and intersection. */
    List<Block> groups() {
        Map<String, List<AuditReport.Group>> byAttribute = new LinkedHashMap<>();
        report.groups().stream()
                // With several classes a group is there once more for each; the attached report has those.
                .filter(group -> group.outcome() == null)
                .forEach(group -> byAttribute
                        .computeIfAbsent(String.join(" & ", group.attributes().keySet()), a -> new ArrayList<>())
                        .add(group));
        List<Block> blocks = new ArrayList<>();
        byAttribute.entrySet().stream()
                .limit(MAX_SETS)
                .forEach(entry -> addGroups(blocks, Parts.line(entry.getKey()), entry.getValue()));
        if (byAttribute.size() > MAX_SETS) {
            blocks.add(new Block.Text((byAttribute.size() - MAX_SETS) + " more intersections are in the attached "
                    + AuditReportDocument.ATTACHMENT + "."));
        }
        return blocks;
    }

    private void addGroups(List<Block> blocks, String attribute, List<AuditReport.Group> groups) {
        blocks.add(new Block.Heading("By " + attribute));
        Charts.selectionRates(
                        "Selection rate by " + attribute,
                        groups.stream()
                                .filter(g -> g.metrics().containsKey(GroupMetric.SELECTION_RATE.id()))
                                .limit(Charts.MAX_ROWS)
                                .map(g -> new GroupResult(
                                        attribute,
                                        name(g.attributes()),
                                        g.n(),
                                        List.of(new GroupResult.GroupMetric(
                                                GroupResult.SELECTION_RATE,
                                                AuditedFigures.estimate(g.metric(GroupMetric.SELECTION_RATE))))))
                                .toList(),
                        Optional.empty())
                .ifPresent(svg -> blocks.add(new Block.Figure(svg)));
        List<GroupMetric> metrics = AuditedFigures.BY_GROUP.stream()
                .filter(m -> groups.stream().anyMatch(g -> g.metrics().containsKey(m.id())))
                .toList();
        List<Column> columns = new ArrayList<>();
        columns.add(text("Group", 100 - ROWS_PERCENT - metrics.size() * METRIC_PERCENT));
        columns.add(number("Rows", ROWS_PERCENT));
        metrics.forEach(m -> columns.add(number(AuditFindings.label(m.id()), METRIC_PERCENT)));
        List<List<Cell>> rows = new ArrayList<>();
        for (AuditReport.Group group : groups) {
            List<Cell> cells = new ArrayList<>();
            cells.add(Cell.of(
                    name(group.attributes()),
                    group.notCompared() == null ? null : "not compared: " + group.notCompared()));
            cells.add(Cell.of(Wording.grouped(group.n())));
            metrics.forEach(m -> cells.add(cell(group.metric(m))));
            rows.add(cells);
        }
        blocks.addAll(Parts.table(
                "Figures by " + attribute + ", intervals at " + confidence(),
                columns,
                rows,
                AuditReportDocument.MAX_ROWS,
                "the attached " + AuditReportDocument.ATTACHMENT));
    }

    // ---------------------------------------------------------------- numbers

    /** The value above its interval, or why there is none. */
    static Cell cell(Estimate e) {
        if (e == null) {
            return Cell.of("–");
        }
        return e.isDefined() ? Cell.of(value(e), interval(e)) : Cell.of("undefined", e.undefined());
    }

    static String value(Estimate e) {
        return Wording.figure(e.value());
    }

    /** The interval in words; empty without one. */
    static String interval(Estimate e) {
        if (e.lower() == null) {
            return "";
        }
        return Wording.figure(e.lower()) + " to " + (e.upper() == null ? "unbounded" : Wording.figure(e.upper()));
    }
}
