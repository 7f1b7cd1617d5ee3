package dev.gatehouse.audit.learn;

import dev.gatehouse.audit.plan.AuditException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.liblinear.LibLinearClassificationModel;
import org.tribuo.classification.liblinear.LibLinearClassificationTrainer;
import org.tribuo.classification.liblinear.LinearClassificationType;
import org.tribuo.classification.liblinear.LinearClassificationType.LinearType;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Logistic regression with an L2 penalty (liblinear's primal solver; of more than two classes, each against the rest) from
 * columns to the classes of one attribute. Trained and used in memory by one thread; never stored, never loaded.
 */
public final class LinearModel {
    /** Liblinear's C: the inverse of the penalty's weight. */
    private static final double COST = 1;

    private static final int MAX_ITERATIONS = 1_000;
    private static final double TOLERANCE = 0.01;
    private static final long SEED = 1;
    private static final LabelFactory LABELS = new LabelFactory();

    private final List<Design> designs;
    private final int[] rows;
    private final int[] classes;
    /** By design, then bin. */
    private final String[][] binNames;

    private final Label[] labels;
    private final List<Example<Label>> examples;

    /**
     * What a feature, or a cross of two, gives the model.
     *
     * @param bins each row's bin, which is an indicator of its own in the model
     * @param numbers each row's number; null without
     */
    public record Design(int[] bins, double[] numbers) {}

    /**
     * @param rows the rows to learn from, as indexes into the designs' arrays
     * @param classes the class of each of these rows, from 0
     */
    public LinearModel(List<Design> designs, int[] rows, int[] classes) {
        this.designs = designs;
        this.rows = rows;
        this.classes = classes;
        binNames = IntStream.range(0, designs.size())
                .mapToObj(d -> binNames(d, designs.get(d).bins()))
                .toArray(String[][]::new);
        labels = IntStream.rangeClosed(0, Arrays.stream(classes).max().orElse(0))
                .mapToObj(c -> new Label(String.valueOf(c)))
                .toArray(Label[]::new);
        examples = IntStream.range(0, rows.length).mapToObj(this::example).toList();
    }

    /**
     * The probability of each class, given to every row by a model that was trained on the other folds.
     *
     * @return by row, then by class
     */
    public double[][] crossValidated(Folds folds, int classCount) {
        double[][] probabilities = new double[rows.length][classCount];
        for (int k = 0; k < Folds.COUNT; k++) {
            int out = k;
            LibLinearClassificationModel model =
                    train(IntStream.range(0, rows.length).filter(i -> folds.of(i) != out));
            for (int i = 0; i < rows.length; i++) {
                if (folds.of(i) == k) {
                    Map<String, Label> scores = model.predict(examples.get(i)).getOutputScores();
                    for (int c = 0; c < classCount; c++) {
                        probabilities[i][c] = scores.get(String.valueOf(c)).getScore();
                    }
                }
            }
        }
        return probabilities;
    }

    /**
     * How much each design moves the log-odds of each class: the standard deviation over the rows of what it adds to them, in
     * a model trained on all rows.
     *
     * @return by class, then by design
     */
    public double[][] spreads(int classCount) {
        LibLinearClassificationModel model = train(IntStream.range(0, rows.length));
        Map<String, Map<String, Double>> weights = new HashMap<>();
        model.getTopFeatures(-1).forEach((label, features) -> {
            Map<String, Double> byName = weights.computeIfAbsent(label, key -> new HashMap<>());
            features.forEach(feature -> byName.put(feature.getA(), feature.getB()));
        });
        double[][] spreads = new double[classCount][designs.size()];
        for (int c = 0; c < classCount; c++) {
            Map<String, Double> weight = weights.get(String.valueOf(c));
            for (int d = 0; d < designs.size(); d++) {
                spreads[c][d] = spread(d, weight);
            }
        }
        return spreads;
    }

    private double spread(int d, Map<String, Double> weight) {
        Design design = designs.get(d);
        double slope = weight.getOrDefault(numberName(d), 0.0);
        double sum = 0;
        double squares = 0;
        double[] ofBins = Arrays.stream(binNames[d])
                .mapToDouble(bin -> weight.getOrDefault(bin, 0.0))
                .toArray();
        for (int row : rows) {
            double adds = ofBins[design.bins()[row]];
            adds += design.numbers() == null ? 0 : slope * design.numbers()[row];
            sum += adds;
            squares += adds * adds;
        }
        double mean = sum / rows.length;
        return Math.sqrt(Math.max(0, squares / rows.length - mean * mean));
    }

    private LibLinearClassificationModel train(IntStream which) {
        if (Thread.currentThread().isInterrupted()) {
            throw new AuditException("cancelled");
        }
        MutableDataset<Label> dataset = new MutableDataset<>(
                new SimpleDataSourceProvenance("rows", Instant.EPOCH.atOffset(ZoneOffset.UTC), LABELS), LABELS);
        which.forEach(i -> dataset.add(examples.get(i)));
        Model<Label> model = new LibLinearClassificationTrainer(
                        new LinearClassificationType(LinearType.L2R_LR), COST, MAX_ITERATIONS, TOLERANCE, SEED)
                .train(dataset);
        return (LibLinearClassificationModel) model;
    }

    /** Of all features at once: an example sorts itself whenever one is added. */
    private Example<Label> example(int i) {
        int row = rows[i];
        String[] names = new String[2 * designs.size() + 1];
        double[] values = new double[names.length];
        // An example must not be empty, even where a fold's model has seen none of its bins.
        names[0] = "constant";
        values[0] = 1;
        int size = 1;
        for (int d = 0; d < designs.size(); d++) {
            Design design = designs.get(d);
            names[size] = binNames[d][design.bins()[row]];
            values[size++] = 1;
            if (design.numbers() != null) {
                names[size] = numberName(d);
                values[size++] = design.numbers()[row];
            }
        }
        return new ArrayExample<>(labels[classes[i]], Arrays.copyOf(names, size), Arrays.copyOf(values, size));
    }

    // Names are made of places, since a column may be called anything.

    private static String[] binNames(int design, int[] bins) {
        return IntStream.rangeClosed(0, Arrays.stream(bins).max().orElse(0))
                .mapToObj(bin -> design + ":" + bin)
                .toArray(String[]::new);
    }

    private static String numberName(int design) {
        return String.valueOf(design);
    }
}
