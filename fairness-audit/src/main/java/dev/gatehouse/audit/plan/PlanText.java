package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gatehouse.audit.plan.AuditPlan.Deciding;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.AuditPlan.Label;
import dev.gatehouse.audit.plan.AuditPlan.Limit;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;

/** The text form of a plan: YAML (which includes JSON) in, canonical JSON out. */
final class PlanText {
    private static final int DEFAULT_MINIMUM_GROUP = 30;
    private static final int DEFAULT_DISCLOSURE_MINIMUM = 10;
    private static final BigDecimal DEFAULT_CONFIDENCE = new BigDecimal("0.95");
    private static final int MAX_NUMBER_LENGTH = 40;

    private static final YAMLMapper YAML = yaml();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private PlanText() {}

    static AuditPlan read(byte[] text) {
        if (text.length > AuditPlan.MAX_PLAN_BYTES) {
            throw bad("is " + text.length + " bytes; the limit is " + AuditPlan.MAX_PLAN_BYTES);
        }
        JsonNode plan;
        try {
            plan = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new AuditException(
                    "audit plan: not readable as YAML or JSON" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new AuditException("audit plan: not readable as UTF-8: " + e.getMessage(), e);
        }
        only(
                plan,
                "",
                List.of(
                        "kind",
                        "data",
                        "label",
                        "decision",
                        "favourable",
                        "protected",
                        "intersections",
                        "reference",
                        "minimum_group",
                        "disclosure_minimum",
                        "confidence",
                        "limits",
                        "deciding"));
        if (!text(plan, "", "kind").equals("fairness")) {
            throw bad("kind: only 'fairness' is known, not '" + text(plan, "", "kind") + "'");
        }
        return new AuditPlan(
                text(plan, "", "data"),
                plan.has("label") ? label(plan.get("label")) : null,
                decision(required(plan, "", "decision")),
                choice(plan, "favourable", Favourable.values(), Favourable.POSITIVE),
                attributes(required(plan, "", "protected")),
                integer(plan, "intersections", 1),
                plan.has("reference") ? reference(plan.get("reference")) : new Reference.Best(),
                integer(plan, "minimum_group", DEFAULT_MINIMUM_GROUP),
                integer(plan, "disclosure_minimum", DEFAULT_DISCLOSURE_MINIMUM),
                plan.has("confidence") ? number(plan, "", "confidence") : DEFAULT_CONFIDENCE,
                limits(required(plan, "", "limits")),
                choice(plan, "deciding", Deciding.values(), Deciding.SINGLE));
    }

    static byte[] write(AuditPlan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("kind", "fairness").put("data", plan.data());
        if (plan.label() != null) {
            json.putObject("label")
                    .put("column", plan.label().column())
                    .put("positive", plan.label().positive());
        }
        ObjectNode decision = json.putObject("decision");
        if (plan.decision() instanceof Decision.ByScore score) {
            decision.put("score", score.column()).put("threshold", canonical(score.threshold()));
        } else if (plan.decision() instanceof Decision.ByColumn column) {
            decision.put("column", column.column()).put("positive", column.positive());
        }
        json.put("favourable", id(plan.favourable()));
        plan.protectedAttributes().forEach(json.putArray("protected")::add);
        json.put("intersections", plan.intersections());
        if (plan.reference() instanceof Reference.Named named) {
            named.groups().forEach(json.putObject("reference")::put);
        } else {
            json.put("reference", plan.reference() instanceof Reference.Best ? "best" : "majority");
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

    private static Label label(JsonNode node) {
        only(node, "label", List.of("column", "positive"));
        return new Label(text(node, "label", "column"), text(node, "label", "positive"));
    }

    private static Decision decision(JsonNode node) {
        only(node, "decision", List.of("score", "threshold", "column", "positive"));
        boolean byScore = node.has("score") || node.has("threshold");
        boolean byColumn = node.has("column") || node.has("positive");
        if (byScore == byColumn) {
            throw bad("decision: give either score and threshold, or column and positive");
        }
        return byScore
                ? new Decision.ByScore(text(node, "decision", "score"), number(node, "decision", "threshold"))
                : new Decision.ByColumn(text(node, "decision", "column"), text(node, "decision", "positive"));
    }

    private static List<String> attributes(JsonNode node) {
        if (!node.isArray()) {
            throw bad("protected: must be a list of column names");
        }
        List<String> attributes = new ArrayList<>();
        for (JsonNode item : node) {
            attributes.add(scalar("protected", item));
        }
        return attributes;
    }

    private static Reference reference(JsonNode node) {
        if (node.isObject()) {
            Map<String, String> groups = new TreeMap<>();
            node.properties()
                    .forEach(member ->
                            groups.put(member.getKey(), scalar("reference." + member.getKey(), member.getValue())));
            return new Reference.Named(groups);
        }
        String text = scalar("reference", node);
        if (text.equals("best")) {
            return new Reference.Best();
        }
        if (text.equals("majority")) {
            return new Reference.Majority();
        }
        throw bad(
                "reference: must be best, majority or a group per attribute (such as {sex: Male}), not '" + text + "'");
    }

    private static Map<ComparisonMetric, Limit> limits(JsonNode node) {
        if (!node.isObject()) {
            throw bad("limits: must be a mapping from metric to {min, max}");
        }
        Map<ComparisonMetric, Limit> limits = new EnumMap<>(ComparisonMetric.class);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String where = "limits." + member.getKey();
            ComparisonMetric metric = ComparisonMetric.byId(member.getKey())
                    .orElseThrow(() -> bad(where + ": unknown metric; known are "
                            + Arrays.stream(ComparisonMetric.values())
                                    .map(ComparisonMetric::id)
                                    .toList()));
            only(member.getValue(), where, List.of("min", "max"));
            limits.put(
                    metric,
                    new Limit(
                            member.getValue().has("min") ? number(member.getValue(), where, "min") : null,
                            member.getValue().has("max") ? number(member.getValue(), where, "max") : null));
        }
        return limits;
    }

    private static void only(JsonNode node, String where, List<String> known) {
        if (node == null || !node.isObject()) {
            throw bad((where.isEmpty() ? "" : where + ": ") + "must be a mapping with the members " + known);
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw bad(path(where, name) + ": unknown field; known are " + known);
            }
        }
    }

    private static JsonNode required(JsonNode node, String where, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw bad(path(where, name) + ": missing");
        }
        return value;
    }

