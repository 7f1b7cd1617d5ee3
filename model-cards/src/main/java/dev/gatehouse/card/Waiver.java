package dev.gatehouse.card;

import java.time.LocalDate;

/**
 * A gate that was opened without being met.
 *
 * @param gate which one
 * @param reason why
 * @param grantedBy by whose word; null if not provided
 * @param cap what limits the use meanwhile; null if not provided
 * @param expires last day; null if not provided
 */
public record Waiver(String gate, String reason, String grantedBy, String cap, LocalDate expires) {
    public Waiver {
        gate = Require.text(gate, "gate");
        reason = Require.text(reason, "reason");
        grantedBy = Require.optionalText(grantedBy, "grantedBy");
        cap = Require.optionalText(cap, "cap");
    }
}
