package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.permit.IssueOutcome;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitIssuer;
import dev.gatehouse.approval.permit.PermitLifecycle;
import dev.gatehouse.approval.permit.PermitTerms;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.permit.SignedPermit;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.signing.SigningKey;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Use cases on permits: issue one from a confirmed decision, suspend it, supersede it, read it. */
@ApplicationScoped
public class Permits {

    /** Most ids in one query: the database takes 65,535 parameters. */
    private static final int QUERY_IDS = 10_000;

    private final SigningKey key;
    private final SnapshotOrder order;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Permits(SigningKey key, SnapshotOrder order, Ledger ledger, Caller caller, Clock clock) {
        this.key = key;
        this.order = order;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Signs and stores the permit of a decision, in the transaction of the vote that completed it.
     *
     * @throws ProblemException {@code vote-refused} with every reason why no permit can follow
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public IssuedPermit issue(Decision decision, UUID release, long versionId, PermitTerms terms) {
        Instant now = clock.instant();
        IssueOutcome outcome = PermitIssuer.issue(decision, terms, key, now);
        if (outcome instanceof IssueOutcome.Refused refused) {
            throw new ProblemException(
                    ProblemType.VOTE_REFUSED,
                    "The quorum would be complete, but no permit can follow; 'reasons' says why.",
                    Map.of("reasons", refused.reasons()));
        }
        SignedPermit signed = ((IssueOutcome.Issued) outcome).permit();
        PermitEntity permit = new PermitEntity();
        permit.id = terms.permitId();
        permit.releaseId = release;
        permit.versionId = versionId;
        permit.environment = signed.permit().environment();
        permit.route = signed.permit().route();
        permit.envelope = signed.envelope().bytes();
        permit.state = new PermitLifecycle.Active().state().name();
        permit.stateChangedAt = now;
        permit.stateChangedBy = caller.sub();
        permit.issuedAt = now;
        permit.expiresAt = signed.permit().effectiveExpiry();
        permit.persist();
        ledger.record(
                "permit.issued",
                "permit/" + permit.id,
                Map.of(
                        "envelope", Digest.of(permit.envelope).toString(),
                        "dossier", signed.permit().dossierDigest().toString()));
        return view(permit);
    }

    /** Closes the gate at once: one person's act. Gateways obey within a second. */
    @Transactional
    public IssuedPermit suspend(UUID id, String reason) {
        PermitEntity permit = held(id);
        if (!(lifecycle(permit) instanceof PermitLifecycle.Active active)) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "Permit " + id + " is " + permit.state + "; only an active one can be suspended.");
        }
        PermitLifecycle.Suspended suspended = active.suspend(reason, caller.sub(), clock.instant());
        change(permit, suspended, reason, suspended.at());
        ledger.record(
                "permit.suspended",
                "permit/" + id,
                Map.of(
                        "reason",
                        Digest.of(reason.getBytes(StandardCharsets.UTF_8)).toString()));
        return view(permit);
    }

    /** Takes the place of an earlier permit on a route; nothing happens to one that is closed already. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void supersede(UUID earlier, UUID by) {
        PermitEntity permit = held(earlier);
        Instant now = clock.instant();
        PermitLifecycle state = lifecycle(permit);
        PermitLifecycle next;
        if (state instanceof PermitLifecycle.Active active) {
            next = active.supersede(by, now);
        } else if (state instanceof PermitLifecycle.Suspended suspended) {
            next = suspended.supersede(by, now);
        } else {
            return;
        }
        change(permit, next, "superseded by permit " + by, now);
        ledger.record("permit.superseded", "permit/" + earlier, Map.of("by", by.toString()));
    }

    /** The permit of that id. */
    @Transactional
    public IssuedPermit named(UUID id) {
        PermitEntity permit = PermitEntity.findById(id);
        if (permit == null) {
            throw new ProblemException(ProblemType.UNKNOWN_PERMIT, "There is no permit with the id " + id + ".");
        }
        return view(permit);
    }

    /** What the signed bytes of a permit say; they are verified on the way. */
    @Transactional
    public Permit content(UUID id) {
        PermitCheck check = PermitVerifier.verify(
                named(id).envelope().getBytes(StandardCharsets.UTF_8), TrustedKeys.of(key.verificationKey()));
        if (check instanceof PermitCheck.Valid valid) {
            return valid.permit();
        }
        throw new IllegalStateException("permit " + id + " is stored with bytes that do not verify");
    }

    /** The permit that a release led to. */
    @Transactional
    public Optional<IssuedPermit> ofRelease(UUID release) {
        return PermitEntity.ofRelease(release).map(this::view);
    }

    /** All permits of a version in an environment, newest first. */
    @Transactional
    public List<IssuedPermit> of(long versionId, String environment) {
        return PermitEntity.of(versionId, environment).stream().map(this::view).toList();
    }

    /** The permits of those versions that admit traffic now. */
    @Transactional
    public List<IssuedPermit> activeOf(Collection<Long> versionIds) {
        List<Long> ids = List.copyOf(versionIds);
        List<IssuedPermit> active = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += QUERY_IDS) {
            PermitEntity.activeOf(ids.subList(from, Math.min(from + QUERY_IDS, ids.size()))).stream()
                    .map(this::view)
                    .filter(IssuedPermit::isActive)
                    .forEach(active::add);
        }
        return active;
    }

    private void change(PermitEntity permit, PermitLifecycle next, String reason, Instant at) {
        permit.state = next.state().name();
        permit.stateReason = reason;
        permit.stateChangedAt = at;
        permit.stateChangedBy = caller.sub();
        order.raise(permit.environment);
    }

    private static PermitEntity held(UUID id) {
        return PermitEntity.held(id)
                .orElseThrow(() ->
                        new ProblemException(ProblemType.UNKNOWN_PERMIT, "There is no permit with the id " + id + "."));
    }

    private static PermitLifecycle lifecycle(PermitEntity p) {
        return switch (p.state) {
            case "ACTIVE" -> new PermitLifecycle.Active();
            case "SUSPENDED" -> new PermitLifecycle.Suspended(p.stateReason, p.stateChangedBy, p.stateChangedAt);
            case "REVOKED" -> new PermitLifecycle.Revoked(p.stateReason, p.stateChangedBy, p.stateChangedAt);
            // A superseded permit needs no more of its past here than that it is over.
            case "SUPERSEDED" -> new PermitLifecycle.Superseded(p.id, p.stateChangedAt);
            default -> throw new InvalidDocumentException("a permit cannot be " + p.state);
        };
    }

    private IssuedPermit view(PermitEntity p) {
        boolean expired = p.state.equals("ACTIVE") && !clock.instant().isBefore(p.expiresAt);
        return new IssuedPermit(
                p.id,
                p.releaseId,
                p.versionId,
                p.environment,
                p.route,
                expired ? "EXPIRED" : p.state,
                p.stateReason,
                p.stateChangedAt,
                p.issuedAt,
                p.expiresAt,
                new String(p.envelope, StandardCharsets.UTF_8));
    }
}
