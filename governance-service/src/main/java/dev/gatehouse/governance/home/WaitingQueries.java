package dev.gatehouse.governance.home;

import dev.gatehouse.approval.permit.EmergencyRequest;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.identity.Roles;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The questions to the database behind {@link Waiting}. What the caller asked for or made themselves waits for somebody else. */
@ApplicationScoped
class WaitingQueries {

    /** Permits are told of so long before they end. */
    static final Duration ENDING = Duration.ofDays(30);

    /** Most that others asked for and that are looked through for those that want the caller's word. */
    private static final int MAX_ASKED = 50;

    private static final int ROWS = Waiting.MAX_ITEMS + 1;

    private static final String MINE =
            "(v.registered_by = ? OR governance.lowered(v.developers) && ARRAY[lower(?), lower(?)])";

    /** Most models that are looked through for closed gates, as their owner, registrar and developer each. */
    private static final int LOOKED_MODELS = 100;

    private static final String CLOSED_GATES = """
            WITH mine AS (
              (SELECT m.id FROM governance.model m WHERE m.owner = ANY (?) ORDER BY m.id DESC LIMIT %1$d)
              UNION (SELECT v.model_id FROM governance.model_version v WHERE v.registered_by = ?
                ORDER BY v.registered_at DESC, v.id DESC LIMIT %1$d)
              UNION (SELECT v.model_id FROM governance.model_version v WHERE governance.lowered(v.developers) && ARRAY[lower(?), lower(?)]
                ORDER BY v.id DESC LIMIT %1$d)),
            looked AS (
              SELECT n.id FROM mine CROSS JOIN LATERAL (
                SELECT v.id FROM governance.model_version v WHERE v.model_id = mine.id ORDER BY v.id DESC LIMIT 1) n
              UNION SELECT p.version_id FROM mine JOIN governance.model m ON m.id = mine.id
                JOIN governance.permit p ON p.model = m.name AND p.state = 'ACTIVE'),
            told AS (
              SELECT l.id, EXISTS (SELECT 1 FROM governance.audit_run a WHERE a.version_id = l.id AND a.verdict = 'FAIL'
                AND NOT EXISTS (SELECT 1 FROM governance.audit_run b WHERE b.version_id = l.id AND b.plan_digest = a.plan_digest
                  AND b.verdict IS NOT NULL AND b.run_at > a.run_at)) AS failed,
                NOT EXISTS (SELECT 1 FROM governance.permit p WHERE p.version_id = l.id)
                AND NOT EXISTS (SELECT 1 FROM governance.release r WHERE r.version_id = l.id) AS begun
              FROM looked l)
            SELECT t.id FROM told t JOIN governance.model_version v ON v.id = t.id WHERE t.failed OR t.begun
            ORDER BY t.failed DESC, v.registered_at DESC, t.id DESC""".formatted(LOOKED_MODELS);

    private final AgroalDataSource database;
    private final Caller caller;

    @Inject
    WaitingQueries(AgroalDataSource database, Caller caller) {
        this.database = database;
        this.caller = caller;
    }

    /**
     * Something that waits for a second person's word.
     *
     * @param id of what was asked for
     */
    record Asked(UUID id, WaitingItem item) {}

