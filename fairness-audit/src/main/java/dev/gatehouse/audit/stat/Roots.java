package dev.gatehouse.audit.stat;

import java.util.function.DoubleUnaryOperator;

/** Where a monotone function crosses zero. */
final class Roots {
    private static final int MAX_STEPS = 200;
    private static final double TOLERANCE = 1e-14;

    private Roots() {}

    /**
     * The argument in [low, high] at which a rising function reaches zero; {@code low} where it is there already,
     * {@code high} where it never gets there. False position (Illinois), halved where that is slow or a value is infinite.
     */
    static double rising(DoubleUnaryOperator function, double low, double high) {
        double left = low;
        double atLeft = function.applyAsDouble(left);
        if (atLeft >= 0) {
            return low;
        }
        double right = high;
        double atRight = function.applyAsDouble(right);
        if (atRight < 0) {
            return high;
        }
        int side = 0;
        for (int i = 0; i < MAX_STEPS && right - left > TOLERANCE * Math.max(1, Math.abs(left)); i++) {
            double share = atLeft / (atLeft - atRight);
            // Every fourth step halves, so that the cost is bounded whatever the function's shape.
            boolean halve = i % 4 == 3 || !(share > 0 && share < 1);
            double middle = halve ? left + (right - left) / 2 : left + (right - left) * share;
            if (middle <= left || middle >= right) {
                middle = left + (right - left) / 2;
            }
            double atMiddle = function.applyAsDouble(middle);
            if (atMiddle == 0) {
                return middle;
            }
            if (atMiddle < 0) {
                left = middle;
                atLeft = atMiddle;
                atRight = side < 0 ? atRight / 2 : atRight;
                side = -1;
            } else {
                right = middle;
                atRight = atMiddle;
                atLeft = side > 0 ? atLeft / 2 : atLeft;
                side = 1;
            }
        }
        return left + (right - left) / 2;
    }

    /** As {@link #rising}, from a first step outward from {@code low} that doubles until the root is passed. */
    static double outward(DoubleUnaryOperator function, double low, double step, double high) {
        double left = low;
        double width = step;
        while (left + width < high) {
            if (function.applyAsDouble(left + width) >= 0) {
                return rising(function, left, left + width);
            }
            left += width;
            width *= 2;
        }
        return rising(function, left, high);
    }
}
