package dev.gatehouse.governance.identity;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;

/** Somebody who has acted here, as the identity provider last said. */
@Entity
@Table(name = "person")
class PersonEntity extends PanacheEntityBase {

    @Id
    String sub;

    String username;

    @Column(name = "display_name")
    String displayName;

    String[] functions;
    byte[] salt;

    @Column(name = "seen_at")
    Instant seenAt;

    /** Whether what is written down of the caller is what their token says now. */
    boolean isAsSeen(Caller caller) {
        return username.equals(caller.username())
                && displayName.equals(caller.displayName())
                && Set.of(functions).equals(caller.functions());
    }
}
