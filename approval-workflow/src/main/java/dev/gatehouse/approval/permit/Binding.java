package dev.gatehouse.approval.permit;

import java.util.Locale;

/** What ties the approved bytes to what answers, from weakest to strongest. */
public enum Binding {
    /** URL and vendor version only. */
    DECLARED,
    /** The upstream's metadata reports the digest. */
    ATTESTED,
    /** The server loaded the artifact by its digest. */
    LOADED_BY_DIGEST;

    /** The name in documents: {@code declared}, {@code attested}, {@code loaded-by-digest}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether this binding is at least as strong as the other. */
    public boolean isAtLeast(Binding other) {
        return compareTo(other) >= 0;
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if there is no such binding
     */
    public static Binding parse(String text) {
        for (Binding binding : values()) {
            if (binding.text().equals(text)) {
                return binding;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a binding; loaded-by-digest, attested or declared is expected");
    }
}
