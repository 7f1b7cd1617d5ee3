package dev.gatehouse.governance.permits;

import dev.gatehouse.governance.ledger.HeldAgainstLedger;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Holds every permit in the database against its acts in the ledger: the state that its last act left, and the bytes that were issued. The
 * service signs what the database says; whoever can write there could open a gate without an act.
 */
@ApplicationScoped
class PermitStates implements HeldAgainstLedger {

    /** Most differences that are named; the rest are counted. */
    private static final int MAX_NAMED = 100;

    private final EntityManager database;

    @Inject
    PermitStates(EntityManager database) {
        this.database = database;
    }

    @Override
    @Transactional
    public List<String> differences() {
        List<?> rows = database.createNativeQuery("""
                        WITH acts AS (
                          SELECT DISTINCT ON (subject) subject, act,
                            CASE act WHEN 'permit.suspended' THEN 'SUSPENDED' WHEN 'permit.revoked' THEN 'REVOKED'
                              WHEN 'permit.superseded' THEN 'SUPERSEDED' ELSE 'ACTIVE' END AS state
                          FROM governance.ledger_leaf
                          WHERE act IN ('permit.issued', 'permit.suspended', 'permit.resumed', 'permit.revoked', 'permit.superseded')
                          ORDER BY subject, leaf_index DESC NULLS FIRST, recorded_at DESC),
                        issued AS (
                          SELECT subject, convert_from(payload, 'UTF8')::jsonb ->> 'envelope' AS envelope
                          FROM governance.ledger_leaf WHERE act = 'permit.issued')
                        SELECT p.id AS id, coalesce(a.subject, 'permit/' || p.id) AS subject, p.state AS stored, a.act AS act,
                          a.state AS left_it, i.envelope = 'sha256:' || encode(sha256(p.envelope), 'hex') AS same_bytes
                        FROM governance.permit p
                        FULL JOIN acts a ON a.subject = 'permit/' || p.id
                        LEFT JOIN issued i ON i.subject = a.subject
                        WHERE p.id IS NULL OR a.subject IS NULL OR p.state <> a.state OR i.envelope IS NULL
                          OR i.envelope <> 'sha256:' || encode(sha256(p.envelope), 'hex')
                        ORDER BY subject LIMIT :most""", Tuple.class)
                .setParameter("most", MAX_NAMED + 1)
                .getResultList();
        List<String> differences = new ArrayList<>();
        for (Object row : rows.subList(0, Math.min(rows.size(), MAX_NAMED))) {
            differences.add(sentence((Tuple) row));
        }
        if (rows.size() > MAX_NAMED) {
            differences.add("More permits differ than the " + MAX_NAMED + " that are named.");
        }
        return differences;
    }

    private static String sentence(Tuple row) {
        String permit = row.get("subject", String.class).replace('/', ' ');
        if (row.get("id", UUID.class) == null) {
            return "The ledger has acts on " + permit + ", which is not stored.";
        }
        if (row.get("act", String.class) == null) {
            return "No act in the ledger issued " + permit + ", which is stored as " + row.get("stored", String.class)
                    + ".";
        }
        if (!row.get("stored", String.class).equals(row.get("left_it", String.class))) {
            return "The database has " + permit + " as " + row.get("stored", String.class)
                    + "; its last act in the ledger, " + row.get("act", String.class) + ", left it "
                    + row.get("left_it", String.class) + ".";
        }
        return "The stored bytes of " + permit + " are not those that the ledger says were issued.";
    }
}
