package dev.gatehouse.card;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The member {@code modelCard} of the model's component. Figures with their slices and intervals are performance metrics, since CycloneDX's
 * fairness assessments hold words only; those say what each comparison was found to be.
 */
final class MlBomCard {
    private static final Set<String> APPROACHES =
            Set.of("supervised", "unsupervised", "reinforcement-learning", "semi-supervised", "self-supervised");

    private final CardContent content;
    private final ObjectNode card = JsonNodeFactory.instance.objectNode();

    private MlBomCard(CardContent content) {
        this.content = content;
    }

    static ObjectNode of(CardContent content, List<String> data) {
        MlBomCard writer = new MlBomCard(content);
        writer.card.put("bom-ref", "model-card");
        writer.parameters(writer.card.putObject("modelParameters"), data);
        writer.analysis(writer.card.putObject("quantitativeAnalysis"));
        writer.considerations(writer.card.putObject("considerations"));
        writer.properties(writer.card.putArray("properties"));
        return writer.card;
    }

    private void parameters(ObjectNode parameters, List<String> data) {
        approach().ifPresent(type -> parameters.putObject("approach").put("type", type));
        ModelTask task = ModelTask.of(content);
        if (task != ModelTask.OTHER) {
            parameters.put("task", task.id());
            parameters.putArray("inputs").addObject().put("format", "rows of a table");
        }
        content.details().modelType().provided().ifPresent(type -> put(parameters, "modelArchitecture", type));
        if (!data.isEmpty()) {
            ArrayNode datasets = parameters.putArray("datasets");
            data.forEach(reference -> datasets.addObject().put("ref", reference));
        }
        if (content.calibration().provided().isPresent()) {
            parameters.putArray("outputs").addObject().put("format", "score in [0, 1]");
        }
    }

    /** What the training record says under 'approach' or 'learning', in CycloneDX's words. */
    private Optional<String> approach() {
        return content.details().provenanceFacts().provided().orElse(List.of()).stream()
                .filter(fact -> fact.value() != null
                        && Set.of("approach", "learning").contains(fact.name().toLowerCase(Locale.ROOT)))
                .map(fact -> fact.value().toLowerCase(Locale.ROOT).replace(' ', '-'))
                .filter(APPROACHES::contains)
                .findFirst();
    }

    private void analysis(ObjectNode analysis) {
        ArrayNode metrics = analysis.putArray("performanceMetrics");
        for (Metric metric : rows(content.metrics())) {
            metric(metrics, metric.name(), metric.estimate(), "all evaluation data");
        }
        for (GroupResult group : rows(content.groups())) {
            String rows = group.n() == null ? "" : " (n = " + group.n() + ")";
            for (GroupResult.GroupMetric metric : group.metrics()) {
                metric(metrics, metric.name(), metric.estimate(), group.attribute() + " = " + group.group() + rows);
            }
        }
        for (Comparison comparison : rows(content.comparisons())) {
            metric(metrics, named(comparison), comparison.estimate(), slice(comparison));
        }
        for (Proxy proxy : rows(content.proxies())) {
            String value = proxy.value() == null ? "" : " = " + proxy.value();
            metric(metrics, "AUC of predicting a protected attribute", proxy.auc(), proxy.attribute() + value);
        }
        content.importance().provided().ifPresent(importance -> {
            for (Importance.FeatureImportance feature : importance.features()) {
                metric(
                        metrics,
                        "drop of " + importance.metric() + " when permuted",
                        feature.drop(),
                        "feature " + feature.feature());
            }
        });
        for (Drift drift : rows(content.drift())) {
            metric(metrics, "drift by " + drift.method(), drift.statistic(), drift.feature());
        }
        graphics(analysis);
    }

    private static void metric(ArrayNode metrics, String type, Estimate estimate, String slice) {
        ObjectNode node = metrics.addObject();
        put(node, "type", type);
        put(
                node,
                "value",
                estimate.value() == null ? "undefined: " + estimate.undefinedBecause() : plain(estimate.value()));
        put(node, "slice", slice);
        if (estimate.lower() != null) {
            ObjectNode interval = node.putObject("confidenceInterval");
            interval.put("lowerBound", plain(estimate.lower()));
            interval.put("upperBound", estimate.upper() == null ? "unbounded" : plain(estimate.upper()));
        }
    }

