package dev.gatehouse.governance.predictions;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.payload.RequestRows;
import dev.gatehouse.approval.payload.UnreadablePayloadException;
import dev.gatehouse.approval.route.ModelSignature;
import dev.gatehouse.governance.audits.ProtectedNames;
import dev.gatehouse.governance.identity.People;
import dev.gatehouse.governance.models.ModelVersion;
import dev.gatehouse.governance.models.Versions;
import dev.gatehouse.governance.reviews.Review;
import dev.gatehouse.governance.reviews.ReviewedRow;
import dev.gatehouse.governance.reviews.Reviews;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Use cases on one prediction: look at it, review it. */
@ApplicationScoped
class PredictionDetails {

    private final AgroalDataSource database;
    private final Predictions predictions;
    private final Looks looks;
    private final Reviews reviews;
    private final Versions versions;
    private final ProtectedNames protectedNames;
    private final People people;

    @Inject
    PredictionDetails(
            AgroalDataSource database,
            Predictions predictions,
            Looks looks,
            Reviews reviews,
            Versions versions,
            ProtectedNames protectedNames,
            People people) {
        this.database = database;
        this.predictions = predictions;
        this.looks = looks;
        this.reviews = reviews;
        this.versions = versions;
        this.protectedNames = protectedNames;
        this.people = people;
    }

    /**
     * Shows a prediction to the caller, once it is on record that they look.
     *
     * @param purpose what for
     * @throws dev.gatehouse.governance.problem.ProblemException {@code invalid-value} for the purpose, {@code unknown-prediction}
     */
    @Transactional
    PredictionDetail look(String environment, String route, UUID requestId, int row, String purpose) {
        String stated = Looks.requirePurpose(purpose);
        Predictions.Whole whole = predictions.named(environment, route, requestId, row);
        looks.lookedAt(environment, route, whole.prediction(), stated);
        ModelVersion version = versions.named(whole.model(), whole.prediction().version());
        Inputs inputs = inputs(version, whole);
        String decision = whole.prediction().decision();
        return new PredictionDetail(
                whole.prediction(),
                environment,
                route,
                whole.model(),
                whole.gateway(),
                whole.artifactSha256(),
                whole.status(),
                whole.rows(),
                inputs.shown,
                inputs.unread,
                body(whole.request(), whole.requestJsonBytes()),
                body(whole.response(), whole.responseJsonBytes()),
                truth(requestId, row),
                reviews.of(requestId, row),
                decision == null ? null : Reviews.other(decision, version),
                whole.note());
    }

    /**
     * Upholds or overrides a prediction; as {@link Reviews#review}.
     *
     * @throws dev.gatehouse.governance.problem.ProblemException {@code unknown-prediction}, or what {@link Reviews#review} says
     */
    @Transactional
    Review review(
            String environment,
            String route,
            UUID requestId,
            int row,
            Review.Verdict verdict,
            Optional<String> shouldBe,
            String reason,
            int replaces) {
        Predictions.Whole whole = predictions.named(environment, route, requestId, row);
        Prediction p = whole.prediction();
        return reviews.review(
                new ReviewedRow(
                        requestId, row, p.receivedAt(), environment, route, p.version(), p.decision(), p.needsReview()),
                versions.named(whole.model(), p.version()),
                verdict,
                shouldBe,
                reason,
                replaces);
    }

    private record Inputs(List<PredictionDetail.Input> shown, String unread) {}

    /** Only this row's: other rows of the request are about others. */
    /** Why the caller, having the roles, may not review that row; empty where they may. */
    Optional<String> refusesReview(PredictionDetail detail) {
        return reviews.refuses(
                versions.named(detail.model(), detail.prediction().version()));
    }

    private Inputs inputs(ModelVersion version, Predictions.Whole whole) {
        ModelSignature signature = ModelSignature.fromJson(version.signature());
        int row = whole.prediction().row();
        RequestRows rows;
        try {
            rows = RequestRows.read(signature, whole.requestJsonBytes(), whole.request());
        } catch (UnreadablePayloadException e) {
            return new Inputs(List.of(), e.getMessage());
        }
        if (row >= rows.count()) {
            return new Inputs(List.of(), "the request has " + rows.count() + " rows, and this is row " + row);
        }
        Set<String> withheld = protectedNames.of(version.modelId());
        List<PredictionDetail.Input> inputs = new ArrayList<>();
        for (String feature : signature.layout().features()) {
            boolean hide = withheld.contains(feature);
            inputs.add(new PredictionDetail.Input(feature, hide ? null : shown(rows.value(row, feature)), hide));
        }
        return new Inputs(inputs, null);
    }

    /** JSON has no number for NaN and infinity. */
    private static Object shown(Object value) {
        return value instanceof Double number && !Double.isFinite(number) ? number.toString() : value;
    }

    private static PredictionDetail.Body body(byte[] bytes, int jsonBytes) {
        return new PredictionDetail.Body(
                bytes.length, jsonBytes, Digest.of(bytes).toString());
    }

    private PredictionDetail.Truth truth(UUID requestId, int row) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("""
                        SELECT label, confirmed, observed_at, recorded_at, recorded_by
                        FROM label.ground_truth WHERE request_id = ? AND row_index = ?""")) {
            query.setObject(1, requestId);
            query.setInt(2, row);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next()
                        ? new PredictionDetail.Truth(
                                rows.getString(1),
                                rows.getBoolean(2),
                                rows.getObject(3, OffsetDateTime.class).toInstant(),
                                rows.getObject(4, OffsetDateTime.class).toInstant(),
                                people.displayName(rows.getString(5)))
                        : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("could not read ground truth", e);
        }
    }
}
