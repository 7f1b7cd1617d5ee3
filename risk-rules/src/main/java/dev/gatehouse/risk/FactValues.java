package dev.gatehouse.risk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The stated facts of one use case, checked against what the packs declare. Missing and unsure facts are not known. */
final class FactValues {
    /** Most members of a set. */
    static final int MAX_SET_MEMBERS = 1_000;
    /** Most digits of a number, and most of them after the point. */
    static final int MAX_DIGITS = 60;

    /** Most groups in counts. */
    static final int MAX_GROUPS = 50;
    /** Longest name of a group, in characters. */
    static final int MAX_GROUP_CHARS = 100;
    /** Largest count, so that products of two counts and a small factor stay within a long. */
    static final long MAX_COUNT = 1_000_000_000;

    /** First day that a fact, a pack or an assessment may name. */
    static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
    /** Last such day: what is added to it, such as a period in a pack, still makes a date. */
    static final LocalDate LAST_DAY = LocalDate.of(2199, 12, 31);

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final Pattern REGION = Pattern.compile("([A-Z]{2})(-[A-Z0-9]{1,3})?");

    private final Map<String, Fact> declared;
    private final SortedMap<String, Object> stated = new TreeMap<>();
    private final Map<String, Object> inRules = new HashMap<>();
    private boolean incidentStated;

    private FactValues(Map<String, Fact> declared) {
        this.declared = declared;
    }

