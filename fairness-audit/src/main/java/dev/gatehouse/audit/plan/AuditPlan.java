package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param data the data set: a file or a glob within the folder that the caller names; informative where the caller
 *     supplies the rows
 * @param profile the set of defaults it was read with; null for none
 * @param weight the column of row weights, each above 0 and at most {@value #MAX_WEIGHT}; null when every row counts once
 * @param label the ground truth; null when there is none, and then only selection metrics are computed
 * @param decision how the positive decision is recognised
 * @param score a column of scores beside a decision by column; null for none, and where the decision is by score
 * @param scoringRate whether the share of scores above the exact median of all rows used is computed too
 * @param favourable which decision is good for the person; POSITIVE unless there are exactly two classes
 * @param protectedAttributes 1 to {@value #MAX_ATTRIBUTES} columns, in the plan's order
 * @param intersections the depth, 1 to {@value #MAX_DEPTH}: 1 single attributes, 2 also every pair, and so on
 * @param strata 0 to {@value #MAX_STRATA} columns within which selection rates are compared as well
 * @param reference which group the others are compared with
 * @param unknown values of any protected attribute that are counted and shown but not compared
 * @param smallestShare in (0, 0.5]: a group with a smaller share of the rows used is shown but not compared; null for none
 * @param proxies the features to be tried as proxies; null when that is not asked
 * @param explanations what is asked of the model itself; null when nothing is
 * @param minimumGroup evidence: a comparison whose own denominators are below this is INSUFFICIENT; at least 1
 * @param disclosureMinimum privacy: groups smaller than this are left out of a disclosed report; at least 1
 * @param confidence the intervals' two-sided level, in [0.5, 0.9999]
 * @param limits each with a min, a max or both; empty only on a profile without a pass mark
 * @param deciding which comparisons decide the audit's verdict
 */
public record AuditPlan(
        String data,
        Profile profile,
        String weight,
        Label label,
        Decision decision,
        String score,
        boolean scoringRate,
        Favourable favourable,
        List<String> protectedAttributes,
        int intersections,
        List<String> strata,
        Reference reference,
        List<String> unknown,
        BigDecimal smallestShare,
        Proxies proxies,
        ExplanationPlan explanations,
        int minimumGroup,
        int disclosureMinimum,
        BigDecimal confidence,
        Map<ComparisonMetric, Limit> limits,
        Deciding deciding)
        implements Plan {

    /** The {@code disclosure_minimum} of a plan that names none, rows. */
    public static final int DEFAULT_DISCLOSURE_MINIMUM = 10;

    /** The largest plan that is read, in bytes. */
    public static final int MAX_PLAN_BYTES = 65_536;

    /** The largest number of protected attributes in a plan. */
    public static final int MAX_ATTRIBUTES = 8;

    /** The longest name or value in a plan, in UTF-16 characters. */
    public static final int MAX_NAME_LENGTH = 200;

    /** The deepest intersection: four attributes at a time. */
    public static final int MAX_DEPTH = 4;

    /** The largest number of strata columns. */
    public static final int MAX_STRATA = 3;

    /** The largest number of features that are tried as proxies. */
    public static final int MAX_PROXIES = 200;

    /** The largest number of values that count as unknown. */
    public static final int MAX_UNKNOWN = 50;

    /** The largest weight of a row. */
    public static final int MAX_WEIGHT = 1_000_000;

    /** The largest absolute score or threshold. */
    public static final int MAX_ABSOLUTE_SCORE = 1_000_000;

    /** What is predicted. */
    public enum Task {
        /** Two classes: positive and negative. */
        BINARY,
        /** More than two classes, each against the rest. */
        MULTICLASS,
        /** A number. */
        REGRESSION
    }

    /**
     * The ground truth column; a row is positive when the column's text equals {@code positive}, else negative.
     *
     * @param positive null when the label is a class among many or a number
     */
    public record Label(String column, String positive) {
        public Label {
            name("label.column", column);
            if (positive != null) {
                name("label.positive", positive);
            }
        }
    }

    /** How the decision is read. */
    public sealed interface Decision {
        /** The column that is read. */
        String column();

        /**
         * Positive when {@code score >= threshold}. Scores lie within ±{@link #MAX_ABSOLUTE_SCORE}.
         *
         * @param threshold null for the median: positive when the score is above the exact median of all rows used
         */
        record ByScore(String column, BigDecimal threshold) implements Decision {
            public ByScore {
                name("decision.score", column);
                check(
                        threshold == null || threshold.abs().compareTo(BigDecimal.valueOf(MAX_ABSOLUTE_SCORE)) <= 0,
                        "decision.threshold: "
                                + (threshold == null ? "" : threshold.toEngineeringString())
                                + " is not within ±" + MAX_ABSOLUTE_SCORE);
            }
        }

        /**
         * Positive when the column's text equals {@code positive}, else negative.
         *
         * @param positive null when the column holds one class among many
         */
        record ByColumn(String column, String positive) implements Decision {
            public ByColumn {
                name("decision.column", column);
                if (positive != null) {
                    name("decision.positive", positive);
                }
            }
        }

        /** A predicted number, compared with the label's. */
        record ByValue(String column) implements Decision {
            public ByValue {
                name("decision.value", column);
            }
        }
    }

    /** Features that may stand in for a protected attribute: how well they predict it, and which do. */
    public record Proxies(List<String> features) {
        public Proxies {
            features = columns("proxies.features", features, 1, MAX_PROXIES);
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

        /** All rows used, the group's own among them; the overlap is accounted for. */
        record Overall() implements Reference {}

        /**
         * A named group per attribute. An attribute without a name uses every ordered pair, as does an intersection unless
         * all of its attributes are named.
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
        optionalName("weight", weight);
        optionalName("score", score);
        Task task = task(decision);
        check(
                label == null || (label.positive() == null) == (task != Task.BINARY),
                "label.positive: "
                        + (task == Task.BINARY
                                ? "missing, and the decision has two classes"
                                : "must not be given," + " the decision names no positive class"));
        check(task != Task.REGRESSION || label != null, "label: missing; a predicted value is compared with a label");
        check(
                task == Task.BINARY || favourable == Favourable.POSITIVE,
                "favourable: only a decision with two classes has a favourable one");
        check(
                score == null || (task == Task.BINARY && decision instanceof Decision.ByColumn),
                "score: only beside a decision by column and positive");
        check(
                !scoringRate || score != null || decision instanceof Decision.ByScore,
                "scoring_rate: needs a score, and the plan names none");
        protectedAttributes = columns("protected", protectedAttributes, 1, MAX_ATTRIBUTES);
        check(
                intersections >= 1 && intersections <= MAX_DEPTH,
                "intersections: depth is 1 to " + MAX_DEPTH + ", not " + intersections);
        strata = columns("strata", strata, 0, MAX_STRATA);
        check(
                Collections.disjoint(strata, protectedAttributes),
                "strata: a protected attribute cannot be a stratum of its own comparison");
        check(
                strata.isEmpty() || task == Task.BINARY,
                "strata: selection rates within strata need a decision with two classes");
        if (reference instanceof Reference.Named named) {
            checkNamed(named, protectedAttributes);
        }
        unknown = columns("unknown", unknown, 0, MAX_UNKNOWN);
        check(
                smallestShare == null
                        || (smallestShare.signum() > 0 && smallestShare.compareTo(new BigDecimal("0.5")) <= 0),
                "smallest_share: above 0 and at most 0.5");
        check(
                proxies == null || Collections.disjoint(proxies.features(), protectedAttributes),
                "proxies.features: a protected attribute is no proxy of itself");
        if (explanations != null) {
            explanations.check(label, decision, scoreColumn(decision, score));
        }
        check(minimumGroup >= 1, "minimum_group: at least 1, not " + minimumGroup);
        check(disclosureMinimum >= 1, "disclosure_minimum: at least 1, not " + disclosureMinimum);
        check(
                confidence.compareTo(new BigDecimal("0.5")) >= 0 && confidence.compareTo(new BigDecimal("0.9999")) <= 0,
                "confidence: between 0.5 and 0.9999, not " + confidence.toEngineeringString());
        check(
                !limits.isEmpty() || (profile != null && !profile.hasPassMark()),
                "limits: at least one, or the audit could decide nothing");
        EnumMap<ComparisonMetric, Limit> ordered = new EnumMap<>(ComparisonMetric.class);
        ordered.putAll(limits);
        limits = Collections.unmodifiableMap(ordered);
        LimitRules rules =
                new LimitRules(task, label != null, scoreColumn(decision, score) != null, scoringRate, strata);
        limits.forEach(rules::check);
    }

    /** What is predicted, as the decision and label say. */
    public Task task() {
        return task(decision);
    }

    /** The column of scores, whether it makes the decision or stands beside it; null when there is none. */
    public String scoreColumn() {
        return scoreColumn(decision, score);
    }

    /** Whether the exact median of all rows used is needed. */
    public boolean needsMedian() {
        return scoringRate || (decision instanceof Decision.ByScore byScore && byScore.threshold() == null);
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

    @Override
    public PlanKind planKind() {
        return PlanKind.FAIRNESS;
    }

    @Override
    public boolean hasReferenceRows() {
        return false;
    }

    /**
     * The plan as canonical JSON: UTF-8, no white space, members in a fixed order, every default written out, numbers plain
     * without trailing zeros. {@link #parse} reads it back to an equal plan.
     */
    @Override
    public byte[] toJson() {
        return PlanJson.write(this);
    }

    /** {@code sha256:} and the lower-case hex SHA-256 of {@link #toJson()}, so layout and comments do not change it. */
    @Override
    public String digest() {
        return Digests.sha256(toJson());
    }

    private static Task task(Decision decision) {
        if (decision instanceof Decision.ByValue) {
            return Task.REGRESSION;
        }
        return decision instanceof Decision.ByColumn column && column.positive() == null
                ? Task.MULTICLASS
                : Task.BINARY;
    }

    private static String scoreColumn(Decision decision, String score) {
        return decision instanceof Decision.ByScore byScore ? byScore.column() : score;
    }

    private static void checkNamed(Reference.Named named, List<String> attributes) {
        check(
                !named.groups().isEmpty(),
                "reference: name a group for at least one attribute, or say best, majority or overall");
        for (String attribute : named.groups().keySet()) {
            check(
                    attributes.contains(attribute),
                    "reference." + attribute + ": not among the protected attributes " + attributes);
            name("reference." + attribute, named.groups().get(attribute));
        }
    }

    static List<String> columns(String field, List<String> names, int fewest, int most) {
        check(
                names.size() >= fewest && names.size() <= most,
                field + ": name " + fewest + " to " + most + " " + (field.equals("unknown") ? "values" : "columns")
                        + ", not " + names.size());
        names.forEach(name -> name(field, name));
        check(
                new HashSet<>(names).size() == names.size(),
                field + ": a " + (field.equals("unknown") ? "value" : "column") + " is named twice in " + names);
        return List.copyOf(names);
    }

    private static void optionalName(String field, String text) {
        if (text != null) {
            name(field, text);
        }
    }

    static void name(String field, String text) {
        check(text != null && !text.isBlank(), field + ": must not be empty");
        check(text.length() <= MAX_NAME_LENGTH, field + ": longer than " + MAX_NAME_LENGTH + " characters");
        check(text.chars().noneMatch(Character::isISOControl), field + ": contains a control character");
    }

    static void check(boolean holds, String message) {
        if (!holds) {
            throw new AuditException("audit plan: " + message);
        }
    }
}
