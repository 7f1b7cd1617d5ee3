package dev.gatehouse.risk;

import java.util.Optional;

/** How sure we are of what a rule says, by where it was read. Shown beside every citation. */
public enum Certainty {
    /** Official text or a regulator's own page. */
    OFFICIAL("O", "official text"),
    /** A secondary source. */
    SECONDARY("S", "secondary source"),
    /** General knowledge that nobody has checked. */
    GENERAL("G", "unverified"),
    /** A default of this house without a legal source; never to be shown as law. */
    DEFAULT("D", "house default");

    private final String code;
    private final String label;

    Certainty(String code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The letter used in packs: O, S, G or D. */
    public String code() {
        return code;
    }

    /** What to show to a reader, such as "secondary source". */
    public String label() {
        return label;
    }

    static Optional<Certainty> ofCode(String code) {
        for (Certainty certainty : values()) {
            if (certainty.code.equals(code)) {
                return Optional.of(certainty);
            }
        }
        return Optional.empty();
    }
}
