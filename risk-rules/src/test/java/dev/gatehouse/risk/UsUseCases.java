package dev.gatehouse.risk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Use cases for the US packs: each is assessed by itself, and each call gives a new map to change. */
final class UsUseCases {
    private UsUseCases() {}

    /** The packs us-model-risk and us-employment, and the house's, which sets what every release needs. */
    static List<PolicyPack> packs() throws InvalidPackException {
        Map<String, byte[]> files = ShippedPacks.files();
        List<PolicyPack> packs = new ArrayList<>();
        for (String file : List.of("us-model-risk.yaml", "us-employment.yaml", "house.yaml")) {
            packs.add(PolicyPack.load(file, files.get(file)));
        }
        return packs;
    }

    static Map<String, Object> with(Map<String, Object> facts, String name, Object value) {
        facts.put(name, value);
        return facts;
    }

    static Map<String, Object> without(Map<String, Object> facts, String... names) {
        Arrays.asList(names).forEach(facts::remove);
        return facts;
    }

    static Map<String, Object> lending(String name, Object value) {
        return with(lending(), name, value);
    }

    /** A small bank's consumer credit score in Texas. */
    static Map<String, Object> lending() {
        Map<String, Object> facts = hiring("domain", "credit");
        facts.put("org_type", "bank");
        facts.put("consumer_credit", true);
        facts.put("adverse_action_possible", true);
        return facts;
    }

    static Map<String, Object> hiring(String name, Object value) {
        return with(hiring(), name, value);
    }

    /** An employer's tool that selects applicants in Texas. */
    static Map<String, Object> hiring() {
        return new TreeMap<>(Map.ofEntries(
                Map.entry("org_type", "employer"),
                Map.entry("total_assets", 1_000_000_000L),
                Map.entry("jurisdictions", List.of("US-TX")),
                Map.entry("ai_kind", List.of("ml")),
                Map.entry("method_is_complex_quantitative", true),
                Map.entry("output_mode", List.of("class")),
                Map.entry("domain", "employment"),
                Map.entry("decision_effect", "legal_or_similar"),
                Map.entry("automation_level", "human_reviews"),
                Map.entry("materially_influences_decision", true),
                Map.entry("uses_postcode", false),
                Map.entry("consumer_credit", false),
                Map.entry("business_credit", false),
                Map.entry("adverse_action_possible", false),
                Map.entry("aedt_substantially_assists", true),
                Map.entry("last_bias_audit_date", "2026-06-01"),
                Map.entry(
                        "group_counts",
                        Map.of(
                                "female", Map.of("assessed", 200, "selected", 90),
                                "male", Map.of("assessed", 300, "selected", 140))),
                Map.entry("medical_device", false),
                Map.entry("learning_mode", "static"),
                Map.entry("predetermined_change_plan", false),
                Map.entry("exposure_amount", 0),
                Map.entry("affected_persons_per_year", 100),
                Map.entry("vulnerable_groups", List.of()),
                Map.entry("complexity", 0),
                Map.entry("opacity", 0),
                Map.entry("reliance", 0),
                Map.entry("regulatory_use", "none"),
                Map.entry("personal_data", true),
                Map.entry("special_category_data", false),
                Map.entry("large_scale", false),
                Map.entry("source", "internal"),
                Map.entry("annex3_points", List.of())));
    }
}
