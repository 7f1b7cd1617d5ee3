package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.plan.DriftPlan.Method;
import dev.gatehouse.audit.stat.DriftMetric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the text of a drift plan and writes its canonical JSON. */
final class DriftPlanText {
    static final int DEFAULT_MINIMUM_ROWS = 100;
    private static final BigDecimal DEFAULT_CONFIDENCE = new BigDecimal("0.95");
    /** As NannyML cuts where nothing is said. */
    private static final int NANNYML_CHUNKS = 10;

    private static final String ALL = "all";

    private static final List<String> MEMBERS = List.of(
            "kind",
            "data",
            "reference",
            "features",
            "exclude",
            "categorical",
            "score",
            "label",
            "time",
            "chunks",
            "method",
            "metrics",
            "limits",
            "minimum_rows",
            "confidence",
            "classifier");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private DriftPlanText() {}

    static DriftPlan read(byte[] text) {
        JsonNode plan = PlanNodes.tree(text);
        PlanNodes.only(plan, "", MEMBERS);
        String kind = PlanNodes.text(plan, "", "kind");
        if (!kind.equals(PlanKind.DRIFT.id())) {
            throw PlanNodes.bad("kind: only 'drift' is read here, not '" + kind + "'");
        }
        Method method = PlanNodes.choice(plan, "", "method", Method.values(), Method.GATEHOUSE);
        JsonNode metrics = plan.get("metrics");
        if (metrics != null) {
            PlanNodes.only(metrics, "metrics", List.of("number", "category", "by_feature"));
            if (method != Method.GATEHOUSE) {
                throw PlanNodes.bad("metrics: method " + method.id() + " chooses its own; leave them out");
            }
        }
        Map<DriftMetric, BigDecimal> distances = new EnumMap<>(DriftMetric.class);
        Map<DriftCheck, BigDecimal> checks = new EnumMap<>(DriftCheck.class);
        if (plan.has("limits")) {
            limits(plan.get("limits"), null, distances, checks);
        }
        return new DriftPlan(
                PlanNodes.text(plan, "", "data"),
                PlanNodes.text(plan, "", "reference"),
                features(plan),
                columns(plan, "exclude"),
                columns(plan, "categorical"),
                plan.has("score") ? PlanNodes.text(plan, "", "score") : null,
                plan.has("label") ? PlanNodes.text(plan, "", "label") : null,
                chunks(plan, method),
                method,
                metric(metrics, "number", DriftMetric.WASSERSTEIN_NORMED),
                metric(metrics, "category", DriftMetric.JENSEN_SHANNON),
                byColumn(metrics),
                distances,
                checks,
                PlanNodes.integer(plan, "", "minimum_rows", DEFAULT_MINIMUM_ROWS),
                plan.has("confidence") ? PlanNodes.number(plan, "", "confidence") : DEFAULT_CONFIDENCE,
                !plan.has("classifier") || PlanNodes.bool(plan, "classifier"));
    }

    /** @return empty for all */
    static List<String> features(JsonNode plan) {
        JsonNode features = plan.get("features");
        if (features == null || (features.isTextual() && features.asText().equals(ALL))) {
            return List.of();
        }
        if (!features.isArray() || features.isEmpty()) {
            throw PlanNodes.bad("features: must be all, or a list of 1 to " + DriftPlan.MAX_FEATURES + " columns");
        }
        return PlanNodes.list(features, "features");
    }

    static List<String> columns(JsonNode plan, String member) {
        return plan.has(member) ? PlanNodes.list(plan.get(member), member) : List.of();
    }

    private static Chunks chunks(JsonNode plan, Method method) {
        Chunks chunks = ChunksText.read(plan);
        return chunks == null && method == Method.NANNYML ? new Chunks.ByNumber(NANNYML_CHUNKS) : chunks;
    }

    private static DriftMetric metric(JsonNode metrics, String member, DriftMetric otherwise) {
        return metrics == null || !metrics.has(member)
                ? otherwise
                : metric("metrics." + member, PlanNodes.text(metrics, "metrics", member));
    }

    private static DriftMetric metric(String where, String id) {
        return Arrays.stream(DriftMetric.values())
                .filter(metric -> metric.id().equals(id))
                .findFirst()
                .orElseThrow(() -> PlanNodes.bad(where + ": unknown metric '" + id + "'; known are " + ids()));
    }

