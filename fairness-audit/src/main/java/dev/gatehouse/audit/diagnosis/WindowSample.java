package dev.gatehouse.audit.diagnosis;

import dev.gatehouse.audit.cells.RowSample;
import dev.gatehouse.audit.cells.RowSample.Column;
import dev.gatehouse.audit.learn.Feature;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of one window with a decision, and a score where the plan names one.
 *
 * @param features the model's inputs
 * @param label 1 positive, 0 negative, −1 none yet
 * @param decision 1 positive, 0 negative
 * @param score null for none
 * @param weak the weak label, likewise; null where the plan names none
 */
record WindowSample(List<Column> features, int[] label, int[] decision, double[] score, int[] weak) {
    private static final int NONE = -1;

    /** Scores beyond this are left out, as the performance audit leaves them out. */
    private static final double LARGEST_SCORE = 1_000_000;

    /** @param features the names of those of the sample's columns that are inputs */
    static WindowSample of(DiagnosisPlan plan, RowSample sample, List<String> features) {
        String positive = plan.label().positive();
        double[] score = plan.scoreColumn() == null ? null : numbers(sample.column(plan.scoreColumn()));
        int[] decision = plan.decision() instanceof Decision.ByScore byScore
                ? Arrays.stream(score)
                        .map(s -> s >= byScore.threshold().doubleValue() ? 1 : 0)
                        .mapToInt(d -> (int) d)
                        .toArray()
                : classes(sample.column(plan.decision().column()), ((Decision.ByColumn) plan.decision()).positive());
        WindowSample all = new WindowSample(
                features.stream().map(sample::column).toList(),
                classes(sample.column(plan.label().column()), positive),
                decision,
                score,
                plan.weakLabel() == null ? null : classes(sample.column(plan.weakLabel()), positive));
        return all.only(IntStream.range(0, decision.length)
                .filter(i -> decision[i] != NONE && (score == null || Math.abs(score[i]) <= LARGEST_SCORE))
                .toArray());
    }

    private static int[] classes(Column column, String positive) {
        return Arrays.stream(Feature.texts(column))
                .mapToInt(text -> text == null || text.isBlank() ? NONE : text.equals(positive) ? 1 : 0)
                .toArray();
    }

    private static double[] numbers(Column column) {
        return column.isNumeric()
                ? column.numbers()
                : Arrays.stream(column.texts())
                        .mapToDouble(WindowSample::number)
                        .toArray();
    }

    private static double number(String text) {
        try {
            return text == null ? Double.NaN : Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    int size() {
        return label.length;
    }

    WindowSample labelled() {
        return only(IntStream.range(0, size()).filter(i -> label[i] != NONE).toArray());
    }

    Outcomes outcomes() {
        double[] ones = new double[size()];
        Arrays.fill(ones, 1);
        return new Outcomes(label, decision, score, ones);
    }

    /** How many rows have both labels, and of them how many have different ones. */
    long[] disagreeing() {
        long both = 0;
        long different = 0;
        for (int i = 0; i < size(); i++) {
            if (label[i] != NONE && weak[i] != NONE) {
                both++;
                different += label[i] == weak[i] ? 0 : 1;
            }
        }
        return new long[] {both, different};
    }

    private WindowSample only(int[] rows) {
        return new WindowSample(
                features.stream().map(column -> only(column, rows)).toList(),
                only(label, rows),
                only(decision, rows),
                score == null
                        ? null
                        : Arrays.stream(rows).mapToDouble(i -> score[i]).toArray(),
                weak == null ? null : only(weak, rows));
    }

    private static int[] only(int[] values, int[] rows) {
        return Arrays.stream(rows).map(i -> values[i]).toArray();
    }

    private static Column only(Column column, int[] rows) {
        return column.isNumeric()
                ? new Column(
                        column.name(),
                        Arrays.stream(rows)
                                .mapToDouble(i -> column.numbers()[i])
                                .toArray(),
                        null)
                : new Column(
                        column.name(),
                        null,
                        Arrays.stream(rows).mapToObj(i -> column.texts()[i]).toArray(String[]::new));
    }
}