    static FactValues of(Map<String, Fact> declared, Map<String, ?> stated) throws InvalidFactsException {
        FactValues values = new FactValues(declared);
        List<InvalidFactsException.Problem> problems = new ArrayList<>();
        for (Map.Entry<String, ?> entry : new TreeMap<>(stated).entrySet()) {
            Fact fact = declared.get(entry.getKey());
            if (fact == null) {
                problems.add(new InvalidFactsException.Problem(
                        Section.shown(entry.getKey()), "is not a fact that any pack asks for; check its spelling"));
            } else if (entry.getValue() != null) {
                values.accept(fact, entry.getValue(), problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidFactsException(problems);
        }
        return values;
    }

    /** The facts as they were understood: Boolean, Long, BigDecimal, String, sorted lists and maps, LocalDate. */
    SortedMap<String, Object> stated() {
        return stated;
    }

    /** The value as rules see it. */
    Optional<Object> inRules(String name) {
        return Optional.ofNullable(inRules.get(name));
    }

    boolean isKnown(Condition.Reference reference) {
        Object value = inRules.get(reference.fact());
        if (!(value instanceof Map<?, ?> map) || reference.key().isEmpty()) {
            return value != null;
        }
        return isCounts(reference.fact())
                ? map.values().stream().allMatch(group -> ((Map<?, ?>) group).containsKey(reference.key()))
                : map.containsKey(reference.key());
    }

    /** Whether the fact is of {@link Fact.Type#COUNTS}: known or unknown as a whole. */
    boolean isCounts(String name) {
        return declared.get(name).type() == Fact.Type.COUNTS;
    }

    /** Whether anything was stated about an incident. */
    boolean incidentStated() {
        return incidentStated;
    }

    /** The instant that a date or datetime says; a date begins at midnight UTC. */
    Optional<Instant> instant(String name) {
        return inRules(name).map(Instant.class::cast);
    }

    boolean isUnsure(Condition.Reference reference) {
        return Fact.UNSURE.equals(shown(reference));
    }

    /** The value to show for a known reference. */
    Object shown(Condition.Reference reference) {
        Object value = stated.get(reference.fact());
        return value instanceof Map<?, ?> map && !isCounts(reference.fact()) ? map.get(reference.key()) : value;
    }

    /** Whether a text may be an enum's value, a set's member or a map's entry. */
    static boolean allows(Fact fact, String value) {
        if (fact.format().isEmpty()) {
            return fact.values().contains(value);
        }
        var matcher = REGION.matcher(value);
        return matcher.matches() && (value.equals("EU") || COUNTRIES.contains(matcher.group(1)));
    }

    private void accept(Fact fact, Object value, List<InvalidFactsException.Problem> problems) {
        incidentStated |= fact.about() == Fact.About.INCIDENT;
        if (Fact.UNSURE.equals(value)) {
            stated.put(fact.name(), Fact.UNSURE);
            return;
        }
        try {
            switch (fact.type()) {
                case BOOL -> put(fact, bool(value));
                case INT -> {
                    long number = integer(value);
                    checkRange(fact, BigDecimal.valueOf(number));
                    put(fact, number);
                }
                case DECIMAL -> {
                    BigDecimal number = decimal(value);
                    checkRange(fact, number);
                    stated.put(fact.name(), number);
                    inRules.put(fact.name(), number.doubleValue());
                }
                case ENUM -> put(fact, member(fact, value));
                case SET -> put(fact, members(fact, value));
                case DATE -> {
                    LocalDate date = date(value);
                    stated.put(fact.name(), date);
                    inRules.put(fact.name(), date.atStartOfDay(ZoneOffset.UTC).toInstant());
                }
                case DATETIME -> put(fact, instant(value));
                case MAP -> acceptEntries(fact, value, problems);
                case COUNTS -> acceptCounts(fact, value, problems);
            }
        } catch (UnfitValue e) {
            problems.add(new InvalidFactsException.Problem(fact.name(), e.getMessage()));
        }
    }

    private void put(Fact fact, Object value) {
        stated.put(fact.name(), value);
        inRules.put(fact.name(), value);
    }

    private void acceptEntries(Fact fact, Object value, List<InvalidFactsException.Problem> problems) {
        if (!(value instanceof Map<?, ?> entries)) {
            throw new UnfitValue("must map " + String.join(", ", fact.keys()) + " each to an answer");
        }
        SortedMap<String, String> all = new TreeMap<>();
        SortedMap<String, String> known = new TreeMap<>();
        entries.forEach((key, answer) -> {
            String name = String.valueOf(key);
            String place = fact.name() + "[" + Section.shown(name) + "]";
            if (!fact.keys().contains(name)) {
                problems.add(new InvalidFactsException.Problem(
                        place, "is not a key; allowed: " + String.join(", ", fact.keys())));
            } else if (Fact.UNSURE.equals(answer)) {
                all.put(name, Fact.UNSURE);
            } else if (answer != null) {
                try {
                    // YAML 1.1 readers turn yes and no into booleans before we see them.
                    Object text = answer instanceof Boolean yes ? (yes ? "yes" : "no") : answer;
                    all.put(name, member(fact, text));
                    known.put(name, all.get(name));
                } catch (UnfitValue e) {
                    problems.add(new InvalidFactsException.Problem(place, e.getMessage()));
                }
            }
        });
        stated.put(fact.name(), Collections.unmodifiableSortedMap(all));
        inRules.put(fact.name(), known);
    }

    private void acceptCounts(Fact fact, Object value, List<InvalidFactsException.Problem> problems) {
        if (!(value instanceof Map<?, ?> groups)) {
            throw new UnfitValue("must map the name of each group to its " + String.join(", ", fact.keys()));
        }
        if (groups.size() > MAX_GROUPS) {
            throw new UnfitValue("has " + groups.size() + " groups; the limit is " + MAX_GROUPS);
        }
        SortedMap<String, Object> all = new TreeMap<>();
        groups.forEach((key, counts) -> {
            String group = String.valueOf(key);
            String place = fact.name() + "[" + Section.shown(group) + "]";
            try {
                if (group.isBlank() || group.length() > MAX_GROUP_CHARS) {
                    throw new UnfitValue("a group's name has 1 to " + MAX_GROUP_CHARS + " characters");
                }
                all.put(group, countsOf(fact, counts));
            } catch (UnfitValue e) {
                problems.add(new InvalidFactsException.Problem(place, e.getMessage()));
            }
        });
        put(fact, Collections.unmodifiableSortedMap(all));
    }

    private static SortedMap<String, Long> countsOf(Fact fact, Object value) {
        String expected = "must map each of " + String.join(", ", fact.keys()) + " to a whole number";
        if (!(value instanceof Map<?, ?> counts)) {
            throw new UnfitValue(expected);
        }
        SortedMap<String, Long> read = new TreeMap<>();
        counts.forEach((key, count) -> {
            if (!fact.keys().contains(String.valueOf(key))) {
                throw new UnfitValue(expected + ", not " + described(key));
            }
            long number = integer(count);
            if (number < 0 || number > MAX_COUNT) {
                throw new UnfitValue(key + " must be 0 to " + MAX_COUNT + ", not " + number);
            }
            read.put(String.valueOf(key), number);
        });
        for (String key : fact.keys()) {
            if (!read.containsKey(key) && !fact.optionalKeys().contains(key)) {
                throw new UnfitValue("lacks " + key + "; " + expected);
            }
        }
        return Collections.unmodifiableSortedMap(read);
    }

    private static Instant instant(Object value) {
        try {
            Instant instant = value instanceof Instant given
                    ? given
                    : OffsetDateTime.parse(String.valueOf(value)).toInstant();
            withinDays(LocalDate.ofInstant(instant, ZoneOffset.UTC));
            return instant;
        } catch (DateTimeException e) {
            throw new UnfitValue(
                    "must be a time with its offset such as 2026-11-21T09:30:00Z, not " + described(value));
        }
    }

    private static Boolean bool(Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw new UnfitValue("must be true, false or unsure, not " + described(value));
    }

    private static long integer(Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big && big.bitLength() < Long.SIZE) {
            return big.longValue();
        }
        throw new UnfitValue("must be a whole number of at most 18 digits, without quotes, not " + described(value));
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof Number || value instanceof String) {
            return parseDecimal(value.toString());
        }
        throw new UnfitValue("must be a number, not " + described(value));
    }

