package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Basis;
import dev.gatehouse.approval.permit.EmergencyDecision;
import dev.gatehouse.approval.permit.IssueOutcome;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitIssuer;
import dev.gatehouse.approval.permit.PermitLifecycle;
import dev.gatehouse.approval.permit.PermitTerms;
import dev.gatehouse.approval.permit.ResumeOutcome;
import dev.gatehouse.approval.permit.Resumer;
import dev.gatehouse.approval.permit.SignedPermit;
import dev.gatehouse.approval.release.Decision;
import dev.gatehouse.approval.release.Refusal;
import dev.gatehouse.approval.signing.SigningKeys;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Use cases on permits: issue one, suspend, resume, revoke and supersede it, read it. Closing takes one person, opening takes two. */
@ApplicationScoped
public class Permits {

    private final SigningKeys keys;
    private final StoredPermits stored;
    private final VotesOnRecord votes;
    private final SnapshotOrder order;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Permits(
            SigningKeys keys,
            StoredPermits stored,
            VotesOnRecord votes,
            SnapshotOrder order,
            Ledger ledger,
            Caller caller,
            Clock clock) {
        this.keys = keys;
        this.stored = stored;
        this.votes = votes;
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
        requireNone(votes.missing(decision, release));
        Instant now = clock.instant();
        IssueOutcome outcome = PermitIssuer.issue(decision, terms, keys.active(), now);
        if (outcome instanceof IssueOutcome.Refused refused) {
            requireNone(refused.reasons());
        }
        return keep(((IssueOutcome.Issued) outcome).permit(), Optional.of(release), versionId, now);
    }

    private static void requireNone(List<Refusal> reasons) {
        if (!reasons.isEmpty()) {
            throw new ProblemException(
                    ProblemType.VOTE_REFUSED,
                    "The quorum would be complete, but no permit can follow; 'reasons' says why.",
                    Map.of("reasons", reasons));
        }
    }

    /**
     * Signs and stores the permit of emergency use, in the transaction of its confirmation. Earlier emergency permits of the version in the
     * environment are superseded.
     *
     * @throws ProblemException {@code emergency-refused} with every reason why no permit can follow
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public IssuedPermit issueEmergency(EmergencyDecision decision, long versionId, PermitTerms terms) {
        Instant now = clock.instant();
        IssueOutcome outcome = PermitIssuer.issueEmergency(decision, terms, keys.active(), now);
        if (outcome instanceof IssueOutcome.Refused refused) {
            throw new ProblemException(
                    ProblemType.EMERGENCY_REFUSED,
                    "No permit can follow from this request; 'reasons' says why.",
                    Map.of("reasons", refused.reasons()));
        }
        SignedPermit signed = ((IssueOutcome.Issued) outcome).permit();
        supersede(
                PermitEntity.of(versionId, signed.permit().environment()).stream()
                        .filter(earlier -> earlier.basis.equals(Basis.EMERGENCY.name()))
                        .map(earlier -> earlier.id)
                        .toList(),
                signed.permit().permitId());
        PermitEntity.flush();
        return keep(signed, Optional.empty(), versionId, now);
    }

    private IssuedPermit keep(SignedPermit signed, Optional<UUID> release, long versionId, Instant now) {
        Permit says = signed.permit();
        PermitEntity permit = new PermitEntity();
        permit.id = says.permitId();
        permit.releaseId = release.orElse(null);
        permit.versionId = versionId;
        permit.model = says.model();
        permit.versionName = says.version();
        permit.environment = says.environment();
        permit.route = says.route();
        permit.basis = says.basis().name();
        permit.envelope = signed.envelope().bytes();
        permit.state = new PermitLifecycle.Active().state().name();
        permit.stateChangedAt = now;
        permit.stateChangedBy = caller.sub();
        permit.issuedAt = now;
        permit.expiresAt = says.effectiveExpiry();
        permit.persistAndFlush();
        PermitActEntity.add(permit.id, "issued", null, caller.sub(), now);
        ledger.record(
                "permit.issued",
                subject(permit.id),
                Map.of(
                        "envelope", Digest.of(permit.envelope).toString(),
                        "dossier", says.dossierDigest().toString(),
                        "basis", says.basis().text()));
        return stored.view(permit);
    }

    /** Closes the gate at once: one person's act. Gateways obey within a second. */
    @Transactional
    public IssuedPermit suspend(UUID id, String reason) {
        PermitEntity permit = StoredPermits.held(id);
        if (!(StoredPermits.lifecycle(permit) instanceof PermitLifecycle.Active active)) {
            throw wrongState(permit, "only an active one can be suspended");
        }
        change(permit, active.suspend(reason, caller.sub(), clock.instant()), "suspended", reason, caller.sub());
        ledger.record("permit.suspended", subject(id), Map.of(), Map.of("reason", reason));
        return stored.view(permit);
    }

