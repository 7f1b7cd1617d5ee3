package dev.gatehouse.governance.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.risk.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The answers as they were typed, by the name of the input: {@code f.FACT}, {@code f.FACT.KEY} for an entry of a map and
 * {@code f.FACT.ROW.KEY} for a number of a group. What cannot be read as an answer is kept as well, so that nothing typed is lost.
 */
final class Answers {

    /** Input value for "we do not know". Cannot be a pack's value, which has no such sign. */
    static final String UNSURE = "~unsure";

    /** Input value for an empty set, which is an answer. */
    static final String NONE = "~none";

    /** The part of a row's input name that holds the group's name. */
    static final String GROUP = "~group";

    /** Most groups of one fact. */
    static final int MAX_ROWS = 50;

    /** Most characters of all answers of one form. */
    static final int MAX_CHARS = 200_000;

    private static final String PREFIX = "f.";

    private final SortedMap<String, List<String>> typed;

    private Answers(SortedMap<String, List<String>> typed) {
        this.typed = Collections.unmodifiableSortedMap(typed);
    }

    /**
     * The inputs of a form that are answers; the others are left out, empty ones too.
     *
     * @throws ProblemException {@code invalid-value} if they are longer than any answers could be
     */
    static Answers of(Map<String, List<String>> inputs) {
        SortedMap<String, List<String>> typed = new TreeMap<>();
        long chars = 0;
        for (Map.Entry<String, List<String>> input : inputs.entrySet()) {
            List<String> values = input.getValue().stream()
                    .map(String::strip)
                    .filter(v -> !v.isEmpty())
                    .toList();
            if (input.getKey().startsWith(PREFIX) && !values.isEmpty()) {
                typed.put(input.getKey(), values);
                chars += input.getKey().length()
                        + values.stream().mapToLong(String::length).sum();
            }
        }
        if (chars > MAX_CHARS) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "The answers have " + chars + " characters; all together may have " + MAX_CHARS + ".");
        }
        return new Answers(typed);
    }

    /** The answers that a model's facts are; facts that no pack asks for any more are left out. */
    static Answers of(Collection<Fact> asked, JsonNode facts) {
        SortedMap<String, List<String>> typed = new TreeMap<>();
        for (Fact fact : asked) {
            JsonNode value = facts.path(fact.name());
            String name = name(fact);
            switch (fact.type()) {
                case MAP ->
                    fact.keys().forEach(key -> put(typed, name(fact, key), value.isObject() ? value.path(key) : value));
                case COUNTS -> {
                    if (value.isObject()) {
                        rows(typed, fact, value);
                    } else {
                        put(typed, name, value);
                    }
                }
                case SET -> {
                    if (value.isArray() && value.isEmpty()) {
                        typed.put(name, List.of(NONE));
                    } else {
                        put(typed, name, value);
                    }
                }
                default -> put(typed, name, value);
            }
        }
        return new Answers(typed);
    }

    private static void rows(SortedMap<String, List<String>> typed, Fact fact, JsonNode groups) {
        int row = 0;
        for (Map.Entry<String, JsonNode> group : groups.properties()) {
            typed.put(name(fact, row + "." + GROUP), List.of(group.getKey()));
            for (String key : fact.keys()) {
                put(typed, name(fact, row + "." + key), group.getValue().path(key));
            }
            row++;
        }
    }

    private static void put(SortedMap<String, List<String>> typed, String name, JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(member -> texts.add(text(member)));
        } else if (!value.isMissingNode() && !value.isNull()) {
            texts.add(text(value));
        }
        if (!texts.isEmpty()) {
            typed.put(name, List.copyOf(texts));
        }
    }

    private static String text(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        if (value.isNumber()) {
            return value.decimalValue().toPlainString();
        }
        return Fact.UNSURE.equals(value.asText()) ? UNSURE : value.asText();
    }

    /** The name of the inputs of a fact. */
    static String name(Fact fact) {
        return PREFIX + fact.name();
    }

    /** The name of an input of a part of a fact. */
    static String name(Fact fact, String part) {
        return PREFIX + fact.name() + "." + part;
    }

    /** Everything typed, by input, to be kept with a draft. */
    Map<String, List<String>> typed() {
        return typed;
    }

    /** What an input holds; a set's input, or a text beside its "unsure", holds several. */
    List<String> all(String name) {
        return typed.getOrDefault(name, List.of());
    }

    /** What an input holds apart from the signs for unsure and none; empty when nothing. */
    String text(String name) {
        return all(name).stream()
                .filter(v -> !v.equals(UNSURE) && !v.equals(NONE))
                .findFirst()
                .orElse("");
    }

    /** Whether an input holds that value. */
    boolean has(String name, String value) {
        return all(name).contains(value);
    }

    /** Whether anything is typed for the fact, readable or not. */
    boolean has(Fact fact) {
        String name = name(fact);
        return typed.containsKey(name)
                || typed.tailMap(name + ".").keySet().stream()
                        .findFirst()
                        .filter(n -> n.startsWith(name + "."))
                        .isPresent();
    }

    /** One more than the last row of a fact's groups in which anything is typed, at most {@value #MAX_ROWS}. */
    int rows(Fact fact) {
        String start = name(fact) + ".";
        int rows = 0;
        for (String name : typed.tailMap(start).keySet()) {
            if (!name.startsWith(start)) {
                break;
            }
            String[] parts = name.substring(start.length()).split("\\.", 2);
            if (parts.length == 2 && parts[0].matches("\\d{1,2}")) {
                rows = Math.max(rows, Math.min(MAX_ROWS, Integer.parseInt(parts[0]) + 1));
            }
        }
        return rows;
    }
}
