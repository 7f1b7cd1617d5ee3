package dev.gatehouse.governance.intake;

import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.risk.Fact;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fact as the form asks for it.
 *
 * @param place its number among all questions, so that one that starts or stops to matter finds its way back
 * @param name of the fact
 * @param input name of its inputs
 * @param kind {@code choice} (one of the options), {@code choices} (any of the options), {@code codes}, {@code number}, {@code date},
 *     {@code moment}, {@code entries} (one of the options for each entry) or {@code groups} (numbers for each group)
 * @param text the question
 * @param help how to answer it; may be empty
 * @param citation of the text that asks for it; may be empty
 * @param unit of a number with its range; may be empty
 * @param whole whether a number is a whole one
 * @param options to choose from, "unsure" among them
 * @param entries of a map
 * @param columns the words of the numbers of a group, for {@code groups}
 * @param groups the rows of {@code groups}
 * @param typed what was typed into a text input; may be empty
 * @param unsure whether "unsure" is ticked beside a text input
 * @param none whether "none" is ticked
 * @param fault why the answer was not taken; empty when it was
 * @param asked whether it is shown: it is answered, or its answer could still change the result
 * @param answered whether anything is typed
 */
record Question(
        int place,
        String name,
        String input,
        String kind,
        String text,
        String help,
        String citation,
        String unit,
        boolean whole,
        List<Option> options,
        List<Entry> entries,
        List<String> columns,
        List<Group> groups,
        String typed,
        boolean unsure,
        boolean none,
        String fault,
        boolean asked,
        boolean answered) {

    private static final int BLANK_ROWS = 2;

    /** A value to choose. */
    record Option(String value, String words, boolean chosen) {}

    /** An entry of a map: one option is chosen, or none. */
    record Entry(String input, String code, String words, List<Option> options, boolean answered) {}

    /** A row of numbers. */
    record Group(int row, String groupInput, String name, List<Cell> cells) {}

    /** A number of a group. */
    record Cell(String input, String column, String typed) {}

    static Question of(int place, Fact fact, Answers answers, String fault, boolean matters, boolean moreRows) {
        String input = Answers.name(fact);
        boolean answered = answers.has(fact);
        return new Question(
                place,
                fact.name(),
                input,
                kind(fact),
                fact.question(),
                fact.help(),
                fact.citation().orElse(""),
                unit(fact),
                fact.type() == Fact.Type.INT,
                options(fact, answers),
                entries(fact, answers),
                fact.type() == Fact.Type.COUNTS
                        ? fact.keys().stream()
                                .map(key -> Wording.words(key)
                                        + (fact.optionalKeys().contains(key) ? " (optional)" : ""))
                                .toList()
                        : List.of(),
                groups(fact, answers, moreRows),
                fact.type() == Fact.Type.SET ? codes(answers.all(input)) : answers.text(input),
                answers.has(input, Answers.UNSURE),
                answers.has(input, Answers.NONE),
                fault == null ? "" : fault,
                answered || matters || fault != null,
                answered);
    }

    private static String kind(Fact fact) {
        return switch (fact.type()) {
            case BOOL, ENUM -> "choice";
            case SET -> fact.format().isPresent() ? "codes" : "choices";
            case INT, DECIMAL -> "number";
            case DATE -> "date";
            case DATETIME -> "moment";
            case MAP -> "entries";
            case COUNTS -> "groups";
        };
    }

    private static List<Option> options(Fact fact, Answers answers) {
        String input = Answers.name(fact);
        return switch (fact.type()) {
            case BOOL ->
                Stream.of("yes", "no", Answers.UNSURE)
                        .map(value -> option(fact, value, answers.has(input, value)))
                        .toList();
            case ENUM ->
                Stream.concat(fact.values().stream(), Stream.of(Answers.UNSURE))
                        .map(value -> option(fact, value, answers.has(input, value)))
                        .toList();
            case SET ->
                fact.values().stream()
                        .map(value -> option(fact, value, answers.has(input, value)))
                        .toList();
            default -> List.of();
        };
    }

    private static List<Entry> entries(Fact fact, Answers answers) {
        if (fact.type() != Fact.Type.MAP) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        for (String key : fact.keys()) {
            String input = Answers.name(fact, key);
            entries.add(new Entry(
                    input,
                    key,
                    AnswerWords.of(fact.name(), key),
                    Stream.concat(fact.values().stream(), Stream.of(Answers.UNSURE))
                            .map(value -> option(fact, value, answers.has(input, value)))
                            .toList(),
                    !answers.all(input).isEmpty()));
        }
        return entries;
    }

    private static List<Group> groups(Fact fact, Answers answers, boolean moreRows) {
        if (fact.type() != Fact.Type.COUNTS) {
            return List.of();
        }
        int rows = Math.min(Answers.MAX_ROWS, answers.rows(fact) + BLANK_ROWS * (moreRows ? 2 : 1));
        List<Group> groups = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int number = row;
            String name = Answers.name(fact, row + "." + Answers.GROUP);
            groups.add(new Group(
                    row + 1,
                    name,
                    answers.text(name),
                    fact.keys().stream()
                            .map(key -> {
                                String input = Answers.name(fact, number + "." + key);
                                return new Cell(input, Wording.words(key), answers.text(input));
                            })
                            .toList()));
        }
        return groups;
    }

    private static Option option(Fact fact, String value, boolean chosen) {
        return new Option(value, value.equals(Answers.UNSURE) ? "Unsure" : AnswerWords.of(fact.name(), value), chosen);
    }

    private static String codes(List<String> typed) {
        return String.join(
                ", ",
                typed.stream()
                        .filter(v -> !v.equals(Answers.UNSURE) && !v.equals(Answers.NONE))
                        .toList());
    }

    private static String unit(Fact fact) {
        List<String> parts = new ArrayList<>();
        fact.unit().ifPresent(parts::add);
        BigDecimal min = fact.min().orElse(null);
        BigDecimal max = fact.max().orElse(null);
        if (min != null && max != null) {
            parts.add(min.toPlainString() + " to " + max.toPlainString());
        } else if (min != null && min.signum() != 0) {
            parts.add("at least " + min.toPlainString());
        } else if (max != null) {
            parts.add("at most " + max.toPlainString());
        }
        return String.join(", ", parts);
    }
}
