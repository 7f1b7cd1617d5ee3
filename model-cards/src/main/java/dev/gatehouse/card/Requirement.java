package dev.gatehouse.card;

import java.util.List;

/**
 * One thing a framework asks a card for, and whether the card has it.
 *
 * @param id the framework's id and a name of its own, such as {@code annex-iv.2d}
 * @param citation where it is asked for
 * @param title what is asked
 * @param state whether the card answers it
 * @param remedy how to supply what is missing, in a sentence for each part; empty unless the state is MISSING
 * @param texts the texts among what is missing
 */
public record Requirement(String id, String citation, String title, State state, String remedy, List<CardText> texts) {
    public Requirement {
        texts = List.copyOf(texts);
    }

    public enum State {
        PROVIDED,
        /** All of it was stated not to apply, with the reason; this answers the requirement. */
        NOT_APPLICABLE,
        MISSING
    }
}
