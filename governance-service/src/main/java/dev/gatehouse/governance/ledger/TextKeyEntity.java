package dev.gatehouse.governance.ledger;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The key under which the record of an act speaks of texts; kept beside the record, so that it can be erased with the texts. */
@Entity
@Table(name = "ledger_text_key")
class TextKeyEntity extends PanacheEntityBase {

    /** The act's leaf. */
    @Id
    UUID leaf;

    @Column(name = "text_key")
    byte[] key;

    /** Keys of the acts on a subject, by the index of each act's leaf. */
    static Map<Long, byte[]> about(String subject) {
        Map<Long, byte[]> keys = new HashMap<>();
        getEntityManager()
                .createQuery(
                        "select l.index, k.key from TextKeyEntity k, LeafEntity l"
                                + " where l.id = k.leaf and l.subject = :subject and l.index is not null",
                        Object[].class)
                .setParameter("subject", subject)
                .getResultList()
                .forEach(row -> keys.put((Long) row[0], (byte[]) row[1]));
        return keys;
    }
}
