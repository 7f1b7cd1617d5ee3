package dev.gatehouse.governance.ledger;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A leaf, its act's record beside it. The sequencer gives it its index; nothing else about it ever changes. */
@Entity
@Table(name = "ledger_leaf")
class LeafEntity extends PanacheEntityBase {

    @Id
    UUID id;

    @Column(name = "leaf_index")
    Long index;

    String act;
    String actor;
    String subject;
    byte[] payload;
    byte[] leaf;

    @Column(name = "leaf_hash")
    byte[] hash;

    @Column(name = "recorded_at")
    Instant recordedAt;

    static List<LeafEntity> from(long index, int limit) {
        return find("index >= ?1 order by index", index).page(0, limit).list();
    }

    static Optional<LeafEntity> at(long index) {
        return find("index", index).firstResultOptional();
    }

    static Optional<LeafEntity> hashing(byte[] hash) {
        return find("hash = ?1 and index is not null order by index", hash).firstResultOptional();
    }

    static List<LeafEntity> about(String subject) {
        return find("subject = ?1 order by recordedAt, id", subject).list();
    }
}