    private static String text(JsonNode node, String where, String name) {
        return scalar(path(where, name), required(node, where, name));
    }

    private static String scalar(String where, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw bad(where + ": must be a text");
        }
        return value.isBigDecimal() ? bounded(where, value.decimalValue()).toPlainString() : value.asText();
    }

    private static int integer(JsonNode node, String name, int otherwise) {
        JsonNode value = node.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw bad(name + ": must be a whole number, not " + value);
        }
        return value.intValue();
    }

    private static BigDecimal number(JsonNode node, String where, String name) {
        JsonNode value = required(node, where, name);
        if (!value.isIntegralNumber() && !value.isBigDecimal()) {
            throw bad(path(where, name) + ": must be a number, not " + value);
        }
        BigDecimal number = bounded(path(where, name), value.decimalValue());
        return canonical(number);
    }

    /** Written out in full, a number with a large exponent would not fit into memory. */
    private static BigDecimal bounded(String where, BigDecimal number) {
        if (number.precision() > MAX_NUMBER_LENGTH || Math.abs(number.scale()) > MAX_NUMBER_LENGTH) {
            throw bad(where + ": has more than " + MAX_NUMBER_LENGTH + " digits");
        }
        return number;
    }

    private static <E extends Enum<E>> E choice(JsonNode node, String name, E[] choices, E otherwise) {
        if (!node.has(name)) {
            return otherwise;
        }
        String text = text(node, "", name);
        return Arrays.stream(choices)
                .filter(choice -> id(choice).equals(text))
                .findFirst()
                .orElseThrow(() -> bad(name + ": must be one of "
                        + Arrays.stream(choices).map(PlanText::id).toList() + ", not '" + text + "'"));
    }

    private static BigDecimal canonical(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static String id(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String path(String where, String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    private static AuditException bad(String message) {
        return new AuditException("audit plan: " + message);
    }

    private static YAMLMapper yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(AuditPlan.MAX_PLAN_BYTES);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(10);
        return YAMLMapper.builder(YAMLFactory.builder()
                        .loaderOptions(options)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }
}
