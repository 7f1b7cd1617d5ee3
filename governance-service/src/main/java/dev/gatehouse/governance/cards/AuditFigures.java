package dev.gatehouse.governance.cards;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.ComparisonMetric;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Explanations;
import dev.gatehouse.card.CalibrationBin;
import dev.gatehouse.card.CardContent;
import dev.gatehouse.card.Comparison;
import dev.gatehouse.card.Estimate;
import dev.gatehouse.card.Factor;
import dev.gatehouse.card.Field;
import dev.gatehouse.card.GroupResult;
import dev.gatehouse.card.Importance;
import dev.gatehouse.card.LocalExplanation;
import dev.gatehouse.card.Metric;
import dev.gatehouse.card.Proxy;
import dev.gatehouse.governance.audits.AuditRun;
import dev.gatehouse.governance.audits.AuditedFigures;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one audit run says, as entries of a card. */
final class AuditFigures {

    /** The first two head the card. */
    private static final List<GroupMetric> OVERALL = List.of(
            GroupMetric.AUC,
            GroupMetric.ACCURACY,
            GroupMetric.TPR,
            GroupMetric.FPR,
            GroupMetric.PPV,
            GroupMetric.SELECTION_RATE,
            GroupMetric.BASE_RATE,
            GroupMetric.BRIER);

    /** AUC, MAE: names of metrics that are said in capitals. */
    private static final int ACRONYM_CHARS = 3;

    private AuditFigures() {}

    /** Enters what the run found; what its plan did not ask for stays 'not provided'. */
    static void enter(CardContent.Builder card, AuditRun run, AuditReport report) {
        String source = source(run);
        card.metrics(Field.of(metrics(report), source))
                .groups(Field.of(groups(report), source))
                .comparisons(Field.of(comparisons(report), source))
                .factors(Field.of(factors(report), source))
                .calibration(calibration(report, source))
                .proxies(Field.ofNullable(proxies(report), source));
        if (report.explanations() != null) {
            card.importance(Field.of(importance(report.explanations().importance()), source))
                    .localExplanations(local(report.explanations().local(), source));
        }
    }

    static String source(AuditRun run) {
        return "audit run " + run.id() + " of " + Wording.utc(run.runAt()) + " on the fixed plan, report "
                + run.reportDigest();
    }

    /** Says of every entry that an audit would fill why there is none. */
    static void doesNotApply(CardContent.Builder card, String because) {
        card.metrics(Field.notApplicable(because))
                .groups(Field.notApplicable(because))
                .comparisons(Field.notApplicable(because))
                .factors(Field.notApplicable(because))
                .calibration(Field.notApplicable(because))
                .proxies(Field.notApplicable(because))
                .importance(Field.notApplicable(because))
                .localExplanations(Field.notApplicable(because));
    }

