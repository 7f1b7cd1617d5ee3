package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.cells.DatabaseCells;
import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** An audit of fairness: label from ground truth, score, and protected attributes of the subject. */
final class LiveFairness implements LiveKind {

    private static final String NO_PROXIES =
            "Proxies were not searched: that needs rows, and rows do not leave the database.";
    private static final String NO_EXPLANATIONS =
            "The model was not explained: that needs its inputs, and they do not leave the database.";

    private final AuditPlan plan;
    private final LiveRows.Window window;

    LiveFairness(AuditPlan plan, LiveRows.Window window, LiveRows.Window reference) {
        LiveKind.requireReference(false, reference);
        if (plan.label() == null) {
            throw LiveKind.unfit("The plan names no label, so performance cannot be told.");
        }
        if (!(plan.decision() instanceof AuditPlan.Decision.ByScore)) {
            throw LiveKind.unfit("A plan for live predictions decides by score and threshold, not by a column.");
        }
        if (plan.weight() != null || !plan.strata().isEmpty()) {
            throw LiveKind.unfit("Live predictions have no weights and no strata, and the plan names some.");
        }
        this.plan = plan;
        this.window = window;
    }

    @Override
    public Set<String> attributes() {
        return Set.copyOf(plan.protectedAttributes());
    }

    @Override
    public Set<String> inputs() {
        return Set.of();
    }

    @Override
    public byte[] report(Connection connection, DatabaseLimits limits, Consumer<String> stage) throws SQLException {
        stage.accept("counting");
        LiveRows rows = new LiveRows(window)
                .column(plan.label().column(), "g.label")
                .column(plan.decision().column(), "p.score");
        plan.protectedAttributes().forEach(rows::attribute);
        String engine = "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
        Cells cells = DatabaseCells.count(plan, connection, rows.source(), rows::bind);
        AuditReport report = FairnessAudit.evaluate(plan, cells, engine, null);
        if (plan.explanations() != null) {
            report = report.withExplanations(null, List.of(NO_EXPLANATIONS));
        }
        return (plan.proxies() == null ? report : report.withProxies(List.of(), List.of(NO_PROXIES))).toJson();
    }
}