    /** Closes several gates at once, as the caller's act. Nothing happens to a permit that admits nothing already. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void suspendAll(Collection<UUID> ids, String reason) {
        suspendActive(ids, reason, caller.sub())
                .forEach(id -> ledger.record("permit.suspended", subject(id), Map.of(), Map.of("reason", reason)));
    }

    /**
     * Closes gates as the service's own act: a monitor, an overdue finding, a prohibited use, a model server that serves other bytes. Nothing
     * happens to a permit that admits nothing already.
     *
     * @param reason 1 to 1,000 characters; shown to the board and to callers of the route
     * @return those that were suspended
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public List<UUID> suspendByService(Collection<UUID> ids, String reason) {
        List<UUID> suspended = suspendActive(ids, reason, Ledger.SERVICE);
        suspended.forEach(id -> ledger.recordOwn("permit.suspended", subject(id), Map.of(), Map.of("reason", reason)));
        return suspended;
    }

    private List<UUID> suspendActive(Collection<UUID> ids, String reason, String by) {
        List<UUID> suspended = new ArrayList<>();
        for (PermitEntity permit : PermitEntity.held(ids)) {
            if (StoredPermits.lifecycle(permit) instanceof PermitLifecycle.Active active) {
                change(permit, active.suspend(reason, by, clock.instant()), "suspended", reason, by);
                suspended.add(permit.id);
            }
        }
        return suspended;
    }

    /** Ends the permit for good: one person's act. Gateways obey within a second. */
    @Transactional
    public IssuedPermit revoke(UUID id, String reason) {
        PermitEntity permit = StoredPermits.held(id);
        PermitLifecycle state = StoredPermits.lifecycle(permit);
        PermitLifecycle.Revoked revoked;
        if (state instanceof PermitLifecycle.Active active) {
            revoked = active.revoke(reason, caller.sub(), clock.instant());
        } else if (state instanceof PermitLifecycle.Suspended suspended) {
            revoked = suspended.revoke(reason, caller.sub(), clock.instant());
        } else {
            throw wrongState(permit, "only an active or a suspended one can be revoked");
        }
        change(permit, revoked, "revoked", reason, caller.sub());
        ledger.record("permit.revoked", subject(id), Map.of(), Map.of("reason", reason));
        return stored.view(permit);
    }

    /** {@code sub} of who asked to resume the permit and waits for a second person. */
    @Transactional
    public Optional<String> askedToResume(UUID id) {
        return Optional.ofNullable(StoredPermits.entity(id).resumeAskedBy);
    }

    /** Who asked to resume the permit, as they were then; empty while nobody waits for a second person. */
    @Transactional
    public Optional<Resumer> firstToResume(UUID id) {
        PermitEntity permit = StoredPermits.entity(id);
        // Whether they contributed was asked when they asked.
        return Optional.ofNullable(permit.resumeAskedBy)
                .map(sub -> new Resumer(sub, permit.resumeAskedAsBoard, false, false));
    }

    /**
     * Opens the gate again: the first person's call is kept, that of a second person opens. Where the first may resume nothing any more,
     * the caller is the first.
     *
     * @param person the caller, and what they have to do with the version
     * @param first who asked before; empty if nobody had
     * @param currentDossier the dossier as it is now
     * @param window how long after its suspension the policy lets a permit be resumed
     * @return the permit: still suspended after the first call, active after the second; empty if another than {@code first} has asked
     * @throws ProblemException {@code wrong-state} if it is not suspended, {@code four-eyes} if the caller asked before,
     *     {@code resume-refused} with every reason otherwise
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<IssuedPermit> resume(
            UUID id,
            String reason,
            Resumer person,
            Optional<FirstToResume> first,
            Digest currentDossier,
            Duration window) {
        PermitEntity permit = StoredPermits.held(id);
        if (!(StoredPermits.lifecycle(permit) instanceof PermitLifecycle.Suspended suspended)) {
            throw wrongState(permit, "only a suspended one can be resumed");
        }
        Instant now = clock.instant();
        if (person.person().equals(permit.resumeAskedBy)) {
            throw new ProblemException(
                    ProblemType.FOUR_EYES,
                    "You asked to resume permit " + id + " at " + permit.resumeAskedAt
                            + "; another person must agree.");
        }
        if (!first.map(FirstToResume::sub).equals(Optional.ofNullable(permit.resumeAskedBy))) {
            return Optional.empty();
        }
        Permit content = stored.content(id);
        Optional<Resumer> asked = first.flatMap(FirstToResume::now);
        if (asked.isEmpty()) {
            requireNotRefused(id, suspended.askToResume(content, person, currentDossier, window, now));
            permit.resumeAskedBy = person.person();
            permit.resumeAskedAt = now;
            permit.resumeAskedReason = reason;
            permit.resumeAskedAsBoard = person.boardMember();
            PermitActEntity.add(id, "resume-asked", reason, person.person(), now);
            ledger.record("permit.resume-asked", subject(id), Map.of(), Map.of("reason", reason));
            return Optional.of(stored.view(permit));
        }
        ResumeOutcome outcome = suspended.resume(content, asked.get(), person, currentDossier, window, now);
        requireNotRefused(id, outcome);
        change(permit, ((ResumeOutcome.Resumed) outcome).state(), "resumed", reason, person.person());
        ledger.record("permit.resumed", subject(id), Map.of(), Map.of("reason", reason));
        return Optional.of(stored.view(permit));
    }

    private static void requireNotRefused(UUID id, ResumeOutcome outcome) {
        if (outcome instanceof ResumeOutcome.Refused refused) {
            throw resumeRefused(id, refused.reasons());
        }
    }

    /** The refusal of a resumption, for these reasons. */
    public static ProblemException resumeRefused(UUID id, List<Refusal> reasons) {
        return new ProblemException(
                ProblemType.RESUME_REFUSED,
                "Permit " + id + " stays suspended. "
                        + String.join(
                                " ", reasons.stream().map(Refusal::sentence).toList()),
                Map.of("reasons", reasons));
    }

