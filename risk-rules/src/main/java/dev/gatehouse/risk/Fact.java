package dev.gatehouse.risk;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A fact that a pack declares: something an engineer or officer states about a use case.
 *
 * @param group heading under which a form asks for it, such as {@code Data}
 * @param about what it is stated about
 * @param name as used in rules, such as {@code affected_persons_per_year}
 * @param type what a value looks like
 * @param unit of a number, such as {@code persons}
 * @param values what an enum, a set's member or a map's entry may be; empty for other types and where {@code format} decides
 * @param keys the keys of a map, all of which are to be answered; of counts, the numbers that a group has; empty for other types
 * @param optionalKeys those of the {@code keys} of counts that a group may lack
 * @param format a built-in vocabulary for a set's members: {@code iso-3166} (ISO 3166-1 alpha-2, {@code EU}, or a subdivision
 *     such as {@code US-CA}, {@code US-NYC})
 * @param min least value of a number, inclusive
 * @param max greatest value of a number, inclusive
 * @param question to put to the person who answers
 * @param help how to answer it; may be empty
 * @param citation of the text that asks for it
 */
public record Fact(
        String name,
        Optional<String> group,
        About about,
        Type type,
        Optional<String> unit,
        List<String> values,
        List<String> keys,
        List<String> optionalKeys,
        Optional<String> format,
        Optional<BigDecimal> min,
        Optional<BigDecimal> max,
        String question,
        String help,
        Optional<String> citation) {

    /** The answer "we do not know", allowed for every fact and every entry of a map. It counts as missing, never as no. */
    public static final String UNSURE = "unsure";

    public Fact {
        values = List.copyOf(values);
        keys = List.copyOf(keys);
        optionalKeys = List.copyOf(optionalKeys);
    }

    /** What a fact is stated about. */
    public enum About {
        /** The use case and its model. */
        USE_CASE,
        /** An incident. As long as no such fact is stated there is no incident to assess, and rules about one do not apply. */
        INCIDENT
    }

    /** What the value of a fact looks like, in Java and in a rule. */
    public enum Type {
        /** {@code Boolean}; CEL bool. */
        BOOL,
        /** Any integral number in the range of a long; CEL int. */
        INT,
        /** Any number or its decimal text; kept exactly, compared in rules as the nearest double. CEL double. */
        DECIMAL,
        /** One text of {@code values}, or a whole number that is written like one; CEL string. */
        ENUM,
        /** A collection of texts of {@code values}, order and repeats without meaning; CEL list(string). */
        SET,
        /** A {@code LocalDate} of the years 1900 to 2199 or its ISO text; CEL timestamp, midnight UTC. */
        DATE,
        /** An {@code Instant} of the years 1900 to 2199 or its ISO text with an offset; CEL timestamp. */
        DATETIME,
        /** One text of {@code values} (or a Boolean where they are yes and no) for every key; CEL map(string, string). */
        MAP,
        /** For every group, by its name, a whole number for every key; CEL map(string, map(string, int)). */
        COUNTS
    }

    /** Whether two packs that use this name mean the same fact; wording of question and help may differ. */
    boolean agreesWith(Fact other) {
        return type == other.type
                && unit.equals(other.unit)
                && values.equals(other.values)
                && keys.equals(other.keys)
                && optionalKeys.equals(other.optionalKeys)
                && about == other.about
                && format.equals(other.format)
                && min.equals(other.min)
                && max.equals(other.max);
    }
}
