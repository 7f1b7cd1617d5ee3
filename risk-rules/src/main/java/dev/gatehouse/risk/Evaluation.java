package dev.gatehouse.risk;

import dev.gatehouse.risk.Assessment.AppliedOverride;
import dev.gatehouse.risk.Assessment.LegalClass;
import dev.gatehouse.risk.Assessment.MissingFact;
import dev.gatehouse.risk.Assessment.Reason;
import dev.gatehouse.risk.Assessment.Score;
import dev.gatehouse.risk.Assessment.Status;
import dev.gatehouse.risk.Condition.Outcome;
import dev.gatehouse.risk.Condition.Reference;
import dev.gatehouse.risk.Condition.Truth;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One run of the rules of some packs over the facts of one use case.
 *
 * <p>Every effect only adds to a result that is the strictest tier and the union of the rest. So when every rule that waits for
 * a fact would add nothing by itself, all of them together add nothing, and the missing facts cannot change the result.
 */
final class Evaluation {
    private final List<PackContent> packs;
    private final FactValues facts;
    private final Situation situation;
    private final LocalDate on;
    private final Optional<TierOverride> override;
    private final Period lookAhead;
    private final Map<Rule, Truth> truths = new IdentityHashMap<>();
    private final List<Reason> reasons = new ArrayList<>();
    private final SortedMap<String, LegalClass> legalClasses = new TreeMap<>();
    private final SortedMap<Reference, SortedSet<String>> missing = new TreeMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Map.Entry<PackContent, Scorecard.Reading>> readings = new ArrayList<>();
    private final List<Map.Entry<PackContent, Rule>> fired = new ArrayList<>();
    private Tier tier = Tier.LOW;
    private Tier tierAtMost;
    private Tier lawFloor = Tier.LOW;
    private Optional<Score> score = Optional.empty();
    private Optional<AppliedOverride> applied = Optional.empty();
    private ObligationsUnion obligations;
    private List<Object> demands;

    /** A rule that waits for facts. */
    private record Waiting(PackContent pack, Rule rule, Set<Reference> facts) {}

    private Evaluation(List<PackContent> packs, FactValues facts, LocalDate on, Optional<TierOverride> override) {
        this.packs = packs;
        this.facts = facts;
        this.situation = new Situation(facts, on);
        this.on = on;
        this.override = override;
        this.lookAhead = packs.stream()
                .map(PackContent::lookAhead)
                .max(Comparator.comparing((Period period) -> on.plus(period)))
                .orElse(Period.ZERO);
    }

    static Evaluation of(
            Collection<PackContent> packs, FactValues facts, LocalDate on, Optional<TierOverride> override) {
        List<PackContent> ordered =
                packs.stream().sorted(Comparator.comparing(PackContent::id)).toList();
        Evaluation evaluation = new Evaluation(ordered, facts, on, override);
        evaluation.run();
        return evaluation;
    }

    Status status() {
        if (tier == Tier.PROHIBITED) {
            return Status.PROHIBITED;
        }
        return missing.isEmpty() ? Status.ASSESSED : Status.BLOCKED;
    }

    Tier tier() {
        return tier;
    }

    Tier tierAtMost() {
        return tierAtMost;
    }

    /** The strictest floor that law in force sets. */
    Tier lawFloor() {
        return lawFloor;
    }

    Optional<AppliedOverride> override() {
        return applied;
    }

    Optional<Score> score() {
        return score;
    }

    List<LegalClass> legalClasses() {
        return List.copyOf(legalClasses.values());
    }

    List<Reason> reasons() {
        return List.copyOf(reasons);
    }

    /** What the certain tier and the fired rules ask for. */
    ObligationsUnion obligations() {
        return obligations;
    }

    Truth truthOf(Rule rule) {
        return truths.get(rule);
    }

    List<MissingFact> missing(Map<String, Fact> declared) {
        List<MissingFact> facts = new ArrayList<>();
        missing.forEach((reference, rules) -> facts.add(new MissingFact(
                reference.fact(),
                reference.key(),
                this.facts.isUnsure(reference),
                declared.get(reference.fact()).question(),
                List.copyOf(rules))));
        return facts;
    }

    SortedSet<String> missingNames() {
        SortedSet<String> names = new TreeSet<>();
        missing.keySet().forEach(reference -> names.add(reference.toString()));
        return names;
    }