    /** What others asked for and the caller's roles may confirm, the oldest first; whether the caller is the one is for the act's own rule to say. */
    List<Asked> asked(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<String> asked = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        if (caller.has(Roles.BOARD)) {
            asked.add("SELECT 'WAIVER', '/ui/models/' || m.name || '/versions/' || v.version || '/gates/' || w.gate,"
                    + " m.name, v.version, w.gate, w.environment, w.requested_at, w.id FROM governance.waiver w JOIN governance.model_version v ON v.id = w.version_id"
                    + " JOIN governance.model m ON m.id = v.model_id WHERE w.state = 'REQUESTED' AND w.requested_by <> ?"
                    + " AND w.until >= ?");
            asked.add(
                    "SELECT 'EMERGENCY', '/ui/emergency-permits/' || e.id, e.model, e.version, e.environment, NULL, e.requested_at, e.id"
                            + " FROM governance.emergency_request e WHERE e.state = 'OPEN' AND e.requested_by <> ? AND e.requested_at >= ?");
            values.addAll(List.of(
                    caller.sub(), today, caller.sub(), Timestamp.from(now.minus(EmergencyRequest.CONFIRM_WITHIN))));
        }
        if (caller.has(Roles.BOARD) || caller.has(Roles.OPERATOR)) {
            asked.add(
                    "SELECT 'RESUMPTION', '/ui/permits/' || p.id, p.model, p.version, NULL, NULL, p.resume_asked_at, p.id"
                            + " FROM governance.permit p"
                            + " WHERE p.state = 'SUSPENDED' AND p.resume_asked_by <> ?");
            values.add(caller.sub());
        }
        if (caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE)) {
            asked.add("SELECT 'OVERRIDE', '/ui/models/' || m.name || '/overrides', m.name, NULL, o.tier, NULL,"
                    + " o.requested_at, o.id FROM governance.tier_override o JOIN governance.model m ON m.id = o.model_id"
                    + " WHERE o.state = 'REQUESTED' AND o.requested_by <> ? AND o.until >= ?");
            asked.add("SELECT CASE WHEN a.digest IS NULL THEN 'PACK_RETIRED' ELSE 'PACK' END,"
                    + " '/ui/packs/' || a.pack_id || '/proposals/' || a.id, a.pack_id, NULL, NULL, NULL,"
                    + " a.proposed_at, a.id FROM governance.pack_activation a"
                    + " WHERE a.state = 'PROPOSED' AND a.proposed_by <> ?");
            values.addAll(List.of(caller.sub(), today, caller.sub()));
        }
        if (caller.has(Roles.VALIDATOR) || caller.has(Roles.COMPLIANCE) || caller.has(Roles.BOARD)) {
            asked.add(
                    "SELECT 'EASED_FINDING', '/ui/findings/' || f.id, f.title, NULL, f.model_name, NULL, f.asked_at, f.id FROM governance.finding f WHERE f.state = 'OPEN' AND f.asked_by <> ?");
            values.add(caller.sub());
        }
        if (asked.isEmpty()) {
            return List.of();
        }
        return ask(
                String.join(" UNION ALL ", asked) + " ORDER BY 7 LIMIT " + MAX_ASKED,
                row -> new Asked(row.getObject(8, UUID.class), item(row, null)),
                values.toArray());
    }

    /** Questions on releases that the caller submitted, or on versions that they made, which nobody has answered. */
    List<WaitingItem> questions() {
        return items(
                "SELECT 'QUESTION', '/ui/releases/' || r.id, m.name, v.version, c.section, NULL, c.written_at"
                        + " FROM governance.release r JOIN governance.release_comment c ON c.release_id = r.id"
                        + " JOIN governance.model_version v ON v.id = r.version_id JOIN governance.model m ON m.id = v.model_id"
                        + " WHERE r.state = 'InReview' AND c.kind = 'question' AND c.withdrawn_at IS NULL AND c.written_by <> ?"
                        + " AND NOT EXISTS (SELECT 1 FROM governance.release_answer a WHERE a.comment_id = c.id)"
                        + " AND (r.submitted_by = ? OR " + MINE + ") ORDER BY c.written_at LIMIT " + ROWS,
                null,
                caller.sub(),
                caller.sub(),
                caller.sub(),
                caller.username(),
                caller.sub());
    }

    /** Open findings of those owners, or of models of which the caller made a version. */
    List<WaitingItem> findings(Instant now, Set<String> owners) {
        return items(
                "SELECT 'FINDING', '/ui/findings/' || f.id, f.title, NULL, f.model_name, f.severity, f.due_on::timestamp AT TIME ZONE 'UTC'"
                        + " FROM governance.finding f WHERE f.state = 'OPEN' AND (f.owner = ANY (?) OR f.model_id IN (SELECT v.model_id"
                        + " FROM governance.model_version v WHERE " + MINE
                        + ")) ORDER BY f.due_on, f.id LIMIT " + ROWS,
                now.minus(Duration.ofDays(1)),
                owners.toArray(String[]::new),
                caller.sub(),
                caller.username(),
                caller.sub());
    }

    /** Open findings whose last event is that somebody else remedied them. */
    List<WaitingItem> remedied(Instant now) {
        return items(
                "SELECT 'FINDING', '/ui/findings/' || f.id, f.title, NULL, f.model_name, f.severity, f.due_on::timestamp AT TIME ZONE 'UTC'"
                        + " FROM governance.finding f JOIN LATERAL (SELECT e.kind, e.by FROM governance.finding_event e"
                        + " WHERE e.finding_id = f.id ORDER BY e.id DESC LIMIT 1) last ON last.kind = 'REMEDIED' AND last.by <> ?"
                        + " WHERE f.state = 'OPEN' ORDER BY f.due_on, f.id LIMIT " + ROWS,
                now.minus(Duration.ofDays(1)),
                caller.sub());
    }

    /**
     * Routes on which nothing answers: their permit is suspended and nobody has asked to resume it, or it ended within the last
     * {@link #ENDING}; and no fallback answers instead. A revoked permit is somebody's last word, and nothing waits for it.
     */
    List<WaitingItem> closedRoutes(Instant now) {
        return items(
                "SELECT 'ROUTE', '/ui/routes/' || r.environment || '/' || r.name, r.name, NULL, r.environment,"
                        + " CASE p.state WHEN 'ACTIVE' THEN 'EXPIRED' ELSE p.state END,"
                        + " CASE p.state WHEN 'ACTIVE' THEN p.expires_at ELSE p.state_changed_at END"
                        + " FROM governance.route r JOIN governance.permit p ON p.id = r.permit_id"
                        + " LEFT JOIN governance.permit f ON f.id = r.fallback_permit_id AND f.state = 'ACTIVE' AND f.expires_at > ?"
                        + " WHERE f.id IS NULL AND (p.state = 'SUSPENDED' AND p.resume_asked_by IS NULL"
                        + " OR p.state = 'ACTIVE' AND p.expires_at <= ? AND p.expires_at > ?)"
                        + " ORDER BY 7 DESC, r.id LIMIT " + ROWS,
                null,
                Timestamp.from(now),
                Timestamp.from(now),
                Timestamp.from(now.minus(ENDING)));
    }

    /** Permits in force that end within {@link #ENDING}: every one for operators and the board, an engineer's own otherwise. */
    List<WaitingItem> ending(Instant now) {
        boolean all = caller.has(Roles.OPERATOR) || caller.has(Roles.BOARD);
        List<Object> values = new ArrayList<>(List.of(Timestamp.from(now), Timestamp.from(now.plus(ENDING))));
        if (!all) {
            values.addAll(List.of(caller.sub(), caller.username(), caller.sub()));
        }
        return items(
                "SELECT 'PERMIT', '/ui/permits/' || p.id, p.model, p.version, p.environment, p.route, p.expires_at FROM governance.permit p JOIN governance.model_version v ON v.id = p.version_id"
                        + " WHERE p.state = 'ACTIVE' AND p.expires_at > ? AND p.expires_at <= ?"
                        + (all ? "" : " AND " + MINE)
                        + " ORDER BY p.expires_at, p.id LIMIT " + ROWS,
                null,
                values.toArray());
    }

    /**
     * Ids of versions of models that those owners own or the caller develops, and whose gates somebody should look at: first those of which
     * the newest audit under some plan failed, serving or not; then those without a permit and without a round, newest first. Of each
     * model the newest version is asked about, and those that serve; of who has many models, the {@value #LOOKED_MODELS} newest in each
     * capacity.
     */
    List<Long> versionsOf(Set<String> owners, int limit) {
        return ask(
                CLOSED_GATES + " LIMIT " + limit,
                row -> row.getLong(1),
                owners.toArray(String[]::new),
                caller.sub(),
                caller.username(),
                caller.sub());
    }

    /** @param late an item whose time is before this is late; null when none can be */
    private List<WaitingItem> items(String sql, Instant late, Object... values) {
        return ask(sql, row -> item(row, late), values);
    }

    private static WaitingItem item(ResultSet row, Instant late) throws SQLException {
        Instant at = row.getTimestamp(7).toInstant();
        return new WaitingItem(
                WaitingItem.Kind.valueOf(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                at,
                late != null && at.isBefore(late));
    }

    /** One row of an answer. */
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> ask(String sql, Reading<T> reading, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setObject(
                        i + 1,
                        values[i] instanceof String[] texts ? connection.createArrayOf("text", texts) : values[i]);
            }
            List<T> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(reading.of(row));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("what waits cannot be read", e);
        }
    }
}
