package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.cells.DriftCells.Column;
import dev.gatehouse.audit.cells.DriftCells.Kind;
import dev.gatehouse.audit.cells.DriftCells.TypeBreak;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.DriftCheck;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.plan.DriftPlan.Method;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Chunk;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Drift;
import dev.gatehouse.audit.report.DriftReport.Ends;
import dev.gatehouse.audit.report.DriftReport.Quality;
import dev.gatehouse.audit.report.Samples;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.stat.DriftMetric;
import dev.gatehouse.audit.stat.TwoSamples;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** From cells to a report: distances, courses, data quality, verdict. */
final class DriftEvaluation {
    /** The same for every run, so that the same cells give the same report. */
    private static final long SEED = 20_250_801;

    private final DriftPlan plan;
    private final DriftCells cells;
    private final double confidence;
    private final Course course;

    private DriftEvaluation(DriftPlan plan, DriftCells cells) {
        this.plan = plan;
        this.cells = cells;
        this.confidence = plan.confidence().doubleValue();
        this.course = new Course(plan, cells);
    }

    /** @param classifier null when the plan asks for none, or there are no rows to train it on */
    static DriftReport of(
            DriftPlan plan, DriftCells cells, Classifier classifier, String dataDigest, String referenceDigest) {
        checkFit(plan, cells);
        return new DriftEvaluation(plan, cells).report(classifier, dataDigest, referenceDigest);
    }