    /** Keeps everybody else from acting on those permits until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void hold(Collection<UUID> ids) {
        PermitEntity.held(ids);
    }

    /** Takes the place of earlier permits on a route; nothing happens to those that are over already. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void supersede(Collection<UUID> earlier, UUID by) {
        for (PermitEntity permit : PermitEntity.held(earlier)) {
            Instant now = clock.instant();
            PermitLifecycle state = StoredPermits.lifecycle(permit);
            PermitLifecycle next;
            if (state instanceof PermitLifecycle.Active active) {
                next = active.supersede(by, now);
            } else if (state instanceof PermitLifecycle.Suspended suspended) {
                next = suspended.supersede(by, now);
            } else {
                continue;
            }
            change(permit, next, "superseded", "superseded by permit " + by, caller.sub());
            ledger.record("permit.superseded", subject(permit.id), Map.of("by", by.toString()));
        }
    }

    /**
     * Writes down that a gateway saw a model server report other bytes than the permitted ones, and suspends the permit.
     *
     * @param reported what the model server reported
     * @param reason one sentence for people
     * @return whether the permit was suspended by it; a permit that admits nothing already is left alone
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean bindingMismatch(UUID id, Digest permitted, Digest reported, String reason) {
        if (!(StoredPermits.lifecycle(StoredPermits.held(id)) instanceof PermitLifecycle.Active)) {
            return false;
        }
        PermitActEntity.add(id, "binding-mismatch", reason, caller.sub(), clock.instant());
        ledger.record(
                "permit.binding-mismatch",
                subject(id),
                Map.of("permitted", permitted.toString(), "reported", reported.toString()));
        return !suspendByService(List.of(id), reason).isEmpty();
    }

    /**
     * The permit of that id.
     *
     * @throws ProblemException {@code unknown-permit}
     */
    @Transactional
    public IssuedPermit named(UUID id) {
        return stored.view(StoredPermits.entity(id));
    }

    /** What the signed bytes of a permit say; they are verified on the way. */
    @Transactional
    public Permit content(UUID id) {
        return stored.content(id);
    }

    /** The permit that a release led to. */
    @Transactional
    public Optional<IssuedPermit> ofRelease(UUID release) {
        return PermitEntity.ofRelease(release).map(stored::view);
    }

    /** The same, held against every act on it until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<IssuedPermit> heldOfRelease(UUID release) {
        return PermitEntity.heldOfRelease(release).map(stored::view);
    }

    /**
     * The permit of that id, held against every act on it until the transaction ends.
     *
     * @throws ProblemException {@code unknown-permit}
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public IssuedPermit held(UUID id) {
        return stored.view(StoredPermits.held(id));
    }

    /** All permits of a version in an environment, newest first. */
    @Transactional
    public List<IssuedPermit> of(long versionId, String environment) {
        return PermitEntity.of(versionId, environment).stream()
                .map(stored::view)
                .toList();
    }

    private void change(PermitEntity permit, PermitLifecycle next, String act, String reason, String by) {
        Instant now = clock.instant();
        permit.state = next.state().name();
        // What an open gate was closed for is history, not the reason of its present state.
        permit.stateReason = next instanceof PermitLifecycle.Active ? null : reason;
        permit.stateChangedAt = now;
        permit.stateChangedBy = by;
        permit.resumeAskedBy = null;
        permit.resumeAskedAt = null;
        permit.resumeAskedReason = null;
        permit.resumeAskedAsBoard = null;
        PermitActEntity.add(permit.id, act, reason, by, now);
        order.raise(permit.environment);
    }

    private static ProblemException wrongState(PermitEntity permit, String rule) {
        return new ProblemException(
                ProblemType.WRONG_STATE, "Permit " + permit.id + " is " + permit.state + "; " + rule + ".");
    }

    private static String subject(UUID id) {
        return "permit/" + id;
    }
}
