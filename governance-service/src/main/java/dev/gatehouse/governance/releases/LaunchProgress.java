package dev.gatehouse.governance.releases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.approval.launch.CriterionResult;
import dev.gatehouse.approval.launch.LaunchPlan;
import dev.gatehouse.approval.launch.LaunchStep;
import dev.gatehouse.governance.permits.IssuedPermit;
import java.util.List;
import java.util.Optional;

/**
 * How far a launch in steps has come with a release; stored with it, and part of its dossier.
 *
 * @param plan all steps
 * @param index of the step that the release asks for, from 0
 * @param previous what the step before came to ({@link #after}); empty for the first
 */
record LaunchProgress(LaunchPlan plan, int index, Optional<JsonNode> previous) {

    /** A launch's first release. */
    static LaunchProgress first(LaunchPlan plan) {
        return new LaunchProgress(plan, 0, Optional.empty());
    }

    /**
     * The next step, with the results and the permit of this one.
     *
     * @param permit of this step; its state is not kept, because it goes on changing
     * @param results one for each exit criterion of this step
     */
    LaunchProgress after(IssuedPermit permit, List<CriterionResult> results) {
        ObjectNode taken = JsonNodeFactory.instance.objectNode();
        taken.put("step", step().name()).put("release", permit.release().toString());
        taken.putObject("permit")
                .put("id", permit.id().toString())
                .put("issuedAt", permit.issuedAt().toString())
                .put("expiresAt", permit.expiresAt().toString());
        taken.set("results", plan.inOrder(index, results));
        return new LaunchProgress(plan, index + 1, Optional.of(taken));
    }

    LaunchStep step() {
        return plan.steps().get(index);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("steps", plan.toJson());
        json.put("step", index);
        previous.ifPresent(taken -> json.set("previous", taken));
        return json;
    }

    static LaunchProgress fromJson(JsonNode json) {
        return new LaunchProgress(
                LaunchPlan.fromJson(json.get("steps")),
                json.get("step").intValue(),
                Optional.ofNullable(json.get("previous")));
    }
}
