package dev.gatehouse.sandbox.credit;

import java.util.List;

/**
 * Standardisation: {@code (x − mean) / deviation}, column by column.
 *
 * @param mean a column's mean over the training rows
 * @param deviation its population standard deviation over them; 1 for a constant column
 */
record Scaling(double[] mean, double[] deviation) {

    static Scaling of(List<float[]> rows) {
        int columns = rows.get(0).length;
        double[] mean = new double[columns];
        double[] deviation = new double[columns];
        for (float[] row : rows) {
            for (int i = 0; i < columns; i++) {
                mean[i] += row[i] / rows.size();
            }
        }
        for (float[] row : rows) {
            for (int i = 0; i < columns; i++) {
                double distance = row[i] - mean[i];
                deviation[i] += distance * distance / rows.size();
            }
        }
        for (int i = 0; i < columns; i++) {
            deviation[i] = deviation[i] == 0 ? 1 : Math.sqrt(deviation[i]);
        }
        return new Scaling(mean, deviation);
    }

    double[] apply(float[] row) {
        double[] scaled = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            scaled[i] = (row[i] - mean[i]) / deviation[i];
        }
        return scaled;
    }
}
