package dev.gatehouse.governance.inventory;

import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The inventory as somebody looks through it: a page at a time, from a cursor. The words are looked for in every model, which 5,000 models
 * bear without an index; the tier and the stage of a model come along indexes.
 */
@ApplicationScoped
public class InventoryList {

    private static final Pattern CURSOR = Pattern.compile("(?:(-?\\d{1,20}(?:\\.\\d{1,2})?)~)?([a-z0-9-]{0,63})");

    private static final String STAGE = """
            CASE WHEN EXISTS (SELECT 1 FROM governance.model_version v JOIN governance.permit p ON p.version_id = v.id
                     WHERE v.model_id = m.id AND p.state = 'ACTIVE' AND p.expires_at > ?) THEN 'permitted'
                 WHEN EXISTS (SELECT 1 FROM governance.model_version v JOIN governance.release r ON r.version_id = v.id
                     WHERE v.model_id = m.id AND r.state = 'InReview') THEN 'in-review'
                 WHEN EXISTS (SELECT 1 FROM governance.model_version v WHERE v.model_id = m.id) THEN 'registered'
                 ELSE 'no-version' END""";

    private static final String SEARCHED = "lower(m.name || ' ' || m.title || ' ' || m.owner || ' '"
            + " || coalesce(m.particulars ->> 'purpose', '') || ' ' || m.intended_use)";

    private static final String OVERDUE = "(m.particulars ->> 'nextValidationDue' < ?"
            + " AND m.particulars ->> 'status' IS DISTINCT FROM 'retired')";

    private final AgroalDataSource database;
    private final Clock clock;

