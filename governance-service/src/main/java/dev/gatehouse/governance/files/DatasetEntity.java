package dev.gatehouse.governance.files;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "dataset")
class DatasetEntity extends PanacheEntityBase {

    @Id
    String sha256;

    String name;

    @Column(name = "size_bytes")
    long sizeBytes;

    @Column(name = "uploaded_at")
    Instant uploadedAt;

    @Column(name = "uploaded_by")
    String uploadedBy;
}
