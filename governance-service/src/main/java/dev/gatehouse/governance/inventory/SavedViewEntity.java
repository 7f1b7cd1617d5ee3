package dev.gatehouse.governance.inventory;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A question to the list that somebody keeps under a name. */
@Entity
@Table(name = "inventory_view")
class SavedViewEntity extends PanacheEntityBase {

    @Id
    UUID id;

    /** {@code sub} of whose it is. */
    @Column(name = "kept_by")
    String keptBy;

    String name;
    String query;
    boolean shared;

    @Column(name = "kept_at")
    Instant keptAt;

    /** A person's own, then those that others share, each by name. */
    static List<SavedViewEntity> seenBy(String sub, int limit) {
        return find("keptBy = ?1 or shared order by case when keptBy = ?1 then 0 else 1 end, name, id", sub)
                .page(0, limit)
                .list();
    }

    static Optional<SavedViewEntity> of(String sub, String name) {
        return find("keptBy = ?1 and name = ?2", sub, name).firstResultOptional();
    }
}
