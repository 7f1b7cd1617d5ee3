package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Curves;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The groups of each attribute and intersection: charts, and all their numbers in tables. */
final class GroupSections {
    /** Most groups of one table. */
    static final int MAX_TABLE_GROUPS = 200;

    /** Most attributes and intersections that have charts. */
    static final int MAX_CHARTED = 24;

    /** Most names in the sentence that tells which groups a chart leaves out. */
    private static final int MAX_NAMES = 20;

    private static final Map<String, List<String>> FAMILIES = families();

    private GroupSections() {}

    private static Map<String, List<String>> families() {
        Map<String, List<String>> families = new LinkedHashMap<>();
        families.put("decisions and errors", List.of("base_rate", "selection_rate", "tpr", "fpr", "tnr", "fnr"));
        families.put(
                "predictive values and accuracy",
                List.of("ppv", "npv", "fdr", "for", "accuracy", "balanced_accuracy", "f1"));
        families.put("scores", List.of("scoring_rate", "auc", "brier", "ece", "score_ks", "score_mean"));
        families.put("score quantiles", List.of("score_q05", "score_q25", "score_q50", "score_q75", "score_q95"));
        families.put("errors of the prediction", List.of("mean_error", "mae", "rmse"));
        families.put(
                "balance of errors and benefits",
                List.of("false_negative_to_false_positive_ratio", "theil_index", "generalized_entropy_index"));
        return families;
    }

    static void write(Html page, AuditPlan plan, AuditReport report) {
        page.raw("<section aria-labelledby=\"groups\"><h2 id=\"groups\">Groups</h2>\n");
        int charted = 0;
        for (Map.Entry<String, List<Group>> set : bySet(report.groups()).entrySet()) {
            page.element("h3", "By " + set.getKey());
            if (charted++ < MAX_CHARTED) {
                charts(page, plan, report, set.getKey(), set.getValue());
            }
            tables(page, set.getKey(), set.getValue());
        }
        page.close("section");
    }

    /** Groups by the names of their attributes, in the report's order. */
    static Map<String, List<Group>> bySet(List<Group> groups) {
        return groups.stream()
                .collect(Collectors.groupingBy(
                        group -> String.join(" × ", group.attributes().keySet()),
                        LinkedHashMap::new,
                        Collectors.toList()));
    }

    private static void charts(Html page, AuditPlan plan, AuditReport report, String set, List<Group> groups) {
        List<Group> whole =
                groups.stream().filter(group -> group.outcome() == null).toList();
        List<Group> drawn = largest(whole, AuditCharts.MAX_ROWS);
        for (String metric : chartedMetrics(plan, report)) {
            page.figure(
                    AuditCharts.rates(
                            MetricWords.name(metric) + " by " + set,
                            metric,
                            largest(
                                    groups.stream()
                                            .filter(group -> group.metrics().containsKey(metric))
                                            .toList(),
                                    AuditCharts.MAX_ROWS),
                            report.overall().metrics().get(metric)),
                    MetricWords.name(metric) + " by " + set + ": " + MetricWords.definition(metric) + " Points with "
                            + Wording.level(report.confidence()) + " intervals; the dashed line is all rows.");
        }
        for (String limit : limits(report.comparisons())) {
            List<Comparison> judged = worst(report.comparisons(), set, limit);
            page.figure(
                    AuditCharts.comparisons(MetricWords.limit(limit) + " by " + set, limit, judged),
                    MetricWords.limit(limit) + " by " + set + ", group : reference, worst first: "
                            + "the shaded band is what the limit allows. Circle: pass; square: fail; diamond: insufficient evidence."
                            + (judged.size() > AuditCharts.MAX_ROWS
                                    ? " " + Wording.count(judged.size() - AuditCharts.MAX_ROWS)
                                            + " more are in the tables."
                                    : ""));
        }
        Map<String, Curves> curves = new LinkedHashMap<>();
        drawn.forEach(group -> curves.put(AuditCharts.name(group), group.curves()));
        page.figure(
                AuditCharts.calibration("Calibration by " + set, curves),
                "Calibration by " + set
                        + ": on the dashed diagonal, the score is the observed share of positives. Above it the"
                        + " score is too low for the group, below it too high.");
        page.figure(
                AuditCharts.scores(scored(plan) + " by " + set, curves),
                scored(plan) + " by " + set + ": the share of each group's rows, on the same axes.");
        leftUndrawn(page, whole, drawn);
        CurveTables.write(page, set, curves);
    }

    private static String scored(AuditPlan plan) {
        return plan.task() == Task.REGRESSION ? "Errors" : "Scores";
    }

