package dev.gatehouse.audit.explain;

import dev.gatehouse.audit.plan.ExplanationPlan.Metric;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Explanations.Feature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much worse the model gets when a feature's values are handed to other rows (Breiman 2001, section 10; Fisher, Rudin and Dominici
 * 2019, 'model reliance' as a difference).
 *
 * <p>The rows are dealt into {@value BlockMetric#BLOCKS} blocks at random. A permutation is one cycle through each block (Sattolo 1986):
 * no row keeps its own value, so the mean over permutations estimates the expected metric with the feature of another row
 * without the bias of those that stay, and a block can be left out with all that came from it. So the jackknife over blocks covers
 * the choice of rows, as those that are scored and as those that values come from, and the choice of permutations.
 */
final class PermutationImportance {
    /** Fewer rows are too few for an interval. */
    static final int FEWEST_ROWS = 200;

    private final LabelledRows rows;
    private final Batches batches;
    private final int[][] blocks;
    private final BlockMetric metric;
    private final boolean loss;
    private final double confidence;

    /** The metric with nothing permuted, then each feature's drop in the order of the units. */
    record Found(Estimate baseline, List<Feature> features) {}

    PermutationImportance(
            LabelledRows rows, Batches batches, Metric metric, float threshold, double confidence, long seed) {
        this.rows = rows;
        this.batches = batches;
        this.loss = metric.isLoss();
        this.confidence = confidence;
        int n = rows.size();
        int[] order = Seeds.order(n, Seeds.random(seed, -1));
        int[] blockOf = new int[n];
        blocks = new int[BlockMetric.BLOCKS][];
        for (int block = 0; block < blocks.length; block++) {
            int from = (int) ((long) n * block / blocks.length);
            int to = (int) ((long) n * (block + 1) / blocks.length);
            blocks[block] = java.util.Arrays.copyOfRange(order, from, to);
            for (int row : blocks[block]) {
                blockOf[row] = block;
            }
        }
        this.metric = new BlockMetric(metric, rows.labels(), blockOf, threshold);
    }

    /** @param scores the model's, of the rows as they are */
    Found of(List<Unit> units, float[] scores, int repeats, long seed) {
        String undefined = rows.size() < FEWEST_ROWS
                ? "fewer than " + FEWEST_ROWS + " rows have a label"
                : metric.undefined(scores);
        if (undefined != null) {
            return undefined(units, undefined);
        }
        double[] baseline = metric.of(scores);
        int[][] donors = new int[repeats][];
        for (int repeat = 0; repeat < repeats; repeat++) {
            donors[repeat] = cycles(Seeds.random(seed, repeat));
        }
        List<Feature> features = new ArrayList<>();
        for (Unit unit : units) {
            double[] drops = new double[baseline.length];
            for (int[] donor : donors) {
                float[] permuted = permuted(unit, donor);
                String now = metric.undefined(permuted);
                if (now != null) {
                    return undefined(units, now + " when '" + unit.name() + "' is permuted");
                }
                double[] figures = metric.of(permuted);
                for (int k = 0; k < drops.length; k++) {
                    double fall = baseline[k] - figures[k];
                    drops[k] += (loss ? -fall : fall) / repeats;
                }
            }
            features.add(new Feature(unit.name(), BlockMetric.estimate(drops, confidence)));
        }
        features.sort(Comparator.comparing((Feature feature) -> -feature.drop().value())
                .thenComparing(Feature::name));
        return new Found(BlockMetric.estimate(baseline, confidence), features);
    }

    private static Found undefined(List<Unit> units, String reason) {
        Estimate none = Estimate.undefined(reason);
        return new Found(
                none, units.stream().map(unit -> new Feature(unit.name(), none)).toList());
    }

    private float[] permuted(Unit unit, int[] donor) {
        return batches.scores(rows.size(), (index, row) -> {
            System.arraycopy(rows.inputs()[index], 0, row, 0, row.length);
            for (int column : unit.columns()) {
                row[column] = rows.inputs()[donor[index]][column];
            }
        });
    }

    /** For each row another of its block, each once: a random cycle. */
    private int[] cycles(SplittableRandom random) {
        int[] donor = new int[rows.size()];
        for (int[] block : blocks) {
            int[] cycle = block.clone();
            for (int i = cycle.length - 1; i > 0; i--) {
                int j = random.nextInt(i);
                int held = cycle[i];
                cycle[i] = cycle[j];
                cycle[j] = held;
            }
            for (int i = 0; i < block.length; i++) {
                donor[block[i]] = cycle[i];
            }
        }
        return donor;
    }
}
