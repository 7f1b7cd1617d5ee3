package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.learn.Feature;
import dev.gatehouse.audit.learn.Ordered;
import dev.gatehouse.audit.learn.SampleClassifier;
import dev.gatehouse.audit.learn.SampleClassifier.Told;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.report.DiagnosisReport.Carrier;
import dev.gatehouse.audit.report.DiagnosisReport.Reweighting;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.stat.Normal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reference rows weighted so that their inputs are spread as the current ones'. A row's weight is the density ratio of current to
 * reference inputs there, as importance weighting under covariate shift asks for (Shimodaira, Journal of Statistical Planning and
 * Inference 90, 2000, 227–244). It comes from a classifier that tells the windows apart: the odds that it gives a row, by the ratio
 * of rows (Bickel, Brückner and Scheffer, JMLR 10, 2009, 2137–2155; Sugiyama, Suzuki and Kanamori, Density Ratio Estimation in
 * Machine Learning, 2012, chapter 4). Each row's odds are given by a model that had not seen it, so that a weight does not know its
 * row's label. Weights are held to at most {@value #LARGEST_WEIGHT} and then made 1 on average.
 *
 * <p>The result depends on the rows alone, not on their order.
 *
 * @param reference labelled rows, beside their weights
 * @param current labelled rows
 * @param weights mean 1; null where there are none, which {@code told} explains
 * @param learnt null likewise
 */
record Weighting(Outcomes reference, Outcomes current, double[] weights, Reweighting told, Learnt learnt) {
    /** A reference row stands for at most so many current ones. */
    static final double LARGEST_WEIGHT = 20;

    /** Weights are 1 on average where the reference has rows wherever the current window has; far below, it has not. */
    static final double LEAST_REACHED = 0.5;

    /** The most rows of both windows together that are looked at. */
    static final int MAX_ROWS = 20_000;

    /** The most entries of the classifier's matrix that are not zero. */
    static final int MAX_ENTRIES = 1_000_000;

    static final long SEED = 1;

    private static final int MOST_TOLD = 20;

    /**
     * The classifier, and which of its rows are of the reference and which are current.
     *
     * @param weights of the reference's rows
     */
    record Learnt(SampleClassifier classifier, int[] reference, int[] current, double[] weights) {
        /**
         * What is expected of a row by its inputs, learnt from the weighted reference rows.
         *
         * @param of each row of the reference
         * @return of the reference's rows and of the current ones
         */
        double[][] expected(double[] of) {
            double[] weight = new double[reference.length + current.length];
            double[] target = new double[weight.length];
            for (int i = 0; i < reference.length; i++) {
                weight[reference[i]] = weights[i];
                target[reference[i]] = of[i];
            }
            double[] expected = classifier.expected(weight, target);
            return new double[][] {
                Arrays.stream(reference).mapToDouble(i -> expected[i]).toArray(),
                Arrays.stream(current).mapToDouble(i -> expected[i]).toArray()
            };
        }
    }

    /** How many rows of each window to take, with this many features. */
    static int rows(int features) {
        return Math.min(MAX_ROWS, MAX_ENTRIES / SampleClassifier.entries(features)) / 2;
    }

    /** Labelled rows of both windows, in an order that depends on what is in them alone. */
    private record Joined(List<Feature> features, int[] label, int[] decision, double[] score, int[] window) {
        static Joined of(WindowSample reference, WindowSample current) {
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < reference.features().size(); i++) {
                columns.add(SampleClassifier.joined(
                        reference.features().get(i), current.features().get(i)));
            }
            int features = columns.size();
            columns.add(joined("label", reference.label(), current.label()));
            columns.add(joined("decision", reference.decision(), current.decision()));
            columns.add(joined("window", new int[reference.size()], ones(current.size())));
            if (reference.score() != null) {
                columns.add(SampleClassifier.joined(
                        new Column("score", reference.score(), null), new Column("score", current.score(), null)));
            }
            Ordered rows = new Ordered(columns);
            List<double[]> others = columns.subList(features, columns.size()).stream()
                    .map(column -> rows.of(column).numbers())
                    .toList();
            return new Joined(
                    columns.subList(0, features).stream()
                            .map(rows::of)
                            .map(Feature::of)
                            .toList(),
                    whole(others.get(0)),
                    whole(others.get(1)),
                    reference.score() == null ? null : others.get(3),
                    whole(others.get(2)));
        }

        private static Column joined(String name, int[] first, int[] second) {
            return new Column(
                    name,
                    IntStream.concat(Arrays.stream(first), Arrays.stream(second))
                            .asDoubleStream()
                            .toArray(),
                    null);
        }

        private static int[] ones(int size) {
            int[] ones = new int[size];
            Arrays.fill(ones, 1);
            return ones;
        }

        private static int[] whole(double[] numbers) {
            return Arrays.stream(numbers).mapToInt(x -> (int) x).toArray();
        }

        int[] rows(int of) {
            return IntStream.range(0, window.length)
                    .filter(i -> window[i] == of)
                    .toArray();
        }

