package dev.gatehouse.governance.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A registered version: which bytes, what goes in and out, where it is served, who made it. Never changed. */
@Entity
@Immutable
@Table(name = "model_version")
class VersionEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "model_id")
    Long modelId;

    String version;

    @Column(name = "artifact_sha256")
    String artifactSha256;

    @JdbcTypeCode(SqlTypes.JSON)
    String signature;

    String binding;
    String upstream;

    @Column(name = "upstream_model")
    String upstreamModel;

    @JdbcTypeCode(SqlTypes.JSON)
    String training;

    String[] developers;

    @Column(name = "registered_at")
    Instant registeredAt;

    @Column(name = "registered_by")
    String registeredBy;

    static Optional<VersionEntity> of(Long modelId, String version) {
        return find("modelId = ?1 and version = ?2", modelId, version).firstResultOptional();
    }

    static List<VersionEntity> allOf(Long modelId) {
        return find("modelId = ?1 order by id", modelId).list();
    }

    static List<VersionEntity> ofArtifact(long modelId, String artifactSha256) {
        return find("modelId = ?1 and artifactSha256 = ?2 order by id", modelId, artifactSha256)
                .list();
    }

    static List<VersionEntity> allOf(Collection<Long> modelIds) {
        return find("modelId in ?1", modelIds).list();
    }
}
