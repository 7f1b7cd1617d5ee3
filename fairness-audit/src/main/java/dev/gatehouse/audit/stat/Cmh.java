package dev.gatehouse.audit.stat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A comparison of two groups within strata, by Cochran, Mantel and Haenszel. Strata in which a group has no trials tell
 * nothing and are left out.
 *
 * @param test of conditional independence: chi-square with one degree of freedom, without continuity correction; p = 1 where
 *     no stratum has both outcomes
 * @param strata strata that have both groups
 * @param riskDifference first − second, in [−1, 1], weighted by n₁n₂/N: Miettinen and Nurminen's stratified score interval
 *     and test with these weights, whose statistic at 0 is that of {@code test}. Empty without strata.
 * @param riskRatio Mantel and Haenszel's, with Greenland and Robins' variance of its logarithm. Empty where a group has no
 *     success.
 * @param oddsRatio Mantel and Haenszel's, with Robins, Breslow and Greenland's variance of its logarithm. Empty where it is
 *     0, infinite or 0/0.
 */
public record Cmh(
        Test test,
        int strata,
        Optional<Estimator> riskDifference,
        Optional<Estimator> riskRatio,
        Optional<Estimator> oddsRatio) {

    static Cmh of(List<Stratum> strata) {
        List<Table> tables = new ArrayList<>();
        for (Stratum stratum : strata) {
            if (stratum.first().trials() > 0 && stratum.second().trials() > 0) {
                tables.add(Table.of(stratum));
            }
        }
        return new Cmh(
                test(tables),
                tables.size(),
                tables.isEmpty() ? Optional.empty() : Optional.of(new RiskDifference(List.copyOf(tables))),
                riskRatio(tables),
                oddsRatio(tables));
    }

    /** A stratum in effective rows: rates and sizes of the two groups. */
    private record Table(double p1, double n1, double p2, double n2) {
        static Table of(Stratum stratum) {
            Proportion one = stratum.first();
            Proportion two = stratum.second();
            return new Table(one.value(), one.effectiveTrials(), two.value(), two.effectiveTrials());
        }

        double x1() {
            return p1 * n1;
        }

        double x2() {
            return p2 * n2;
        }

        double all() {
            return n1 + n2;
        }

        double weight() {
            return n1 * n2 / all();
        }

        /** The variance of p1 − p2 under H₀, unbiased at 0: with the factor N / (N − 1). */
        double variance(double difference) {
            return all() > 1
                    ? DifferenceScore.variance(p1, n1, p2, n2, difference) * all() / (all() - 1)
                    : Double.POSITIVE_INFINITY;
        }
    }

    private static Test test(List<Table> tables) {
        double distance = 0;
        double variance = 0;
        for (Table table : tables) {
            double successes = table.x1() + table.x2();
            double all = table.all();
            distance += table.x1() - table.n1() * successes / all;
            variance += all > 1 ? table.n1() * table.n2() * successes * (all - successes) / (all * all * (all - 1)) : 0;
        }
        double statistic = variance > 0 ? distance * distance / variance : 0;
        return new Test("Cochran–Mantel–Haenszel", statistic, 1, Normal.twoSided(Math.sqrt(statistic)));
    }

    private static Optional<Estimator> oddsRatio(List<Table> tables) {
        double up = 0;
        double down = 0;
        double upOfUp = 0;
        double mixed = 0;
        double downOfDown = 0;
        for (Table table : tables) {
            double all = table.all();
            double r = table.x1() * (table.n2() - table.x2()) / all;
            double s = table.x2() * (table.n1() - table.x1()) / all;
            double p = (table.x1() + table.n2() - table.x2()) / all;
            up += r;
            down += s;
            upOfUp += p * r;
            mixed += p * s + (1 - p) * r;
            downOfDown += (1 - p) * s;
        }
        if (!(up > 0 && down > 0)) {
            return Optional.empty();
        }
        double variance = upOfUp / (2 * up * up) + mixed / (2 * up * down) + downOfDown / (2 * down * down);
        return Optional.of(Gaussian.ofLogarithm(up / down, Math.sqrt(variance), Double.POSITIVE_INFINITY));
    }

    private static Optional<Estimator> riskRatio(List<Table> tables) {
        double up = 0;
        double down = 0;
        double spread = 0;
        for (Table table : tables) {
            double all = table.all();
            double successes = table.x1() + table.x2();
            up += table.x1() * table.n2() / all;
            down += table.x2() * table.n1() / all;
            spread += (table.n1() * table.n2() * successes - table.x1() * table.x2() * all) / (all * all);
        }
        if (!(up > 0 && down > 0)) {
            return Optional.empty();
        }
        return Optional.of(Gaussian.ofLogarithm(
                up / down, Math.sqrt(Math.max(0, spread / (up * down))), Double.POSITIVE_INFINITY));
    }

    private record RiskDifference(List<Table> tables) implements Estimator {
        @Override
        public double value() {
            double sum = 0;
            double weights = 0;
            for (Table table : tables) {
                sum += table.weight() * (table.p1() - table.p2());
                weights += table.weight();
            }
            return sum / weights;
        }

        @Override
        public Interval at(double z) {
            double value = value();
            double lower = -Roots.rising(x -> statistic(-x) - z, -value, 1);
            double upper = Roots.rising(x -> -statistic(x) - z, value, 1);
            return new Interval(Math.min(value, lower), Math.max(value, upper));
        }

        @Override
        public double pAgainst(double limit) {
            if (limit == value()) {
                return 1;
            }
            return limit <= -1 || limit >= 1 ? 0 : Normal.twoSided(statistic(limit));
        }

        /** Falls as the difference under H₀ grows; infinite at −1 and 1. */
        private double statistic(double difference) {
            double distance = 0;
            double variance = 0;
            for (Table table : tables) {
                double weight = table.weight();
                distance += weight * (table.p1() - table.p2() - difference);
                variance += weight * weight * table.variance(difference);
            }
            return DifferenceScore.standardised(distance, variance);
        }
    }
}