    @Inject
    InventoryList(AgroalDataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * The next models after a cursor, in the order that is asked for; those that say nothing about it last, by name.
     *
     * @param cursor empty for the first page; else that of the last row of the page before
     * @param limit most of them
     * @throws ProblemException {@code invalid-value} for a parameter or cursor that cannot be
     */
    List<InventoryRow> after(Asked asked, String cursor, int limit) {
        asked.required();
        var at = CURSOR.matcher(cursor);
        boolean byName = asked.getSort().equals("name");
        if (!at.matches() || (!cursor.isEmpty() && byName != (at.group(1) == null))) {
            throw new ProblemException(
                    ProblemType.INVALID_VALUE, "cursor: send the 'next' of the page before, with the same parameters.");
        }
        Instant now = clock.instant();
        String today = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
        List<Object> values = new ArrayList<>();
        String key = key(asked.getSort());
        StringBuilder sql = new StringBuilder(
                        "WITH found AS MATERIALIZED (SELECT m.id, m.name, m.title, m.owner, a.tier, a.status,")
                .append(
                        " m.particulars ->> 'status' AS stated, governance.rice(m.particulars) AS rice, m.particulars ->> 'nextValidationDue' AS due, ")
                .append(OVERDUE)
                .append(" AS overdue, m.changed_at, ")
                .append(key)
                .append(
                        " AS key FROM governance.model m CROSS JOIN LATERAL (SELECT tier, status FROM governance.assessment")
                .append(" WHERE model_id = m.id ORDER BY id DESC LIMIT 1) a WHERE true");
        values.add(today);
        conditions(asked, now, today, sql, values);
        if (!cursor.isEmpty()) {
            if (byName) {
                sql.append(" AND m.name > ?");
                values.add(at.group(2));
            } else {
                sql.append(" AND (").append(key).append(" < ? OR (").append(key).append(" = ? AND m.name > ?))");
                BigDecimal last = new BigDecimal(at.group(1));
                values.addAll(List.of(last, last, at.group(2)));
            }
        }
        sql.append(byName ? " ORDER BY m.name LIMIT ?" : " ORDER BY key DESC, m.name LIMIT ?");
        values.add(limit);
        sql.append(") SELECT m.name, m.title, m.owner, m.tier, m.status, ")
                .append(STAGE)
                .append(", m.stated, m.rice, m.due, m.overdue, m.changed_at,")
                .append(" (SELECT count(*) FROM governance.model_version v WHERE v.model_id = m.id),")
                .append(
                        " (SELECT v.version FROM governance.model_version v WHERE v.model_id = m.id ORDER BY v.id DESC LIMIT 1), m.key")
                .append(byName ? " FROM found m ORDER BY m.name" : " FROM found m ORDER BY m.key DESC, m.name");
        values.add(Timestamp.from(now));
        return read(sql.toString(), values);
    }

    private static void conditions(Asked asked, Instant now, String today, StringBuilder sql, List<Object> values) {
        for (String word : asked.words()) {
            sql.append(" AND ").append(SEARCHED).append(" LIKE ? ESCAPE '\\'");
            values.add("%" + word.replaceAll("([\\\\%_])", "\\\\$1") + "%");
        }
        if (!asked.getTier().isEmpty()) {
            sql.append(" AND CASE WHEN a.status = 'ASSESSED' THEN a.tier ELSE a.status END = ?");
            values.add(asked.getTier());
        }
        if (!asked.getStage().isEmpty()) {
            sql.append(" AND ").append(STAGE).append(" = ?");
            values.add(Timestamp.from(now));
            values.add(asked.getStage());
        }
        if (!asked.getStatus().isEmpty()) {
            sql.append(" AND m.particulars ->> 'status' = ?");
            values.add(asked.getStatus());
        }
        if (!asked.getOwner().isEmpty()) {
            sql.append(" AND lower(m.owner) = lower(?)");
            values.add(asked.getOwner());
        }
        if (!asked.getValidator().isEmpty()) {
            sql.append(
                    " AND EXISTS (SELECT 1 FROM jsonb_array_elements_text(coalesce(m.particulars -> 'validators', '[]')) AS n (name)"
                            + " WHERE lower(n.name) = lower(?))");
            values.add(asked.getValidator());
        }
        if (!asked.getDeveloper().isEmpty()) {
            sql.append(" AND m.id IN (SELECT v.model_id FROM governance.model_version v"
                    + " WHERE governance.lowered(v.developers) @> ARRAY[lower(?)])");
            values.add(asked.getDeveloper());
        }
        if (!asked.getThirdParty().isEmpty()) {
            sql.append(
                    " AND EXISTS (SELECT 1 FROM jsonb_array_elements(coalesce(m.particulars -> 'thirdParties', '[]')) AS t (part)"
                            + " WHERE lower(t.part ->> 'vendor') = lower(?))");
            values.add(asked.getThirdParty());
        }
        if (asked.isLate()) {
            sql.append(" AND ").append(OVERDUE);
            values.add(today);
        }
    }

    /** A number of which the greatest comes first; names are sorted by themselves. */
    private static String key(String sort) {
        return switch (sort) {
            case "rice" -> "coalesce(governance.rice(m.particulars), -1)";
            case "tier" ->
                "CASE WHEN a.status <> 'ASSESSED' THEN CASE a.status WHEN 'PROHIBITED' THEN 4 ELSE 0 END"
                        + " ELSE CASE a.tier WHEN 'HIGH' THEN 3 WHEN 'MEDIUM' THEN 2 ELSE 1 END END";
            case "changed" -> "trunc(extract(epoch FROM m.changed_at) * 1000000)";
            default -> "NULL::numeric";
        };
    }

    private List<InventoryRow> read(String sql, List<Object> values) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            List<InventoryRow> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory cannot be read", e);
        }
    }

    private static InventoryRow row(ResultSet row) throws SQLException {
        String due = row.getString(9);
        BigDecimal key = row.getBigDecimal(14);
        return new InventoryRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getBigDecimal(8),
                due == null ? null : LocalDate.parse(due),
                row.getBoolean(10),
                row.getTimestamp(11).toInstant(),
                row.getInt(12),
                row.getString(13),
                key == null ? "" : key.toPlainString());
    }
}
