package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.cells.DatabaseSample;
import dev.gatehouse.audit.performance.PerformanceAudit;
import dev.gatehouse.audit.plan.AuditPlan.Decision;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.report.PerformanceReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Performance by the labels that are known. The plan's time is that at which a prediction was asked for, its label's time that at which the
 * truth was observed; labels are confirmed as they were posted; a segment is an input of the version, or a protected attribute of the
 * subject.
 */
final class LivePerformance implements LiveKind {

    private final PerformancePlan plan;
    private final LiveRows.Window current;
    private final LiveRows.Window reference;

    LivePerformance(PerformancePlan plan, LiveRows.Window current, LiveRows.Window reference) {
        LiveKind.requireReference(plan.reference() != null, reference);
        if (!(plan.decision() instanceof Decision.ByScore)) {
            throw LiveKind.unfit(
                    "A plan for live predictions decides by score and threshold, not by a column or value.");
        }
        this.plan = plan;
        this.current = current;
        this.reference = reference;
    }

    /** A segment that is an input of one of the versions is one of both. */
    private boolean isInput(String segment) {
        return current.inputs().contains(segment)
                || reference != null && reference.inputs().contains(segment);
    }

    @Override
    public Set<String> attributes() {
        return plan.segments().stream().filter(segment -> !isInput(segment)).collect(Collectors.toSet());
    }

    @Override
    public Set<String> inputs() {
        return plan.segments().stream().filter(this::isInput).collect(Collectors.toSet());
    }

    @Override
    public byte[] report(Connection connection, DatabaseLimits limits, Consumer<String> stage) throws SQLException {
        stage.accept("looking over the windows");
        DatabaseSample before = reference == null ? null : sample(connection, reference, limits);
        DatabaseSample now = sample(connection, current, limits);
        stage.accept("counting");
        PerformanceReport report =
                PerformanceAudit.run(plan, connection, before, now, limits).report();
        requireKnown(attribute -> report.segments().stream()
                .anyMatch(found ->
                        found.column().equals(attribute) && !found.value().isEmpty()));
        return report.toJson();
    }

    /** @param isKnown whether the report has a value of the attribute */
    void requireKnown(Predicate<String> isKnown) {
        for (String attribute : attributes()) {
            if (!isKnown.test(attribute)) {
                throw LiveKind.unfit("segments: '" + attribute
                        + "' is no input of the version, and is known of nobody whom the" + " predictions are about.");
            }
        }
    }

    /** The rows of a window in the plan's columns. */
    DatabaseSample sample(Connection connection, LiveRows.Window window, DatabaseLimits limits) throws SQLException {
        LiveRows rows =
                new LiveRows(window).column(plan.label().column(), "g.label").column(plan.scoreColumn(), "p.score");
        if (plan.chunks() instanceof Chunks.ByTime time) {
            rows.column(time.column(), "p.received_at");
        }
        if (plan.labelTime() != null) {
            rows.column(plan.labelTime(), "g.observed_at");
        }
        if (plan.labelSource() != null) {
            // The plan's words for sources are its own; of those that confirm, any one stands for a confirmed label.
            rows.textWhere(
                    plan.labelSource().column(),
                    "g.confirmed",
                    plan.labelSource().confirmed().get(0));
        }
        List<String> inputs =
                plan.segments().stream().filter(window.inputs()::contains).toList();
        Map<String, String> columns = inputs.isEmpty()
                ? Map.of()
                : LiveInputs.of(connection, window, inputs, limits.statement()).columns();
        for (String segment : plan.segments()) {
            if (columns.containsKey(segment)) {
                rows.column(segment, columns.get(segment));
            } else if (isInput(segment)) {
                throw LiveKind.unfit("Version " + window.version() + " has no input '" + segment
                        + "', and the plan tells performance by it.");
            } else {
                rows.attribute(segment);
            }
        }
        return rows.sample();
    }
}
