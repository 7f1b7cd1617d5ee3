package dev.gatehouse.governance.intake;

import dev.gatehouse.risk.Fact;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads typed answers as facts. Whether a value is one that its fact allows is for the risk assessor to say; here only what it is. */
final class AnswerReader {

    private static final int MAX_DIGITS = 60;
    private static final int MAX_GROUP_NAME_CHARS = 100;
    private static final Pattern GROUPED = Pattern.compile("-?\\d{1,3}([ ,'\\u00a0\\u202f]\\d{3})+(\\.\\d+)?");
    private static final Pattern PLAIN = Pattern.compile("-?(\\d+(\\.\\d+)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

    private AnswerReader() {}

    /**
     * What could be read.
     *
     * @param facts values by fact name, as {@link dev.gatehouse.risk.RiskAssessor} takes them
     * @param faults a sentence for each fact whose answer could not be read, by fact name
     */
    record Facts(Map<String, Object> facts, Map<String, String> faults) {}

    static Facts read(Collection<Fact> asked, Answers answers) {
        Map<String, Object> facts = new TreeMap<>();
        Map<String, String> faults = new LinkedHashMap<>();
        for (Fact fact : asked) {
            try {
                value(fact, answers).ifPresent(value -> facts.put(fact.name(), value));
            } catch (Unreadable e) {
                faults.put(fact.name(), e.getMessage());
            }
        }
        return new Facts(facts, faults);
    }

    private static Optional<Object> value(Fact fact, Answers answers) {
        String name = Answers.name(fact);
        List<String> typed = answers.all(name);
        return switch (fact.type()) {
            case MAP -> entries(fact, answers);
            case COUNTS -> counts(fact, answers);
            case SET -> typed.isEmpty() ? Optional.empty() : Optional.of(set(fact, typed));
            default -> typed.isEmpty() ? Optional.empty() : Optional.of(single(fact, only(typed)));
        };
    }

    private static Object single(Fact fact, String text) {
        if (text.equals(Answers.UNSURE)) {
            return Fact.UNSURE;
        }
        return switch (fact.type()) {
            case BOOL -> bool(text);
            case INT -> whole(text);
            case DECIMAL -> number(text);
            case DATE -> date(text);
            case DATETIME -> moment(text);
            default -> text;
        };
    }

    private static String only(List<String> typed) {
        if (typed.size() > 1) {
            throw new Unreadable("Give an answer, or say that you are unsure; not both.");
        }
        return typed.get(0);
    }

    private static Object set(Fact fact, List<String> typed) {
        boolean alone = typed.size() == 1;
        if (typed.contains(Answers.UNSURE) || typed.contains(Answers.NONE)) {
            if (!alone) {
                throw new Unreadable("Choose what applies, or say 'none' or 'unsure'; not several of these.");
            }
            return typed.contains(Answers.UNSURE) ? Fact.UNSURE : List.of();
        }
        if (fact.format().isEmpty()) {
            return typed;
        }
        List<String> codes = new ArrayList<>();
        for (String text : typed) {
            for (String code : text.split("[,;\\s]+")) {
                if (!code.isEmpty()) {
                    codes.add(code.toUpperCase(Locale.ROOT));
                }
            }
        }
        if (codes.isEmpty()) {
            throw new Unreadable("Write codes with commas between them, such as DE, US-CA.");
        }
        return codes;
    }

    private static Optional<Object> entries(Fact fact, Answers answers) {
        Map<String, Object> entries = new TreeMap<>();
        for (String key : fact.keys()) {
            List<String> typed = answers.all(Answers.name(fact, key));
            if (!typed.isEmpty()) {
                String text = only(typed);
                entries.put(key, text.equals(Answers.UNSURE) ? Fact.UNSURE : text);
            }
        }
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries);
    }

    private static Optional<Object> counts(Fact fact, Answers answers) {
        Map<String, Object> groups = new LinkedHashMap<>();
        int rows = answers.rows(fact);
        for (int row = 0; row < rows; row++) {
            String group = answers.text(Answers.name(fact, row + "." + Answers.GROUP));
            Map<String, Object> numbers = new TreeMap<>();
            for (String key : fact.keys()) {
                String text = answers.text(Answers.name(fact, row + "." + key));
                if (!text.isEmpty()) {
                    numbers.put(key, in(row, () -> whole(text)));
                }
            }
            if (group.isEmpty() && numbers.isEmpty()) {
                continue;
            }
            if (group.isEmpty() || group.length() > MAX_GROUP_NAME_CHARS) {
                throw new Unreadable(
                        "Row " + (row + 1) + ": name the group, in at most " + MAX_GROUP_NAME_CHARS + " characters.");
            }
            for (String key : fact.keys()) {
                if (!numbers.containsKey(key) && !fact.optionalKeys().contains(key)) {
                    throw new Unreadable("Row " + (row + 1) + ": say how many were " + key.replace('_', ' ') + ".");
                }
            }
            if (groups.put(group, numbers) != null) {
                throw new Unreadable("Row " + (row + 1) + ": the group '" + group + "' is there already.");
            }
        }
        boolean unsure = answers.has(Answers.name(fact), Answers.UNSURE);
        if (unsure && !groups.isEmpty()) {
            throw new Unreadable("Give the numbers, or say that you are unsure; not both.");
        }
        if (unsure) {
            return Optional.of(Fact.UNSURE);
        }
        return groups.isEmpty() ? Optional.empty() : Optional.of(groups);
    }

    private static <T> T in(int row, java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (Unreadable e) {
            throw new Unreadable("Row " + (row + 1) + ": " + e.getMessage());
        }
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new Unreadable("Answer yes, no or unsure.");
        };
    }

    private static BigInteger whole(String text) {
        try {
            return number(text).toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw new Unreadable("Write a whole number, such as 30000.");
        }
    }

    private static BigDecimal number(String text) {
        if (text.length() <= MAX_DIGITS
                && (PLAIN.matcher(text).matches() || GROUPED.matcher(text).matches())) {
            BigDecimal number = new BigDecimal(text.replaceAll("[ ,'\\u00a0\\u202f]", ""));
            if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
                return number;
            }
        }
        throw new Unreadable("Write a number of at most " + MAX_DIGITS
                + " digits, such as 30000 or 0.5, with a point before decimals.");
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new Unreadable("Write a date, such as 2026-11-21.");
        }
    }

    private static String moment(String text) {
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toString();
        } catch (DateTimeException e) {
            throw new Unreadable("Write a day and time, such as 2026-11-21T14:30 (UTC).");
        }
    }

    /** Why an answer cannot be read, as a sentence; never leaves this class. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String sentence) {
            super(sentence);
        }
    }
}
