package dev.gatehouse.card;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What two cards say differently, by section and entry. Entries of a list are matched by their key: a metric by its name, a group by
 * attribute and name, a comparison by what it compares, a gate by its name, a finding by its id. Values are compared as they are printed,
 * so a difference beyond the printed places is none; sources are not compared.
 *
 * @param changes in the order of the card's sections; empty if both cards read the same
 */
public record CardDiff(List<Change> changes) {
    /** Longest value that is quoted whole, in UTF-16 characters; a longer one is cut and its digest given. */
    public static final int MAX_VALUE_CHARS = 4_000;

    public CardDiff {
        changes = List.copyOf(changes);
    }

    /**
     * One difference.
     *
     * @param section the section's title
     * @param entry what differs in it
     * @param before as the earlier card prints it; null if that card does not have it
     * @param after as the later card prints it; null if that card does not have it
     */
    public record Change(String section, String entry, String before, String after) {
        public Change {
            section = Require.text(section, "section");
            entry = Require.text(entry, "entry");
            before = Require.optionalText(before, "before");
            after = Require.optionalText(after, "after");
            if (Objects.equals(before, after)) {
                throw new IllegalArgumentException(section + ", " + entry + ": before and after are the same");
            }
        }

        /** This change with longer values cut, each cut one followed by its length and digest. */
        Change cutTo(int maxChars) {
            return new Change(section, entry, cut(before, maxChars), cut(after, maxChars));
        }
    }

    /** Compares two cards; {@code between(b, a)} has the same changes with before and after exchanged. */
    public static CardDiff between(CardContent before, CardContent after) {
        Map<String, Map<String, String>> left = CardEntries.of(before);
        Map<String, Map<String, String>> right = CardEntries.of(after);
        List<Change> changes = new ArrayList<>();
        left.forEach((section, entries) -> {
            Map<String, String> others = right.get(section);
            Map<String, String> all = new LinkedHashMap<>(entries);
            others.forEach(all::putIfAbsent);
            for (String entry : all.keySet()) {
                String was = entries.get(entry);
                String is = others.get(entry);
                if (!Objects.equals(was, is)) {
                    changes.add(new Change(section, entry, cut(was, MAX_VALUE_CHARS), cut(is, MAX_VALUE_CHARS)));
                }
            }
        });
        return new CardDiff(changes);
    }

    private static String cut(String value, int maxChars) {
        if (value == null || value.length() <= maxChars) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
        String digest = Resources.sha256(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return value.substring(0, end) + "… (" + Wording.count(value.length()) + " characters, " + digest + ")";
    }
}
