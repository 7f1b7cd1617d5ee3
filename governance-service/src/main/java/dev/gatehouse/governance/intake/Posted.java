package dev.gatehouse.governance.intake;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The form as a browser sent it. */
final class Posted {

    /** Longest text that is kept, readable or not. */
    private static final int MAX_TEXT_CHARS = 20_000;

    private final UUID id;
    private final MultivaluedMap<String, String> inputs;

    Posted(UUID id, MultivaluedMap<String, String> inputs) {
        this.id = id;
        this.inputs = inputs;
    }

    Draft draft(Instant now) {
        return new Draft(
                id,
                new Draft.Texts(text("name"), text("title"), text("owner"), text("intendedUse"), text("outOfScopeUse")),
                Answers.of(inputs),
                editing(),
                uuid("window"),
                now);
    }

    UUID seen() {
        return uuid("seen");
    }

    String on() {
        return text("on");
    }

    String text(String name) {
        String text = inputs.getFirst(name);
        if (text != null && text.length() > MAX_TEXT_CHARS) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "'" + name + "' has " + text.length() + " characters; at most " + MAX_TEXT_CHARS + " are kept.");
        }
        // Browsers send line ends as CR LF.
        return text == null ? "" : text.replace("\r\n", "\n").strip();
    }

    private Optional<Draft.Editing> editing() {
        String model = text("model");
        if (model.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Draft.Editing(model, Integer.parseInt(text("modelRevision"))));
        } catch (NumberFormatException e) {
            throw unreadable();
        }
    }

    private UUID uuid(String name) {
        try {
            return UUID.fromString(text(name));
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private static ProblemException unreadable() {
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST, "The form lacks what this page put into it; load the page again.");
    }
}
