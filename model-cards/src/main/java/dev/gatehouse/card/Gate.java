package dev.gatehouse.card;

import java.util.List;

/**
 * A gate of the release and what was laid before it.
 *
 * @param name the gate
 * @param status whether it is open
 * @param reason why, in a sentence; null if not provided
 * @param evidence what it rests on
 */
public record Gate(String name, Status status, String reason, List<Evidence> evidence) {
    public Gate {
        name = Require.text(name, "name");
        Require.present(status, "status");
        reason = Require.optionalText(reason, "reason");
        evidence = Require.list(evidence, "evidence");
    }

    public enum Status {
        MET,
        WAIVED,
        UNMET
    }

    /**
     * A document, report or check.
     *
     * @param title what it is
     * @param digest {@code sha256:<hex>}; null if not provided
     */
    public record Evidence(String title, String digest) {
        public Evidence {
            title = Require.text(title, "title");
            digest = Require.optionalText(digest, "digest");
        }
    }
}
