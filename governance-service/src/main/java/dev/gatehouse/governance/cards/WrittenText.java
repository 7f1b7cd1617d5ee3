package dev.gatehouse.governance.cards;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.card.CardText;
import dev.gatehouse.card.Field;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One of the texts that people write for a card, as it stands or as it stood at a revision.
 *
 * @param id of the text, such as {@code limits-of-use}
 * @param title for people
 * @param help what to write
 * @param maxChars the longest Markdown, UTF-16 characters
 * @param state {@code provided}, {@code not-applicable} or {@code not-provided}
 * @param revision 0 when nothing was ever written; {@code If-Match} compares it
 * @param markdown null unless provided
 * @param notApplicable why there can be no text; null unless it is so
 * @param writtenBy name of who made this revision; null at revision 0
 * @param writtenAt when; null at revision 0
 * @param carriedOver where it was written first; null unless it was carried over from another version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WrittenText(
        String id,
        String title,
        String help,
        int maxChars,
        String state,
        int revision,
        String markdown,
        String notApplicable,
        String writtenBy,
        Instant writtenAt,
        Origin carriedOver) {

    static final String PROVIDED = "provided";
    static final String NOT_APPLICABLE = "not-applicable";
    static final String NOT_PROVIDED = "not-provided";

    /** The revision of another version of the model in which somebody wrote the text. */
    public record Origin(String version, int revision, String writtenBy, Instant writtenAt) {}

    /** A text of which there is no revision. */
    static WrittenText none(CardText text) {
        return new WrittenText(
                text.id(), text.title(), text.help(), text.maxChars(), NOT_PROVIDED, 0, null, null, null, null, null);
    }

    static WrittenText of(CardText text, CardTextEntity e, String writtenBy, Origin origin) {
        return new WrittenText(
                text.id(),
                text.title(),
                text.help(),
                text.maxChars(),
                e.markdown != null ? PROVIDED : e.notApplicable != null ? NOT_APPLICABLE : NOT_PROVIDED,
                e.revision,
                e.markdown,
                e.notApplicable,
                writtenBy,
                e.writtenAt,
                origin);
    }

    /** The text as an entry of the card, which names who wrote it. */
    @JsonIgnore
    Field<String> field() {
        return switch (state) {
            case PROVIDED -> Field.of(markdown, source());
            case NOT_APPLICABLE -> Field.notApplicable(notApplicable + " (" + source() + ")");
            default -> Field.notProvided();
        };
    }

    /** Who wrote it, on which day, as which revision; where it was carried over, also by whom and from where. */
    @JsonIgnore
    public String source() {
        return carriedOver == null
                ? written(writtenBy, writtenAt, revision)
                : written(carriedOver.writtenBy(), carriedOver.writtenAt(), carriedOver.revision()) + " of version "
                        + carriedOver.version() + "; carried over by " + writtenBy + " on " + day(writtenAt);
    }

    /** Whether it says anything. */
    @JsonIgnore
    public boolean isGiven() {
        return !state.equals(NOT_PROVIDED);
    }

    private static String written(String by, Instant at, int revision) {
        return "written by " + by + " on " + day(at) + ", revision " + revision;
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
