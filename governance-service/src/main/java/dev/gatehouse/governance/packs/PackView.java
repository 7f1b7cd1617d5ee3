package dev.gatehouse.governance.packs;

import dev.gatehouse.risk.Fact;
import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.PolicyPack.RuleText;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What a pack says, for reading.
 *
 * @param file the file that says so
 * @param rules in the file's order
 * @param terms named conditions that rules use, expression by name, in the file's order
 * @param facts that the pack asks for, in the file's order
 * @param tests how many tests of its own it has passed
 */
public record PackView(PackFile file, List<RuleRow> rules, Map<String, String> terms, List<Fact> facts, int tests) {

    /**
     * A rule.
     *
     * @param certainty of the citation, {@code OFFICIAL}, {@code SECONDARY}, {@code GENERAL} or {@code DEFAULT}
     * @param certaintyLabel the same in words
     * @param effectiveUntil last day on which it binds; null when no end is known
     * @param supersededBy what replaced it; null when nothing did
     * @param note what is interpretation or open; null when nothing is
     * @param when its condition, CEL
     * @param effects a sentence each
     * @param line of the file, counted from 1
     */
    public record RuleRow(
            String id,
            String citation,
            String certainty,
            String certaintyLabel,
            LocalDate effectiveFrom,
            LocalDate effectiveUntil,
            String supersededBy,
            String note,
            String when,
            List<String> effects,
            int line) {
        static RuleRow of(RuleText r) {
            return new RuleRow(
                    r.id(),
                    r.citation(),
                    r.certainty().name(),
                    r.certainty().label(),
                    r.effectiveFrom(),
                    r.effectiveUntil().orElse(null),
                    r.supersededBy().orElse(null),
                    r.note().orElse(null),
                    r.when(),
                    r.effects(),
                    r.line());
        }
    }

    static PackView of(PackFile file, PolicyPack pack) {
        return new PackView(
                file, pack.rules().stream().map(RuleRow::of).toList(), pack.terms(), pack.facts(), pack.tests());
    }
}
