package dev.gatehouse.governance.findings;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A finding.
 *
 * @param id of the finding
 * @param model name of the model that it is about
 * @param kind what sort, such as {@code reassessment} or {@code override}
 * @param severity {@code critical}, {@code high}, {@code medium} or {@code low}
 * @param worstSeverity the gravest that it was since it was opened last
 * @param title in a sentence
 * @param detail a line each
 * @param owner who is to see to it
 * @param dueOn last day to do so
 * @param overdue whether it is open and that day has passed
 * @param state {@code OPEN} or {@code CLOSED}
 * @param cause what led to it, such as {@code reassessment/12}
 * @param openedAt when
 * @param closedAt when it was closed; null while it is open
 * @param closedBy name of who closed it; null while it is open
 * @param closingNote why it could be closed; null while it is open
 * @param reopened how often it was opened again
 * @param remediation what was done about it since it was opened last; null if nothing was
 * @param proposed a change that waits for a second person; null if none does
 * @param changes what was changed of it since it was opened, oldest first
 */
public record Finding(
        UUID id,
        String model,
        String kind,
        String severity,
        String worstSeverity,
        String title,
        List<String> detail,
        String owner,
        LocalDate dueOn,
        boolean overdue,
        State state,
        String cause,
        Instant openedAt,
        Instant closedAt,
        String closedBy,
        String closingNote,
        int reopened,
        Remediation remediation,
        Proposal proposed,
        List<Change> changes) {

    /**
     * What somebody did about a finding.
     *
     * @param text what was done
     * @param by name of who did it
     * @param at when they said so
     * @param evidence digest of what shows it; null without
     */
    public record Remediation(String text, String by, Instant at, String evidence) {}

    /**
     * A change that makes the finding milder or leaves more time, and waits for a second person. Until then nothing changes.
     *
     * @param what would change, such as {@code severity high → low}
     * @param reason in the words of who asked
     * @param by name of who asked
     * @param as functions that they act for; the second person acts for another one
     * @param at when
     */
    public record Proposal(String what, String reason, String by, List<String> as, Instant at) {}

    /** A change with its reason. */
    public record Change(Instant at, String what) {}

    /**
     * Something that happened to a finding after it was opened.
     *
     * @param kind {@code REMEDIED}, {@code CHANGE_ASKED}, {@code CHANGE_REFUSED}, {@code CHANGED}, {@code CLOSED}, {@code REOPENED} or
     *     {@code PERMITS_SUSPENDED}
     * @param by name of the person; null for the service itself
     * @param note what was done, or why
     * @param evidence digest of what shows it; null without
     */
    public record Event(String kind, Instant at, String by, String note, String evidence) {}

    /** Whether there is still something to do. */
    public enum State {
        OPEN,
        CLOSED
    }
}
