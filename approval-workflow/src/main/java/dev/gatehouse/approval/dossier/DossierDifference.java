package dev.gatehouse.approval.dossier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between two dossiers, value by value. Members of a list that are objects are matched by what names them (their id, digest,
 * name …) where each has one of its own, so that one more audit run is one addition and not a change of all after it.
 *
 * @param changes in the order of the sections and of the later document, at most {@value #MAX_CHANGES}
 * @param complete whether {@code changes} holds all of them
 */
public record DossierDifference(List<Change> changes, boolean complete) {
    /** Most changes that are listed; two documents with more have little in common. */
    public static final int MAX_CHANGES = 500;
    /** Longest text of a value in characters; a longer one is cut and ends with an ellipsis. */
    public static final int MAX_VALUE_CHARS = 1_000;

    private static final List<String> NAMING_FIELDS =
            List.of("id", "digest", "name", "rule", "gate", "change", "criterion");

    /**
     * One value that differs.
     *
     * @param section where it is
     * @param path the way to it from the section: names of fields; for a member of a list {@code id=…} with the field that names it, or its
     *     position from 1; {@code order} where the same members stand in another order. Empty if the section itself differs in kind
     * @param before the value in the earlier dossier, plain text as it is and everything else as JSON; empty if it was not there
     * @param after the same in the later dossier
     */
    public record Change(Section section, List<String> path, Optional<String> before, Optional<String> after) {
        /** Copies the path. */
        public Change {
            path = List.copyOf(path);
        }

        /** The whole way in one text: {@code audits/id=7f…/verdict}. A slash within a step is written {@code ~1}, a tilde {@code ~0}. */
        public String pointer() {
            StringBuilder pointer = new StringBuilder(section.field());
            path.forEach(
                    step -> pointer.append('/').append(step.replace("~", "~0").replace("/", "~1")));
            return pointer.toString();
        }
    }

    /** Copies the list. */
    public DossierDifference {
        changes = List.copyOf(changes);
    }

    /** What the later dossier changes of the earlier one; no changes if both say the same. */
    public static DossierDifference between(Dossier earlier, Dossier later) {
        Walk walk = new Walk();
        for (Section section : Section.values()) {
            walk.section = section;
            walk.compare(List.of(), earlier.section(section), later.section(section));
        }
        return new DossierDifference(walk.changes, !walk.overflowed);
    }

    /** The sections with changes, in their order. */
    public Set<Section> sections() {
        Set<Section> sections = new LinkedHashSet<>();
        changes.forEach(change -> sections.add(change.section()));
        return sections;
    }

    private static final class Walk {
        private final List<Change> changes = new ArrayList<>();
        private boolean overflowed;
        private Section section;

        void compare(List<String> path, JsonNode before, JsonNode after) {
            if (before.equals(after) || overflowed) {
                return;
            }
            if (before.isObject() && after.isObject()) {
                Set<String> fields = new LinkedHashSet<>();
                after.fieldNames().forEachRemaining(fields::add);
                before.fieldNames().forEachRemaining(fields::add);
                for (String field : fields) {
                    one(step(path, field), before.get(field), after.get(field));
                }
            } else if (before.isArray() && after.isArray() && !plain(before, after)) {
                Optional<String> naming = namingField(before, after);
                if (naming.isPresent()) {
                    named(path, naming.get(), before, after);
                } else {
                    positioned(path, before, after);
                }
            } else {
                add(path, Optional.of(before), Optional.of(after));
            }
        }

        private void one(List<String> path, JsonNode before, JsonNode after) {
            if (before != null && after != null) {
                compare(path, before, after);
            } else {
                add(path, Optional.ofNullable(before), Optional.ofNullable(after));
            }
        }

        private void named(List<String> path, String field, JsonNode before, JsonNode after) {
            Map<String, JsonNode> gone = new LinkedHashMap<>();
            before.forEach(member -> gone.put(member.get(field).asText(), member));
            for (JsonNode member : after) {
                String name = member.get(field).asText();
                one(step(path, field + "=" + name), gone.remove(name), member);
            }
            gone.forEach((name, member) -> one(step(path, field + "=" + name), member, null));
            List<String> orderBefore = names(before, field, after);
            List<String> orderAfter = names(after, field, before);
            if (!orderBefore.equals(orderAfter)) {
                add(
                        step(path, "order"),
                        Optional.of(TextNode.valueOf(String.join(", ", orderBefore))),
                        Optional.of(TextNode.valueOf(String.join(", ", orderAfter))));
            }
        }

        /** Names of the members that another list has too, in their order. */
        private static List<String> names(JsonNode list, String field, JsonNode other) {
            Set<String> there = new LinkedHashSet<>();
            other.forEach(member -> there.add(member.get(field).asText()));
            List<String> names = new ArrayList<>();
            for (JsonNode member : list) {
                String name = member.get(field).asText();
                if (there.contains(name)) {
                    names.add(name);
                }
            }
            return names;
        }

        /** Members without names: what both lists begin and end with is taken as the same, the rest in pairs by position. */
        private void positioned(List<String> path, JsonNode before, JsonNode after) {
            int common = Math.min(before.size(), after.size());
            int start = 0;
            while (start < common && before.get(start).equals(after.get(start))) {
                start++;
            }
            int end = 0;
            while (end < common - start
                    && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
                end++;
            }
            for (int i = start; i < Math.max(before.size(), after.size()) - end; i++) {
                one(
                        step(path, Integer.toString(i + 1)),
                        i < before.size() - end ? before.get(i) : null,
                        i < after.size() - end ? after.get(i) : null);
            }
        }

        private void add(List<String> path, Optional<JsonNode> before, Optional<JsonNode> after) {
            if (changes.size() == MAX_CHANGES) {
                overflowed = true;
                return;
            }
            changes.add(new Change(section, path, before.map(Walk::text), after.map(Walk::text)));
        }

        private static boolean plain(JsonNode before, JsonNode after) {
            for (JsonNode list : List.of(before, after)) {
                for (JsonNode member : list) {
                    if (member.isContainerNode()) {
                        return false;
                    }
                }
            }
            return true;
        }

        private static Optional<String> namingField(JsonNode before, JsonNode after) {
            return NAMING_FIELDS.stream()
                    .filter(field -> names(before, field) && names(after, field))
                    .findFirst();
        }

        private static boolean names(JsonNode list, String field) {
            Set<String> seen = new LinkedHashSet<>();
            for (JsonNode member : list) {
                JsonNode name = member.get(field);
                if (name == null || !name.isTextual() || !seen.add(name.textValue())) {
                    return false;
                }
            }
            return true;
        }

        private static List<String> step(List<String> path, String step) {
            List<String> longer = new ArrayList<>(path);
            longer.add(step);
            return longer;
        }

        private static String text(JsonNode value) {
            String text = value.isTextual() ? value.textValue() : value.toString();
            if (text.length() <= MAX_VALUE_CHARS) {
                return text;
            }
            boolean pairCut = Character.isHighSurrogate(text.charAt(MAX_VALUE_CHARS - 1));
            return text.substring(0, pairCut ? MAX_VALUE_CHARS - 1 : MAX_VALUE_CHARS) + "…";
        }
    }
}
