package dev.gatehouse.governance.releases;

import dev.gatehouse.approval.dossier.Dossier;
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

    /** Keeps a dossier's bytes, unless they are kept already. */
    static void keep(Dossier dossier, Instant now) {
        if (findById(dossier.digest().toString()) == null) {
            DossierEntity entity = new DossierEntity();
            entity.digest = dossier.digest().toString();
            entity.document = dossier.bytes();
            entity.compiledAt = now;
            entity.persist();
        }
    }

    /** The dossier under that digest. */
    static Dossier read(String digest) {
        DossierEntity stored = findById(digest);
        return Dossier.read(stored.document);
    }
}
