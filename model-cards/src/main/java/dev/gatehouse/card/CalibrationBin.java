package dev.gatehouse.card;

import java.math.BigDecimal;

/**
 * One bin of a calibration curve.
 *
 * @param predicted mean predicted score of the bin, in [0, 1]
 * @param observed observed rate of the bin
 * @param n rows in the bin, at least 1
 */
public record CalibrationBin(BigDecimal predicted, Estimate observed, long n) {
    public CalibrationBin {
        predicted = Estimate.normal(Require.present(predicted, "predicted"));
        Require.present(observed, "observed");
        if (n < 1) {
            throw new IllegalArgumentException("a calibration bin has at least one row");
        }
    }
}