    /** The charts of the card as pictures. */
    private void graphics(ObjectNode analysis) {
        Map<String, String> charts = new LinkedHashMap<>();
        Map<String, List<GroupResult>> groups = new LinkedHashMap<>();
        rows(content.groups())
                .forEach(group -> groups.computeIfAbsent(group.attribute(), a -> new java.util.ArrayList<>())
                        .add(group));
        groups.forEach((attribute, of) -> {
            String title = "Selection rate by " + attribute;
            Charts.selectionRates(title, of, Optional.empty()).ifPresent(svg -> charts.put(title, svg));
        });
        content.calibration()
                .provided()
                .flatMap(bins -> Charts.calibration("Calibration", bins))
                .ifPresent(svg -> charts.put("Calibration", svg));
        content.importance()
                .provided()
                .flatMap(importance -> Charts.importance("Importance of the features", importance))
                .ifPresent(svg -> charts.put("Importance of the features", svg));
        if (charts.isEmpty()) {
            return;
        }
        ArrayNode collection = analysis.putObject("graphics").putArray("collection");
        charts.forEach((name, svg) -> {
            ObjectNode graphic = collection.addObject();
            put(graphic, "name", name);
            ObjectNode image = graphic.putObject("image");
            image.put("contentType", "image/svg+xml");
            image.put("encoding", "base64");
            image.put("content", Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)));
        });
    }

    private void considerations(ObjectNode considerations) {
        content.intendedUse().provided().ifPresent(use -> add(considerations.putArray("useCases"), use));
        ArrayNode limitations = JsonNodeFactory.instance.arrayNode();
        text(CardText.LIMITS_OF_USE).ifPresent(text -> add(limitations, text));
        content.outOfScopeUse().provided().ifPresent(text -> add(limitations, "Out of scope: " + text));
        content.restrictions().provided().ifPresent(text -> add(limitations, "Restrictions on use: " + text));
        text(CardText.ASSUMPTIONS).ifPresent(text -> add(limitations, "Assumptions: " + text));
        set(considerations, "technicalLimitations", limitations);
        ArrayNode tradeoffs = JsonNodeFactory.instance.arrayNode();
        text(CardText.BENCHMARK).ifPresent(text -> add(tradeoffs, "Benchmark: " + text));
        text(CardText.SENSITIVITY).ifPresent(text -> add(tradeoffs, "Sensitivity: " + text));
        set(considerations, "performanceTradeoffs", tradeoffs);
        ArrayNode ethics = JsonNodeFactory.instance.arrayNode();
        risk(ethics, CardText.ETHICAL_CONSIDERATIONS, CardText.HUMAN_OVERSIGHT);
        risk(ethics, CardText.FORESEEABLE_MISUSE, CardText.RISK_MANAGEMENT);
        set(considerations, "ethicalConsiderations", ethics);
        text(CardText.ENVIRONMENTAL_IMPACT)
                .ifPresent(text -> MlBom.property(
                        considerations.putObject("environmentalConsiderations").putArray("properties"),
                        CardText.ENVIRONMENTAL_IMPACT.id(),
                        text));
        ArrayNode fairness = JsonNodeFactory.instance.arrayNode();
        for (Comparison comparison : rows(content.comparisons())) {
            ObjectNode node = fairness.addObject();
            put(node, "groupAtRisk", comparison.attribute() + ": " + comparison.group());
            put(node, "harms", finding(comparison));
        }
        set(considerations, "fairnessAssessments", fairness);
    }

    private void risk(ArrayNode risks, CardText name, CardText mitigation) {
        Optional<String> text = text(name);
        Optional<String> strategy = text(mitigation);
        if (text.isPresent() || strategy.isPresent()) {
            ObjectNode node = risks.addObject();
            text.ifPresent(value -> put(node, "name", value));
            strategy.ifPresent(value -> put(node, "mitigationStrategy", value));
        }
    }

    /** What a comparison was found to be, in words. */
    private static String finding(Comparison comparison) {
        Estimate estimate = comparison.estimate();
        StringBuilder text = new StringBuilder(Wording.capital(named(comparison)))
                .append(" against ")
                .append(comparison.reference())
                .append(": ")
                .append(Wording.value(estimate, comparison.limit()));
        if (estimate.lower() != null) {
            text.append(" (")
                    .append(Wording.interval(estimate, comparison.limit()))
                    .append(')');
        }
        text.append(", ").append(Wording.limit(comparison.limit()));
        text.append(", ").append(Wording.verdict(comparison.verdict()));
        if (Boolean.TRUE.equals(comparison.flag())) {
            text.append(", flagged by a point rule");
        }
        return text.append(comparison.deciding() ? ". The audit rests on it." : ".")
                .toString();
    }

    private static String named(Comparison comparison) {
        return comparison.metric() + " " + comparison.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String slice(Comparison comparison) {
        return comparison.attribute() + ": " + comparison.group() + " against " + comparison.reference();
    }

    /** What has no member of its own. */
    private void properties(ArrayNode properties) {
        MlBom.property(properties, "language", content.language());
        content.tier().provided().ifPresent(tier -> MlBom.property(properties, "tier", tier.tier()));
        for (LegalClass each : rows(content.legalClasses())) {
            MlBom.property(properties, "legal-class", each.name());
        }
        MlBom.property(properties, "binding", content.details().binding());
        MlBom.property(properties, "provenance", content.details().provenance());
        named(properties, "provenance:", content.details().provenanceFacts());
        named(properties, "fact:", content.regulatoryFacts());
        named(properties, "digest:", content.digests());
        MlBom.property(properties, "purpose", content.purpose());
        named(properties, "objective:", content.objectives());
        named(properties, "kpi:", content.kpis());
        named(properties, "third-party:", content.thirdParties());
        named(properties, "input-data:", content.inputData());
        for (Factor factor : rows(content.factors())) {
            MlBom.property(properties, "factor:" + factor.name(), String.join("; ", factor.groups()));
        }
        for (Gate gate : rows(content.gates())) {
            MlBom.property(properties, "gate:" + gate.name(), gate.status().name());
        }
        for (Finding finding : rows(content.findings())) {
            MlBom.property(
                    properties,
                    "finding:" + finding.id(),
                    finding.severity() + ", " + (finding.open() ? "open" : "closed") + ": " + finding.title());
        }
        for (Waiver waiver : rows(content.waivers())) {
            MlBom.property(properties, "waiver:" + waiver.gate(), waiver.reason());
        }
        for (Monitor monitor : rows(content.monitoring())) {
            MlBom.property(properties, "monitor:" + monitor.name(), monitor.threshold());
        }
        for (CardText text : CardText.values()) {
            if (!PLACED.contains(text)) {
                text(text).ifPresent(value -> MlBom.property(properties, "text:" + text.id(), value));
            }
        }
        for (FrameworkCompleteness each : Completeness.of(content)) {
            MlBom.property(properties, "completeness:" + each.framework().id(), each.percent() + " %");
        }
    }

    /** Texts that {@link #considerations} holds. */
    private static final Set<CardText> PLACED = Set.of(
            CardText.LIMITS_OF_USE,
            CardText.ASSUMPTIONS,
            CardText.BENCHMARK,
            CardText.SENSITIVITY,
            CardText.ETHICAL_CONSIDERATIONS,
            CardText.HUMAN_OVERSIGHT,
            CardText.FORESEEABLE_MISUSE,
            CardText.RISK_MANAGEMENT,
            CardText.ENVIRONMENTAL_IMPACT);

    private static void named(ArrayNode properties, String prefix, Field<List<NamedValue>> values) {
        for (NamedValue value : rows(values)) {
            MlBom.property(properties, prefix + value.name(), value.value());
        }
    }

    private Optional<String> text(CardText text) {
        return content.text(text).provided();
    }

    private static <T> List<T> rows(Field<List<T>> field) {
        return field.provided().orElse(List.of());
    }

    private static void set(ObjectNode node, String member, ArrayNode values) {
        if (!values.isEmpty()) {
            node.set(member, values);
        }
    }

    private static void add(ArrayNode array, String text) {
        ObjectNode holder = JsonNodeFactory.instance.objectNode();
        put(holder, "text", text);
        array.add(holder.get("text"));
    }

    private static void put(ObjectNode node, String member, String text) {
        MlBom.put(node, member, text);
    }

    private static String plain(BigDecimal number) {
        return number.toPlainString();
    }
}
