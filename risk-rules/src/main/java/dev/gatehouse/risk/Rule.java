package dev.gatehouse.risk;

import dev.gatehouse.risk.Obligations.Origin;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One rule of a pack: when its condition is true, its effects follow. Rules only ever add, so their order has no meaning. */
record Rule(
        String id,
        String citation,
        Certainty certainty,
        LocalDate effectiveFrom,
        Optional<LocalDate> effectiveUntil,
        Optional<String> supersededBy,
        Optional<String> note,
        int line,
        String whenText,
        Condition when,
        Optional<LegalClassEffect> legalClass,
        Optional<Tier> tierFloor,
        List<Gate> gates,
        List<DutyEffect> duties,
        Demands demands,
        List<String> demandSentences) {

    record LegalClassEffect(String id, String title) {}

    record DutyEffect(String id, String title, Optional<Deadline> deadline) {}

    /** So long after the date or instant that a fact states. */
    record Deadline(String fact, TemporalAmount within) {
        Instant after(Instant start) {
            return start.atOffset(ZoneOffset.UTC).plus(within).toInstant();
        }
    }

    /** A gate of a pack's catalogue. */
    record Gate(String id, String title, String evidenceKind, List<String> givenBy, Optional<Period> freshFor) {
        /** Whether both ask for the same thing from the same people; how fresh it must be may differ. */
        boolean agreesWith(Gate other) {
            return evidenceKind.equals(other.evidenceKind) && givenBy.equals(other.givenBy);
        }
    }

    boolean aheadOf(LocalDate date) {
        return effectiveFrom.isAfter(date);
    }

    /** Whether its last day has passed. */
    boolean over(LocalDate date) {
        return effectiveUntil.filter(last -> last.isBefore(date)).isPresent();
    }

    /** What it does, a sentence each. */
    List<String> effects() {
        List<String> effects = new ArrayList<>();
        legalClass.ifPresent(effect -> effects.add("legal class: " + effect.title()));
        tierFloor.ifPresent(floor -> effects.add(floorSentence(floor)));
        effects.addAll(demandSentences);
        return effects;
    }

    /** Gates, duties and demands, a sentence each. */
    static List<String> sentences(List<Gate> gates, List<DutyEffect> duties, Demands demands) {
        List<String> sentences = new ArrayList<>();
        gates.forEach(gate -> sentences.add("gate " + gate.id() + ": " + gate.title()));
        duties.forEach(duty -> sentences.add("duty " + duty.id() + ": " + duty.title()));
        sentences.addAll(demands.sentences());
        return sentences;
    }

    static String floorSentence(Tier floor) {
        return floor == Tier.PROHIBITED ? "prohibited" : "tier at least " + floor;
    }

    Origin origin(String pack) {
        return new Origin(pack, id, citation, certainty, effectiveFrom);
    }
}
