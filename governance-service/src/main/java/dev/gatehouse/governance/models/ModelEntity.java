package dev.gatehouse.governance.models;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A model in the inventory: one use case with its facts. {@code facts} is a JSON object. */
@Entity
@Table(name = "model")
class ModelEntity extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String name;
    String title;

    @Column(name = "intended_use")
    String intendedUse;

    @Column(name = "out_of_scope_use")
    String outOfScopeUse;

    String owner;

    @JdbcTypeCode(SqlTypes.JSON)
    String facts;

    /** What {@link Particulars} are stored as. */
    @JdbcTypeCode(SqlTypes.JSON)
    String particulars = "{}";

    @Version
    int revision;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    /** When {@link #revision} came. */
    @Column(name = "changed_at")
    Instant changedAt;

    static Optional<ModelEntity> byName(String name) {
        return find("name", name).firstResultOptional();
    }

    /** The model, held against edits until the transaction ends. */
    static Optional<ModelEntity> held(String name) {
        return find("name", name).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional();
    }

    static List<ModelEntity> after(String name, int limit) {
        return find("name > ?1 order by name", name).page(0, limit).list();
    }

    /** How many permits of the model's versions are in force. */
    static long permitsInForce(long modelId, Instant now) {
        return ((Number) getEntityManager()
                        .createNativeQuery("""
                        SELECT count(*) FROM governance.permit p JOIN governance.model_version v ON v.id = p.version_id
                        WHERE v.model_id = :model AND p.state = 'ACTIVE' AND p.expires_at > :now""")
                        .setParameter("model", modelId)
                        .setParameter("now", now.atOffset(java.time.ZoneOffset.UTC))
                        .getSingleResult())
                .longValue();
    }

    static List<ModelEntity> named(Collection<String> names) {
        return names.isEmpty() ? List.of() : find("name in ?1", names).list();
    }

    static Map<Long, String> namesOf(Collection<Long> ids) {
        List<ModelEntity> found = find("id in ?1", ids).list();
        return found.stream().collect(Collectors.toMap(m -> m.id, m -> m.name));
    }
}
