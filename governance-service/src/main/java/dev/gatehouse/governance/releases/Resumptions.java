package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Resumer;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.governance.gates.Gates;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.permits.IssuedPermit;
import dev.gatehouse.governance.permits.Permits;
import dev.gatehouse.governance.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Opens a suspended permit again, if the dossier is still the one that the board approved: two people, one of them of the board. */
@ApplicationScoped
public class Resumptions {

    private final Permits permits;
    private final Versions versions;
    private final Gates gates;
    private final Dossiers dossiers;
    private final Caller caller;

    @Inject
    Resumptions(Permits permits, Versions versions, Gates gates, Dossiers dossiers, Caller caller) {
        this.permits = permits;
        this.versions = versions;
        this.gates = gates;
        this.dossiers = dossiers;
        this.caller = caller;
    }

    /**
     * Asks to resume the permit, or agrees with who asked.
     *
     * @param reason 10 to 1,000 characters
     * @return the permit: still suspended when the caller is the first, active when they are the second
     * @throws ProblemException {@code unknown-permit}, {@code wrong-state}, {@code four-eyes}, {@code gates-unmet} while the assessment is
     *     not settled, or {@code resume-refused} with every reason
     */
    @Transactional
    public IssuedPermit resume(UUID id, String reason) {
        IssuedPermit permit = permits.named(id);
        Optional<ReleaseEntity> release = Optional.ofNullable(permit.release()).map(key -> ReleaseEntity.findById(key));
        Gates.GateBook book = gates.of(versions.byId(permit.versionId()), permit.environment());
        Duration window = book.obligations().approval().resumeWithin();
        if (permit.isSuspended() && release.isPresent()) {
            requireOpen(id, book);
        }
        // Emergency use has no release; its own rule refuses it whatever the dossier says.
        Digest dossier = release.map(r -> dossiers.compile(r).digest())
                .orElseGet(() -> permits.content(id).dossierDigest());
        Resumer person = new Resumer(
                caller.sub(),
                caller.has(Roles.BOARD),
                caller.isServiceAccount(),
                release.map(this::contributed).orElse(false));
        return permits.resume(id, reason, person, dossier, window);
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
