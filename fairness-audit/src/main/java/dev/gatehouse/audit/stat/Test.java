package dev.gatehouse.audit.stat;

/**
 * The outcome of a significance test.
 *
 * @param name the test, in words: {@code two-proportion z}, {@code Fisher's exact}, {@code chi-square},
 *     {@code Cochran–Mantel–Haenszel}
 * @param statistic its statistic; for Fisher's test the observed number of successes in the first group
 * @param degreesOfFreedom of a chi-square statistic; 0 where the statistic has none
 * @param p the two-sided p-value, in [0, 1]
 */
public record Test(String name, double statistic, double degreesOfFreedom, double p) {}
