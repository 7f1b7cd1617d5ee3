package dev.gatehouse.benchmarks;

import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.FactsFile;
import dev.gatehouse.risk.RiskAssessor;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reassessing an inventory of models against all shipped packs, against the limit of 10 CPU seconds for 10,000. */
final class Tiering implements Benchmarks.Benchmark {

    private static final int MODELS = 10_000;
    private static final double LIMIT_CPU_SECONDS = 10;
    private static final LocalDate ON = LocalDate.of(2026, 11, 21);

    @Override
    public List<String> run() throws Exception {
        Map<String, Object> facts;
        try (InputStream yaml = RiskAssessor.class.getResourceAsStream("examples/credit-default-facts.yaml")) {
            facts = FactsFile.read("credit-default-facts.yaml", yaml.readAllBytes());
        }
        RiskAssessor[] assessor = new RiskAssessor[1];
        double load = ProcessCost.cpuSeconds(() -> assessor[0] = RiskAssessor.shipped());
        int[] high = new int[1];
        double cpu = ProcessCost.cpuSeconds(() -> {
            for (int i = 0; i < MODELS; i++) {
                Map<String, Object> model = new HashMap<>(facts);
                model.put("affected_persons_per_year", i * 10);
                model.put("complexity", i % 4);
                if (assessor[0].assess(model, ON).status() == Assessment.Status.ASSESSED) {
                    high[0]++;
                }
            }
        });
        return List.of(
                String.format(Locale.ROOT, "packs loaded and checked in %.2f CPU s, cold", load),
                String.format(
                        Locale.ROOT,
                        "%,d models reassessed (%,d settled) in %.2f CPU s: %.2f of the limit of %.0f",
                        MODELS,
                        high[0],
                        cpu,
                        cpu / LIMIT_CPU_SECONDS,
                        LIMIT_CPU_SECONDS),
                ProcessCost.peakMemory());
    }
}
