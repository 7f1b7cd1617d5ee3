package dev.gatehouse.governance.predictions;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.cells.DatabaseCells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import dev.gatehouse.governance.routes.Routes;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Performance and fairness on what the gateway recorded: the plan's own aggregation, pushed down into PostgreSQL under the login
 * that may read protected attributes. Rows never leave the database; cells do.
 */
@ApplicationScoped
class LiveAudit {

    private static final String NO_PROXIES =
            "Proxies were not searched: that needs rows, and rows do not leave the database.";
    private static final String NO_EXPLANATIONS =
            "The model was not explained: that needs its inputs, and they do not leave the database.";

    private final AgroalDataSource auditor;
    private final AuditPlans plans;
    private final Routes routes;
    private final Versions versions;
    private final Ledger ledger;

    @Inject
    LiveAudit(
            @DataSource("auditor") AgroalDataSource auditor,
            AuditPlans plans,
            Routes routes,
            Versions versions,
            Ledger ledger) {
        this.auditor = auditor;
        this.plans = plans;
        this.routes = routes;
        this.versions = versions;
        this.ledger = ledger;
    }

    /**
     * Runs a fixed plan on a route's predictions.
     *
     * @param purpose why protected attributes are read; goes into the ledger before they are
     */
    AuditReport run(
            String environment,
            String route,
            String version,
            String planDigest,
            Instant from,
            Instant to,
            String purpose) {
        if (!from.isBefore(to)) {
            throw new ProblemException(ProblemType.INVALID_VALUE, "from: must be before to.");
        }
        Routes.RouteView served = routes.named(environment, route);
        AuditPlan plan = plans.planFor(versions.named(served.model(), version).modelId(), planDigest);
        if (plan.label() == null) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN, "The plan names no label, so performance cannot be told.");
        }
        if (!(plan.decision() instanceof AuditPlan.Decision.ByScore)) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN,
                    "A plan for live predictions decides by score and threshold, not by a column.");
        }
        if (plan.weight() != null || !plan.strata().isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_PLAN,
                    "Live predictions have no weights and no strata, and the plan names some.");
        }
        // First the ledger, then the read: a read that fails has been asked for all the same.
        ledger.recordNow(
                "protected-attributes.read",
                "route/" + environment + "/" + route,
                Map.of("plan", planDigest),
                Map.of("purpose", purpose));
        try (Connection connection = auditor.getConnection()) {
            String engine = "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
            Cells cells = DatabaseCells.count(plan, connection, rows(plan), query -> {
                int parameter = 1;
                for (String attribute : plan.protectedAttributes()) {
                    query.setString(parameter++, attribute);
                }
                query.setString(parameter++, route);
                query.setString(parameter++, environment);
                query.setString(parameter++, version);
                query.setObject(parameter++, from.atOffset(ZoneOffset.UTC));
                query.setObject(parameter, to.atOffset(ZoneOffset.UTC));
            });
            AuditReport report = FairnessAudit.evaluate(plan, cells, engine, null);
            if (plan.explanations() != null) {
                report = report.withExplanations(null, List.of(NO_EXPLANATIONS));
            }
            return plan.proxies() == null ? report : report.withProxies(List.of(), List.of(NO_PROXIES));
        } catch (AuditException e) {
            throw new ProblemException(ProblemType.INVALID_PLAN, e.getMessage() + ".");
        } catch (SQLException e) {
            throw new IllegalStateException("could not audit live predictions", e);
        }
    }

    /** The source of rows with the plan's own column names: predictions, labels, and each protected attribute of the subject. */
    private static String rows(AuditPlan plan) {
        StringBuilder columns = new StringBuilder();
        StringBuilder joins = new StringBuilder();
        int i = 0;
        for (String attribute : plan.protectedAttributes()) {
            columns.append(", a").append(i).append(".value AS ").append(DatabaseCells.quote(attribute));
            joins.append(" LEFT JOIN protected.subject_attribute a")
                    .append(i)
                    .append(" ON a")
                    .append(i)
                    .append(".subject = p.subject AND a")
                    .append(i)
                    .append(".attribute = ?\n");
            i++;
        }
        return """
                (SELECT g.label AS %s, p.score AS %s%s
                 FROM outcome.prediction p
                 JOIN outcome.request r ON r.received_at = p.received_at AND r.request_id = p.request_id
                 LEFT JOIN label.ground_truth g ON g.request_id = p.request_id AND g.row_index = p.row_index
                %s WHERE p.route = ? AND r.environment = ? AND p.version = ? AND p.received_at >= ? AND p.received_at < ?)""".formatted(
                        DatabaseCells.quote(plan.label().column()),
                        DatabaseCells.quote(plan.decision().column()),
                        columns,
                        joins);
    }
}
