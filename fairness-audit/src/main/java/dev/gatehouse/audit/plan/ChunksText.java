package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.plan.DriftPlan.Period;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/** The members {@code time} and {@code chunks} of plans, of which one at most is there. */
final class ChunksText {
    private ChunksText() {}

    /** @return null where the plan has neither */
    static Chunks read(JsonNode plan) {
        if (plan.has("time") && plan.has("chunks")) {
            throw PlanNodes.bad("chunks: the rows are cut by time already; give time or chunks");
        }
        if (plan.has("time")) {
            JsonNode time = plan.get("time");
            PlanNodes.only(time, "time", List.of("column", "zone", "period"));
            return new Chunks.ByTime(
                    PlanNodes.text(time, "time", "column"),
                    zone(time),
                    PlanNodes.choice(time, "time", "period", Period.values(), Period.MONTH));
        }
        if (!plan.has("chunks")) {
            return null;
        }
        JsonNode chunks = plan.get("chunks");
        PlanNodes.only(chunks, "chunks", List.of("rows", "number"));
        if (chunks.has("rows") == chunks.has("number")) {
            throw PlanNodes.bad("chunks: give either rows (of each chunk) or number (of chunks)");
        }
        return chunks.has("rows")
                ? new Chunks.ByRows(PlanNodes.integer(chunks, "chunks", "rows", 0))
                : new Chunks.ByNumber(PlanNodes.integer(chunks, "chunks", "number", 0));
    }

    /** A time without a period to cut by; null where the plan has none. What reads it gets years. */
    static Chunks.ByTime moment(JsonNode plan) {
        if (!plan.has("time")) {
            return null;
        }
        JsonNode time = plan.get("time");
        PlanNodes.only(time, "time", List.of("column", "zone"));
        return new Chunks.ByTime(PlanNodes.text(time, "time", "column"), zone(time), Period.YEAR);
    }

    /** As {@link #moment} reads it; null writes nothing. */
    static void writeMoment(ObjectNode json, Chunks.ByTime time) {
        if (time != null) {
            ObjectNode node = json.putObject("time").put("column", time.column());
            if (time.zone() != null) {
                node.put("zone", time.zone().getId());
            }
        }
    }

    private static ZoneId zone(JsonNode time) {
        if (!time.has("zone")) {
            return null;
        }
        String zone = PlanNodes.text(time, "time", "zone");
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new AuditException(
                    "audit plan: time.zone: '" + zone + "' is no time zone; write it as Europe/Berlin or UTC", e);
        }
    }

    static void write(ObjectNode json, Chunks chunks) {
        if (chunks instanceof Chunks.ByTime time) {
            writeMoment(json, time);
            ((ObjectNode) json.get("time")).put("period", PlanJson.id(time.period()));
        } else if (chunks instanceof Chunks.ByRows rows) {
            json.putObject("chunks").put("rows", rows.rows());
        } else if (chunks instanceof Chunks.ByNumber number) {
            json.putObject("chunks").put("number", number.number());
        }
    }
}
