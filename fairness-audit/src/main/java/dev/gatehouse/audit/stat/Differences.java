package dev.gatehouse.audit.stat;

/** Comparisons of the values of two independent groups. */
public final class Differences {
    private Differences() {}

    /**
     * The standardized mean difference (Cohen's d): the first mean less the second, over the pooled standard deviation
     * √(((n₁ − 1) s₁² + (n₂ − 1) s₂²) / (n₁ + n₂ − 2)); any real number, without a small-sample correction. The interval is
     * normal with Hedges and Olkin's large-sample variance (n₁ + n₂) / (n₁ n₂) + d² / (2 (n₁ + n₂)). Rows count as effective
     * rows.
     *
     * <p>Source: Hedges and Olkin, Statistical Methods for Meta-Analysis (1985), 86.
     *
     * @throws IllegalArgumentException where it is undefined: fewer than two effective rows in a group, or no variance in
     *     either
     */
    public static Estimator standardizedMean(Histogram first, Histogram second) {
        double n1 = first.total() / first.designEffect();
        double n2 = second.total() / second.designEffect();
        if (!(n1 >= 2 && n2 >= 2)) {
            throw new IllegalArgumentException("a standardized mean difference of fewer than two rows a group");
        }
        double pooled = ((n1 - 1) * first.variance() + (n2 - 1) * second.variance()) / (n1 + n2 - 2);
        if (!(pooled > 0)) {
            throw new IllegalArgumentException("a standardized mean difference of values that do not vary");
        }
        double d = (first.mean().value() - second.mean().value()) / Math.sqrt(pooled);
        return Gaussian.unbounded(d, Math.sqrt((n1 + n2) / (n1 * n2) + d * d / (2 * (n1 + n2))));
    }
}
