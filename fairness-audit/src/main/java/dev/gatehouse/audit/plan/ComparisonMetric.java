package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A comparison of a group with a reference group: its one definition in this product. Always <em>group minus
 * reference</em> or <em>group over reference</em>, so a limit with only a {@code min} or a {@code max} is one-sided
 * against a named or majority reference; with {@link AuditPlan.Reference.Best} every ordered pair is judged, which makes
 * it two-sided.
 *
 * <p>Differences are in [−1, 1] with Newcombe's hybrid score interval (R. G. Newcombe, Statistics in Medicine 17, 1998,
 * 873–890, method 10). The groups are disjoint and taken as independent. Undefined when either rate is.
 */
public enum ComparisonMetric {
    /**
     * selection_rate(group) / selection_rate(reference), in [0, ∞): impact ratio, disparate impact, demographic parity
     * ratio. Interval: Koopman's score interval (P. A. R. Koopman, Biometrics 40, 1984, 513–517). Undefined when the
     * reference selects nobody or either group is empty. Source of the four-fifths flag: 29 CFR 1607.4(D).
     */
    IMPACT_RATIO(GroupMetric.SELECTION_RATE),
    /** selection_rate(group) − selection_rate(reference): statistical (demographic) parity difference. */
    SELECTION_RATE_DIFFERENCE(GroupMetric.SELECTION_RATE),
    /** tpr(group) − tpr(reference): equal opportunity difference when the positive class is the favourable one. */
    TPR_DIFFERENCE(GroupMetric.TPR),
    /** fpr(group) − fpr(reference): equal opportunity difference when the negative class is the favourable one. */
    FPR_DIFFERENCE(GroupMetric.FPR),
    /** ppv(group) − ppv(reference): predictive parity difference. */
    PPV_DIFFERENCE(GroupMetric.PPV),
    /** accuracy(group) − accuracy(reference). */
    ACCURACY_DIFFERENCE(GroupMetric.ACCURACY);

    private final GroupMetric rate;

    ComparisonMetric(GroupMetric rate) {
        this.rate = rate;
    }

    /** The rate that is compared. */
    public GroupMetric rate() {
        return rate;
    }

    /** Whether the comparison is a ratio; otherwise it is a difference. */
    public boolean isRatio() {
        return this == IMPACT_RATIO;
    }

    /** The metric's name in plans and reports, for example {@code fpr_difference}. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ComparisonMetric> byId(String id) {
        return Stream.of(values()).filter(metric -> metric.id().equals(id)).findFirst();
    }
}
