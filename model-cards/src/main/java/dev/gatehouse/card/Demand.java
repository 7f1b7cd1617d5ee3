package dev.gatehouse.card;

import dev.gatehouse.card.Requirement.State;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A requirement before it is held against a card.
 *
 * @param parts what the card must have; all of them
 */
record Demand(String id, String citation, String title, List<Part> parts) {

    static Demand of(String id, String citation, String title, Part... parts) {
        return new Demand(id, citation, title, List.of(parts));
    }

    Requirement meet(CardContent card) {
        List<Part> missing = parts.stream()
                .filter(part -> part.state().apply(card) == State.MISSING)
                .toList();
        boolean provided = parts.stream().anyMatch(part -> part.state().apply(card) == State.PROVIDED);
        State state = !missing.isEmpty() ? State.MISSING : provided ? State.PROVIDED : State.NOT_APPLICABLE;
        return new Requirement(
                id,
                citation,
                title,
                state,
                missing.stream().map(Part::remedy).collect(Collectors.joining(" ")),
                missing.stream().flatMap(Part::texts).toList());
    }

    /**
     * One entry of a card that a requirement rests on.
     *
     * @param state what the card says of it
     * @param remedy where it is supplied, in a sentence
     * @param text the text it is; null if it is none
     */
    record Part(Function<CardContent, State> state, String remedy, CardText text) {

        static Part text(CardText text) {
            return new Part(card -> stated(card.text(text)), "Write the text '" + text.title() + "'.", text);
        }

        static Part entry(Function<CardContent, Field<?>> field, String remedy) {
            return new Part(card -> stated(field.apply(card)), remedy, null);
        }

        /** A list that must have a row; one that was provided empty does not answer. */
        static <T> Part rows(Function<CardContent, Field<List<T>>> field, String remedy) {
            return new Part(
                    card -> field.apply(card).provided().map(List::isEmpty).orElse(false)
                            ? State.MISSING
                            : stated(field.apply(card)),
                    remedy,
                    null);
        }

        /** Either of two entries: whichever says more. */
        static Part either(Part one, Part other) {
            return new Part(
                    card -> {
                        State first = one.state().apply(card);
                        State second = other.state().apply(card);
                        return first.compareTo(second) < 0 ? first : second;
                    },
                    one.remedy(),
                    one.text());
        }

        Stream<CardText> texts() {
            return Stream.ofNullable(text);
        }

        private static State stated(Field<?> field) {
            if (field instanceof Field.Provided) {
                return State.PROVIDED;
            }
            return field instanceof Field.NotApplicable ? State.NOT_APPLICABLE : State.MISSING;
        }
    }
}
