package dev.gatehouse.risk;

import dev.gatehouse.risk.Obligations.Duty;
import dev.gatehouse.risk.Obligations.GateRequirement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a use case's result differs between two assessments, by another day or by other packs.
 *
 * @param direction STRICTER when the status or tier becomes stricter or a gate is added; EASIER when none of these holds, and
 *     the status or tier becomes easier or a gate goes; else OTHER
 * @param sentences what differs, a sentence each, at least one
 */
public record AssessmentChange(Direction direction, List<String> sentences) {

    /** Which way the demands moved. */
    public enum Direction {
        STRICTER,
        OTHER,
        EASIER
    }

    public AssessmentChange {
        sentences = List.copyOf(sentences);
    }

    /**
     * Empty when status, tier, legal classes and obligations are the same and no other facts are needed. Reasons may differ, and
     * which rule or pack asks for what.
     */
    public static Optional<AssessmentChange> between(Assessment before, Assessment after) {
        List<String> sentences = new ArrayList<>();
        boolean stricter = false;
        boolean easier = false;
        if (before.status() != after.status()) {
            sentences.add("Assessment: " + before.status() + " → " + after.status());
            stricter = after.status().compareTo(before.status()) > 0;
            easier = !stricter;
        }
        int tiers = after.tier().compareTo(before.tier());
        if (tiers != 0) {
            sentences.add("Tier: " + before.tier() + " → " + after.tier());
            stricter |= tiers > 0;
            easier |= tiers < 0;
        }
        compare("Legal class", classes(before), classes(after), sentences);
        // An unsettled assessment has no obligations, which is not the same as asking for nothing.
        if (before.obligations().isPresent() && after.obligations().isPresent()) {
            stricter |= compare("Gate", gates(before), gates(after), sentences);
            easier |= !gates(after).keySet().containsAll(gates(before).keySet());
            compare("Gate to come", upcoming(before), upcoming(after), sentences);
            compare("Duty", duties(before), duties(after), sentences);
            compare("", settings(before), settings(after), sentences);
        }
        SortedSet<String> missing = new TreeSet<>();
        after.missing().forEach(fact -> missing.add(fact.name()));
        before.missing().forEach(fact -> missing.remove(fact.name()));
        if (!missing.isEmpty()) {
            sentences.add("Facts now needed: " + String.join(", ", missing));
        }
        if (sentences.isEmpty()) {
            return Optional.empty();
        }
        Direction direction = stricter ? Direction.STRICTER : easier ? Direction.EASIER : Direction.OTHER;
        return Optional.of(new AssessmentChange(direction, sentences));
    }

    /** Adds a sentence for every entry that came, went or changed; whether any came. */
    private static boolean compare(
            String what, SortedMap<String, String> before, SortedMap<String, String> after, List<String> sentences) {
        boolean came = false;
        for (Map.Entry<String, String> entry : after.entrySet()) {
            String old = before.get(entry.getKey());
            String name = named(what, entry.getKey());
            if (old == null) {
                came = true;
                sentences.add("New: " + name + (entry.getValue().isEmpty() ? "" : ": " + entry.getValue()));
            } else if (!old.equals(entry.getValue())) {
                sentences.add(name + ": " + old + " → " + entry.getValue());
            }
        }
        for (Map.Entry<String, String> entry : before.entrySet()) {
            if (!after.containsKey(entry.getKey())) {
                sentences.add("No longer: " + named(what, entry.getKey())
                        + (entry.getValue().isEmpty() ? "" : ": " + entry.getValue()));
            }
        }
        return came;
    }

    private static String named(String what, String key) {
        return what.isEmpty() ? key : what.toLowerCase(Locale.ROOT) + " " + key;
    }

    private static SortedMap<String, String> classes(Assessment assessment) {
        SortedMap<String, String> classes = new TreeMap<>();
        assessment
                .legalClasses()
                .forEach(each -> classes.merge(
                        each.id(),
                        each.inForce() ? "in force" : "from " + each.from(),
                        // Two packs may know the class.
                        (one, other) -> one.equals(other) ? one : one + ", " + other));
        return classes;
    }

    private static SortedMap<String, String> gates(Assessment assessment) {
        SortedMap<String, String> gates = new TreeMap<>();
        assessment.obligations().ifPresent(all -> all.gates().forEach(gate -> gates.put(gate.id(), described(gate))));
        return gates;
    }

