package dev.gatehouse.audit.explain;

import dev.gatehouse.audit.cells.CsvReader;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Rows that a model takes, with what came true: every one when there are few, else a random choice that depends on nothing but the
 * rows' positions in the file and the seed.
 *
 * @param columns of the model's input, in their order
 * @param inputs shape [rows, columns], finite; not copied
 * @param labels of a plan with two classes 1 for positive and 0 for negative, of one that predicts a number that number
 */
public record LabelledRows(List<String> columns, float[][] inputs, double[] labels) {
    /** A label beyond this size is left out, as an audit does. */
    private static final double MAX_ABSOLUTE_LABEL = 1e9;

    private record Drawn(long key, long position, float[] input, double label) {}

    public LabelledRows {
        columns = List.copyOf(columns);
        if (inputs.length != labels.length) {
            throw new AuditException(inputs.length + " rows and " + labels.length + " labels");
        }
    }

    String name(int column) {
        return columns.get(column);
    }

    /** How many rows there are. */
    public int size() {
        return inputs.length;
    }

    /**
     * Reads a sample. Rows without a label, and of a regression those whose label is no number, are left out.
     *
     * @param csv CSV or gzipped CSV as {@link CsvReader} reads it, with the model's columns and the plan's label
     * @param columns the columns of the model's input, in their order
     * @param plan one with a label, for two classes or a number
     * @param most rows of the sample, at least 1
     * @param seed another one gives another sample
     * @throws AuditException naming line and column, when a column is missing or a cell of a row drawn is no finite number
     */
    public static LabelledRows sample(Path csv, List<String> columns, AuditPlan plan, int most, long seed) {
        // Those with the smallest keys; the largest of them on top, to give way.
        PriorityQueue<Drawn> drawn = new PriorityQueue<>(Comparator.comparingLong(Drawn::key)
                .thenComparingLong(Drawn::position)
                .reversed());
        try (CsvReader reader = CsvReader.open(csv)) {
            int[] at = columns.stream().mapToInt(reader::column).toArray();
            int label = reader.column(plan.label().column());
            long position = 0;
            for (List<String> fields = reader.next(); fields != null; fields = reader.next()) {
                long key = Seeds.mix(seed, position);
                boolean room = drawn.size() < most;
                double truth = label(plan, fields.get(label));
                if (!Double.isNaN(truth) && (room || key < drawn.element().key())) {
                    if (!room) {
                        drawn.remove();
                    }
                    drawn.add(new Drawn(key, position, input(reader, columns, fields, at), truth));
                }
                position++;
            }
        }
        List<Drawn> inOrder = new ArrayList<>(drawn);
        inOrder.sort(Comparator.comparingLong(Drawn::position));
        return new LabelledRows(
                columns,
                inOrder.stream().map(Drawn::input).toArray(float[][]::new),
                inOrder.stream().mapToDouble(Drawn::label).toArray());
    }

    /** NaN where there is none. */
    private static double label(AuditPlan plan, String text) {
        if (text.isBlank()) {
            return Double.NaN;
        }
        if (plan.task() == AuditPlan.Task.BINARY) {
            return text.equals(plan.label().positive()) ? 1 : 0;
        }
        try {
            double number = Double.parseDouble(text.strip());
            return Math.abs(number) <= MAX_ABSOLUTE_LABEL ? number : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static float[] input(CsvReader reader, List<String> columns, List<String> fields, int[] at) {
        float[] input = new float[at.length];
        for (int i = 0; i < at.length; i++) {
            String text = fields.get(at[i]).strip();
            try {
                input[i] = Float.parseFloat(text);
            } catch (NumberFormatException e) {
                input[i] = Float.NaN;
            }
            if (!Float.isFinite(input[i])) {
                throw new AuditException("line " + reader.line() + ", column '" + columns.get(i) + "': "
                        + (text.isEmpty() ? "empty; the model needs a number" : "'" + text + "' is no finite number"));
            }
        }
        return input;
    }
}
