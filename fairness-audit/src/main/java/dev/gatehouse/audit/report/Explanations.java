package dev.gatehouse.audit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How the model comes to its scores, on a sample of the labelled rows: which features it rests on, and what each adds to the
 * score of single rows. Holds no value of a single row's feature, only what a number of rows share.
 *
 * @param importance over all rows of the sample
 * @param local of single rows, in the order in which they were chosen; empty when none were asked for or could be made
 */
public record Explanations(Importance importance, List<Local> local) {

    public Explanations {
        local = List.copyOf(local);
    }

    /**
     * How much worse the model gets when a feature is permuted: its values are handed to other rows, so that they tell nothing
     * any more (Breiman 2001; Fisher, Rudin and Dominici 2019).
     *
     * @param metric a {@link dev.gatehouse.audit.plan.ExplanationPlan.Metric#id()}
     * @param rows of the sample
     * @param repeats permutations of each feature
     * @param seed that sample and permutations were drawn by
     * @param baseline the metric with nothing permuted
     * @param features the greatest drop first; of many, those with the greatest
     */
    public record Importance(
            String metric, long rows, int repeats, long seed, Estimate baseline, List<Feature> features) {
        public Importance {
            features = List.copyOf(features);
        }
    }

    /**
     * One feature: a column of the model's input, or several that the plan names as one.
     *
     * @param drop the metric's loss when the feature is permuted, mean over the repeats, in the metric's unit: what it falls, or
     *     rises where smaller is better. 0 when the model does not use the feature; below 0 when it does better without. The
     *     interval covers the choice of rows and of permutations
     */
    public record Feature(String name, Estimate drop) {}

    /**
     * What each feature adds to the score of one row: Shapley values against other rows of the sample.
     *
     * @param title how the row was chosen
     * @param method {@code shapley_sampling}
     * @param score the row's
     * @param baseline mean score of the rows that it is held against
     * @param background how many rows that is
     * @param orders how many orders of features were walked, a half of them the reverse of the others
     * @param fit R² in [0, 1] of the contributions as an additive model of the scores on the way: 1 when features act one by
     *     one, less when they act through each other; null when the score does not vary
     * @param contributions the largest first, whatever the sign; of many, the largest
     * @param rest what the features that are not listed add together. Baseline, contributions and rest add up to the score
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Local(
            String title,
            String method,
            double score,
            double baseline,
            int background,
            int orders,
            Double fit,
            List<Contribution> contributions,
            double rest) {
        public Local {
            contributions = List.copyOf(contributions);
        }
    }

    /**
     * What one feature adds to a score.
     *
     * @param value the feature's value where enough rows of the sample share it, otherwise the tenth of the sample it lies in;
     *     null where it is withheld
     * @param contribution in the score's unit
     * @param error standard error from the choice of orders, at least 0; not from the choice of rows
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Contribution(String feature, String value, double contribution, double error) {}

    /** For readers outside: nothing below the minimum of rows, no values, and numbers of single rows in two digits. */
    Explanations forDisclosure(int minimum) {
        if (importance.rows() < minimum) {
            return null;
        }
        return new Explanations(
                importance,
                local.stream()
                        .map(one -> new Local(
                                one.title(),
                                one.method(),
                                coarse(one.score()),
                                coarse(one.baseline()),
                                one.background(),
                                one.orders(),
                                one.fit(),
                                one.contributions().stream()
                                        .map(c -> new Contribution(
                                                c.feature(), null, coarse(c.contribution()), coarse(c.error())))
                                        .toList(),
                                coarse(one.rest())))
                        .toList());
    }

    private static double coarse(double number) {
        return new java.math.BigDecimal(number)
                .round(new java.math.MathContext(2, java.math.RoundingMode.HALF_EVEN))
                .doubleValue();
    }
}
