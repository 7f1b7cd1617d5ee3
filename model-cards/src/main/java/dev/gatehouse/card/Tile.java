package dev.gatehouse.card;

/**
 * A number that matters, as a cover shows it.
 *
 * @param value the number, or a dash where there is none
 * @param label what it is
 * @param detail its interval, group or rest; empty for none
 * @param limit the limit it is held against; empty for none
 * @param tone the colour of its edge
 */
public record Tile(String value, String label, String detail, String limit, Tone tone) {
    /** Longest text of one entry, in UTF-16 characters: a tile is a glance. */
    public static final int MAX_CHARS = 160;

    /** @throws IllegalArgumentException if value or label is blank, or an entry is longer than {@value #MAX_CHARS} characters */
    public Tile {
        value = within(Require.text(value, "tile value"), "tile value");
        label = within(Require.text(label, "tile label"), "tile label");
        detail = within(detail == null ? "" : detail, "tile detail");
        limit = within(limit == null ? "" : limit, "tile limit");
        tone = tone == null ? Tone.PLAIN : tone;
    }

    public static Tile of(String value, String label, String detail, Tone tone) {
        return new Tile(value, label, detail, "", tone);
    }

    private static String within(String text, String component) {
        if (text.length() > MAX_CHARS) {
            throw new OverLimitException(
                    component + " has " + text.length() + " characters; a tile takes at most " + MAX_CHARS,
                    "Name it shorter and give the whole text in a section.");
        }
        return text;
    }
}
