package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.permit.Basis;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitLifecycle;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.SigningKeys;
import dev.gatehouse.governance.identity.People;
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
import java.util.Optional;
import java.util.UUID;

/** Reads permits: what is stored becomes the state that the rules know, the signed content, or the view that people see. */
@ApplicationScoped
public class StoredPermits {

    /** Most ids in one query: the database takes 65,535 parameters. */
    private static final int QUERY_IDS = 10_000;

    private final SigningKeys keys;
    private final People people;
    private final Clock clock;

    @Inject
    StoredPermits(SigningKeys keys, People people, Clock clock) {
        this.keys = keys;
        this.people = people;
        this.clock = clock;
    }

    /**
     * An act on a permit, as pages show it.
     *
     * @param act {@code issued}, {@code suspended}, {@code resume-asked}, {@code resumed}, {@code revoked}, {@code superseded} or
     *     {@code binding-mismatch}
     * @param reason in words; null where the act gives none
     * @param by the person's name, or what the service is called
     */
    public record Act(String act, String reason, String by, Instant at) {}

    /**
     * Permits, newest first.
     *
     * @param after id of the last permit of the page before; empty for the first page
     * @throws ProblemException {@code unknown-permit} for {@code after}
     */
    @Transactional
    public List<IssuedPermit> newest(PermitFilter filter, Optional<UUID> after, int limit) {
        return PermitEntity.newest(filter, after.map(StoredPermits::entity), limit, clock.instant()).stream()
                .map(this::view)
                .toList();
    }

    /** Every act on the permit, oldest first. */
    @Transactional
    public List<Act> history(UUID id) {
        return PermitActEntity.of(id).stream()
                .map(a -> new Act(
                        a.act,
                        a.reason,
                        a.by.equals(Ledger.SERVICE) ? "Gatehouse itself" : people.displayName(a.by),
                        a.at))
                .toList();
    }

    /** The emergency permits of a version that admit traffic now, in any environment. */
    @Transactional
    public List<IssuedPermit> emergenciesOf(long versionId) {
        return activeOf(List.of(versionId)).stream()
                .filter(IssuedPermit::isEmergency)
                .toList();
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

    /** Every permit that the version ever had, in any environment, newest first. */
    @Transactional
    public List<IssuedPermit> everOf(long versionId) {
        return PermitEntity.everOf(versionId).stream().map(this::view).toList();
    }

    Permit content(UUID id) {
        PermitCheck check = PermitVerifier.verify(entity(id).envelope, keys.trusted());
        if (check instanceof PermitCheck.Valid valid) {
            return valid.permit();
        }
        throw new IllegalStateException("permit " + id
                + " is stored with bytes that no configured key verifies; is the key that signed it retired without"
                + " being named in gatehouse.signing.verification-keys?");
    }

    static PermitEntity entity(UUID id) {
        PermitEntity permit = PermitEntity.findById(id);
        if (permit == null) {
            throw unknown(id);
        }
        return permit;
    }

    static PermitEntity held(UUID id) {
        return PermitEntity.held(List.of(id)).stream().findFirst().orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(ProblemType.UNKNOWN_PERMIT, "There is no permit with the id " + id + ".");
    }

    static PermitLifecycle lifecycle(PermitEntity p) {
        return switch (p.state) {
            case "ACTIVE" -> new PermitLifecycle.Active();
            case "SUSPENDED" -> new PermitLifecycle.Suspended(p.stateReason, p.stateChangedBy, p.stateChangedAt);
            case "REVOKED" -> new PermitLifecycle.Revoked(p.stateReason, p.stateChangedBy, p.stateChangedAt);
            // A superseded permit needs no more of its past here than that it is over.
            case "SUPERSEDED" -> new PermitLifecycle.Superseded(p.id, p.stateChangedAt);
            default -> throw new InvalidDocumentException("a permit cannot be " + p.state);
        };
    }

    IssuedPermit view(PermitEntity p) {
        boolean expired = p.state.equals("ACTIVE") && !clock.instant().isBefore(p.expiresAt);
        return new IssuedPermit(
                p.id,
                p.releaseId,
                p.versionId,
                p.model,
                p.versionName,
                p.environment,
                p.route,
                Basis.valueOf(p.basis).text(),
                expired ? "EXPIRED" : p.state,
                p.stateReason,
                p.stateChangedAt,
                p.issuedAt,
                p.expiresAt,
                p.resumeAskedAt,
                p.resumeAskedReason,
                new String(p.envelope, StandardCharsets.UTF_8));
    }
}