    private static void leftUndrawn(Html page, List<Group> groups, List<Group> drawn) {
        Set<Group> shown = new HashSet<>(drawn);
        List<String> rest = groups.stream()
                .filter(group -> !shown.contains(group))
                .map(AuditCharts::name)
                .toList();
        if (!rest.isEmpty()) {
            page.element(
                    "p",
                    "The charts show the " + drawn.size() + " largest groups. Not drawn: "
                            + String.join(", ", rest.subList(0, Math.min(rest.size(), MAX_NAMES)))
                            + (rest.size() > MAX_NAMES
                                    ? " and " + Wording.count(rest.size() - MAX_NAMES) + " more"
                                    : "")
                            + ".");
        }
    }

    /** The largest groups, in the order given. */
    private static List<Group> largest(List<Group> groups, int most) {
        if (groups.size() <= most) {
            return groups;
        }
        Set<Group> kept = groups.stream()
                .sorted(Comparator.comparingLong(Group::n).reversed())
                .limit(most)
                .collect(Collectors.toSet());
        return groups.stream().filter(kept::contains).toList();
    }

    private static Set<String> chartedMetrics(AuditPlan plan, AuditReport report) {
        Set<String> metrics = new LinkedHashSet<>();
        switch (plan.task()) {
            case BINARY -> metrics.addAll(List.of("selection_rate", "scoring_rate", "tpr", "fpr"));
            case MULTICLASS -> metrics.addAll(List.of("accuracy", "selection_rate", "tpr"));
            case REGRESSION -> metrics.addAll(List.of("mean_error", "mae"));
        }
        // What has a limit is drawn too.
        report.comparisons().stream()
                .filter(comparison -> !comparison.limits().isEmpty())
                .map(Comparison::metric)
                .forEach(metrics::add);
        return metrics;
    }

    private static Set<String> limits(List<Comparison> comparisons) {
        return comparisons.stream()
                .flatMap(comparison -> comparison.limits().stream())
                .map(Judgement::limit)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<Comparison> worst(List<Comparison> comparisons, String set, String limit) {
        return comparisons.stream()
                .filter(comparison -> Wording.attribute(comparison.attribute()).equals(set))
                .filter(comparison -> AuditCharts.judgement(comparison, limit) != null)
                .sorted(Comparator.comparingInt(comparison -> Ranking.severity(
                        AuditCharts.judgement(comparison, limit).verdict())))
                .toList();
    }

    /** All figures of groups, a table for each kind of metric. */
    static void tables(Html page, String set, List<Group> groups) {
        List<Group> shown = groups.subList(0, Math.min(groups.size(), MAX_TABLE_GROUPS));
        boolean shares = shown.stream().anyMatch(group -> group.share() != null);
        FAMILIES.forEach((family, metrics) -> {
            List<String> present = metrics.stream()
                    .filter(metric -> shown.stream().anyMatch(group -> isDefined(group, metric)))
                    .toList();
            if (!present.isEmpty()) {
                List<String> heads = new ArrayList<>(List.of("Group", "Rows"));
                present.forEach(metric -> heads.add(MetricWords.name(metric)));
                List<List<Cell>> rows = new ArrayList<>();
                shown.forEach(group -> rows.add(row(group, shares, present)));
                page.table(Wording.capital(set) + ": " + family, heads, rows);
            }
        });
        undefined(page, shown);
        if (groups.size() > shown.size()) {
            page.element("p", Wording.count(groups.size() - shown.size()) + " more groups are in the JSON report.");
        }
    }

    private static boolean isDefined(Group group, String metric) {
        Estimate estimate = group.metrics().get(metric);
        return estimate != null && estimate.isDefined();
    }

    private static List<Cell> row(Group group, boolean shares, List<String> metrics) {
        List<Cell> cells = new ArrayList<>();
        cells.add(new Cell(
                AuditCharts.name(group),
                group.notCompared() == null ? null : "not compared: " + group.notCompared(),
                "name"));
        cells.add(Cell.number(
                Wording.count(group.n()), shares && group.share() != null ? Wording.percent(group.share()) : ""));
        metrics.forEach(metric -> cells.add(AuditPage.estimate(group.metrics().get(metric))));
        return cells;
    }

    /** Metrics that no group has, each with the reason that the first group gives. */
    private static void undefined(Html page, List<Group> groups) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        FAMILIES.values().stream().flatMap(List::stream).forEach(metric -> {
            if (groups.stream().noneMatch(group -> isDefined(group, metric))) {
                groups.stream()
                        .map(group -> group.metrics().get(metric))
                        .filter(estimate -> estimate != null)
                        .findFirst()
                        .ifPresent(
                                estimate -> byReason.computeIfAbsent(estimate.undefined(), reason -> new ArrayList<>())
                                        .add(MetricWords.name(metric)));
            }
        });
        byReason.forEach((reason, metrics) -> page.element(
                "p class=\"quiet\"",
                "Undefined in every group, because " + reason + ": " + String.join(", ", metrics) + "."));
    }
}