    /** Cells may come from a file, so they are held against the plan before anything is computed. */
    private static void checkFit(DriftPlan plan, DriftCells cells) {
        Set<String> there = new HashSet<>();
        cells.columns().forEach(column -> there.add(column.name()));
        cells.typeBreaks().forEach(each -> there.add(each.column()));
        List<String> asked = new ArrayList<>(plan.features());
        if (plan.score() != null) {
            asked.add(plan.score());
        }
        if (plan.label() != null) {
            asked.add(plan.label());
        }
        for (String column : asked) {
            check(there.contains(column), "the column '" + column + "' is missing");
        }
        if (!plan.features().isEmpty()) {
            for (Column column : cells.columns()) {
                check(asked.contains(column.name()), "the column '" + column.name() + "' is not the plan's");
            }
        }
        boolean byTime = cells.chunks().stream().anyMatch(chunk -> chunk.from() != null);
        boolean cut = cells.chunks(true).length > 1 || cells.chunks(false).length > 1;
        check(plan.chunks() != null || !cut, "they are cut into chunks, and the plan's are not");
        check(!byTime || plan.chunks() instanceof Chunks.ByTime, "they are cut by time, and the plan's are not");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AuditException("the cells do not fit the plan: " + what);
        }
    }

    private DriftReport report(Classifier classifier, String dataDigest, String referenceDigest) {
        List<Sampled> columns = new ArrayList<>();
        List<Drift> features = new ArrayList<>();
        Drift score = null;
        Drift label = null;
        for (Column column : cells.columns()) {
            Sampled sampled = new Sampled(cells, column);
            columns.add(sampled);
            Drift drift = drift(sampled, SEED + columns.size());
            if (column.name().equals(plan.score())) {
                score = drift;
            } else if (column.name().equals(plan.label())) {
                label = drift;
            } else {
                features.add(drift);
            }
        }
        for (TypeBreak each : cells.typeBreaks()) {
            boolean counted = columns.stream().anyMatch(column -> column.name().equals(each.column()));
            if (each.kind() == Break.COLUMN_MISSING && !counted) {
                Drift missing = missing(each.column());
                if (each.column().equals(plan.score())) {
                    score = missing;
                } else if (each.column().equals(plan.label())) {
                    label = missing;
                } else {
                    features.add(missing);
                }
            }
        }
        if (features.isEmpty()) {
            throw new AuditException("data: the reference and the current data have no feature in common");
        }
        List<Quality> quality = QualityChecks.of(plan, cells, columns);
        Classifier judged = classifier == null ? null : judged(classifier);
        Deciding deciding = Deciding.of(plan, cells, features, score, label, quality, judged);
        return new DriftReport(
                "drift",
                DriftReport.FORMAT,
                deciding.verdict(),
                deciding.reasons(),
                plan.method().id(),
                plan.digest(),
                dataDigest,
                referenceDigest,
                cells.digest(),
                cells.engine(),
                plan.confidence(),
                new Samples(side(cells.reference()), side(cells.current())),
                deciding.share(),
                deciding.drift(),
                deciding.score(),
                deciding.label(),
                quality,
                deciding.classifier(),
                DriftNotes.of(plan, cells, course, deciding));
    }

    private static Samples.Side side(DriftCells.Sample sample) {
        Map<String, Long> leftOut = new TreeMap<>();
        if (sample.withoutTime() > 0) {
            leftOut.put("no_time", sample.withoutTime());
        }
        if (sample.unreadableTime() > 0) {
            leftOut.put("unreadable_time", sample.unreadableTime());
        }
        long used = sample.rows() - sample.withoutTime() - sample.unreadableTime();
        return new Samples.Side(sample.rows(), used, null, leftOut);
    }

    private Drift drift(Sampled column, long seed) {
        boolean nothing = column.rowsReference() == 0 && column.rowsCurrent() == 0;
        boolean constant = column.undefined() == null
                && column.distinct() == 1
                && (column.column().exact() || !column.isNumber());
        if (nothing || constant) {
            return still(column, constant);
        }
        if (plan.method() == Method.GATEHOUSE) {
            GatehouseRule.Found found = GatehouseRule.of(plan, column, confidence, seed);
            return judged(column, found);
        }
        Rule rule = plan.method() == Method.EVIDENTLY
                ? EvidentlyRule.of(column, confidence, seed)
                : NannymlRule.of(column, confidence, seed);
        List<Chunk> chunks = chunks(column, rule);
        Boolean drifted = rule.drifted() != null || rule.statistic() == null
                ? rule.drifted()
                : Boolean.valueOf(chunks.stream().anyMatch(chunk -> !chunk.reference() && chunk.alert()));
        return drift(column, rule, drifted, null, null, null, false, chunks);
    }

    /** A column that has no value at all, or one and the same in both samples: nothing can have moved, and nothing is judged. */
    private Drift still(Sampled column, boolean constant) {
        String method = plan.method() == Method.GATEHOUSE
                ? (column.isNumber() ? plan.metricOfNumbers(column.name()) : plan.metricOfCategories(column.name()))
                        .id()
                : plan.method() == Method.EVIDENTLY ? "evidently:jensenshannon" : NannymlRule.METHOD;
        Rule rule = Rule.undefined(method, column.undefined(), null);
        if (constant) {
            TwoSamples two = TwoSamples.ofCategories(column.reference(), column.current());
            rule = new Rule(
                    method, 0.0, null, null, null, null, null, 0, null, null, false, two, any -> 0.0, counts -> counts);
        }
        return drift(column, rule, rule.drifted(), null, null, null, false, chunks(column, rule));
    }

    private Drift judged(Sampled column, GatehouseRule.Found found) {
        Rule rule = found.rule();
        boolean outcome = column.name().equals(plan.score()) || column.name().equals(plan.label());
        boolean decides =
                rule.limit() != null && (outcome || !plan.checkLimits().containsKey(DriftCheck.DRIFTED_SHARE));
        Verdict verdict = null;
        String reason = null;
        Double p = null;
        if (rule.limit() != null) {
            reason = lack(column, found);
            if (reason == null) {
                double limit = rule.limit().doubleValue();
                double upper = rule.upper() == null ? Double.POSITIVE_INFINITY : rule.upper();
                verdict = upper <= limit ? Verdict.PASS : rule.lower() > limit ? Verdict.FAIL : Verdict.INSUFFICIENT;
                reason = verdict == Verdict.INSUFFICIENT ? "the interval does not lie on one side of the limit" : null;
                // What binning may have added to the distance speaks for the limit, not against it.
                double beyond = limit + rule.errorBound();
                p = rule.statistic() > beyond ? found.estimate().estimator().pAgainst(beyond) : 1.0;
            } else {
                verdict = Verdict.INSUFFICIENT;
            }
        }
        return drift(column, rule, rule.drifted(), p, verdict, reason, decides, chunks(column, rule));
    }

    private String lack(Sampled column, GatehouseRule.Found found) {
        Rule rule = found.rule();
        if (rule.undefined() != null) {
            return rule.undefined();
        }
        long rows = Math.min(column.rowsReference(), column.rowsCurrent());
        if (rows < plan.minimumRows()) {
            return "the smaller sample has " + rows + " rows with a value; the plan's minimum_rows is "
                    + plan.minimumRows();
        }
        if (rule.lower() == null) {
            return "its numbers were counted in bins too wide for this distance";
        }
        return rule.upper() != null && rule.lower().equals(rule.upper()) ? "the interval has no width" : null;
    }

    private List<Chunk> chunks(Sampled column, Rule rule) {
        return plan.chunks() == null ? null : course.of(column, rule);
    }

    private Drift drift(
            Sampled column,
            Rule rule,
            Boolean drifted,
            Double p,
            Verdict verdict,
            String reason,
            boolean decides,
            List<Chunk> chunks) {
        double bound = rule.errorBound();
        return new Drift(
                column.name(),
                column.column().kind() == Kind.NUMBER ? "number" : "category",
                rule.method(),
                rule.statistic(),
                rule.undefined(),
                rule.lower() == null ? null : new Ends(rule.lower(), rule.upper()),
                rule.noiseFloor(),
                rule.detectable(),
                rule.pValue(),
                rule.limit(),
                drifted,
                p,
                null,
                verdict,
                reason,
                decides,
                bound > 0 && Double.isFinite(bound) ? bound : null,
                column.rowsReference(),
                column.rowsCurrent(),
                metrics(column),
                Bars.of(column),
                chunks);
    }

    private static Map<String, Double> metrics(Sampled column) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (column.undefined() == null) {
            TwoSamples two = column.two();
            for (DriftMetric metric : DriftMetric.values()) {
                if (metric.undefined(two) == null) {
                    metrics.put(metric.id(), metric.statistic(two));
                }
            }
        }
        return metrics;
    }

    /** A column that the current data do not have. */
    private Drift missing(String name) {
        boolean outcome = name.equals(plan.score()) || name.equals(plan.label());
        boolean limited =
                plan.method() == Method.GATEHOUSE && !plan.distanceLimits().isEmpty();
        boolean decides = limited && (outcome || !plan.checkLimits().containsKey(DriftCheck.DRIFTED_SHARE));
        String reason = "the current data have no such column";
        return new Drift(
                name,
                null,
                plan.method() == Method.GATEHOUSE ? "none" : plan.method().id() + ":none",
                null,
                reason,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                limited ? Verdict.INSUFFICIENT : null,
                limited ? reason : null,
                decides,
                null,
                0,
                0,
                Map.of(),
                List.of(),
                null);
    }

    private Classifier judged(Classifier found) {
        BigDecimal limit = plan.checkLimits().get(DriftCheck.DOMAIN_AUC);
        return DomainLimit.judged(plan, found, limit);
    }
}
