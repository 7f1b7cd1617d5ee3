package dev.gatehouse.governance.inventory;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** The file that a person has brought in and not yet confirmed. */
@Entity
@Table(name = "inventory_upload")
class UploadEntity extends PanacheEntityBase {

    /** {@code sub} of whose it is. */
    @Id
    @Column(name = "brought_by")
    String broughtBy;

    byte[] file;

    @Column(name = "brought_at")
    Instant broughtAt;

    static Optional<UploadEntity> of(String sub) {
        return findByIdOptional(sub);
    }

    /** Keeps a file in place of the one before. */
    static void keep(String sub, byte[] file, Instant at) {
        UploadEntity upload = UploadEntity.<UploadEntity>findByIdOptional(sub).orElseGet(UploadEntity::new);
        upload.broughtBy = sub;
        upload.file = file;
        upload.broughtAt = at;
        upload.persist();
    }
}
