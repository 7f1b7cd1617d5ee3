package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of a diagnosis plan and writes its canonical JSON. */
final class DiagnosisPlanText {
    private static final BigDecimal DEFAULT_CONFIDENCE = new BigDecimal("0.95");

    private static final List<String> MEMBERS = List.of(
            "kind",
            "data",
            "reference",
            "features",
            "exclude",
            "categorical",
            "label",
            "decision",
            "score",
            "time",
            "label_time",
            "label_source",
            "weak_label",
            "metrics",
            "segments",
            "minimum_rows",
            "confidence");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private DiagnosisPlanText() {}

    static DiagnosisPlan read(byte[] text) {
        JsonNode plan = PlanNodes.tree(text);
        PlanNodes.only(plan, "", MEMBERS);
        String kind = PlanNodes.text(plan, "", "kind");
        if (!kind.equals(PlanKind.DIAGNOSIS.id())) {
            throw PlanNodes.bad("kind: only 'diagnosis' is read here, not '" + kind + "'");
        }
        Decision decision = PlanText.decision(PlanNodes.required(plan, "", "decision"));
        String score = plan.has("score") ? PlanNodes.text(plan, "", "score") : null;
        return new DiagnosisPlan(
                PlanNodes.text(plan, "", "data"),
                PlanNodes.text(plan, "", "reference"),
                DriftPlanText.features(plan),
                DriftPlanText.columns(plan, "exclude"),
                DriftPlanText.columns(plan, "categorical"),
                PlanText.label(PlanNodes.required(plan, "", "label")),
                decision,
                score,
                ChunksText.moment(plan),
                column(plan, "label_time"),
                plan.has("label_source") ? PerformancePlanText.labelSource(plan.get("label_source")) : null,
                column(plan, "weak_label"),
                metrics(plan, score != null || decision instanceof Decision.ByScore),
                DriftPlanText.columns(plan, "segments"),
                PlanNodes.integer(plan, "", "minimum_rows", PerformancePlanText.DEFAULT_MINIMUM_ROWS),
                plan.has("confidence") ? PlanNodes.number(plan, "", "confidence") : DEFAULT_CONFIDENCE);
    }

    private static String column(JsonNode plan, String member) {
        if (!plan.has(member)) {
            return null;
        }
        PlanNodes.only(plan.get(member), member, List.of("column"));
        return PlanNodes.text(plan.get(member), member, "column");
    }

    private static List<PerformanceMetric> metrics(JsonNode plan, boolean scored) {
        if (!plan.has("metrics")) {
            return DiagnosisPlan.defaults(scored);
        }
        List<PerformanceMetric> metrics = new ArrayList<>();
        for (String id : PlanNodes.list(plan.get("metrics"), "metrics")) {
            metrics.add(PerformanceMetric.byId(id)
                    .orElseThrow(() ->
                            PlanNodes.bad("metrics: unknown metric '" + id + "'; known are " + DiagnosisPlan.ids())));
        }
        return metrics;
    }

    static byte[] write(DiagnosisPlan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", PlanKind.DIAGNOSIS.id()).put("data", plan.data()).put("reference", plan.reference());
        DriftPlanText.putFeatures(json, plan.features());
        DriftPlanText.putIfAny(json, "exclude", plan.exclude());
        DriftPlanText.putIfAny(json, "categorical", plan.categorical());
        json.putObject("label")
                .put("column", plan.label().column())
                .put("positive", plan.label().positive());
        PlanJson.decision(json.putObject("decision"), plan.decision());
        if (plan.score() != null) {
            json.put("score", plan.score());
        }
        ChunksText.writeMoment(json, plan.time());
        putColumn(json, "label_time", plan.labelTime());
        PerformancePlanText.putSource(json, plan.labelSource());
        putColumn(json, "weak_label", plan.weakLabel());
        ArrayNode metrics = json.putArray("metrics");
        plan.metrics().forEach(metric -> metrics.add(metric.id()));
        DriftPlanText.putIfAny(json, "segments", plan.segments());
        json.put("minimum_rows", plan.minimumRows()).put("confidence", PlanJson.canonical(plan.confidence()));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is plain JSON", e);
        }
    }

    private static void putColumn(ObjectNode json, String member, String column) {
        if (column != null) {
            json.putObject(member).put("column", column);
        }
    }
}
