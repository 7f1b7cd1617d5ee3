package dev.gatehouse.audit.page;

import dev.gatehouse.audit.report.AuditReport.Comparison;
import dev.gatehouse.audit.report.AuditReport.Judgement;
import dev.gatehouse.audit.report.Estimate;
import dev.gatehouse.audit.report.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How numbers, limits, groups and verdicts read. */
final class Wording {
    /** Decimal places of rates. */
    private static final int PLACES = 3;

    /** Most decimal places that keep a number apart from its limit. */
    private static final int MOST_PLACES = 9;

    /** What a verdict means where nothing decides. */
    static final String NO_LIMIT =
            "The plan sets no limit, so there is nothing to pass or fail. The figures stand for themselves.";

    private Wording() {}

    static String number(double value) {
        return number(value, null);
    }

    /**
     * Three decimal places, fewer from 10 on. More where rounding would move the value onto or across its limit: 0.7996 under a
     * limit of 0.8 must not read 0.800.
     */
    static String number(double value, Judgement limit) {
        double size = Math.abs(value);
        if (size >= 1e7 || (size > 0 && size < 5e-7)) {
            return scientific(value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        int places = size >= 100 ? 1 : size >= 10 ? 2 : PLACES;
        BigDecimal shown = exact.setScale(places, RoundingMode.HALF_EVEN);
        while (places < MOST_PLACES && misleads(exact, shown, limit)) {
            shown = exact.setScale(++places, RoundingMode.HALF_EVEN);
        }
        return (shown.signum() == 0 ? shown.abs() : shown).toPlainString().replace('-', '−');
    }

    private static boolean misleads(BigDecimal exact, BigDecimal shown, Judgement limit) {
        return limit != null && (misleads(exact, shown, limit.min()) || misleads(exact, shown, limit.max()));
    }

    private static boolean misleads(BigDecimal exact, BigDecimal shown, BigDecimal end) {
        return end != null && Integer.signum(exact.compareTo(end)) != Integer.signum(shown.compareTo(end));
    }

    static String scientific(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(PLACES, RoundingMode.HALF_EVEN))
                .toString()
                .replace('-', '−');
    }

    static String value(Estimate estimate, Judgement limit) {
        if (estimate == null) {
            return "–";
        }
        return estimate.value() == null ? "undefined" : number(estimate.value(), limit);
    }

    /** {@code 0.71 to 0.83}; empty where there is no interval. */
    static String interval(Estimate estimate, Judgement limit) {
        if (estimate == null || (estimate.lower() == null && estimate.upper() == null)) {
            return "";
        }
        return (estimate.lower() == null ? "−∞" : number(estimate.lower(), limit)) + " to "
                + (estimate.upper() == null ? "∞" : number(estimate.upper(), limit));
    }

    /** {@code at least 0.8}. */
    static String limit(Judgement limit) {
        if (limit.min() == null) {
            return "at most " + plain(limit.max());
        }
        return limit.max() == null
                ? "at least " + plain(limit.min())
                : plain(limit.min()) + " to " + plain(limit.max());
    }

    static String plain(BigDecimal number) {
        return number.toPlainString().replace('-', '−');
    }

    /** {@code 95 %}. */
    static String level(BigDecimal confidence) {
        return plain(confidence.movePointRight(2).stripTrailingZeros()) + " %";
    }

    static String p(Double p) {
        if (p == null) {
            return "–";
        }
        return p < 0.001
                ? "< 0.001"
                : BigDecimal.valueOf(p).setScale(3, RoundingMode.HALF_EVEN).toPlainString();
    }

    static String percent(double share) {
        double percent = share * 100;
        int places = percent >= 10 || percent == 0 ? 1 : 2;
        return BigDecimal.valueOf(percent)
                        .setScale(places, RoundingMode.HALF_EVEN)
                        .toPlainString() + " %";
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String rows(long count) {
        return count(count) + (count == 1 ? " row" : " rows");
    }

    /** {@code Female × Black}; the attributes' names stand in the heading. */
    static String group(Map<String, String> attributes) {
        return attributes.values().stream()
                .map(value -> value.isBlank() ? "(blank)" : value)
                .collect(Collectors.joining(" × "));
    }

    static String attribute(String joined) {
        return joined.replace(" & ", " × ");
    }

    /** What a group is compared with. */
    static String against(Comparison comparison) {
        return comparison.reference().isEmpty() ? "all rows" : group(comparison.reference());
    }

    static String pair(Comparison comparison) {
        String outcome = comparison.outcome() == null ? "" : " (" + comparison.outcome() + ")";
        return comparison.group().isEmpty()
                ? Wording.attribute(comparison.attribute()) + ": all groups" + outcome
                : group(comparison.group()) + " : " + against(comparison) + outcome;
    }

    static String verdict(Verdict verdict) {
        if (verdict == null) {
            return "No verdict";
        }
        return switch (verdict) {
            case PASS -> "Pass";
            case FAIL -> "Fail";
            case INSUFFICIENT -> "Insufficient evidence";
        };
    }

    static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Why a row was left out: the report's id in words. */
    static String leftOut(String reason) {
        int colon = reason.indexOf(':');
        String words = (colon < 0 ? reason : reason.substring(0, colon)).replace('_', ' ');
        return colon < 0 ? words : words + " ‘" + reason.substring(colon + 1) + "’";
    }
}
