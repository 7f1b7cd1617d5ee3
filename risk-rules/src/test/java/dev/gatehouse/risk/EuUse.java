package dev.gatehouse.risk;

import dev.gatehouse.risk.Assessment.LegalClass;
import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.Reason;
import dev.gatehouse.risk.Obligations.Duty;
import dev.gatehouse.risk.Obligations.GateRequirement;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The credit example in the Union, under the AI Act, the GDPR and house policy, and uses that differ from it. */
final class EuUse {
    static final PolicyPack AI_ACT = shipped("eu-ai-act.yaml");
    static final PolicyPack GDPR = shipped("gdpr.yaml");

    private static final RiskAssessor ASSESSOR = assessor();

    private EuUse() {}

    private static PolicyPack shipped(String file) {
        try {
            return PolicyPack.load(file, ShippedPacks.files().get(file));
        } catch (InvalidPackException e) {
            throw new AssertionError(e);
        }
    }

    private static RiskAssessor assessor() {
        try {
            return RiskAssessor.of(List.of(AI_ACT, GDPR, shipped("house.yaml")));
        } catch (InvalidPackException e) {
            throw new AssertionError(e);
        }
    }

    /** The credit example, without the facts that only packs of other places ask for. */
    static Map<String, Object> credit() {
        Set<String> known = ASSESSOR.facts().stream().map(Fact::name).collect(Collectors.toSet());
        Map<String, Object> facts = new TreeMap<>(CreditDefault.facts());
        facts.keySet().retainAll(known);
        facts.put("biometric_verification_only", false);
        facts.put("public_monitoring", false);
        return facts;
    }

    /** A use in the Union that decides nothing of weight and that Annex III does not list. */
    static Map<String, Object> harmless() {
        Map<String, Object> facts = credit();
        facts.putAll(Map.of(
                "annex3_points",
                List.of(),
                "decision_effect",
                "none",
                "automation_level",
                "advisory",
                "reliance",
                0,
                "exposure_amount",
                0,
                "vulnerable_groups",
                List.of()));
        return facts;
    }

    static Assessment assess(Map<String, Object> facts, LocalDate on) throws InvalidFactsException {
        return ASSESSOR.assess(facts, on);
    }

    /** The credit example with some facts changed: name, value, name, value, and so on. */
    static Assessment assess(LocalDate on, Object... changes) throws InvalidFactsException {
        Map<String, Object> facts = credit();
        for (int i = 0; i < changes.length; i += 2) {
            facts.put((String) changes[i], changes[i + 1]);
        }
        return assess(facts, on);
    }

    static Set<String> fired(Assessment assessment) {
        return names(assessment.reasons(), Reason::rule);
    }

    static Reason reason(Assessment assessment, String rule) {
        return assessment.reasons().stream()
                .filter(reason -> reason.rule().equals(rule))
                .findFirst()
                .orElseThrow(() -> new AssertionError(rule + " gave no reason"));
    }

    static Set<String> euClasses(Assessment assessment) {
        Set<String> classes = names(assessment.legalClasses(), LegalClass::id);
        classes.removeIf(id -> !id.startsWith("eu-"));
        return classes;
    }

    static Set<String> missing(Assessment assessment) {
        return names(assessment.missing(), MissingFact::name);
    }

    static Set<String> gates(Assessment assessment) {
        return names(assessment.obligations().orElseThrow().gates(), GateRequirement::id);
    }

    static Set<String> upcoming(Assessment assessment) {
        return names(assessment.obligations().orElseThrow().upcomingGates(), GateRequirement::id);
    }

    static Set<String> duties(Assessment assessment) {
        return names(assessment.obligations().orElseThrow().duties(), Duty::id);
    }

    static Duty duty(Assessment assessment, String id) {
        return assessment.obligations().orElseThrow().duties().stream()
                .filter(duty -> duty.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no duty " + id));
    }

    private static <T> Set<String> names(Collection<T> all, Function<T, String> name) {
        return all.stream().map(name).collect(Collectors.toCollection(TreeSet::new));
    }
}
