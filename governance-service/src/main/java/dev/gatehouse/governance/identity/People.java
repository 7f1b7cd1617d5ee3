package dev.gatehouse.governance.identity;

import dev.gatehouse.approval.canonical.Pseudonym;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Set;

/** Those who have acted here: their names for pages, their board functions as last seen, their pseudonyms for signed documents. */
@ApplicationScoped
public class People {

    private static final int SALT_BYTES = 32;

    private final EntityManager database;
    private final Caller caller;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Inject
    People(EntityManager database, Caller caller, Clock clock) {
        this.database = database;
        this.caller = caller;
        this.clock = clock;
    }

    /** Takes down who calls, as their token says now; every act does so. Returns the pseudonym. */
    @Transactional
    public String rememberCaller() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        database.createNativeQuery("""
                        INSERT INTO governance.person (sub, username, display_name, functions, salt, seen_at)
                        VALUES (:sub, :username, :name, :functions, :salt, :now)
                        ON CONFLICT (sub) DO UPDATE SET username = excluded.username, display_name = excluded.display_name,
                          functions = excluded.functions, seen_at = excluded.seen_at""")
                .setParameter("sub", caller.sub())
                .setParameter("username", caller.username())
                .setParameter("name", caller.displayName())
                .setParameter("functions", caller.functions().toArray(String[]::new))
                .setParameter("salt", salt)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate();
        return pseudonym(caller.sub());
    }

    /** What signed documents call the person. */
    @Transactional
    public String pseudonym(String sub) {
        PersonEntity person = PersonEntity.findById(sub);
        if (person == null) {
            throw new IllegalStateException("a person who acted is not known");
        }
        return Pseudonym.of(person.salt, sub);
    }

    /** The board functions the person held when last seen; none for one who never was. */
    @Transactional
    public Set<String> functions(String sub) {
        PersonEntity person = PersonEntity.findById(sub);
        return person == null ? Set.of() : Set.of(person.functions);
    }

    /** The name for pages and cards; a neutral word for somebody who has been forgotten. */
    @Transactional
    public String displayName(String sub) {
        PersonEntity person = PersonEntity.findById(sub);
        return person == null ? "a person since forgotten" : person.displayName;
    }
}
