package dev.gatehouse.governance.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.governance.pages.Line;
import dev.gatehouse.risk.Certainty;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A stored assessment as pages show it.
 *
 * @param status {@code ASSESSED}, {@code BLOCKED} or {@code PROHIBITED}
 * @param tier the tier; while BLOCKED the least it can be
 * @param tierAtMost the strictest it can still become
 * @param override what became of an override of the tier; null without one
 * @param on the day that it was assessed for
 * @param points of the scorecard, such as {@code 17 of 33}; empty without one
 * @param legalClasses what the law calls the use
 * @param reasons every rule that fired
 * @param missing facts to ask for
 * @param quorum board seats by function, as lines
 * @param settings single obligations of the tier, as lines
 * @param duties what is to be done outside the gates, and gates still to come
 * @param packs the packs that said so
 */
public record AssessmentView(
        String status,
        String tier,
        String tierAtMost,
        Override override,
        LocalDate on,
        String points,
        List<LegalClass> legalClasses,
        List<Reason> reasons,
        List<Missing> missing,
        List<Line> quorum,
        List<Line> settings,
        List<Duty> duties,
        List<Pack> packs) {

    /**
     * An override of the tier.
     *
     * @param assessed the tier that packs and facts give
     * @param wanted the tier that was asked for
     * @param effective whether it took effect
     * @param note why, or why not
     */
    public record Override(
            String assessed, String wanted, boolean effective, String reason, LocalDate until, String note) {}

    /** A legal class and the day from which it binds. */
    public record LegalClass(String title, String pack, LocalDate from, boolean inForce) {}

    /**
     * A rule that fired.
     *
     * @param kind {@code law} or {@code house policy}
     * @param certainty of the citation, in words
     * @param ahead whether its day is still to come
     * @param facts what it looked at
     * @param tierFloor the tier that it set; null when it set none
     */
    public record Reason(
            String rule,
            String kind,
            String citation,
            String certainty,
            LocalDate effectiveFrom,
            boolean ahead,
            List<Line> facts,
            String tierFloor,
            List<String> effects) {}

    /** A fact to ask for. */
    public record Missing(String name, String question, boolean unsure, List<String> rules) {}

    /** Something to do, now or from a day; {@code deadline} is null where none is set. */
    public record Duty(String title, String citation, LocalDate from, boolean ahead, Instant deadline) {}

    /** A policy pack and the digest of its bytes. */
    public record Pack(String title, String version, String digest) {}

    /** Reads the JSON that an assessment is stored and put into dossiers as. */
    public static AssessmentView of(JsonNode a) {
        LocalDate on = LocalDate.parse(a.path("on").asText());
        JsonNode obligations = a.path("obligations");
        return new AssessmentView(
                a.path("status").asText(),
                a.path("tier").asText(),
                a.path("tierAtMost").asText(),
                a.path("override").isObject() ? override(a.path("override")) : null,
                on,
                a.path("score").isObject()
                        ? a.path("score").path("points").asText() + " of "
                                + a.path("score").path("maximum").asText()
                        : "",
                all(a.path("legalClasses"))
                        .map(c -> new LegalClass(
                                c.path("title").asText(),
                                c.path("pack").asText(),
                                day(c, "from"),
                                c.path("inForce").asBoolean()))
                        .toList(),
                all(a.path("reasons")).map(AssessmentView::reason).toList(),
                all(a.path("missing")).map(AssessmentView::missing).toList(),
                Line.of(obligations.path("quorum")),
                Stream.of("permitValidity", "revalidation", "logRetention", "minimumBinding")
                        .filter(obligations::hasNonNull)
                        .map(name -> new Line(name, obligations.path(name).asText()))
                        .toList(),
                Stream.concat(all(obligations.path("duties")), all(obligations.path("upcomingGates")))
                        .map(d -> duty(d, on))
                        .toList(),
                all(a.path("packs"))
                        .map(p -> new Pack(
                                p.path("title").asText(),
                                p.path("version").asText(),
                                p.path("digest").asText()))
                        .toList());
    }

    private static Override override(JsonNode o) {
        return new Override(
                o.path("assessed").asText(),
                o.path("wanted").asText(),
                o.path("effective").asBoolean(),
                o.path("reason").asText(),
                day(o, "until"),
                o.path("note").asText());
    }

    private static Reason reason(JsonNode r) {
        return new Reason(
                r.path("rule").asText(),
                r.path("packKind").asText().equals("LAW") ? "law" : "house policy",
                r.path("citation").asText(),
                Certainty.valueOf(r.path("certainty").asText()).label(),
                day(r, "effectiveFrom"),
                r.path("ahead").asBoolean(),
                Line.ofAmounts(r.path("facts")),
                r.hasNonNull("tierFloor") ? r.path("tierFloor").asText() : null,
                texts(r.path("effects")));
    }

    private static Missing missing(JsonNode m) {
        String key = m.path("key").asText();
        return new Missing(
                m.path("fact").asText() + (key.isEmpty() ? "" : " (" + key + ")"),
                m.path("question").asText(),
                m.path("unsure").asBoolean(),
                texts(m.path("rules")));
    }

    /** A duty has one origin, a gate to come has several: the earliest counts. */
    private static Duty duty(JsonNode d, LocalDate on) {
        JsonNode origin = d.has("origin") ? d.path("origin") : d.path("origins").path(0);
        LocalDate from = day(origin, "effectiveFrom");
        return new Duty(
                d.path("title").asText(),
                origin.path("citation").asText(),
                from,
                from != null && from.isAfter(on),
                d.hasNonNull("deadline") ? Instant.parse(d.path("deadline").asText()) : null);
    }

    private static LocalDate day(JsonNode node, String field) {
        return node.hasNonNull(field) ? LocalDate.parse(node.path(field).asText()) : null;
    }

    private static List<String> texts(JsonNode array) {
        return all(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> all(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
