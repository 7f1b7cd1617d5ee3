package dev.gatehouse.governance.served;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A moment as somebody names it: an instant with its offset, or what a clock on a wall showed in a zone.
 *
 * @param at the instant
 * @param zone in which it was named
 */
public record Moment(Instant at, ZoneId zone) {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final int MAX_CHARS = 64;
    private static final DateTimeFormatter TYPED = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.UK);

    /**
     * Reads a moment.
     *
     * @param text such as {@code 2026-11-30T14:03:00Z}, {@code 2026-11-30T14:03:00+01:00}, or {@code 2026-11-30T14:03} in the zone
     * @param zone an IANA name such as {@code Europe/Berlin}, or an offset; empty for UTC
     * @param now the latest that can be asked for
     * @throws ProblemException {@code invalid-value}, which names the parameter: for what is no moment, for one before 2000 or still to
     *     come, and for a time that the zone's clocks left out or showed twice
     */
    public static Moment parse(String text, String zone, Instant now) {
        ZoneId in = zone(zone);
        if (text.length() > MAX_CHARS) {
            throw refused("at: is longer than " + MAX_CHARS + " characters.");
        }
        Instant at = instant(text, in);
        if (at.isBefore(EARLIEST)) {
            throw refused("at: is before the year 2000.");
        }
        if (at.isAfter(now)) {
            throw refused("at: is still to come; ask for a moment up to now, " + now + ".");
        }
        return new Moment(at, in);
    }

    private static ZoneId zone(String zone) {
        try {
            return zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw refused(
                    "zone: write the name of a time zone such as Europe/Berlin, an offset such as +01:00, or UTC.");
        }
    }

    private static Instant instant(String text, ZoneId zone) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            // It names no offset, so it is a time in the zone.
        }
        LocalDateTime local;
        try {
            local = LocalDateTime.parse(text);
        } catch (DateTimeParseException e) {
            throw refused("at: write a day and a time such as 2026-11-30T14:03:00, with 'zone' or with an offset:"
                    + " 2026-11-30T14:03:00Z.");
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw refused(
                    "at: " + text + " was never shown by clocks in " + zone + ", which were put forward over it.");
        }
        if (offsets.size() > 1) {
            throw refused("at: clocks in " + zone + " showed " + text + " twice. Say which: "
                    + offsets.stream().map(offset -> text + offset).collect(Collectors.joining(" or ")) + ".");
        }
        return local.toInstant(offsets.get(0));
    }

    /** As a field for a local time takes it. */
    public String typed() {
        return TYPED.format(at.atZone(zone));
    }

    /** For people: the time in its zone, and in UTC where that is another. */
    public String shown() {
        String utc = SHOWN.format(at.atZone(ZoneOffset.UTC)) + " UTC";
        return zone.getRules().getOffset(at).equals(ZoneOffset.UTC)
                ? utc
                : SHOWN.format(at.atZone(zone)) + " " + zone + " (" + utc + ")";
    }

    private static ProblemException refused(String sentence) {
        return new ProblemException(ProblemType.INVALID_VALUE, sentence);
    }
}
