package dev.gatehouse.governance.reports;

import static dev.gatehouse.card.document.Block.Column.number;
import static dev.gatehouse.card.document.Block.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.card.document.Block;
import dev.gatehouse.card.document.Block.Cell;
import dev.gatehouse.card.document.Block.Table;
import dev.gatehouse.governance.pages.ConditionWords;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.risk.Certainty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a stored assessment asks of a release, in tables: gates, seats, periods and limits with where each comes from, and duties; what binds
 * on the assessed day, and what does later.
 */
final class ObligationsText {

    private static final List<Block.Column> GATES =
            List.of(text("Gate", 32), text("Evidence", 17), text("Given by", 19), text("Asked by", 32));
    private static final List<Block.Column> DUTIES = List.of(text("Duty", 44), text("Asked by", 36), text("Due", 20));

    private final JsonNode obligations;
    private final LocalDate on;

    /** @param on the day that was assessed for */
    ObligationsText(JsonNode obligations, LocalDate on) {
        this.obligations = obligations;
        this.on = on;
    }

    List<Block> now() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Table("Gates that must be open before a release", GATES, gates(obligations.path("gates"))));
        blocks.add(new Table(
                "Seats on the board; one person fills one",
                List.of(text("Function", 40), number("Seats", 20), text("Asked by", 40)),
                obligations.path("quorum").properties().stream()
                        .map(seat -> List.of(
                                Cell.of(Wording.words(seat.getKey())),
                                Cell.of(seat.getValue().asText()),
                                origin("quorum." + seat.getKey())))
                        .toList()));
        blocks.add(new Table(
                "Periods and limits", List.of(text("What", 34), text("Value", 30), text("Asked by", 36)), settings()));
        blocks.add(new Table("Duties outside the gates", DUTIES, duties(false)));
        return blocks;
    }

    List<Block> later() {
        List<List<Cell>> gates = gates(obligations.path("upcomingGates"));
        List<List<Cell>> duties = duties(true);
        if (gates.isEmpty() && duties.isEmpty()) {
            return List.of(new Block.Text("Nothing more is known to come."));
        }
        List<Block> blocks = new ArrayList<>();
        if (!gates.isEmpty()) {
            blocks.add(new Table("Gates to come; nothing enforces them before their day", GATES, gates));
        }
        if (!duties.isEmpty()) {
            blocks.add(new Table("Duties to come", DUTIES, duties));
        }
        return blocks;
    }

    private static List<List<Cell>> gates(JsonNode gates) {
        return Parts.all(gates)
                .map(gate -> List.of(
                        Cell.of(
                                Parts.text(gate.path("title").asText()),
                                gate.hasNonNull("freshFor")
                                        ? "not older than "
                                                + Wording.spoken(
                                                        gate.path("freshFor").asText())
                                        : null),
                        Cell.of(Wording.words(gate.path("evidenceKind").asText())),
                        Cell.of(Parts.joined(gate.path("givenBy"), "anyone who may write")),
                        Cell.of(Parts.text(String.join(
                                "; ",
                                Parts.all(gate.path("origins"))
                                        .map(o -> said(o) + ", from " + day(o))
                                        .toList())))))
                .toList();
    }

    private List<List<Cell>> duties(boolean ahead) {
        return Parts.all(obligations.path("duties"))
                .filter(duty -> from(duty).isAfter(on) == ahead)
                .sorted(Comparator.comparing(ObligationsText::from))
                .map(duty -> List.of(
                        Cell.of(Parts.text(duty.path("title").asText())),
                        Cell.of(Parts.text(said(duty.path("origin")))),
                        Cell.of(
                                "from " + day(duty.path("origin")),
                                duty.hasNonNull("deadline")
                                        ? "until "
                                                + Wording.utc(Instant.parse(
                                                        duty.path("deadline").asText()))
                                        : null)))
                .toList();
    }

    private static LocalDate from(JsonNode duty) {
        return LocalDate.parse(duty.at("/origin/effectiveFrom").asText());
    }

    private List<List<Cell>> settings() {
        List<List<Cell>> rows = new ArrayList<>();
        single(rows, "Longest validity of a permit", "permitValidity", "permit_validity");
        single(rows, "Longest time between validations", "revalidation", "revalidation");
        single(rows, "Shortest time that decision logs are kept", "logRetention", "log_retention");
        single(rows, "Longest time that a gateway serves without news", "stalenessLimit", "staleness_limit");
        rows.add(List.of(
                Cell.of("Least binding of the artifact"),
                Cell.of(Wording.words(obligations.path("minimumBinding").asText())),
                origin("minimum_binding")));
        if (!obligations.path("mayNotVote").isEmpty()) {
            rows.add(List.of(
                    Cell.of("Who may not vote"),
                    Cell.of(Parts.joined(obligations.path("mayNotVote"), "nobody")),
                    origin("may_not_vote")));
        }
        each(
                rows,
                "monitorCadence",
                "Monitor: ",
                "monitor_cadence.",
                value -> "every " + Wording.spoken(value.asText()));
        each(
                rows,
                "findingDue",
                "Finding to be remedied, ",
                "finding_due.",
                value -> "within " + Wording.spoken(value.asText()));
        each(rows, "driftLimits", "Drift, ", "drift.", ObligationsText::limit);
        evidence(rows, "Drift", obligations.path("driftEvidence"), "drift_");
        JsonNode performance = obligations.path("performance");
        if (performance.isObject()) {
            performance
                    .path("limits")
                    .properties()
                    .forEach(entry -> rows.add(List.of(
                            Cell.of("Performance: " + Wording.words(entry.getKey())),
                            Cell.of(limit(entry.getValue())),
                            origin("performance." + entry.getKey()))));
            evidence(rows, "Performance", performance.path("evidence"), "performance_");
        }
        each(rows, "cardCompleteness", "Model card complete by ", "card_completeness.", value -> value.asText() + " %");
        JsonNode fairness = obligations.path("fairness");
        if (fairness.isObject()) {
            fairness.path("limits")
                    .properties()
                    .forEach(entry -> rows.add(List.of(
                            Cell.of("Fairness: " + Wording.words(entry.getKey())),
                            Cell.of(
                                    limit(entry.getValue()),
                                    Parts.all(fairness.path("deciding"))
                                                    .anyMatch(name ->
                                                            name.asText().equals(entry.getKey()))
                                            ? "decides"
                                            : "reported only"),
                            origin("fairness." + entry.getKey()))));
            rows.add(List.of(
                    Cell.of("Fairness: least rows of a group"),
                    Cell.of(fairness.path("minimumGroup").asText()),
                    origin("fairness_minimum_group")));
            rows.add(List.of(
                    Cell.of("Fairness: confidence of intervals"),
                    Cell.of(fairness.path("confidence").asText()),
                    origin("fairness_confidence")));
        }
        addApproval(rows);
        return rows;
    }

    private void evidence(List<List<Cell>> rows, String what, JsonNode least, String prefix) {
        if (least.isObject()) {
            rows.add(List.of(
                    Cell.of(what + ": least rows of a figure"),
                    Cell.of(least.path("minimumRows").asText()),
                    origin(prefix + "minimum_rows")));
            rows.add(List.of(
                    Cell.of(what + ": confidence of intervals"),
                    Cell.of(least.path("confidence").asText()),
                    origin(prefix + "confidence")));
        }
    }

    private void addApproval(List<List<Cell>> rows) {
        JsonNode approval = obligations.path("approval");
        if (!approval.isObject()) {
            // Assessments of earlier versions of the service have none.
            return;
        }
        rows.add(List.of(
                Cell.of("Open findings that close the gates"),
                Cell.of(orWorse(approval.path("findingsBlock"))),
                origin("approval.findings_block")));
        rows.add(List.of(
                Cell.of("Overdue findings that suspend permits"),
                Cell.of(orWorse(approval.path("overdueFindingsLapse"))),
                origin("approval.overdue_findings_lapse")));
        rows.add(List.of(
                Cell.of("Time of the board for a round"),
                Cell.of(Wording.spoken(approval.path("reviewWithin").asText())),
                origin("approval.review_within")));
        rows.add(List.of(
                Cell.of("A suspended permit can be resumed within"),
                Cell.of(Wording.spoken(approval.path("resumeWithin").asText())),
                origin("approval.resume_within")));
        JsonNode emergency = approval.path("emergency");
        rows.add(List.of(
                Cell.of("Use before validation in an emergency"),
                Cell.of(
                        emergency.isObject()
                                ? "at most " + percent(emergency.path("trafficCap")) + " for "
                                        + Wording.spoken(
                                                emergency.path("validity").asText())
                                : "not possible"),
                origin("approval.emergency")));
        approval.path("waivers")
                .properties()
                .forEach(waiver -> rows.add(List.of(
                        Cell.of("Waiver of a gate that is closed for: " + waiver.getKey()),
                        Cell.of((waiver.getValue().hasNonNull("trafficCap")
                                        ? "at most " + percent(waiver.getValue().path("trafficCap")) + ", "
                                        : "")
                                + "within "
                                + Wording.spoken(
                                        waiver.getValue().path("within").asText())),
                        origin("approval.waivers." + waiver.getKey()))));
    }

    private static String orWorse(JsonNode severity) {
        return severity.isTextual() ? severity.asText() + " or worse" : "none";
    }

    private static String percent(JsonNode share) {
        return ConditionWords.percent(new BigDecimal(share.asText()));
    }

    private void single(List<List<Cell>> rows, String what, String field, String setting) {
        rows.add(List.of(
                Cell.of(what), Cell.of(Wording.spoken(obligations.path(field).asText())), origin(setting)));
    }

    private void each(
            List<List<Cell>> rows, String field, String what, String setting, Function<JsonNode, String> value) {
        for (Map.Entry<String, JsonNode> entry : obligations.path(field).properties()) {
            rows.add(List.of(
                    Cell.of(what + entry.getKey().replace('_', ' ')),
                    Cell.of(value.apply(entry.getValue())),
                    origin(setting + entry.getKey())));
        }
    }

    private static String limit(JsonNode limit) {
        return String.join(
                ", ",
                Stream.of("min", "max")
                        .filter(limit::hasNonNull)
                        .map(end -> (end.equals("min") ? "at least " : "at most ")
                                + limit.path(end).asText())
                        .toList());
    }

    /** Where a setting, or the first of the settings under that name, comes from; a dash where no pack sets it. */
    private Cell origin(String setting) {
        JsonNode origins = obligations.path("origins");
        JsonNode origin = origins.properties().stream()
                .filter(entry ->
                        entry.getKey().equals(setting) || entry.getKey().startsWith(setting + "."))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(origins.path(setting));
        return origin.isObject() ? Cell.of(Parts.text(said(origin)), "from " + day(origin)) : Cell.of("–");
    }

    private static String said(JsonNode origin) {
        return origin.path("citation").asText() + " (" + certainty(origin) + ")";
    }

    /** How sure the pack is of a citation, in words. */
    static String certainty(JsonNode cited) {
        return Certainty.valueOf(cited.path("certainty").asText()).label();
    }

    private static String day(JsonNode origin) {
        return Wording.day(LocalDate.parse(origin.path("effectiveFrom").asText()));
    }
}
