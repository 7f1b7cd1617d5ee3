package dev.gatehouse.governance.reviews;

import dev.gatehouse.audit.stat.Estimator;
import dev.gatehouse.audit.stat.Interval;
import dev.gatehouse.audit.stat.Normal;
import dev.gatehouse.audit.stat.Proportion;
import dev.gatehouse.audit.stat.Proportions;
import java.time.Instant;
import java.util.List;

/**
 * How a route's reviews stand.
 *
 * @param waiting marked rows that nobody has reviewed
 * @param oldest when the oldest of them was received; null while none waits
 * @param versions by name; those without a review are left out
 */
public record ReviewFigures(long waiting, Instant oldest, List<OfVersion> versions) {

    private static final double CONFIDENCE = 0.95;

    /**
     * The standing reviews of a version's predictions. They are no sample of its predictions: conditions and people chose them.
     *
     * @param reviewed rows, at least 1
     * @param overridden of them
     * @param share overridden / reviewed, in [0, 1]
     * @param lower end of its Wilson interval at 95 %, in [0, 1]
     * @param upper end of it
     */
    public record OfVersion(String version, long reviewed, long overridden, double share, double lower, double upper) {

        static OfVersion of(String version, long reviewed, long overridden) {
            Estimator rate = Proportions.wilson(Proportion.of(overridden, reviewed));
            Interval interval = rate.at(Normal.quantile(CONFIDENCE));
            return new OfVersion(version, reviewed, overridden, rate.value(), interval.lower(), interval.upper());
        }
    }
}
