package dev.gatehouse.governance.cards;

import dev.gatehouse.card.CardText;
import dev.gatehouse.card.Markdown;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Use cases on what people write for the cards of versions: write a text, take it back, carry texts over, look at what stood before. */
@ApplicationScoped
public class CardTexts {

    /** Longest reason why a text does not apply, in UTF-16 characters. */
    static final int MAX_REASON_CHARS = 1_000;
    /** Most revisions of one text of one version. */
    static final int MAX_REVISIONS = 500;

    private final Versions versions;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    CardTexts(Versions versions, People people, Ledger ledger, Caller caller, Clock clock) {
        this.versions = versions;
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * What somebody writes: exactly one of the two.
     *
     * @param markdown the text
     * @param notApplicable why there can be none, a clause that reads on after 'because'
     */
    record TextToWrite(String markdown, String notApplicable) {}

    /** Every text of a version, in the order of {@link CardText}, written or not. */
    @Transactional
    public List<WrittenText> of(ModelVersion version) {
        Map<String, CardTextEntity> newest =
                CardTextEntity.newestOf(version.id()).stream().collect(Collectors.toMap(e -> e.textId, e -> e));
        return Arrays.stream(CardText.values())
                .map(text -> newest.containsKey(text.id()) ? view(text, newest.get(text.id())) : WrittenText.none(text))
                .toList();
    }

    /** The texts by their place on the card. */
    @Transactional
    Map<CardText, WrittenText> byText(ModelVersion version) {
        Map<CardText, WrittenText> texts = new EnumMap<>(CardText.class);
        of(version).forEach(written -> texts.put(named(written.id()), written));
        return texts;
    }

    /** One text as it stands. */
    @Transactional
    WrittenText of(ModelVersion version, CardText text) {
        return CardTextEntity.newestOf(version.id(), text.id())
                .map(e -> view(text, e))
                .orElseGet(() -> WrittenText.none(text));
    }

    /** Every revision of a text, newest first. */
    @Transactional
    List<WrittenText> revisions(ModelVersion version, CardText text) {
        return CardTextEntity.revisionsOf(version.id(), text.id()).stream()
                .map(e -> view(text, e))
                .toList();
    }

    /** @throws ProblemException {@code not-found} when the text has no such revision */
    @Transactional
    WrittenText revision(ModelVersion version, CardText text, int revision) {
        return CardTextEntity.of(version.id(), text.id(), revision)
                .map(e -> view(text, e))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        "The text '" + text.id() + "' of " + version.label() + " has no revision " + revision + "."));
    }

    /**
     * Writes a text as the caller. What says the same already stays as it is, without a new revision.
     *
     * @param expectedRevision the revision that the caller read; 0 for a text that was never written
     * @throws ProblemException {@code invalid-text}, or {@code stale-edit} if it was written anew since
     */
    @Transactional
    WrittenText write(ModelVersion version, CardText text, int expectedRevision, TextToWrite written) {
        if ((written.markdown() == null) == (written.notApplicable() == null)) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "Give either 'markdown', or 'notApplicable' with the reason why there can be no such text.");
        }
        CardTextEntity next = next(version, text, expectedRevision);
        next.markdown = written.markdown() == null ? null : markdown(text, written.markdown());
        next.notApplicable = written.notApplicable() == null ? null : reason(text, written.notApplicable());
        Optional<CardTextEntity> same = CardTextEntity.newestOf(version.id(), text.id())
                .filter(now -> Objects.equals(now.markdown, next.markdown)
                        && Objects.equals(now.notApplicable, next.notApplicable));
        if (same.isPresent()) {
            return view(text, same.get());
        }
        add(version, next, expectedRevision);
        return view(text, next);
    }

    /**
     * One of several texts that are written together.
     *
     * @param id of the text
     * @param revision that the caller read; 0 for a text that was never written
     */
    record NamedTextToWrite(
            @NotBlank String id, @NotNull @Min(0) Integer revision, String markdown, String notApplicable) {}

    /**
     * Writes several texts as the caller, all or none; those that are not named stay as they are.
     *
     * @throws ProblemException as {@link #write(ModelVersion, CardText, int, TextToWrite)}
     */
    @Transactional
    List<WrittenText> write(ModelVersion version, List<NamedTextToWrite> written) {
        for (NamedTextToWrite one : written) {
            write(version, named(one.id()), one.revision(), new TextToWrite(one.markdown(), one.notApplicable()));
        }
        return of(version);
    }

    /**
     * Takes a text back: it is 'not provided' again. What stood before stays in its history.
     *
     * @throws ProblemException {@code wrong-state} if nothing is written, {@code stale-edit}
     */
    @Transactional
    WrittenText takeBack(ModelVersion version, CardText text, int expectedRevision) {
        if (CardTextEntity.newestOf(version.id(), text.id())
                .filter(CardTextEntity::isGiven)
                .isEmpty()) {
            throw new ProblemException(ProblemType.WRONG_STATE, "There is no text '" + text.id() + "' to take back.");
        }
        CardTextEntity next = next(version, text, expectedRevision);
        add(version, next, expectedRevision);
        return view(text, next);
    }

    /**
     * What carrying over came to.
     *
     * @param carriedOver ids of the texts that this version has now
     * @param kept ids of those that were not touched, since this version has its own
     */
    record CarriedOver(List<String> carriedOver, List<String> kept) {}

    /**
     * Carries the texts of another version of the model over to this one, where this one says nothing yet. They keep the name of who wrote
     * them first, and show who carried them over.
     *
     * @throws ProblemException {@code unknown-version}; {@code wrong-state} if there is nothing to carry over
     */
    @Transactional
    CarriedOver carryOver(ModelVersion version, String from) {
        ModelVersion source = versions.named(version.model(), from);
        if (source.id() == version.id()) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "from: name another version than this one.");
        }
        Map<String, CardTextEntity> mine =
                CardTextEntity.newestOf(version.id()).stream().collect(Collectors.toMap(e -> e.textId, e -> e));
        List<String> carried = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (CardTextEntity theirs : CardTextEntity.newestOf(source.id())) {
            Optional<CardText> text = find(theirs.textId);
            if (!theirs.isGiven() || text.isEmpty()) {
                continue;
            }
            CardTextEntity own = mine.get(theirs.textId);
            if (own != null && own.isGiven()) {
                kept.add(theirs.textId);
                continue;
            }
            int expected = own == null ? 0 : own.revision;
            CardTextEntity next = next(version, text.get(), expected);
            next.markdown = theirs.markdown;
            next.notApplicable = theirs.notApplicable;
            next.copiedFrom = theirs.copiedFrom == null ? theirs.id : theirs.copiedFrom;
            add(version, next, expected);
            carried.add(theirs.textId);
        }
        if (carried.isEmpty() && kept.isEmpty()) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "Nothing is written for " + source.label() + " that could be carried over.");
        }
        return new CarriedOver(carried, kept);
    }

    /** @throws ProblemException {@code not-found} when a card has no text of that id */
    static CardText named(String id) {
        return find(id).orElseThrow(() -> new ProblemException(
                ProblemType.NOT_FOUND,
                "A card has no text '" + id + "'; its texts are "
                        + Arrays.stream(CardText.values()).map(CardText::id).collect(Collectors.joining(", "))
                        + "."));
    }

    /**
     * Markdown as it is kept: with plain line ends and no white space around it.
     *
     * @throws ProblemException {@code invalid-text}
     */
    static String markdown(CardText text, String typed) {
        String kept = kept(text, typed);
        if (kept.length() > text.maxChars()) {
            throw invalid(
                    text,
                    "it has " + kept.length() + " characters, and at most " + text.maxChars()
                            + " are taken. Shorten it, or give the long form as evidence and name it here");
        }
        try {
            Markdown.check(kept);
        } catch (IllegalArgumentException e) {
            throw invalid(text, e.getMessage());
        }
        return kept;
    }

    private static String reason(CardText text, String typed) {
        String kept = kept(text, typed).replaceAll("\\s+", " ");
        if (kept.length() > MAX_REASON_CHARS) {
            throw invalid(
                    text,
                    "the reason why it does not apply has " + kept.length() + " characters; at most " + MAX_REASON_CHARS
                            + " are taken");
        }
        return kept;
    }

    private static String kept(CardText text, String typed) {
        String kept = typed.replace("\r\n", "\n").replace('\r', '\n').strip();
        if (kept.isEmpty()) {
            throw invalid(text, "it is empty. Write something, or take the text back");
        }
        for (int i = 0; i < kept.length(); i++) {
            char c = kept.charAt(i);
            boolean lone = Character.isHighSurrogate(c)
                    ? i + 1 == kept.length() || !Character.isLowSurrogate(kept.charAt(i + 1))
                    : Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(kept.charAt(i - 1)));
            if (c == 0 || lone) {
                long line =
                        kept.substring(0, i).chars().filter(one -> one == '\n').count() + 1;
                throw invalid(
                        text,
                        "line " + line + " has a character that no text has (U+" + String.format("%04X", (int) c)
                                + ")");
            }
        }
        return kept;
    }

    private static ProblemException invalid(CardText text, String why) {
        return new ProblemException(
                ProblemType.INVALID_TEXT, "'" + text.id() + "': " + why + ".", Map.of("text", text.id()));
    }

    private static Optional<CardText> find(String id) {
        return Arrays.stream(CardText.values())
                .filter(text -> text.id().equals(id))
                .findFirst();
    }

    private CardTextEntity next(ModelVersion version, CardText text, int expectedRevision) {
        int now = CardTextEntity.newestOf(version.id(), text.id())
                .map(e -> e.revision)
                .orElse(0);
        if (now != expectedRevision) {
            throw stale(text, expectedRevision, now);
        }
        if (now >= MAX_REVISIONS) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The text '" + text.id() + "' has " + MAX_REVISIONS
                            + " revisions, which is the most; write the next one for the next version.");
        }
        CardTextEntity next = new CardTextEntity();
        next.id = UUID.randomUUID();
        next.versionId = version.id();
        next.textId = text.id();
        next.revision = now + 1;
        next.writtenAt = clock.instant();
        next.writtenBy = caller.sub();
        return next;
    }

    private void add(ModelVersion version, CardTextEntity next, int expectedRevision) {
        if (!next.add()) {
            throw stale(named(next.textId), expectedRevision, next.revision);
        }
        Map<String, String> content = new TreeMap<>(
                Map.of("cardText", next.textId, "revision", Integer.toString(next.revision), "id", next.id.toString()));
        if (next.copiedFrom != null) {
            content.put("carriedOverFrom", next.copiedFrom.toString());
        }
        String said = next.markdown != null ? next.markdown : next.notApplicable;
        ledger.record(
                next.isGiven()
                        ? next.copiedFrom == null ? "card-text.written" : "card-text.carried-over"
                        : "card-text.taken-back",
                "version/" + version.label(),
                content,
                said == null ? Map.of() : Map.of(next.markdown != null ? "text" : "notApplicable", said));
    }

    private static ProblemException stale(CardText text, int expected, int now) {
        return new ProblemException(
                ProblemType.STALE_EDIT,
                "You wrote on revision " + expected + " of '" + text.id() + "', but it is at revision " + now
                        + ". Read it again, then repeat your edit.",
                Map.of("revision", now));
    }

    private WrittenText view(CardText text, CardTextEntity e) {
        WrittenText.Origin origin = null;
        if (e.copiedFrom != null) {
            CardTextEntity first = CardTextEntity.findById(e.copiedFrom);
            origin = new WrittenText.Origin(
                    versions.byId(first.versionId).version(),
                    first.revision,
                    people.displayName(first.writtenBy),
                    first.writtenAt);
        }
        return WrittenText.of(text, e, people.displayName(e.writtenBy), origin);
    }
}
