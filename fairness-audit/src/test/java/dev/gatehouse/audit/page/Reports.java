package dev.gatehouse.audit.page;

import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Association;
import dev.gatehouse.audit.report.AuditReport.Bar;
import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Curves;
import dev.gatehouse.audit.report.AuditReport.Feature;
import dev.gatehouse.audit.report.AuditReport.Group;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.AuditReport.Performance;
import dev.gatehouse.audit.report.AuditReport.Proxy;
import dev.gatehouse.audit.report.AuditReport.Rows;
import dev.gatehouse.audit.report.AuditReport.ScoreGrid;
import dev.gatehouse.audit.report.AuditReport.Summary;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Explanations;
import dev.gatehouse.audit.report.Explanations.Contribution;
import dev.gatehouse.audit.report.Explanations.Importance;
import dev.gatehouse.audit.report.Explanations.Local;
import dev.gatehouse.audit.report.Verdict;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports with every kind of content, put together by hand: what an engine would find is not the point here. */
final class Reports {
    static final String SCRIPT = "<script>alert('x')</script>";

    private Reports() {}

    static AuditPlan plan(String data, String... attributes) {
        return AuditPlan.parse(("""
                kind: fairness
                data: '%s'
                label: {column: two_year_recid, positive: "1"}
                decision: {score: score, threshold: 0.5}
                favourable: negative
                protected: [%s]
                reference: majority
                limits: {impact_ratio: {min: 0.8}, fpr_difference: {max: 0.1}}
                """.formatted(data.replace("'", "''"), "'" + String.join("', '", attributes) + "'"))
                .getBytes(StandardCharsets.UTF_8));
    }

