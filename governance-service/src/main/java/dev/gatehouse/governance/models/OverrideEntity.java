package dev.gatehouse.governance.models;

import dev.gatehouse.risk.Tier;
import dev.gatehouse.risk.TierOverride;
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
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Another tier than the packs say, from request to end. That it lapses after its last day is never stored. */
@Entity
@Table(name = "tier_override")
class OverrideEntity extends PanacheEntityBase {

    /** What is stored of where it stands; {@link RequestedOverride.State} adds what the calendar says. */
    enum State {
        REQUESTED,
        CONFIRMED,
        REPLACED,
        REVOKED
    }

    @Id
    UUID id;

    @Column(name = "model_id")
    Long modelId;

    @Enumerated(EnumType.STRING)
    Tier tier;

    String reason;
    LocalDate until;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "requested_at")
    Instant requestedAt;

    @Column(name = "requested_by")
    String requestedBy;

    @Column(name = "confirmed_at")
    Instant confirmedAt;

    @Column(name = "confirmed_by")
    String confirmedBy;

    @Column(name = "ended_at")
    Instant endedAt;

    @Column(name = "ended_by")
    String endedBy;

    @Column(name = "end_reason")
    String endReason;

    @Version
    int revision;

    static Optional<OverrideEntity> in(State state, long modelId) {
        return find("modelId = ?1 and state = ?2", modelId, state).firstResultOptional();
    }

    static List<OverrideEntity> allOf(long modelId) {
        return find("modelId = ?1 order by requestedAt desc, id", modelId).list();
    }

    /** The confirmed override by key of the model; a model without one is not in it. */
    static Map<Long, TierOverride> confirmedOf(List<Long> modelIds) {
        Map<Long, TierOverride> confirmed = new HashMap<>();
        if (!modelIds.isEmpty()) {
            List<OverrideEntity> found = find("modelId in ?1 and state = ?2", modelIds, State.CONFIRMED)
                    .list();
            found.forEach(o -> confirmed.put(o.modelId, new TierOverride(o.tier, o.reason, o.until)));
        }
        return confirmed;
    }

    /** The override, held against every other act on it until the transaction ends. */
    static Optional<OverrideEntity> held(long modelId, UUID id) {
        return Optional.ofNullable(OverrideEntity.<OverrideEntity>findById(id, LockModeType.PESSIMISTIC_WRITE))
                .filter(o -> o.modelId == modelId);
    }
}
