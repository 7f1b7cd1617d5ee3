package dev.gatehouse.risk;

import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.PackReference;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.PackContent.TierPolicy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Applies a set of policy packs to the facts of one use case. Immutable and safe to share between threads.
 *
 * <p><b>Missing facts.</b> A fact that is missing or "unsure" is unknown, never a no. Rules are evaluated in three values with
 * CEL's own unknowns: what the known facts settle is settled, the rest waits. A waiting rule's facts are asked for when the
 * rule, were it to fire, would raise the tier, add a legal class or date it earlier, or add to or tighten the obligations; a
 * scorecard factor's facts when its points, for some points of the other waiting factors, would decide the tier. With a
 * duty that has a deadline, the day or time that it is counted from is asked for too. Because effects only ever add (strictest
 * tier, union of the rest), rules that change nothing one by one change nothing together, so a use case that is ASSESSED
 * cannot come out differently. The other way it errs on asking: facts are treated as independent, so one may be asked
 * for that logic alone could rule out. Which rules are cited as reasons is not part of the result in this sense.
 *
 * <p><b>Looking ahead.</b> A rule whose date is still to come is reported with that date. Its tier floor (or prohibition) counts
 * already when the date lies within the longest {@code look_ahead} of the packs, which is house policy and marked as such;
 * its gates and duties are shown as upcoming, and its other demands wait for the date.
 */
public final class RiskAssessor {
    private final List<PolicyPack> packs;
    private final List<PackContent> contents;
    private final Map<String, Fact> facts;

    private RiskAssessor(List<PolicyPack> packs, Map<String, Fact> facts) {
        this.packs = packs;
        this.contents = packs.stream().map(PolicyPack::content).toList();
        this.facts = facts;
    }

