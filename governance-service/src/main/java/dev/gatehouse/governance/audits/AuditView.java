package dev.gatehouse.governance.audits;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.card.Charts;
import dev.gatehouse.card.GroupResult;
import io.quarkus.qute.RawString;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An audit run as pages show it: what was found, group by group.
 *
 * @param id of the run
 * @param plan digest of its plan
 * @param status {@code COMPLETED} or {@code ERROR}
 * @param verdict of a completed run, else null
 * @param error why it could not be run, else null
 * @param runAt when it ended
 * @param reportDigest of a completed run, else null
 * @param findings what its report says; null without one
 */
public record AuditView(
        String id,
        String plan,
        String status,
        String verdict,
        String error,
        Instant runAt,
        String reportDigest,
        Findings findings) {

    private static final List<GroupMetric> SHOWN =
            List.of(GroupMetric.SELECTION_RATE, GroupMetric.TPR, GroupMetric.FPR, GroupMetric.ACCURACY);

    /**
     * A report.
     *
     * @param confidence of the intervals, such as {@code 95%}
     * @param used rows that were judged
     * @param leftOut rows that were not
     * @param attributes the protected attributes with their groups
     * @param deciding the comparisons that the verdict rests on
     * @param reported the others
     * @param engine what counted the rows
     */
    public record Findings(
            List<String> reasons,
            String confidence,
            long used,
            long leftOut,
            List<Attribute> attributes,
            List<ComparisonRow> deciding,
            List<ComparisonRow> reported,
            String engine) {}

    /**
     * A protected attribute, or two joined for an intersection.
     *
     * @param chart selection rates with their intervals as SVG; null where no group has one
     * @param metrics heads of the columns of {@link GroupRow#figures}
     */
    public record Attribute(String name, List<GroupRow> groups, List<String> metrics, RawString chart) {}

    /** A group's figures, each with its interval or the reason why there is none. */
    public record GroupRow(String name, long n, List<String> figures) {}

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

    /** A run with its stored report. */
    public static AuditView of(AuditRun run) {
        return new AuditView(
                run.id().toString(),
                run.plan(),
                run.status(),
                run.verdict(),
                run.error(),
                run.runAt(),
                run.reportDigest(),
                run.report() == null ? null : findings(run.report()));
    }

    /** An entry of a dossier's audits. */
    public static AuditView ofDossier(JsonNode entry) {
        return new AuditView(
                entry.path("id").asText(),
                entry.path("planDigest").asText(),
                entry.path("status").asText(),
                entry.path("verdict").asText(null),
                entry.path("error").asText(null),
                Instant.parse(entry.path("runAt").asText()),
                entry.path("reportDigest").asText(null),
                entry.has("report") ? findings(entry.path("report").toString()) : null);
    }

    private static Findings findings(String json) {
        AuditReport report = AuditReport.parse(json.getBytes(StandardCharsets.UTF_8));
        return new Findings(
                report.reasons(),
                report.confidence().movePointRight(2).stripTrailingZeros().toPlainString() + "%",
                report.rows().used(),
                report.rows().read() - report.rows().used(),
                attributes(report),
                comparisons(report, true),
                comparisons(report, false),
                report.engine());
    }

    private static List<Attribute> attributes(AuditReport report) {
        Map<String, List<AuditReport.Group>> byAttribute = new LinkedHashMap<>();
        for (AuditReport.Group group : report.groups()) {
            byAttribute
                    .computeIfAbsent(String.join(" & ", group.attributes().keySet()), a -> new ArrayList<>())
                    .add(group);
        }
        List<Attribute> attributes = new ArrayList<>();
        byAttribute.forEach((name, groups) -> attributes.add(new Attribute(
                name,
                groups.stream().map(AuditView::row).toList(),
                SHOWN.stream().map(m -> label(m.id())).toList(),
                chart(name, groups).map(RawString::new).orElse(null))));
        return attributes;
    }

    private static GroupRow row(AuditReport.Group group) {
        return new GroupRow(
                name(group.attributes()),
                group.n(),
                SHOWN.stream().map(m -> text(group.metric(m))).toList());
    }

    private static Optional<String> chart(String attribute, List<AuditReport.Group> groups) {
        List<GroupResult> charted = groups.stream()
                .map(g -> new GroupResult(
                        attribute,
                        name(g.attributes()),
                        g.n(),
                        List.of(new GroupResult.GroupMetric(
                                GroupResult.SELECTION_RATE, drawn(g.metric(GroupMetric.SELECTION_RATE))))))
                .toList();
        return Charts.selectionRates("Selection rate by " + attribute, charted, Optional.empty());
    }

    private static dev.gatehouse.card.Estimate drawn(Estimate e) {
        if (e == null || !e.isDefined()) {
            return dev.gatehouse.card.Estimate.undefined(e == null ? "not computed" : e.undefined());
        }
        if (e.lower() == null || e.upper() == null) {
            return dev.gatehouse.card.Estimate.of(e.value());
        }
        return dev.gatehouse.card.Estimate.of(e.value(), e.lower(), e.upper());
    }

    private static List<ComparisonRow> comparisons(AuditReport report, boolean deciding) {
        return report.comparisons().stream()
                .filter(c -> c.deciding() == deciding)
                .flatMap(AuditView::rows)
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
                name(c.group()) + " to " + (c.reference().isEmpty() ? "all" : name(c.reference())),
                text(ratio ? c.ratio() : c.difference()),
                limit,
                c.flagged() && ratio,
                verdict,
                reason);
    }

    private static String limit(BigDecimal min, BigDecimal max) {
        if (min == null) {
            return "at most " + max.toPlainString();
        }
        String least = "at least " + min.toPlainString();
        return max == null ? least : least + ", at most " + max.toPlainString();
    }

    private static String text(Estimate e) {
        if (e == null || !e.isDefined()) {
            return "undefined: " + (e == null ? "not computed" : e.undefined());
        }
        String value = number(e.value());
        if (e.lower() == null) {
            return value;
        }
        return value + " (" + number(e.lower()) + " to " + (e.upper() == null ? "unbounded" : number(e.upper())) + ")";
    }

    private static String number(Double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String name(Map<String, String> group) {
        return String.join(" & ", group.values());
    }

    private static String label(String metric) {
        return switch (metric) {
            case "tpr" -> "True positive rate";
            case "fpr" -> "False positive rate";
            case "ppv_difference" -> "Positive predictive value, difference";
            case "tpr_difference" -> "True positive rate, difference";
            case "fpr_difference" -> "False positive rate, difference";
            default ->
                Character.toUpperCase(metric.charAt(0)) + metric.substring(1).replace('_', ' ');
        };
    }
}
