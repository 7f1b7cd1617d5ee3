package dev.gatehouse.risk;

import dev.gatehouse.risk.Rule.Deadline;
import dev.gatehouse.risk.Rule.DutyEffect;
import dev.gatehouse.risk.Rule.Gate;
import dev.gatehouse.risk.Rule.LegalClassEffect;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one rule of a pack. */
final class RuleReader {
    /** Longest time to a deadline. */
    private static final Duration MAX_TO_DEADLINE = Duration.ofDays(3_660);

    private final Map<String, Fact> facts;
    private final Map<String, Gate> gates;
    private final ConditionCompiler compiler;
    private final Problems problems;

    RuleReader(Map<String, Fact> facts, Map<String, Gate> gates, ConditionCompiler compiler, Problems problems) {
        this.facts = facts;
        this.gates = gates;
        this.compiler = compiler;
        this.problems = problems;
    }

    /** Empty when there is a problem. */
    Optional<Rule> read(String id, Section section) {
        String citation = section.text("citation");
        Optional<Certainty> certainty = PackReader.certainty(section);
        Optional<LocalDate> from = PackReader.effectiveFrom(section);
        Optional<LocalDate> until =
                section.optionalParsed("effective_until", PackReader::day, "a date such as 2026-04-16, its last day");
        Optional<String> supersededBy = section.optionalText("superseded_by");
        Optional<String> note = section.optionalText("note");
        if (until.isPresent() && from.isPresent() && until.get().isBefore(from.get())) {
            section.problem("effective_until", "'effective_until' must not be before 'effective_from'");
        }
        if (supersededBy.isPresent() && until.isEmpty()) {
            section.problem("superseded_by", "'superseded_by' needs 'effective_until', the last day of this rule");
        }
        Optional<Section.Expression> expression = section.expression("when");
        Optional<Condition> when = expression.flatMap(source -> compiler.compile(source, id, problems));
        Section effects = section.section("effects").orElse(null);
        section.refuseUnread();
        if (effects == null) {
            section.problem("effects", "'effects' is missing");
            return Optional.empty();
        }
        effects = effects.within(id);
        Optional<LegalClassEffect> legalClass = effects.section("legal_class").map(section2 -> {
            LegalClassEffect effect =
                    new LegalClassEffect(PackReader.matching(section2, "id", PackReader.ID), section2.text("title"));
            section2.refuseUnread();
            return effect;
        });
        Optional<Tier> floor = effects.optionalParsed("tier_floor", RuleReader::floor, "LOW, MEDIUM or HIGH");
        boolean prohibited =
                effects.optionalParsed("prohibited", RuleReader::isTrue, "true").isPresent();
        List<Gate> required = gates(effects);
        List<DutyEffect> duties = new ArrayList<>();
        for (Section duty : effects.sections("duties")) {
            duties.add(readDuty(duty));
        }
        Demands demands = effects.section("obligations")
                .map(each -> {
                    Demands read = DemandsReader.read(each);
                    each.refuseUnread();
                    return read;
                })
                .orElse(Demands.NONE);
        effects.refuseUnread();
        if (certainty.isEmpty() || from.isEmpty() || when.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Rule(
                id,
                citation,
                certainty.get(),
                from.get(),
                until,
                supersededBy,
                note,
                section.line(),
                expression.get().source().strip(),
                when.get(),
                legalClass,
                prohibited ? Optional.of(Tier.PROHIBITED) : floor,
                required,
                List.copyOf(duties),
                demands,
                Rule.sentences(required, duties, demands)));
    }

    private DutyEffect readDuty(Section duty) {
        String id = PackReader.matching(duty, "id", PackReader.ID);
        String title = duty.text("title");
        Optional<TemporalAmount> within =
                duty.optionalParsed("within", RuleReader::amount, "a period or duration such as P15D or PT72H");
        Optional<String> countedFrom = duty.optionalText("counted_from");
        duty.refuseUnread();
        if (within.isPresent() != countedFrom.isPresent()) {
            duty.problem("within", "'within' and 'counted_from' need each other");
            return new DutyEffect(id, title, Optional.empty());
        }
        if (countedFrom.isPresent()) {
            Fact start = facts.get(countedFrom.get());
            if (start == null || (start.type() != Fact.Type.DATE && start.type() != Fact.Type.DATETIME)) {
                duty.problem("counted_from", "'counted_from' must name a fact that is a date or a datetime");
                return new DutyEffect(id, title, Optional.empty());
            }
        }
        return new DutyEffect(id, title, within.map(amount -> new Deadline(countedFrom.orElseThrow(), amount)));
    }

    /** The gates that a rule or tier requires, of this pack's catalogue. */
    List<Gate> gates(Section section) {
        List<Gate> required = new ArrayList<>();
        for (String gate : section.texts("gates")) {
            if (gates.containsKey(gate)) {
                required.add(gates.get(gate));
            } else {
                section.problem("gates", "gate '" + Section.shown(gate) + "' is not among this pack's gates");
            }
        }
        return List.copyOf(required);
    }

    private static TemporalAmount amount(String text) {
        if (!text.startsWith("PT")) {
            return PackReader.period(text);
        }
        Duration duration = Duration.parse(text);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(MAX_TO_DEADLINE) > 0) {
            throw new IllegalArgumentException(text);
        }
        return duration;
    }

    private static Tier floor(String text) {
        Tier tier = Tier.valueOf(text);
        if (tier == Tier.PROHIBITED) {
            throw new IllegalArgumentException("use prohibited: true");
        }
        return tier;
    }

    private static Boolean isTrue(String text) {
        if (!text.equals("true")) {
            throw new IllegalArgumentException(text);
        }
        return Boolean.TRUE;
    }
}
