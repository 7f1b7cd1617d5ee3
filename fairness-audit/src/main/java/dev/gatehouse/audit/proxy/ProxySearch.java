package dev.gatehouse.audit.proxy;

import dev.gatehouse.audit.cells.RowSample;
import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.learn.Cross;
import dev.gatehouse.audit.learn.Feature;
import dev.gatehouse.audit.learn.Folds;
import dev.gatehouse.audit.learn.LinearModel;
import dev.gatehouse.audit.learn.LinearModel.Design;
import dev.gatehouse.audit.learn.Ordered;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Association;
import dev.gatehouse.audit.report.AuditReport.Proxy;
import dev.gatehouse.audit.report.Estimate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How well features predict each protected attribute, which of them do, and how they relate to the score.
 *
 * <p>An L2-penalised logistic regression (liblinear) predicts the attribute, each value against the rest, from all features
 * together: a text as one indicator a value (rare values share one), a number as its standardised value and as indicators of
 * its tenths, missing values as a value of their own. With at most {@value #MOST_CROSSED} features every pair of them is
 * crossed as well, so that what only a combination gives away is seen; combinations of three and more are not looked for. The
 * area under the curve is taken over {@value Folds#COUNT} folds, of predictions for rows that the model had not seen.
 *
 * <p>A feature alone ranks rows by the attribute's share in its bins, counted on the other folds.
 *
 * <p>Every row counts once, weighted or not. The result depends on the rows alone, not on their order. It costs one thread
 * some seconds: at most {@value #MAX_ROWS} rows and {@value #MAX_ENTRIES} entries of the model's matrix.
 */
public final class ProxySearch {
    /** The most rows that are looked at. */
    public static final int MAX_ROWS = 10_000;

    /** The most entries of the model's matrix that are not zero. */
    public static final int MAX_ENTRIES = 500_000;

    /** With more features than this, pairs of them are not looked at. */
    public static final int MOST_CROSSED = 10;

    /** A value with fewer rows in the sample than this is not predicted; the same for the rows without it. */
    public static final int FEWEST_ROWS = 50;

    /** The most values of an attribute that are predicted: those with the most rows. */
    public static final int MOST_VALUES = 20;

    private static final int MOST_FEATURES_TOLD = 20;
    private static final int MOST_PAIRS_TOLD = 5;

    private final List<Feature> features;
    private final List<Cross> crosses;
    private final double[] score;
    private final double confidence;
    private final List<String> notes = new ArrayList<>();

    /**
     * What was found.
     *
     * @param proxies by attribute, then by value
     * @param notes what was not looked at
     */
    public record Findings(List<Proxy> proxies, List<String> notes) {}

    private ProxySearch(List<Feature> features, double[] score, double confidence) {
        this.features = features;
        this.score = score;
        this.confidence = confidence;
        crosses = new ArrayList<>();
        if (features.size() <= MOST_CROSSED) {
            for (int i = 0; i < features.size(); i++) {
                for (int j = i + 1; j < features.size(); j++) {
                    crosses.add(new Cross(features.get(i), features.get(j)));
                }
            }
        } else {
            notes.add("Proxies: pairs of features were not looked at, since the plan names more than " + MOST_CROSSED
                    + "; what only a combination gives away is not seen.");
        }
    }

    /** How many rows to sample for this many features. */
    public static int rows(int features) {
        int pairs = features <= MOST_CROSSED ? features * (features - 1) / 2 : 0;
        return Math.min(MAX_ROWS, MAX_ENTRIES / (2 * features + pairs + 1));
    }

    /** The columns that a plan's search needs a sample of, each once. */
    public static List<String> columns(AuditPlan plan) {
        Set<String> columns = new LinkedHashSet<>(plan.protectedAttributes());
        columns.addAll(plan.proxies().features());
        if (plan.scoreColumn() != null) {
            columns.add(plan.scoreColumn());
        } else {
            columns.add(plan.decision().column());
        }
        return List.copyOf(columns);
    }

    /**
     * Searches a sample of a plan's rows. The relation to the score is to the predicted number where the plan has one; without
     * either, to a decision of two classes; with more classes there is none.
     *
     * @param plan one that asks for proxies
     * @param sample {@link #columns} of at most {@link #rows} rows
     */
    public static Findings in(AuditPlan plan, RowSample sample) {
        return in(
                plan.protectedAttributes().stream().map(sample::column).toList(),
                plan.unknown(),
                plan.proxies().features().stream().map(sample::column).toList(),
                score(plan, sample),
                plan.confidence());
    }

    private static Column score(AuditPlan plan, RowSample sample) {
        if (plan.scoreColumn() == null && plan.decision() instanceof Decision.ByColumn decision) {
            Column column = sample.column(decision.column());
            return decision.positive() == null ? null : decisions(column, decision.positive());
        }
        Column score =
                sample.column(plan.scoreColumn() == null ? plan.decision().column() : plan.scoreColumn());
        return score.isNumeric() ? score : null;
    }

    /** 1 where the text is the positive one, 0 where it is another. */
    private static Column decisions(Column column, String positive) {
        String text = column.isNumeric() ? asNumber(positive) : positive;
        return new Column(
                column.name(),
                Arrays.stream(Feature.texts(column))
                        .mapToDouble(value -> value == null ? Double.NaN : value.equals(text) ? 1 : 0)
                        .toArray(),
                null);
    }

    /**
     * Searches a sample of rows.
     *
     * @param attributes the protected attributes; a row without a value takes no part for that attribute
     * @param unknown values that count as no value
     * @param features at least one
     * @param score numbers, NaN where missing: the score, or 1 and 0 for the decision; null without
     * @param confidence of the intervals, two-sided
     * @throws AuditException when the columns have more rows than {@link #rows} or not all the same number
     */
    public static Findings in(
            List<Column> attributes,
            Collection<String> unknown,
            List<Column> features,
            Column score,
            BigDecimal confidence) {
        List<Column> all = new ArrayList<>(attributes);
        all.addAll(features);
        if (score != null) {
            all.add(score);
        }
        int most = rows(features.size());
        int n = features.get(0).size();
        if (n > most || all.stream().anyMatch(column -> column.size() != n)) {
            throw new AuditException("a sample for proxies has at most " + most + " rows, and as many in every column");
        }
        Ordered rows = new Ordered(all);
        ProxySearch search = new ProxySearch(
                features.stream().map(rows::of).map(Feature::of).toList(),
                score == null ? null : rows.of(score).numbers(),
                confidence.doubleValue());
        List<Proxy> found = new ArrayList<>();
        for (Column attribute : attributes) {
            found.addAll(search.proxies(attribute.name(), Feature.texts(rows.of(attribute)), Set.copyOf(unknown)));
        }
        return new Findings(List.copyOf(found), List.copyOf(search.notes));
    }

    private static String asNumber(String text) {
        try {
            return plain(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private List<Proxy> proxies(String attribute, String[] texts, Set<String> unknown) {
        int[] rows = IntStream.range(0, texts.length)
                .filter(i -> texts[i] != null && !unknown.contains(texts[i]))
                .toArray();
        Map<String, Integer> counts = new TreeMap<>();
        for (int row : rows) {
            counts.merge(texts[row], 1, Integer::sum);
        }
        if (counts.size() < 2) {
            return List.of(undefined(attribute, null, rows.length, "the attribute has one value only in the sample"));
        }
        List<String> values = counts.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Integer> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(MOST_VALUES)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (counts.size() > MOST_VALUES) {
            notes.add("Proxies: of the " + counts.size() + " values of " + attribute + " the " + MOST_VALUES
                    + " with the most rows were predicted.");
        }
        List<String> enough = values.stream()
                .filter(value -> Math.min(counts.get(value), rows.length - counts.get(value)) >= FEWEST_ROWS)
                .toList();
        Map<String, Proxy> found = new TreeMap<>();
        if (!enough.isEmpty()) {
            int[] classes = Arrays.stream(rows)
                    .map(row -> enough.indexOf(texts[row]))
                    .map(c -> c < 0 ? enough.size() : c)
                    .toArray();
            found.putAll(predicted(attribute, rows, classes, enough, counts.size() == 2));
        }
        if (counts.size() == 2) {
            return List.of(
                    found.isEmpty() ? undefined(attribute, null, rows.length, tooFew()) : found.get(enough.get(0)));
        }
        return values.stream()
                .map(value -> found.getOrDefault(value, undefined(attribute, value, rows.length, tooFew())))
                .toList();
    }

    private static String tooFew() {
        return "fewer than " + FEWEST_ROWS + " rows of the sample have the value, or have another";
    }

    private static Proxy undefined(String attribute, String value, int n, String reason) {
        return new Proxy(attribute, Estimate.undefined(reason), value, n, List.of(), null);
    }

    /** @param classes the class of each row: its place among {@code values}, or the place after the last */
    private Map<String, Proxy> predicted(
            String attribute, int[] rows, int[] classes, List<String> values, boolean twoValues) {
        Folds folds = new Folds(classes, confidence);
        int classCount = Arrays.stream(classes).max().orElseThrow() + 1;
        List<Feature> varying =
                features.stream().filter(feature -> !feature.isConstant()).toList();
        List<Cross> crossed = crosses.stream()
                .filter(cross -> varying.contains(cross.first()) && varying.contains(cross.second()))
                .toList();
        List<Design> designs = new ArrayList<>();
        varying.forEach(feature -> designs.add(new Design(feature.bins(), feature.standardised())));
        crossed.forEach(cross -> designs.add(new Design(cross.bins(), null)));
        double[][] probabilities = null;
        double[][] spreads = null;
        if (!varying.isEmpty()) {
            LinearModel model = new LinearModel(designs, rows, classes);
            probabilities = model.crossValidated(folds, classCount);
            spreads = model.spreads(classCount);
        }
        Map<String, Proxy> found = new TreeMap<>();
        for (int c = 0; c < (twoValues ? 1 : values.size()); c++) {
            int value = c;
            boolean[] positive = new boolean[rows.length];
            for (int i = 0; i < rows.length; i++) {
                positive[i] = classes[i] == value;
            }
            List<AuditReport.Feature> told = new ArrayList<>();
            List<AuditReport.Feature> pairs = new ArrayList<>();
            for (Feature feature : features) {
                int at = varying.indexOf(feature);
                told.add(new AuditReport.Feature(
                        feature.name(),
                        at < 0 ? 0 : spreads[value][at],
                        at < 0
                                ? Estimate.undefined("the feature has one value only in the sample")
                                : folds.alone(feature.bins(), feature.width(), rows, positive),
                        relation(feature)));
            }
            for (Cross cross : crossed) {
                int[] bins = cross.bins();
                pairs.add(new AuditReport.Feature(
                        cross.name(),
                        spreads[value][varying.size() + crossed.indexOf(cross)],
                        folds.alone(bins, cross.width(), rows, positive),
                        score == null ? null : Relation.correlationRatio(bins, cross.width(), score)));
            }
            Estimate auc = Estimate.undefined("every feature has one value only in the sample");
            Association withScore = null;
            if (probabilities != null) {
                double[] prediction = new double[rows.length];
                for (int i = 0; i < rows.length; i++) {
                    prediction[i] = probabilities[i][value];
                }
                auc = folds.auc(prediction, positive);
                withScore = score == null
                        ? null
                        : Relation.spearman(
                                prediction,
                                Arrays.stream(rows)
                                        .mapToDouble(row -> score[row])
                                        .toArray(),
                                confidence);
            }
            found.put(
                    values.get(value),
                    new Proxy(
                            attribute,
                            auc,
                            twoValues ? null : values.get(value),
                            rows.length,
                            strongest(told, pairs),
                            withScore));
        }
        return found;
    }

    private static List<AuditReport.Feature> strongest(
            List<AuditReport.Feature> told, List<AuditReport.Feature> pairs) {
        Comparator<AuditReport.Feature> order = Comparator.comparing((AuditReport.Feature feature) -> -feature.weight())
                .thenComparing(AuditReport.Feature::name);
        List<AuditReport.Feature> strongest = new ArrayList<>();
        told.stream().sorted(order).limit(MOST_FEATURES_TOLD).forEach(strongest::add);
        pairs.stream().sorted(order).limit(MOST_PAIRS_TOLD).forEach(strongest::add);
        strongest.sort(order);
        return strongest;
    }

    private Association relation(Feature feature) {
        if (score == null) {
            return null;
        }
        return feature.isText()
                ? Relation.correlationRatio(feature.bins(), feature.width(), score)
                : Relation.spearman(feature.numbers(), score, confidence);
    }
}
