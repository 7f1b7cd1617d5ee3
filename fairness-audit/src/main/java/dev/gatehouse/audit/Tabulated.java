package dev.gatehouse.audit;

import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Interval;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * An estimator whose interval is costly, computed once at fixed levels and in between in a straight line. The level that the
 * report shows is one of the fixed ones, so its interval is exact; p-values may differ from exact ones in the third digit.
 */
final class Tabulated implements Estimator {
    /** Normal quantiles; beyond the last, ends stay where they are there. */
    private static final double[] LEVELS = {0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 5, 6, 8};

    private final Estimator estimator;
    private final double[] levels;
    private Interval[] table;

    Tabulated(Estimator estimator, double shown) {
        this.estimator = estimator;
        this.levels = DoubleStream.concat(Arrays.stream(LEVELS), DoubleStream.of(shown))
                .sorted()
                .distinct()
                .toArray();
    }

    @Override
    public double value() {
        return estimator.value();
    }

    @Override
    public Interval at(double z) {
        if (table == null) {
            table = Arrays.stream(levels).mapToObj(estimator::at).toArray(Interval[]::new);
        }
        int at = Arrays.binarySearch(levels, z);
        if (at >= 0) {
            return table[at];
        }
        int above = -at - 1;
        if (above == levels.length) {
            return table[above - 1];
        }
        double share = (z - levels[above - 1]) / (levels[above] - levels[above - 1]);
        Interval low = table[above - 1];
        Interval high = table[above];
        return new Interval(
                low.lower() + share * (high.lower() - low.lower()), low.upper() + share * (high.upper() - low.upper()));
    }
}