    private void run() {
        for (PackContent pack : packs) {
            for (Rule rule : pack.rules()) {
                Outcome outcome = rule.over(on) ? Condition.IS_FALSE : situation.ask(rule.when());
                truths.put(rule, outcome.truth());
                if (outcome.truth() == Truth.TRUE) {
                    fired.add(Map.entry(pack, rule));
                    fire(pack, rule);
                } else if (outcome.truth() == Truth.UNKNOWN) {
                    waiting.add(new Waiting(pack, rule, outcome.waitingFor()));
                }
            }
            if (pack.scorecard().isPresent()) {
                Scorecard card = pack.scorecard().get();
                Scorecard.Reading reading = card.read(pack.id(), situation);
                score = Optional.of(reading.score());
                readings.add(Map.entry(pack, reading));
                tier = tier.strictest(reading.score().tier());
                reasons.add(reasonOf(pack, card, reading.score()));
            }
        }
        tierAtMost = tier;
        obligations = obligationsAt(tier);
        if (tier != Tier.PROHIBITED) {
            askForDeadlines();
            askForWhatMayChangeTheResult();
        }
        override.filter(wanted -> !wanted.until().isBefore(on)).ifPresent(this::apply);
    }

    private void askForWhatMayChangeTheResult() {
        for (Waiting rule : waiting) {
            if (raisesTier(rule) || addsToTheRest(rule)) {
                tierAtMost = tierAtMost.strictest(floorNow(rule.rule()));
                ask(rule);
            }
        }
        for (Map.Entry<PackContent, Scorecard.Reading> entry : readings) {
            PackContent pack = entry.getKey();
            tierAtMost = tierAtMost.strictest(entry.getValue().tierAtMost());
            pack.scorecard()
                    .orElseThrow()
                    .deciding(entry.getValue(), tier)
                    .forEach(factor -> ask(factor.facts(), pack.id() + "/" + factor.factor()));
        }
    }

    private ObligationsUnion obligationsAt(Tier tier) {
        ObligationsUnion union = new ObligationsUnion(on);
        for (PackContent pack : packs) {
            PackContent.TierPolicy policy = pack.tiers().get(tier);
            if (policy != null) {
                union.add(policy, policy.origin(pack.id(), tier));
            }
        }
        fired.forEach(entry -> union.add(
                entry.getValue(), entry.getValue().origin(entry.getKey().id()), facts));
        return union;
    }

    /** A duty cannot be met without knowing by when. */
    private void askForDeadlines() {
        fired.forEach(entry -> ask(
                openDeadlines(entry.getValue()),
                entry.getKey().id() + "/" + entry.getValue().id()));
    }

    /** The facts that deadlines of the rule's duties are counted from, as far as they are not known. */
    private Set<Reference> openDeadlines(Rule rule) {
        Set<Reference> open = new TreeSet<>();
        for (Rule.DutyEffect duty : rule.duties()) {
            duty.deadline()
                    .filter(deadline -> facts.instant(deadline.fact()).isEmpty())
                    .ifPresent(deadline -> open.add(new Reference(deadline.fact(), "")));
        }
        return open;
    }

    /**
     * Replaces a settled tier. At the new tier less may be demanded, so a rule that added nothing before may now; and a law
     * that may yet set a stricter floor is asked for before the tier goes below it.
     */
    private void apply(TierOverride wanted) {
        Tier assessed = tier;
        Optional<String> refused = status() == Status.ASSESSED
                ? overrideRefusal(wanted.tier(), tier, lawFloor)
                : Optional.of("the assessment is " + status() + ", and only a settled tier can be overridden");
        applied = Optional.of(new AppliedOverride(
                assessed, wanted.tier(), refused.isEmpty(), wanted.reason(), wanted.until(), refused.orElse("")));
        if (refused.isPresent()) {
            return;
        }
        tier = wanted.tier();
        tierAtMost = tier;
        obligations = obligationsAt(tier);
        demands = null;
        for (Waiting rule : waiting) {
            boolean maySetALawFloor = lawFloorNow(rule.pack(), rule.rule()).compareTo(tier) > 0;
            if (maySetALawFloor) {
                // Below the law's floor the override would have no effect.
                tierAtMost = assessed;
            }
            if (maySetALawFloor || addsToTheRest(rule)) {
                ask(rule);
            }
        }
    }

    /** Why a settled tier may not be replaced by another one; empty when it may. */
    static Optional<String> overrideRefusal(Tier wanted, Tier assessed, Tier lawFloor) {
        if (wanted == Tier.PROHIBITED) {
            return Optional.of("a use is prohibited by a rule, not by an override; withdraw the model instead");
        }
        if (wanted == assessed) {
            return Optional.of("the assessed tier is " + assessed + " already");
        }
        if (wanted.compareTo(lawFloor) < 0) {
            return Optional.of("law in force sets the tier to at least " + lawFloor);
        }
        return Optional.empty();
    }

    private void ask(Waiting waiting) {
        String name = waiting.pack().id() + "/" + waiting.rule().id();
        ask(waiting.facts(), name);
        ask(openDeadlines(waiting.rule()), name);
    }

