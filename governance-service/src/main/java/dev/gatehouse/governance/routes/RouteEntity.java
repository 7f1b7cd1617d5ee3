package dev.gatehouse.governance.routes;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a route of an environment serves. */
@Entity
@Table(name = "route")
class RouteEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(updatable = false)
    String environment;

    @Column(updatable = false)
    String name;

    @Column(name = "version_id")
    Long versionId;

    @Column(name = "permit_id")
    UUID permitId;

    /** Answers calls that the permit does not admit; null when nothing does. */
    @Column(name = "fallback_version_id")
    Long fallbackVersionId;

    @Column(name = "fallback_permit_id")
    UUID fallbackPermitId;

    /** Bytes of the {@code RouteSecret}; for gateways only. */
    @Column(name = "cap_secret", updatable = false)
    byte[] capSecret;

    /** ISO 8601 duration. */
    @Column(name = "staleness_limit")
    String stalenessLimit;

    @Column(name = "deployed_at")
    Instant deployedAt;

    @Column(name = "deployed_by")
    String deployedBy;

    @Version
    int revision;

    static Optional<RouteEntity> named(String environment, String name) {
        return find("environment = ?1 and name = ?2", environment, name).firstResultOptional();
    }

    /** Whether it serves under that permit, as what was deployed or as the fallback. */
    boolean servesUnder(UUID permit) {
        return permit.equals(permitId) || permit.equals(fallbackPermitId);
    }

    static List<RouteEntity> allOf(String environment) {
        return find("environment = ?1 order by name", environment).list();
    }

    /** Those whose name begins so, in the order of {@link #everything}, after that one. */
    static List<RouteEntity> page(String beginning, Optional<RouteEntity> after, int limit) {
        String from = after.map(route -> route.environment).orElse("");
        String name = after.map(route -> route.name).orElse("");
        return find(
                        "substring(name, 1, ?1) = ?2 and (environment > ?3 or (environment = ?3 and name > ?4))"
                                + " order by environment, name",
                        beginning.length(),
                        beginning,
                        from,
                        name)
                .page(0, limit)
                .list();
    }

    static List<RouteEntity> everything() {
        return find("order by environment, name").list();
    }
}
