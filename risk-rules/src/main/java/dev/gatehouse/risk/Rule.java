package dev.gatehouse.risk;

import dev.gatehouse.risk.Obligations.Origin;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/** One rule of a pack: when its condition is true, its effects follow. Rules only ever add, so their order has no meaning. */
record Rule(
        String id,
        String citation,
        Certainty certainty,
        LocalDate effectiveFrom,
        Condition when,
        Optional<LegalClassEffect> legalClass,
        Optional<Tier> tierFloor,
        List<Gate> gates,
        List<DutyEffect> duties,
        Demands demands) {

    record LegalClassEffect(String id, String title) {}

    record DutyEffect(String id, String title) {}

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

    Origin origin(String pack) {
        return new Origin(pack, id, citation, certainty, effectiveFrom);
    }
}
