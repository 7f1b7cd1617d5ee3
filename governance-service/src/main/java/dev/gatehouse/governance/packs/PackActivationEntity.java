package dev.gatehouse.governance.packs;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A proposal to make a file the active one of its pack, or to retire the pack, and what became of it. */
@Entity
@Table(name = "pack_activation")
class PackActivationEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "pack_id")
    String packId;

    /** Null: the pack is to be retired. */
    String digest;

    String reason;

    @Enumerated(EnumType.STRING)
    PackProposal.State state;

    @Column(name = "proposed_at")
    Instant proposedAt;

    @Column(name = "proposed_by")
    String proposedBy;

    @Column(name = "decided_at")
    Instant decidedAt;

    @Column(name = "decided_by")
    String decidedBy;

    @Column(name = "decision_reason")
    String decisionReason;

    @Version
    int revision;

    static Optional<PackActivationEntity> in(PackProposal.State state, String packId) {
        return find("packId = ?1 and state = ?2", packId, state).firstResultOptional();
    }

    /** What is active, by pack; a retired pack is in it without a digest. */
    static List<PackActivationEntity> active() {
        return find("state = ?1 order by packId", PackProposal.State.ACTIVE).list();
    }

    static List<PackActivationEntity> allOf(String packId) {
        return find("packId = ?1 order by proposedAt desc, id", packId).list();
    }

    static boolean everDecided(String packId) {
        return count(
                        "packId = ?1 and decidedAt is not null and state in (?2, ?3)",
                        packId,
                        PackProposal.State.ACTIVE,
                        PackProposal.State.REPLACED)
                > 0;
    }

    /** The proposal, held against every other act on it until the transaction ends. */
    static Optional<PackActivationEntity> held(String packId, UUID id) {
        return Optional.ofNullable(
                        PackActivationEntity.<PackActivationEntity>findById(id, LockModeType.PESSIMISTIC_WRITE))
                .filter(p -> p.packId.equals(packId));
    }
}
