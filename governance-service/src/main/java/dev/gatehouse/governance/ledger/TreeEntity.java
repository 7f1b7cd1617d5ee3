package dev.gatehouse.governance.ledger;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The tree as the sequencer left it: one row. */
@Entity
@Table(name = "ledger_tree")
class TreeEntity extends PanacheEntityBase {

    @Id
    Boolean singleton = true;

    long size;
    byte[] frontier;
    byte[] root;

    @Column(name = "updated_at")
    Instant updatedAt;
}
