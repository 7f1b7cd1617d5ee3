package dev.gatehouse.governance.files;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** Where a data set lies under the root, as of its registration; never changed. */
@Entity
@Table(name = "dataset_path")
class DatasetPathEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String sha256;
    String path;

    @Column(name = "registered_at")
    Instant registeredAt;

    @Column(name = "registered_by")
    String registeredBy;

    static Optional<DatasetPathEntity> newestOf(String sha256) {
        return find("sha256 = ?1 order by id desc", sha256).firstResultOptional();
    }
}
