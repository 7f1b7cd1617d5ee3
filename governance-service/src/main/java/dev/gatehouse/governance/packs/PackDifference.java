package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.packs.PackView.RuleRow;
import dev.gatehouse.risk.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one file of a pack says otherwise than another, by rule.
 *
 * @param added rules that only the later file has, in its order
 * @param removed rules that only the earlier file has, in its order
 * @param changed rules that both have, and that do not say the same
 * @param terms named conditions that differ
 * @param facts a sentence for each fact that only one asks for, or that they declare differently
 */
public record PackDifference(
        List<RuleRow> added, List<RuleRow> removed, List<ChangedRule> changed, List<Change> terms, List<String> facts) {

    /** A rule of both files, with what differs. */
    public record ChangedRule(String id, String citation, List<Change> changes) {}

    /** A part that differs; {@code before} or {@code after} is empty where the part is not there. */
    public record Change(String part, String before, String after) {}

    /** Whether rules, terms and facts are the same. Tiers and the scorecard are in {@link LineDifference} only. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && terms.isEmpty() && facts.isEmpty();
    }

    static PackDifference between(PackView before, PackView after) {
        Map<String, RuleRow> old = byId(before);
        Map<String, RuleRow> now = byId(after);
        List<ChangedRule> changed = new ArrayList<>();
        for (RuleRow rule : after.rules()) {
            RuleRow other = old.get(rule.id());
            List<Change> changes = other == null ? List.of() : changes(other, rule);
            if (!changes.isEmpty()) {
                changed.add(new ChangedRule(rule.id(), rule.citation(), changes));
            }
        }
        return new PackDifference(
                after.rules().stream().filter(r -> !old.containsKey(r.id())).toList(),
                before.rules().stream().filter(r -> !now.containsKey(r.id())).toList(),
                changed,
                terms(before.terms(), after.terms()),
                facts(before.facts(), after.facts()));
    }

    private static Map<String, RuleRow> byId(PackView view) {
        return view.rules().stream().collect(Collectors.toMap(RuleRow::id, Function.identity()));
    }

    private static List<Change> changes(RuleRow before, RuleRow after) {
        List<Change> changes = new ArrayList<>();
        add(changes, "Citation", before.citation(), after.citation());
        add(changes, "Certainty", before.certaintyLabel(), after.certaintyLabel());
        add(changes, "Binds from", before.effectiveFrom(), after.effectiveFrom());
        add(changes, "Binds until", before.effectiveUntil(), after.effectiveUntil());
        add(changes, "Superseded by", before.supersededBy(), after.supersededBy());
        add(changes, "Condition", before.when(), after.when());
        add(changes, "Effects", String.join("\n", before.effects()), String.join("\n", after.effects()));
        add(changes, "Note", before.note(), after.note());
        return changes;
    }

    private static List<Change> terms(Map<String, String> before, Map<String, String> after) {
        List<Change> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.forEach(name -> add(changes, name, before.get(name), after.get(name)));
        return changes;
    }

    private static List<String> facts(List<Fact> before, List<Fact> after) {
        Map<String, Fact> old = new TreeMap<>();
        before.forEach(f -> old.put(f.name(), f));
        Map<String, Fact> now = new LinkedHashMap<>();
        after.forEach(f -> now.put(f.name(), f));
        List<String> sentences = new ArrayList<>();
        now.forEach((name, fact) -> {
            if (!old.containsKey(name)) {
                sentences.add("Asks for " + name + " as well.");
            } else if (!old.get(name).equals(fact)) {
                sentences.add("Declares " + name + " in another way.");
            }
        });
        old.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> sentences.add("Does not ask for " + name + " any more."));
        return sentences;
    }

    private static void add(List<Change> changes, String part, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            changes.add(new Change(part, text(before), text(after)));
        }
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString().strip();
    }
}
