package dev.gatehouse.governance.predictions;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.ledger.Ledger;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Brings in what came true, and the protected attributes of subjects, in batches. */
@ApplicationScoped
class GroundTruth {

    private final AgroalDataSource database;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final ObjectMapper json;

    @Inject
    GroundTruth(AgroalDataSource database, Ledger ledger, Caller caller, Clock clock, ObjectMapper json) {
        this.database = database;
        this.ledger = ledger;
        this.caller = caller;
        this.clock = clock;
        this.json = json;
    }

    /**
     * What became of a batch of labels.
     *
     * @param recorded rows whose label is now as posted
     * @param unknown rows that name no prediction in the database; it may still be on its way, so post them again later
     */
    record Outcome(int recorded, List<UnknownPrediction> unknown) {}

    record UnknownPrediction(UUID requestId, int row) {}

    /**
     * Records labels. A label of a prediction replaces an earlier one, unless that was confirmed and this one is not.
     */
    @Transactional
    Outcome record(List<PredictionResource.Label> labels) {
        String sql = """
                INSERT INTO label.ground_truth AS g (request_id, row_index, label, confirmed, observed_at, recorded_at, recorded_by)
                SELECT p.request_id, p.row_index, ?, ?, ?, ?, ? FROM outcome.prediction p WHERE p.request_id = ? AND p.row_index = ?
                ON CONFLICT (request_id, row_index) DO UPDATE
                  SET label = excluded.label, confirmed = excluded.confirmed, observed_at = excluded.observed_at,
                      recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by
                  WHERE excluded.confirmed OR NOT g.confirmed""";
        List<UnknownPrediction> unknown = new ArrayList<>();
        int recorded = 0;
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql);
                PreparedStatement exists = connection.prepareStatement(
                        "SELECT 1 FROM outcome.prediction WHERE request_id = ? AND row_index = ?")) {
            OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
            for (PredictionResource.Label label : labels) {
                insert.setString(1, label.label());
                insert.setBoolean(2, label.confirmed());
                insert.setObject(3, label.observedAt().atOffset(ZoneOffset.UTC));
                insert.setObject(4, now);
                insert.setString(5, caller.sub());
                insert.setObject(6, label.requestId());
                insert.setInt(7, label.row());
                if (insert.executeUpdate() > 0) {
                    recorded++;
                } else if (!exists(exists, label)) {
                    unknown.add(new UnknownPrediction(label.requestId(), label.row()));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("could not record ground truth", e);
        }
        if (recorded > 0) {
            byte[] batch = CanonicalJson.bytes(CanonicalJson.numbersAsText(json.valueToTree(labels)));
            ledger.record(
                    "ground-truth.recorded",
                    "ground-truth",
                    Map.of("batch", Digest.of(batch).toString(), "rows", Integer.toString(recorded)));
        }
        return new Outcome(recorded, unknown);
    }

    /** Brings in protected attributes; one that is there already stays. This service cannot read them back: only audits do. */
    @Transactional
    void bringIn(List<PredictionResource.SubjectAttribute> attributes) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO protected.subject_attribute (subject, attribute, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            for (PredictionResource.SubjectAttribute attribute : attributes) {
                insert.setString(1, attribute.subject());
                insert.setString(2, attribute.attribute());
                insert.setString(3, attribute.value());
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException("could not store protected attributes", e);
        }
        ledger.record(
                "protected-attributes.brought-in",
                "protected-attributes",
                Map.of("rows", Integer.toString(attributes.size())));
    }

    private static boolean exists(PreparedStatement query, PredictionResource.Label label) throws SQLException {
        query.setObject(1, label.requestId());
        query.setInt(2, label.row());
        try (var rows = query.executeQuery()) {
            return rows.next();
        }
    }
}
