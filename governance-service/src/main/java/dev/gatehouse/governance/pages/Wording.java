package dev.gatehouse.governance.pages;

import io.quarkus.qute.TemplateExtension;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** How pages say things: codes as words, instants in UTC, digests in short. Templates call these as properties of the value. */
@TemplateExtension
public final class Wording {

    private static final int SHORT_DIGEST_CHARS = 12;
    private static final Pattern CAMEL_HUMP = Pattern.compile("([a-z])([A-Z])");
    private static final Pattern ISO_8601 = Pattern.compile(
            "\\b(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z|\\d{4}-(0[1-9]|1[0-2])-([01]\\d|2[0-8])|P(\\d{1,4}[YMWD])+|PT(\\d{1,4}[HMS])+)\\b");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.UK).withZone(ZoneOffset.UTC);

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("InReview", "In review"),
            Map.entry("ChangesRequested", "Changes requested"),
            Map.entry("INSUFFICIENT", "Insufficient evidence"),
            Map.entry("HIGH", "High risk"),
            Map.entry("MEDIUM", "Medium risk"),
            Map.entry("LOW", "Low risk"),
            Map.entry("PASS", "Passed"),
            Map.entry("FAIL", "Failed"),
            Map.entry("BLOCKED", "Facts missing"),
            Map.entry("FAILED", "Cannot be assessed"),
            Map.entry("PROPOSED", "Waits for a second person"),
            Map.entry("REQUESTED", "Waits for a second person"));
    private static final Set<String> GOOD = Set.of(
            "Approved",
            "ACTIVE",
            "PASS",
            "open",
            "approve",
            "approve_with_conditions",
            "ASSESSED",
            "COMPLETED",
            "CONFIRMED",
            "CLOSED",
            "UPHELD",
            "MET",
            "done",
            "met");
    private static final Set<String> BAD = Set.of(
            "Rejected",
            "REVOKED",
            "SUSPENDED",
            "EXPIRED",
            "FAIL",
            "reject",
            "PROHIBITED",
            "ERROR",
            "closed",
            "FAILED",
            "critical",
            "high",
            "overdue",
            "not met");
    private static final Set<String> WARN = Set.of(
            "ChangesRequested",
            "request_changes",
            "INSUFFICIENT",
            "BLOCKED",
            "PROPOSED",
            "REQUESTED",
            "OPEN",
            "PARTLY",
            "STRICTER",
            "OVERRIDDEN",
            "WAITING",
            "medium",
            "not done",
            "open question");
    private static final Set<String> TIERS = Set.of("HIGH", "MEDIUM", "LOW");

    private Wording() {}

    /** A code of the system in words: {@code InReview} is 'In review', {@code permitValidity} 'Permit validity'. */
    public static String words(String code) {
        String known = WORDS.get(code);
        if (known != null) {
            return known;
        }
        String plain = code.replace('_', ' ').replace('-', ' ');
        boolean shouted = plain.equals(plain.toUpperCase(Locale.ROOT));
        String spoken = shouted || CAMEL_HUMP.matcher(plain).find()
                ? CAMEL_HUMP.matcher(plain).replaceAll("$1 $2").toLowerCase(Locale.ROOT)
                : plain;
        return spoken.isEmpty() ? spoken : Character.toUpperCase(spoken.charAt(0)) + spoken.substring(1);
    }

    /** The path of a field in words: {@code particulars.thirdParties} is 'Third parties', {@code facts.ai_kind} 'Fact: ai kind'. */
    public static String fieldWords(String field) {
        if (field.startsWith("facts.")) {
            return "Fact: " + words(field.substring("facts.".length())).toLowerCase(Locale.ROOT);
        }
        return words(field.startsWith("particulars.") ? field.substring("particulars.".length()) : field);
    }

    /** The style class of a code's badge: {@code good}, {@code bad}, {@code warn}, {@code info}, {@code neutral} or a tier's. */
    public static String tone(String code) {
        if (TIERS.contains(code)) {
            return "tier tier-" + code.toLowerCase(Locale.ROOT);
        }
        if (GOOD.contains(code)) {
            return "good";
        }
        if (BAD.contains(code)) {
            return "bad";
        }
        if (WARN.contains(code)) {
            return "warn";
        }
        return code.equals("InReview") ? "info" : "neutral";
    }

    /** A sign that says the same as the badge's colour. */
    public static String sign(String code) {
        return switch (tone(code)) {
            case "good" -> "✓";
            case "bad" -> "✕";
            case "warn" -> "!";
            case "info" -> "●";
            case "neutral" -> "–";
            default -> "";
        };
    }

    /** A sentence of the domain with its ISO instants, days and periods as people write them. */
    public static String readable(String sentence) {
        return ISO_8601.matcher(sentence).replaceAll(m -> {
            String found = m.group();
            if (found.startsWith("P")) {
                return spoken(found);
            }
            return found.endsWith("Z") ? utc(Instant.parse(found)) : day(LocalDate.parse(found));
        });
    }

    /** A digest's first characters, for reading; the whole one is in the title beside it. */
    public static String shortDigest(String digest) {
        int start = digest.indexOf(':') + 1;
        return digest.length() <= start + SHORT_DIGEST_CHARS
                ? digest
                : digest.substring(0, start + SHORT_DIGEST_CHARS) + "…";
    }

    /** An ISO 8601 period or duration in words: {@code P90D} is '90 days', {@code PT4H} '4 hours'; other text stays as it is. */
    public static String spoken(String period) {
        try {
            List<String> parts = new ArrayList<>();
            if (period.startsWith("PT")) {
                Duration d = Duration.parse(period);
                add(parts, d.toHours(), "hour");
                add(parts, d.toMinutesPart(), "minute");
                add(parts, d.toSecondsPart(), "second");
                return parts.isEmpty() ? "0 hours" : String.join(" ", parts);
            }
            Period p = Period.parse(period);
            add(parts, p.getYears(), "year");
            add(parts, p.getMonths(), "month");
            add(parts, p.getDays(), "day");
            return parts.isEmpty() ? "0 days" : String.join(" ", parts);
        } catch (DateTimeParseException e) {
            return period;
        }
    }

    /** {@code 21 Nov 2026}. */
    public static String day(LocalDate date) {
        return DAY.format(date);
    }

    /** {@code 21 Nov 2026}, in UTC; for tables whose head says so. */
    public static String utcDay(Instant instant) {
        return DAY.format(instant.atZone(ZoneOffset.UTC));
    }

    /** {@code 21 Nov 2026, 22:06 UTC}. */
    public static String utc(Instant instant) {
        return MINUTE.format(instant);
    }

    /** {@code 21 Nov 2026, 22:06:09}, in UTC; for tables whose head says so. */
    public static String utcSecond(Instant instant) {
        return SECOND.format(instant);
    }

    /** For {@code <time datetime>}: to the millisecond, so that the attribute is valid HTML. */
    public static String machine(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Digits in groups of three: {@code 12,345}. */
    public static String grouped(Integer count) {
        return grouped(count.longValue());
    }

    /** Digits in groups of three: {@code 12,345}. */
    public static String grouped(Long count) {
        return String.format(Locale.UK, "%,d", count);
    }

    /** A decimal with the places that it has, its whole digits in groups of three: {@code 12,345.5}. */
    public static String grouped(BigDecimal number) {
        return String.format(Locale.UK, "%,." + Math.max(0, number.scale()) + "f", number);
    }

    /** A share that is written as a decimal, as per cent: {@code 0.25} is '25 %'. */
    public static String perCent(String share) {
        return ConditionWords.percent(new BigDecimal(share));
    }

    /** A text as a value in a link's query. */
    public static String inQuery(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A score with three decimals. */
    public static String figure(Double number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }

    private static void add(List<String> parts, long number, String unit) {
        if (number != 0) {
            parts.add(number + " " + unit + (number == 1 ? "" : "s"));
        }
    }
}
