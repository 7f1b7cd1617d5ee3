package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxiesTest {
    private static final AuditPlan PLAN = Plans.scored("""
            protected: [sex]
            proxies: {features: [district, "years & months", shoe]}
            limits: {impact_ratio: {min: 0.8}}
            """);

    @TempDir
    private Path folder;

    /** Rows in which the district gives the sex away, years do somewhat, and the shoe size is noise. */
    private Path people(int n) throws Exception {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>(List.of("sex,y,s,district,years & months,shoe"));
        for (int i = 0; i < n; i++) {
            int sex = random.nextInt(2);
            int district = random.nextInt(10) == 0 ? random.nextInt(8) : sex * 4 + random.nextInt(4);
            double score = Math.min(1, Math.max(0, 0.5 + 0.1 * sex + 0.2 * random.nextGaussian()));
            lines.add((sex == 1 ? "f" : "m") + "," + random.nextInt(2) + "," + score + ",\"North, " + district + "\","
                    + (i % 20 == 0 ? "" : 30 + 5 * sex + 5 * random.nextGaussian()) + ","
                    + (36 + random.nextInt(10)));
        }
        return Files.write(folder.resolve("people.csv"), lines);
    }

    @Test
    void aPlanThatNamesFeaturesIsToldHowTheyPredictEachProtectedAttribute() throws Exception {
        List<String> stages = new ArrayList<>();
        AuditReport report = FairnessAudit.run(
                        PLAN,
                        List.of(people(2_000)),
                        (stage, share) -> {
                            if (!stages.contains(stage)) {
                                stages.add(stage);
                            }
                        },
                        Limits.standard())
                .report();

        Proxy proxy = report.proxies().get(0);
        assertThat(report.proxies()).hasSize(1);
        assertThat(proxy.attribute()).isEqualTo("sex");
        assertThat(proxy.n()).isEqualTo(2_000);
        assertThat(proxy.auc().lower()).isGreaterThan(0.9);
        assertThat(proxy.score().measure()).isEqualTo("spearman");
        assertThat(proxy.features().get(0).name()).startsWith("district");
        assertThat(proxy.features())
                .extracting(AuditReport.Feature::name)
                .contains("district", "years & months", "shoe", "district & shoe", "district & years & months");
        assertThat(stages).endsWith("evaluate", "proxies");
        assertThat(AuditReport.parse(report.toJson()).proxies()).isEqualTo(report.proxies());
        assertThat(FairnessAudit.run(PLAN, people(2_000)).report().proxies()).isEqualTo(report.proxies());
    }

    @Test
    void moreRowsThanTheSearchTakesAreSampled() throws Exception {
        AuditPlan one = Plans.scored("""
                protected: [sex]
                proxies: {features: [district]}
                limits: {impact_ratio: {min: 0.8}}
                """);
        Proxy proxy = FairnessAudit.run(one, people(14_000)).report().proxies().get(0);
        assertThat(proxy.n()).isBetween(9_000L, 10_000L);
        assertThat(proxy.auc().lower()).isGreaterThan(0.9);
    }

    @Test
    void withoutFeaturesInThePlanNothingIsSaidOfProxies() throws Exception {
        AuditPlan without = Plans.scored("protected: [sex]\nlimits: {impact_ratio: {min: 0.8}}");
        AuditReport report = FairnessAudit.run(without, people(200)).report();
        assertThat(report.proxies()).isNull();
        assertThat(new String(report.toJson(), StandardCharsets.UTF_8)).doesNotContain("proxies");
    }

    @Test
    void aFeatureThatTheDataLackIsNamed() throws Exception {
        AuditPlan lacking = Plans.scored("""
                protected: [sex]
                proxies: {features: [height]}
                limits: {impact_ratio: {min: 0.8}}
                """);
        Path data = people(100);
        assertThatThrownBy(() -> FairnessAudit.run(lacking, data))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("'height'");
    }

    @Test
    void aSearchIsCancelledByAnInterrupt() throws Exception {
        Path data = people(2_000);
        try {
            assertThatThrownBy(() -> FairnessAudit.run(
                            PLAN,
                            List.of(data),
                            (stage, share) -> {
                                if (stage.equals("proxies")) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            Limits.standard()))
                    .isInstanceOf(AuditException.class)
                    .hasMessageContaining("cancelled");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
