package dev.gatehouse.governance.gates;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.gate.Evidence;
import dev.gatehouse.approval.gate.Waiver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How complete a compiled card is for one framework; taken down with the card, so that nobody reads the card to judge its gate.
 *
 * @param framework id of the framework, such as {@code annex-iv}
 * @param title of the framework
 * @param percent what the card answers of all that the framework asks, rounded down, 0 to 100
 * @param asked the least percentage that packs asked for when it was compiled; null when they asked nothing
 * @param missing the first things that nobody supplied, at most {@value #MAX_NAMED}
 * @param missingInAll how many there are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CardFigure(
        String framework, String title, int percent, Integer asked, List<Missing> missing, int missingInAll) {

    /** Most missing things that are named of one framework; the card names all. */
    public static final int MAX_NAMED = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Something that nobody supplied, and where it is supplied. */
    public record Missing(String title, String citation, String remedy) {}

    public CardFigure {
        missing = List.copyOf(missing);
    }

    /**
     * What a card lacks of what packs ask now.
     *
     * @param figures as they were taken down when it was compiled; null for a card of an earlier version of the service
     * @param asked least percentages by framework id
     */
    static Optional<Evidence.Gap> gap(String figures, Instant compiledAt, Map<String, Integer> asked) {
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        if (figures == null) {
            return Optional.of(new Evidence.Gap(
                    "The card of " + compiledAt
                            + " does not say how complete it is, which is asked of cards now. Compile it again.",
                    Waiver.Cause.STALE));
        }
        Map<String, CardFigure> reached =
                parse(figures).stream().collect(Collectors.toMap(CardFigure::framework, f -> f));
        List<String> below = asked.entrySet().stream()
                .filter(each -> percent(reached, each.getKey()) < each.getValue())
                .map(Map.Entry::getKey)
                .toList();
        if (below.isEmpty()) {
            return Optional.empty();
        }
        boolean fellShortThen = below.stream()
                .anyMatch(id -> reached.get(id) != null && reached.get(id).fellShort());
        return Optional.of(new Evidence.Gap(
                "The card of " + compiledAt + " is not complete: "
                        + asked.entrySet().stream()
                                .map(each -> sentence(each.getKey(), each.getValue(), reached.get(each.getKey())))
                                .collect(Collectors.joining("; "))
                        + ".",
                fellShortThen ? Waiver.Cause.MISSING : Waiver.Cause.STALE));
    }

    static String json(List<CardFigure> figures) {
        try {
            return JSON.writeValueAsString(figures);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("figures do not print", e);
        }
    }

    static List<CardFigure> parse(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored figures of a card do not parse", e);
        }
    }

    private boolean fellShort() {
        return asked != null && percent < asked;
    }

    private static int percent(Map<String, CardFigure> reached, String framework) {
        CardFigure figure = reached.get(framework);
        return figure == null ? 0 : figure.percent();
    }

    private static String sentence(String framework, int asked, CardFigure figure) {
        if (figure == null) {
            return framework + " was not looked at when it was compiled, and " + asked + " % are asked now";
        }
        String reached = figure.title() + " " + figure.percent() + " %, asked " + asked + " %";
        if (figure.percent() >= asked) {
            return reached;
        }
        String then = figure.fellShort()
                ? ""
                : " (then " + (figure.asked() == null ? "nothing" : figure.asked() + " %") + " was asked)";
        String named = figure.missing().stream()
                .map(each -> each.title() + " (" + each.remedy() + ")")
                .collect(Collectors.joining(", "));
        int more = figure.missingInAll() - figure.missing().size();
        return reached + then + ", missing: " + named + (more > 0 ? " and " + more + " more" : "");
    }
}