        Outcomes outcomes(int of) {
            int[] rows = rows(of);
            double[] ones = new double[rows.length];
            Arrays.fill(ones, 1);
            return new Outcomes(
                    Arrays.stream(rows).map(i -> label[i]).toArray(),
                    Arrays.stream(rows).map(i -> decision[i]).toArray(),
                    score == null
                            ? null
                            : Arrays.stream(rows).mapToDouble(i -> score[i]).toArray(),
                    ones);
        }
    }

    /**
     * @param reference labelled rows, at most {@link #rows}
     * @param current likewise, with the same features
     */
    static Weighting of(DiagnosisPlan plan, WindowSample reference, WindowSample current) {
        int fewest = Math.min(reference.size(), current.size());
        if (fewest < plan.minimumRows()) {
            return without(
                    reference,
                    current,
                    (fewest == reference.size() ? "the reference" : "the current window") + " has " + fewest
                            + " labelled rows to learn from; the plan's minimum_rows is " + plan.minimumRows());
        }
        Joined rows = Joined.of(reference, current);
        if (rows.features().stream().allMatch(Feature::isConstant)) {
            return without(
                    reference, current, "no input has more than one value, so that nothing tells the windows apart");
        }
        double confidence = plan.confidence().doubleValue();
        SampleClassifier classifier = new SampleClassifier(rows.features(), rows.window(), confidence);
        double[] predictions = classifier.predictions();
        double ratio = reference.size() / (double) current.size();
        double[] odds = Arrays.stream(predictions).map(p -> p / (1 - p) * ratio).toArray();
        int[] before = rows.rows(0);
        double[] weights = Arrays.stream(before)
                .mapToDouble(i -> Math.min(LARGEST_WEIGHT, odds[i]))
                .toArray();
        double mean = Arrays.stream(weights).average().orElseThrow();
        weights = Arrays.stream(weights).map(w -> w / mean).toArray();
        double effective = kish(weights);
        return new Weighting(
                rows.outcomes(0),
                rows.outcomes(1),
                weights,
                new Reweighting(
                        SEED,
                        reference.size(),
                        current.size(),
                        classifier.auc(predictions),
                        classifier.chance(),
                        effective,
                        LARGEST_WEIGHT,
                        above(odds, before),
                        above(odds, rows.rows(1)),
                        lack(plan, mean, effective),
                        carriers(classifier.strongest(MOST_TOLD), rows, weights, confidence)),
                new Learnt(classifier, before, rows.rows(1), weights));
    }

    /** Why the weighted rows do not stand for the current ones; null where they do. */
    private static String lack(DiagnosisPlan plan, double reached, double effective) {
        if (reached < LEAST_REACHED) {
            return "the windows' inputs are too different to compare: weighted reference rows reach about "
                    + Math.round(100 * reached) + " % of the current rows";
        }
        return effective >= plan.minimumRows()
                ? null
                : "the windows' inputs are too different to compare: the reweighted reference rows are worth "
                        + Math.round(effective) + " rows, and the plan's minimum_rows is " + plan.minimumRows();
    }

    private static Weighting without(WindowSample reference, WindowSample current, String reason) {
        return new Weighting(
                reference.outcomes(), current.outcomes(), null, none(reference.size(), current.size(), reason), null);
    }

    /** Without rows to learn from. */
    static Reweighting none(long reference, long current, String reason) {
        return new Reweighting(
                SEED,
                reference,
                current,
                Estimate.undefined(reason),
                null,
                null,
                LARGEST_WEIGHT,
                null,
                null,
                reason,
                List.of());
    }

    private static double above(double[] odds, int[] rows) {
        return Arrays.stream(rows).filter(i -> odds[i] > LARGEST_WEIGHT).count() / (double) rows.length;
    }

    private static double kish(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        return sum * sum / Arrays.stream(weights).map(w -> w * w).sum();
    }

    private static List<Carrier> carriers(List<Told> told, Joined rows, double[] weights, double confidence) {
        Map<String, Feature> features = rows.features().stream()
                .collect(Collectors.toMap(Feature::name, each -> each, (a, b) -> a, LinkedHashMap::new));
        double[] even = new double[weights.length];
        Arrays.fill(even, 1);
        double z = confidence > 0.5 ? Normal.quantile(2 * confidence - 1) : 0;
        List<Carrier> carriers = new ArrayList<>();
        for (Told each : told) {
            Feature feature = features.get(each.name());
            if (feature == null) {
                carriers.add(new Carrier(each.name(), each.weight(), each.auc(), null, null, null));
                continue;
            }
            double[] reference = shares(feature, rows.rows(0), even);
            double[] current = shares(feature, rows.rows(1), null);
            double[] reweighted = shares(feature, rows.rows(0), weights);
            carriers.add(new Carrier(
                    each.name(),
                    each.weight(),
                    each.auc(),
                    distance(reference, current),
                    distance(reweighted, current),
                    noise(current, 1 / kish(weights) + 1.0 / rows.rows(1).length, z)));
        }
        return carriers;
    }

    /** @param weights null for 1 each */
    private static double[] shares(Feature feature, int[] rows, double[] weights) {
        double[] shares = new double[feature.width()];
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double weight = weights == null ? 1 : weights[i];
            shares[feature.bins()[rows[i]]] += weight;
            sum += weight;
        }
        double all = sum;
        return Arrays.stream(shares).map(x -> x / all).toArray();
    }

    private static double distance(double[] first, double[] second) {
        return IntStream.range(0, first.length)
                        .mapToDouble(i -> Math.abs(first[i] - second[i]))
                        .sum()
                / 2;
    }

    /**
     * What the total variation of two samples of one distribution exceeds with 1 − confidence: half a sum of folded normals, taken as
     * normal and, on the safe side, as independent.
     *
     * @param inverseRows the sum of the samples' inverse numbers of rows
     */
    private static double noise(double[] shares, double inverseRows, double z) {
        double mean = 0;
        double variance = 0;
        for (double share : shares) {
            double of = share * (1 - share) * inverseRows;
            mean += Math.sqrt(2 * of / Math.PI) / 2;
            variance += of * (1 - 2 / Math.PI) / 4;
        }
        return mean + z * Math.sqrt(variance);
    }
}
