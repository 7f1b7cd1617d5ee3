package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.plan.AuditPlan.Label;
import dev.gatehouse.audit.stat.DriftMetric;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a plan for a check of splits and writes its canonical JSON. */
final class SplitsPlanText {
    private static final BigDecimal DEFAULT_CONFIDENCE = new BigDecimal("0.95");
    private static final Pattern GAP = Pattern.compile("([0-9]{1,5})([dh])");

    private static final List<String> MEMBERS = List.of(
            "kind",
            "data",
            "reference",
            "features",
            "exclude",
            "categorical",
            "label",
            "entity",
            "time",
            "gap",
            "limits",
            "minimum_rows",
            "confidence",
            "classifier");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private SplitsPlanText() {}

    static SplitsPlan read(byte[] text) {
        JsonNode plan = PlanNodes.tree(text);
        PlanNodes.only(plan, "", MEMBERS);
        String kind = PlanNodes.text(plan, "", "kind");
        if (!kind.equals(PlanKind.SPLITS.id())) {
            throw PlanNodes.bad("kind: only 'splits' is read here, not '" + kind + "'");
        }
        Label label = plan.has("label") ? PlanText.label(plan.get("label")) : null;
        Map<SplitCheck, BigDecimal> limits = new EnumMap<>(SplitCheck.class);
        if (label != null) {
            limits.put(SplitCheck.LEAK_AUC, SplitsPlan.DEFAULT_LEAK_AUC);
        }
        Map<DriftMetric, BigDecimal> distances = new EnumMap<>(DriftMetric.class);
        Map<DriftCheck, BigDecimal> checks = new EnumMap<>(DriftCheck.class);
        if (plan.has("limits")) {
            DriftPlanText.limits(plan.get("limits"), limits, distances, checks);
        }
        return new SplitsPlan(
                PlanNodes.text(plan, "", "data"),
                PlanNodes.text(plan, "", "reference"),
                DriftPlanText.features(plan),
                DriftPlanText.columns(plan, "exclude"),
                DriftPlanText.columns(plan, "categorical"),
                label,
                DriftPlanText.columns(plan, "entity"),
                ChunksText.moment(plan),
                plan.has("gap") ? gap(PlanNodes.text(plan, "", "gap")) : null,
                limits,
                distances,
                checks,
                PlanNodes.integer(plan, "", "minimum_rows", DriftPlanText.DEFAULT_MINIMUM_ROWS),
                plan.has("confidence") ? PlanNodes.number(plan, "", "confidence") : DEFAULT_CONFIDENCE,
                !plan.has("classifier") || PlanNodes.bool(plan, "classifier"));
    }

    private static Duration gap(String text) {
        Matcher gap = GAP.matcher(text);
        if (!gap.matches()) {
            throw PlanNodes.bad("gap: '" + text + "' is no length of time; write it as 30d (days) or 12h (hours)");
        }
        int number = Integer.parseInt(gap.group(1));
        return gap.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
    }

    static byte[] write(SplitsPlan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", PlanKind.SPLITS.id()).put("data", plan.data()).put("reference", plan.reference());
        DriftPlanText.putFeatures(json, plan.features());
        DriftPlanText.putIfAny(json, "exclude", plan.exclude());
        DriftPlanText.putIfAny(json, "categorical", plan.categorical());
        if (plan.label() != null) {
            json.putObject("label")
                    .put("column", plan.label().column())
                    .put("positive", plan.label().positive());
        }
        DriftPlanText.putIfAny(json, "entity", plan.entity());
        ChunksText.writeMoment(json, plan.time());
        if (plan.gap() != null) {
            json.put("gap", plan.gap().toHours() + "h");
        }
        ObjectNode limits = json.putObject("limits");
        plan.limits().forEach((check, max) -> limits.putObject(check.id()).put("max", PlanJson.canonical(max)));
        plan.distanceLimits()
                .forEach((metric, max) -> limits.putObject(metric.id()).put("max", PlanJson.canonical(max)));
        plan.driftLimits().forEach((check, max) -> limits.putObject(check.id()).put("max", PlanJson.canonical(max)));
        json.put("minimum_rows", plan.minimumRows())
                .put("confidence", PlanJson.canonical(plan.confidence()))
                .put("classifier", plan.classifier());
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is plain JSON", e);
        }
    }
}