    /** @throws ProblemException {@code wrong-state} for a report of an earlier version of the service */
    static AuditReport report(AuditRun run) {
        try {
            return AuditReport.parse(run.report().getBytes(StandardCharsets.UTF_8));
        } catch (AuditException e) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The report of the audit of " + run.runAt()
                            + " is in the form of an earlier version of Gatehouse. Run the audit again, then compile the card.");
        }
    }

    private static Field<List<CalibrationBin>> calibration(AuditReport report, String source) {
        AuditReport.Curves curves = report.overall().curves();
        if (curves == null) {
            return Field.notApplicable("the audit has no score");
        }
        if (curves.calibration() == null) {
            return Field.notApplicable("the audit has no labels, or scores that are no probabilities");
        }
        return Field.ofNullable(
                curves.calibration().stream()
                        .map(bin -> new CalibrationBin(
                                Estimate.decimal(bin.meanScore()), AuditedFigures.estimate(bin.observed()), bin.n()))
                        .toList(),
                source);
    }

    private static Importance importance(Explanations.Importance found) {
        return new Importance(
                found.metric().length() == ACRONYM_CHARS
                        ? found.metric().toUpperCase(Locale.ROOT)
                        : found.metric().replace('_', ' '),
                found.rows(),
                found.repeats(),
                AuditedFigures.estimate(found.baseline()),
                found.features().stream()
                        .map(f -> new Importance.FeatureImportance(f.name(), AuditedFigures.estimate(f.drop())))
                        .toList());
    }

    /** With what the features that are not listed add together, so that baseline and contributions add up to the score. */
    private static Field<List<LocalExplanation>> local(List<Explanations.Local> found, String source) {
        return Field.ofNullable(
                found.stream()
                        .map(one -> new LocalExplanation(
                                one.title(),
                                "Shapley values by sampling: " + one.orders() + " orders of the features, against "
                                        + one.background() + " rows",
                                Estimate.decimal(one.score()),
                                Estimate.decimal(one.baseline()),
                                one.fit() == null ? null : Estimate.decimal(one.fit()),
                                contributions(one)))
                        .toList(),
                source);
    }

    private static List<LocalExplanation.Contribution> contributions(Explanations.Local one) {
        List<LocalExplanation.Contribution> all = new ArrayList<>();
        one.contributions()
                .forEach(c -> all.add(
                        new LocalExplanation.Contribution(c.feature(), c.value(), Estimate.decimal(c.contribution()))));
        if (one.rest() != 0) {
            all.add(new LocalExplanation.Contribution("all other features", null, Estimate.decimal(one.rest())));
        }
        return all;
    }

    private static List<Proxy> proxies(AuditReport report) {
        return report.proxies() == null
                ? null
                : report.proxies().stream()
                        .map(p -> new Proxy(
                                p.attribute(),
                                p.value(),
                                p.n(),
                                AuditedFigures.estimate(p.auc()),
                                p.features().stream()
                                        .map(f -> new Proxy.Weight(f.name(), Estimate.decimal(f.weight())))
                                        .toList()))
                        .toList();
    }

    static List<Metric> metrics(AuditReport report) {
        return OVERALL.stream()
                .map(m -> new Metric(
                        words(m),
                        AuditedFigures.estimate(report.overall().metric(m)),
                        null,
                        null,
                        report.overall().n() + " held-out rows"))
                .toList();
    }

    private static List<GroupResult> groups(AuditReport report) {
        return report.groups().stream()
                .map(g -> new GroupResult(
                        String.join(" & ", g.attributes().keySet()),
                        AuditedFigures.name(g.attributes()),
                        g.n(),
                        AuditedFigures.BY_GROUP.stream()
                                .map(m -> new GroupResult.GroupMetric(words(m), AuditedFigures.estimate(g.metric(m))))
                                .toList()))
                .toList();
    }

    /** Those that decide, one for each limit; the audit's report, which the dossier holds whole, has all the others. */
    private static List<Comparison> comparisons(AuditReport report) {
        return report.comparisons().stream()
                .filter(AuditReport.Comparison::deciding)
                .flatMap(c -> c.limits().stream().map(limit -> comparison(c, limit)))
                .toList();
    }

    private static Comparison comparison(AuditReport.Comparison c, AuditReport.Judgement limit) {
        ComparisonMetric metric = ComparisonMetric.byId(limit.limit()).orElseThrow();
        return AuditedFigures.comparison(
                metric.metric() == null ? metric.base().replace('_', ' ') : words(metric.metric()), c, limit);
    }

    private static List<Factor> factors(AuditReport report) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        report.groups().stream()
                .filter(g -> g.attributes().size() == 1)
                .forEach(g -> g.attributes()
                        .forEach((attribute, value) -> groups.computeIfAbsent(attribute, a -> new ArrayList<>())
                                .add(value)));
        return groups.entrySet().stream()
                .map(e -> new Factor(e.getKey(), e.getValue(), "protected attribute of the audit plan"))
                .toList();
    }

    private static String words(GroupMetric metric) {
        return switch (metric) {
            case SELECTION_RATE -> GroupResult.SELECTION_RATE;
            case AUC, TPR, FPR, TNR, FNR, PPV, NPV, FDR, FOR, ECE, MAE, RMSE -> metric.name();
            case BRIER -> "Brier score";
            default -> metric.id().replace('_', ' ');
        };
    }
}
