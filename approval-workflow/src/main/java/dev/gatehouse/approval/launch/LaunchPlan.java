package dev.gatehouse.approval.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.canonical.StrictFields;
import dev.gatehouse.approval.release.Refusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steps of a launch, such as canary, a quarter, everybody. Each is a release of its own that the board votes on; within one
 * environment the caps never shrink, and nothing follows a step without a cap.
 *
 * @param steps 1 to {@value #MAX_STEPS}, with different names
 */
public record LaunchPlan(List<LaunchStep> steps) {
    /** Most steps. */
    public static final int MAX_STEPS = 6;

    /** @throws InvalidDocumentException if there are too few or too many steps, a name comes twice, or a cap shrinks */
    public LaunchPlan {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.size() > MAX_STEPS) {
            throw new InvalidDocumentException(
                    "a launch plan has " + steps.size() + " steps; 1 to " + MAX_STEPS + " are expected");
        }
        Set<String> names = new HashSet<>();
        Map<String, LaunchStep> earlier = new HashMap<>();
        for (LaunchStep step : steps) {
            if (!names.add(step.name())) {
                throw new InvalidDocumentException("the launch plan has two steps named '" + step.name() + "'");
            }
            LaunchStep before = earlier.put(step.environment(), step);
            if (before != null && share(step).compareTo(share(before)) < 0) {
                throw new InvalidDocumentException("the step '" + step.name() + "' admits less traffic of "
                        + step.environment() + " than the step '" + before.name()
                        + "' before it; caps never shrink");
            }
            if (before != null && before.trafficCap().isEmpty()) {
                throw new InvalidDocumentException("the step '" + step.name() + "' follows '" + before.name()
                        + "', which has no cap; only the last step of an environment goes without one");
            }
        }
    }

    /**
     * Reads {@code [{"name","environment","trafficCap":"0.25"|null,"segment":"CEL"|null,"validityDays",exitCriteria:[…]}]}.
     *
     * @throws InvalidDocumentException if the array is anything else
     */
    public static LaunchPlan fromJson(JsonNode array) {
        StrictFields fields =
                StrictFields.of(JsonNodeFactory.instance.objectNode().set("steps", array), "launch");
        List<LaunchStep> steps = new ArrayList<>();
        for (JsonNode step : fields.array("steps", MAX_STEPS)) {
            steps.add(LaunchStep.read(step, "launch.steps[" + steps.size() + "]"));
        }
        return new LaunchPlan(steps);
    }

    /** The form that {@link #fromJson} reads. */
    public ArrayNode toJson() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        steps.stream().map(LaunchStep::toJson).forEach(json::add);
        return json;
    }

    /** Whether a step follows the one of that index. */
    public boolean hasAfter(int step) {
        return step + 1 < steps.size();
    }

    /**
     * Why the step after another cannot be asked for: there is none, or a criterion of the other is without a result or is not met.
     *
     * @param step index of the step that was taken, from 0
     * @param results what was observed of each of its exit criteria, in any order
     * @return every reason; empty when the next step can be asked for
     */
    public List<Refusal> refusesAfter(int step, List<CriterionResult> results) {
        if (!hasAfter(step)) {
            return List.of(new Refusal(
                    "no_next_step", "'" + steps.get(step).name() + "' is the last step of the launch plan."));
        }
        List<Refusal> refusals = new ArrayList<>();
        Map<String, CriterionResult> open = new HashMap<>();
        for (CriterionResult result : results) {
            if (open.put(result.criterion(), result) != null) {
                refusals.add(new Refusal(
                        "criterion_twice", "The criterion '" + result.criterion() + "' has two results; give one."));
            }
        }
        for (String criterion : steps.get(step).exitCriteria()) {
            CriterionResult result = open.remove(criterion);
            if (result == null) {
                refusals.add(new Refusal(
                        "criterion_without_result",
                        "The exit criterion '" + criterion + "' has no result; say what was observed."));
            } else if (!result.met()) {
                refusals.add(new Refusal(
                        "criterion_not_met",
                        "The exit criterion '" + criterion + "' is not met; the next step waits until it is."));
            }
        }
        open.keySet()
                .forEach(unknown -> refusals.add(
                        new Refusal("criterion_unknown", "'" + unknown + "' is not an exit criterion of this step.")));
        return refusals;
    }

    /**
     * The results in the order of the step's exit criteria, as a dossier shows them.
     *
     * @param step index of the step, from 0
     * @param results one for each of its criteria
     */
    public ArrayNode inOrder(int step, List<CriterionResult> results) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (String criterion : steps.get(step).exitCriteria()) {
            results.stream().filter(r -> r.criterion().equals(criterion)).forEach(r -> {
                ObjectNode entry = json.addObject();
                entry.put("criterion", r.criterion()).put("met", r.met()).put("text", r.text());
            });
        }
        return json;
    }

    private static BigDecimal share(LaunchStep step) {
        return step.trafficCap().orElse(BigDecimal.ONE);
    }
}