    private static List<String> ids() {
        return Arrays.stream(DriftMetric.values()).map(DriftMetric::id).toList();
    }

    private static Map<String, DriftMetric> byColumn(JsonNode metrics) {
        Map<String, DriftMetric> byColumn = new TreeMap<>();
        if (metrics != null && metrics.has("by_feature")) {
            JsonNode node = metrics.get("by_feature");
            if (!node.isObject()) {
                throw PlanNodes.bad("metrics.by_feature: must be a mapping from column to metric");
            }
            node.properties().forEach(member -> {
                String where = "metrics.by_feature." + member.getKey();
                byColumn.put(member.getKey(), metric(where, PlanNodes.scalar(where, member.getValue())));
            });
        }
        return byColumn;
    }

    /** @param ofSplits where limits on checks of splits go; null where the plan can have none */
    static void limits(
            JsonNode node,
            Map<SplitCheck, BigDecimal> ofSplits,
            Map<DriftMetric, BigDecimal> distances,
            Map<DriftCheck, BigDecimal> checks) {
        if (!node.isObject()) {
            throw PlanNodes.bad("limits: must be a mapping from metric to {max}");
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String where = "limits." + member.getKey();
            PlanNodes.only(member.getValue(), where, List.of("max"));
            BigDecimal max = PlanNodes.number(member.getValue(), where, "max");
            SplitCheck split =
                    ofSplits == null ? null : SplitCheck.byId(member.getKey()).orElse(null);
            if (split != null) {
                ofSplits.put(split, max);
                continue;
            }
            DriftCheck check = DriftCheck.byId(member.getKey()).orElse(null);
            if (check != null) {
                checks.put(check, max);
                continue;
            }
            DriftMetric metric = Arrays.stream(DriftMetric.values())
                    .filter(each -> each.id().equals(member.getKey()))
                    .findFirst()
                    .orElseThrow(() -> PlanNodes.bad(where + ": unknown; known are " + known(ofSplits != null)));
            distances.put(metric, max);
        }
    }

    private static List<String> known(boolean ofSplits) {
        List<String> known = new ArrayList<>();
        if (ofSplits) {
            Arrays.stream(SplitCheck.values()).map(SplitCheck::id).forEach(known::add);
        }
        known.addAll(ids());
        Arrays.stream(DriftCheck.values()).map(DriftCheck::id).forEach(known::add);
        return known;
    }

    static byte[] write(DriftPlan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", PlanKind.DRIFT.id()).put("data", plan.data()).put("reference", plan.reference());
        putFeatures(json, plan.features());
        putIfAny(json, "exclude", plan.exclude());
        putIfAny(json, "categorical", plan.categorical());
        if (plan.score() != null) {
            json.put("score", plan.score());
        }
        if (plan.label() != null) {
            json.put("label", plan.label());
        }
        ChunksText.write(json, plan.chunks());
        json.put("method", plan.method().id());
        if (plan.method() == Method.GATEHOUSE) {
            ObjectNode metrics = json.putObject("metrics")
                    .put("number", plan.numberMetric().id())
                    .put("category", plan.categoryMetric().id());
            if (!plan.byColumn().isEmpty()) {
                ObjectNode byColumn = metrics.putObject("by_feature");
                plan.byColumn().forEach((column, metric) -> byColumn.put(column, metric.id()));
            }
        }
        ObjectNode limits = json.putObject("limits");
        plan.distanceLimits()
                .forEach((metric, max) -> limits.putObject(metric.id()).put("max", PlanJson.canonical(max)));
        plan.checkLimits().forEach((check, max) -> limits.putObject(check.id()).put("max", PlanJson.canonical(max)));
        json.put("minimum_rows", plan.minimumRows())
                .put("confidence", PlanJson.canonical(plan.confidence()))
                .put("classifier", plan.classifier());
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan is plain JSON", e);
        }
    }

    static void putFeatures(ObjectNode json, List<String> features) {
        if (features.isEmpty()) {
            json.put("features", ALL);
        } else {
            features.forEach(json.putArray("features")::add);
        }
    }

    static void putIfAny(ObjectNode json, String member, List<String> columns) {
        if (!columns.isEmpty()) {
            columns.forEach(json.putArray(member)::add);
        }
    }
}
