package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.LedgerReplay;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Verifies the whole ledger on demand, one at a time; that it was done, and what came of it, is an act of its own. */
@ApplicationScoped
class Verifications {

    /** Most leaves of one verification; {@code ./gatehouse ledger verify} has no such limit. */
    static final long MAX_LEAVES = 2_000_000;

    private final AgroalDataSource database;
    private final LedgerVerification verification;
    private final Ledger ledger;
    private final Instance<HeldAgainstLedger> states;
    private final Semaphore one = new Semaphore(1);

    @Inject
    Verifications(
            AgroalDataSource database,
            LedgerKeys keys,
            Anchor anchor,
            Ledger ledger,
            @Any Instance<HeldAgainstLedger> states) {
        this.database = database;
        this.verification = new LedgerVerification(keys, anchor);
        this.ledger = ledger;
        this.states = states;
    }

    /**
     * Replays the ledger. Call it outside a transaction.
     *
     * @throws ProblemException {@code too-many-verifications} while another one is at work, {@code invalid-value} when the ledger has more
     *     than {@value #MAX_LEAVES} leaves
     */
    LedgerReplay.Outcome verify() {
        if (!one.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_VERIFICATIONS,
                    "A verification of the ledger is at work; ask again when it has ended.");
        }
        try {
            LedgerReplay.Outcome outcome = replayed();
            ledger.recordNow(
                    "ledger.verified",
                    "ledger",
                    outcome instanceof LedgerReplay.Broken broken
                            ? Map.of("broken-at", Long.toString(broken.first()))
                            : Map.of("intact", Long.toString(((LedgerReplay.Intact) outcome).leaves())));
            return outcome;
        } finally {
            one.release();
        }
    }

    /**
     * Where the database says something else than the acts in the ledger, which is to be intact. What is found is an act of its own.
     *
     * @return a sentence each
     */
    List<String> differences() {
        List<String> differences =
                states.stream().flatMap(state -> state.differences().stream()).toList();
        if (!differences.isEmpty()) {
            ledger.recordNow(
                    "ledger.state-differs",
                    "ledger",
                    Map.of(
                            "count",
                            Integer.toString(differences.size()),
                            "differences",
                            Digest.of(String.join("\n", differences).getBytes(StandardCharsets.UTF_8))
                                    .toString()));
        }
        return differences;
    }

    private LedgerReplay.Outcome replayed() {
        try (Connection connection = database.getConnection()) {
            long anchored = verification.anchored();
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                long leaves = new StoredTree(connection).size();
                if (leaves > MAX_LEAVES) {
                    throw new ProblemException(
                            ProblemType.INVALID_VALUE,
                            "The ledger has " + leaves + " leaves; by this request at most " + MAX_LEAVES
                                    + " are verified. Use ./gatehouse ledger verify, which takes its time.");
                }
                return verification.over(connection, anchored);
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger cannot be read", e);
        }
    }
}
