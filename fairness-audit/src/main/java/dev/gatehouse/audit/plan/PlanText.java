package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.plan.AuditPlan.Deciding;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.AuditPlan.Favourable;
import dev.gatehouse.audit.plan.AuditPlan.Label;
import dev.gatehouse.audit.plan.AuditPlan.Limit;
import dev.gatehouse.audit.plan.AuditPlan.Proxies;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the text of a plan: YAML, which includes JSON. */
final class PlanText {
    private static final int DEFAULT_MINIMUM_GROUP = 30;
    private static final BigDecimal DEFAULT_CONFIDENCE = new BigDecimal("0.95");
    private static final String EXPLANATIONS = "explanations";

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
            "explanations",
            "minimum_group",
            "disclosure_minimum",
            "confidence",
            "limits",
            "deciding");

    private PlanText() {}

    static AuditPlan read(byte[] text) {
        JsonNode plan = PlanNodes.tree(text);
        PlanNodes.only(plan, "", MEMBERS);
        if (!PlanNodes.text(plan, "", "kind").equals("fairness")) {
            throw PlanNodes.bad("kind: only 'fairness' is read here, not '" + PlanNodes.text(plan, "", "kind") + "'");
        }
        Profile profile = plan.has("profile") ? profile(PlanNodes.text(plan, "", "profile")) : null;
        Label label = plan.has("label") ? label(plan.get("label")) : null;
        Decision decision = decision(PlanNodes.required(plan, "", "decision"));
        String score = plan.has("score") ? PlanNodes.text(plan, "", "score") : null;
        List<String> attributes = PlanNodes.list(PlanNodes.required(plan, "", "protected"), "protected");
        ProfileDefaults defaults = ProfileDefaults.of(
                profile, attributes.size(), label != null, score != null || decision instanceof Decision.ByScore);
        return new AuditPlan(
                PlanNodes.text(plan, "", "data"),
                profile,
                plan.has("weight") ? PlanNodes.text(plan, "", "weight") : null,
                label,
                decision,
                score,
                plan.has("scoring_rate") ? PlanNodes.bool(plan, "scoring_rate") : defaults.scoringRate(),
                PlanNodes.choice(plan, "", "favourable", Favourable.values(), Favourable.POSITIVE),
                attributes,
                PlanNodes.integer(plan, "", "intersections", defaults.intersections()),
                plan.has("strata") ? PlanNodes.list(plan.get("strata"), "strata") : List.of(),
                plan.has("reference") ? reference(plan.get("reference")) : new Reference.Best(),
                plan.has("unknown") ? PlanNodes.list(plan.get("unknown"), "unknown") : defaults.unknown(),
                plan.has("smallest_share") ? share(plan) : defaults.smallestShare(),
                plan.has("proxies") ? proxies(plan.get("proxies")) : null,
                plan.has("explanations") ? explanations(plan.get("explanations"), decision) : null,
                PlanNodes.integer(plan, "", "minimum_group", DEFAULT_MINIMUM_GROUP),
                PlanNodes.integer(plan, "", "disclosure_minimum", AuditPlan.DEFAULT_DISCLOSURE_MINIMUM),
                plan.has("confidence") ? PlanNodes.number(plan, "", "confidence") : DEFAULT_CONFIDENCE,
                plan.has("limits") || profile == null
                        ? limits(PlanNodes.required(plan, "", "limits"))
                        : defaults.limits(),
                PlanNodes.choice(plan, "", "deciding", Deciding.values(), Deciding.SINGLE));
    }

    private static Profile profile(String id) {
        return Profile.byId(id)
                .orElseThrow(() -> PlanNodes.bad("profile: must be one of "
                        + Arrays.stream(Profile.values()).map(Profile::id).toList() + ", not '" + id + "'"));
    }

    private static Proxies proxies(JsonNode node) {
        PlanNodes.only(node, "proxies", List.of("features"));
        return new Proxies(PlanNodes.list(PlanNodes.required(node, "proxies", "features"), "proxies.features"));
    }

    private static ExplanationPlan explanations(JsonNode node, Decision decision) {
        PlanNodes.only(node, EXPLANATIONS, List.of("metric", "rows", "repeats", "local", "together"));
        Map<String, List<String>> together = new TreeMap<>();
        if (node.has("together")) {
            String where = EXPLANATIONS + ".together";
            if (!node.get("together").isObject()) {
                throw PlanNodes.bad(where + ": must be a mapping from feature to columns");
            }
            node.get("together")
                    .properties()
                    .forEach(feature -> together.put(
                            feature.getKey(), PlanNodes.list(feature.getValue(), where + "." + feature.getKey())));
        }
        return new ExplanationPlan(
                PlanNodes.choice(
                        node,
                        EXPLANATIONS,
                        "metric",
                        ExplanationPlan.Metric.values(),
                        ExplanationPlan.defaultMetric(decision)),
                PlanNodes.integer(node, EXPLANATIONS, "rows", ExplanationPlan.DEFAULT_ROWS),
                PlanNodes.integer(node, EXPLANATIONS, "repeats", ExplanationPlan.DEFAULT_REPEATS),
                PlanNodes.integer(node, EXPLANATIONS, "local", ExplanationPlan.DEFAULT_LOCAL),
                together);
    }

    /** 0 stands for none, so that a plan can say so against its profile. */
    private static BigDecimal share(JsonNode plan) {
        BigDecimal share = PlanNodes.number(plan, "", "smallest_share");
        return share.signum() == 0 ? null : share;
    }

    static Label label(JsonNode node) {
        PlanNodes.only(node, "label", List.of("column", "positive"));
        return new Label(
                PlanNodes.text(node, "label", "column"),
                node.has("positive") ? PlanNodes.text(node, "label", "positive") : null);
    }

    static Decision decision(JsonNode node) {
        PlanNodes.only(node, "decision", List.of("score", "threshold", "column", "positive", "value"));
        boolean byScore = node.has("score") || node.has("threshold");
        boolean byColumn = node.has("column") || node.has("positive");
        boolean byValue = node.has("value");
        if ((byScore ? 1 : 0) + (byColumn ? 1 : 0) + (byValue ? 1 : 0) != 1) {
            throw PlanNodes.bad("decision: give either score and threshold, or column and positive, or value");
        }
        if (byValue) {
            return new Decision.ByValue(PlanNodes.text(node, "decision", "value"));
        }
        if (byScore) {
            boolean median = PlanNodes.required(node, "decision", "threshold").isTextual()
                    && node.get("threshold").asText().equals("median");
            return new Decision.ByScore(
                    PlanNodes.text(node, "decision", "score"),
                    median ? null : PlanNodes.number(node, "decision", "threshold"));
        }
        return new Decision.ByColumn(
                PlanNodes.text(node, "decision", "column"),
                node.has("positive") ? PlanNodes.text(node, "decision", "positive") : null);
    }

    private static Reference reference(JsonNode node) {
        if (node.isObject()) {
            Map<String, String> groups = new TreeMap<>();
            node.properties()
                    .forEach(member -> groups.put(
                            member.getKey(), PlanNodes.scalar("reference." + member.getKey(), member.getValue())));
            return new Reference.Named(groups);
        }
        String text = PlanNodes.scalar("reference", node);
        if (text.equals("best")) {
            return new Reference.Best();
        }
        if (text.equals("majority")) {
            return new Reference.Majority();
        }
        if (text.equals("overall")) {
            return new Reference.Overall();
        }
        throw PlanNodes.bad(
                "reference: must be best, majority, overall or a group per attribute (such as {sex: Male}), not '"
                        + text + "'");
    }

    private static Map<ComparisonMetric, Limit> limits(JsonNode node) {
        if (!node.isObject()) {
            throw PlanNodes.bad("limits: must be a mapping from metric to {min, max}");
        }
        Map<ComparisonMetric, Limit> limits = new EnumMap<>(ComparisonMetric.class);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String where = "limits." + member.getKey();
            ComparisonMetric metric = ComparisonMetric.byId(member.getKey())
                    .orElseThrow(() -> PlanNodes.bad(where + ": unknown metric; known are "
                            + Arrays.stream(ComparisonMetric.values())
                                    .map(ComparisonMetric::id)
                                    .toList()));
            PlanNodes.only(member.getValue(), where, List.of("min", "max"));
            if (limits.containsKey(metric)) {
                throw PlanNodes.bad(where + ": " + metric.id() + " is limited twice, under two of its names");
            }
            limits.put(
                    metric,
                    new Limit(
                            member.getValue().has("min") ? PlanNodes.number(member.getValue(), where, "min") : null,
                            member.getValue().has("max") ? PlanNodes.number(member.getValue(), where, "max") : null));
        }
        return limits;
    }
}
