package dev.gatehouse.gateway.routing;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Binding;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitState;
import dev.gatehouse.approval.route.RouteSnapshot;
import dev.gatehouse.approval.route.RouteTarget;
import dev.gatehouse.approval.route.SnapshotCheck;
import dev.gatehouse.approval.route.SnapshotVerifier;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.upstream.Upstreams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The routes of this gateway: accepts signed snapshots, refuses forged and older ones, keeps the last on disk, and swaps the table.
 * Reading the table takes no lock.
 */
public final class Routing {

    /** A heartbeat is written to disk this seldom; a change is written at once. */
    static final Duration HEARTBEAT_TO_DISK = Duration.ofSeconds(30);

    /** How long a new upstream's confirmation may delay a new snapshot. */
    static final Duration BINDING_WAIT = Duration.ofMillis(500);

    /**
     * How long upstreams' confirmations may delay a start from disk: nothing is served before, so that a gateway that says it is ready
     * does not refuse its first calls. An upstream that does not answer at all costs a start no more than this.
     */
    static final Duration FIRST_BINDING_WAIT = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Routing.class);

    private final String environment;
    private final TrustedKeys keys;
    private final BindingChecks bindings;
    private final RouteOpening opening;
    private final SnapshotFile file;

    private Instant issuedAtOnDisk = Instant.MIN;
    private volatile RoutingTable table =
            RoutingTable.closed(Refusal.Code.SNAPSHOT_STALE, "No snapshot of the routes has been received yet.");
    private volatile Optional<String> lastRefusal = Optional.empty();

    /**
     * Routes of one environment.
     *
     * @param directory where the snapshot is kept
     * @param upstreams the model servers that may be called
     */
    public Routing(
            String gatewayId, String environment, TrustedKeys keys, Path directory, Upstreams upstreams, OutcomeLog log)
            throws IOException {
        this.environment = environment;
        this.keys = keys;
        this.bindings = new BindingChecks(upstreams);
        this.opening = new RouteOpening(gatewayId, environment, keys, bindings, log);
        this.file = new SnapshotFile(directory);
    }

    /** The routes as they stand. */
    public RoutingTable table() {
        return table;
    }

    /** Why the last snapshot that was offered was refused; empty after one was accepted. */
    public Optional<String> lastRefusal() {
        return lastRefusal;
    }

    /** Starts from the snapshot on disk, if there is one. One that cannot be believed closes every route and says so. */
    public void loadFromDisk() {
        try {
            Optional<byte[]> kept = file.read();
            if (kept.isEmpty()) {
                return;
            }
            Optional<String> refusal = accept(kept.get(), false, FIRST_BINDING_WAIT);
            if (refusal.isPresent()) {
                close("The snapshot on this gateway's disk is not to be believed: " + refusal.get());
            }
        } catch (IOException e) {
            close("The snapshot on this gateway's disk cannot be read: " + e.getMessage());
        }
    }

    private synchronized void close(String sentence) {
        LOG.error(sentence);
        table = RoutingTable.closed(Refusal.Code.PERMIT_INVALID, sentence);
    }

    /**
     * Takes a snapshot from the control plane.
     *
     * @param envelope a DSSE envelope, not verified
     * @return why it was refused, one sentence; empty when the table now follows it
     */
    public Optional<String> offer(byte[] envelope) {
        Optional<String> refusal = accept(envelope, true, BINDING_WAIT);
        if (refusal.isPresent() && !refusal.equals(lastRefusal)) {
            LOG.error("A snapshot was refused: " + refusal.get());
        }
        lastRefusal = refusal;
        return refusal;
    }

    private Optional<String> accept(byte[] envelope, boolean keep, Duration wait) {
        SnapshotCheck check = SnapshotVerifier.verify(envelope, keys);
        if (check instanceof SnapshotCheck.Invalid invalid) {
            return Optional.of(invalid.reason());
        }
        RouteSnapshot snapshot = ((SnapshotCheck.Valid) check).snapshot();
        if (!snapshot.environment().equals(environment)) {
            return Optional.of("The snapshot is of environment " + snapshot.environment() + "; this gateway serves "
                    + environment + ".");
        }
        // Before the lock, and only for what could open: a suspension never waits for an upstream.
        bindings.askUnconfirmed(active(snapshot), wait);
        return follow(snapshot, envelope, keep);
    }

    private synchronized Optional<String> follow(RouteSnapshot snapshot, byte[] envelope, boolean keep) {
        Optional<RouteSnapshot> held = table.snapshot();
        if (held.isPresent() && snapshot.isRolledBackFrom(held.get())) {
            return Optional.of("The snapshot " + snapshot.position() + " signed at " + snapshot.issuedAt()
                    + " is older than, or differs from, the one held: "
                    + held.get().position() + " signed at "
                    + held.get().issuedAt() + ".");
        }
        boolean changed = held.isEmpty() || snapshot.isNewerThan(held.get());
        table = opening.open(snapshot);
        if (changed) {
            LOG.infof(
                    "Following snapshot %s with %d routes",
                    snapshot.position(), snapshot.routes().size());
        }
        if (!keep) {
            issuedAtOnDisk = snapshot.issuedAt();
        } else if (changed || snapshot.issuedAt().isAfter(issuedAtOnDisk.plus(HEARTBEAT_TO_DISK))) {
            keepOnDisk(envelope, snapshot.issuedAt());
        }
        return Optional.empty();
    }

    private void keepOnDisk(byte[] envelope, Instant issuedAt) {
        try {
            file.write(envelope);
            issuedAtOnDisk = issuedAt;
        } catch (IOException e) {
            // The table is already in force, above all when it closes a route; the next heartbeat tries the disk again.
            LOG.errorf("The snapshot cannot be kept in %s: %s", file.path(), e.getMessage());
        }
    }

    /** Asks every upstream for its digest and reopens or closes routes by the answers. */
    public void checkBindings() {
        if (bindings.askAgain(activeTargets(), BINDING_WAIT.multipliedBy(4))) {
            reopen();
        }
    }

    /** Asks only the upstreams that have not confirmed their digest, or not told their version. */
    public void checkUnconfirmedBindings() {
        List<RouteTarget> unconfirmed = activeTargets().stream()
                .filter(target -> bindings.isAllowed(target) && bindings.isUnconfirmed(target))
                .toList();
        if (!unconfirmed.isEmpty()) {
            bindings.askUnconfirmed(unconfirmed, BINDING_WAIT.multipliedBy(4));
            reopen();
        }
        if (bindings.askVersions(activeTargets(), BINDING_WAIT.multipliedBy(4))) {
            reopen();
        }
    }

    /** The active permits whose model server named another digest; a permit that asks for no more than a declaration has none. */
    List<BindingMismatch> mismatches() {
        List<BindingMismatch> mismatches = new ArrayList<>();
        for (Route route : table.routes().values()) {
            for (RoutedVersion version : route.versions()) {
                RouteTarget target = version.target();
                Optional<Permit> permit = version.permit().filter(p -> p.binding() != Binding.DECLARED);
                Optional<Digest> other = bindings.finding(target).other();
                Optional<Instant> at = bindings.answeredAt(target);
                if (target.permitState() == PermitState.ACTIVE
                        && permit.isPresent()
                        && other.isPresent()
                        && at.isPresent()) {
                    mismatches.add(new BindingMismatch(
                            permit.get().permitId(), route.entry().route(), target.upstream(), other.get(), at.get()));
                }
            }
        }
        return mismatches;
    }

    private List<RouteTarget> activeTargets() {
        return table.snapshot().map(Routing::active).orElse(List.of());
    }

    private static List<RouteTarget> active(RouteSnapshot snapshot) {
        return snapshot.routes().stream()
                .flatMap(entry -> entry.targets().stream())
                .filter(target -> target.permitState() == PermitState.ACTIVE)
                .toList();
    }

    private synchronized void reopen() {
        table.snapshot().ifPresent(snapshot -> table = opening.open(snapshot));
    }
}
