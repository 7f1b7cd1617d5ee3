package dev.gatehouse.audit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.report.AuditReport.Association;
import dev.gatehouse.audit.report.Estimate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelationTest {
    /** Ten people's IQ and weekly hours of television; ρ = −29/165 (Wikipedia, Spearman's rank correlation coefficient). */
    @Test
    void spearmanOfAPublishedExample() {
        double[] iq = {86, 97, 99, 100, 101, 103, 106, 110, 112, 113};
        double[] hours = {2, 20, 28, 27, 50, 29, 7, 17, 6, 12};
        Association found = Relation.spearman(iq, hours, 0.95);
        assertThat(found.measure()).isEqualTo("spearman");
        assertThat(found.estimate().value()).isCloseTo(-29 / 165.0, within(1e-12));
        double half = 1.959963984540054 * Math.sqrt((1 + Math.pow(29 / 165.0, 2) / 2) / 7);
        assertThat(found.estimate().lower()).isCloseTo(Math.tanh(atanh(-29 / 165.0) - half), within(1e-9));
        assertThat(found.estimate().upper()).isCloseTo(Math.tanh(atanh(-29 / 165.0) + half), within(1e-9));
    }

    private static double atanh(double x) {
        return Math.log((1 + x) / (1 - x)) / 2;
    }

    @Test
    void tiesHaveMeanRanksAndRowsWithoutOneOfTheTwoAreLeftOut() {
        double[] x = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, Double.NaN, 9};
        double[] y = {2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 1, Double.NaN};
        Estimate perfect = Relation.spearman(x, y, 0.95).estimate();
        assertThat(perfect.value()).isCloseTo(1, within(1e-12));
        assertThat(perfect.lower()).isLessThan(1);
        assertThat(perfect.upper()).isBetween(1 - 1e-9, 1.0);
    }

    /** Scores in algebra, geometry and statistics; η² = 6780/9640 (Wikipedia, Correlation ratio), n = 15, k = 3. */
    @Test
    void correlationRatioOfAPublishedExampleCorrectedForChance() {
        double[] score = {45, 70, 29, 15, 21, 40, 20, 30, 42, 65, 95, 80, 70, 85, 73};
        int[] bins = {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2};
        Association found = Relation.correlationRatio(bins, 3, score);
        assertThat(found.measure()).isEqualTo("correlation_ratio");
        assertThat(found.estimate().value()).isCloseTo(Math.sqrt(1 - (1 - 6780 / 9640.0) * 14 / 12), within(1e-12));
        assertThat(found.estimate().lower()).isNull();
    }

    @Test
    void noRelationIsUndefinedWhereThereIsNothingToRelate() {
        double[] rising = IntStream.range(0, 12).asDoubleStream().toArray();
        double[] same = new double[12];
        assertThat(Relation.spearman(rising, same, 0.95).estimate().undefined()).contains("one value only");
        assertThat(Relation.spearman(new double[3], new double[3], 0.95)
                        .estimate()
                        .undefined())
                .contains("fewer than 10 rows");
        assertThat(Relation.correlationRatio(new int[12], 1, rising).estimate().undefined())
                .contains("one value only");
        assertThat(Relation.correlationRatio(IntStream.range(0, 12).toArray(), 12, rising)
                        .estimate()
                        .undefined())
                .contains("a value of its own");
    }
}
