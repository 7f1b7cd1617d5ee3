package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * The canonical JSON of a plan. A member that a plan need not have is written only where it is set, so that a later version
 * with more members does not change the digest of a plan that was fixed before; a plan on a profile writes all of them,
 * so that reading it back takes nothing from the profile.
 */
final class PlanJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private PlanJson() {}

    static byte[] write(AuditPlan plan) {
        ObjectNode json = JSON.createObjectNode();
        boolean onProfile = plan.profile() != null;
        json.put("kind", "fairness");
        if (onProfile) {
            json.put("profile", plan.profile().id());
        }
        json.put("data", plan.data());
        putIfSet(json, "weight", plan.weight());
        if (plan.label() != null) {
            ObjectNode label =
                    json.putObject("label").put("column", plan.label().column());
            putIfSet(label, "positive", plan.label().positive());
        }
        decision(json.putObject("decision"), plan.decision());
        putIfSet(json, "score", plan.score());
        if (plan.scoringRate() || onProfile) {
            json.put("scoring_rate", plan.scoringRate());
        }
        json.put("favourable", id(plan.favourable()));
        plan.protectedAttributes().forEach(json.putArray("protected")::add);
        json.put("intersections", plan.intersections());
        if (!plan.strata().isEmpty()) {
            plan.strata().forEach(json.putArray("strata")::add);
        }
        reference(json, plan.reference());
        if (!plan.unknown().isEmpty() || onProfile) {
            plan.unknown().forEach(json.putArray("unknown")::add);
        }
        if (plan.smallestShare() != null) {
            json.put("smallest_share", canonical(plan.smallestShare()));
        } else if (onProfile) {
            json.put("smallest_share", 0);
        }
        if (plan.proxies() != null) {
            plan.proxies().features().forEach(json.putObject("proxies").putArray("features")::add);
        }
        if (plan.explanations() != null) {
            explanations(json.putObject("explanations"), plan.explanations());
        }
        json.put("minimum_group", plan.minimumGroup())
                .put("disclosure_minimum", plan.disclosureMinimum())
                .put("confidence", canonical(plan.confidence()));
        ObjectNode limits = json.putObject("limits");
        plan.limits().forEach((metric, limit) -> {
            ObjectNode ends = limits.putObject(metric.id());
            if (limit.min() != null) {
                ends.put("min", canonical(limit.min()));
            }
            if (limit.max() != null) {
                ends.put("max", canonical(limit.max()));
            }
        });
        json.put("deciding", id(plan.deciding()));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is plain JSON", e);
        }
    }

    static void decision(ObjectNode json, Decision decision) {
        if (decision instanceof Decision.ByScore score) {
            json.put("score", score.column());
            if (score.threshold() == null) {
                json.put("threshold", "median");
            } else {
                json.put("threshold", canonical(score.threshold()));
            }
        } else if (decision instanceof Decision.ByColumn column) {
            json.put("column", column.column());
            putIfSet(json, "positive", column.positive());
        } else {
            json.put("value", decision.column());
        }
    }

    private static void explanations(ObjectNode json, ExplanationPlan asked) {
        json.put("metric", asked.metric().id())
                .put("rows", asked.rows())
                .put("repeats", asked.repeats())
                .put("local", asked.local());
        if (!asked.together().isEmpty()) {
            ObjectNode together = json.putObject("together");
            asked.together().forEach((feature, columns) -> columns.forEach(together.withArray(feature)::add));
        }
    }

    private static void reference(ObjectNode json, Reference reference) {
        if (reference instanceof Reference.Named named) {
            named.groups().forEach(json.putObject("reference")::put);
        } else if (reference instanceof Reference.Best) {
            json.put("reference", "best");
        } else {
            json.put("reference", reference instanceof Reference.Majority ? "majority" : "overall");
        }
    }

    private static void putIfSet(ObjectNode json, String name, String text) {
        if (text != null) {
            json.put(name, text);
        }
    }

    /** The number without trailing zeros and without an exponent. */
    static BigDecimal canonical(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    static String id(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
