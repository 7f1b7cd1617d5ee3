package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.page.AuditCharts;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Estimate;
import io.quarkus.qute.RawString;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an audit's report says, as pages show it: a selection. The report as a page of its own has every figure.
 *
 * @param reasons why the verdict is what it is
 * @param confidence of the intervals, such as {@code 95 %}
 * @param used rows that were judged
 * @param leftOut rows that were not, by reason
 * @param attributes the protected attributes and intersections with their groups
 * @param deciding comparisons that the verdict rests on, those that do not pass first
 * @param reported others, at most {@value #MAX_ROWS}
 * @param more how many comparisons are not among them
 * @param explained what moves the model's score; null when the plan did not ask
 * @param notes what a reader must know
 * @param engine what counted the rows
 */
public record AuditFindings(
        List<String> reasons,
        String confidence,
        long used,
        List<Count> leftOut,
        List<Attribute> attributes,
        List<ComparisonRow> deciding,
        List<ComparisonRow> reported,
        int more,
        AuditExplained explained,
        List<String> notes,
        String engine) {

    /** Most rows of a table here. */
    static final int MAX_ROWS = 200;

    private static final List<GroupMetric> CHARTED =
            List.of(GroupMetric.SELECTION_RATE, GroupMetric.TPR, GroupMetric.FPR);

    /** Rows by a reason. */
    public record Count(String what, long rows) {}

    /**
     * A protected attribute, or several joined for an intersection.
     *
     * @param metrics heads of the columns of {@link GroupRow#figures}
     * @param charts rates with their intervals, as SVG
     * @param calibration observed shares against scores, as SVG; null without
     * @param scores score distributions, as SVG; null without
     * @param bins the numbers beside calibration and scores
     */
    public record Attribute(
            String name,
            List<GroupRow> groups,
            List<String> metrics,
            List<RawString> charts,
            RawString calibration,
            RawString scores,
            List<BinRow> bins) {}

    /**
     * A group's figures, each with its interval or the reason why there is none.
     *
     * @param remark why it is not compared; null when it is
     */
    public record GroupRow(String name, long n, List<String> figures, String remark) {}

    /** Scores of a group within a range: how many, their mean, and the share of positive labels among them. */
    public record BinRow(String group, String range, long n, String mean, String observed) {}

    /** A group against its reference. */
    public record ComparisonRow(
            String metric,
            String attribute,
            String groups,
            String estimate,
            String limit,
            boolean flagged,
            String verdict,
            String reason) {}

    static AuditFindings of(AuditReport report) {
        List<ComparisonRow> deciding = comparisons(report, true);
        List<ComparisonRow> reported = comparisons(report, false);
        int more = Math.max(0, deciding.size() - MAX_ROWS) + Math.max(0, reported.size() - MAX_ROWS);
        return new AuditFindings(
                report.reasons(),
                report.confidence().movePointRight(2).stripTrailingZeros().toPlainString() + " %",
                report.rows().used(),
                report.rows().leftOut().entrySet().stream()
                        .map(e -> new Count(label(e.getKey()).replace(":", ": "), e.getValue()))
                        .toList(),
                attributes(report),
                deciding.stream().limit(MAX_ROWS).toList(),
                reported.stream().limit(MAX_ROWS).toList(),
                more,
                AuditExplained.of(report),
                report.notes(),
                report.engine());
    }

    private static List<Attribute> attributes(AuditReport report) {
        Map<String, List<AuditReport.Group>> byAttribute = new LinkedHashMap<>();
        for (AuditReport.Group group : report.groups()) {
            // With several classes a group is there once more for each; the whole report has those.
            if (group.outcome() == null) {
                byAttribute
                        .computeIfAbsent(String.join(" & ", group.attributes().keySet()), a -> new ArrayList<>())
                        .add(group);
            }
        }
        List<Attribute> attributes = new ArrayList<>();
        byAttribute.forEach((name, groups) -> attributes.add(attribute(name, groups, report)));
        return attributes;
    }

    private static Attribute attribute(String name, List<AuditReport.Group> all, AuditReport report) {
        List<AuditReport.Group> groups = all.stream().limit(MAX_ROWS).toList();
        List<GroupMetric> metrics = AuditedFigures.BY_GROUP.stream()
                .filter(m -> groups.stream().anyMatch(g -> g.metrics().containsKey(m.id())))
                .toList();
        Map<String, AuditReport.Curves> curves = new LinkedHashMap<>();
        groups.stream().filter(g -> g.curves() != null).forEach(g -> curves.put(name(g.attributes()), g.curves()));
        return new Attribute(
                name,
                groups.stream().map(g -> row(g, metrics)).toList(),
                metrics.stream().map(m -> label(m.id())).toList(),
                CHARTED.stream()
                        .flatMap(m -> AuditCharts.rates(
                                label(m.id()) + " by " + name,
                                m.id(),
                                groups,
                                report.overall().metrics().get(m.id()))
                                .stream())
                        .map(RawString::new)
                        .toList(),
                raw(AuditCharts.calibration("Calibration by " + name, curves)),
                raw(AuditCharts.scores("Scores by " + name, curves)),
                bins(curves));
    }

    private static RawString raw(Optional<String> svg) {
        return svg.map(RawString::new).orElse(null);
    }

    private static List<BinRow> bins(Map<String, AuditReport.Curves> curves) {
        List<BinRow> rows = new ArrayList<>();
        curves.forEach((group, curve) -> {
            if (curve.calibration() == null) {
                curve.scores().stream()
                        .filter(bar -> bar.n() > 0)
                        .forEach(bar -> rows.add(new BinRow(group, range(bar.from(), bar.to()), bar.n(), "", "")));
            } else {
                curve.calibration()
                        .forEach(bin -> rows.add(new BinRow(
                                group,
                                range(bin.from(), bin.to()),
                                bin.n(),
                                number(bin.meanScore()),
                                text(bin.observed()))));
            }
        });
        return rows.stream().limit(MAX_ROWS).toList();
    }

    private static String range(double from, double to) {
        return number(from) + " to " + number(to);
    }

    private static GroupRow row(AuditReport.Group group, List<GroupMetric> metrics) {
        return new GroupRow(
                name(group.attributes()),
                group.n(),
                metrics.stream().map(m -> text(group.metric(m))).toList(),
                group.notCompared());
    }

    /** Those that do not pass come first, otherwise as the report has them. */
    private static List<ComparisonRow> comparisons(AuditReport report, boolean deciding) {
        List<ComparisonRow> rows = report.comparisons().stream()
                .filter(c -> c.deciding() == deciding)
                .flatMap(AuditFindings::rows)
                .toList();
        return Stream.of("FAIL", "INSUFFICIENT", "PASS", "")
                .flatMap(verdict -> rows.stream().filter(r -> verdict.equals(r.verdict() == null ? "" : r.verdict())))
                .toList();
    }

    /** A row for each limit; without one, a row for the ratio where there is one, else for the difference. */
    private static Stream<ComparisonRow> rows(AuditReport.Comparison c) {
        if (c.limits().isEmpty()) {
            boolean ratio = c.ratio() != null;
            return Stream.of(row(c, c.metric() + (ratio ? "_ratio" : "_difference"), ratio, "none", null, null));
        }
        return c.limits().stream()
                .map(l -> row(
                        c,
                        l.limit(),
                        c.difference() == null
                                || ComparisonMetric.byId(l.limit())
                                        .map(ComparisonMetric::isRatio)
                                        .orElse(false),
                        limit(l.min(), l.max()),
                        l.verdict().name(),
                        l.reason()));
    }

    private static ComparisonRow row(
            AuditReport.Comparison c, String metric, boolean ratio, String limit, String verdict, String reason) {
        return new ComparisonRow(
                label(metric),
                c.attribute(),
                name(c.group()) + " to " + (c.reference().isEmpty() ? "all" : name(c.reference()))
                        + (c.outcome() == null ? "" : ", class " + c.outcome()),
                text(ratio ? c.ratio() : c.difference()),
                limit,
                c.flagged() && ratio,
                verdict,
                reason == null ? c.note() : reason);
    }

    private static String limit(BigDecimal min, BigDecimal max) {
        if (min == null) {
            return "at most " + max.toPlainString();
        }
        String least = "at least " + min.toPlainString();
        return max == null ? least : least + ", at most " + max.toPlainString();
    }

    /** A value with its interval, or why there is none. */
    public static String text(Estimate e) {
        if (e == null || !e.isDefined()) {
            return "undefined: " + (e == null ? "not computed" : e.undefined());
        }
        String value = number(e.value());
        if (e.lower() == null) {
            return value;
        }
        return value + " (" + number(e.lower()) + " to " + (e.upper() == null ? "unbounded" : number(e.upper())) + ")";
    }

    static String number(double value) {
        String rounded = String.format(Locale.ROOT, "%.3f", value);
        return rounded.equals("-0.000") ? "0.000" : rounded;
    }

    private static String name(Map<String, String> group) {
        return String.join(" & ", group.values());
    }

    /** A metric, comparison or reason of the report in words: {@code tpr_difference} is 'True positive rate, difference'. */
    public static String label(String id) {
        for (String suffix : List.of("_difference", "_ratio")) {
            if (id.endsWith(suffix) && !id.equals("impact_ratio")) {
                return label(id.substring(0, id.length() - suffix.length())) + ", " + suffix.substring(1);
            }
        }
        return switch (id) {
            case "tpr" -> "True positive rate";
            case "fpr" -> "False positive rate";
            case "tnr" -> "True negative rate";
            case "fnr" -> "False negative rate";
            case "ppv" -> "Positive predictive value";
            case "npv" -> "Negative predictive value";
            case "fdr" -> "False discovery rate";
            case "for" -> "False omission rate";
            case "auc" -> "AUC";
            case "log_loss" -> "log loss";
            case "ece" -> "Expected calibration error";
            case "mae" -> "Mean absolute error";
            case "rmse" -> "Root mean squared error";
            case "mcc" -> "Matthews correlation";
            case "psi" -> "PSI";
            case "ks" -> "KS";
            case "score_ks" -> "KS of the scores";
            default -> Character.toUpperCase(id.charAt(0)) + id.substring(1).replace('_', ' ');
        };
    }
}
