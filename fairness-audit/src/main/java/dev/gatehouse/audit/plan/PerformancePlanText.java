package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.plan.AuditPlan.Limit;
import dev.gatehouse.audit.plan.PerformancePlan.LabelSource;
import dev.gatehouse.audit.plan.PerformancePlan.Limited;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the text of a performance plan and writes its canonical JSON. */
final class PerformancePlanText {
    static final int DEFAULT_MINIMUM_ROWS = 100;
    private static final BigDecimal DEFAULT_CONFIDENCE = new BigDecimal("0.95");

    private static final List<String> MEMBERS = List.of(
            "kind",
            "data",
            "reference",
            "label",
            "decision",
            "score",
            "time",
            "chunks",
            "label_time",
            "label_source",
            "segments",
            "limits",
            "minimum_rows",
            "confidence");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private PerformancePlanText() {}

    static PerformancePlan read(byte[] text) {
        JsonNode plan = PlanNodes.tree(text);
        PlanNodes.only(plan, "", MEMBERS);
        String kind = PlanNodes.text(plan, "", "kind");
        if (!kind.equals(PlanKind.PERFORMANCE.id())) {
            throw PlanNodes.bad("kind: only 'performance' is read here, not '" + kind + "'");
        }
        return new PerformancePlan(
                PlanNodes.text(plan, "", "data"),
                plan.has("reference") ? PlanNodes.text(plan, "", "reference") : null,
                PlanText.label(PlanNodes.required(plan, "", "label")),
                PlanText.decision(PlanNodes.required(plan, "", "decision")),
                plan.has("score") ? PlanNodes.text(plan, "", "score") : null,
                ChunksText.read(plan),
                plan.has("label_time") ? labelTime(plan.get("label_time")) : null,
                plan.has("label_source") ? labelSource(plan.get("label_source")) : null,
                plan.has("segments") ? PlanNodes.list(plan.get("segments"), "segments") : List.of(),
                plan.has("limits") ? limits(plan.get("limits")) : Map.of(),
                PlanNodes.integer(plan, "", "minimum_rows", DEFAULT_MINIMUM_ROWS),
                plan.has("confidence") ? PlanNodes.number(plan, "", "confidence") : DEFAULT_CONFIDENCE);
    }

    private static String labelTime(JsonNode node) {
        PlanNodes.only(node, "label_time", List.of("column"));
        return PlanNodes.text(node, "label_time", "column");
    }

    static LabelSource labelSource(JsonNode node) {
        PlanNodes.only(node, "label_source", List.of("column", "confirmed"));
        return new LabelSource(
                PlanNodes.text(node, "label_source", "column"),
                PlanNodes.list(PlanNodes.required(node, "label_source", "confirmed"), "label_source.confirmed"));
    }

    private static Map<Limited, Limit> limits(JsonNode node) {
        if (!node.isObject()) {
            throw PlanNodes.bad("limits: must be a mapping from metric to {min, max}");
        }
        Map<Limited, Limit> limits = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String where = "limits." + member.getKey();
            Limited limited = Limited.all()
                    .filter(each -> each.id().equals(member.getKey()))
                    .findFirst()
                    .orElseThrow(() -> PlanNodes.bad(where + ": unknown metric; known are "
                            + Limited.all().map(Limited::id).toList()));
            PlanNodes.only(member.getValue(), where, List.of("min", "max"));
            limits.put(
                    limited,
                    new Limit(
                            member.getValue().has("min") ? PlanNodes.number(member.getValue(), where, "min") : null,
                            member.getValue().has("max") ? PlanNodes.number(member.getValue(), where, "max") : null));
        }
        return limits;
    }

    static byte[] write(PerformancePlan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", PlanKind.PERFORMANCE.id()).put("data", plan.data());
        putIfSet(json, "reference", plan.reference());
        ObjectNode label = json.putObject("label").put("column", plan.label().column());
        putIfSet(label, "positive", plan.label().positive());
        PlanJson.decision(json.putObject("decision"), plan.decision());
        putIfSet(json, "score", plan.score());
        ChunksText.write(json, plan.chunks());
        if (plan.labelTime() != null) {
            json.putObject("label_time").put("column", plan.labelTime());
        }
        putSource(json, plan.labelSource());
        if (!plan.segments().isEmpty()) {
            plan.segments().forEach(json.putArray("segments")::add);
        }
        ObjectNode limits = json.putObject("limits");
        plan.limits().forEach((limited, limit) -> {
            ObjectNode ends = limits.putObject(limited.id());
            if (limit.min() != null) {
                ends.put("min", PlanJson.canonical(limit.min()));
            }
            if (limit.max() != null) {
                ends.put("max", PlanJson.canonical(limit.max()));
            }
        });
        json.put("minimum_rows", plan.minimumRows()).put("confidence", PlanJson.canonical(plan.confidence()));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is plain JSON", e);
        }
    }

    static void putSource(ObjectNode json, LabelSource source) {
        if (source != null) {
            ObjectNode node = json.putObject("label_source").put("column", source.column());
            source.confirmed().forEach(node.putArray("confirmed")::add);
        }
    }

    private static void putIfSet(ObjectNode json, String name, String text) {
        if (text != null) {
            json.put(name, text);
        }
    }
}
