package dev.gatehouse.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.risk.Obligations.AuditEvidence;
import dev.gatehouse.risk.Obligations.GateRequirement;
import dev.gatehouse.risk.Obligations.Limit;
import dev.gatehouse.risk.Obligations.PerformancePolicy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Packs that ask for audits of drift and of performance. */
class AuditPolicyTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");
    private static final String PACK = """
            pack: {id: %s, version: 1, title: Pack, kind: house}
            facts:
              first: {type: bool, question: First}
            gates:
              drift: {title: No drift, evidence: drift-audit, given_by: [validator]}
              performance: {title: Performs, evidence: performance-audit, given_by: [validator]}
            rules:
              - {id: one, citation: A, certainty: D, effective_from: 2020-01-01, when: first, effects: {gates: [drift, performance], obligations: {%s}}}
            tiers:
              citation: Ours
              certainty: D
              effective_from: 2020-01-01
              LOW: &
              MEDIUM: &
              HIGH: &
            test_facts: {first: false}
            tests:
              - {name: none, on: 2026-11-22, does_not_fire: [one]}
              - {name: fires, on: 2026-11-22, facts: {first: true}, fires: [one]}
            """.replace(
                    "&",
                    "{quorum: {legal: 1}, log_retention: P1D, permit_validity: P50Y, revalidation: P50Y,"
                            + " staleness_limit: PT1H, minimum_binding: declared}");

    private static PolicyPack pack(String id, String obligations) throws InvalidPackException {
        return PolicyPack.load(id + ".yaml", PACK.formatted(id, obligations).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theStricterLimitAndTheGreaterEvidenceWin() throws Exception {
        RiskAssessor assessor = RiskAssessor.of(
                List.of(
                        pack(
                                "a",
                                "drift: {limits: {psi: {max: 0.2}}, minimum_rows: 500, confidence: 0.95},"
                                        + " performance: {limits: {precision: {min: 0.4}}, minimum_rows: 100, confidence: 0.99}"),
                        pack(
                                "b",
                                "drift: {limits: {psi: {max: 0.1}, ks: {max: 0.3}}},"
                                        + " performance: {limits: {precision: {min: 0.5}, auc_drop: {max: 0.05}}, minimum_rows: 200, confidence: 0.9}")));

        Obligations all =
                assessor.assess(Map.of("first", true), DAY).obligations().orElseThrow();

        assertThat(all.gates())
                .extracting(GateRequirement::evidenceKind)
                .containsExactly("drift-audit", "performance-audit");
        assertThat(all.driftLimits()).isEqualTo(Map.of("psi", atMost("0.1")));
        assertThat(all.driftEvidence()).contains(new AuditEvidence(500, new BigDecimal("0.95")));
        assertThat(all.performance())
                .contains(new PerformancePolicy(
                        Map.of("precision", atLeast("0.5"), "auc_drop", atMost("0.05")),
                        new AuditEvidence(200, new BigDecimal("0.99"))));
        assertThat(all.origins().get("performance.precision").pack()).isEqualTo("b");
        assertThat(all.origins().get("drift_minimum_rows").pack()).isEqualTo("a");
    }

    /** Else a pack that names one distance could be evaded by a wide limit that another pack has on a second one. */
    @Test
    void ofDistancesOnlyThoseThatEveryPackAllowsAreLeftAndChecksAreUnited() throws Exception {
        String house = "drift: {limits: {psi: {max: 0.2}, ks: {max: 0.15}, missing_share_increase: {max: 0.05}}}";

        assertThat(drift(house, "drift: {limits: {psi: {max: 0.3}, ks: {max: 0.1}, energy: {max: 1}}}"))
                .isEqualTo(Map.of("psi", atMost("0.2"), "ks", atMost("0.1"), "missing_share_increase", atMost("0.05")));
        assertThat(drift(house, "drift: {limits: {missing_share_increase: {max: 0.01}}}"))
                .isEqualTo(
                        Map.of("psi", atMost("0.2"), "ks", atMost("0.15"), "missing_share_increase", atMost("0.01")));
        assertThat(drift(house, "drift: {limits: {hellinger: {max: 0.1}}}"))
                .as("nothing in common")
                .containsOnlyKeys("psi", "ks", "hellinger", "missing_share_increase");
        assertThat(drift(house, "drift: {limits: {psi: {max: 0.3}}}"))
                .containsOnlyKeys("psi", "missing_share_increase");
    }

    private static Map<String, Limit> drift(String one, String other) throws Exception {
        Obligations all = RiskAssessor.of(List.of(pack("a", one), pack("b", other)))
                .assess(Map.of("first", true), DAY)
                .obligations()
                .orElseThrow();
        assertThat(all.origins().keySet().stream()
                        .filter(name -> name.startsWith("drift."))
                        .map(name -> name.substring("drift.".length())))
                .containsExactlyInAnyOrderElementsOf(all.driftLimits().keySet());
        return all.driftLimits();
    }

    @Test
    void withoutSuchSectionsNothingIsAsked() throws Exception {
        Obligations all = RiskAssessor.of(List.of(pack("a", "")))
                .assess(Map.of("first", false), DAY)
                .obligations()
                .orElseThrow();

        assertThat(all.driftEvidence()).isEmpty();
        assertThat(all.performance()).isEmpty();
        assertThat(all.gates()).isEmpty();
    }

    @Test
    void whatIsIncompleteIsRefused() {
        assertThatThrownBy(() -> pack("a", "drift: {limits: {psi: {max: 0.2}}, minimum_rows: 500}"))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("'minimum_rows' and 'confidence' go together");
        assertThatThrownBy(() -> pack("a", "performance: {minimum_rows: 500, confidence: 0.95}"))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("'limits' must give at least one metric a limit");
        assertThatThrownBy(() -> pack("a", "performance: {limits: {auc: {min: 0.7}}, confidence: 0.95}"))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("minimum_rows");
        assertThatThrownBy(
                        () -> pack("a", "performance: {limits: {auc: {min: 0.7}}, minimum_rows: 0, confidence: 0.95}"))
                .isInstanceOf(InvalidPackException.class)
                .hasMessageContaining("1 to 1000000 rows");
    }

    private static Limit atMost(String max) {
        return new Limit(Optional.empty(), Optional.of(new BigDecimal(max)));
    }

    private static Limit atLeast(String min) {
        return new Limit(Optional.of(new BigDecimal(min)), Optional.empty());
    }
}
