package dev.gatehouse.card;

import java.util.Locale;

/** What a colour says. A word beside it always says the same: nobody has to see the colour. */
public enum Tone {
    /** Nothing is judged. */
    PLAIN,
    PASS,
    /** Open, waived or not enough evidence. */
    WARN,
    FAIL;

    /** The style sheet's name of it. */
    String style() {
        return name().toLowerCase(Locale.ROOT);
    }
}