    /** An assessor with the packs that come with Gatehouse ({@link ShippedPacks}). Loading takes a moment; keep it. */
    public static RiskAssessor shipped() {
        try {
            List<PolicyPack> packs = new ArrayList<>();
            for (Map.Entry<String, byte[]> file : ShippedPacks.files().entrySet()) {
                packs.add(PolicyPack.load(file.getKey(), file.getValue()));
            }
            return of(packs);
        } catch (InvalidPackException e) {
            throw new IllegalStateException("the packs in this build cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * @throws InvalidPackException if two packs share an id, disagree about a fact or a gate, if more than one has a scorecard,
     *     or if some tier is left without a setting that every release needs
     */
    public static RiskAssessor of(Collection<PolicyPack> packs) throws InvalidPackException {
        List<PolicyPack> ordered = packs.stream()
                .sorted(Comparator.comparing(pack -> pack.content().id()))
                .toList();
        Problems problems = new Problems("packs");
        Map<String, Fact> facts = new TreeMap<>();
        Map<String, Rule.Gate> gates = new TreeMap<>();
        Map<String, String> firstOf = new HashMap<>();
        String previous = "";
        String scorecard = "";
        for (PolicyPack pack : ordered) {
            PackContent content = pack.content();
            if (content.id().equals(previous)) {
                problems.add(0, "", "pack id " + previous + " is used twice; activate one of them");
            }
            previous = content.id();
            content.facts().forEach((name, fact) -> {
                if (!fact.agreesWith(facts.getOrDefault(name, fact))) {
                    problems.add(
                            0,
                            "",
                            content.id() + " declares fact " + name + " unlike an earlier pack ("
                                    + firstOf.get("fact " + name)
                                    + "); type, unit, values, keys, range and about must be the same");
                }
                facts.putIfAbsent(name, fact);
                firstOf.putIfAbsent("fact " + name, content.id());
            });
            content.gates().forEach((id, gate) -> {
                if (!gate.agreesWith(gates.getOrDefault(id, gate))) {
                    problems.add(
                            0,
                            "",
                            content.id() + " declares gate " + id + " unlike an earlier pack ("
                                    + firstOf.get("gate " + id) + "); evidence and given_by must be the same");
                }
                gates.putIfAbsent(id, gate);
                firstOf.putIfAbsent("gate " + id, content.id());
            });
            if (content.scorecard().isPresent()) {
                if (!scorecard.isEmpty()) {
                    problems.add(0, "", content.id() + " has a scorecard and so has " + scorecard + "; keep one");
                }
                scorecard = content.id();
            }
        }
        checkTiers(ordered, problems);
        checkGivers(ordered, problems);
        problems.throwIfAny();
        return new RiskAssessor(ordered, facts);
    }

    /** Roles whose holders may give evidence without a seat on the board. */
    private static final List<String> GIVING_ROLES = List.of("engineer", "validator");

    private static void checkTiers(List<PolicyPack> packs, Problems problems) {
        for (Tier tier : List.of(Tier.LOW, Tier.MEDIUM, Tier.HIGH)) {
            ObligationsUnion union = new ObligationsUnion(LocalDate.EPOCH);
            for (PolicyPack pack : packs) {
                TierPolicy policy = pack.content().tiers().get(tier);
                if (policy != null) {
                    union.add(policy, policy.origin(pack.content().id(), tier));
                }
            }
            if (!union.unset().isEmpty()) {
                problems.add(0, "", "no pack sets " + String.join(", ", union.unset()) + " for tier " + tier);
            }
        }
    }

    /** Who may give evidence is a role, or a function that some tier or rule seats on the board; another word is a gate for nobody. */
    private static void checkGivers(List<PolicyPack> packs, Problems problems) {
        Set<String> known = new TreeSet<>(GIVING_ROLES);
        for (PolicyPack pack : packs) {
            PackContent content = pack.content();
            content.tiers()
                    .values()
                    .forEach(policy -> known.addAll(policy.demands().quorum().keySet()));
            content.rules().forEach(rule -> known.addAll(rule.demands().quorum().keySet()));
        }
        for (PolicyPack pack : packs) {
            pack.content()
                    .gates()
                    .values()
                    .forEach(gate -> gate.givenBy().stream()
                            .filter(giver -> !known.contains(giver))
                            .forEach(giver -> problems.add(
                                    0,
                                    "",
                                    pack.content().id() + ": given_by of gate " + gate.id() + " names '"
                                            + Section.shown(giver) + "'; it must be one of " + String.join(", ", known)
                                            + " (roles, and functions that some quorum seats)")));
        }
    }

    /** All facts that the packs ask for, by name. */
    public List<Fact> facts() {
        return List.copyOf(facts.values());
    }

    /**
     * The facts under their headings, both in the order of the packs. Where packs differ in the heading, the first that gives one
     * decides; what has none in any pack comes last, under "Other".
     */
    public Map<String, List<Fact>> factGroups() {
        Map<String, List<Fact>> groups = new LinkedHashMap<>();
        Set<String> placed = new HashSet<>();
        for (PackContent content : contents) {
            for (Fact fact : content.facts().values()) {
                if (fact.group().isPresent() && placed.add(fact.name())) {
                    groups.computeIfAbsent(fact.group().get(), any -> new ArrayList<>())
                            .add(fact);
                }
            }
        }
        for (Fact fact : facts.values()) {
            if (placed.add(fact.name())) {
                groups.computeIfAbsent("Other", any -> new ArrayList<>()).add(fact);
            }
        }
        return groups;
    }

    /**
     * What every release of a tier must show and obey, before any rule adds to it.
     *
     * @param tier LOW, MEDIUM or HIGH
     * @param on the day that periods are compared for
     */
    public Obligations tierObligations(Tier tier, LocalDate on) {
        if (tier == Tier.PROHIBITED) {
            throw new IllegalArgumentException("nothing of tier PROHIBITED is released");
        }
        ObligationsUnion union = new ObligationsUnion(on);
        for (PackContent content : contents) {
            TierPolicy policy = content.tiers().get(tier);
            if (policy != null) {
                union.add(policy, policy.origin(content.id(), tier));
            }
        }
        return union.toObligations();
    }

    /** The packs applied, by id. */
    public List<PackReference> packs() {
        return packs.stream().map(PolicyPack::reference).toList();
    }

    /**
     * Assesses one use case.
     *
     * @param stated value by fact name, as {@link Fact.Type} says for each type; a fact may be left out, null or "unsure"
     * @param on the date to assess for, of the years 1900 to 2199
     * @throws InvalidFactsException if a name is unknown, a value is not one that its fact allows, or the date is out of range
     * @throws IllegalStateException if a rule fails on these facts (such as by a division by zero); it names the rule
     */
    public Assessment assess(Map<String, ?> stated, LocalDate on) throws InvalidFactsException {
        return assess(stated, on, Optional.empty());
    }

    /**
     * Assesses one use case whose tier two people have overridden.
     *
     * @param override without effect after its last day, on a result that is not settled, and below what law in force demands;
     *     {@link Assessment#override()} says so
     */
    public Assessment assess(Map<String, ?> stated, LocalDate on, Optional<TierOverride> override)
            throws InvalidFactsException {
        FactValues values = FactValues.of(facts, stated);
        try {
            FactValues.withinDays(on);
        } catch (IllegalArgumentException e) {
            throw new InvalidFactsException(List.of(new InvalidFactsException.Problem("on", e.getMessage())));
        }
        Evaluation evaluation = Evaluation.of(contents, values, on, override);
        Status status = evaluation.status();
        List<MissingFact> missing = evaluation.missing(facts);
        Optional<Obligations> obligations =
                status == Status.ASSESSED ? Optional.of(evaluation.obligations().toObligations()) : Optional.empty();
        return new Assessment(
                status,
                evaluation.tier(),
                evaluation.tierAtMost(),
                evaluation.override(),
                evaluation.lawFloor(),
                evaluation.score(),
                evaluation.legalClasses(),
                evaluation.reasons(),
                obligations,
                missing,
                values.stated(),
                packs(),
                on);
    }
}
