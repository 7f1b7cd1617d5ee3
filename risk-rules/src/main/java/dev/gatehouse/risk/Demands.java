package dev.gatehouse.risk;

import dev.gatehouse.risk.Obligations.AuditEvidence;
import dev.gatehouse.risk.Obligations.FairnessPolicy;
import dev.gatehouse.risk.Obligations.Limit;
import dev.gatehouse.risk.Obligations.PerformancePolicy;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a tier or a rule demands of a release besides gates and duties; what it leaves open is empty. */
record Demands(
        Map<String, Integer> quorum,
        List<String> mayNotVote,
        Optional<Period> permitValidity,
        Map<String, Period> monitorCadence,
        Optional<Period> revalidation,
        Optional<Period> logRetention,
        Optional<Duration> stalenessLimit,
        Optional<String> minimumBinding,
        Optional<FairnessPolicy> fairness,
        Map<String, Limit> driftLimits,
        Optional<AuditEvidence> driftEvidence,
        Optional<PerformancePolicy> performance,
        Map<String, Period> findingDue,
        Map<String, Integer> cardCompleteness,
        ApprovalDemands approval) {

    /** From weakest to strongest tie between approved bytes and what answers. */
    static final List<String> BINDINGS = List.of("declared", "attested", "loaded-by-digest");
    /** How grave a finding is, gravest first. */
    static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low");
    /** From narrower to wider comparison of groups. */
    static final List<String> COMPARISONS = List.of("reference-group", "all-pairs");

    static final Demands NONE = new Demands(
            Map.of(),
            List.of(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            ApprovalDemands.NONE);

    /** A sentence for each demand. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        quorum.forEach((function, seats) -> sentences.add("quorum of " + seats + " from " + function));
        mayNotVote.forEach(who -> sentences.add(who + " may not vote"));
        permitValidity.ifPresent(period -> sentences.add("permits run at most " + period));
        monitorCadence.forEach((kind, period) -> sentences.add("monitor " + kind + " at least every " + period));
        revalidation.ifPresent(period -> sentences.add("validate again within " + period));
        logRetention.ifPresent(period -> sentences.add("keep logs at least " + period));
        stalenessLimit.ifPresent(limit -> sentences.add("serve at most " + limit + " without news"));
        minimumBinding.ifPresent(binding -> sentences.add("bind the artifact at least by " + binding));
        fairness.ifPresent(policy -> sentences.add(
                "fairness limits on " + String.join(", ", policy.limits().keySet())));
        if (!driftLimits.isEmpty()) {
            sentences.add("drift limits on " + String.join(", ", driftLimits.keySet()));
        }
        performance.ifPresent(policy -> sentences.add(
                "performance limits on " + String.join(", ", policy.limits().keySet())));
        findingDue.forEach((severity, period) -> sentences.add("remedy " + severity + " findings within " + period));
        cardCompleteness.forEach((framework, percent) ->
                sentences.add("model card complete for " + framework + " to at least " + percent + " %"));
        sentences.addAll(approval.sentences());
        return sentences;
    }
}
