package dev.gatehouse.governance.findings;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to change of a finding; empty for what stays.
 *
 * @param dueOn the last day to see to it
 * @param owner who is to see to it: a sign-in name or a function
 */
public record FindingChange(Optional<Severity> severity, Optional<LocalDate> dueOn, Optional<String> owner) {

    /** What would change, in words; empty if nothing would. */
    String sentence(String severityNow, LocalDate dueOnNow, String ownerNow) {
        List<String> parts = new ArrayList<>();
        severity.map(Severity::text)
                .filter(wanted -> !wanted.equals(severityNow))
                .ifPresent(wanted -> parts.add("severity " + severityNow + " → " + wanted));
        dueOn.filter(wanted -> !wanted.equals(dueOnNow))
                .ifPresent(wanted -> parts.add("due " + dueOnNow + " → " + wanted));
        owner.filter(wanted -> !wanted.equals(ownerNow))
                .ifPresent(wanted -> parts.add("owner " + ownerNow + " → " + wanted));
        return parts.isEmpty() ? "" : "Changed: " + String.join("; ", parts) + ".";
    }
}