    /** One attribute {@code race} with the given values; the first is the reference. */
    static AuditReport report(AuditPlan plan, Verdict verdict, String... values) {
        String attribute = plan.protectedAttributes().get(0);
        List<Group> groups = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            double rate = 0.62 - 0.07 * (i % 7);
            long n = 3175 / (i + 1);
            groups.add(new Group(
                    Map.of(attribute, values[i]), null, n, n / 7214.0, metrics(rate, n), curves(rate, n), null));
            if (i > 0) {
                Verdict each = i == 1 ? verdict : Verdict.values()[i % 3];
                comparisons.add(comparison(attribute, values[i], values[0], rate / 0.62, 0.8, true, each));
                comparisons.add(comparison(attribute, values[i], values[0], 0.62 - rate, 0.1, false, each));
            }
        }
        return new AuditReport(
                "fairness",
                AuditReport.FORMAT,
                verdict,
                List.of(attribute + " " + values[values.length - 1] + " to " + values[0]
                        + ": impact ratio 0.774 is below 0.8"),
                null,
                "binary",
                plan.digest(),
                "sha256:" + "0123456789abcdef".repeat(4),
                "sha256:" + "fedcba9876543210".repeat(4),
                "DuckDB v2.0.0",
                plan.confidence(),
                new Rows(7300, 7214, null, Map.of("missing_label", 80L, "missing_attribute:" + attribute, 6L), null),
                new ScoreGrid(new BigDecimal("0.001"), false, null),
                new Performance(7214, metrics(0.5, 7214), curves(0.5, 7214), null),
                groups,
                comparisons,
                List.of(new Summary(
                        attribute,
                        null,
                        "selection_rate",
                        Estimate.of(0.35, 0.31, 0.39),
                        Estimate.of(0.44, 0.4, 0.5),
                        null,
                        groups.get(0).attributes(),
                        groups.get(groups.size() - 1).attributes(),
                        new AuditReport.Test("chi-square", 155.2, (double) values.length - 1, 1e-12))),
                List.of(new Proxy(
                        attribute,
                        Estimate.of(0.71, 0.69, 0.73),
                        values[0],
                        7214,
                        List.of(
                                new Feature(
                                        "zip_code",
                                        1.25,
                                        Estimate.of(0.68, 0.66, 0.7),
                                        new Association("correlation_ratio", Estimate.of(0.31, 0.29, 0.33))),
                                new Feature("priors", 0.4, Estimate.undefined("the feature has one value"), null)),
                        new Association("spearman", Estimate.of(0.28, 0.26, 0.3)))),
                explanations(values[0]),
                List.of("Scores were counted in steps of 0.001."));
    }

    private static Explanations explanations(String value) {
        return new Explanations(
                new Importance(
                        "auc",
                        2_000,
                        5,
                        1,
                        Estimate.of(0.774, 0.751, 0.797),
                        List.of(
                                new Explanations.Feature("priors_count", Estimate.of(0.091, 0.071, 0.112)),
                                new Explanations.Feature(SCRIPT, Estimate.of(0.012, -0.003, 0.027)),
                                new Explanations.Feature("decile_of_area", Estimate.of(-0.004, -0.011, 0.003)),
                                new Explanations.Feature("unused", Estimate.of(0, 0, 0)))),
                List.of(
                        new Local(
                                "Row nearest the threshold 0.5",
                                "shapley_sampling",
                                0.5004,
                                0.41,
                                100,
                                20,
                                0.963,
                                List.of(
                                        new Contribution("priors_count", "4", 0.142, 0.004),
                                        new Contribution("decile_of_area", "3 to 5", -0.0516, 0.002),
                                        new Contribution(SCRIPT, value, 0, 0)),
                                0),
                        new Local(
                                "Row nearest the 50 % quantile of scores",
                                "shapley_sampling",
                                0.41,
                                0.41,
                                100,
                                20,
                                null,
                                List.of(new Contribution("priors_count", null, 0.001, 0.0005)),
                                -0.001)));
    }

    static Map<String, Estimate> metrics(double rate, long n) {
        double half = 1.96 * Math.sqrt(rate * (1 - rate) / n);
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        for (String id :
                List.of("base_rate", "selection_rate", "tpr", "fpr", "tnr", "fnr", "ppv", "accuracy", "brier", "auc")) {
            metrics.put(id, Estimate.of(rate, Math.max(0, rate - half), Math.min(1, rate + half)));
        }
        metrics.put("score_ks", Estimate.undefined("there is one class only"));
        metrics.put("score_mean", Estimate.withoutInterval(rate));
        if (n < 500) {
            metrics.put("tpr", Estimate.undefined("no row has a positive label"));
        }
        return metrics;
    }

    static Curves curves(double rate, long n) {
        List<CalibrationBin> bins = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            double observed = Math.min(1, Math.max(0, rate + (i - 5) * 0.08));
            bins.add(new CalibrationBin(
                    i / 10.0,
                    (i + 1) / 10.0,
                    n / 10,
                    i / 10.0 + 0.05,
                    Estimate.of(observed, Math.max(0, observed - 0.06), Math.min(1, observed + 0.06))));
        }
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double distance = (i / 40.0 - rate) / 0.18;
            bars.add(new Bar(i / 40.0, (i + 1) / 40.0, Math.round(n * 0.06 * Math.exp(-distance * distance / 2))));
        }
        return new Curves(bins, bars);
    }

    private static Comparison comparison(
            String attribute,
            String group,
            String reference,
            double value,
            double limit,
            boolean ratio,
            Verdict verdict) {
        Estimate estimate = Estimate.of(value, value - 0.04, value + 0.05);
        Judgement judgement = new Judgement(
                ratio ? "impact_ratio" : "fpr_difference",
                ratio ? BigDecimal.valueOf(limit) : null,
                ratio ? null : BigDecimal.valueOf(limit),
                verdict == Verdict.FAIL ? 0.0004 : 1.0,
                verdict == Verdict.FAIL ? 0.0021 : 1.0,
                verdict,
                verdict == Verdict.INSUFFICIENT ? "the interval crosses the limit" : null);
        return new Comparison(
                ratio ? "selection_rate" : "fpr",
                attribute,
                Map.of(attribute, group),
                Map.of(attribute, reference),
                "group",
                null,
                ratio ? Estimate.of(value - 1, value - 1.04, value - 0.95) : estimate,
                ratio ? estimate : Estimate.undefined("the reference's rate is 0"),
                new AuditReport.Test("two-proportion z", 3.1, null, 0.0019),
                0.0019,
                ratio && value < 0.8,
                List.of(judgement),
                true,
                verdict,
                judgement.reason(),
                ratio ? "within every stratum the order is the other way round" : null);
    }

    static String[] many(int count) {
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            values[i] = "Group number " + i
                    + (i % 3 == 0 ? " with a name that is longer than any column has room for" : "");
        }
        return values;
    }
}
