package dev.gatehouse.governance.findings;

import java.util.Locale;

/** How soon a finding is to be seen to; the tier says in how many days. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW;

    /** As packs, the API and the database write it: {@code critical}, {@code high}, {@code medium} or {@code low}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
