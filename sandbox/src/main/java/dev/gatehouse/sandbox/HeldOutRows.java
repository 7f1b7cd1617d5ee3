package dev.gatehouse.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.sandbox.credit.CardHolder;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The held-out rows as validation brings them in, the plan it fixes for them, and how a report is told in a few lines. */
final class HeldOutRows {

    private static final int MOST_LINES = 6;

    private static final String IMPACT_RATIO = "impact_ratio";

    private HeldOutRows() {}

    /** One file for all versions: label and protected attributes, then every feature that some version takes. */
    static String csv(TrainedModel... versions) {
        StringBuilder csv = new StringBuilder("id,subject,sex,age_band,label");
        for (TrainedModel version : versions) {
            version.features().names().forEach(name -> csv.append(',').append(name));
        }
        csv.append('\n');
        List<TrainedModel.ScoredRow> rows = versions[0].heldOut();
        for (int i = 0; i < rows.size(); i++) {
            CardHolder holder = rows.get(i).holder();
            csv.append(holder.id())
                    .append(',')
                    .append(holder.subject())
                    .append(',')
                    .append(holder.sex());
            csv.append(',').append(holder.ageBand()).append(',').append(label(holder));
            for (TrainedModel version : versions) {
                for (float value : version.heldOut().get(i).input()) {
                    csv.append(',').append(value);
                }
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    static String label(CardHolder holder) {
        return holder.defaulted() ? TrainedModel.POSITIVE : TrainedModel.NEGATIVE;
    }

    /** The plan: limits and evidence are the house policy's for tier HIGH. */
    static Map<String, Object> plan(String model, double threshold) {
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("kind", "fairness");
        plan.put("data", "held-out rows of " + model);
        plan.put("label", Map.of("column", "label", "positive", TrainedModel.POSITIVE));
        plan.put("decision", Map.of("score", "score", "threshold", threshold));
        plan.put("favourable", "negative");
        plan.put("protected", List.of("sex", "age_band"));
        plan.put("intersections", 2);
        plan.put("reference", "best");
        plan.put("explanations", Map.of("rows", 2000, "repeats", 5, "local", 4));
        plan.put("minimum_group", 100);
        plan.put("disclosure_minimum", 10);
        plan.put("confidence", 0.95);
        plan.put(
                "limits",
                Map.of(
                        "impact_ratio", Map.of("min", 0.8),
                        "tpr_difference", Map.of("max", 0.1),
                        "fpr_difference", Map.of("max", 0.1)));
        plan.put("deciding", "single");
        return plan;
    }

    /** Rows, overall performance, and the deciding comparisons nearest to or beyond their limits. */
    static List<String> describe(JsonNode report) {
        List<String> lines = new ArrayList<>();
        JsonNode metrics = report.path("overall").path("metrics");
        lines.add("  " + report.path("rows").path("used").asLong() + " rows used of "
                + report.path("rows").path("read").asLong() + ", counted by "
                + report.path("engine").asText() + "; AUC "
                + interval(metrics.path("auc")) + ", accuracy " + interval(metrics.path("accuracy")) + ", verdict "
                + report.path("verdict").asText());
        JsonNode worst = null;
        int listed = 0;
        for (JsonNode comparison : report.path("comparisons")) {
            if (!comparison.path("deciding").asBoolean()) {
                continue;
            }
            for (JsonNode limit : comparison.path("limits")) {
                JsonNode ratio = comparison.path("ratio");
                if (limit.path("limit").asText().equals(IMPACT_RATIO)
                        && ratio.has("value")
                        && (worst == null
                                || ratio.path("value").asDouble()
                                        < worst.path("ratio").path("value").asDouble())) {
                    worst = comparison;
                }
                String verdict = limit.path("verdict").asText();
                if (!verdict.equals("PASS") && listed < MOST_LINES) {
                    listed++;
                    lines.add("  " + verdict + ": "
                            + told(comparison, limit.path("limit").asText()));
                }
            }
        }
        if (worst != null) {
            lines.add("  lowest impact ratio: " + told(worst, IMPACT_RATIO));
        }
        return lines;
    }

    private static String told(JsonNode comparison, String limit) {
        boolean ratio = limit.endsWith("_ratio");
        return limit + " of " + values(comparison.path("group")) + " to " + values(comparison.path("reference")) + " "
                + interval(comparison.path(ratio ? "ratio" : "difference"))
                + (ratio && comparison.path("flagged").asBoolean() ? ", below four fifths" : "");
    }

    private static String values(JsonNode group) {
        List<String> values = new ArrayList<>();
        group.forEach(v -> values.add(v.asText()));
        return String.join(" & ", values);
    }

    private static String interval(JsonNode estimate) {
        if (!estimate.has("value")) {
            return "undefined (" + estimate.path("undefined").asText() + ")";
        }
        String value = String.format(Locale.ROOT, "%.3f", estimate.path("value").asDouble());
        return estimate.has("lower")
                ? value
                        + String.format(
                                Locale.ROOT,
                                " [%.3f, %.3f]",
                                estimate.path("lower").asDouble(),
                                estimate.path("upper").asDouble())
                : value;
    }
}
