package dev.gatehouse.governance.predictions;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;

/** The form that asks for a live audit, as it was typed; empty fields are empty texts. */
public class LiveAuditForm {

    static final int MIN_PURPOSE_CHARS = 10;
    static final int MAX_PURPOSE_CHARS = 1000;

    /** The digest of a plan of the model. */
    @RestForm
    public String plan = "";

    /** {@code environment/name}. */
    @RestForm
    public String route = "";

    /** As {@code datetime-local} gives it, in the zone; likewise the other three. */
    @RestForm
    public String from = "";

    @RestForm
    public String to = "";

    @RestForm
    public String zone = "UTC";

    /** {@code training} for the statistics of the version's training rows; else earlier predictions, where the plan compares with any. */
    @RestForm
    public String against = "";

    /** Empty for the same version. */
    @RestForm
    public String referenceVersion = "";

    @RestForm
    public String referenceFrom = "";

    @RestForm
    public String referenceTo = "";

    @RestForm
    public String purpose = "";

    /** What is wrong, and the id of the field to go to. */
    public record Fault(String field, String sentence) {}

    /**
     * What it asks for.
     *
     * @param faults what cannot be read is added here; the request means nothing then
     * @return null when there is a fault
     */
    LiveAudit.Request request(String version, List<Fault> faults) {
        List<Fault> found = new ArrayList<>();
        if (plan == null || !plan.matches("sha256:[0-9a-f]{64}")) {
            found.add(new Fault("plan", "Choose a plan."));
        }
        String[] where = route == null ? new String[0] : route.split("/", 2);
        if (where.length != 2 || where[0].isEmpty() || where[1].isEmpty()) {
            found.add(new Fault("route", "Choose a route."));
        }
        if (stripped(purpose).length() < MIN_PURPOSE_CHARS || stripped(purpose).length() > MAX_PURPOSE_CHARS) {
            found.add(new Fault(
                    "purpose",
                    "Say what the rows are read for, in " + MIN_PURPOSE_CHARS + " to " + MAX_PURPOSE_CHARS
                            + " characters."));
        }
        ZoneId in = zone(found);
        Instant start = moment("from", from, in, found);
        Instant end = moment("to", to, in, found);
        LiveAudit.Reference reference = reference(in, found);
        faults.addAll(found);
        return found.isEmpty() ? new LiveAudit.Request(where[0], where[1], version, plan, start, end, reference) : null;
    }

    /** Null for none. */
    private LiveAudit.Reference reference(ZoneId zone, List<Fault> faults) {
        boolean window =
                !stripped(referenceFrom).isEmpty() || !stripped(referenceTo).isEmpty();
        if (isAgainstTraining()) {
            if (window) {
                faults.add(new Fault(
                        "against", "Choose earlier predictions, or leave the times of the reference window empty."));
            }
            return new LiveAudit.Published(LiveAudit.Published.TRAINING);
        }
        return window
                ? new LiveAudit.Earlier(
                        stripped(referenceVersion).isEmpty() ? null : stripped(referenceVersion),
                        moment("referenceFrom", referenceFrom, zone, faults),
                        moment("referenceTo", referenceTo, zone, faults))
                : null;
    }

    /** For the page: which choice is shown. */
    public boolean isAgainstTraining() {
        return LiveAudit.Published.TRAINING.equals(against);
    }

    private ZoneId zone(List<Fault> faults) {
        try {
            return ZoneId.of(stripped(zone));
        } catch (DateTimeException e) {
            faults.add(new Fault("zone", "Write a time zone such as UTC or Europe/Berlin."));
            return ZoneOffset.UTC;
        }
    }

    /** An hour that a change to or from summer time leaves out or has twice is no moment. */
    private static Instant moment(String field, String text, ZoneId zone, List<Fault> faults) {
        try {
            LocalDateTime local = LocalDateTime.parse(stripped(text));
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
            if (offsets.size() == 1) {
                return local.toInstant(offsets.get(0));
            }
            faults.add(new Fault(
                    field,
                    "That time is " + (offsets.isEmpty() ? "left out" : "there twice") + " in " + zone
                            + ", where clocks change then; say it in UTC."));
        } catch (DateTimeParseException e) {
            faults.add(new Fault(field, "Write a date and a time, such as 2026-11-22T08:00."));
        }
        return Instant.EPOCH;
    }

    static String stripped(String text) {
        return text == null ? "" : text.strip();
    }
}
