package dev.gatehouse.governance.permits;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One act on a permit, with the reason in words. Never changed. */
@Entity
@Table(name = "permit_act")
class PermitActEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "permit_id")
    UUID permitId;

    String act;
    String reason;

    @Column(name = "acted_by")
    String by;

    @Column(name = "acted_at")
    Instant at;

    static void add(UUID permit, String act, String reason, String by, Instant at) {
        PermitActEntity entity = new PermitActEntity();
        entity.permitId = permit;
        entity.act = act;
        entity.reason = reason;
        entity.by = by;
        entity.at = at;
        entity.persist();
    }

    static List<PermitActEntity> of(UUID permit) {
        return find("permitId = ?1 order by id", permit).list();
    }
}
