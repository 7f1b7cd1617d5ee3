package dev.gatehouse.audit.learn;

import dev.gatehouse.audit.learn.LinearModel.Design;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted least squares with an L2 penalty of 1 on all but the constant, from the columns of a linear model: the normal equations by
 * conjugate gradients with the diagonal as preconditioner (Hestenes and Stiefel, 1952).
 */
final class Ridge {
    private static final double PENALTY = 1;
    private static final int MAX_STEPS = 200;
    private static final double TOLERANCE = 1e-10;

    private final List<Design> designs;
    private final double[] weight;
    /** The first coefficient of each design; one more for the constant at the end. */
    private final int[] starts;

    /** @param weight of each row; a row of weight 0 is not learnt from */
    Ridge(List<Design> designs, List<Integer> widths, double[] weight) {
        this.designs = designs;
        this.weight = weight;
        this.starts = new int[designs.size() + 1];
        for (int d = 0; d < designs.size(); d++) {
            starts[d + 1] = starts[d] + widths.get(d) + (designs.get(d).numbers() == null ? 0 : 1);
        }
    }

    /** What the rows have of a target, as the fit tells it. */
    double[] fitted(double[] target) {
        double[] weighted = new double[target.length];
        for (int i = 0; i < target.length; i++) {
            weighted[i] = weight[i] * target[i];
        }
        double[] residual = transposed(weighted);
        double[] scale = diagonal();
        double[] solution = new double[residual.length];
        double[] direction = new double[residual.length];
        double before = 0;
        double enough = TOLERANCE * TOLERANCE * scaled(residual, scale);
        for (int step = 0; step < MAX_STEPS; step++) {
            double now = scaled(residual, scale);
            if (!(now > enough)) {
                break;
            }
            for (int c = 0; c < direction.length; c++) {
                direction[c] = residual[c] / scale[c] + (step == 0 ? 0 : now / before * direction[c]);
            }
            double[] image = normal(direction);
            double along = now / dot(direction, image);
            for (int c = 0; c < solution.length; c++) {
                solution[c] += along * direction[c];
                residual[c] -= along * image[c];
            }
            before = now;
        }
        return product(solution);
    }

    private int constant() {
        return starts[designs.size()];
    }

    private double[] product(double[] coefficients) {
        double[] rows = new double[weight.length];
        Arrays.fill(rows, coefficients[constant()]);
        for (int d = 0; d < designs.size(); d++) {
            Design design = designs.get(d);
            double slope = coefficients[starts[d + 1] - 1];
            for (int i = 0; i < rows.length; i++) {
                rows[i] += coefficients[starts[d] + design.bins()[i]];
                rows[i] += design.numbers() == null ? 0 : slope * design.numbers()[i];
            }
        }
        return rows;
    }

    private double[] transposed(double[] rows) {
        double[] sums = new double[constant() + 1];
        for (double row : rows) {
            sums[constant()] += row;
        }
        for (int d = 0; d < designs.size(); d++) {
            Design design = designs.get(d);
            for (int i = 0; i < rows.length; i++) {
                sums[starts[d] + design.bins()[i]] += rows[i];
                if (design.numbers() != null) {
                    sums[starts[d + 1] - 1] += rows[i] * design.numbers()[i];
                }
            }
        }
        return sums;
    }

    private double[] normal(double[] coefficients) {
        double[] rows = product(coefficients);
        for (int i = 0; i < rows.length; i++) {
            rows[i] *= weight[i];
        }
        double[] image = transposed(rows);
        for (int c = 0; c < constant(); c++) {
            image[c] += PENALTY * coefficients[c];
        }
        return image;
    }

    private double[] diagonal() {
        double[] diagonal = new double[constant() + 1];
        for (int d = 0; d < designs.size(); d++) {
            Design design = designs.get(d);
            for (int i = 0; i < weight.length; i++) {
                diagonal[starts[d] + design.bins()[i]] += weight[i];
                if (design.numbers() != null) {
                    diagonal[starts[d + 1] - 1] += weight[i] * design.numbers()[i] * design.numbers()[i];
                }
            }
        }
        for (int c = 0; c < constant(); c++) {
            diagonal[c] += PENALTY;
        }
        for (double each : weight) {
            diagonal[constant()] += each;
        }
        return diagonal;
    }

    private static double scaled(double[] residual, double[] scale) {
        double sum = 0;
        for (int c = 0; c < residual.length; c++) {
            sum += residual[c] * residual[c] / scale[c];
        }
        return sum;
    }

    private static double dot(double[] first, double[] second) {
        double sum = 0;
        for (int c = 0; c < first.length; c++) {
            sum += first[c] * second[c];
        }
        return sum;
    }
}
