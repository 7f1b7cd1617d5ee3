package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.cells.DatabaseSample;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.Statistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Drift of the inputs, the score and the labels from an earlier window, or from published statistics. The plan's time is that at which a
 * prediction was asked for.
 */
final class LiveDrift implements LiveKind {

    private final DriftPlan plan;
    private final LiveRows.Window current;
    /** Null exactly where there are statistics. */
    private final LiveRows.Window reference;

    private final Statistics statistics;
    private final String statisticsDigest;

    LiveDrift(DriftPlan plan, LiveRows.Window current, LiveRows.Window reference) {
        this(plan, current, reference, null, null);
        LiveKind.requireReference(true, reference);
        requireInputs(reference);
    }

    LiveDrift(DriftPlan plan, LiveRows.Window current, Statistics statistics, String statisticsDigest) {
        this(plan, current, null, statistics, statisticsDigest);
    }

    private LiveDrift(
            DriftPlan plan,
            LiveRows.Window current,
            LiveRows.Window reference,
            Statistics statistics,
            String statisticsDigest) {
        this.plan = plan;
        this.current = current;
        this.reference = reference;
        this.statistics = statistics;
        this.statisticsDigest = statisticsDigest;
        requireInputs(current);
    }

    private void requireInputs(LiveRows.Window window) {
        List<String> unknown = plan.features().stream()
                .filter(feature -> !window.inputs().contains(feature))
                .toList();
        if (!unknown.isEmpty()) {
            throw LiveKind.unfit("Version " + window.version() + " has no input '" + unknown.get(0)
                    + "'; features of live predictions are inputs of the version's signature.");
        }
    }

    @Override
    public Set<String> attributes() {
        return Set.of();
    }

    @Override
    public Set<String> inputs() {
        Set<String> inputs = new LinkedHashSet<>(wanted(current));
        if (reference != null) {
            inputs.addAll(wanted(reference));
        }
        return inputs;
    }

    @Override
    public byte[] report(Connection connection, DatabaseLimits limits, Consumer<String> stage) throws SQLException {
        LiveInputs before = null;
        if (reference != null) {
            stage.accept("looking over the reference window");
            before = LiveInputs.of(connection, reference, wanted(reference), limits.statement());
        }
        stage.accept("looking over the current window");
        LiveInputs now = LiveInputs.of(connection, current, wanted(current), limits.statement());
        stage.accept("counting");
        DatabaseSample live = sample(current, now);
        DriftAudit.Result result = before == null
                ? DriftAudit.run(plan, statistics, statisticsDigest, connection, live, limits)
                : DriftAudit.run(plan, connection, sample(reference, before), live, limits);
        List<String> notes = Stream.of(before == null ? null : before.note("reference"), now.note("current"))
                .filter(Objects::nonNull)
                .toList();
        DriftReport report = result.report();
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