    private void ask(Set<Reference> references, String waiter) {
        references.forEach(reference ->
                missing.computeIfAbsent(reference, any -> new TreeSet<>()).add(waiter));
    }

    private void fire(PackContent pack, Rule rule) {
        tier = tier.strictest(floorNow(rule));
        lawFloor = lawFloor.strictest(lawFloorNow(pack, rule));
        rule.legalClass()
                .ifPresent(effect -> legalClasses.merge(
                        pack.id() + "/" + effect.id(),
                        legalClassOf(pack, rule, effect),
                        (old, young) -> young.from().isBefore(old.from()) ? young : old));
        reasons.add(reasonOf(pack, rule));
    }

    /** The floor that a rule sets on this date: its own when in force, and by house policy within the look-ahead. */
    private Tier floorNow(Rule rule) {
        boolean binds = !rule.aheadOf(on) || !rule.effectiveFrom().isAfter(on.plus(lookAhead));
        return binds ? rule.tierFloor().orElse(Tier.LOW) : Tier.LOW;
    }

    /** A pack's own default is not law, whatever pack it stands in. */
    private Tier lawFloorNow(PackContent pack, Rule rule) {
        boolean law = pack.kind() == PolicyPack.Kind.LAW && rule.certainty() != Certainty.DEFAULT && !rule.aheadOf(on);
        return law ? rule.tierFloor().orElse(Tier.LOW) : Tier.LOW;
    }

    private boolean raisesTier(Waiting waiting) {
        return floorNow(waiting.rule()).compareTo(tier) > 0;
    }

    /** Whether the rule would add a legal class, date one earlier, or add to or tighten the obligations. */
    private boolean addsToTheRest(Waiting waiting) {
        Rule rule = waiting.rule();
        if (rule.legalClass().isPresent()) {
            LegalClass present = legalClasses.get(
                    waiting.pack().id() + "/" + rule.legalClass().get().id());
            if (present == null || rule.effectiveFrom().isBefore(present.from())) {
                return true;
            }
        }
        if (!openDeadlines(rule).isEmpty()) {
            return true;
        }
        if (rule.gates().isEmpty() && rule.duties().isEmpty() && rule.demands() == Demands.NONE) {
            return false;
        }
        ObligationsUnion with = obligations.copy();
        with.add(rule, rule.origin(waiting.pack().id()), facts);
        if (demands == null) {
            demands = obligations.demands();
        }
        return !with.demands().equals(demands);
    }

    private LegalClass legalClassOf(PackContent pack, Rule rule, Rule.LegalClassEffect effect) {
        return new LegalClass(pack.id(), effect.id(), effect.title(), rule.effectiveFrom(), !rule.aheadOf(on));
    }

    private Reason reasonOf(PackContent pack, Rule rule) {
        boolean ahead = rule.aheadOf(on);
        String from = ahead ? "from " + rule.effectiveFrom() + ": " : "";
        List<String> effects = new ArrayList<>();
        rule.legalClass().ifPresent(effect -> effects.add(from + "legal class: " + effect.title()));
        Optional<Tier> floor = Optional.empty();
        if (rule.tierFloor().isPresent()) {
            Tier wanted = rule.tierFloor().get();
            String sentence = Rule.floorSentence(wanted);
            if (floorNow(rule) == wanted) {
                floor = Optional.of(wanted);
                effects.add(ahead ? sentence + " already now, by house policy of looking ahead" : sentence);
            } else {
                effects.add(from + sentence);
            }
        }
        rule.demandSentences().forEach(sentence -> effects.add(ahead ? from + sentence : sentence));
        if (effects.isEmpty()) {
            // A rule without effects explains what others do; its note is all there is to say.
            rule.note().ifPresent(effects::add);
        }
        return new Reason(
                pack.id(),
                pack.kind(),
                rule.id(),
                rule.citation(),
                rule.certainty(),
                rule.effectiveFrom(),
                ahead,
                used(rule.when().references()),
                floor,
                effects);
    }

    private Reason reasonOf(PackContent pack, Scorecard card, Score reading) {
        String points = reading.points() == reading.pointsAtMost()
                ? String.valueOf(reading.points())
                : reading.points() + " to " + reading.pointsAtMost();
        return new Reason(
                pack.id(),
                pack.kind(),
                "scorecard",
                card.citation(),
                card.certainty(),
                card.effectiveFrom(),
                false,
                used(card.references()),
                Optional.of(reading.tier()),
                List.of(points + " of " + reading.maximum() + " points: tier at least " + reading.tier()));
    }

    private Map<String, Object> used(Collection<Reference> references) {
        Map<String, Object> used = new LinkedHashMap<>();
        for (Reference reference : references) {
            if (facts.isKnown(reference)) {
                used.put(reference.toString(), facts.shown(reference));
            }
        }
        return used;
    }
}
