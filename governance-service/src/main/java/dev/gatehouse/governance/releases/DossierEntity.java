package dev.gatehouse.governance.releases;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A dossier's canonical bytes under their digest; never changed. */
@Entity
@Table(name = "dossier")
class DossierEntity extends PanacheEntityBase {

    @Id
    String digest;

    byte[] document;

    @Column(name = "compiled_at")
    Instant compiledAt;
}
