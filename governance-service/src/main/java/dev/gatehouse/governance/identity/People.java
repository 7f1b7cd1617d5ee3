package dev.gatehouse.governance.identity;

import dev.gatehouse.approval.canonical.Pseudonym;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Those who have acted here: their names for pages, their pseudonyms for signed documents. */
@ApplicationScoped
public class People {

    private static final int SALT_BYTES = 32;
    /** How old 'last seen' may become before it is written again. */
    private static final Duration SEEN_AGAIN = Duration.ofMinutes(5);

    /** Most people that {@link #seenAs} gives. */
    private static final int MAX_SEEN = 200;

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

    /**
     * Takes down who calls, as their token says now; every act does so. Returns the pseudonym. Where nothing has changed, no row is
     * written: acts of one person must not wait for each other.
     */
    @Transactional
    public String rememberCaller() {
        Instant now = clock.instant();
        PersonEntity known = PersonEntity.findById(caller.sub());
        if (known == null || !known.isAsSeen(caller) || known.seenAt.isBefore(now.minus(SEEN_AGAIN))) {
            remember(now);
            if (known != null) {
                database.refresh(known);
            }
        }
        return pseudonym(caller.sub());
    }

    private void remember(Instant now) {
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
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .executeUpdate();
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

    /** The name for pages and cards; a neutral word for somebody who has been forgotten. */
    @Transactional
    public String displayName(String sub) {
        PersonEntity person = PersonEntity.findById(sub);
        return person == null ? "a person since forgotten" : person.displayName;
    }

    /** The sign-in name as last seen; empty for somebody who has never acted or has been forgotten. */
    @Transactional
    public Optional<String> username(String sub) {
        return Optional.ofNullable(PersonEntity.<PersonEntity>findById(sub)).map(person -> person.username);
    }

    /**
     * Somebody who has acted and has not been forgotten.
     *
     * @param pseudonym what signed documents call the person
     */
    public record Known(String pseudonym, String username, String displayName) {}

    /** All of them, for those who may know who a pseudonym is. */
    @Transactional
    public List<Known> known() {
        return PersonEntity.<PersonEntity>listAll().stream()
                .map(p -> new Known(Pseudonym.of(p.salt, p.sub), p.username, p.displayName))
                .toList();
    }

    /** Somebody who was seen here. */
    public record Seen(String sub, String username, String displayName) {}

    /**
     * People who held a board function when they were last seen here, by their names; at most {@value #MAX_SEEN}. Whether they still hold
     * it the identity provider says when they act.
     *
     * @param function such as {@code legal}
     */
    @Transactional
    public List<Seen> seenAs(String function) {
        List<?> holders = database.createNativeQuery("""
                        SELECT * FROM governance.person WHERE :function = ANY(functions)
                        ORDER BY display_name, sub LIMIT :rows""", PersonEntity.class)
                .setParameter("function", function)
                .setParameter("rows", MAX_SEEN)
                .getResultList();
        return holders.stream()
                .map(PersonEntity.class::cast)
                .map(person -> new Seen(person.sub, person.username, person.displayName))
                .toList();
    }
}