    private static SortedMap<String, String> upcoming(Assessment assessment) {
        SortedMap<String, String> gates = new TreeMap<>();
        assessment
                .obligations()
                .ifPresent(all -> all.upcomingGates()
                        .forEach(gate -> gates.put(gate.id(), described(gate) + ", from " + firstDay(gate))));
        return gates;
    }

    private static LocalDate firstDay(GateRequirement gate) {
        return gate.origins().stream()
                .map(Obligations.Origin::effectiveFrom)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static String described(GateRequirement gate) {
        return gate.title() + " (" + gate.evidenceKind() + " by " + String.join(" or ", gate.givenBy()) + ")"
                + gate.freshFor().map(period -> ", at most " + period + " old").orElse("");
    }

    private static SortedMap<String, String> duties(Assessment assessment) {
        SortedMap<String, String> duties = new TreeMap<>();
        assessment.obligations().ifPresent(all -> {
            for (Duty duty : all.duties()) {
                duties.put(
                        duty.id(),
                        duty.title()
                                + (duty.dueOn(assessment.on())
                                        ? ""
                                        : ", from " + duty.origin().effectiveFrom())
                                + duty.deadline()
                                        .map(instant -> ", until " + instant)
                                        .orElse(""));
            }
        });
        return duties;
    }

    private static SortedMap<String, String> settings(Assessment assessment) {
        SortedMap<String, String> settings = new TreeMap<>();
        assessment.obligations().ifPresent(all -> {
            settings.put("quorum", joined(all.quorum()));
            settings.put("may not vote", String.join(", ", all.mayNotVote()));
            settings.put("permit validity", all.permitValidity().toString());
            settings.put("monitor cadence", joined(all.monitorCadence()));
            settings.put("revalidation", all.revalidation().toString());
            settings.put("log retention", all.logRetention().toString());
            settings.put("staleness limit", all.stalenessLimit().toString());
            settings.put("minimum binding", all.minimumBinding());
            all.fairness().ifPresent(policy -> {
                settings.put("fairness limits", limits(policy.limits()));
                settings.put("fairness is decided by", String.join(", ", policy.deciding()));
                settings.put("groups are compared", policy.comparison());
                settings.put("least rows of a group", String.valueOf(policy.minimumGroup()));
                settings.put("confidence", policy.confidence().toPlainString());
            });
            if (!all.driftLimits().isEmpty()) {
                settings.put("drift limits", limits(all.driftLimits()));
            }
            all.driftEvidence().ifPresent(least -> settings.put("least evidence of a drift audit", evidence(least)));
            all.performance().ifPresent(policy -> {
                settings.put("performance limits", limits(policy.limits()));
                settings.put("least evidence of a performance audit", evidence(policy.evidence()));
            });
            if (!all.findingDue().isEmpty()) {
                settings.put("findings due", joined(all.findingDue()));
            }
            if (!all.cardCompleteness().isEmpty()) {
                settings.put("least completeness of the model card, percent", joined(all.cardCompleteness()));
            }
            approval(all.approval(), settings);
        });
        return settings;
    }

    private static String evidence(Obligations.AuditEvidence least) {
        return least.minimumRows() + " rows at " + least.confidence().toPlainString() + " confidence";
    }

    private static void approval(ApprovalPolicy policy, Map<String, String> settings) {
        policy.findingsBlock().ifPresent(severity -> settings.put("findings close the gate from severity", severity));
        policy.overdueFindingsLapse()
                .ifPresent(severity -> settings.put("overdue findings suspend permits from severity", severity));
        settings.put("the board decides within", policy.reviewWithin().toString());
        settings.put(
                "suspended permits are resumed within", policy.resumeWithin().toString());
        policy.emergency()
                .ifPresent(use -> settings.put(
                        "use before validation",
                        use.trafficCap().toPlainString() + " of traffic for " + use.validity()));
        policy.waivers()
                .forEach((reason, limit) -> settings.put("waiver of " + reason + " evidence", described(limit)));
    }

    /** The limits of a waiver in words. */
    static String described(ApprovalPolicy.WaiverLimit limit) {
        return limit.trafficCap()
                        .map(cap -> cap.toPlainString() + " of traffic, ")
                        .orElse("") + "for " + limit.within();
    }

    private static String joined(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String limits(Map<String, Obligations.Limit> limits) {
        List<String> parts = new ArrayList<>();
        limits.forEach((metric, limit) -> parts.add(metric
                + limit.min().map(min -> " ≥ " + min.toPlainString()).orElse("")
                + limit.max().map(max -> " ≤ " + max.toPlainString()).orElse("")));
        return String.join(", ", parts);
    }
}
