package dev.gatehouse.governance.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What somebody looks for, and why, as it was typed: the query parameters of the API and of the page. */
class Asked {

    /** How far back a search looks when it does not say. */
    static final Duration DEFAULT_SPAN = Duration.ofDays(90);

    /** The longest span of one search. */
    static final Duration MAX_SPAN = Duration.ofDays(366);

    /** How far ahead of this clock a gateway's may be. */
    static final Duration AHEAD = Duration.ofDays(1);

    private static final int MAX_SUBJECT_CHARS = 512;
    private static final int MAX_NAME_CHARS = 255;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    @QueryParam("version")
    @DefaultValue("")
    String version;

    @QueryParam("from")
    @DefaultValue("")
    String from;

    @QueryParam("to")
    @DefaultValue("")
    String to;

    @QueryParam("caller")
    @DefaultValue("")
    String caller;

    @QueryParam("subject")
    @DefaultValue("")
    String subject;

    @QueryParam("decision")
    @DefaultValue("")
    String decision;

    @QueryParam("confidenceBelow")
    @DefaultValue("")
    String confidenceBelow;

    @QueryParam("review")
    @DefaultValue("")
    String review;

    @QueryParam("labelled")
    @DefaultValue("")
    String labelled;

    @QueryParam("purpose")
    @DefaultValue("")
    String purpose;

    public String getVersion() {
        return version.strip();
    }

    public String getFrom() {
        return from.strip();
    }

    public String getTo() {
        return to.strip();
    }

    public String getCaller() {
        return caller.strip();
    }

    public String getSubject() {
        return subject;
    }

    public String getDecision() {
        return decision.strip();
    }

    public String getConfidenceBelow() {
        return confidenceBelow.strip();
    }

    public String getReview() {
        return review.strip();
    }

    public String getLabelled() {
        return labelled.strip();
    }

    public String getPurpose() {
        return purpose.strip();
    }

    /** The same question as a query string, for links. */
    public String getQuery() {
        return Map.of(
                        "version", getVersion(),
                        "from", getFrom(),
                        "to", getTo(),
                        "caller", getCaller(),
                        "subject", getSubject(),
                        "decision", getDecision(),
                        "confidenceBelow", getConfidenceBelow(),
                        "review", getReview(),
                        "labelled", getLabelled(),
                        "purpose", getPurpose())
                .entrySet()
                .stream()
                .filter(e -> !e.getValue().isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + "=" + encoded(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** The purpose alone, for links to a single prediction. */
    public String getPurposeQuery() {
        return "purpose=" + encoded(getPurpose());
    }

    /** Why it is asked; empty when nothing is said, and then no subject is shown. */
    Optional<String> statedPurpose() {
        return getPurpose().isEmpty() ? Optional.empty() : Optional.of(Looks.requirePurpose(getPurpose()));
    }

    /**
     * What is looked for.
     *
     * @throws ProblemException {@code invalid-value}, which names the parameter
     */
    PredictionSearch search(Instant now) {
        Instant until = instant("to", getTo(), true)
                .orElseGet(() -> instant("from", getFrom(), false)
                        .map(begin -> earlier(begin.plus(MAX_SPAN), now.plus(AHEAD)))
                        .orElse(now.plus(AHEAD)));
        Instant since = instant("from", getFrom(), false).orElse(until.minus(DEFAULT_SPAN));
        if (since.isAfter(until)) {
            throw refused("from: is after 'to'.");
        }
        if (Duration.between(since, until).compareTo(MAX_SPAN) > 0) {
            throw refused(
                    "from: one search spans at most " + MAX_SPAN.toDays() + " days; ask for each span by itself.");
        }
        if (!subject.isEmpty() && statedPurpose().isEmpty()) {
            throw refused("purpose: say what for before you look for somebody, in " + Looks.MIN_PURPOSE_CHARS + " to "
                    + Looks.MAX_PURPOSE_CHARS + " characters; it is kept.");
        }
        return new PredictionSearch(
                since,
                until,
                text("version", getVersion(), MAX_NAME_CHARS),
                text("caller", getCaller(), MAX_NAME_CHARS),
                text("subject", subject, MAX_SUBJECT_CHARS),
                text("decision", getDecision(), MAX_NAME_CHARS),
                confidence(),
                marked(),
                yesOrNo());
    }

    private Optional<Double> confidence() {
        if (getConfidenceBelow().isEmpty()) {
            return Optional.empty();
        }
        try {
            double below = Double.parseDouble(getConfidenceBelow());
            if (below > 0.5 && below <= 1) {
                return Optional.of(below);
            }
        } catch (NumberFormatException e) {
            // Refused below, as a number out of range is.
        }
        throw refused("confidenceBelow: write a number above 0.5 and at most 1; confidence is max(score, 1 - score).");
    }

    private Optional<PredictionSearch.Marked> marked() {
        return switch (getReview()) {
            case "" -> Optional.empty();
            case "needed" -> Optional.of(PredictionSearch.Marked.NEEDED);
            case "waiting" -> Optional.of(PredictionSearch.Marked.WAITING);
            case "done" -> Optional.of(PredictionSearch.Marked.DONE);
            default -> throw refused("review: is one of needed, waiting, done.");
        };
    }

    private Optional<Boolean> yesOrNo() {
        return switch (getLabelled()) {
            case "" -> Optional.empty();
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> throw refused("labelled: is true or false.");
        };
    }

    private static Optional<Instant> instant(String name, String text, boolean endOfDay) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant at = text.length() == 10
                    ? LocalDate.parse(text)
                            .plusDays(endOfDay ? 1 : 0)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(text);
            if (!at.isBefore(EARLIEST) && !at.isAfter(LATEST)) {
                return Optional.of(at);
            }
        } catch (DateTimeParseException e) {
            // Refused below, as a year out of range is.
        }
        throw refused(
                name + ": write a day such as 2026-11-30 or an instant such as 2026-11-30T08:00:00Z, of 2000 to 2199.");
    }

    private static Optional<String> text(String name, String value, int maxChars) {
        if (value.length() > maxChars || value.indexOf('\0') >= 0) {
            throw refused(name + ": has at most " + maxChars + " characters.");
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static ProblemException refused(String sentence) {
        return new ProblemException(ProblemType.INVALID_VALUE, sentence);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8);
    }
}
