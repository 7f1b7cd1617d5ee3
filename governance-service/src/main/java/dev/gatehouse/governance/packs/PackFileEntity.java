package dev.gatehouse.governance.packs;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The bytes of a pack under their digest; never changed, because assessments name them. */
@Entity
@Table(name = "pack_file")
class PackFileEntity extends PanacheEntityBase {

    @Id
    String digest;

    @Column(name = "pack_id")
    String packId;

    String version;
    String title;

    /** Name of a {@code PolicyPack.Kind}. */
    String kind;

    byte[] bytes;

    @Column(name = "uploaded_at")
    Instant uploadedAt;

    @Column(name = "uploaded_by")
    String uploadedBy;

    static List<PackFileEntity> allOf(String packId) {
        return find("packId = ?1 order by uploadedAt desc, digest", packId).list();
    }

    static Optional<PackFileEntity> of(String packId, String digest) {
        return find("packId = ?1 and digest = ?2", packId, digest).firstResultOptional();
    }

    static Optional<PackFileEntity> ofVersion(String packId, String version) {
        return find("packId = ?1 and version = ?2", packId, version).firstResultOptional();
    }

    static List<String> packIds() {
        return getEntityManager()
                .createQuery("select distinct packId from PackFileEntity order by packId", String.class)
                .getResultList();
    }
}
