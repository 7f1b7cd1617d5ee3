package dev.gatehouse.card;

import java.math.BigDecimal;

/**
 * What policy asks of a number; inclusive at both ends.
 *
 * @param atLeast lower limit; null if there is none
 * @param atMost upper limit; null if there is none
 * @param source the policy that set it; null if not provided
 */
public record Limit(BigDecimal atLeast, BigDecimal atMost, String source) {
    public Limit {
        if (atLeast == null && atMost == null) {
            throw new IllegalArgumentException("a limit needs at least one end");
        }
        atLeast = Estimate.normal(atLeast);
        atMost = Estimate.normal(atMost);
        source = Require.optionalText(source, "source");
    }

    public static Limit atLeast(double limit) {
        return new Limit(Estimate.decimal(limit), null, null);
    }

    public static Limit atMost(double limit) {
        return new Limit(null, Estimate.decimal(limit), null);
    }

    public static Limit between(double atLeast, double atMost) {
        return new Limit(Estimate.decimal(atLeast), Estimate.decimal(atMost), null);
    }
}
