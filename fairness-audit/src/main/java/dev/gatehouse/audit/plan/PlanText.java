package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gatehouse.audit.plan.AuditPlan.Deciding;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.AuditPlan.Label;
import dev.gatehouse.audit.plan.AuditPlan.Limit;
import dev.gatehouse.audit.plan.AuditPlan.Proxies;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads the text of a plan: YAML, which includes JSON. */
final class PlanText {
    private static final int DEFAULT_MINIMUM_GROUP = 30;
    private static final int DEFAULT_DISCLOSURE_MINIMUM = 10;
    private static final BigDecimal DEFAULT_CONFIDENCE = new BigDecimal("0.95");
    private static final int MAX_NUMBER_LENGTH = 40;

    private static final List<String> MEMBERS = List.of(
            "kind",
            "profile",
            "data",
            "weight",
            "label",
            "decision",
            "score",
            "scoring_rate",
            "favourable",
            "protected",
            "intersections",
            "strata",
            "reference",
            "unknown",
            "smallest_share",
            "proxies",
            "minimum_group",
            "disclosure_minimum",
            "confidence",
            "limits",
            "deciding");

    private static final YAMLMapper YAML = yaml();

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
        only(plan, "", MEMBERS);
        if (!text(plan, "", "kind").equals("fairness")) {
            throw bad("kind: only 'fairness' is known, not '" + text(plan, "", "kind") + "'");
        }
        Profile profile = plan.has("profile") ? profile(text(plan, "", "profile")) : null;
        Label label = plan.has("label") ? label(plan.get("label")) : null;
        Decision decision = decision(required(plan, "", "decision"));
        String score = plan.has("score") ? text(plan, "", "score") : null;
        List<String> attributes = list(required(plan, "", "protected"), "protected");
        ProfileDefaults defaults = ProfileDefaults.of(
                profile, attributes.size(), label != null, score != null || decision instanceof Decision.ByScore);
        return new AuditPlan(
                text(plan, "", "data"),
                profile,
                plan.has("weight") ? text(plan, "", "weight") : null,
                label,
                decision,
                score,
                plan.has("scoring_rate") ? bool(plan, "scoring_rate") : defaults.scoringRate(),
                choice(plan, "favourable", Favourable.values(), Favourable.POSITIVE),
                attributes,
                integer(plan, "intersections", defaults.intersections()),
                plan.has("strata") ? list(plan.get("strata"), "strata") : List.of(),
                plan.has("reference") ? reference(plan.get("reference")) : new Reference.Best(),
                plan.has("unknown") ? list(plan.get("unknown"), "unknown") : defaults.unknown(),
                plan.has("smallest_share") ? share(plan) : defaults.smallestShare(),
                plan.has("proxies") ? proxies(plan.get("proxies")) : null,
                integer(plan, "minimum_group", DEFAULT_MINIMUM_GROUP),
                integer(plan, "disclosure_minimum", DEFAULT_DISCLOSURE_MINIMUM),
                plan.has("confidence") ? number(plan, "", "confidence") : DEFAULT_CONFIDENCE,
                plan.has("limits") || profile == null ? limits(required(plan, "", "limits")) : defaults.limits(),
                choice(plan, "deciding", Deciding.values(), Deciding.SINGLE));
    }

    private static Profile profile(String id) {
        return Profile.byId(id)
                .orElseThrow(() -> bad("profile: must be one of "
                        + Arrays.stream(Profile.values()).map(Profile::id).toList() + ", not '" + id + "'"));
    }

    private static Proxies proxies(JsonNode node) {
        only(node, "proxies", List.of("features"));
        return new Proxies(list(required(node, "proxies", "features"), "proxies.features"));
    }

    /** 0 stands for none, so that a plan can say so against its profile. */
    private static BigDecimal share(JsonNode plan) {
        BigDecimal share = number(plan, "", "smallest_share");
        return share.signum() == 0 ? null : share;
    }

    private static Label label(JsonNode node) {
        only(node, "label", List.of("column", "positive"));
        return new Label(text(node, "label", "column"), node.has("positive") ? text(node, "label", "positive") : null);
    }

    private static Decision decision(JsonNode node) {
        only(node, "decision", List.of("score", "threshold", "column", "positive", "value"));
        boolean byScore = node.has("score") || node.has("threshold");
        boolean byColumn = node.has("column") || node.has("positive");
        boolean byValue = node.has("value");
        if ((byScore ? 1 : 0) + (byColumn ? 1 : 0) + (byValue ? 1 : 0) != 1) {
            throw bad("decision: give either score and threshold, or column and positive, or value");
        }
        if (byValue) {
            return new Decision.ByValue(text(node, "decision", "value"));
        }
        if (byScore) {
            boolean median = required(node, "decision", "threshold").isTextual()
                    && node.get("threshold").asText().equals("median");
            return new Decision.ByScore(
                    text(node, "decision", "score"), median ? null : number(node, "decision", "threshold"));
        }
        return new Decision.ByColumn(
                text(node, "decision", "column"), node.has("positive") ? text(node, "decision", "positive") : null);
    }

    private static List<String> list(JsonNode node, String field) {
        if (!node.isArray()) {
            throw bad(field + ": must be a list of " + (field.equals("unknown") ? "values" : "column names"));
        }
        List<String> items = new ArrayList<>();
        for (JsonNode item : node) {
            items.add(scalar(field, item));
        }
        return items;
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
        if (text.equals("overall")) {
            return new Reference.Overall();
        }
        throw bad("reference: must be best, majority, overall or a group per attribute (such as {sex: Male}), not '"
                + text + "'");
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
            if (limits.containsKey(metric)) {
                throw bad(where + ": " + metric.id() + " is limited twice, under two of its names");
            }
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

    private static boolean bool(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (!value.isBoolean()) {
            throw bad(name + ": must be true or false, not " + value);
        }
        return value.booleanValue();
    }

    private static BigDecimal number(JsonNode node, String where, String name) {
        JsonNode value = required(node, where, name);
        if (!value.isIntegralNumber() && !value.isBigDecimal()) {
            throw bad(path(where, name) + ": must be a number, not " + value);
        }
        BigDecimal number = bounded(path(where, name), value.decimalValue());
        return PlanJson.canonical(number);
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
                .filter(choice -> PlanJson.id(choice).equals(text))
                .findFirst()
                .orElseThrow(() -> bad(name + ": must be one of "
                        + Arrays.stream(choices).map(PlanJson::id).toList() + ", not '" + text + "'"));
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
