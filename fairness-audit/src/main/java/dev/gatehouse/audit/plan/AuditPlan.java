package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.audit.cells.CellQuery;
import dev.gatehouse.audit.report.AuditReport;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an audit looks at and what it must show: data, label, decision, protected attributes, reference, limits and the
 * minimum evidence. Fixed by {@link #digest()} before the run.
 *
 * @param data the name of the data set; informative, since the caller supplies the rows
 * @param label the ground truth; null when there is none, and then only selection metrics are computed
 * @param decision how the positive decision is recognised
 * @param favourable which decision is good for the person
 * @param protectedAttributes 1 to {@value #MAX_ATTRIBUTES} columns, in the plan's order
 * @param intersections 1: single attributes; 2: also every pair of them
 * @param reference which group the others are compared with
 * @param minimumGroup evidence: a comparison whose own denominators are below this is INSUFFICIENT; at least 1
 * @param disclosureMinimum privacy: groups smaller than this are left out of {@link AuditReport#forDisclosure}; at least 1
 * @param confidence the intervals' two-sided level, in [0.5, 0.9999]
 * @param limits at least one; each with a min, a max or both
 * @param deciding which comparisons decide the audit's verdict
 */
public record AuditPlan(
        String data,
        Label label,
        Decision decision,
        Favourable favourable,
        List<String> protectedAttributes,
        int intersections,
        Reference reference,
        int minimumGroup,
        int disclosureMinimum,
        BigDecimal confidence,
        Map<ComparisonMetric, Limit> limits,
        Deciding deciding) {

    /** The largest plan that is read, in bytes. */
    public static final int MAX_PLAN_BYTES = 65_536;

    /** The largest number of protected attributes in a plan. */
    public static final int MAX_ATTRIBUTES = 8;

    /** The longest name or value in a plan, in UTF-16 characters. */
    public static final int MAX_NAME_LENGTH = 200;

    /** The ground truth column; a row is positive when the column's text equals {@code positive}, else negative. */
    public record Label(String column, String positive) {
        public Label {
            name("label.column", column);
            name("label.positive", positive);
        }
    }

    /** How the positive decision is recognised. */
    public sealed interface Decision {
        /** The column that is read. */
        String column();

        /** Positive when {@code score >= threshold}. Scores lie within ±{@link CellQuery#MAX_ABSOLUTE_SCORE}. */
        record ByScore(String column, BigDecimal threshold) implements Decision {
            public ByScore {
                name("decision.score", column);
                if (threshold.abs().compareTo(BigDecimal.valueOf(CellQuery.MAX_ABSOLUTE_SCORE)) > 0) {
                    throw new AuditException("decision.threshold: " + threshold.toEngineeringString()
                            + " is not within ±" + CellQuery.MAX_ABSOLUTE_SCORE);
                }
            }
        }

        /** Positive when the column's text equals {@code positive}, else negative. */
        record ByColumn(String column, String positive) implements Decision {
            public ByColumn {
                name("decision.column", column);
                name("decision.positive", positive);
            }
        }
    }

    /** Which decision is good for the person. */
    public enum Favourable {
        POSITIVE,
        NEGATIVE
    }

    /** Which comparisons decide: those of single attributes, or those of intersections as well. */
    public enum Deciding {
        SINGLE,
        ALL
    }

    /** Which group the others are compared with. */
    public sealed interface Reference {
        /** Every ordered pair of groups is compared, so the worst case against the best group is among them. */
        record Best() implements Reference {}

        /** The group with the most rows; of equals, the first by name. */
        record Majority() implements Reference {}

        /**
         * A named group per attribute. An attribute without a name uses every ordered pair, as does an intersection unless
         * both of its attributes are named.
         */
        record Named(Map<String, String> groups) implements Reference {
            public Named {
                groups = Collections.unmodifiableMap(new TreeMap<>(groups));
            }
        }
    }

    /**
     * The range a comparison must lie in, ends included.
     *
     * @param min null for none
     * @param max null for none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Limit(BigDecimal min, BigDecimal max) {}

    public AuditPlan {
        name("data", data);
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(favourable, "favourable");
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(deciding, "deciding");
        protectedAttributes = List.copyOf(protectedAttributes);
        check(
                !protectedAttributes.isEmpty() && protectedAttributes.size() <= MAX_ATTRIBUTES,
                "protected: name 1 to " + MAX_ATTRIBUTES + " columns, not " + protectedAttributes.size());
        protectedAttributes.forEach(attribute -> name("protected", attribute));
        check(
                new HashSet<>(protectedAttributes).size() == protectedAttributes.size(),
                "protected: a column is named twice in " + protectedAttributes);
        check(intersections == 1 || intersections == 2, "intersections: depth is 1 or 2, not " + intersections);
        if (reference instanceof Reference.Named named) {
            check(
                    !named.groups().isEmpty(),
                    "reference: name a group for at least one attribute, or say best or majority");
            for (String attribute : named.groups().keySet()) {
                check(
                        protectedAttributes.contains(attribute),
                        "reference." + attribute + ": not among the protected attributes " + protectedAttributes);
                name("reference." + attribute, named.groups().get(attribute));
            }
        }
        check(minimumGroup >= 1, "minimum_group: at least 1, not " + minimumGroup);
        check(disclosureMinimum >= 1, "disclosure_minimum: at least 1, not " + disclosureMinimum);
        check(
                confidence.compareTo(new BigDecimal("0.5")) >= 0 && confidence.compareTo(new BigDecimal("0.9999")) <= 0,
                "confidence: between 0.5 and 0.9999, not " + confidence.toEngineeringString());
        check(!limits.isEmpty(), "limits: at least one, or the audit could decide nothing");
        limits = Collections.unmodifiableMap(new EnumMap<>(limits));
        limits.forEach((metric, limit) -> checkLimit(metric, limit, label != null));
    }

    /**
     * Reads a plan.
     *
     * @param yamlOrJson UTF-8, at most {@value #MAX_PLAN_BYTES} bytes
     * @throws AuditException naming the field, when the text is not a plan, has an unknown field or breaks a limit
     */
    public static AuditPlan parse(byte[] yamlOrJson) {
        return PlanText.read(yamlOrJson);
    }

    /**
     * The plan as canonical JSON: UTF-8, no white space, members in a fixed order, every default written out, numbers plain
     * without trailing zeros. {@link #parse} reads it back to an equal plan.
     */
    public byte[] toJson() {
        return PlanText.write(this);
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}, so layout and comments do not change it. */
    public String digest() {
        return Digests.sha256(toJson());
    }

    private static void checkLimit(ComparisonMetric metric, Limit limit, boolean labelled) {
        String where = "limits." + metric.id();
        BigDecimal min = limit.min();
        BigDecimal max = limit.max();
        check(min != null || max != null, where + ": give a min, a max or both");
        check(min == null || max == null || min.compareTo(max) < 0, where + ": min must be below max");
        check(labelled || !metric.rate().needsLabel(), where + ": needs a label, and the plan names none");
        BigDecimal lowest = metric.isRatio() ? BigDecimal.ZERO : BigDecimal.ONE.negate();
        BigDecimal highest = metric.isRatio() ? BigDecimal.valueOf(100) : BigDecimal.ONE;
        for (BigDecimal end : new BigDecimal[] {min, max}) {
            if (end != null) {
                boolean inside = end.compareTo(highest) <= 0
                        && (metric.isRatio() ? end.compareTo(lowest) > 0 : end.compareTo(lowest) >= 0);
                check(
                        inside,
                        where + ": " + end.toEngineeringString() + " is not in "
                                + (metric.isRatio() ? "(0, 100]" : "[-1, 1]"));
            }
        }
    }

    private static void name(String field, String text) {
        check(text != null && !text.isBlank(), field + ": must not be empty");
        check(text.length() <= MAX_NAME_LENGTH, field + ": longer than " + MAX_NAME_LENGTH + " characters");
        check(text.chars().noneMatch(Character::isISOControl), field + ": contains a control character");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("audit plan: " + message);
        }
    }
}
