package dev.gatehouse.approval.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.Identifiers;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import dev.gatehouse.approval.condition.Conditions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One step of a launch. Its cap and segment are limits that the submitter asks for, so votes only tighten them.
 *
 * @param name such as {@code canary}
 * @param environment where the step serves
 * @param trafficCap largest share of subjects, above 0 and at most 1; empty for all of them
 * @param segment CEL expression that rows must fulfil; empty for every row
 * @param validityDays days that the step's permit lives, counted from its issue, 1 to {@value #MAX_VALIDITY_DAYS}; the tier may allow fewer
 * @param exitCriteria what must be true before the next step, 1 to {@value #MAX_CRITERIA} different texts
 */
public record LaunchStep(
        String name,
        String environment,
        Optional<BigDecimal> trafficCap,
        Optional<String> segment,
        int validityDays,
        List<String> exitCriteria) {
    /** Longest life of a step's permit in days. */
    public static final int MAX_VALIDITY_DAYS = 366;
    /** Most exit criteria of a step. */
    public static final int MAX_CRITERIA = 10;
    /** Longest exit criterion in characters. */
    public static final int MAX_CRITERION_CHARS = 500;

    /** @throws InvalidDocumentException if a part is out of its range */
    public LaunchStep {
        Identifiers.requireName(name, "step");
        Identifiers.requireName(environment, "environment");
        if (validityDays < 1 || validityDays > MAX_VALIDITY_DAYS) {
            throw new InvalidDocumentException("the step '" + name + "' is valid for " + validityDays + " days; 1 to "
                    + MAX_VALIDITY_DAYS + " are allowed");
        }
        exitCriteria = exitCriteria.stream().map(String::strip).toList();
        if (exitCriteria.isEmpty() || exitCriteria.size() > MAX_CRITERIA) {
            throw new InvalidDocumentException("the step '" + name + "' has " + exitCriteria.size()
                    + " exit criteria; 1 to " + MAX_CRITERIA + " are expected");
        }
        Set<String> different = new HashSet<>();
        for (String criterion : exitCriteria) {
            if (criterion.isEmpty() || criterion.length() > MAX_CRITERION_CHARS) {
                throw new InvalidDocumentException("an exit criterion of the step '" + name + "' has "
                        + criterion.length() + " characters; 1 to " + MAX_CRITERION_CHARS + " are allowed");
            }
            if (!different.add(criterion)) {
                throw new InvalidDocumentException(
                        "the step '" + name + "' names the exit criterion '" + criterion + "' twice");
            }
        }
        trafficCap = limits(trafficCap, segment).trafficCap();
    }

    /** The cap and the segment as the limits that a release of this step asks for. */
    public Conditions limits() {
        return limits(trafficCap, segment);
    }

    /** How long the step's permit lives from its issue. */
    public Duration validity() {
        return Duration.ofDays(validityDays);
    }

    private static Conditions limits(Optional<BigDecimal> cap, Optional<String> segment) {
        return new Conditions(
                cap,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                segment.map(Set::of).orElse(Set.of()),
                Optional.empty());
    }

    static LaunchStep read(JsonNode object, String path) {
        StrictFields fields = StrictFields.of(object, path);
        LaunchStep step = new LaunchStep(
                fields.text("name", Identifiers.MAX_NAME_CHARS),
                fields.text("environment", Identifiers.MAX_NAME_CHARS),
                cap(fields),
                fields.optionalText("segment", Conditions.MAX_SEGMENT_CHARS),
                (int) fields.integer("validityDays", 1, MAX_VALIDITY_DAYS),
                fields.texts("exitCriteria", MAX_CRITERIA, MAX_CRITERION_CHARS));
        fields.done();
        return step;
    }

    private static Optional<BigDecimal> cap(StrictFields fields) {
        // The share's own form and range are those of every condition.
        return fields.optionalText("trafficCap", 16)
                .flatMap(text -> Conditions.fromJson(
                                JsonNodeFactory.instance.objectNode().put("trafficCap", text))
                        .trafficCap());
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", name);
        json.put("environment", environment);
        json.put("trafficCap", trafficCap.map(BigDecimal::toPlainString).orElse(null));
        json.put("segment", segment.orElse(null));
        json.put("validityDays", validityDays);
        exitCriteria.forEach(json.putArray("exitCriteria")::add);
        return json;
    }
}
