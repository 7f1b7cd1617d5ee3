package dev.gatehouse.governance.audits;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.audit.worker.AuditProcess;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** Reads an audit's cells, under the login that may read protected attributes: the service's own cannot. */
@ApplicationScoped
class AuditCells {

    private final AgroalDataSource auditor;
    private final AuditQueue queue;
    private final Ledger ledger;

    @Inject
    AuditCells(@DataSource("auditor") AgroalDataSource auditor, AuditQueue queue, Ledger ledger) {
        this.auditor = auditor;
        this.queue = queue;
        this.ledger = ledger;
    }

    /**
     * The cells' JSON as it was counted.
     *
     * @param purpose why they are read; a digest of it goes into the ledger before they are
     * @throws ProblemException {@code not-found} for a run without cells
     */
    byte[] of(UUID run, String purpose) {
        AuditRun found = queue.named(run);
        if (found.cellsDigest() == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "The audit is " + found.status() + " and has no cells.");
        }
        ledger.recordNow(
                "audit-cells.read", "audit/" + run, Map.of("cells", found.cellsDigest()), Map.of("purpose", purpose));
        byte[] cells = AuditProcess.unzip(stored(run));
        if (!Digest.of(cells).toString().equals(found.cellsDigest())) {
            throw new IllegalStateException("the stored cells of audit " + run + " are not those of its digest");
        }
        return cells;
    }

    private byte[] stored(UUID run) {
        try (Connection connection = auditor.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT document FROM protected.audit_cells WHERE run_id = ?")) {
            query.setObject(1, run);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("audit " + run + " has a digest of cells and no cells");
                }
                return row.getBytes(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the cells could not be read", e);
        }
    }
}
