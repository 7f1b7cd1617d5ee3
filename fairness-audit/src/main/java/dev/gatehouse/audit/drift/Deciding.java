package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.plan.DriftCheck;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Method;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.DriftedShare;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.Tests;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The audit's verdict over everything that decides, with the p-values of everything that has a limit adjusted by Holm.
 *
 * @param share null when no feature could be compared
 */
record Deciding(
        Verdict verdict,
        List<String> reasons,
        List<Drift> drift,
        Drift score,
        Drift label,
        Classifier classifier,
        DriftedShare share) {
    /** The largest number of findings that the reasons name one by one; all are in the report. */
    private static final int MAX_REASONS = 50;

    /** From this share of drifted columns on, Evidently says that the data set has drifted. */
    private static final BigDecimal EVIDENTLY_SHARE = new BigDecimal("0.5");

    static Deciding of(
            DriftPlan plan,
            DriftCells cells,
            List<Drift> drift,
            Drift score,
            Drift label,
            List<Quality> quality,
            Classifier classifier) {
        List<Double> p = new ArrayList<>();
        Stream.concat(drift.stream(), Stream.of(score, label).filter(Objects::nonNull))
                .map(Drift::pLimit)
                .filter(Objects::nonNull)
                .forEach(p::add);
        if (classifier != null && classifier.pLimit() != null) {
            p.add(classifier.pLimit());
        }
        double[] adjusted =
                Tests.holm(p.stream().mapToDouble(Double::doubleValue).toArray());
        int[] next = {0};
        List<Drift> features =
                drift.stream().map(each -> withHolm(each, adjusted, next)).toList();
        Drift ofScore = score == null ? null : withHolm(score, adjusted, next);
        Drift ofLabel = label == null ? null : withHolm(label, adjusted, next);
        Classifier told =
                classifier == null || classifier.pLimit() == null ? classifier : classifier.withHolm(adjusted[next[0]]);
        double alpha = 1 - plan.confidence().doubleValue();
        DriftedShare share = share(plan, cells, features, alpha);
        if (!plan.hasLimit()) {
            return new Deciding(
                    null,
                    List.of("Nothing has a limit, so there is no verdict: the figures document, they do not decide."),
                    features,
                    ofScore,
                    ofLabel,
                    told,
                    share);
        }
        Reasons reasons = new Reasons();
        Stream.of(ofScore, ofLabel).filter(Objects::nonNull).forEach(each -> reasons.add(each, alpha));
        features.forEach(each -> reasons.add(each, alpha));
        reasons.add(plan, share);
        quality.forEach(reasons::add);
        reasons.add(plan, told, alpha);
        reasons.addRows(plan, cells);
        return new Deciding(reasons.verdict(), reasons.told(), features, ofScore, ofLabel, told, share);
    }

    private static Drift withHolm(Drift drift, double[] adjusted, int[] next) {
        return drift.pLimit() == null ? drift : drift.withHolm(adjusted[next[0]++]);
    }

    private static boolean fails(Verdict verdict, Double pHolm, double alpha) {
        return verdict == Verdict.FAIL && pHolm != null && pHolm <= alpha;
    }

    private static DriftedShare share(DriftPlan plan, DriftCells cells, List<Drift> drift, double alpha) {
        List<Drift> compared =
                drift.stream().filter(each -> each.drifted() != null).toList();
        if (compared.isEmpty()) {
            return null;
        }
        int drifted = (int) compared.stream().filter(Drift::drifted).count();
        double share = (double) drifted / compared.size();
        Double lower = null;
        Double upper = null;
        if (plan.method() == Method.GATEHOUSE && drift.stream().anyMatch(each -> each.verdict() != null)) {
            lower = share(
                    compared,
                    each -> fails(each.verdict(), each.pHolm(), alpha) || (each.verdict() == null && each.drifted()));
            upper = share(compared, each -> each.verdict() == null ? each.drifted() : each.verdict() != Verdict.PASS);
        }
        BigDecimal limit = plan.checkLimits().get(DriftCheck.DRIFTED_SHARE);
        boolean ofEvidently = limit == null && plan.method() == Method.EVIDENTLY;
        if (limit == null && !ofEvidently) {
            return new DriftedShare(compared.size(), drifted, share, lower, upper, null, null, null);
        }
        double max = ofEvidently ? EVIDENTLY_SHARE.doubleValue() : limit.doubleValue();
        Verdict verdict;
        if (cells.rows(true) < plan.minimumRows() || cells.rows(false) < plan.minimumRows()) {
            verdict = Verdict.INSUFFICIENT;
        } else if (ofEvidently) {
            verdict = share >= max ? Verdict.FAIL : Verdict.PASS;
        } else if (lower == null) {
            verdict = share > max ? Verdict.FAIL : Verdict.PASS;
        } else {
            verdict = upper <= max ? Verdict.PASS : lower > max ? Verdict.FAIL : Verdict.INSUFFICIENT;
        }
        return new DriftedShare(
                compared.size(),
                drifted,
                share,
                lower,
                upper,
                ofEvidently ? EVIDENTLY_SHARE : limit,
                verdict,
                verdict != Verdict.INSUFFICIENT
                        ? null
                        : "how many features lie beyond their limit is not certain enough, or there are too few rows");
    }

    private static double share(List<Drift> drift, java.util.function.Predicate<Drift> which) {
        return (double) drift.stream().filter(which).count() / drift.size();
    }

    /** Collects what fails and what is open. */
    private static final class Reasons {
        private final List<String> failing = new ArrayList<>();
        private final List<String> open = new ArrayList<>();
        private int decided;

        void add(Drift drift, double alpha) {
            if (!drift.deciding()) {
                return;
            }
            String subject = drift.feature() + ": " + drift.method();
            add(
                    drift.verdict(),
                    fails(drift.verdict(), drift.pHolm(), alpha),
                    subject + " lies beyond its limit",
                    subject + ": " + drift.reason());
        }

        private void add(Verdict verdict, boolean fails, String beyond, String lack) {
            decided++;
            if (fails) {
                failing.add(beyond + ".");
            } else if (verdict == Verdict.FAIL) {
                open.add(beyond + ", but not after Holm's adjustment for several limits.");
            } else if (verdict != Verdict.PASS) {
                open.add(lack + ".");
            }
        }

        void add(DriftPlan plan, DriftedShare share) {
            boolean asked =
                    plan.checkLimits().containsKey(DriftCheck.DRIFTED_SHARE) || plan.method() == Method.EVIDENTLY;
            if (!asked) {
                return;
            }
            if (share == null) {
                add(
                        Verdict.INSUFFICIENT,
                        false,
                        "",
                        "No feature could be compared, so nothing is known of their share");
                return;
            }
            boolean ofEvidently = !plan.checkLimits().containsKey(DriftCheck.DRIFTED_SHARE);
            String told = share.drifted() + " of " + share.compared() + " features drifted, "
                    + (ofEvidently ? "half of them or more (Evidently's rule)" : "more than the share allowed");
            add(
                    share.verdict(),
                    share.verdict() == Verdict.FAIL,
                    told,
                    share.drifted() + " of " + share.compared() + " features are flagged: " + share.reason());
        }

        void add(Quality quality) {
            if (quality.verdict() != null) {
                String subject = (quality.feature() == null ? "" : quality.feature() + ": ") + quality.check();
                add(
                        quality.verdict(),
                        quality.verdict() == Verdict.FAIL,
                        subject + " is above its limit: " + quality.detail(),
                        subject + ": too few rows");
            }
        }

        void add(DriftPlan plan, Classifier classifier, double alpha) {
            if (!plan.checkLimits().containsKey(DriftCheck.DOMAIN_AUC)) {
                return;
            }
            if (classifier == null) {
                add(
                        Verdict.INSUFFICIENT,
                        false,
                        "",
                        "domain_auc: the classifier needs the rows, and there are only counts");
                return;
            }
            add(
                    classifier.verdict(),
                    fails(classifier.verdict(), classifier.pHolm(), alpha),
                    "domain_auc: the classifier tells the samples apart better than its limit allows",
                    "domain_auc: " + classifier.reason());
        }

        void addRows(DriftPlan plan, DriftCells cells) {
            Consumer<String> few = open::add;
            for (boolean reference : new boolean[] {true, false}) {
                long rows = cells.rows(reference);
                if (rows < plan.minimumRows()) {
                    few.accept((reference ? "The reference has " : "The current data have ") + rows
                            + " rows; the plan's minimum_rows is " + plan.minimumRows() + ".");
                }
            }
        }

        Verdict verdict() {
            if (!failing.isEmpty()) {
                return Verdict.FAIL;
            }
            return open.isEmpty() && decided > 0 ? Verdict.PASS : Verdict.INSUFFICIENT;
        }

        List<String> told() {
            if (failing.isEmpty() && open.isEmpty()) {
                return List.of(
                        decided == 0
                                ? "Nothing could be compared with a limit."
                                : decided == 1
                                        ? "The one thing that has a limit lies within it."
                                        : "All " + decided + " things that decide lie within their limits.");
            }
            List<String> told = failing.isEmpty() ? open : failing;
            if (told.size() <= MAX_REASONS) {
                return told;
            }
            return Stream.concat(
                            told.stream().limit(MAX_REASONS),
                            Stream.of("The same holds for " + (told.size() - MAX_REASONS) + " more."))
                    .toList();
        }
    }
}
