package dev.gatehouse.governance.predictions;

import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.audit.cells.DatabaseLimits;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.governance.audits.AuditPlans;
import dev.gatehouse.governance.audits.ProtectedNames;
import dev.gatehouse.governance.audits.TrainingStatistics;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.models.ModelVersion;
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
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Fairness, drift, performance and diagnosis of what the gateway recorded: the plan's own aggregation, pushed down into PostgreSQL under the login
 * that may read protected attributes. Rows never leave the database; cells do.
 */
@ApplicationScoped
class LiveAudit {

    private final AgroalDataSource auditor;
    private final AuditPlans plans;
    private final ProtectedNames protectedNames;
    private final Routes routes;
    private final Versions versions;
    private final TrainingStatistics training;
    private final Ledger ledger;
    private final DatabaseLimits limits;

    @Inject
    LiveAudit(
            @DataSource("auditor") AgroalDataSource auditor,
            AuditPlans plans,
            ProtectedNames protectedNames,
            Routes routes,
            Versions versions,
            TrainingStatistics training,
            Ledger ledger,
            LiveAuditsConfig config) {
        this.auditor = auditor;
        this.plans = plans;
        this.protectedNames = protectedNames;
        this.routes = routes;
        this.versions = versions;
        this.training = training;
        this.ledger = ledger;
        this.limits = new DatabaseLimits(config.maxRows(), config.statementTimeout());
    }

    /** What a plan compares with. */
    sealed interface Reference {}

    /** Earlier predictions; of the same version where that is null. */
    record Earlier(String version, Instant from, Instant to) implements Reference {}

    /** @param digest of statistics of training rows; {@value #TRAINING} for those that count for the judged version */
    record Published(String digest) implements Reference {
        static final String TRAINING = "training";
    }

    /**
     * What is asked for.
     *
     * @param plan digest of a plan of any kind
     * @param to the instant after the window
     * @param reference null where the plan compares with none
     */
    record Request(
            String environment,
            String route,
            String version,
            String plan,
            Instant from,
            Instant to,
            Reference reference) {
        String subject() {
            return "route/" + environment + "/" + route;
        }
    }

    /**
     * What is asked for, held against plan, version and route.
     *
     * @param version whose predictions are judged
     * @param act of the ledger: what is read
     * @param statistics digest of those that it is compared with; null where it is not
     */
    record Prepared(LiveKind kind, ModelVersion version, String act, String statistics) {
        /** For the ledger. */
        Map<String, String> told(String plan) {
            return statistics == null ? Map.of("plan", plan) : Map.of("plan", plan, "statistics", statistics);
        }
    }

    /**
     * Runs a fixed plan on a route's predictions.
     *
     * @param purpose why inputs or protected attributes are read; goes into the ledger before they are
     * @return the report of the plan's kind, as JSON
     * @throws ProblemException {@code unknown-digest}, {@code invalid-plan} or {@code invalid-value}
     */
    byte[] run(Request request, String purpose) {
        Prepared prepared = prepared(request);
        // First the ledger, then the read: a read that fails has been asked for all the same.
        ledger.recordNow(prepared.act(), request.subject(), prepared.told(request.plan()), Map.of("purpose", purpose));
        try {
            return report(prepared, stage -> {});
        } catch (AuditException e) {
            throw new ProblemException(ProblemType.INVALID_PLAN, e.getMessage() + ".");
        }
    }

    /** @throws ProblemException {@code unknown-digest}, {@code invalid-plan} or {@code invalid-value} */
    Prepared prepared(Request request) {
        Routes.RouteView served = routes.named(request.environment(), request.route());
        ModelVersion judged = versions.named(served.model(), request.version());
        LiveRows.Window current = window(served, judged, request.from(), request.to(), "from");
        Plan plan = plans.anyPlanFor(judged.modelId(), request.plan());
        String statistics = request.reference() instanceof Published published ? digest(judged, published) : null;
        LiveKind kind = statistics == null
                ? LiveKind.of(
                        plan,
                        current,
                        request.reference() instanceof Earlier earlier ? before(served, current, earlier) : null)
                : LiveKind.of(plan, current, training.ofModel(judged.modelId(), statistics), statistics);
        return new Prepared(
                kind,
                judged,
                readsProtected(kind, judged) ? "protected-attributes.read" : "predictions.audited",
                statistics);
    }

    private String digest(ModelVersion judged, Published published) {
        return published.digest().equals(Published.TRAINING)
                ? training.lastOf(judged)
                        .orElseThrow(() -> new ProblemException(
                                ProblemType.INVALID_VALUE,
                                "reference: no statistics of training rows are registered with " + judged.label()
                                        + "; an engineer registers them, or compare with an earlier window."))
                        .digest()
                : published.digest();
    }

    /**
     * Counts and judges.
     *
     * @param stage told what is done now
     * @return the report as JSON
     * @throws AuditException when rows cannot be counted as the plan wants it
     * @throws ProblemException {@code invalid-plan} or {@code invalid-value}
     */
    byte[] report(Prepared prepared, Consumer<String> stage) {
        try (Connection connection = auditor.getConnection()) {
            return prepared.kind().report(connection, limits, stage);
        } catch (SQLException e) {
            throw new IllegalStateException("could not audit live predictions", e);
        }
    }

    private boolean readsProtected(LiveKind kind, ModelVersion version) {
        Set<String> names = protectedNames.of(version.modelId());
        return !kind.attributes().isEmpty() || kind.inputs().stream().anyMatch(names::contains);
    }

    private LiveRows.Window before(Routes.RouteView served, LiveRows.Window current, Earlier reference) {
        String version = reference.version() == null ? current.version() : reference.version();
        LiveRows.Window before = window(
                served, versions.named(served.model(), version), reference.from(), reference.to(), "reference.from");
        if (version.equals(current.version())
                && before.from().isBefore(current.to())
                && current.from().isBefore(before.to())) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "reference: has predictions of the window that is compared with it; end it before " + current.from()
                            + ".");
        }
        return before;
    }

    private static LiveRows.Window window(
            Routes.RouteView served, ModelVersion version, Instant from, Instant to, String name) {
        if (!from.isBefore(to)) {
            throw new ProblemException(ProblemType.INVALID_VALUE, name + ": must be before to.");
        }
        return new LiveRows.Window(
                served.environment(),
                served.route(),
                version.version(),
                from,
                to,
                ModelSignature.fromJson(version.signature()).features());
    }
}
