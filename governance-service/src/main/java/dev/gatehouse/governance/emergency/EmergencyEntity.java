package dev.gatehouse.governance.emergency;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.EmergencyRequest;
import dev.gatehouse.approval.release.Voter;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Emergency use that somebody asked for, and what became of it. */
@Entity
@Table(name = "emergency_request")
class EmergencyEntity extends PanacheEntityBase {

    /** The stored states; a request that nobody confirmed in time has lapsed, by the clock. */
    enum State {
        OPEN,
        CONFIRMED,
        REFUSED
    }

    @Id
    UUID id;

    @Column(name = "version_id", updatable = false)
    Long versionId;

    @Column(updatable = false)
    String model;

    @Column(name = "version", updatable = false)
    String versionName;

    @Column(updatable = false)
    String environment;

    @Column(updatable = false)
    String route;

    @Column(updatable = false)
    String reason;

    @Column(name = "traffic_cap", updatable = false)
    BigDecimal trafficCap;

    @Column(name = "until_at", updatable = false)
    Instant until;

    @Column(name = "dossier_digest")
    String dossierDigest;

    @Column(updatable = false)
    String capacity;

    @Column(updatable = false)
    String[] functions;

    /** Sign-in names of the version's developers. */
    @Column(updatable = false)
    String[] contributors;

    @Column(name = "requested_by", updatable = false)
    String requestedBy;

    @Column(name = "requested_at", updatable = false)
    Instant requestedAt;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "decided_by")
    String decidedBy;

    @Column(name = "decided_as")
    String decidedAs;

    @Column(name = "decided_at")
    Instant decidedAt;

    String rationale;

    @Column(name = "permit_id")
    UUID permitId;

    @Version
    int revision;

    /**
     * As the rules know it.
     *
     * @param machine whether a service account asked
     * @param contributors {@code sub}s of those who made the version
     * @param functionsNow board functions of who asked that came after the request; they count like those of then
     */
    EmergencyRequest request(boolean machine, Set<String> contributors, Set<String> functionsNow) {
        Set<String> everHeld = new TreeSet<>(functionsNow);
        everHeld.addAll(List.of(functions));
        return new EmergencyRequest(
                model,
                versionName,
                environment,
                route,
                new Voter(requestedBy, everHeld, machine),
                capacity,
                contributors,
                Digest.parse(dossierDigest),
                trafficCap,
                Optional.ofNullable(until),
                requestedAt);
    }

    /** The request, held against every other act on it until the transaction ends. */
    static Optional<EmergencyEntity> held(UUID id) {
        return Optional.ofNullable(findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    static List<EmergencyEntity> newest(Optional<EmergencyEntity> after, int limit) {
        return after.isEmpty()
                ? find("order by requestedAt desc, id desc").page(0, limit).list()
                : find(
                                "(requestedAt, id) < (?1, ?2) order by requestedAt desc, id desc",
                                after.get().requestedAt,
                                after.get().id)
                        .page(0, limit)
                        .list();
    }

    static List<EmergencyEntity> openOf(Collection<Long> versionIds, String environment) {
        return find("versionId in ?1 and environment = ?2 and state = ?3", versionIds, environment, State.OPEN)
                .list();
    }

    /** @param model whose; empty for all */
    static List<EmergencyEntity> undecided(Instant since, String model, int limit) {
        return find(
                        "state = ?1 and requestedAt >= ?2 and (?3 = '' or model = ?3) order by requestedAt, id",
                        State.OPEN,
                        since,
                        model)
                .page(0, limit)
                .list();
    }

    static Optional<EmergencyEntity> ofPermit(UUID permit) {
        return find("permitId", permit).firstResultOptional();
    }
}
