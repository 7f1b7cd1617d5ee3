package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.PermitLifecycle;
import dev.gatehouse.approval.permit.Resumer;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Directory;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.FirstToResume;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Opens a suspended permit again, if the dossier is still the one that the board approved: two people, one of them of the board. */
@ApplicationScoped
public class Resumptions {

    /** How often the identity provider is asked for one call, because others asked to resume in between. */
    private static final int MAX_ROUNDS_OF_ASKING = 3;

    private final Permits permits;
    private final Versions versions;
    private final Gates gates;
    private final Dossiers dossiers;
    private final Directory directory;
    private final Caller caller;

    @Inject
    Resumptions(
            Permits permits, Versions versions, Gates gates, Dossiers dossiers, Directory directory, Caller caller) {
        this.permits = permits;
        this.versions = versions;
        this.gates = gates;
        this.dossiers = dossiers;
        this.directory = directory;
        this.caller = caller;
    }

    /**
     * Asks to resume the permit, or agrees with who asked. Before it opens, the identity provider is asked whether both still hold what they
     * act by. Where the first does not, the caller is the first.
     *
     * @param reason 10 to 1,000 characters
     * @return the permit: still suspended when the caller is the first, active when they are the second
     * @throws ProblemException {@code unknown-permit}, {@code wrong-state}, {@code four-eyes}, {@code gates-unmet} while the assessment is
     *     not settled, {@code resume-refused} with every reason, or {@code identity-provider-unreachable}
     */
    public IssuedPermit resume(UUID id, String reason) {
        for (int round = 0; round < MAX_ROUNDS_OF_ASKING; round++) {
            Optional<String> first = permits.askedToResume(id);
            Map<String, Directory.Holding> holdings =
                    first.isEmpty() ? Map.of() : directory.holdings(List.of(first.get(), caller.sub()));
            Optional<IssuedPermit> resumed =
                    QuarkusTransaction.requiringNew().call(() -> resume(id, reason, first, holdings));
            if (resumed.isPresent()) {
                return resumed.get();
            }
        }
        throw new ProblemException(
                ProblemType.WRONG_STATE, "Others ask to resume permit " + id + " at the same time; try again.");
    }

    private Optional<IssuedPermit> resume(
            UUID id, String reason, Optional<String> first, Map<String, Directory.Holding> holdings) {
        IssuedPermit permit = permits.held(id);
        Optional<ReleaseEntity> release = Optional.ofNullable(permit.release()).map(key -> ReleaseEntity.findById(key));
        Gates.GateBook book = gates.of(versions.byId(permit.versionId()), permit.environment());
        Duration window = book.obligations().approval().resumeWithin();
        if (permit.isSuspended() && release.isPresent()) {
            requireOpen(id, book);
        }
        // Emergency use has no release; its own rule refuses it whatever the dossier says.
        Digest dossier = release.map(r -> dossiers.compile(r).digest())
                .orElseGet(() -> permits.content(id).dossierDigest());
        // Of who asks first nothing opens: what their token says is enough.
        Optional<Directory.Holding> now = Optional.ofNullable(holdings.get(caller.sub()));
        if (now.filter(holding -> !mayResume(holding)).isPresent()) {
            throw Permits.resumeRefused(
                    id,
                    List.of(new Refusal(
                            "role_lost",
                            "The identity provider says that you are neither operator nor on the board.")));
        }
        Resumer person = new Resumer(
                caller.sub(),
                caller.has(Roles.BOARD)
                        && now.map(holding -> holding.has(Roles.BOARD)).orElse(true),
                caller.isServiceAccount(),
                release.map(this::contributed).orElse(false));
        return permits.resume(
                id,
                reason,
                person,
                first.map(sub -> new FirstToResume(
                        sub,
                        Optional.of(holdings.get(sub))
                                .filter(Resumptions::mayResume)
                                // Whether they contributed was asked when they did.
                                .map(holding -> new Resumer(sub, holding.has(Roles.BOARD), false, false)))),
                dossier,
                window);
    }

    /** Whether somebody asked to resume the permit and the caller may be the second person, by what their token says and who they are. */
    @Transactional
    public boolean mayAgree(UUID id) {
        return permits.firstToResume(id).isPresent() && refusals(id).isEmpty();
    }

    /**
     * Why the caller's call to resume a suspended permit would not be taken, as the first of two or as the second, by what their token says,
     * who they are and what the permit rests on; empty where it would.
     */
    @Transactional
    public List<String> refusals(UUID id) {
        Resumer person = new Resumer(
                caller.sub(),
                caller.has(Roles.BOARD),
                caller.isServiceAccount(),
                Optional.ofNullable(permits.named(id).release())
                        .map(ReleaseEntity::named)
                        .map(this::contributed)
                        .orElse(false));
        Set<Refusal> refusals = new LinkedHashSet<>(PermitLifecycle.Suspended.refusalsOf(permits.content(id), person));
        permits.firstToResume(id)
                .ifPresent(first -> refusals.addAll(PermitLifecycle.Suspended.refusalsOf(first, person)));
        return refusals.stream().map(Refusal::sentence).toList();
    }

    private static boolean mayResume(Directory.Holding holding) {
        return holding.has(Roles.OPERATOR) || holding.has(Roles.BOARD);
    }

    /** Opening again asks for no less than deploying does. */
    private static void requireOpen(UUID id, Gates.GateBook book) {
        List<Refusal> closed = book.evaluation().unmet().stream()
                .map(gate -> new Refusal(
                        "gate_closed",
                        "Gate '" + gate.id() + "' is closed: " + gate.why() + " "
                                + gate.remedy().sentence()))
                .toList();
        if (!closed.isEmpty()) {
            throw Permits.resumeRefused(id, closed);
        }
    }

    private boolean contributed(ReleaseEntity release) {
        return release.submittedBy.equals(caller.sub())
                || versions.byId(release.versionId).isMadeBy(caller.sub(), caller.username());
    }
}
