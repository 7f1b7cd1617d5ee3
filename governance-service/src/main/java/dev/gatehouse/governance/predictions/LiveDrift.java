package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.cells.DatabaseSample;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.report.DriftReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Drift of the inputs, the score and the labels from an earlier window. The plan's time is that at which a prediction was asked for. */
final class LiveDrift implements LiveKind {

    private final DriftPlan plan;
    private final LiveRows.Window current;
    private final LiveRows.Window reference;

    LiveDrift(DriftPlan plan, LiveRows.Window current, LiveRows.Window reference) {
        LiveKind.requireReference(true, reference);
        this.plan = plan;
        this.current = current;
        this.reference = reference;
        for (LiveRows.Window window : List.of(reference, current)) {
            List<String> unknown = plan.features().stream()
                    .filter(feature -> !window.inputs().contains(feature))
                    .toList();
            if (!unknown.isEmpty()) {
                throw LiveKind.unfit("Version " + window.version() + " has no input '" + unknown.get(0)
                        + "'; features of live predictions are inputs of the version's signature.");
            }
        }
    }

    @Override
    public Set<String> attributes() {
        return Set.of();
    }

    @Override
    public Set<String> inputs() {
        Set<String> inputs = new LinkedHashSet<>(wanted(reference));
        inputs.addAll(wanted(current));
        return inputs;
    }

    @Override
    public byte[] report(Connection connection, DatabaseLimits limits, Consumer<String> stage) throws SQLException {
        stage.accept("looking over the reference window");
        LiveInputs before = LiveInputs.of(connection, reference, wanted(reference), limits.statement());
        stage.accept("looking over the current window");
        LiveInputs now = LiveInputs.of(connection, current, wanted(current), limits.statement());
        stage.accept("counting");
        DriftReport report = DriftAudit.run(plan, connection, sample(reference, before), sample(current, now), limits)
                .report();
        List<String> notes = Stream.of(before.note("reference"), now.note("current"))
                .filter(Objects::nonNull)
                .toList();
        return (notes.isEmpty() ? report : report.withNotes(notes)).toJson();
    }

    /** The inputs that are compared: those named, or all but those that are left out or are something else in the plan. */
    private List<String> wanted(LiveRows.Window window) {
        String time = plan.chunks() instanceof Chunks.ByTime byTime ? byTime.column() : null;
        return plan.features().isEmpty()
                ? window.inputs().stream()
                        .filter(input -> !plan.exclude().contains(input)
                                && !input.equals(plan.score())
                                && !input.equals(plan.label())
                                && !input.equals(time))
                        .toList()
                : plan.features();
    }

    private DatabaseSample sample(LiveRows.Window window, LiveInputs inputs) {
        LiveRows rows = new LiveRows(window).withInputs();
        inputs.columns().forEach(rows::column);
        if (plan.score() != null) {
            rows.column(plan.score(), "p.score");
        }
        if (plan.label() != null) {
            rows.column(plan.label(), "g.label");
        }
        if (plan.chunks() instanceof Chunks.ByTime time) {
            rows.column(time.column(), "p.received_at");
        }
        return rows.sample();
    }
}
