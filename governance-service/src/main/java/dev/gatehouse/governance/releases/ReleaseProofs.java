package dev.gatehouse.governance.releases;

import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.permits.StoredPermits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds the acts on a release and waits for the checkpoint over them, which is signed within a second of the last one. */
@ApplicationScoped
public class ReleaseProofs {

    /** How long a download waits for the sequencer. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final long STEP_MILLIS = 50;

    private final Releases releases;
    private final Comments comments;
    private final StoredPermits permits;
    private final Ledger ledger;
    private final EntityManager database;

    @Inject
    ReleaseProofs(Releases releases, Comments comments, StoredPermits permits, Ledger ledger, EntityManager database) {
        this.database = database;
        this.releases = releases;
        this.comments = comments;
        this.permits = permits;
        this.ledger = ledger;
    }

    /** @throws ProblemException {@code unknown-release} or {@code ledger-behind} */
    public ProvenRelease of(UUID release) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            Optional<ProvenRelease> proven = QuarkusTransaction.requiringNew().call(() -> now(release));
            if (proven.isPresent()) {
                return proven.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new ProblemException(
                        ProblemType.LEDGER_BEHIND,
                        "The ledger has not signed the newest act on this release yet. Try again in some seconds; if it stays"
                                + " so, tell the operators.");
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the ledger", e);
            }
        }
    }

    /**
     * The release as it is told by the acts that are signed; empty while one of them is not. All is read in one snapshot of the database: the
     * bundle's seal says that there are no other acts under the checkpoint.
     */
    private Optional<ProvenRelease> now(UUID id) {
        database.createNativeQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .executeUpdate();
        ReleaseView release = releases.named(id);
        List<Ledger.Entry> acts = new ArrayList<>();
        Map<Long, byte[]> textKeys = new HashMap<>();
        for (String subject : subjects(release)) {
            acts.addAll(ledger.about(subject));
            textKeys.putAll(ledger.textKeysAbout(subject));
        }
        if (acts.isEmpty() || acts.stream().anyMatch(act -> act.index() == null)) {
            return Optional.empty();
        }
        List<Comment> said = comments.of(id);
        List<StoredPermits.Act> onPermit = release.permit() == null
                ? List.of()
                : permits.history(release.permit().id());
        long last = acts.stream().mapToLong(Ledger.Entry::index).max().orElseThrow();
        return ledger.checkpointCovering(last)
                .map(covering -> new ProvenRelease(release, said, onPermit, acts, textKeys, covering));
    }

    private static List<String> subjects(ReleaseView release) {
        String subject = "release/" + release.id();
        return release.permit() == null
                ? List.of(subject)
                : List.of(subject, "permit/" + release.permit().id());
    }
}
