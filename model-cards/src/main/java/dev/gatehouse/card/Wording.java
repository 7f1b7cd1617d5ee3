package dev.gatehouse.card;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers, limits and dates read on a card. */
final class Wording {
    /** Decimal places in tables and charts. */
    static final int PLACES = 3;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Wording() {}

    static String number(BigDecimal number) {
        return number(number, null);
    }

    /**
     * A number to {@value #PLACES} places; in full where rounding would put it on or across its limit (0.7996 must not read 0.800), or
     * would leave nothing of it.
     */
    static String number(BigDecimal number, Limit limit) {
        BigDecimal rounded = number.setScale(Math.min(PLACES, Math.max(0, number.scale())), RoundingMode.HALF_EVEN);
        if (rounded.signum() != number.signum()
                || (limit != null
                        && (misleads(number, rounded, limit.atLeast()) || misleads(number, rounded, limit.atMost())))) {
            rounded = number;
        }
        if (rounded.scale() > 0 && rounded.scale() < PLACES) {
            rounded = rounded.setScale(PLACES);
        }
        return rounded.toPlainString().replace('-', '−');
    }

    private static boolean misleads(BigDecimal number, BigDecimal rounded, BigDecimal end) {
        return end != null && Integer.signum(number.compareTo(end)) != Integer.signum(rounded.compareTo(end));
    }

    static String value(Estimate estimate, Limit limit) {
        return estimate.value() == null ? "undefined: " + estimate.undefinedBecause() : number(estimate.value(), limit);
    }

    static String interval(Estimate estimate, Limit limit) {
        if (estimate.lower() == null) {
            return "–";
        }
        return number(estimate.lower(), limit) + " to "
                + (estimate.upper() == null ? "∞" : number(estimate.upper(), limit));
    }

    static String limit(Limit limit) {
        if (limit == null) {
            return "no limit";
        }
        if (limit.atLeast() == null) {
            return "at most " + plain(limit.atMost());
        }
        return limit.atMost() == null
                ? "at least " + plain(limit.atLeast())
                : plain(limit.atLeast()) + " to " + plain(limit.atMost());
    }

    /** A limit as it was set, with two places at least where it has any. */
    static String plain(BigDecimal limit) {
        BigDecimal shown = limit.scale() == 1 ? limit.setScale(2) : limit;
        return shown.toPlainString().replace('-', '−');
    }

    static String verdict(Verdict verdict) {
        if (verdict == null) {
            return "no verdict";
        }
        return verdict == Verdict.INSUFFICIENT ? "INSUFFICIENT EVIDENCE" : verdict.name();
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String day(LocalDate day) {
        return day == null ? null : DAY.format(day);
    }

    static String moment(Instant moment) {
        return moment == null ? null : MOMENT.format(moment);
    }

    /** A fact's name as words: {@code annex3_points} is 'Annex3 points', {@code art5_screen[a]} 'Art5 screen (a)'. */
    static String fact(String name) {
        return capital(name.replace('_', ' ').replace("[", " (").replace(']', ')'));
    }

    static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
