package dev.gatehouse.benchmarks;

import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.FactsFile;
import dev.gatehouse.risk.RiskAssessor;
import dev.gatehouse.risk.ShippedPacks;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reassessing an inventory of models against all shipped packs, against the limit of 10 CPU seconds for 10,000. */
final class Tiering implements Benchmarks.Benchmark {

    private static final int MODELS = 10_000;
    private static final double LIMIT_CPU_SECONDS = 10;
    private static final LocalDate ON = LocalDate.of(2026, 11, 22);

    @Override
    public Figures run() throws Exception {
        Map<String, Object> facts;
        try (InputStream yaml = RiskAssessor.class.getResourceAsStream("examples/credit-default-facts.yaml")) {
            facts = FactsFile.read("credit-default-facts.yaml", yaml.readAllBytes());
        }
        List<Map<String, Object>> inventory = new ArrayList<>();
        for (int i = 0; i < MODELS; i++) {
            inventory.add(model(facts, i));
        }
        RiskAssessor[] assessor = new RiskAssessor[1];
        double load = ProcessCost.cpuSeconds(() -> assessor[0] = RiskAssessor.shipped());
        Map<Assessment.Status, Integer> found = new EnumMap<>(Assessment.Status.class);
        double cpu = ProcessCost.cpuSeconds(() -> {
            for (Map<String, Object> model : inventory) {
                found.merge(assessor[0].assess(model, ON).status(), 1, Integer::sum);
            }
        });
        Figures figures = new Figures();
        figures.say(
                "%d packs loaded, type-checked and tested in %.2f CPU s, cold",
                ShippedPacks.files().size(), load);
        figures.say("%,d models reassessed: %s", MODELS, found);
        figures.atMost(LIMIT_CPU_SECONDS, cpu, "CPU s for them");
        figures.say("%s", ProcessCost.peakMemory());
        return figures;
    }

    /** Credit, employment, an unlisted use, a use in the US only, and one whose owner has not answered everything, in turn. */
    private static Map<String, Object> model(Map<String, Object> facts, int i) {
        Map<String, Object> model = new HashMap<>(facts);
        model.put("affected_persons_per_year", i * 10L);
        model.put("complexity", (long) i % 4);
        switch (i % 5) {
            case 1 -> {
                model.put("annex3_points", List.of("4a"));
                model.put("domain", "employment");
                model.put("aedt_substantially_assists", true);
                model.put("last_bias_audit_date", "2026-05-04");
                model.put(
                        "group_counts",
                        Map.of(
                                "female", Map.of("assessed", 900 + i, "selected", 300, "above_median", 440),
                                "male", Map.of("assessed", 1_100, "selected", 480, "above_median", 560)));
            }
            case 2 -> model.put("annex3_points", List.of());
            case 3 -> model.put("jurisdictions", List.of("US-CA", "US-CO", "US-NYC"));
            case 4 -> {
                model.put("performs_profiling", "unsure");
                model.put("materially_influences_decision", false);
                model.put("significant_risk_of_harm", false);
                model.put("art6_3_condition", "d");
            }
            default -> {
                // as it is in the example
            }
        }
        return model;
    }
}
