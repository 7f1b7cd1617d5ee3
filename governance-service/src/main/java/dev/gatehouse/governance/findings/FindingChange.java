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

    /** Whether it makes the finding milder or leaves more time for it. */
    boolean eases(Severity severityNow, LocalDate dueOnNow) {
        return severity.filter(wanted -> wanted.compareTo(severityNow) > 0).isPresent()
                || dueOn.filter(wanted -> wanted.isAfter(dueOnNow)).isPresent();
    }

    /** What would change, in words such as {@code severity high → low}; empty if nothing would. */
    String sentence(String severityNow, LocalDate dueOnNow, String ownerNow) {
        List<String> parts = new ArrayList<>();
        severity.map(Severity::text)
                .filter(wanted -> !wanted.equals(severityNow))
                .ifPresent(wanted -> parts.add("severity " + severityNow + " → " + wanted));
        dueOn.filter(wanted -> !wanted.equals(dueOnNow))
                .ifPresent(wanted -> parts.add("due " + dueOnNow + " → " + wanted));
        owner.filter(wanted -> !wanted.equals(ownerNow))
                .ifPresent(wanted -> parts.add("owner " + ownerNow + " → " + wanted));
        return String.join("; ", parts);
    }
}
