package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import java.util.Locale;
import java.util.Optional;

/** Who granted a permit. */
public enum Basis {
    /** A review board, by its quorum. A permit that names no basis has this one. */
    BOARD,
    /** Two people, before validation: for days, for a share, and with a finding (SR 26-2). */
    EMERGENCY;

    /** The name in documents: {@code board}, {@code emergency}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a permit says of its basis: nothing for the board, so that its permits have one form. */
    Optional<String> stated() {
        return this == BOARD ? Optional.empty() : Optional.of(text());
    }

    /** @throws InvalidDocumentException if a permit states anything else than it would be written with */
    static Basis ofStated(Optional<String> stated) {
        for (Basis basis : values()) {
            if (basis.stated().equals(stated)) {
                return basis;
            }
        }
        throw new InvalidDocumentException("'" + stated.orElse("")
                + "' is not a permit's basis; 'emergency' is expected, or no basis for the board's");
    }
}