    /**
     * An exact number without an exponent and without trailing zeros.
     *
     * @throws IllegalArgumentException if it is not a number, or one of more than {@value #MAX_DIGITS} digits or decimals
     */
    static BigDecimal parseDecimal(String text) {
        try {
            // Checked before anything writes the number out: 1E999999999 is short to read and endless to print.
            BigDecimal number = text.length() > MAX_DIGITS ? null : new BigDecimal(text).stripTrailingZeros();
            if (number != null && Math.abs((long) number.scale()) <= MAX_DIGITS) {
                return number.scale() < 0 ? number.setScale(0) : number;
            }
        } catch (NumberFormatException e) {
            throw new UnfitValue("must be a number, not " + described(text));
        }
        throw new UnfitValue("must be a number of at most " + MAX_DIGITS + " digits, not " + described(text));
    }

    private static LocalDate date(Object value) {
        try {
            return withinDays(value instanceof LocalDate date ? date : LocalDate.parse(String.valueOf(value)));
        } catch (DateTimeException e) {
            throw new UnfitValue("must be a date such as 2026-11-21, not " + described(value));
        }
    }

    /**
     * The day itself.
     *
     * @throws IllegalArgumentException if it is not from {@link #FIRST_DAY} to {@link #LAST_DAY}
     */
    static LocalDate withinDays(LocalDate day) {
        if (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY)) {
            throw new UnfitValue("must be from " + FIRST_DAY + " to " + LAST_DAY + ", not '" + day + "'");
        }
        return day;
    }

    private static String member(Fact fact, Object value) {
        // Point 2 of a list of points is a number to YAML and to JSON.
        boolean whole = value instanceof Long || value instanceof Integer;
        if ((whole || value instanceof String) && allows(fact, value.toString())) {
            return value.toString();
        }
        String allowed = fact.format().isPresent()
                ? "codes of " + fact.format().get()
                : String.join(", ", fact.values()) + " (or unsure)";
        throw new UnfitValue(described(value) + " is not allowed; allowed: " + allowed);
    }

    private static List<String> members(Fact fact, Object value) {
        if (!(value instanceof Collection<?> members)) {
            throw new UnfitValue("must be a list, not " + described(value));
        }
        if (members.size() > MAX_SET_MEMBERS) {
            throw new UnfitValue("has " + members.size() + " members; the limit is " + MAX_SET_MEMBERS);
        }
        TreeSet<String> sorted = new TreeSet<>();
        members.forEach(member -> sorted.add(member(fact, member)));
        return List.copyOf(sorted);
    }

    private static void checkRange(Fact fact, BigDecimal number) {
        if (fact.min().filter(min -> number.compareTo(min) < 0).isPresent()
                || fact.max().filter(max -> number.compareTo(max) > 0).isPresent()) {
            throw new UnfitValue("must be "
                    + fact.min()
                            .map(min -> "at least " + min.toPlainString() + " ")
                            .orElse("")
                    + fact.max()
                            .map(max -> "at most " + max.toPlainString() + " ")
                            .orElse("")
                    + fact.unit().map(unit -> "(" + unit + ")").orElse("") + ", not " + number.toPlainString());
        }
    }

    private static String described(Object value) {
        return value == null ? "nothing" : "'" + Section.shown(String.valueOf(value)) + "'";
    }

    /** Why a value does not fit its fact; never leaves this class. */
    private static final class UnfitValue extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnfitValue(String reason) {
            super(reason);
        }
    }
}
