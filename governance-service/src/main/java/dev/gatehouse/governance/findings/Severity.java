package dev.gatehouse.governance.findings;

import java.util.Locale;

/** How soon a finding is to be seen to, gravest first; the tier says in how many days. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW;

    /** As packs, the API and the database write it: {@code critical}, {@code high}, {@code medium} or {@code low}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The severity that is written so.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Severity of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether closing it takes a second person. */
    boolean isGrave() {
        return this == CRITICAL || this == HIGH;
    }
}
