package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.cells.DatabaseSample;
import dev.gatehouse.audit.cells.DatabaseSamples;
import dev.gatehouse.audit.cells.PerformanceCells;
import dev.gatehouse.audit.diagnosis.DiagnosisAudit;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.report.DiagnosisReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a change between two windows goes with, as far as counts tell it: metrics, labels and segments. What goes with changed inputs is
 * told by a classifier that needs rows, and rows do not leave the database.
 */
final class LiveDiagnosis implements LiveKind {

    private static final String NO_ROWS =
            "Rows do not leave the database, so a change of live predictions is not split into inputs and relation, and weak labels"
                    + " are not held against final ones; a diagnosis of a file of the same rows does both.";

    private final DiagnosisPlan plan;
    private final LivePerformance rows;
    private final LiveRows.Window current;
    private final LiveRows.Window reference;

    LiveDiagnosis(DiagnosisPlan plan, LiveRows.Window current, LiveRows.Window reference) {
        this.plan = plan;
        this.rows = new LivePerformance(plan.performance(), current, reference);
        this.current = current;
        this.reference = reference;
    }

    @Override
    public Set<String> attributes() {
        return rows.attributes();
    }

    @Override
    public Set<String> inputs() {
        return rows.inputs();
    }

    @Override
    public byte[] report(Connection connection, DatabaseLimits limits, Consumer<String> stage) throws SQLException {
        stage.accept("looking over the reference window");
        DatabaseSample before = rows.sample(connection, reference, limits);
        stage.accept("looking over the current window");
        DatabaseSample now = rows.sample(connection, current, limits);
        stage.accept("counting");
        PerformanceCells cells = DatabaseSamples.performance(plan.performance(), connection, before, now, limits);
        DiagnosisReport report = DiagnosisAudit.evaluate(plan, cells, null, null);
        rows.requireKnown(attribute -> report.segments().stream()
                .anyMatch(found ->
                        found.column().equals(attribute) && !found.value().isEmpty()));
        return report.withNotes(List.of(NO_ROWS)).toJson();
    }
}
