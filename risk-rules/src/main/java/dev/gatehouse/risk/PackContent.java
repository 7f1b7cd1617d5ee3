package dev.gatehouse.risk;

import dev.gatehouse.risk.Obligations.Origin;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a pack says, after it was read and type-checked. */
record PackContent(
        String id,
        String version,
        String title,
        PolicyPack.Kind kind,
        Period lookAhead,
        Map<String, Fact> facts,
        Map<String, String> terms,
        List<Rule> rules,
        Optional<Scorecard> scorecard,
        Map<Tier, TierPolicy> tiers,
        Map<String, Rule.Gate> gates,
        List<PackTest> tests) {

    /** What every release of a tier must show and obey. */
    record TierPolicy(
            String citation, Certainty certainty, LocalDate effectiveFrom, List<Rule.Gate> gates, Demands demands) {
        Origin origin(String pack, Tier tier) {
            return new Origin(pack, "tier " + tier, citation, certainty, effectiveFrom);
        }
    }

    /** Facts on a date, and what the pack alone must make of them; what a test leaves open is empty. */
    record PackTest(
            String name,
            int line,
            LocalDate on,
            Map<String, Object> facts,
            Optional<Assessment.Status> status,
            Optional<Tier> tier,
            Optional<Integer> points,
            Optional<Set<String>> legalClasses,
            Optional<Set<String>> missing,
            List<String> fires,
            List<String> doesNotFire) {}
}
