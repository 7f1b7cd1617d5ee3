package dev.gatehouse.audit.plan;

import dev.gatehouse.audit.plan.AuditPlan.Limit;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a plan that does not say gets from its profile; without one, from the product. */
record ProfileDefaults(
        boolean scoringRate,
        int intersections,
        List<String> unknown,
        BigDecimal smallestShare,
        Map<ComparisonMetric, Limit> limits) {

    private static final BigDecimal FOUR_FIFTHS = new BigDecimal("0.8");
    private static final BigDecimal CREDIT_ODDS = new BigDecimal("0.1");
    private static final BigDecimal TWO_PERCENT = new BigDecimal("0.02");

    /** The value that counts as unknown where the plan names none. */
    private static final String UNKNOWN = "Unknown";

    static ProfileDefaults of(Profile profile, int attributes, boolean labelled, boolean scored) {
        int pairs = Math.min(2, attributes);
        if (profile == null) {
            return new ProfileDefaults(false, 1, List.of(), null, Map.of());
        }
        return switch (profile) {
            case FOUR_FIFTHS -> new ProfileDefaults(false, 1, List.of(), null, fourFifths());
            case NYC_LL144 -> new ProfileDefaults(scored, pairs, List.of(UNKNOWN), TWO_PERCENT, Map.of());
            case CREDIT -> new ProfileDefaults(false, 1, List.of(), null, credit(labelled));
            case EU_AI_ACT -> new ProfileDefaults(false, pairs, List.of(), null, Map.of());
        };
    }

    private static Map<ComparisonMetric, Limit> fourFifths() {
        Map<ComparisonMetric, Limit> limits = new EnumMap<>(ComparisonMetric.class);
        limits.put(ComparisonMetric.IMPACT_RATIO, new Limit(FOUR_FIFTHS, null));
        return limits;
    }

    private static Map<ComparisonMetric, Limit> credit(boolean labelled) {
        Map<ComparisonMetric, Limit> limits = fourFifths();
        if (labelled) {
            limits.put(ComparisonMetric.EQUALIZED_ODDS_DIFFERENCE, new Limit(null, CREDIT_ODDS));
        }
        return limits;
    }
}
