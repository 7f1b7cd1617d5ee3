package dev.gatehouse.governance.packs;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.ledger.Ledger;
import dev.gatehouse.governance.packs.PackProposal.State;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Use cases on proposals to change the active packs: one person proposes, another activates or rejects. */
@ApplicationScoped
public class Proposals {

    private final ActivePacks active;
    private final People people;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;

    @Inject
    Proposals(ActivePacks active, People people, Ledger ledger, Caller caller, Clock clock) {
        this.active = active;
        this.people = people;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Proposes to activate a file, or to retire the pack.
     *
     * @param digest of a file of the pack; empty to retire it
     * @throws ProblemException {@code unknown-pack}, {@code invalid-value} for an unknown file, {@code duplicate} while another proposal waits,
     *     {@code wrong-state} if it would change nothing, {@code invalid-pack} if the packs could not be combined
     */
    @Transactional
    public PackProposal propose(String pack, Optional<String> digest, String reason) {
        if (PackFileEntity.allOf(pack).isEmpty()) {
            throw Packs.unknown(pack);
        }
        requirePerson();
        if (digest.isPresent() && PackFileEntity.of(pack, digest.get()).isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE,
                    "digest: '" + pack + "' has no file " + digest.get() + ". Upload it first.");
        }
        if (waiting(pack).isPresent()) {
            throw new ProblemException(
                    ProblemType.DUPLICATE,
                    "A proposal for '" + pack + "' waits. Let it be decided or withdrawn, then propose again.");
        }
        if (digest.equals(Optional.ofNullable(active.digests().get(pack)))) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    digest.isPresent()
                            ? "This file is the active one."
                            : "The pack is not active, so it cannot be retired.");
        }
        PackActivationEntity entity = new PackActivationEntity();
        entity.id = UUID.randomUUID();
        entity.packId = pack;
        entity.digest = digest.orElse(null);
        entity.reason = reason;
        entity.state = State.PROPOSED;
        entity.proposedAt = clock.instant();
        entity.proposedBy = caller.sub();
        active.with(view(entity));
        entity.persistAndFlush();
        record("pack.proposed", entity, reason);
        return view(entity);
    }

    /** The proposal for a pack that waits for a second person. */
    @Transactional
    public Optional<PackProposal> waiting(String pack) {
        return PackActivationEntity.in(State.PROPOSED, pack).map(this::view);
    }

    /** Every proposal for a pack, newest first. */
    @Transactional
    public List<PackProposal> of(String pack) {
        return PackActivationEntity.allOf(pack).stream().map(this::view).toList();
    }

    /**
     * A proposal.
     *
     * @throws ProblemException {@code unknown-proposal}
     */
    @Transactional
    public PackProposal named(String pack, UUID id) {
        return PackActivationEntity.<PackActivationEntity>findByIdOptional(id)
                .filter(p -> p.packId.equals(pack))
                .map(this::view)
                .orElseThrow(() -> unknown(pack, id));
    }

    /**
     * Puts a proposal in force, in the caller's transaction. Of several who try at once, one does.
     *
     * @throws ProblemException {@code unknown-proposal}, {@code wrong-state}, {@code four-eyes} for the proposer, or
     *     {@code invalid-pack} if the packs that are active meanwhile cannot be combined with it
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public PackProposal activate(String pack, UUID id, String reason) {
        active.holdAlone();
        PackActivationEntity entity = waitingOne(pack, id);
        requireSecondPerson(entity, "activates");
        active.with(view(entity));
        PackActivationEntity.in(State.ACTIVE, pack).ifPresent(before -> before.state = State.REPLACED);
        // The earlier one must have left its place before the next takes it.
        PackActivationEntity.flush();
        decide(entity, State.ACTIVE, reason);
        record(entity.digest == null ? "pack.retired" : "pack.activated", entity, reason);
        return view(entity);
    }

    /**
     * Says no to another person's proposal.
     *
     * @throws ProblemException {@code unknown-proposal}, {@code wrong-state} or {@code four-eyes}
     */
    @Transactional
    public PackProposal reject(String pack, UUID id, String reason) {
        PackActivationEntity entity = waitingOne(pack, id);
        requireSecondPerson(entity, "rejects");
        decide(entity, State.REJECTED, reason);
        record("pack.rejected", entity, reason);
        return view(entity);
    }

    /**
     * Takes the caller's own proposal back.
     *
     * @throws ProblemException {@code unknown-proposal}, {@code wrong-state}, or {@code forbidden} for anybody but the proposer
     */
    @Transactional
    public PackProposal withdraw(String pack, UUID id, String reason) {
        PackActivationEntity entity = waitingOne(pack, id);
        if (!entity.proposedBy.equals(caller.sub())) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, "Only who made a proposal can withdraw it; you can reject it.");
        }
        decide(entity, State.WITHDRAWN, reason);
        record("pack.withdrawn", entity, reason);
        return view(entity);
    }

    private void decide(PackActivationEntity entity, State state, String reason) {
        entity.state = state;
        entity.decidedAt = clock.instant();
        entity.decidedBy = caller.sub();
        entity.decisionReason = reason;
        PackActivationEntity.flush();
    }

    private static PackActivationEntity waitingOne(String pack, UUID id) {
        PackActivationEntity entity = PackActivationEntity.held(pack, id).orElseThrow(() -> unknown(pack, id));
        if (entity.state != State.PROPOSED) {
            throw new ProblemException(
                    ProblemType.WRONG_STATE,
                    "The proposal is " + entity.state + "; only a waiting one can be decided.");
        }
        return entity;
    }

    private void requireSecondPerson(PackActivationEntity entity, String does) {
        requirePerson();
        if (entity.proposedBy.equals(caller.sub())) {
            throw new ProblemException(
                    ProblemType.FOUR_EYES,
                    "You made this proposal. Another person with the role validator or compliance " + does + " it.");
        }
    }

    private void requirePerson() {
        if (caller.isServiceAccount()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "People decide on packs; a service account cannot.");
        }
    }

    private void record(String act, PackActivationEntity entity, String reason) {
        Map<String, String> content = new LinkedHashMap<>();
        content.put("proposal", entity.id.toString());
        if (entity.digest != null) {
            content.put("file", entity.digest);
        }
        ledger.record(act, "pack/" + entity.packId, content, Map.of("reason", reason));
    }

    private PackProposal view(PackActivationEntity p) {
        PackFileEntity file = p.digest == null ? null : PackFileEntity.findById(p.digest);
        return new PackProposal(
                p.id,
                p.packId,
                p.digest,
                file == null ? null : file.version,
                p.state == State.PROPOSED ? active.digests().get(p.packId) : null,
                p.reason,
                p.state,
                p.proposedAt,
                name(p.proposedBy),
                p.proposedBy,
                p.decidedAt,
                p.decidedBy == null ? null : name(p.decidedBy),
                p.decisionReason);
    }

    private String name(String sub) {
        return sub.equals(Ledger.SERVICE) ? "Gatehouse" : people.displayName(sub);
    }

    private static ProblemException unknown(String pack, UUID id) {
        return new ProblemException(
                ProblemType.UNKNOWN_PROPOSAL,
                "There is no proposal with the id " + id + " for the pack '" + pack + "'.");
    }
}
