package dev.gatehouse.card;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of a card: a value with its source, or the plain statement that there is none. A card never leaves a gap silent: what
 * nobody supplied prints as 'not provided', what cannot apply as 'not applicable, because …'.
 *
 * @param <T> what the entry holds: a text, a number, a record or a list of records
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(Field.Provided.class),
    @JsonSubTypes.Type(Field.NotProvided.class),
    @JsonSubTypes.Type(Field.NotApplicable.class)
})
public sealed interface Field<T> {

    /**
     * A value and where it came from.
     *
     * @param value never null; a list is copied, a text has at most {@value CardContent#MAX_TEXT_CHARS} characters
     * @param source who or what supplied it, as it should be printed, such as {@code registration} or {@code audit run 7f3c}
     */
    @JsonTypeName("provided")
    record Provided<T>(T value, String source) implements Field<T> {
        @SuppressWarnings("unchecked")
        public Provided {
            Objects.requireNonNull(value, "value: a missing value is Field.notProvided()");
            source = Require.text(source, "source");
            if (value instanceof List<?> list) {
                value = (T) List.copyOf(list);
            } else if (value instanceof String text) {
                Require.length(text, "value");
            }
        }
    }

    /** Nobody supplied it. */
    @JsonTypeName("not-provided")
    record NotProvided<T>() implements Field<T> {}

    /**
     * It cannot apply to this model.
     *
     * @param because the reason, a clause that reads on after 'because'
     */
    @JsonTypeName("not-applicable")
    record NotApplicable<T>(String because) implements Field<T> {
        public NotApplicable {
            because = Require.text(because, "because");
        }
    }

    static <T> Field<T> of(T value, String source) {
        return new Provided<>(value, source);
    }

    /** A value when there is one, else 'not provided'; blank text and an empty list count as none. */
    static <T> Field<T> ofNullable(T value, String source) {
        boolean empty = value == null
                || (value instanceof String text && text.isBlank())
                || (value instanceof List<?> list && list.isEmpty());
        return empty ? notProvided() : of(value, source);
    }

    static <T> Field<T> notProvided() {
        return new NotProvided<>();
    }

    static <T> Field<T> notApplicable(String because) {
        return new NotApplicable<>(because);
    }

    /** The value, where one was provided. */
    default Optional<T> provided() {
        return this instanceof Provided<T> given ? Optional.of(given.value()) : Optional.empty();
    }
}
